"""What a row of each reference CSV must be, as pydantic checks it (contract §1, §7)."""

import re
from typing import Annotated, Any, Final

import polars as pl
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)

from pipeline.core.wording import say
from pipeline.knowledge.mistakes import Mistake, told
from pipeline.knowledge.settings import CHECKED, Address, Line, Month, Text, whole, wrong
from pipeline.reading.cells.identifiers import parse_nip
from schemas.codes import UNMAPPED_OPD
from schemas.layouts import plain_label

_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
# Names that Windows gives to devices: no folder can have them.
_DEVICE: Final = re.compile(r"CON|PRN|AUX|NUL|(?:COM|LPT)[0-9]")
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}|-?[0-9]{1,3}(?:\.[0-9]{3}){1,5}")
_MOST_PEOPLE: Final = 100_000_000


def _opd_code(text: str) -> str:
    if not _CODE.fullmatch(text) or text == UNMAPPED_OPD:
        raise wrong("kode_opd")
    if _DEVICE.fullmatch(text):
        raise wrong("kode_perangkat")
    return text


def _nip(text: str, info: ValidationInfo) -> str:
    if text not in (info.context or ()):
        raise wrong("nip")
    return text


def _aliases(text: str) -> str:
    if not all(plain_label(alias) for alias in text.split(";")):
        raise wrong("alias_kosong")
    return text


def _number(value: Any) -> int:
    if not _NUMBER.fullmatch(value):
        raise wrong("angka")
    return int(value.replace(".", ""))


_Nip = Annotated[Line, AfterValidator(_nip)]
_Code = Annotated[Line, AfterValidator(_opd_code)]


class Row(BaseModel):
    """A row of a reference CSV; an empty cell is left out."""

    model_config = CHECKED


class _Lasting(Row):
    sejak: Month | None = None
    sampai: Month | None = None


class OpdRow(_Lasting):
    """A row of opd.csv."""

    kode_opd: _Code
    nama_opd: Text
    jenis: Line = ""
    alias: Annotated[str, Field(max_length=5000), AfterValidator(_aliases)] = ""
    pelapor_jabatan: Line = ""
    pelapor_nama: Line = ""
    pelapor_nip: _Nip = ""
    pelapor_pangkat: Line = ""
    pos_el: Address = ""
    alamat: Line = ""
    telepon: Line = ""
    kode_pos: Line = ""
    pos_el_kantor: Address = ""
    laman: Line = ""
    kepala: Line = ""


class UnitRow(_Lasting):
    """A row of unit_kerja.csv; its OPD is one of opd.csv (contradictions.py)."""

    unor_id: Text | None = None
    unit_kerja: Text | None = None
    kode_opd: Line


class RepairRow(Row):
    """A row of koreksi.csv."""

    nip_tercatat: Line = ""
    nama_tercatat: Line = ""
    nip_benar: _Nip


class CoverageRow(Row):
    """A row of cakupan.csv; thousands may be grouped by dots."""

    tahun: Annotated[int, BeforeValidator(_number), whole(2000, 2099)]
    peserta_aktif: Annotated[int, BeforeValidator(_number), whole(0, _MOST_PEOPLE)]
    potensi: Annotated[int, BeforeValidator(_number), whole(1, _MOST_PEOPLE)]


def row_mistakes(rows: pl.DataFrame, file: str, model: type[Row]) -> tuple[Mistake, ...]:
    """Return what is wrong in cells of `rows` (`baris`, columns of `model`), by line and column."""
    cells = [
        {k: v for k, v in row.items() if v is not None}
        for row in rows.drop("baris").iter_rows(named=True)
    ]
    try:
        TypeAdapter(list[model]).validate_python(cells, context=_valid_nips(rows))  # type: ignore[valid-type]
    except ValidationError as error:
        found = error.errors(include_url=False)
        return tuple(
            Mistake(file, rows["baris"][int(one["loc"][0])], str(one["loc"][1]), _cell(one))
            for one in found
        )
    return ()


def _cell(details: Any) -> str:
    return say("acuan.salah.sel_kosong") if details["type"] == "missing" else told(details)


def _valid_nips(rows: pl.DataFrame) -> frozenset[str]:
    """Return those texts of the columns of NIP that are one."""
    columns = [pl.col(c).alias("nip") for c in ("pelapor_nip", "nip_benar") if c in rows.columns]
    texts = (
        pl.concat([rows.select(c) for c in columns])
        if columns
        else pl.DataFrame(schema={"nip": pl.String})
    )
    states = texts.with_columns(state=parse_nip(texts["nip"])["nip_keadaan"])
    return frozenset(states.filter(pl.col("state") == "sah")["nip"])

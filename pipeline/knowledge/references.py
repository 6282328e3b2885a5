"""The reference files: OPDs, units, accepted repairs, coverage figures and the policy (contract §1)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core.errors import RefusedError
from pipeline.core.text import clean_text
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy, parse_policy
from pipeline.reading.files.delimited import delimited_sheet
from pipeline.reading.files.sheets import RawSheet
from pipeline.reading.tables.body import wide_texts
from pipeline.system.sources import read_reference
from schemas.codes import UNMAPPED_OPD
from schemas.layouts import plain_label

OPD_COLUMNS: Final = (
    "kode_opd", "nama_opd", "jenis", "alias", "pelapor_jabatan", "pelapor_nama", "pelapor_nip", "pelapor_pangkat",
    "pos_el", "alamat", "telepon",
)  # fmt: skip
UNIT_COLUMNS: Final = ("unor_id", "unit_kerja", "kode_opd")
REPAIR_COLUMNS: Final = ("nip_tercatat", "nama_tercatat", "nip_benar")
COVERAGE_COLUMNS: Final = ("tahun", "peserta_aktif", "potensi")
_POLICY: Final = "kebijakan.toml"
_COVERAGE: Final = "cakupan.csv"
FILES: Final = ("opd.csv", "unit_kerja.csv", _POLICY, "koreksi.csv", _COVERAGE)


@dataclass(frozen=True)
class Opd:
    """One reporting unit and who reports for it: a row of opd.csv, texts empty where not filled."""

    kode: str
    nama: str
    jenis: str = ""
    pelapor_jabatan: str = ""
    pelapor_nama: str = ""
    pelapor_nip: str = ""
    pelapor_pangkat: str = ""
    pos_el: str = ""
    alamat: str = ""
    telepon: str = ""


@dataclass(frozen=True)
class References:
    """The reference files, read.

    opd: OPD_COLUMNS; units: UNIT_COLUMNS; repairs: REPAIR_COLUMNS and `baris`; coverage: tahun,
    peserta_aktif, potensi (whole numbers), by year; hashes: file name -> SHA-256.
    """

    policy: Policy
    opd: pl.DataFrame
    units: pl.DataFrame
    repairs: pl.DataFrame
    coverage: pl.DataFrame
    hashes: dict[str, str]

    @property
    def names(self) -> dict[str, str]:
        """kode_opd -> nama_opd, the unit of the unmapped not among them."""
        return dict(self.opd.select("kode_opd", "nama_opd").iter_rows())

    def named(self, kode: pl.Expr) -> pl.Expr:
        """Return the name of each OPD code, the unit of the unmapped too."""
        return kode.replace({**self.names, UNMAPPED_OPD: say("sebutan.belum_dipetakan")})

    def opd_of(self, kode: str) -> Opd:
        """Return the OPD `kode`; the unit of the unmapped when it is none of opd.csv."""
        rows = self.opd.filter(pl.col("kode_opd") == kode).fill_null("").to_dicts()
        if not rows:
            return Opd(kode, say("sebutan.belum_dipetakan"))
        row = rows[0]
        fields = {name: row[name] for name in OPD_COLUMNS if name not in ("kode_opd", "nama_opd", "alias")}
        return Opd(row["kode_opd"], row["nama_opd"], **fields)


def read_references(folder: Path) -> References:
    """Read and check the reference files. Raises RefusedError naming the file and what it lacks."""
    found = {name: read_reference(folder, name) for name in FILES}
    opd = _table(found, "opd.csv", OPD_COLUMNS)
    _check_opd(opd)
    units = _table(found, "unit_kerja.csv", UNIT_COLUMNS)
    _check_units(units, opd)
    repairs = repair_rows(found["koreksi.csv"], "koreksi.csv")
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in found.items() if data is not None}
    return References(_read_policy(found[_POLICY]), opd, units, repairs, _coverage(found), hashes)


def _coverage(found: Mapping[str, bytes | None]) -> pl.DataFrame:
    """Read cakupan.csv, which need not be there. Raises RefusedError naming a line that is not three whole numbers."""
    if not _holds_text(found[_COVERAGE]):
        return pl.DataFrame(schema=dict.fromkeys(COVERAGE_COLUMNS, pl.Int64))
    table = _table(found, _COVERAGE, COVERAGE_COLUMNS)
    numbers = table.with_columns(_whole_number(name) for name in COVERAGE_COLUMNS)
    wrong = numbers.filter(pl.any_horizontal(pl.col(COVERAGE_COLUMNS).is_null()) | (pl.col("potensi") < 1))
    if wrong.height:
        raise RefusedError(say("tolak.cakupan", baris=wrong["baris"][0]))
    return numbers.select(COVERAGE_COLUMNS).unique("tahun", keep="last").sort("tahun")


def _whole_number(name: str) -> pl.Expr:
    grouped = pl.col(name).str.replace_all(r"(\d)\.(\d{3})\b", "${1}${2}")
    return grouped.str.replace_all(r"(\d)\.(\d{3})\b", "${1}${2}").cast(pl.Int64, strict=False)


def _read_policy(data: bytes | None) -> Policy:
    if data is None:
        raise RefusedError(say("tolak.acuan_tidak_ada", berkas=_POLICY))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(say("tolak.kebijakan_sandi")) from None
    return parse_policy(text)


def _holds_text(data: bytes | None) -> bool:
    return bool((data or b"").removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n,;"))


def repair_rows(data: bytes | None, name: str) -> pl.DataFrame:
    """Return REPAIR_COLUMNS and `baris` of the CSV `data`; a missing or empty file has none.

    Raises RefusedError, naming the file as `name`, when it lacks a column or a line of it is broken.
    """
    if not _holds_text(data):
        return pl.DataFrame(schema={"baris": pl.Int64, **dict.fromkeys(REPAIR_COLUMNS, pl.String)})
    return _table({name: data}, name, REPAIR_COLUMNS)


def _table(found: Mapping[str, bytes | None], name: str, columns: Sequence[str]) -> pl.DataFrame:
    """Read a reference CSV as clean text with `baris`, the line of each record; blank records are dropped."""
    data = found[name]
    if data is None:
        raise RefusedError(say("tolak.acuan_tidak_ada", berkas=name))
    wanted = {plain_label(column): column for column in columns}
    sheet = delimited_sheet(data, lambda row: sum(1 for cell in row if plain_label(str(cell)) in wanted))
    places = [wanted.get(plain_label(str(cell))) for cell in (sheet.head[0] if sheet.head else ())]
    lacking = [column for column in columns[:3] if column not in places]
    if lacking:
        raise RefusedError(say("tolak.acuan_kolom", berkas=name, kurang=", ".join(lacking)))
    return _records(_whole(sheet, name), places, columns)


def _whole(sheet: RawSheet, name: str) -> pl.DataFrame:
    chunks = list(sheet.chunks())
    broken = [line for chunk in chunks for line, bad in zip(chunk.places, chunk.broken, strict=True) if bad]
    if broken:
        raise RefusedError(say("tolak.acuan_baris", berkas=name, baris=broken[0]))
    return pl.concat([wide_texts(c.rows).with_columns(baris=pl.Series(c.places)) for c in chunks], how="diagonal")


def _records(wide: pl.DataFrame, places: Sequence[str | None], columns: Sequence[str]) -> pl.DataFrame:
    at = {column: f"c{i}" for i, column in enumerate(places) if column}
    texts = [clean_text(pl.col(at[c]) if c in at else pl.lit(None, dtype=pl.String)).alias(c) for c in columns]
    table = wide.slice(1).select(pl.col("baris").cast(pl.Int64), *texts)
    return table.filter(pl.any_horizontal(pl.col(c).is_not_null() for c in columns))


def _check_opd(opd: pl.DataFrame) -> None:
    nameless = opd.filter(pl.col("kode_opd").is_null() | pl.col("nama_opd").is_null())
    if nameless.height:
        raise RefusedError(say("tolak.opd_kosong", baris=nameless["baris"][0]))
    twice = opd.filter(pl.col("kode_opd").is_duplicated())
    if twice.height:
        raise RefusedError(say("tolak.opd_ganda", kode=twice["kode_opd"][0]))
    unsafe = opd.filter(
        (pl.col("kode_opd") == UNMAPPED_OPD) | ~pl.col("kode_opd").str.contains(r"^[A-Z0-9][A-Z0-9-]{0,39}$")
    )
    if unsafe.height:
        raise RefusedError(say("tolak.opd_kode", baris=unsafe["baris"][0]))


def _check_units(units: pl.DataFrame, opd: pl.DataFrame) -> None:
    lost = units.filter(~pl.col("kode_opd").is_in(opd["kode_opd"].implode()).fill_null(value=False))
    if lost.height:
        raise RefusedError(say("tolak.unit", baris=lost["baris"][0]))

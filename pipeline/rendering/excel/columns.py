"""The columns of the lists: which heading, style and width each field has, and its values as readers see them."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import polars as pl

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.tables import Column, Row, Styled, Value
from schemas.codes import IURAN, ROSTER, ROW_CLASSES
from schemas.fields import FIELDS
from schemas.layouts import layout

NUMBER: Final = "no"

_LOOKS: Final[dict[str, tuple[str, int, int]]] = {
    NUMBER: (styles.PLACE, 5, 7),
    "nip": (styles.WORD, 23, 23),
    "nama": (styles.TEXT, 16, 26),
    "nama_opd": (styles.TEXT, 18, 30),
    "jenis_asn": (styles.TEXT, 8, 12),
    "golongan": (styles.TEXT, 10, 12),
    "jabatan": (styles.TEXT, 14, 22),
    "unit_kerja": (styles.TEXT, 14, 24),
    "kedudukan_hukum": (styles.TEXT, 14, 22),
    "status": (styles.TEXT, 14, 16),
    "alasan": (styles.TEXT, 16, 22),
    "jumlah_pekerja": (styles.COUNT, 9, 9),
    "bulan_terakhir": (styles.TEXT, 12, 17),
    "bulan_tanpa_iuran": (styles.COUNT, 9, 9),
    "perubahan": (styles.TEXT, 18, 26),
    "keterangan": (styles.TEXT, 40, 60),
    "penjelasan": (styles.TEXT, 28, 42),
    "bulan_terima": (styles.TEXT, 12, 17),
    "berkas": (styles.TEXT, 24, 40),
    "lembar": (styles.TEXT, 9, 16),
    "baris": (styles.PLACE, 8, 9),
    "kolom": (styles.TEXT, 12, 18),
    "pesan": (styles.TEXT, 40, 60),
    "tingkat": (styles.TEXT, 14, 20),
    "pemilik": (styles.TEXT, 10, 12),
    "kode": (styles.TEXT, 14, 24),
    "nilai_samar": (styles.TEXT, 16, 26),
    "nip_tercatat": (styles.TEXT, 22, 24),
    "nama_tercatat": (styles.TEXT, 16, 26),
    "nip_usulan": (styles.WORD, 23, 23),
    "nama_usulan": (styles.TEXT, 16, 26),
    "skor": (styles.COUNT, 8, 8),
    "dasar": (styles.TEXT, 24, 34),
    "jenis_berkas": (styles.TEXT, 12, 14),
    "dibaca": (styles.COUNT, 9, 9),
    **dict.fromkeys(ROW_CLASSES, (styles.COUNT, 9, 9)),
    "jumlah_temuan": (styles.COUNT, 9, 9),
    "contoh": (styles.TEXT, 30, 52),
    "tindak_lanjut": (styles.FILL_IN, 20, 20),
    "target_bulan": (styles.FILL_IN, 10, 10),
    "catatan": (styles.FILL_IN, 20, 20),
}  # fmt: skip


def heading(name: str) -> str:
    """Return the reader's label of a column: the field dictionary's, else the workbooks' own wording."""
    return FIELDS[name].label if name in FIELDS else say(f"lembar.kolom.{name}")


def column(name: str) -> Column:
    """Return the column for field `name` of a list."""
    return Column(heading(name), *_LOOKS[name])


def listed(frame: pl.DataFrame, names: Sequence[str]) -> list[Row]:
    """Return the rows of `frame`, numbered from 1, in columns "No" and `names`; a name it lacks stays empty.

    A frame without rows gives one row that says so, because an Excel table cannot be empty.
    """
    if not frame.height:
        return [_nothing(names)]
    values = [_values(frame, name) for name in names]
    return list(zip(range(1, frame.height + 1), *values, strict=True))


def _nothing(names: Sequence[str]) -> Row:
    said = "nama" if "nama" in names else "pesan"
    # Plain cells also where a secretary otherwise fills in: here there is nothing to answer.
    return [None, *(Styled(say("lembar.tidak_ada") if name == said else None, styles.TEXT) for name in names)]


def _values(frame: pl.DataFrame, name: str) -> list[Value]:
    if name not in frame.columns:
        return [None] * frame.height
    words = _WORDS.get(name)
    if words is None:
        return [say("lembar.kosong") if value in (None, "") else value for value in frame[name]]
    return [words(value) for value in frame[name]]


def _worded(section: str) -> Callable[[Any], str]:
    return cache(lambda value: say(f"{section}.{value}"))


@cache
def _input_labels() -> dict[str, str]:
    """Map the fields of the inputs to the label that their senders use first."""
    kinds = (layout(IURAN), layout(ROSTER))
    return {field: labels[0] for kind in kinds for field, labels in kind.labels.items()}


def _field_label(name: str | None) -> str:
    if not name:
        return say("lembar.kosong")
    return FIELDS[name].label if name in FIELDS else _input_labels().get(name, name)


_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "nip": formats.nip,
    "nip_usulan": formats.nip,
    "dasar": _worded("jelaskan.dasar"),
    "skor": round,
    "bulan_terakhir": formats.month,
    "bulan_terima": formats.month,
    "status": _worded("status"),
    "perubahan": _worded("perubahan"),
    "alasan": _worded("alasan"),
    "tingkat": _worded("halaman.tingkat"),
    "jenis_berkas": _worded("halaman.jenis_berkas"),
    "kolom": _field_label,
}

"""Frames into tables of text for the pages: which columns, in which words, with which sort key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import polars as pl

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.html.charts import Part
from schemas.codes import IURAN, ROSTER
from schemas.fields import FIELDS
from schemas.layouts import layout

NUMBER: Final = "angka"
HEAD: Final = "kepala"
WORD: Final = "kata"

_SEARCH_FROM: Final = 20
_LONG: Final = 40

_PEOPLE: Final = ("nip", "nama", "jenis_asn", "golongan", "jabatan", "unit_kerja")
BELUM: Final = (*_PEOPLE, "alasan", "bulan_terakhir", "bulan_tanpa_iuran", "penjelasan")
SUDAH: Final = (*_PEOPLE, "jumlah_pekerja", "bulan_terakhir", "penjelasan")
DIKECUALIKAN: Final = (*_PEOPLE, "kedudukan_hukum", "status", "alasan", "penjelasan")
PERBAIKAN: Final = ("bulan_terima", "berkas", "lembar", "baris", "kolom", "pesan", "tingkat", "pemilik")
SUSULAN: Final = ("nip", "nama", "unit_kerja", "dulu", "kini", "keterangan")
PERUBAHAN: Final = ("perubahan", "nip", "nama", "unit_kerja", "keterangan")
TALLY: Final = ("wajib", "sudah", "belum", "persen", "dikecualikan", "klarifikasi")


class Cell(NamedTuple):
    """One cell: its text, what it sorts by where that differs, links (text, spoken text, address) or a bar."""

    text: str
    order: str = ""
    links: tuple[tuple[str, str, str], ...] = ()
    bar: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column: its name in data, its heading, and how its cells are set (NUMBER, WORD, HEAD, "nip", ...)."""

    name: str
    label: str
    kind: str


@dataclass(frozen=True)
class Table:
    """A table ready to be drawn; `cards` become stacked cards on a narrow screen."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    cards: bool = True

    @property
    def searchable(self) -> bool:
        """Long enough that the reader is helped by searching and sorting."""
        return len(self.rows) >= _SEARCH_FROM

    @property
    def long(self) -> bool:
        """So long that the reader should be able to close it."""
        return len(self.rows) > _LONG


def heading(name: str) -> str:
    """Return the reader's label of a column: the field dictionary's, else the pages' own wording."""
    return FIELDS[name].label if name in FIELDS else say(f"halaman.kolom.{name}")


def _text(value: object) -> Cell:
    return Cell(str(value) if value not in (None, "") else say("halaman.kosong"))


def _number(value: int | None) -> Cell:
    return Cell(formats.number(value), str(value)) if value is not None else _text(None)


def _signed(value: int | None) -> Cell:
    return Cell(formats.signed(value), str(value)) if value is not None else _text(None)


def _percent(value: float | None) -> Cell:
    return Cell(formats.percent(value), "" if value is None else repr(value))


def _month(value: str | None) -> Cell:
    return Cell(formats.month(value), value or "")


def _worded(section: str) -> Callable[[Any], Cell]:
    return lambda value: Cell(say(f"{section}.{value}"))


def _age(value: str) -> Cell:
    return Cell(say("halaman.umur.satu") if value == "1" else say("halaman.umur.banyak", kelompok=value))


@cache
def _input_labels() -> dict[str, str]:
    """Map the fields of the inputs to the label that their senders use first."""
    kinds = (layout(IURAN), layout(ROSTER))
    return {field: labels[0] for kind in kinds for field, labels in kind.labels.items()}


def _column_name(value: str | None) -> Cell:
    return Cell(FIELDS[value].label) if value in FIELDS else _text(_input_labels().get(value or "", value))


_FORMATS: Final[dict[str, Callable[[Any], Cell]]] = {
    "nip": lambda value: Cell(formats.nip(value), value),
    "nip_usulan": lambda value: Cell(formats.nip(value), value),
    "dasar": _worded("jelaskan.dasar"),
    "skor": lambda value: _number(round(value)),
    "persen": _percent,
    "persen_pertama": _percent,
    "bulan": _month,
    "bulan_terakhir": _month,
    "bulan_terima": _month,
    "status": _worded("status"),
    "alasan": _worded("alasan"),
    "perubahan": _worded("perubahan"),
    "tingkat": _worded("halaman.tingkat"),
    "keadaan": _worded("mutu.keadaan"),
    "keadaan_opd": _worded("revisi.keadaan"),
    "jenis_berkas": _worded("halaman.jenis_berkas"),
    "jenis": _worded("halaman.jenis_berkas"),
    "kelompok": _age,
    # A place, not a number: written as Excel shows it.
    "baris": _text,
    "selisih_bulan": _signed,
    "kolom": _column_name,
    # Twelve characters of the hash tell files apart; the whole of it stands in manifest.json.
    "sha256": lambda value: Cell(value[:12]),
}
# Short texts from closed lists: breaking them would save no room and cost the reader.
_WORDS: Final = (
    "jenis_asn", "golongan", "status", "perubahan", "tingkat", "pemilik", "kolom", "bulan_terakhir", "bulan_terima",
    "jenis_berkas", "keadaan", "keadaan_opd", "angka", "batas",
)  # fmt: skip

_LONG_TEXTS: Final = ("penjelasan", "keterangan", "pesan", "jalan_keluar")


def _column(name: str, dtype: pl.DataType, head: str) -> Column:
    return Column(name, heading(name), HEAD if name == head else _kind(name, dtype))


def _kind(name: str, dtype: pl.DataType) -> str:
    if name in _WORDS:
        return WORD
    if name in _LONG_TEXTS:
        return "uraian"
    return "nip" if name in ("nip", "nip_usulan") else NUMBER if dtype.is_numeric() else ""


def _formatter(name: str, dtype: pl.DataType) -> Callable[[Any], Cell]:
    return _FORMATS.get(name) or (_number if dtype.is_integer() else _text)


def rows_of(frame: pl.DataFrame, names: Sequence[str]) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of columns `names` of `frame`, row by row, in the frame's order."""
    shown = frame.select(names)
    columns = [[_formatter(name, dtype)(v) for v in shown[name]] for name, dtype in shown.schema.items()]
    return tuple(zip(*columns, strict=True))


def columns_of(frame: pl.DataFrame, names: Sequence[str], head: str) -> tuple[Column, ...]:
    """Return the columns `names` of `frame` with their headings; `head` holds the row's header."""
    return tuple(_column(name, frame.schema[name], head) for name in names)


def table(key: str, caption: str, frame: pl.DataFrame, names: Sequence[str], head: str, cards: bool = True) -> Table:
    """Return `frame` as a table of its columns `names`, in the frame's order."""
    return Table(key, caption, columns_of(frame, names, head), rows_of(frame, names), cards=cards)


def numbered(key: str, caption: str, frame: pl.DataFrame, names: Sequence[str], head: str) -> Table:
    """Return `frame` as a table whose first column numbers the rows from 1."""
    counted = frame.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("no"), *names)
    return table(key, caption, counted, ("no", *names), head)


def number_cells(*values: int) -> tuple[Cell, ...]:
    """Return whole numbers as cells that sort by their value."""
    return tuple(_number(value) for value in values)


def percent_cell(value: float | None) -> Cell:
    """Return a percentage as a cell that sorts by its value."""
    return _percent(value)

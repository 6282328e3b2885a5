"""Frames into tables of text for the pages: which columns, in which words, with which sort key."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple

import polars as pl

from pipeline.core import formats
from pipeline.rendering.columns import blank, heading, words_for
from pipeline.rendering.html.charts import Part

NUMBER: Final = "angka"
HEAD: Final = "kepala"
WORD: Final = "kata"

# What style alone can tell of the cells of a column.
_LEAN_KINDS: Final = {"", NUMBER, HEAD, WORD, "nip", "uraian"}
_SEARCH_FROM: Final = 20
_LONG: Final = 40
# Sorted as the data write them: 2026-10 after 2026-09, digits without blanks.
_SORTED_BY_DATA: Final = ("nip", "nip_usulan", "bulan", "bulan_terakhir", "bulan_terima")


_MONTHS: Final = ("bulan", "bulan_terakhir", "bulan_terima")


class Cell(NamedTuple):
    """One cell: its text, sort value if different, links (text, spoken text, address) or a bar."""

    text: str
    order: str = ""
    links: tuple[tuple[str, str, str], ...] = ()
    bar: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column: name in data, heading, how its cells are set (NUMBER, WORD, HEAD, "nip", ...)."""

    name: str
    label: str
    kind: str

    @property
    def is_month(self) -> bool:
        """Whether its cells name months, which are not in the order of their letters."""
        return self.name in _MONTHS


@dataclass(frozen=True)
class Section:
    """Rows of a table that stand together under a heading: of so many `rows`."""

    title: str
    rows: int


@dataclass(frozen=True)
class Table:
    """A table ready to be drawn; `cards` become stacked cards on a narrow screen.

    sections: what the rows fall into, in their order; none where they stand together. apart:
    whether each section begins a printed page. choices: what its reader may choose from: label ->
    the texts of column `chosen` that it stands for.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    cards: bool = True
    sections: tuple[Section, ...] = ()
    apart: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chosen: str = ""

    @property
    def parts(self) -> tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]:
        """The rows by section: (heading, rows); all of them under "" where there are none."""
        if not self.sections:
            return (("", self.rows),)
        ends = list(accumulate(section.rows for section in self.sections))
        spans = zip([0, *ends], ends, strict=False)
        cut = (self.rows[start:end] for start, end in spans)
        return tuple(
            (section.title, rows) for section, rows in zip(self.sections, cut, strict=True)
        )

    @cached_property
    def lean(self) -> bool:
        """So long that its cells bear nothing but their texts: the page's style knows the rest.

        No cell may have what its text does not tell, as links and bars.
        """
        kinds = {column.kind for column in self.columns}
        cells = chain.from_iterable(self.rows)
        return self.long and kinds <= _LEAN_KINDS and not any(c.links or c.bar for c in cells)

    @property
    def offers(self) -> str:
        """The choices as the page's script reads them; "" where there are none."""
        return json.dumps(self.choices, ensure_ascii=False) if self.choices else ""

    @property
    def place(self) -> int:
        """The place (from 0) of the column that the choices are about."""
        return next(at for at, one in enumerate(self.columns) if one.name == self.chosen)

    @property
    def searchable(self) -> bool:
        """Long enough that the reader is helped by searching and sorting."""
        return len(self.rows) >= _SEARCH_FROM

    @property
    def long(self) -> bool:
        """So long that the reader should be able to close it."""
        return len(self.rows) > _LONG


def _text_cell(value: object) -> Cell:
    return Cell(str(value) if value not in (None, "") else blank())


def _number_cell(value: int | None) -> Cell:
    return Cell(formats.number(value), str(value)) if value is not None else _text_cell(None)


def _signed_cell(value: int | None) -> Cell:
    return Cell(formats.signed(value), str(value)) if value is not None else _text_cell(None)


def percent_cell(value: float | None) -> Cell:
    """Return a percentage as a cell that sorts by its value."""
    return Cell(formats.percent(value), "" if value is None else repr(value))


_FORMATS: Final[dict[str, Callable[[Any], Cell]]] = {
    "skor": lambda value: _number_cell(round(value)),
    "persen": percent_cell,
    "persen_pertama": percent_cell,
    # A place, not a number: written as Excel shows it.
    "baris": _text_cell,
    "selisih_bulan": _signed_cell,
}
# Short texts from closed lists: breaking them would save no room and cost the reader.
_SHORT_WORDS: Final = (
    "jenis_asn",
    "golongan",
    "status",
    "perubahan",
    "tingkat",
    "pemilik",
    "kolom",
    "bulan_terakhir",
    "bulan_terima",
    "jenis_berkas",
    "keadaan",
    "keadaan_opd",
    "angka",
    "batas",
)

_LONG_TEXTS: Final = (
    "penjelasan",
    "jawaban_terakhir",
    "keterangan",
    "pesan",
    "jalan_keluar",
    "sebab",
)


def _headed_column(name: str, dtype: pl.DataType, head: str) -> Column:
    return Column(name, heading(name), HEAD if name == head else _cell_kind(name, dtype))


def _cell_kind(name: str, dtype: pl.DataType) -> str:
    if name in _SHORT_WORDS:
        return WORD
    if name in _LONG_TEXTS:
        return "uraian"
    return "nip" if name in ("nip", "nip_usulan") else NUMBER if dtype.is_numeric() else ""


def _cell_maker(name: str, dtype: pl.DataType) -> Callable[[Any], Cell]:
    words = words_for(name)
    if words is not None:
        return partial(_worded_cell, words, name in _SORTED_BY_DATA)
    return _FORMATS.get(name) or (_number_cell if dtype.is_integer() else _text_cell)


def _worded_cell(words: Callable[[Any], str], sorted_by_data: bool, value: Any) -> Cell:
    return Cell(words(value), (value or "") if sorted_by_data else "")


def rows_of(frame: pl.DataFrame, names: Sequence[str]) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of columns `names` of `frame`, row by row, in the frame's order."""
    shown = [frame[name] for name in names]
    columns = [map(_cell_maker(one.name, one.dtype), one.to_list()) for one in shown]
    return tuple(zip(*columns, strict=True))


def columns_of(frame: pl.DataFrame, names: Sequence[str], head: str) -> tuple[Column, ...]:
    """Return the columns `names` of `frame` with their headings; `head` holds the row's header."""
    return tuple(_headed_column(name, frame.schema[name], head) for name in names)


def table(
    key: str, caption: str, frame: pl.DataFrame, names: Sequence[str], head: str, cards: bool = True
) -> Table:
    """Return `frame` as a table of its columns `names`, in the frame's order."""
    return Table(key, caption, columns_of(frame, names, head), rows_of(frame, names), cards=cards)


def with_heading(shown: Table, name: str, label: str) -> Table:
    """Return a table whose column `name` is headed `label`."""
    columns = (replace(one, label=label) if one.name == name else one for one in shown.columns)
    return replace(shown, columns=tuple(columns))


def numbered(key: str, caption: str, frame: pl.DataFrame, names: Sequence[str], head: str) -> Table:
    """Return `frame` as a table whose first column numbers the rows from 1."""
    numbers = pl.Series("no", range(1, frame.height + 1), dtype=pl.Int64)
    counted = pl.DataFrame([numbers, *(frame[name] for name in names)])
    return table(key, caption, counted, ("no", *names), head)


def number_cells(*values: int) -> tuple[Cell, ...]:
    """Return whole numbers as cells that sort by their value."""
    return tuple(_number_cell(value) for value in values)

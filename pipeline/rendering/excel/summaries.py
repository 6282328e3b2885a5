"""Rows that several sheets share: (part, item, text) tables, ASN tallies by kind, unit, reason."""

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from pipeline.core.wording import say
from pipeline.rendering.columns import TALLY, blank, heading, in_words
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.body import CellValue, SheetRow, Styled
from pipeline.rendering.excel.sheet import Sheet, SheetColumn
from pipeline.rendering.sentences import reason_meaning
from pipeline.reporting.model import Edition
from schemas.codes import LATE_GROUPS

_SUMMARY_LOOKS: Final[dict[str, tuple[str, int, int]]] = {
    "bagian": (styles.QUIET, 18, 32),
    "rincian": (styles.TEXT, 30, 44),
    "persen": (styles.PERCENT, 11, 11),
    "keterangan": (styles.TEXT, 40, 64),
}
_COUNT_LOOK: Final = (styles.COUNT, 9, 14)


def text_sheet(
    key: str, title: str, intro: tuple[str, ...], heads: tuple[str, str], rows: Sequence[SheetRow]
) -> Sheet:
    """Return a sheet that is read: part, item and text.

    `heads` name the item's and the text's columns.
    """
    columns = (
        SheetColumn(heading("bagian"), styles.QUIET, 20, 34),
        SheetColumn(heading(heads[0]), styles.STRONG, 20, 34),
        SheetColumn(heading(heads[1]), styles.TEXT, 106, 106),
    )
    name = say(f"lembar.nama.{key}")
    return Sheet(name, table_name(key), title, intro, columns, rows, parts=True, filtered=False)


def sheet_links(rows: Sequence[SheetRow]) -> dict[tuple[int, int], str]:
    """Return where a cover's rows that name a sheet lead, as Sheet.links."""
    contents = say("lembar.bagian.baca")
    return {(at, 1): f"#'{row[1]}'!A1" for at, row in enumerate(rows) if row[0] == contents}


def table_name(key: str) -> str:
    """Return the name of the table on sheet `key`, as formulas call it."""
    return "Tabel_" + key


def part_rows(key: str, items: Iterable[tuple[str, str]]) -> list[SheetRow]:
    """Return the rows of part `key` from (item, text) pairs."""
    title = say(f"lembar.bagian.{key}")
    return [(title, item, text) for item, text in items]


def summary_columns(names: Sequence[str]) -> tuple[SheetColumn, ...]:
    """Return the columns `names` of a summary."""
    return tuple(
        SheetColumn(heading(name), *_SUMMARY_LOOKS.get(name, _COUNT_LOOK)) for name in names
    )


def summary_rows(
    names: Sequence[str], key: str, rows: Iterable[dict[str, CellValue | Styled]]
) -> list[SheetRow]:
    """Return the rows of part `key` in columns `names`; what a row does not say stays empty."""
    title = say(f"lembar.bagian.{key}")
    return [tuple(title if name == "bagian" else row.get(name) for name in names) for row in rows]


def tally_rows(frame: pl.DataFrame, by: str) -> list[dict[str, CellValue | Styled]]:
    """Return a summary row for each row of `frame`: a breakdown by column `by`."""
    return [
        {name: row[name] for name in TALLY}
        | {"rincian": row[by] or blank(), "persen": fraction(row["persen"])}
        for row in frame.iter_rows(named=True)
    ]


def group_rows(frame: pl.DataFrame, counted: str) -> list[dict[str, CellValue | Styled]]:
    """Return a summary row for each group of belum (kelompok_catatan, jumlah).

    Its count stands in column `counted`.
    """
    return [
        {
            "rincian": in_words("kelompok_catatan", group),
            counted: count,
            "keterangan": ", ".join(in_words("alasan", reason) for reason in LATE_GROUPS[group]),
        }
        for group, count in frame.select("kelompok_catatan", "jumlah").iter_rows()
    ]


def age_rows(frame: pl.DataFrame, period: str, counted: str) -> list[dict[str, CellValue | Styled]]:
    """Return a summary row for each age group of `frame` (kelompok, jumlah).

    Its count stands in column `counted`.
    """
    return [
        {"rincian": (length := in_words("kelompok", group)), counted: count}
        | {"keterangan": say("lembar.umur_arti", lama=length, periode=period)}
        for group, count in frame.select("kelompok", "jumlah").iter_rows()
    ]


def fraction(percent: float | None) -> CellValue:
    """Return a percentage as the fraction that a spreadsheet counts with.

    "-" where nobody is obliged.
    """
    return blank() if percent is None else percent / 100


def reason_rows(frame: pl.DataFrame, edition: Edition) -> list[dict[str, CellValue | Styled]]:
    """Return a summary row per reason: its count in its status's own column, and what it means."""
    return [
        {
            "rincian": in_words("alasan", reason),
            status: count,
            "keterangan": reason_meaning(reason, edition),
        }
        for status, reason, count in frame.select("status", "alasan", "jumlah").iter_rows()
    ]

"""To which OPD a person belongs: first of six answers, by that month's books (contract §1, §3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from pipeline.core.periods import Period
from pipeline.core.text import plain
from pipeline.knowledge.references import References
from pipeline.knowledge.unit_names import name_key
from schemas.codes import UNMAPPED_OPD


@dataclass(frozen=True)
class Directory:
    """Names to OPDs, each frame `kunci`, `kode_opd`.

    A name that leads to two OPDs is in none (contract §3).

    known_names: every name that stands in the books, of one OPD or of two. codes: the OPDs that
    there are.
    """

    opd_names: pl.DataFrame
    unit_names: pl.DataFrame
    unit_ids: pl.DataFrame
    known_names: pl.Series
    codes: pl.Series


# By month, as "2026-03".
Books = Callable[[str], Directory]


@dataclass(frozen=True)
class OpdChange:
    """From `period` on these OPDs are new, and those are no more: their names, by code."""

    period: Period
    new: tuple[str, ...]
    gone: tuple[str, ...]


def references_at(references: References, period: Period) -> References:
    """Return the references with the opd.csv and unit_kerja.csv rows of `period` (contract §1)."""
    return replace(
        references, opd=_in_force(references.opd, period), units=_in_force(references.units, period)
    )


def named_from(references: References, period: Period) -> References:
    """Return the references with the OPDs of all times, those of `period` last.

    What `period` calls them is their name.
    """
    return replace(references, opd=pl.concat([references.opd, _in_force(references.opd, period)]))


def opd_changes(references: References, months: Sequence[Period]) -> tuple[OpdChange, ...]:
    """Return where in the run of `months`, oldest first, OPDs came or went by the books."""
    held = [references_at(references, month).names for month in months]
    steps = zip(months[1:], held, held[1:], strict=False)
    found = [
        OpdChange(month, _missing(before, after), _missing(after, before))
        for month, before, after in steps
    ]
    return tuple(change for change in found if change.new or change.gone)


def _missing(held: dict[str, str], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(names[kode] for kode in sorted(names) if kode not in held)


def _in_force(rows: pl.DataFrame, period: Period) -> pl.DataFrame:
    begun = pl.col("sejak").is_null() | (pl.col("sejak") <= str(period))
    lasting = pl.col("sampai").is_null() | (pl.col("sampai") >= str(period))
    return rows.filter(begun & lasting)


def directory(references: References) -> Directory:
    """Build the look-up of names from opd.csv and unit_kerja.csv.

    `references_at` gives them for a month.
    """
    aliases = references.opd.select("kode_opd", nama=pl.col("alias").str.split(";")).explode("nama")
    own = [references.opd.select("kode_opd", nama=pl.col(c)) for c in ("kode_opd", "nama_opd")]
    names = pl.concat([*own, aliases]).select(
        kunci=name_key(pl.col("nama")), kode_opd=pl.col("kode_opd")
    )
    units = references.units.select(
        kunci=name_key(pl.col("unit_kerja")), kode_opd=pl.col("kode_opd")
    )
    ids = references.units.select(kunci=plain(pl.col("unor_id")), kode_opd=pl.col("kode_opd"))
    known = pl.concat([names["kunci"], units["kunci"]]).drop_nulls().unique().sort()
    codes = references.opd["kode_opd"]
    return Directory(
        _single_minded(names), _single_minded(units), _single_minded(ids), known, codes
    )


def books_by_month(references: References) -> Books:
    """Return what gives the directory of a month: made once for all months of the same rows."""
    made: list[tuple[References, Directory]] = []

    @cache
    def book(month: str) -> Directory:
        held = references_at(references, Period.parse(month))
        for before, found in made:
            if before.opd.equals(held.opd) and before.units.equals(held.units):
                return found
        made.append((held, directory(held)))
        return made[-1][1]

    return book


def opd_by_name(frame: pl.DataFrame, column: str, book: Directory) -> pl.Series:
    """Return the kode_opd that the text in `column` names as an OPD, or null."""
    return _look_up(frame, column, name_key, book.opd_names)


def assign_opd(
    rows: pl.DataFrame, book: Directory, earlier: Sequence[pl.DataFrame] = ()
) -> pl.DataFrame:
    """Add `kode_opd` to roster rows.

    `earlier` are the rosters before, oldest first, each with nip, unit_kerja and kode_opd; what
    they knew is asked last, and only where neither `opd` nor `unit_induk` names something that
    nobody knows: who moved there is not where they were.
    """
    answers = [
        opd_by_name(rows, "opd", book),
        opd_by_name(rows, "unit_induk", book),
        _look_up(rows, "unor_id", plain, book.unit_ids),
        opd_by_name(rows, "unit_kerja", book),
        _look_up(rows, "unit_kerja", name_key, book.unit_names),
    ]
    codes = rows.select(kode_opd=pl.coalesce(*answers)).to_series()
    open_ = codes.is_null()
    if earlier and open_.any():
        found = _remembered(rows.filter(open_), earlier, book)
        codes = codes.scatter(open_.arg_true(), found)
    return rows.with_columns(codes.fill_null(UNMAPPED_OPD))


def _single_minded(pairs: pl.DataFrame) -> pl.DataFrame:
    distinct = pairs.filter(pl.col("kunci").is_not_null() & (pl.col("kunci") != "")).unique()
    return distinct.filter(~pl.col("kunci").is_duplicated()).sort("kunci")


def _look_up(
    frame: pl.DataFrame, column: str, key: Callable[[pl.Expr], pl.Expr], book: pl.DataFrame
) -> pl.Series:
    """Return what `book` says of each text of `column`."""
    return _for_each_text(
        frame,
        column,
        lambda texts: texts.with_columns(kunci=key(pl.col("isi"))).join(
            book, on="kunci", how="left"
        ),
        "kode_opd",
    )


def _name_keys(frame: pl.DataFrame, column: str) -> pl.Series:
    """Return `name_key` of each text of `column`."""
    return _for_each_text(
        frame, column, lambda texts: texts.with_columns(kunci=name_key(pl.col("isi"))), "kunci"
    )


def _for_each_text(
    frame: pl.DataFrame,
    column: str,
    answer: Callable[[pl.DataFrame], pl.DataFrame],
    wanted: str,
) -> pl.Series:
    """Return `wanted` of what `answer` makes of the few distinct texts (isi) of `column`."""
    if frame[column].is_null().all():
        return pl.Series(wanted, [None] * frame.height, dtype=pl.String)
    asked = frame.select(isi=column)
    answers = answer(asked.unique()).select("isi", wanted)
    return asked.join(answers, on="isi", how="left", nulls_equal=True, maintain_order="left")[
        wanted
    ]


def _remembered(rows: pl.DataFrame, earlier: Sequence[pl.DataFrame], book: Directory) -> pl.Series:
    """Return where the latest of the rosters that knew the person with this unit put them."""
    unknown = [
        ~_name_keys(rows, cell).is_in(book.known_names.implode()).fill_null(value=True)
        for cell in ("opd", "unit_induk")
    ]
    asked = pl.when(~(unknown[0] | unknown[1])).then(pl.col("nip"))
    keys = rows.select(nip=asked, unit_kunci=_name_keys(rows, "unit_kerja"))
    places = pl.concat(_places(roster, keys["nip"]) for roster in reversed(earlier))
    latest = places.drop_nulls().unique(["nip", "unit_kunci"], keep="first")
    standing = latest.filter(pl.col("kode_opd").is_in(book.codes.implode()))
    return keys.join(standing, on=["nip", "unit_kunci"], how="left", maintain_order="left")[
        "kode_opd"
    ]


def _places(roster: pl.DataFrame, nips: pl.Series) -> pl.DataFrame:
    """Return where a roster knew these people to be, by the key of their unit's name."""
    known = pl.col("nip").is_in(nips.drop_nulls().implode())
    placed = roster.filter(known & (pl.col("kode_opd") != UNMAPPED_OPD))
    return placed.select("nip", "kode_opd", unit_kunci=_name_keys(placed, "unit_kerja"))

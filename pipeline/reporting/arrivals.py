"""What came in beside last month's: deliveries, counts and a year of deliveries (§5.7).

It also holds what the gate only tells.
"""

from typing import Any, Final

import polars as pl

from pipeline.assessing.arrivals import LATE, NOT_DUE
from pipeline.assessing.counts import Counts, counts_of
from pipeline.assessing.month import Month
from pipeline.assessing.words import EXPORT
from pipeline.core.formats import month as month_name
from pipeline.core.wording import say
from pipeline.knowledge.references import References
from pipeline.reporting.model import ArrivalReport
from schemas.codes import ROSTER, STATUSES, UNMAPPED_OPD

_FIGURES: Final = ("berkas", "dibaca", "diterima")
_KEY: Final = ("jenis_berkas", "kiriman")
_SUMMED: Final = tuple(f"{name}_{when}" for name in _FIGURES for when in ("kini", "lalu"))
DELIVERIES: Final = (
    *_KEY,
    "sebutan",
    "keadaan_kiriman",
    "berkas_kini",
    "berkas_lalu",
    "dibaca_kini",
    "dibaca_lalu",
    "diterima_kini",
    "diterima_lalu",
    "kontak",
)
COUNTS: Final = ("rincian", "jumlah_kini", "jumlah_lalu")
HURT: Final = ("syarat", "nama_opd", "jumlah")
WORDS: Final = ("jenis_kata", "kata", "kali", "berkas", "kunci")


def arrival_report(month: Month, references: References) -> ArrivalReport:
    """Return what came in for `month` beside the month before."""
    hurt = [
        (say(f"mutu.syarat.{stop.kode}"), kode, count)
        for stop in month.stops
        for kode, count in stop.hurt
    ]
    schema = {"syarat": pl.String, "kode_opd": pl.String, "jumlah": pl.Int64}
    named = pl.DataFrame(hurt, schema=schema, orient="row").with_columns(
        nama_opd=references.named(pl.col("kode_opd"))
    )
    return ArrivalReport(
        deliveries=delivery_table(month),
        year=_year(month),
        counts=count_table(month),
        cautions=pl.DataFrame(
            {"peringatan": [one.pesan for one in month.cautions]}, schema={"peringatan": pl.String}
        ),
        hurt=named.select(HURT),
        words=word_table(month),
    )


def delivery_table(month: Month) -> pl.DataFrame:
    """Return DELIVERIES: each delivery's files, rows and accepted rows now and last month."""
    now, before = (_month_rows(month, back) for back in (0, -1))
    past = before.select(*_KEY, *(pl.col(name).alias(f"{name}_lalu") for name in _FIGURES))
    both = now.rename({name: f"{name}_kini" for name in _FIGURES}).join(
        past, on=list(_KEY), how="left", maintain_order="left"
    )
    filled = both.with_columns(pl.col(f"{name}_lalu").fill_null(0) for name in _FIGURES)
    told = (
        (pl.col("keadaan") != NOT_DUE) | (pl.col("berkas_lalu") > 0) | (pl.col("berkas_kini") > 0)
    )
    state = pl.struct("keadaan", "bulan_datang").map_elements(_state_words, return_dtype=pl.String)
    rows = _rosters_as_one(filled.filter(told)).with_columns(keadaan_kiriman=state)
    return rows.sort(_KEY).select(DELIVERIES)


def _rosters_as_one(rows: pl.DataFrame) -> pl.DataFrame:
    """Return `rows` with the rosters in one row, where all of last month's were called otherwise.

    Which systems export a roster, and under what name, changes from month to month; beside each
    other two half-empty rows would compare nothing. One that is waited for by its name, as the
    policy declares it, keeps its own row.
    """
    rosters = rows.filter(jenis_berkas=ROSTER)
    now, before = (
        rosters.filter(pl.col(f"berkas_{when}") > 0)["kiriman"].sort().to_list()
        for when in ("kini", "lalu")
    )
    absent = rosters.filter((pl.col("berkas_kini") == 0) & (pl.col("keadaan") != NOT_DUE)).height
    if absent or not now or not before or not set(now).isdisjoint(before):
        return rows
    named = say("kiriman.roster_berganti", kini=", ".join(now), lalu=", ".join(before))
    came = rosters.filter(pl.col("berkas_kini") > 0).select(pl.exclude(*_SUMMED).first())
    whole = pl.concat([came, rosters.select(pl.col(_SUMMED).sum())], how="horizontal")
    others = rows.filter(pl.col("jenis_berkas") != ROSTER)
    return pl.concat([others, whole.with_columns(kiriman=pl.lit(named)).select(others.columns)])


def count_table(month: Month) -> pl.DataFrame:
    """Return COUNTS: how many ASN stand where now and last month (null: unknown), unmapped too."""
    now = _counts(month.tables["opd"])
    before = _counts(month.opds_before) if month.opds_before is not None else dict.fromkeys(now)
    rows = [
        (say(f"status.{name}") if name in STATUSES else name, now[name], before[name])
        for name in now
    ]
    schema = {"rincian": pl.String, "jumlah_kini": pl.Int64, "jumlah_lalu": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def word_table(month: Month) -> pl.DataFrame:
    """Return WORDS: the very words that need a place, by kind, most frequent first."""
    kinds = {kind: say(f"kata.{kind}") for kind in month.unplaced_words["jenis"].unique()}
    worded = month.unplaced_words.with_columns(
        jenis_kata=pl.col("jenis").replace_strict(kinds, return_dtype=pl.String)
    )
    return worded.select(WORDS)


def word_sentence(row: dict[str, Any]) -> str:
    """Return what to do about one word of `word_table`."""
    shown = {"jenis": row["jenis_kata"], "kata": row["kata"], "jumlah": row["kali"]}
    key = "kata.kalimat_ekspor" if row["berkas"] == EXPORT else "kata.kalimat"
    return say(key, **shown, berkas=row["berkas"], kunci=row["kunci"])


def _month_rows(month: Month, back: int) -> pl.DataFrame:
    return month.deliveries.filter(pl.col("bulan") == str(month.period.plus(back))).drop("bulan")


def _state_words(row: dict[str, str | None]) -> str:
    if row["keadaan"] == LATE:
        return say("kiriman.susulan", bulan=month_name(row["bulan_datang"]))
    return say(f"kiriman.{row['keadaan']}")


def _year(month: Month) -> pl.DataFrame:
    """Return jenis_berkas, kiriman and whether each came, a column per month, oldest first."""
    months = sorted(month.deliveries["bulan"].unique())
    state = pl.struct("keadaan", "bulan_datang").map_elements(_state_words, return_dtype=pl.String)
    worded = month.deliveries.with_columns(_isi=state)
    schema = {**dict.fromkeys((*_KEY, *months), pl.String)}
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for kind, name, at, text in worded.select(*_KEY, "bulan", "_isi").iter_rows():
        rows.setdefault((kind, name), {})[at] = text
    held = [(*key, *(states.get(at, "") for at in months)) for key, states in sorted(rows.items())]
    return pl.DataFrame(held, schema=schema, orient="row")


def _counts(opds: pl.DataFrame) -> dict[str, int]:
    counts: Counts = counts_of(opds)
    nowhere = counts_of(opds.filter(pl.col("kode_opd") == UNMAPPED_OPD))
    return {**{name: getattr(counts, name) for name in STATUSES}, UNMAPPED_OPD: nowhere.total}

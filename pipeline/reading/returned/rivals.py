"""Answers of one ASN beside each other: which is the newest, and which file beats which (§8.3).

Of two workbooks of one month and revision it is not known which is the newer: the later path
counts, and that is told. What an operator handed in is meant to count, and beats without a word.
"""

from typing import Final

import polars as pl

from pipeline.reading.findings import note_file
from pipeline.reading.returned.judging import NOTES

# Whether an operator handed the answer in.
HANDED_IN: Final = "_catatan"
_REVISION: Final = "_revisi"
_AGE: Final = ("bulan_terima", "periode_asal", _REVISION, "berkas", "baris")
_ASKED: Final = ("periode_asal", "revisi_asal")
_SAID: Final = ("jawaban", "target_bulan", "catatan")


def by_age(answers: pl.DataFrame) -> pl.DataFrame:
    """Return answers of `GivenAnswers`, the newest of each ASN last; a revision is its period's."""
    revision = pl.col("revisi_asal").str.slice(1).cast(pl.Int32)
    return answers.with_columns(revision.alias(_REVISION)).sort(_AGE).drop(_REVISION)


def beaten_notes(answers: pl.DataFrame) -> dict[tuple[str, str], list[pl.DataFrame]]:
    """Return, by month of receipt and path, what is noted (NOTES) of a file that another one beats.

    `answers` are all of `GivenAnswers`, with HANDED_IN.
    """
    beaten = _beaten(answers).group_by("bulan_terima", "berkas", "_lain", "kode_opd").len()
    notes: dict[tuple[str, str], list[pl.DataFrame]] = {}
    for month, path, other, kode, count in beaten.sort(pl.all()).rows():
        note = note_file("jawaban_dua_berkas", values={"jumlah": count, "lain": other})
        placed = note.with_columns(lembar=pl.lit(""), kode_opd=pl.lit(kode)).select(NOTES.keys())
        notes.setdefault((month, path), []).append(placed)
    return notes


def _beaten(answers: pl.DataFrame) -> pl.DataFrame:
    """Return the answers that count less than others of the month by their path alone.

    `_lain` is the file whose answer counts.
    """
    of_month = ("bulan_terima", "nip")
    names = ("berkas", HANDED_IN, *_ASKED, *_SAID)
    last = {name: pl.col(name).last().over(of_month) for name in names}
    by_path = pl.all_horizontal(pl.col(name) == last[name] for name in _ASKED)
    otherwise = pl.any_horizontal(pl.col(name).ne_missing(last[name]) for name in _SAID)
    beaten = (pl.col("berkas") != last["berkas"]) & by_path & otherwise & ~last[HANDED_IN]
    return by_age(answers).with_columns(_lain=last["berkas"]).filter(beaten)

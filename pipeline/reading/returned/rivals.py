"""Workbooks of one month that answer otherwise for the same ASN: which one counts is told (§8.3).

By their names alone it is not known which is the newer: the later name counts. What an operator
handed in is meant to count, and nothing is said of what it beats.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from pipeline.core.marks import SLIP
from pipeline.reading.findings import note_file
from pipeline.reading.returned.judging import NOTES, SCHEMA, JudgedFile

_ASKED: Final = ("bulan_terima", "periode_asal", "revisi_asal", "nip")
_SAID: Final = ("jawaban", "target_bulan", "catatan")
_PLACE: Final = {"bulan_terima": pl.String, "berkas": pl.String, "_catatan": pl.Boolean}


def beaten_notes(
    files: Sequence[tuple[str, str, JudgedFile]],
) -> dict[tuple[str, str], list[pl.DataFrame]]:
    """Return, by month of receipt and path, what is noted (NOTES) of a file that another one beats.

    `files` are all: month of receipt, path as it is shown, judged.
    """
    beaten = _beaten(files).group_by("bulan_terima", "berkas", "_lain", "kode_opd").len()
    notes: dict[tuple[str, str], list[pl.DataFrame]] = {}
    for month, path, other, kode, count in beaten.sort(pl.all()).rows():
        note = note_file("jawaban_dua_berkas", values={"jumlah": count, "lain": other})
        placed = note.with_columns(lembar=pl.lit(""), kode_opd=pl.lit(kode)).select(NOTES.keys())
        notes.setdefault((month, path), []).append(placed)
    return notes


def _beaten(files: Sequence[tuple[str, str, JudgedFile]]) -> pl.DataFrame:
    """Return the answers that a file of the same month gives otherwise, and which it is (_lain)."""
    answers = [
        judged.answers.with_columns(
            bulan_terima=pl.lit(month),
            berkas=pl.lit(path),
            _catatan=pl.lit(judged.marks.dokumen == SLIP),
        )
        for month, path, judged in files
    ]
    every = pl.concat([pl.DataFrame(schema=SCHEMA | _PLACE), *answers])
    ordered = every.sort("bulan_terima", "berkas", "baris", "nip")
    last = {name: pl.col(name).last().over(_ASKED) for name in ("berkas", "_catatan", *_SAID)}
    otherwise = pl.any_horizontal(pl.col(name).ne_missing(last[name]) for name in _SAID)
    beaten = (pl.col("berkas") != last["berkas"]) & otherwise & ~last["_catatan"]
    return ordered.with_columns(_lain=last["berkas"]).filter(beaten)

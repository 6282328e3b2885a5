"""All that secretaries have answered, file by file put together (contract §8.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.periods import Period
from pipeline.reading.returned.judging import NOTES, SCHEMA, JudgedFile
from schemas.codes import ANSWERS

_PLACE: Final = {"bulan_terima": pl.String, "berkas": pl.String}


@dataclass(frozen=True)
class GivenAnswers:
    """What was answered, as far as it is known.

    answers: judging.SCHEMA, bulan_terima and berkas, a row per ASN and file. notes: judging.NOTES,
    bulan_terima, jenis_berkas and berkas. Both by month of receipt, path and row.
    """

    answers: pl.DataFrame
    notes: pl.DataFrame

    def about(self, period: Period) -> pl.DataFrame:
        """Return the answers to what was asked for `period` or a month before.

        An answer says nothing of months before the one that it was asked for.
        """
        return self.answers.filter(pl.col("periode_asal") <= str(period))

    def noted_up_to(self, period: Period) -> pl.DataFrame:
        """Return the findings about files received up to `period`."""
        return self.notes.filter(pl.col("bulan_terima") <= str(period))


NO_ANSWERS: Final = GivenAnswers(
    pl.DataFrame(schema={**SCHEMA, **_PLACE}),
    pl.DataFrame(schema={**NOTES, **_PLACE, "jenis_berkas": pl.String}),
)


def put_together(files: Iterable[tuple[str, str, JudgedFile]]) -> GivenAnswers:
    """Return what all `files` (month of receipt, path in its folder, judged) say."""
    held = [
        (judged, {"bulan_terima": pl.lit(month), "berkas": pl.lit(path)})
        for month, path, judged in files
    ]
    answers = [judged.answers.with_columns(**place) for judged, place in held]
    notes = [
        judged.notes.with_columns(**place, jenis_berkas=pl.lit(ANSWERS)) for judged, place in held
    ]
    order = ["bulan_terima", "berkas", "lembar", "baris"]
    return GivenAnswers(
        pl.concat([NO_ANSWERS.answers, *answers]).sort(*order, "nip"),
        pl.concat([NO_ANSWERS.notes, *notes]).sort(*order, "kode", "kolom", "pesan"),
    )

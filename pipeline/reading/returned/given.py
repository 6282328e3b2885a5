"""All that secretaries have answered, file by file put together (contract §8.3)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.marks import SLIP
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.reading.returned.judging import NOTES, REPEATED, SCHEMA, JudgedFile, not_taken
from pipeline.reading.returned.rivals import HANDED_IN, beaten_notes
from pipeline.reading.returned.states import OURS
from schemas.codes import ANSWERS

SOURCES: Final = dict.fromkeys(("bulan_terima", "berkas", "lembar", "sumber", "kiriman"), pl.String)
_PLACE: Final = {"bulan_terima": pl.String, "berkas": pl.String}


@dataclass(frozen=True)
class GivenAnswers:
    """What was answered, as far as it is known.

    answers: judging.SCHEMA, bulan_terima and berkas, a row per ASN and file. notes: judging.NOTES,
    bulan_terima, jenis_berkas and berkas. Both by month of receipt, path and row. sources: SOURCES,
    what each sheet of which something is noted is called where no file may be named.
    """

    answers: pl.DataFrame
    notes: pl.DataFrame
    sources: pl.DataFrame

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
    pl.DataFrame(schema=SOURCES),
)


def put_together(files: Iterable[tuple[str, str, JudgedFile]]) -> GivenAnswers:
    """Return what all `files` (month of receipt, path as it is shown, judged) say."""
    every_file = list(numbered(files))
    answers = _answers_of(judged for _, judged in every_file)
    beaten = beaten_notes(answers)
    notes = [
        pl.concat([judged.notes, *beaten.get((month, path), [])]).with_columns(
            **_placed(month, path),
            jenis_berkas=pl.lit(ANSWERS),
            sumber=pl.lit(say("sumber.kembali", nomor=at)),
        )
        for at, (month, path, judged) in every_file
    ]
    order = ["bulan_terima", "berkas", "lembar", "baris"]
    every = pl.concat([NO_ANSWERS.notes.with_columns(sumber=pl.lit("")), *notes])
    sheets = every.select(*order[:3], "sumber", kiriman="sumber").unique()
    return GivenAnswers(
        answers.drop(HANDED_IN).sort(*order, "nip"),
        every.drop("sumber").sort(*order, "kode", "kolom", "pesan"),
        sheets.select(SOURCES.keys()).sort(order[:3]),
    )


def _answers_of(files: Iterable[tuple[str, str, JudgedFile]]) -> pl.DataFrame:
    """Return the answers of all files with their place, and whether an operator handed them in."""
    nothing = NO_ANSWERS.answers.with_columns(pl.lit(value=False).alias(HANDED_IN))
    answers = [
        judged.answers.with_columns(
            **_placed(month, path), **{HANDED_IN: pl.lit(judged.marks.dokumen == SLIP)}
        )
        for month, path, judged in files
    ]
    return pl.concat([nothing, *answers])


def _placed(month: str, path: str) -> dict[str, pl.Expr]:
    return {"bulan_terima": pl.lit(month), "berkas": pl.lit(path)}


def numbered(
    files: Iterable[tuple[str, str, JudgedFile]],
) -> Iterator[tuple[int, tuple[str, str, JudgedFile]]]:
    """Give each file its place among those of its OPD and month, told instead of its name.

    What another OPD returned changes nothing of what is told to this one.
    """
    numbers: Counter[tuple[str, str]] = Counter()
    for month, path, judged in files:
        whose = (month, judged.marks.kode_opd)
        numbers[whose] += 1
        yield numbers[whose], (month, path, judged)


def each_once(
    files: Iterable[tuple[str, str, str]], judge: Callable[[int], JudgedFile]
) -> Iterator[tuple[str, str, JudgedFile]]:
    """Judge `files` (month of receipt, path as shown, hash), the oldest first, by their place.

    A workbook counts at its first receipt only: the same bytes put in again say nothing new, and
    must not come before an answer given since. What an operator handed in is meant each time.
    """
    first: dict[str, str] = {}
    for at, (month, path, sha256) in enumerate(files):
        if sha256 and sha256 in first:
            again = {"bulan": Period.parse(first[sha256]).name}
            yield month, path, not_taken("jawaban_berulang", REPEATED, **again)
            continue
        judged = judge(at)
        if judged.state in OURS and judged.marks.dokumen != SLIP:
            first[sha256] = month
        yield month, path, judged

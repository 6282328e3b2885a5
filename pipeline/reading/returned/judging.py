"""One file that came back, judged: its state, its answers, and what is to be said of it (§8)."""

from collections import Counter
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from pipeline.core.marks import Marks
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.findings import LOCAL, note_file
from pipeline.reading.returned.answers import SCHEMA as FILLED_SCHEMA
from pipeline.reading.returned.answers import FilledRows, answers_in
from pipeline.reading.returned.books import ReturnedBook
from pipeline.reading.returned.slips import COLUMNS, Slip, is_ours
from pipeline.reading.returned.states import (
    CHANGED,
    FOREIGN,
    GENUINE,
    OLD,
    Publication,
    state_of,
)
from schemas.codes import FILL_INS
from schemas.findings import register

UNREADABLE: Final = "tak_terbaca"
LOCKED: Final = "bersandi"
_NO_TABLE: Final = "berkas_bukan_tabel"
# The bytes of a workbook that came before.
REPEATED: Final = "sama"
# What an answer is, wherever it came from.
SCHEMA: Final = {
    "periode_asal": pl.String,
    "revisi_asal": pl.String,
    "kode_opd": pl.String,
    **FILLED_SCHEMA,
}
NOTES: Final = {**LOCAL, "lembar": pl.String, "kode_opd": pl.String}


@dataclass(frozen=True)
class JudgedFile:
    """A file that came back.

    state: asli, lama, diubah or asing (contract §8.1), UNREADABLE, LOCKED or REPEATED. marks:
    where they are ours, else none. answers: SCHEMA; notes: NOTES, the findings about the file.
    superseded: whether a later revision has other documents for its OPD.
    """

    state: str
    marks: Marks
    answers: pl.DataFrame
    notes: pl.DataFrame
    superseded: bool = False


def judged_book(
    book: ReturnedBook, published: Publication | None, month: Period, zone: ZoneInfo
) -> JudgedFile:
    """Judge a workbook received in `month` beside what was published under its marks."""
    state = state_of(book, published)
    if published is None or state == FOREIGN:
        return not_taken("jawaban_asing", FOREIGN)
    marks = book.marks
    late = month > Period.parse(marks.periode).plus(1)
    state = OLD if late and state == GENUINE else state
    filled = answers_in(book.rows, published, month, zone)
    notes = [
        filled.notes.select(*LOCAL, "lembar"),
        *_notes_of_list(book, published),
        *_notes_of_state(state, book, published),
        *_notes_of_folder(marks, month),
    ]
    return _judged(state, marks, filled, pl.concat(notes), published.superseded)


def judged_slip(slip: Slip, key: bytes, month: Period, zone: ZoneInfo) -> JudgedFile:
    """Judge a slip: what the operator handed in was checked then, and is as it was."""
    if not is_ours(slip, key):
        return not_taken("jawaban_catatan_asing", FOREIGN)
    rows = pl.DataFrame(slip.rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    numbered = rows.with_row_index("baris", offset=3).with_columns(
        pl.col("baris").cast(pl.Int64),
        *(pl.col(name).replace("", None) for name in FILL_INS),
        lembar=pl.lit(""),
    )
    listed = {"belum": tuple(rows["nip"]), "sudah": (), "dikecualikan": ()}
    filled = answers_in(numbered, Publication(slip.marks.tanda, listed), month, zone)
    seats = rows.select("nip", "kode_opd").unique("nip")
    answers = filled.answers.join(seats, on="nip", how="left", maintain_order="left")
    return JudgedFile(
        GENUINE, slip.marks, _of_publication(answers, slip.marks), _with_opd(filled.notes, None)
    )


def not_taken(kode: str, state: str, **values: str) -> JudgedFile:
    """Return a file of which nothing is taken, with the finding `kode` that says why.

    Whose it is nobody knows, whatever it says of itself.
    """
    note = note_file(kode, values=values).with_columns(lembar=pl.lit(""))
    return JudgedFile(state, Marks(), pl.DataFrame(schema=SCHEMA), _with_opd(note, None))


def unreadable(error: UnreadableError) -> JudgedFile:
    """Return a file that cannot be read, with what the register says of such a file.

    In place of another document only the workbook itself helps: a CSV bears no marks of ours.
    """
    sebab = (
        say("jawaban.bukan_lembar_kerja", isi=error.values["isi"])
        if error.kode == _NO_TABLE
        else why_unreadable(error)
    )
    return not_taken("jawaban_tak_terbaca", UNREADABLE, sebab=sebab)


def why_unreadable(error: UnreadableError) -> str:
    """Return what the register says of a file that cannot be read."""
    return register()[error.kode].pesan.format(**error.values)


def _judged(
    state: str, marks: Marks, filled: FilledRows, notes: pl.DataFrame, superseded: bool
) -> JudgedFile:
    answers = filled.answers.with_columns(kode_opd=pl.lit(marks.kode_opd))
    return JudgedFile(
        state,
        marks,
        _of_publication(answers, marks),
        _with_opd(notes, marks.kode_opd),
        superseded,
    )


def _of_publication(answers: pl.DataFrame, marks: Marks) -> pl.DataFrame:
    whose = {"periode_asal": marks.periode, "revisi_asal": marks.revisi}
    return answers.with_columns(pl.lit(text).alias(name) for name, text in whose.items()).select(
        SCHEMA.keys()
    )


def _with_opd(notes: pl.DataFrame, kode: str | None) -> pl.DataFrame:
    return notes.with_columns(kode_opd=pl.lit(kode, dtype=pl.String)).select(NOTES.keys())


def _notes_of_state(state: str, book: ReturnedBook, published: Publication) -> list[pl.DataFrame]:
    named = {"periode": Period.parse(book.marks.periode).name, "revisi": book.marks.revisi}
    if state == OLD:
        note = note_file("jawaban_lama", values=named)
    elif state == CHANGED:
        lost, added = _people_changed(book, published)
        note = note_file(
            "jawaban_diubah", values={"periode": named["periode"], "hilang": lost, "tambah": added}
        )
    else:
        return []
    return [note.with_columns(lembar=pl.lit(""))]


def _notes_of_folder(marks: Marks, month: Period) -> list[pl.DataFrame]:
    """Note a month of receipt in which nobody had asked yet."""
    asked = Period.parse(marks.periode)
    if month >= asked:
        return []
    note = note_file("jawaban_terlalu_awal", values={"periode": asked.name, "bulan": month.name})
    return [note.with_columns(lembar=pl.lit(""))]


def _notes_of_list(book: ReturnedBook, published: Publication) -> list[pl.DataFrame]:
    notes = [
        note_file(kode, values=values).with_columns(lembar=pl.lit(sheet))
        for sheet, kode, values in book.said
    ]
    if published.lists["belum"] and not book.rows.width and not notes:
        period = Period.parse(book.marks.periode).name
        note = note_file("jawaban_tanpa_daftar", values={"periode": period})
        notes.append(note.with_columns(lembar=pl.lit("")))
    if published.lists["belum"] and not notes and _is_blank(book.rows):
        whose = {"kode_opd": book.marks.kode_opd, "periode": Period.parse(book.marks.periode).name}
        notes.append(note_file("jawaban_kosong", values=whose).with_columns(lembar=pl.lit("")))
    return notes


def _is_blank(rows: pl.DataFrame) -> bool:
    """Tell whether nothing is filled in: its sender may have answered where nobody reads."""
    return all(rows[name].is_null().all() for name in FILL_INS if name in rows.columns)


def _people_changed(book: ReturnedBook, published: Publication) -> tuple[int, int]:
    """Return how many places in lists are lost and added; who changed lists is both."""
    before, after = (
        Counter((name, nip) for name, nips in lists.items() for nip in nips)
        for lists in (published.lists, book.lists)
    )
    return (before - after).total(), (after - before).total()

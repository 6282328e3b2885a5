"""A workbook of ours filled in, edited, and judged as it comes back."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from pipeline.core.periods import Period
from pipeline.reading.files.limits import Limits
from pipeline.reading.returned.books import ReturnedBook, read_book
from pipeline.reading.returned.judging import JudgedFile, judged_book
from pipeline.reading.returned.kept import spared_book
from pipeline.reading.returned.states import Publication
from tests.builders import html_samples
from tests.builders.filling_in import Answer, Edit, answered
from tests.builders.returned_workbooks import published, signed
from tests.builders.shared import session_folder

LIMITS: Final = Limits(2**26)
MONTH: Final = Period.parse("2026-11")
ZONE: Final = ZoneInfo("Asia/Jakarta")
REPORT: Final = signed(html_samples.large_opd(12))
NIPS: Final = list(REPORT.belum["nip"])
FIRST, SECOND, THIRD = NIPS[:3]


def kept(data: bytes) -> ReturnedBook:
    """Return the book as judging gets it: with no more of people than it needs."""
    return spared_book(session_folder() / "jawaban", read_book(data, LIMITS))


@cache
def publication() -> Publication:
    book = kept(published())
    return Publication(book.marks.tanda, book.lists, book.rows)


def judged(
    answers: Mapping[str, Answer], *edits: Edit, month: Period = MONTH, data: bytes | None = None
) -> JudgedFile:
    """Judge the published workbook, filled in and edited."""
    book = kept(answered(data or published(), answers, *edits))
    return judged_book(book, publication(), month, ZONE)


def taken(one: JudgedFile) -> dict[str, tuple[Any, ...]]:
    rows = one.answers.select("nip", "jawaban", "target_bulan", "catatan").rows()
    return {row[0]: row[1:] for row in rows}


def noted(one: JudgedFile) -> list[str]:
    return one.notes["kode"].to_list()


def published_order() -> list[str]:
    """Return who is asked about as the workbook lists them."""
    return list(publication().lists["belum"])

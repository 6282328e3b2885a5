"""For every finding about a workbook that came back, the file that provokes it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from pipeline.core.periods import Period
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.limits import Limits
from pipeline.reading.returned.books import read_book
from pipeline.reading.returned.given import put_together
from pipeline.reading.returned.judging import (
    NOTES,
    JudgedFile,
    judged_book,
    judged_slip,
    not_taken,
    unreadable,
)
from pipeline.reading.returned.slips import new_slip
from pipeline.reading.returned.states import Publication
from tests.builders import filling_in, html_samples
from tests.builders.filling_in import Answer, Edit, answered
from tests.builders.returned_workbooks import KEY, published, signed

LIMITS: Final = Limits(2**26)
FIRST: Final = str(signed(html_samples.large_opd(12)).belum["nip"][0])
STRANGER: Final = "197001011995011001"
WILL: Final = "Akan mendaftarkan"


def judged(answer: Answer | None, *edits: Edit, month: str = "2026-11") -> JudgedFile:
    """Judge a published workbook with one answer and `edits`."""
    book = read_book(answered(published(), {FIRST: answer} if answer else {}, *edits), LIMITS)
    return judged_book(book, _handed_out(), Period.parse(month), ZoneInfo("Asia/Jakarta"))


@cache
def _handed_out() -> Publication:
    book = read_book(published(), LIMITS)
    return Publication(book.marks.tanda, book.lists, book.rows)


def foreign() -> JudgedFile:
    book = read_book(published(b"kunci pemalsu"), LIMITS)
    return judged_book(book, None, Period.parse("2026-11"), ZoneInfo("Asia/Jakarta"))


def forged_slip() -> JudgedFile:
    slip = new_slip("2026-10", "r01", [("DISDIK", FIRST, WILL, "", "")], b"kunci pemalsu")
    return judged_slip(slip, KEY, Period.parse("2026-11"), ZoneInfo("Asia/Jakarta"))


def twice() -> JudgedFile:
    return judged((WILL, None, None), filling_in.other_row(FIRST, ("Keberatan", None, None)))


def _four_below(book: Workbook) -> None:
    for _ in range(4):
        filling_in.other_row("", (WILL, None, None), "")(book)


def two_of_a_month() -> JudgedFile:
    one, other = judged((WILL, None, None)), judged(("Keberatan", None, None))
    given = put_together([("2026-11", "a.xlsx", one), ("2026-11", "b.xlsx", other)])
    return replace(one, notes=given.notes.select(NOTES.keys()))


PROVOKED_BY_ANSWERS: Final[dict[str, Callable[[], JudgedFile]]] = {
    "jawaban_tak_terbaca": lambda: unreadable(UnreadableError("berkas_rusak")),
    "jawaban_tak_terbuka": lambda: not_taken("jawaban_tak_terbuka", "tak_terbaca"),
    "jawaban_bersandi": lambda: not_taken("jawaban_bersandi", "bersandi"),
    "jawaban_asing": foreign,
    "jawaban_catatan_asing": forged_slip,
    "jawaban_berulang": lambda: not_taken("jawaban_berulang", "sama", bulan="November 2026"),
    "jawaban_dua_berkas": two_of_a_month,
    "jawaban_lama": lambda: judged(None, month="2027-02"),
    "jawaban_terlalu_awal": lambda: judged((WILL, None, None), month="2026-09"),
    "jawaban_diubah": lambda: judged(None, filling_in.other_row(STRANGER, (None, None, None))),
    "jawaban_kolom_hilang": lambda: judged(None, filling_in.heading_changed("Catatan", "Ket")),
    "jawaban_tanpa_daftar": lambda: judged(None, filling_in.without_list),
    "jawaban_kolom_ganda": lambda: judged(None, filling_in.own_column("Catatan")),
    "jawaban_dua_nip": lambda: judged(None, filling_in.staff_beside()),
    "jawaban_lembar_bulan_lain": lambda: judged(
        None,
        filling_in.list_copied(
            "NIP", "Nama", "Tindak Lanjut", title="Belum Berpartisipasi: Dinas, Januari 2026"
        ),
    ),
    "jawaban_kosong": lambda: judged(None),
    "jawaban_tanpa_orang": lambda: judged(
        (WILL, None, None), filling_in.cell_changed(FIRST, "NIP", "x"), _four_below
    ),
    "jawaban_sel_gabung": lambda: judged((WILL, None, None), filling_in.answers_merged),
    "jawaban_nip_tak_terbaca": lambda: judged(
        (WILL, None, None), filling_in.cell_changed(FIRST, "NIP", "tidak tahu")
    ),
    "jawaban_nip_asing": lambda: judged(None, filling_in.other_row(STRANGER, (WILL, None, None))),
    "jawaban_bertentangan_sendiri": twice,
    "jawaban_nama_lain": lambda: judged(
        (WILL, None, None), filling_in.cell_changed(FIRST, "Nama", "Orang Lain Sekali")
    ),
    "jawaban_bukan_pilihan": lambda: judged(("sudah ya", None, None)),
    "jawaban_target_tak_terbaca": lambda: judged((WILL, "segera", None)),
    "jawaban_target_lampau": lambda: judged((WILL, "2026-09", None)),
    "jawaban_catatan_panjang": lambda: judged((WILL, None, "a" * 501)),
    "jawaban_sel_terkunci": lambda: judged(
        None, filling_in.cell_changed(FIRST, "Jabatan", "Kepala")
    ),
}

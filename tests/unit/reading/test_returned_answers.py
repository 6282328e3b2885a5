"""What is filled in on a workbook that comes back: which rows are taken, which cells are faulty."""

from dataclasses import replace
from typing import Any, Final

import polars as pl
import pytest
from openpyxl import Workbook

from pipeline.core.marks import LISTS
from pipeline.core.periods import Period
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.returned.books import read_book
from pipeline.reading.returned.given import put_together
from pipeline.reading.returned.handed_in import handed_in_rows
from pipeline.reading.returned.judging import JudgedFile, judged_slip, unreadable
from pipeline.reading.returned.slips import new_slip, read_slip, slip_bytes
from pipeline.rendering.excel import opd_workbook
from schemas.findings import register
from tests.builders import filling_in, html_samples
from tests.builders.filling_in import Answer, Edit
from tests.builders.judged_answers import (
    FIRST,
    LIMITS,
    MONTH,
    NIPS,
    REPORT,
    SECOND,
    THIRD,
    ZONE,
    judged,
    noted,
    published_order,
    taken,
)
from tests.builders.returned_workbooks import KEY, published, signed

PAID: Final = "Sudah membayar - data belum masuk"
OTHERS: Final = "197001011995011001"

FILLED: Final[dict[str, Answer]] = {
    FIRST: ("Akan mendaftarkan", "2026-12", None),
    SECOND: (PAID, None, "bukti 778120"),
    THIRD: ("Mutasi/pensiun", None, None),
}
AS_FILLED: Final = {
    FIRST: ("akan", "2026-12", None),
    SECOND: ("membayar", None, "bukti 778120"),
    THIRD: ("mutasi", None, None),
}


def test_nothing_filled_in_is_no_answer_and_the_operator_is_told() -> None:
    one = judged({})
    assert (one.state, one.answers.height, noted(one)) == ("asli", 0, ["jawaban_kosong"])
    assert "tidak satu pun jawaban terbaca" in one.notes["pesan"][0]


def test_answers_are_read_with_whose_they_are() -> None:
    one = judged(FILLED)
    assert taken(one) == AS_FILLED
    assert noted(one) == []
    assert one.answers.select("periode_asal", "revisi_asal", "kode_opd").unique().rows() == [
        ("2026-10", "r01", "DISDIK")
    ]


@pytest.mark.parametrize(
    "edit",
    [
        filling_in.rows_turned,
        filling_in.rows_filtered,
        filling_in.columns_moved,
        filling_in.sheets_renamed_and_moved,
        filling_in.rows_above,
    ],
)
def test_however_a_person_rearranges_the_workbook_its_answers_are_read(edit: Edit) -> None:
    one = judged(FILLED, edit)
    assert (one.state, taken(one), noted(one)) == ("asli", AS_FILLED, [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Sudah mendaftarkan", "mendaftarkan"),
        ("  akan MENDAFTARKAN ", "akan"),
        ("Sudah membayar, data belum masuk", "membayar"),
        ("Data salah", "salah"),
        ("data keliru - lihat catatan", "salah"),
        ("mutasi / pensiun", "mutasi"),
        ("Keberatan", "keberatan"),
    ],
)
def test_a_choice_is_compared_as_labels_are(written: str, code: str) -> None:
    assert taken(judged({FIRST: (written, None, None)})) == {FIRST: (code, None, None)}


@pytest.mark.parametrize("written", ["2026-12", "Desember 2026", "12/2026", "Des-26", "2026-12-15"])
def test_a_target_is_read_by_the_rule_of_months(written: str) -> None:
    one = judged({FIRST: ("Akan mendaftarkan", written, None)})
    assert taken(one) == {FIRST: ("akan", "2026-12", None)}


@pytest.mark.parametrize(
    ("answer", "code", "column", "left"),
    [
        (("sudah bayar ya", None, "bukti"), "jawaban_bukan_pilihan", "tindak_lanjut", "bukti"),
        (("Akan mendaftarkan", "segera", None), "jawaban_target_tak_terbaca", "target_bulan", None),
        (
            ("Akan mendaftarkan", "Nov 2026 s.d. Des 2026", None),
            "jawaban_target_tak_terbaca",
            "target_bulan",
            None,
        ),
        (("Akan mendaftarkan", "2026-10", None), "jawaban_target_lampau", "target_bulan", None),
    ],
)
def test_a_wrong_choice_or_month_says_which_cell_and_the_rest_is_taken(
    answer: Answer, code: str, column: str, left: str | None
) -> None:
    one = judged({FIRST: answer})
    [note] = one.notes.to_dicts()
    assert (note["kode"], note["kolom"], note["lembar"]) == (code, column, filling_in.BELUM)
    assert note["baris"] == row_of(FIRST)
    assert note["kode_opd"] == "DISDIK"
    assert "segera" not in str(note)
    assert "sudah bayar" not in str(note)
    assert taken(one)[FIRST][2] == left


def test_a_number_of_a_person_in_the_name_of_a_sheet_is_masked_everywhere() -> None:
    nik = "3374556512870099"

    def renamed(book: Workbook) -> None:
        book[filling_in.BELUM].title = f"NIK {nik}"

    one = judged({FIRST: ("entah", None, "cuti"), SECOND: FILLED[SECOND]}, renamed)
    assert one.answers["lembar"].unique().to_list() == [f"NIK {'*' * 16}"]
    assert one.notes["lembar"].to_list() == [f"NIK {'*' * 16}"]
    table = filling_in.saved(_handed_in_book(f"NIK {nik}"))
    rows = handed_in_rows(table, LIMITS)
    assert rows is not None
    assert rows["lembar"].to_list() == [f"NIK {'*' * 16}"]


def _handed_in_book(name: str) -> Workbook:
    book = Workbook()
    book.worksheets[0].title = name
    for row in (["NIP", "Tindak Lanjut"], [FIRST, "Akan mendaftarkan"]):
        book.worksheets[0].append(row)
    return book


def row_of(nip: str) -> int:
    """Return the row of `nip` as Excel shows it."""
    rows = read_book(published(), LIMITS).rows
    return int(rows.filter(pl.col("nip") == nip)["baris"][0])


def test_half_filled_rows_are_answers_as_far_as_they_go() -> None:
    one = judged({FIRST: (None, "2026-12", None), SECOND: (None, None, "sedang cuti")})
    assert taken(one) == {FIRST: (None, "2026-12", None), SECOND: (None, None, "sedang cuti")}
    only_wrong = judged({FIRST: ("entah", None, None)})
    assert taken(only_wrong) == {}
    assert noted(only_wrong) == ["jawaban_bukan_pilihan"]


def test_a_note_keeps_five_hundred_letters_and_no_nik() -> None:
    one = judged({FIRST: (PAID, None, "NIK 3374010101900001 " + "a" * 600)})
    note = taken(one)[FIRST][2]
    assert note.startswith("NIK ************0001 a")
    assert len(note) == 500
    assert noted(one) == ["jawaban_catatan_panjang"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("NIK 3374-0101 0190.0001", "NIK ****-**** ****.0001"),
        ("KPJ 12 34567890 1", "KPJ ** *****890 1"),
        (f"lihat {OTHERS}", "lihat **************1001"),
        ("bukti 778120, bayar 16.800", "bukti 778120, bayar 16.800"),
    ],
)
def test_numbers_of_persons_in_a_note_are_masked_in_any_writing(written: str, kept: str) -> None:
    assert taken(judged({FIRST: (PAID, None, written)}))[FIRST][2] == kept


def test_a_row_of_somebody_who_was_not_asked_about_is_not_taken() -> None:
    added = filling_in.other_row(OTHERS, ("Akan mendaftarkan", None, "orang OPD lain"))
    one = judged({FIRST: FILLED[FIRST]}, added)
    assert one.state == "diubah"
    assert taken(one) == {FIRST: AS_FILLED[FIRST]}
    assert noted(one) == ["jawaban_nip_asing", "jawaban_diubah"]
    assert OTHERS not in str(one.notes.to_dicts())


def test_one_who_takes_part_cannot_be_answered_for_by_moving_the_row() -> None:
    joined = REPORT.sudah["nip"][0]
    added = filling_in.other_row(joined, ("Mutasi/pensiun", None, None))
    one = judged({}, added)
    assert (one.state, taken(one)) == ("diubah", {})


@pytest.mark.parametrize("heading", ["Tindak Lanjut", "Target Bulan", "Catatan"])
def test_a_renamed_heading_loses_its_own_column_only_and_is_said(heading: str) -> None:
    one = judged(FILLED, filling_in.heading_changed(heading, "Isian Kami"))
    at = ["Tindak Lanjut", "Target Bulan", "Catatan"].index(heading)
    left = {
        nip: tuple(None if n == at else v for n, v in enumerate(said))
        for nip, said in AS_FILLED.items()
    }
    assert one.state == "asli"
    assert taken(one) == {nip: said for nip, said in left.items() if any(said)}
    [note] = one.notes.to_dicts()
    assert (note["kode"], note["lembar"]) == ("jawaban_kolom_hilang", filling_in.BELUM)
    assert f"kolom {heading} tidak ada lagi" in note["pesan"]
    assert "di sana: Isian Kami." in note["pesan"]


def test_with_all_three_headings_renamed_nobody_is_said_to_be_gone() -> None:
    edits = [
        filling_in.heading_changed(heading, f"Isian {at}")
        for at, heading in enumerate(("Tindak Lanjut", "Target Bulan", "Catatan"))
    ]
    one = judged(FILLED, *edits)
    assert (one.state, taken(one), noted(one)) == ("asli", {}, ["jawaban_kolom_hilang"])
    assert "Isian 0, Isian 1, Isian 2" in one.notes["pesan"][0]


@pytest.mark.parametrize("heading", ["NIP", "Nama"])
def test_without_the_heading_of_the_people_that_is_the_reason_told(heading: str) -> None:
    one = judged(FILLED, filling_in.heading_changed(heading, "Pegawai"))
    assert noted(one) == ["jawaban_kolom_hilang", "jawaban_diubah"]
    assert f"kolom {heading} tidak ada lagi" in one.notes["pesan"][0]


def test_a_list_of_ones_own_with_notes_is_not_taken_for_ours() -> None:
    def added(book: Workbook) -> None:
        for row in (["NIP", "Nama", "Catatan"], [FIRST, "Contoh", "sudah ditelepon"]):
            sheet = book["Milik kami"] if "Milik kami" in book else book.create_sheet("Milik kami")
            sheet.append(row)

    one = judged(FILLED, added)
    assert (one.state, taken(one), noted(one)) == ("asli", AS_FILLED, [])


def test_an_nip_that_became_a_number_takes_nothing() -> None:
    broken = filling_in.cell_changed(FIRST, "NIP", 198501012015012016)
    one = judged(FILLED, broken)
    assert one.state == "diubah"
    assert FIRST not in taken(one)
    assert "jawaban_nip_tak_terbaca" in noted(one)


def test_a_row_twice_with_two_answers_says_nothing_and_with_one_counts_once() -> None:
    other = filling_in.other_row(FIRST, ("Mutasi/pensiun", None, None))
    one = judged({FIRST: FILLED[FIRST]}, other)
    assert taken(one) == {}
    assert noted(one).count("jawaban_bertentangan_sendiri") == 2
    same = filling_in.other_row(FIRST, ("Akan mendaftarkan", "2026-12", None))
    # Its row bears no name that is the person's; the one that does is taken.
    assert taken(judged({FIRST: FILLED[FIRST]}, same)) == {FIRST: AS_FILLED[FIRST]}


def test_locked_cells_are_not_taken_over_and_are_said_once_a_row() -> None:
    one = judged(
        {FIRST: FILLED[FIRST]},
        filling_in.cell_changed(FIRST, "Jabatan", "Kepala Sekolah"),
        filling_in.cell_changed(FIRST, "Unit Kerja", "SD Lain"),
    )
    assert (one.state, taken(one)) == ("asli", {FIRST: AS_FILLED[FIRST]})
    [note] = one.notes.to_dicts()
    assert (note["kode"], note["baris"]) == ("jawaban_sel_terkunci", row_of(FIRST))
    assert "Jabatan, Unit Kerja" in note["pesan"]
    assert "Kepala Sekolah" not in str(note)


def test_under_another_persons_name_an_answer_is_nobodys() -> None:
    one = judged(FILLED, filling_in.names_sorted_alone)
    assert (one.state, taken(one)) == ("asli", {})
    mixed = one.notes.filter(kode="jawaban_nama_lain")
    assert mixed["baris"].to_list() == sorted(map(row_of, FILLED))
    assert mixed["kolom"].unique().to_list() == ["nama"]
    touched = one.notes.filter(kode="jawaban_sel_terkunci")
    assert touched.height == len(NIPS) - len(FILLED)


def test_a_name_written_a_little_otherwise_is_the_same_persons() -> None:
    name = REPORT.belum["nama"][0]
    for written in (f"dr. {name.upper()}, M.Kes.", name[:-1], None):
        one = judged({FIRST: FILLED[FIRST]}, filling_in.cell_changed(FIRST, "Nama", written))
        assert taken(one) == {FIRST: AS_FILLED[FIRST]}
        assert noted(one) == ["jawaban_sel_terkunci"]


def test_a_late_workbook_is_said_to_be_old_and_its_answers_are_taken() -> None:
    one = judged({FIRST: ("Akan mendaftarkan", "2027-03", None)}, month=Period.parse("2027-02"))
    assert (one.state, noted(one)) == ("lama", ["jawaban_lama"])
    assert taken(one) == {FIRST: ("akan", "2027-03", None)}


def test_of_a_foreign_workbook_nothing_is_taken_and_nobody_is_named() -> None:
    other = opd_workbook(signed(html_samples.large_opd(12), b"kunci pemalsu"))
    one = judged(FILLED, data=other)
    assert (one.state, taken(one), noted(one)) == ("asing", {}, ["jawaban_asing"])
    assert one.notes["kode_opd"].to_list() == [None]
    assert not one.marks.periode


def test_every_list_is_told_by_its_headings() -> None:
    lists = read_book(published(), LIMITS).lists
    assert {name: sorted(nips) for name, nips in lists.items()} == {
        name: sorted(REPORT.lists[name]["nip"]) for name in LISTS
    }


SLIP_ROWS: Final = [
    ("DISDIK", FIRST, "Akan mendaftarkan", "2026-12", ""),
    ("DINKES", OTHERS, PAID, "", "bukti, nomor 12"),
]


def test_a_slip_gives_back_what_it_was_made_of() -> None:
    slip = read_slip(slip_bytes(new_slip("2026-10", "r01", SLIP_ROWS, KEY)))
    assert slip is not None
    one = judged_slip(slip, KEY, MONTH, ZONE)
    assert one.state == "asli"
    assert taken(one) == {
        FIRST: ("akan", "2026-12", None),
        OTHERS: ("membayar", None, "bukti, nomor 12"),
    }
    assert dict(one.answers.select("nip", "kode_opd").rows()) == {
        FIRST: "DISDIK",
        OTHERS: "DINKES",
    }


@pytest.mark.parametrize(
    "forge",
    [
        lambda data: data.replace(b"2026-12", b"2027-12"),
        lambda data: data.replace(b"2026-10", b"2026-09", 1),
        lambda data: data.replace(b"r01", b"r02", 1),
        lambda data: data.replace(b"DINKES", b"DISDIK"),
        lambda data: data + b"DISDIK,198501012015011001,Mutasi/pensiun,,\n",
        lambda data: slip_bytes(new_slip("2026-10", "r01", SLIP_ROWS, b"kunci lain")),
        lambda data: slip_bytes(new_slip("2026-10", "r01", SLIP_ROWS, b"")),
    ],
)
def test_a_slip_that_somebody_wrote_or_changed_is_nobodys(forge: Any) -> None:
    slip = read_slip(forge(slip_bytes(new_slip("2026-10", "r01", SLIP_ROWS, KEY))))
    assert slip is not None
    assert judged_slip(slip, KEY, MONTH, ZONE).state == "asing"


@pytest.mark.parametrize(
    "data", [b"", b"NIP,Tindak Lanjut\n", b"asn-peduli jawaban,2026-10\n", b"\xff\xfe", b"PK\x03"]
)
def test_what_is_no_slip_is_none(data: bytes) -> None:
    assert read_slip(data) is None


def test_files_are_put_together_by_month_and_path() -> None:
    one, other = judged({FIRST: FILLED[FIRST]}), judged({SECOND: FILLED[SECOND]})
    given = put_together(
        [("2026-12", "tindak_lanjut/a.xlsx", one), ("2026-11", "tindak_lanjut/b.xlsx", other)]
    )
    assert given.answers.select("bulan_terima", "nip").rows() == [
        ("2026-11", SECOND),
        ("2026-12", FIRST),
    ]
    assert given.about(Period.parse("2026-09")).height == 0
    assert given.about(Period.parse("2026-10")).height == 2
    assert set(given.notes["kode"]) <= set(register())


def beaten(*files: tuple[str, str, JudgedFile]) -> list[tuple[str, str]]:
    notes = put_together(files).notes.filter(kode="jawaban_dua_berkas")
    return notes.select("berkas", "pesan").rows()


def test_of_two_workbooks_of_one_month_it_is_told_which_counts() -> None:
    both, will = judged(FILLED), judged({**FILLED, FIRST: ("Keberatan", None, None)})
    ((file, told),) = beaten(("2026-11", "a.xlsx", both), ("2026-11", "b.xlsx", will))
    assert file == "a.xlsx"
    assert "Untuk 1 ASN" in told
    assert "b.xlsx" in told
    assert beaten(("2026-11", "a.xlsx", both), ("2026-12", "b.xlsx", will)) == []
    assert beaten(("2026-11", "a.xlsx", both), ("2026-11", "b.xlsx", judged(FILLED))) == []
    assert beaten(("2026-11", "a.xlsx", judged({SECOND: FILLED[SECOND]}))) == []


def asked_by(revision: str, file: JudgedFile, period: str = "2026-10") -> JudgedFile:
    named = {"revisi_asal": pl.lit(revision), "periode_asal": pl.lit(period)}
    return replace(file, answers=file.answers.with_columns(**named))


@pytest.mark.parametrize(("revision", "period"), [("r10", "2026-10"), ("r01", "2026-11")])
def test_where_a_newer_question_is_answered_its_answer_counts_and_no_path_is_named(
    revision: str, period: str
) -> None:
    """r10 is newer than r9, which as text comes later."""
    files = [judged({FIRST: (said, None, None)}) for said in (PAID, "Keberatan", "Mutasi/pensiun")]
    one, other, newer = files
    asked = [
        ("2026-12", "b.xlsx", asked_by("r9", one)),
        ("2026-12", "c.xlsx", asked_by("r9", other)),
    ]
    assert [file for file, _ in beaten(*asked)] == ["b.xlsx"]
    assert beaten(*asked, ("2026-12", "a.xlsx", asked_by(revision, newer, period))) == []


def test_what_an_operator_hands_in_beats_a_workbook_of_the_month_without_a_word() -> None:
    slip = judged_slip(new_slip("2026-10", "r01", SLIP_ROWS, KEY), KEY, MONTH, ZONE)
    workbook = judged({FIRST: ("Keberatan", None, None)})
    assert beaten(("2026-11", "a.xlsx", workbook), ("2026-11", "b.csv", slip)) == []
    ((file, _),) = beaten(("2026-11", "a.csv", slip), ("2026-11", "b.xlsx", workbook))
    assert file == "a.csv"


@pytest.mark.parametrize("label", ["Catatan", "Tindak Lanjut", "Target Bulan"])
@pytest.mark.parametrize("left", [True, False])
def test_a_column_of_ones_own_takes_the_place_of_none_of_ours(label: str, left: bool) -> None:
    """A secretariat's own notes beside the yellow cells are no answer, and are not asked for."""
    own = filling_in.own_column(label, SECOND, "catatan intern", left)
    one = judged({FIRST: ("Akan mendaftarkan", "2026-12", "besok")}, own)
    assert taken(one) == {FIRST: ("akan", "2026-12", "besok")}
    assert noted(one) == ["jawaban_kolom_ganda"]
    assert "catatan intern" not in one.notes["pesan"][0]


@pytest.mark.parametrize(("label", "value"), [("NIP", ""), ("Nama", ""), ("Nama", OTHERS)])
def test_a_superiors_number_or_an_empty_name_on_the_left_is_not_the_persons(
    label: str, value: str
) -> None:
    own = filling_in.own_column(label, SECOND if value else "", value, left=True)
    one = judged({FIRST: ("Mutasi/pensiun", None, None)}, own)
    assert (one.state, taken(one)) == ("asli", {FIRST: ("mutasi", None, None)})
    assert noted(one) == ["jawaban_kolom_ganda"]


def test_an_answer_merged_over_several_rows_is_each_ones() -> None:
    """Told once with how many rows got it (contract §2.2)."""
    four = [*published_order()][:4]
    one = judged({four[0]: ("Akan mendaftarkan", "2026-12", "serentak")}, filling_in.answers_merged)
    assert taken(one) == dict.fromkeys(four, ("akan", "2026-12", "serentak"))
    assert noted(one) == ["jawaban_sel_gabung"]
    assert "Catatan (diisi) (3 baris)" in one.notes["pesan"][0]


def test_without_the_list_nothing_is_read_and_that_is_said() -> None:
    one = judged({FIRST: ("Mutasi/pensiun", None, None)}, filling_in.without_list)
    assert taken(one) == {}
    assert noted(one) == ["jawaban_tanpa_daftar", "jawaban_diubah"]


def test_the_heading_again_and_a_total_below_are_nobodys_answer() -> None:
    def added(book: Workbook) -> None:
        sheet = book[filling_in.BELUM]
        sheet.tables.clear()
        head, last = filling_in.head_row(sheet), sheet.max_row
        for cell in sheet[head]:
            sheet.cell(last + 1, cell.column).value = cell.value
        places = filling_in.headings(sheet)
        sheet.cell(last + 2, places["NIP"]).value = "JUMLAH"
        sheet.cell(last + 2, places["Catatan"]).value = "1 jawaban"

    one = judged({FIRST: ("Mutasi/pensiun", None, None)}, added)
    assert (one.state, set(taken(one)), noted(one)) == ("asli", {FIRST}, [])


def test_of_a_picture_of_the_workbook_the_workbook_itself_is_asked_for() -> None:
    """A CSV, which is asked for elsewhere, would bear no marks of ours."""
    error = UnreadableError("berkas_bukan_tabel", isi="PDF", saran="Minta CSV.")
    (sentence,) = unreadable(error).notes["pesan"].to_list()
    assert "Isinya PDF" in sentence
    assert "CSV" not in sentence

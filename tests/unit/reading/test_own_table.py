"""What people put beside, above and below our list makes no answer another person's (§8.2)."""

from typing import Final

import pytest

from pipeline.reading.returned.judging import JudgedFile
from tests.builders import filling_in
from tests.builders.filling_in import Answer, Edit
from tests.builders.judged_answers import (
    FIRST,
    REPORT,
    SECOND,
    THIRD,
    judged,
    noted,
    published_order,
    taken,
)

FILLED: Final[dict[str, Answer]] = {
    FIRST: ("Keberatan - lihat catatan", None, "tidak bersedia"),
    SECOND: ("Akan mendaftarkan", "2026-12", None),
}
AS_FILLED: Final = {
    FIRST: ("keberatan", None, "tidak bersedia"),
    SECOND: ("akan", "2026-12", None),
}
EVERY_COLUMN: Final = ("No", "NIP", "Nama", *filling_in.FILLED_IN)


def told(one: JudgedFile) -> str:
    return " ".join(one.notes["pesan"])


@pytest.mark.parametrize("others", [0, 3, 30])
@pytest.mark.parametrize("more", [(), ("Jabatan",), ("Jabatan", "Unit Kerja")])
@pytest.mark.parametrize("moved", [None, filling_in.columns_moved, filling_in.swapped])
@pytest.mark.parametrize("left", [True, False])
def test_a_list_of_the_staff_beside_ours_takes_nobodys_answer(
    left: bool, moved: Edit | None, more: tuple[str, ...], others: int
) -> None:
    """Nothing tells for sure which NIP stands with the answers; so none is taken."""
    beside = filling_in.staff_beside(*more, left=left, others=others)
    one = judged(FILLED, *([moved] if moved else []), beside)
    assert taken(one) == {}
    assert "jawaban_dua_nip" in noted(one)
    assert "NIP (" in told(one)


@pytest.mark.parametrize("label", ["NIP Pegawai", "NIP/NI PPPK", "Nomor Induk Pegawai"])
@pytest.mark.parametrize("left", [True, False])
def test_nor_where_the_heading_of_ours_was_changed(left: bool, label: str) -> None:
    renamed = filling_in.heading_changed("NIP", label)
    one = judged(FILLED, renamed, filling_in.staff_beside_headed(label, "Jabatan", left=left))
    assert taken(one) == {}
    assert "jawaban_dua_nip" in noted(one)
    assert all(f"{name} (" in told(one) for name in (label, "NIP"))


@pytest.mark.parametrize("moved", [[], [filling_in.columns_moved], [filling_in.swapped]])
def test_a_superiors_number_in_each_row_takes_no_answer(moved: list[Edit]) -> None:
    one = judged(FILLED, *moved, filling_in.own_column_of_all("NIP", "197001011995011001"))
    assert taken(one) == AS_FILLED
    assert noted(one) == ["jawaban_kolom_ganda"]


def test_a_second_column_with_the_same_numbers_hinders_nothing() -> None:
    one = judged(FILLED, filling_in.columns_moved, filling_in.numbers_again)
    assert taken(one) == AS_FILLED


def test_another_column_called_name_at_the_left_is_not_the_persons() -> None:
    """That of the worker, say, in each row."""
    one = judged(FILLED, filling_in.names_at_the_left)
    assert (one.state, taken(one)) == ("asli", AS_FILLED)
    assert noted(one) == ["jawaban_kolom_ganda"]


def test_who_filled_it_in_may_stand_above_the_list() -> None:
    one = judged(FILLED, filling_in.person_above)
    assert (one.state, taken(one), noted(one)) == ("asli", AS_FILLED, [])


def test_the_list_of_another_month_in_the_same_workbook_answers_nothing() -> None:
    title = "Belum Berpartisipasi: Dinas Kesehatan, Januari 2026"
    copied = filling_in.list_copied(*EVERY_COLUMN, name="Januari", title=title)
    emptied = [
        filling_in.cell_changed(nip, label, None)
        for nip in (FIRST, SECOND)
        for label in filling_in.FILLED_IN
    ]
    one = judged(FILLED, copied, *emptied)
    assert taken(one) == {}
    assert "jawaban_lembar_bulan_lain" in noted(one)
    assert "Januari 2026" in told(one)


def test_a_line_above_the_title_with_another_month_makes_the_list_no_others() -> None:
    one = judged(FILLED, filling_in.line_above("Belum Berpartisipasi: per 5, Januari 2026"))
    assert (taken(one), noted(one)) == (AS_FILLED, [])


def test_beside_a_list_of_one_person_any_other_number_makes_it_anybodys() -> None:
    edits = (filling_in.staff_beside(), filling_in.only_first_left)
    one = judged({published_order()[0]: ("Mutasi/pensiun", None, None)}, *edits)
    assert taken(one) == {}


def test_the_list_of_the_same_month_on_a_sheet_of_its_own_is_read() -> None:
    title = f"Belum Berpartisipasi: SMP 17 Agustus 1945, {REPORT.edition.period.name}"
    copied = filling_in.list_copied(*EVERY_COLUMN, name="Salinan", title=title)
    assert taken(judged(FILLED, copied)) == AS_FILLED


@pytest.mark.parametrize("label", ["Jabatan", "Nama"])
def test_a_locked_column_that_was_emptied_is_told(label: str) -> None:
    edits = [filling_in.cell_changed(nip, label, None) for nip in published_order()]
    assert noted(judged(FILLED, *edits)).count("jawaban_sel_terkunci") == len(edits)


@pytest.mark.parametrize("rest", [(None, "2026-12", None), (None, None, "sudah bayar")])
def test_two_rows_of_one_person_that_say_other_things_count_for_nothing(rest: Answer) -> None:
    name = str(REPORT.belum.filter(nip=FIRST)["nama"][0])
    one = judged({FIRST: ("Keberatan", None, None)}, filling_in.other_row(FIRST, rest, name))
    assert taken(one) == {}
    assert "jawaban_bertentangan_sendiri" in noted(one)


def test_a_copy_with_fewer_columns_denies_nothing_and_changed_nothing() -> None:
    copied = filling_in.list_copied("No", "NIP", "Nama", "Tindak Lanjut")
    one = judged(FILLED, copied)
    assert taken(one) == AS_FILLED
    assert not {"jawaban_bertentangan_sendiri", "jawaban_sel_terkunci"} & set(noted(one))


@pytest.mark.parametrize(
    ("other", "count"),
    [("keberatan - LIHAT catatan", 2), ("Mutasi/pensiun", 1)],
)
def test_an_answer_twice_is_one_as_labels_are_compared(other: str, count: int) -> None:
    name = str(REPORT.belum.filter(nip=FIRST)["nama"][0])
    row = filling_in.other_row(FIRST, (other, None, "tidak bersedia"), name)
    assert len(taken(judged(FILLED, row))) == count


def test_what_is_covered_by_a_merged_cell_is_not_read() -> None:
    """LibreOffice keeps it, and nobody sees it."""
    one_, two, three, four = published_order()[:4]
    answers: dict[str, Answer] = {
        one_: ("Akan mendaftarkan", None, None),
        two: ("Keberatan - lihat catatan", None, "tidak mau"),
        three: ("Mutasi/pensiun", "2026-12", None),
    }
    one = judged(answers, filling_in.answers_merged_as_libreoffice_does)
    assert taken(one) == dict.fromkeys((one_, two, three, four), ("akan", None, None))
    assert noted(one) == ["jawaban_sel_gabung"]
    assert "Tindak Lanjut (diisi) (3 baris)" in told(one)


@pytest.mark.parametrize(("rows", "notes"), [(2, 2), (3, 3), (4, 1), (5000, 1)])
def test_an_answer_dragged_far_below_the_list_is_told_once(rows: int, notes: int) -> None:
    last = published_order()[-1]
    answers: dict[str, Answer] = {last: ("Mutasi/pensiun", None, None)}
    one = judged(answers, filling_in.dragged_down("Tindak Lanjut", rows))
    assert taken(one) == {last: ("mutasi", None, None)}
    assert len(noted(one)) == notes
    if notes == 1:
        assert f"{rows} baris, sampai baris" in told(one)


def test_a_workbook_that_came_back_blank_is_told_to_the_operator() -> None:
    assert noted(judged({})) == ["jawaban_kosong"]
    assert noted(judged({THIRD: (None, None, "ya")})) == []


@pytest.mark.parametrize("remark", [" (pensiun)", " (Alm.)", " - MPP", " / pindah", ", S.E.", " *"])
def test_a_remark_behind_a_name_makes_it_nobody_elses(remark: str) -> None:
    name = str(REPORT.belum.filter(nip=FIRST)["nama"][0])
    assert taken(judged(FILLED, filling_in.cell_changed(FIRST, "Nama", f"{name}{remark}"))) == (
        AS_FILLED
    )


@pytest.mark.parametrize("remark", ["", " (pensiun)", " - MPP"])
def test_another_persons_name_is_theirs_with_a_remark_too(remark: str) -> None:
    name = str(REPORT.belum.filter(nip=THIRD)["nama"][0])
    one = judged(FILLED, filling_in.cell_changed(FIRST, "Nama", f"{name}{remark}"))
    assert taken(one) == {SECOND: AS_FILLED[SECOND]}
    assert noted(one) == ["jawaban_nama_lain"]


@pytest.mark.parametrize(
    "name",
    [
        "({other})",
        "(alm.) {other}",
        " - {other}",
        "{own} / {other}",
        "{own} - ganti {other}",
        "{own}, a.n. {other}",
    ],
)
def test_a_name_that_holds_anothers_is_not_the_bearers(name: str) -> None:
    names = (str(REPORT.belum.filter(nip=nip)["nama"][0]) for nip in (FIRST, THIRD))
    own, other = (one.partition(",")[0] for one in names)
    edit = filling_in.cell_changed(FIRST, "Nama", name.format(own=own, other=other))
    assert FIRST not in taken(judged(FILLED, edit))


def test_a_workbook_in_the_folder_of_a_month_before_its_own_is_told() -> None:
    asked = REPORT.edition.period
    early = judged(FILLED, month=asked.plus(-1))
    assert "jawaban_terlalu_awal" in noted(early)
    assert taken(early) == AS_FILLED
    assert "jawaban_terlalu_awal" not in noted(judged(FILLED, month=asked))

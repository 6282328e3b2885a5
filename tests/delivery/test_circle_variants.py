"""However a workbook comes back, next month's documents say what it answers (contract §8)."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from openpyxl import load_workbook

from pipeline.publishing.paths import city_path, opd_path
from pipeline.rendering.excel.heights import text_width
from tests.builders import filling_in
from tests.builders.answered_city import (
    AGUS,
    DEWI,
    JOKO,
    NEXT,
    SITI,
    at,
    followed_up,
    give_back,
    lay_next_month,
    put,
    revision,
    table,
    workbook,
)
from tests.builders.delivered_city import copy_of
from tests.builders.filling_in import Answer, Edit
from tests.builders.returned_workbooks import with_mark, without_properties
from tests.builders.shared import shared_folder
from tests.builders.without_prefect import without_prefect

REARRANGED: Final[Mapping[str, Edit]] = {
    "a-diurutkan.xlsx": filling_in.rows_turned,
    "b-disaring.xlsx": filling_in.rows_filtered,
    "c-kolom pindah.xlsx": filling_in.columns_moved,
    "d-lembar diberi nama lain.xlsx": filling_in.sheets_renamed_and_moved,
    "e-baris di atas.xlsx": filling_in.rows_above,
}
GIVEN: Final[Mapping[str, Answer]] = {
    AGUS: ("Mutasi/pensiun", None, None),
    DEWI: ("Akan mendaftarkan", "2026-05", "lewat bendahara"),
}
READ: Final = {AGUS: ("mutasi", None, None), DEWI: ("akan", "2026-05", "lewat bendahara")}
COPY: Final = "f-Salinan dari laporan (1) - Copy.xlsx"
NOT_TAKEN: Final = {
    "g-Salinan dari Salinan.xlsx": "jawaban_berulang",
    "h-palsu.xlsx": "jawaban_asing",
    "i-bulan lain.xlsx": "jawaban_asing",
}
HALF: Final = "j-setengah.xlsx"


@pytest.fixture(scope="module")
def done(city: Path) -> Path:
    """Return the city after its second month was run with workbooks in every state."""

    def make(folder: Path) -> None:
        copy_of(city, folder)
        lay_next_month(folder)
        for name, edit in REARRANGED.items():
            give_back(folder, "DISDIK", GIVEN, edit, name=name)
        copy = without_properties(give_back(folder, "DISDIK", GIVEN, name=COPY))
        put(folder, f"tindak_lanjut/{COPY}", copy)
        put(folder, "tindak_lanjut/g-Salinan dari Salinan.xlsx", copy)
        forged = give_back(folder, "DISDIK", dict.fromkeys(GIVEN, ("Keberatan", None, None)))
        (folder / "inputs" / NEXT / "tindak_lanjut" / "laporan-DISDIK-2026-03.xlsx").unlink()
        for name, mark, other in (
            ("h-palsu.xlsx", "tanda", "hmac-sha256-2:" + "0" * 64),
            ("i-bulan lain.xlsx", "periode", "2026-02"),
        ):
            put(folder, f"tindak_lanjut/{name}", with_mark(forged, mark, other))
        give_back(folder, "DISDIK", {DEWI: (None, "2026-06", None)}, name=HALF)
        wrong = {SITI: ("sudah bayar ya", "segera sekali", "bukti 778120")}
        give_back(folder, "DINKES", wrong, name="k-salah isi.xlsx")
        give_back(folder, "KEC-MIJEN", {JOKO: ("Keberatan", "2026-02", None)}, name="l.xlsx")
        with without_prefect():
            assert at("run", NEXT, folder) == 0

    return shared_folder("kota-beragam", make)


def answers_of(folder: Path, name: str) -> dict[str, tuple[Any, ...]]:
    rows = table(folder, "tindak_lanjut").filter(berkas=f"tindak_lanjut/{name}")
    told = rows.select("nip", "jawaban", "target_bulan", "catatan").rows()
    return {row[0]: row[1:] for row in told}


@pytest.mark.parametrize("name", [*REARRANGED, COPY])
def test_every_answer_comes_through_however_the_workbook_was_rearranged(
    done: Path, name: str
) -> None:
    assert answers_of(done, name) == READ
    # Dewi is answered otherwise in the last one of the month, and nothing else is amiss.
    found = table(done, "temuan").filter(berkas=f"tindak_lanjut/{name}")
    assert found["kode"].to_list() == ["jawaban_dua_berkas"]
    assert HALF in found["pesan"][0]


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_what_came_twice_or_is_forged_or_mixed_up_says_so_and_counts_nothing(
    done: Path, name: str
) -> None:
    assert answers_of(done, name) == {}
    found = table(done, "temuan").filter(berkas=f"tindak_lanjut/{name}")
    assert found.select("kode", "pemilik", "kode_opd").rows() == [
        (NOT_TAKEN[name], "operator", None)
    ]
    assert "keberatan" not in {said for said, _ in (followed_up(done)[nip] for nip in GIVEN)}


def test_half_an_answer_that_came_last_is_what_the_next_documents_say(done: Path) -> None:
    assert answers_of(done, HALF) == {DEWI: (None, "2026-06", None)}
    # Dewi works for Dinas Kesehatan by now.
    said = cells(done, "DINKES", filling_in.BELUM)
    assert "target Juni 2026 (dijawab April 2026 oleh Dinas Pendidikan)" in said
    assert "lewat bendahara" not in said


def test_a_wrong_choice_or_month_says_which_cell_in_the_documents_of_its_opd(done: Path) -> None:
    row = str(row_of(workbook(done, "DINKES"), SITI))
    for told in (cells(done, "DINKES", "Perlu Diperbaiki"), page(done, "DINKES")):
        assert "Pilih dari daftar: Sudah mendaftarkan" in told
        assert "tidak terbaca sebagai satu bulan" in told
        assert "sudah bayar ya" not in told
        assert "segera sekali" not in told
    lines = cells(done, "DINKES", "Perlu Diperbaiki").split("\n")
    places = [lines[at : at + 2] for at, line in enumerate(lines) if line == row]
    assert places == [[row, "Tindak Lanjut"], [row, "Target Bulan"]]
    assert "bukti 778120" in cells(done, "DINKES", filling_in.BELUM)
    # A month that was over is not taken; the choice beside it is.
    assert answers_of(done, "l.xlsx") == {JOKO: ("keberatan", None, None)}
    told = cells(done, "KEC-MIJEN", "Perlu Diperbaiki")
    assert "bulan jawaban ini diterima (April 2026), jadi tidak diambil" in told


def test_the_recap_counts_each_person_once(done: Path) -> None:
    book = load_workbook(revision(done) / city_path(NEXT, "xlsx"))
    rows = {row[1]: row[2:4] for row in book["Tindak Lanjut"].iter_rows(values_only=True)}
    assert rows["Dinas Kesehatan"] == (2, 2)
    assert rows["Kecamatan Mijen"] == (1, 1)
    sheet = book["Tindak Lanjut"]
    width = sum(sheet.column_dimensions[cell.column_letter].width for cell in sheet[6])
    for (cell,) in sheet.iter_rows(max_row=5, max_col=1):
        # What stands beyond the table is not printed.
        assert text_width(str(cell.value or "")) < width
    newest = table(done, "tindak_lanjut").filter("berlaku")
    assert newest["nip"].is_unique().all()


def cells(folder: Path, kode: str, sheet: str) -> str:
    """Return all that one sheet of an OPD's next workbook says."""
    rows = load_workbook(io.BytesIO(workbook(folder, kode, NEXT)))[sheet].iter_rows()
    return "\n".join(str(cell.value) for row in rows for cell in row if cell.value is not None)


def page(folder: Path, kode: str) -> str:
    return (revision(folder) / opd_path(kode, NEXT, "html")).read_text(encoding="utf-8")


def row_of(data: bytes, nip: str) -> int:
    sheet = load_workbook(io.BytesIO(data))[filling_in.BELUM]
    column = filling_in.headings(sheet)["NIP"]
    rows = range(1, sheet.max_row + 1)
    return next(r for r in rows if filling_in.digits(sheet.cell(r, column).value) == nip)

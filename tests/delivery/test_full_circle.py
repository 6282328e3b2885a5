"""The list goes out, is filled in, comes back, and next month's report knows it (contract §8)."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any, Final

import docx
import polars as pl
import pytest
from openpyxl import load_workbook

from pipeline.core.secret import Secret
from pipeline.delivery.protection import PasswordProtection
from pipeline.publishing.paths import city_path, letter_path, opd_path
from tests.builders.answered_city import (
    AGUS,
    BUDI,
    DEWI,
    HANDED_IN,
    JOKO,
    NEXT,
    NOTE,
    SITI,
    at,
    followed_up,
    give_back,
    hand_in_all,
    lay_next_month,
    manifest,
    put,
    revision,
    table,
    workbook,
)
from tests.builders.delivered_city import OPDS, PERIOD, copy_of
from tests.builders.filling_in import BELUM, answered, head_row, headings
from tests.builders.office import ODS, XLSX, through_libreoffice
from tests.builders.returned_workbooks import with_mark
from tests.builders.shared import shared_folder
from tests.builders.without_prefect import without_prefect

Screen = pytest.CaptureFixture[str]


@pytest.fixture
def folder(city: Path, tmp_path: Path, no_prefect: None) -> Path:
    """Return the city with its second month, before anything came back."""
    made = copy_of(city, tmp_path / "kota")
    lay_next_month(made)
    return made


@pytest.fixture
def done(city: Path, tmp_path: Path, no_prefect: None) -> Path:
    """Return the city after the second month was run with what came back."""

    def make(place: Path) -> None:
        copy_of(city, place)
        lay_next_month(place)
        hand_in_all(place)
        with without_prefect():
            assert at("run", NEXT, place) == 0

    return copy_of(shared_folder("kota-berjawab", make), tmp_path / "kota")


def listed(data: bytes) -> dict[str, dict[str, Any]]:
    """Return NIP -> heading -> cell of the list in belum."""
    sheet = load_workbook(io.BytesIO(data))[BELUM]
    names, first = headings(sheet), head_row(sheet) + 1
    rows = [
        {name: sheet.cell(row, column).value for name, column in names.items()}
        for row in range(first, sheet.max_row + 1)
    ]
    return {re.sub(r"\D", "", str(row["NIP"])): row for row in rows if row["NIP"]}


def letter(folder: Path, kode: str) -> str:
    path = revision(folder) / letter_path(kode, NEXT)
    return "\n".join(p.text for p in docx.Document(str(path)).paragraphs)


def page(folder: Path, path: str) -> str:
    return (revision(folder) / path).read_text(encoding="utf-8")


def test_the_answers_stand_in_the_table_beside_what_the_data_say(done: Path) -> None:
    assert followed_up(done) == {
        AGUS: ("mendaftarkan", "terbukti"),
        SITI: ("membayar", "menunggu"),
        DEWI: ("akan", "menunggu"),
    }
    assert set(table(done, "tindak_lanjut")["bulan_terima"]) == {NEXT}


def test_an_answer_changes_no_verdict(done: Path, folder: Path) -> None:
    assert at("run", NEXT, folder) == 0
    for name in ("status", "opd", "iuran", "usulan"):
        assert table(done, name).equals(table(folder, name))


def test_the_next_workbook_page_and_letter_know_what_was_answered(done: Path) -> None:
    people = listed(workbook(done, "DINKES", NEXT))
    assert people[SITI]["Jawaban Terakhir"] == (
        "Sudah membayar - data belum masuk (dijawab April 2026) Catatan: bukti 778120"
    )
    assert people[SITI]["Tindak Lanjut"] is None
    told = page(done, opd_path("DINKES", NEXT, "html"))
    assert people[SITI]["Jawaban Terakhir"] in told
    said = letter(done, "DINKES")
    assert "Dari 2 ASN yang belum berpartisipasi, 1 sudah kami tindak lanjuti." in said
    assert "1 orang menyatakan sudah membayar, tetapi datanya belum masuk" in said
    assert "kini sudah berpartisipasi" in letter(done, "DISDIK")
    assert "tindak lanjuti" not in letter(done, "KEC-MIJEN")


def test_an_answer_moves_with_the_person_without_its_note(done: Path) -> None:
    moved = listed(workbook(done, "DINKES", NEXT))[DEWI]["Jawaban Terakhir"]
    assert moved == (
        "Akan mendaftarkan, target Mei 2026 (dijawab April 2026 oleh Dinas Pendidikan)"
    )
    for path in sorted((revision(done) / "opd").rglob("*.xlsx")):
        parts = load_workbook(path)
        cells = [c.value for sheet in parts for row in sheet.iter_rows() for c in row]
        assert not [value for value in cells if NOTE in str(value)]
    assert NOTE not in page(done, opd_path("DINKES", NEXT, "html"))
    assert DEWI not in listed(workbook(done, "DISDIK", NEXT))


def test_the_recap_says_who_answered_what_and_who_is_silent(done: Path) -> None:
    told = page(done, city_path(NEXT, "html"))
    assert "Belum menjawab satu pun: 1 perangkat daerah (Kecamatan Mijen)." in told
    assert "Dari 3 ASN yang belum berpartisipasi pada April 2026, 2 sudah dijawab" in told
    book = load_workbook(revision(done) / city_path(NEXT, "xlsx"))
    rows = list(book["Tindak Lanjut"].iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[0] == "No")
    assert rows[head][1:] == (
        "Perangkat Daerah",
        "Belum",
        "Dijawab",
        "Terbukti",
        "Bertentangan",
        "Janji Lewat",
        "Menunggu",
        "Belum Dijawab",
    )
    counts = {row[1]: row[2:] for row in rows[head + 1 :]}
    assert counts["Dinas Kesehatan"] == (2, 2, 0, 0, 0, 2, 0)
    assert counts["Dinas Pendidikan"] == (0, 1, 1, 0, 0, 0, 0)
    assert counts["Kecamatan Mijen"] == (1, 0, 0, 0, 0, 0, 1)


def test_the_operator_is_told_what_to_look_into_and_why(done: Path) -> None:
    told = page(done, f"mutu/usulan-{NEXT}.html")
    assert "Jawaban untuk Diperiksa" in told
    assert "bukti 778120" in told
    assert "Tidak ada dalam data yang diterima." in told
    assert "Sudah mendaftarkan" not in told


def test_explain_tells_every_answer_of_a_person(done: Path, capsys: Screen) -> None:
    assert at("explain", DEWI, done, "--period", NEXT) == 0
    told = capsys.readouterr().out
    assert "Akan mendaftarkan, target Mei 2026" in told
    assert "April 2026" in told
    assert "Dinas Pendidikan" in told
    assert NOTE in told
    assert at("explain", JOKO, done, "--period", NEXT) == 0
    assert "Jawaban sekretaris" not in capsys.readouterr().out


def test_while_nobody_answered_nothing_is_said_of_answers(folder: Path) -> None:
    assert at("run", NEXT, folder) == 0
    told = [
        *(letter(folder, kode) for kode in ("DINKES", "DISDIK", "KEC-MIJEN")),
        page(folder, city_path(NEXT, "html")),
        page(folder, f"mutu/usulan-{NEXT}.html"),
    ]
    assert not [text for text in told if "dijawab" in text or "tindak lanjuti" in text]
    assert {
        row["Jawaban Terakhir"] for row in listed(workbook(folder, "DINKES", NEXT)).values()
    } == {"-"}
    assert table(folder, "tindak_lanjut").height == 0


def test_an_answer_makes_only_those_documents_anew_that_show_it(folder: Path) -> None:
    assert at("run", NEXT, folder) == 0
    give_back(folder, "DINKES", HANDED_IN["DINKES"])
    assert at("run", NEXT, folder) == 0
    revisions = {kode: entry.revisi for kode, entry in manifest(folder, NEXT).opd.items()}
    assert revisions == {
        "DINKES": "r02",
        "DISDIK": "r01",
        "KEC-MIJEN": "r01",
        "BELUM-DIPETAKAN": "r01",
    }
    assert at("run", NEXT, folder) == 0
    assert manifest(folder, NEXT).revisi == "r02"


def test_the_month_before_the_answer_was_asked_for_knows_nothing_of_it(folder: Path) -> None:
    """An answer to April's list says nothing of March, and makes no revision of it."""
    hand_in_all(folder)
    assert at("run", NEXT, folder) == 0
    first = manifest(folder, PERIOD).revisi
    data = workbook(folder, "KEC-MIJEN", NEXT)
    put(
        folder, "tindak_lanjut/a.xlsx", answered(data, {JOKO: ("Keberatan", None, None)}), "2026-05"
    )
    assert at("run", PERIOD, folder) == 0
    assert JOKO not in followed_up(folder, PERIOD)
    assert manifest(folder, PERIOD).revisi != first
    again = manifest(folder, PERIOD).revisi
    assert at("run", PERIOD, folder) == 0
    assert manifest(folder, PERIOD).revisi == again


def test_the_newest_answer_counts_and_all_are_kept(folder: Path) -> None:
    give_back(folder, "DINKES", HANDED_IN["DINKES"], name="a.xlsx")
    give_back(folder, "DINKES", {SITI: ("Akan mendaftarkan", "2026-06", None)}, name="b.xlsx")
    assert at("run", NEXT, folder) == 0
    rows = table(folder, "tindak_lanjut").select("berkas", "jawaban", "berlaku").rows()
    assert rows == [
        ("tindak_lanjut/a.xlsx", "membayar", False),
        ("tindak_lanjut/b.xlsx", "akan", True),
    ]


def test_two_opds_workbooks_in_each_others_names_are_whose_their_marks_say(folder: Path) -> None:
    give_back(folder, "DINKES", HANDED_IN["DINKES"], name=f"laporan-DISDIK-{PERIOD}.xlsx")
    give_back(folder, "DISDIK", HANDED_IN["DISDIK"], name=f"laporan-DINKES-{PERIOD}.xlsx")
    assert at("run", NEXT, folder) == 0
    kodes = dict(table(folder, "tindak_lanjut").select("nip", "kode_opd").rows())
    assert kodes == {SITI: "DINKES", AGUS: "DISDIK", DEWI: "DISDIK"}


def test_one_opds_marks_on_another_ones_list_give_nothing_away(folder: Path) -> None:
    """Dinas Pendidikan's marks on Dinas Kesehatan's people: none of them is taken or told."""
    theirs = give_back(folder, "DINKES", HANDED_IN["DINKES"], name="x.xlsx")
    signature = next(
        mark.value
        for mark in load_workbook(io.BytesIO(workbook(folder, "DISDIK"))).custom_doc_props.props
        if mark.name == "tanda"
    )
    mixed = with_mark(with_mark(theirs, "kode_opd", "DISDIK"), "tanda", signature)
    put(folder, "tindak_lanjut/x.xlsx", mixed)
    assert at("run", NEXT, folder) == 0
    assert followed_up(folder) == {}
    found = table(folder, "temuan").filter(jenis_berkas="tindak_lanjut")
    assert set(found["kode"]) == {"jawaban_diubah", "jawaban_nip_asing"}
    assert SITI not in str(found.to_dicts())
    for kode in ("DISDIK", "KEC-MIJEN"):
        assert SITI not in page(folder, opd_path(kode, NEXT, "html")).replace(" ", "")


NO_ANSWERS: Final = {
    "kosong.xlsx": (b"", "jawaban_tak_terbaca"),
    "surat.pdf": (b"%PDF-1.7 tanggapan", "jawaban_tak_terbaca"),
    "catatan.csv": (b"NIP;Tindak Lanjut\n1;2\n", "jawaban_asing"),
    "lembar.xlsx": (b"PK\x03\x04rusak", "jawaban_tak_terbaca"),
}
OBJECTS: Final = {JOKO: ("Keberatan", None, None)}


@pytest.fixture
def littered(city: Path, no_prefect: None) -> Path:
    """Return the city after it was run with all answers and with much that is none: look only."""

    def far_cell(book: Any) -> None:
        book.worksheets[0]["XFD1048576"] = "jauh"

    def make(place: Path) -> None:
        copy_of(city, place)
        lay_next_month(place)
        hand_in_all(place)
        for name, (data, _) in NO_ANSWERS.items():
            put(place, f"tindak_lanjut/{name}", data)
        enormous = answered(workbook(place, "KEC-MIJEN"), OBJECTS, far_cell)
        put(place, "tindak_lanjut/raksasa.xlsx", enormous)
        whole = answered(workbook(place, "KEC-MIJEN"), OBJECTS)
        put(place, "tindak_lanjut/KEC-MIJEN/laporan.xlsx", whole)
        with without_prefect():
            assert at("run", NEXT, place) == 0

    return shared_folder("kota-berserakan", make)


def told_of(folder: Path, name: str) -> list[tuple[Any, ...]]:
    found = table(folder, "temuan").filter(berkas=f"tindak_lanjut/{name}")
    return found.select("kode", "pemilik", "kode_opd").rows()


def test_what_is_no_answer_stops_nothing_and_leaves_the_others_alone(littered: Path) -> None:
    assert set(followed_up(littered)) == {AGUS, SITI, DEWI}


@pytest.mark.parametrize("name", NO_ANSWERS)
def test_a_file_that_is_no_answer_is_told_to_the_operator(littered: Path, name: str) -> None:
    assert told_of(littered, name) == [(NO_ANSWERS[name][1], "operator", None)]


def test_an_enormous_workbook_is_refused(littered: Path) -> None:
    [(kode, _, _)] = told_of(littered, "raksasa.xlsx")
    assert kode == "jawaban_tak_terbaca"
    assert JOKO not in followed_up(littered)


def test_a_workbook_in_a_folder_of_its_own_is_said_not_to_be_read(littered: Path) -> None:
    [(kode, _, _)] = told_of(littered, "KEC-MIJEN")
    assert kode == "berkas_tak_dikenal"
    assert JOKO not in followed_up(littered)


def test_a_macro_workbook_is_read_and_nothing_in_it_runs(folder: Path) -> None:
    data = give_back(folder, "DINKES", HANDED_IN["DINKES"], name="a.xlsm")
    assert data.startswith(b"PK")
    assert at("run", NEXT, folder) == 0
    assert followed_up(folder) == {SITI: ("membayar", "menunggu")}


def test_what_is_known_at_a_month_is_what_came_up_to_it(folder: Path) -> None:
    give_back(folder, "DINKES", HANDED_IN["DINKES"], month="2026-05")
    assert at("run", NEXT, folder, "--as-of", NEXT) == 0
    assert followed_up(folder) == {}
    assert at("run", NEXT, folder) == 0
    assert followed_up(folder) == {SITI: ("membayar", "menunggu")}


def test_the_scheduled_run_needs_nothing_more_and_status_tells_the_answers(
    done: Path, capsys: Screen
) -> None:
    words = ["status", "--inputs", str(done / "inputs"), "--outputs", str(done / "outputs")]
    from flows.cli.app import answer

    assert answer(words) == 0
    told = capsys.readouterr().out
    assert "Jawaban" in told
    assert BUDI not in told


def documents_of(folder: Path, kode: str) -> str:
    """Return all that an OPD's documents hold, hidden parts and properties too."""
    texts = [page(folder, opd_path(kode, NEXT, "html"))]
    for data in (
        workbook(folder, kode, NEXT),
        (revision(folder) / letter_path(kode, NEXT)).read_bytes(),
    ):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "".join(texts)


def test_no_opd_can_read_of_anothers_people_or_answers(done: Path) -> None:
    people = table(done, "status")
    for kode in OPDS:
        held = documents_of(done, kode)
        digits = held.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
        # Who has moved away is told to have gone.
        gone = [DEWI] if kode == "DISDIK" else []
        others = people.filter(pl.col("kode_opd") != kode, ~pl.col("nip").is_in(gone))
        assert [nip for nip in others["nip"] if nip in digits] == []
        assert [name for name in others["nama"] if name in held] == []
        assert NOTE not in held or kode == "DISDIK"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.kantor
def test_what_libreoffice_saved_again_answers_the_same(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    data = answered(workbook(folder, "DISDIK"), HANDED_IN["DISDIK"])
    (tmp_path / "isi.xlsx").write_bytes(data)
    through_libreoffice(
        tmp_path, [("isi.xlsx", "", f"kembali.{kind}", {"xlsx": XLSX, "ods": ODS}[kind])]
    )
    put(folder, f"tindak_lanjut/kembali.{kind}", (tmp_path / f"kembali.{kind}").read_bytes())
    assert at("run", NEXT, folder) == 0
    assert followed_up(folder) == {AGUS: ("mendaftarkan", "terbukti"), DEWI: ("akan", "menunggu")}
    rows = table(folder, "tindak_lanjut")
    assert rows.filter(nip=DEWI).select("target_bulan", "catatan").row(0) == ("2026-05", NOTE)
    assert not [kode for kode in table(folder, "temuan")["kode"] if kode.startswith("jawaban")]


def test_a_workbook_under_a_password_answers_while_its_password_is_known(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "tiga ekor kerbau membajak sawah basah"
    data = answered(workbook(folder, "DISDIK"), HANDED_IN["DISDIK"])
    sealed = PasswordProtection({"DISDIK": Secret(words)})(data, "DISDIK")
    put(folder, "tindak_lanjut/tersegel.xlsx", sealed)
    assert at("run", NEXT, folder) == 0
    assert followed_up(folder) == {}
    assert "jawaban_bersandi" in set(table(folder, "temuan")["kode"])
    monkeypatch.setenv("ASN_PEDULI_SANDI_DISDIK", words)
    assert at("run", NEXT, folder) == 0
    assert set(followed_up(folder)) == {AGUS, DEWI}
    assert words not in documents_of(folder, "DISDIK")

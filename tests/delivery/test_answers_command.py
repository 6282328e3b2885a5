"""Answers that came on another way: handed in as a whole, kept signed, read as a workbook is (§7)."""

from pathlib import Path

import pytest

from pipeline.operations.desk import zone_of_times
from pipeline.publishing.paths import opd_path
from pipeline.system.settings import now, settings_for
from tests.builders.answered_city import (
    AGUS,
    BUDI,
    DEWI,
    JOKO,
    NEXT,
    SITI,
    at,
    followed_up,
    give_back,
    lay_next_month,
    revision,
    table,
)
from tests.builders.delivered_city import PERIOD, copy_of, hint

Screen = pytest.CaptureFixture[str]
HEAD = "NIP;Nama;Jawaban;Target;Catatan\n"
GOOD = (
    f"{AGUS};Agus Wibowo;SUDAH MENDAFTARKAN;;\n"
    f"{SITI};Siti Rahayu;;;\n"
    f"{DEWI};Hj. DEWI LESTARI, S.Pd.;;;\n"
)
OF_SITI = f"{HEAD}{SITI};Siti Rahayu;Akan mendaftarkan;Mei 2026;lewat telepon\n"


@pytest.fixture
def folder(city: Path, tmp_path: Path, no_prefect: None) -> Path:
    made = copy_of(city, tmp_path / "kota")
    lay_next_month(made)
    return made


def handed_in(folder: Path, text: str | bytes, *more: str, name: str = "jawaban.csv") -> int:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return at("answers", PERIOD, folder, "--from", str(file), *(more or ("--received", NEXT)))


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "inputs").glob("*/tindak_lanjut/*"))


def test_answers_of_another_way_are_read_like_a_workbook(folder: Path, capsys: Screen) -> None:
    assert handed_in(folder, OF_SITI) == 0
    (slip,) = kept(folder)
    said = capsys.readouterr().out
    assert "1 jawaban Dinas Kesehatan dicatat sebagai diterima April 2026" in said
    assert hint(folder, "run", PERIOD) in said
    assert slip.parent.parent.name == NEXT
    assert slip.stat().st_mode & 0o777 == 0o600
    assert handed_in(folder, HEAD + GOOD) == 0
    assert at("run", NEXT, folder) == 0
    assert followed_up(folder) == {SITI: ("akan", "menunggu"), AGUS: ("mendaftarkan", "terbukti")}
    told = (revision(folder) / opd_path("DINKES", NEXT, "html")).read_text()
    assert "Akan mendaftarkan, target Mei 2026 (dijawab April 2026)" in told
    assert "lewat telepon" in told


def test_the_same_answers_are_kept_once(folder: Path, capsys: Screen) -> None:
    assert handed_in(folder, HEAD + GOOD) == handed_in(folder, HEAD + GOOD) == 0
    assert len(kept(folder)) == 1
    assert "tidak ada yang ditulis" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (f"{BUDI};;Akan mendaftarkan;;", "tidak ada pada daftar Belum Berpartisipasi"),
        ("1,99E+17;;Akan mendaftarkan;;", "NIP tidak terbaca"),
        (f"{DEWI};;Entahlah;;", "Pilih dari daftar"),
        (f"{DEWI};;Akan mendaftarkan;Smt 1;", "Target Bulan"),
        (f"{DEWI};;Akan mendaftarkan;Januari 2026;", "lebih awal daripada"),
        (f"{DEWI};;;;{'a' * 501}", "500"),
        (f"{AGUS};;Mutasi/pensiun;;", "lebih dari sekali"),
        (f"{DEWI};Siti Rahayu;Mutasi/pensiun;;", "bukan nama pemilik NIP"),
        (f"{DEWI};Desi Lestiani;Mutasi/pensiun;;", "bukan nama pemilik NIP"),
        (f"{JOKO};Joko Prasetyo;Mutasi/pensiun;;", "daftar Kecamatan Mijen, bukan Dinas Pendi"),
    ],
    ids=[
        "sudah",
        "rusak",
        "pilihan",
        "bulan",
        "lampau",
        "panjang",
        "dua-kali",
        "nama",
        "nama-mirip",
        "opd-lain",
    ],
)
def test_one_row_that_cannot_be_taken_refuses_the_file_and_is_named(
    folder: Path, capsys: Screen, row: str, why: str
) -> None:
    more = ("--received", NEXT, "--opd", "DISDIK")
    assert handed_in(folder, f"{HEAD}{GOOD}{row}\n", *more) == 3
    said = " ".join(capsys.readouterr().err.split())
    assert "Tidak satu pun jawaban diambil. Baris" in said
    assert "Baris 5: " in said
    assert why in said
    assert kept(folder) == []


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        ("Nama,Alamat\nBudi,Semarang\n", 3, "tidak mempunyai baris judul"),
        (HEAD + f"{SITI};;;;\n", 3, "Tidak satu pun baris berisi jawaban"),
        ("", 3, "tidak dapat dibaca"),
    ],
    ids=["tanpa judul", "tanpa jawaban", "kosong"],
)
def test_a_file_that_answers_nothing_is_refused(
    folder: Path, capsys: Screen, text: str, code: int, why: str
) -> None:
    assert handed_in(folder, text) == code
    assert why in " ".join(capsys.readouterr().err.split())


def test_an_answer_under_another_persons_number_is_nobodys(folder: Path, capsys: Screen) -> None:
    """The row of a person of Dinas Kesehatan, with the number of one of Dinas Pendidikan."""
    text = f"NIP,Nama,Unit Kerja,Tindak Lanjut\n{AGUS},Siti Rahayu,Puskesmas,Mutasi/pensiun\n"
    assert handed_in(folder, text) == 3
    said = " ".join(capsys.readouterr().err.split())
    assert "Baris 2: Nama" in said
    assert AGUS not in said
    assert "Siti" not in said
    assert handed_in(folder, text, "--received", NEXT, "--opd", "DINKES") == 3
    assert kept(folder) == []


def test_one_file_is_the_word_of_one_opd(folder: Path, capsys: Screen) -> None:
    two = f"{OF_SITI}{AGUS};Agus Wibowo;Mutasi/pensiun;;\n"
    assert handed_in(folder, two) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "Dinas Kesehatan; Dinas Pendidikan" in said
    assert "--opd" in said
    assert kept(folder) == []


@pytest.mark.parametrize(
    "text",
    [f"NIP;Jawaban\n{SITI};Keberatan\n", f"NIP;Nama;Jawaban\n{SITI};;Keberatan\n"],
    ids=["tanpa kolom", "tanpa isi"],
)
def test_without_a_name_the_opd_that_answers_must_be_named(folder: Path, text: str) -> None:
    assert handed_in(folder, text) == 2
    assert kept(folder) == []
    assert handed_in(folder, text, "--received", NEXT, "--opd", "ANTAH") == 2
    assert handed_in(folder, text, "--received", NEXT, "--opd", "DISDIK") == 3
    assert kept(folder) == []
    assert handed_in(folder, text, "--received", NEXT, "--opd", "DINKES") == 0
    assert len(kept(folder)) == 1


def test_many_wrong_rows_are_told_up_to_twenty(folder: Path, capsys: Screen) -> None:
    assert handed_in(folder, HEAD + f"{BUDI};;Akan mendaftarkan;;\n" * 30) == 3
    said = " ".join(capsys.readouterr().err.split())
    assert "Baris 21: " in said
    assert "Baris 22: " not in said
    assert "Masih ada 10 baris lain" in said


def test_a_month_that_is_not_out_asked_nothing(folder: Path, capsys: Screen) -> None:
    file = folder / "j.csv"
    file.write_text(HEAD + GOOD)
    assert at("answers", NEXT, folder, "--from", str(file)) == 2
    assert "belum terbit" in capsys.readouterr().err
    assert at("answers", PERIOD, folder, "--from", str(folder / "lain.csv")) == 2
    assert at("answers", PERIOD, folder) == 2


@pytest.mark.parametrize("received", ["2026-02", "2062-04", "april"])
def test_a_month_of_receipt_lies_between_the_question_and_now(folder: Path, received: str) -> None:
    assert handed_in(folder, HEAD + GOOD, "--received", received) == 2
    assert kept(folder) == []


def test_answers_are_kept_in_this_month_where_none_is_named(folder: Path) -> None:
    file = folder / "jawaban.csv"
    file.write_text(HEAD + GOOD)
    assert at("answers", PERIOD, folder, "--from", str(file)) == 0
    today = now().astimezone(zone_of_times(settings_for(folder / "inputs", folder / "outputs")))
    assert kept(folder)[0].parent.parent.name == f"{today:%Y-%m}"


def test_a_slip_that_somebody_changed_is_nobodys(folder: Path) -> None:
    assert handed_in(folder, HEAD + GOOD) == 0
    (slip,) = kept(folder)
    slip.write_text(slip.read_text().replace("Sudah mendaftarkan", "Mutasi/pensiun"))
    assert at("run", NEXT, folder) == 0
    assert followed_up(folder) == {}
    assert "jawaban_catatan_asing" in set(table(folder, "temuan")["kode"])


OTHER_KEY = "b7Qz0tV4mXk9LrW2sYh6NpJd8Fc3GaEu51TiRo"


def test_what_another_key_loses_is_said_before_anything_is_published_and_stops_nothing(
    folder: Path, capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert handed_in(folder, OF_SITI) == 0
    for command in ("run", "check", "run"):
        assert at(command, NEXT, folder) == 0
    assert "tidak dikenali lagi" not in "".join(capsys.readouterr())
    monkeypatch.setenv("ASN_PEDULI_KUNCI", OTHER_KEY)
    for command in ("check", "run"):
        assert at(command, NEXT, folder) == 0
        said = " ".join("".join(capsys.readouterr()).split())
        assert "1 jawaban yang berlaku pada April 2026 r01 tidak dikenali lagi: kunci" in said
        assert SITI not in said
    assert followed_up(folder) == {}
    assert "jawaban_catatan_asing" in set(table(folder, "temuan")["kode"])
    assert at("run", NEXT, folder) == 0
    assert revision(folder).name == "r02"


def test_another_key_loses_no_workbook_of_what_still_lies_out(
    folder: Path, capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook is told by what lies out, whatever key signed it."""
    give_back(folder, "DINKES", {SITI: ("Akan mendaftarkan", None, None)})
    assert at("run", NEXT, folder) == 0
    monkeypatch.setenv("ASN_PEDULI_KUNCI", OTHER_KEY)
    assert at("run", NEXT, folder) == 0
    assert "tidak dikenali lagi" not in "".join(capsys.readouterr())
    assert set(followed_up(folder)) == {SITI}


def test_an_answer_whose_file_is_gone_is_said_to_be_lost(folder: Path, capsys: Screen) -> None:
    assert handed_in(folder, OF_SITI) == 0
    assert at("run", NEXT, folder) == 0
    (slip,) = kept(folder)
    slip.unlink()
    assert at("check", NEXT, folder) == 0
    assert "tidak dikenali lagi: berkasnya" in " ".join(capsys.readouterr().out.split())

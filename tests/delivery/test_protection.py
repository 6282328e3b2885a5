"""Passwords on workbooks: where they come from, and that they open the right thing.

Nothing else shows them.
"""

import io
import logging
import pickle
import traceback
import zipfile
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import load_workbook

from pipeline.core.errors import PublicationError, RefusedError
from pipeline.core.guessing import LEAST_PASSWORD
from pipeline.core.secret import Secret
from pipeline.delivery.passwords import known_passwords
from pipeline.delivery.protection import PasswordProtection, unprotected
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.kinds import is_workbook
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.unlocking import is_locked, unlocked
from pipeline.reading.files.workbook import workbook_sheets
from pipeline.rendering.excel import opd_workbook
from pipeline.rendering.letter import nota_dinas
from tests.builders import html_samples
from tests.builders.letters import report

WORDS: Final = "kuda laut é 88"
OTHER: Final = "burung gereja 7"
LIMITS: Final = Limits(2**29)
NAMES: Final = {
    "DINKES": "Dinas Kesehatan",
    "DINSOS": "Dinas Sosial",
    "KEC-TUGU": "Kecamatan Tugu",
}


@cache
def workbook() -> bytes:
    return opd_workbook(html_samples.large_opd(60))


@cache
def sealed() -> bytes:
    return PasswordProtection({"DINKES": Secret(WORDS), "DINSOS": Secret(OTHER)})(
        workbook(), "DINKES"
    )


def opened(data: bytes, password: str) -> bytes:
    target = io.BytesIO()
    book = OOXMLFile(io.BytesIO(data))
    book.load_key(password=password, verify_password=True)
    book.decrypt(target, verify_integrity=True)
    return target.getvalue()


def test_without_protection_the_document_is_attached_as_it_is() -> None:
    assert unprotected(workbook(), "DINKES") is workbook()


def test_with_its_password_the_workbook_is_the_plain_one_to_the_last_byte() -> None:
    assert opened(sealed(), WORDS) == workbook()
    assert (
        load_workbook(io.BytesIO(opened(sealed(), WORDS))).sheetnames
        == load_workbook(io.BytesIO(workbook())).sheetnames
    )


def test_a_letter_can_be_protected_too() -> None:
    letter = nota_dinas(report("kecil"))
    protected = PasswordProtection({"DINKES": Secret(WORDS)})(letter, "DINKES")
    assert opened(protected, WORDS) == letter


@pytest.mark.parametrize("password", [OTHER, "", WORDS.upper(), WORDS + " "])
def test_with_another_password_it_stays_closed(password: str) -> None:
    assert unlocked(sealed(), [Secret(password)]) is None


def test_without_a_password_nothing_can_be_read_of_it() -> None:
    with pytest.raises(UnreadableError, match="berkas_terenkripsi"):
        is_workbook(sealed(), LIMITS.size)
    with pytest.raises(UnreadableError):
        workbook_sheets(sealed(), LIMITS)
    assert is_locked(sealed())
    assert b"Belum Berpartisipasi" not in sealed()
    assert b"xl/workbook.xml" not in sealed()


def test_sealed_twice_the_bytes_differ_so_the_plain_hash_is_what_the_ledger_can_keep() -> None:
    again = PasswordProtection({"DINKES": Secret(WORDS)})(workbook(), "DINKES")
    assert again != sealed()
    assert opened(again, WORDS) == opened(sealed(), WORDS)


def test_what_could_not_be_opened_again_is_not_handed_out() -> None:
    """The library seals so small a document wrongly, without a word (its issue 105)."""
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(PublicationError) as caught:
        PasswordProtection({"DINKES": Secret(WORDS)})(small.getvalue(), "DINKES")
    assert "DINKES" in str(caught.value)
    assert not shows(WORDS, caught.value)
    assert caught.value.__context__ is None


def test_an_opd_without_a_password_gets_nothing_and_is_named() -> None:
    protection = PasswordProtection({"DINKES": Secret(WORDS)})
    with pytest.raises(PublicationError, match="DINSOS"):
        protection(workbook(), "DINSOS")


def test_nothing_shows_a_password(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(WORDS)
    protection = PasswordProtection({"DINKES": secret})
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("uji").warning("%s %r", secret, protection)
        protection(workbook(), "DINKES")
    for text in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{[secret]}",
        repr(protection),
        caplog.text,
    ):
        assert WORDS not in text
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def shows(password: str, error: BaseException) -> bool:
    """Tell whether anything a log could print of `error`, its causes too, holds the password."""
    return password in "".join(traceback.format_exception(error)) or password in repr(
        error.__dict__
    )


@pytest.fixture
def sandi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "sandi.csv"
    path.touch(0o600)
    monkeypatch.setenv("ASN_PEDULI_SANDI_BERKAS", str(path))
    return path


GOOD: Final = {
    "koma": "kode_opd,sandi\nDINKES,kuda laut é 88\n",
    "titik koma, BOM, akhir baris Windows": "\ufeffkode_opd;sandi\r\nDINKES;kuda laut é 88\r\n",
    "kolom lain, urutan lain, huruf kecil": "Sandi,Catatan,KODE_OPD\nkuda laut é 88,lisan,dinkes\n",
    "baris kosong, sandi kosong": "kode_opd,sandi\n\nDINKES,kuda laut é 88\nDINSOS,\n",
    "tanda kutip": 'kode_opd,sandi\nDINKES,"kuda laut é 88"\n',
}


@pytest.mark.parametrize("name", GOOD)
def test_passwords_are_read_from_the_operators_file(sandi: Path, name: str) -> None:
    sandi.write_bytes(GOOD[name].encode())
    assert {kode: one.reveal() for kode, one in known_passwords(NAMES).items()} == {"DINKES": WORDS}


def test_a_password_with_a_comma_or_two_blanks_is_taken_as_it_is_written(sandi: Path) -> None:
    sandi.write_text('kode_opd,sandi\nDINKES,"laut, kuda;  88"\n', encoding="utf-8")
    assert known_passwords(NAMES)["DINKES"].reveal() == "laut, kuda;  88"


def test_one_in_the_environment_wins_over_the_file(
    sandi: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandi.write_text(f"kode_opd,sandi\nKEC-TUGU,{WORDS}\n", encoding="utf-8")
    monkeypatch.setenv("ASN_PEDULI_SANDI_KEC_TUGU", OTHER)
    assert known_passwords(NAMES)["KEC-TUGU"].reveal() == OTHER


def test_without_any_there_is_none() -> None:
    assert known_passwords(NAMES) == {}


BAD: Final = {
    "berkas tidak ada": (None, "sandi.csv"),
    "pendek": ("kode_opd,sandi\nDINKES,rahasia99\n", "DINKES kurang dari 10"),
    "pendek dua": (
        "kode_opd,sandi\nDINSOS,rahasia99\nDINKES,rahasia98\n",
        "DINKES, DINSOS kurang dari 10",
    ),
    "karakter kendali": ("kode_opd,sandi\nDINKES,rahasia\x07panjang\n", "DINKES memuat karakter"),
    "terlalu panjang": (f"kode_opd,sandi\nDINKES,{'rahasia' * 40}\n", "255 karakter"),
    "kolom kurang": ("opd,kunci\nDINKES,rahasia panjang\n", "kode_opd dan sandi"),
    "OPD asing": ("kode_opd,sandi\nDINKESS,rahasia panjang\n", "baris 2"),
    "OPD dua kali": (
        "kode_opd,sandi\nDINKES,rahasia panjang\nDINKES,rahasia panjang\n",
        "lebih dari sekali",
    ),
    "kosong": ("", "kode_opd dan sandi"),
    "kode OPD di dalamnya": ("kode_opd,sandi\nDINKES,DinKes-rahasia!\n", "DINKES mudah ditebak"),
    "nama OPD dan tahun": ("kode_opd,sandi\nDINKES,Kesehatan#2026\n", "DINKES mudah ditebak"),
    "angka sebagai huruf": ("kode_opd,sandi\nDINKES,k3s3hat4n-2026\n", "DINKES mudah ditebak"),
    "kata umum": ("kode_opd,sandi\nDINSOS,Rahasia12345\n", "DINSOS mudah ditebak"),
    "deret tuts": ("kode_opd,sandi\nDINSOS,qwertyuiop12\n", "DINSOS mudah ditebak"),
    "satu huruf": ("kode_opd,sandi\nDINSOS,zzzzzzzzzzzz\n", "DINSOS mudah ditebak"),
    "angka saja": ("kode_opd,sandi\nDINSOS,082298743615\n", "DINSOS mudah ditebak"),
    "sama untuk dua OPD": (
        "kode_opd,sandi\nDINKES,kuda laut biru\nKEC-TUGU,Kuda Laut Biru\n",
        "DINKES, KEC-TUGU sama",
    ),
    "pola dengan kode OPD": (
        "kode_opd,sandi\nDINKES,kuda laut biru dinkes\nDINSOS,kuda laut biru dinsos\n",
        "DINKES, DINSOS sama",
    ),
    "pola dengan nomor": (
        "kode_opd,sandi\nDINKES,kuda laut biru 01\nDINSOS,kuda laut biru 02\n",
        "DINKES, DINSOS sama",
    ),
    "NUL": (
        "kode_opd,sandi\nDINKES,rahasia\x00panjang\n",
        "DINKES memuat karakter|tidak dapat dibaca",
    ),
    "bukan UTF-8": (b"kode_opd,sandi\nDINKES,rahasia panjang \xe9\n", "CSV UTF-8"),
    "sel tanpa akhir": ('kode_opd,sandi\nDINKES,"rahasia ' + "x" * 140_000 + "\n", "CSV UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_faulty_password_file_is_refused_by_a_sentence_that_shows_no_password(
    sandi: Path, name: str
) -> None:
    content, said = BAD[name]
    if content is None:
        sandi.unlink()
    else:
        sandi.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(RefusedError, match=said) as caught:
        known_passwords(NAMES)
    assert not any(shows(word, caught.value) for word in ("rahasia", "Rahasia", "kuda", "qwerty"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o666])
def test_a_password_file_that_others_can_read_is_refused_with_what_to_do(
    sandi: Path, mode: int
) -> None:
    sandi.write_text(f"kode_opd,sandi\nDINKES,{WORDS}\n", encoding="utf-8")
    sandi.chmod(mode)
    with pytest.raises(RefusedError, match="chmod 600 sandi"):
        known_passwords(NAMES)
    sandi.chmod(0o600)
    assert list(known_passwords(NAMES)) == ["DINKES"]


def test_a_short_one_in_the_environment_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASN_PEDULI_SANDI_KEC_TUGU", "x" * (LEAST_PASSWORD - 1))
    with pytest.raises(RefusedError, match="KEC-TUGU"):
        known_passwords(NAMES)

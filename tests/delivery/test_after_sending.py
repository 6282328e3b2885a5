"""The operator after sending: passwords, what comes back, berita acara, status (contract §7)."""

import io
import shutil
from email.message import EmailMessage
from pathlib import Path
from typing import Final, cast

import pytest
from lxml import html as parser
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import load_workbook

from flows.cli.app import answer
from pipeline.delivery.ledger import ledger_folder
from pipeline.system.locks import exclusive
from pipeline.system.settings import settings_for
from tests.builders.bounces import put_bounce
from tests.builders.delivered_city import (
    ADDRESSES,
    OPDS,
    PEOPLE,
    PERIOD,
    command,
    copy_of,
    set_addresses,
    set_sending,
)
from tests.builders.mail_server import MailServer, by_smtp
from tests.builders.returned_workbooks import with_mark

Screen = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("no_prefect")

WORDS: Final = dict(
    zip(OPDS, ("kuda laut biru", "burung gereja hijau", "gajah minum teh"), strict=True)
)
RECEIPT: Final = f"pengiriman/{PERIOD}/berita-acara-{PERIOD}"


def table(folder: Path, key: str = "kiriman") -> list[list[str]]:
    """Return the rows of one table of the berita acara's page, the first column an OPD's name."""
    page = parser.fromstring((folder / "outputs" / f"{RECEIPT}.html").read_text(encoding="utf-8"))
    return [
        [cell.text_content() for cell in row]
        for row in page.xpath(f"//table[@id='tabel-{key}']/tbody/tr")
    ]


def state_of(folder: Path) -> dict[str, list[str]]:
    states: dict[str, list[str]] = {}
    for name, state, *_ in table(folder):
        states.setdefault(name, []).append(state)
    return states


def message_to(server: MailServer, kode: str) -> EmailMessage:
    [found] = [m for m in server.messages if m["To"].addresses[0].addr_spec == ADDRESSES[kode]]
    return found


def attachments(message: EmailMessage) -> dict[str, bytes]:
    parts = list(message.iter_attachments())
    return {
        str(part.get_filename()): cast("bytes", part.get_payload(decode=True)) for part in parts
    }


def published(folder: Path, kode: str, name: str) -> bytes:
    return (folder / "outputs" / PERIOD / "r01" / "opd" / kode / name).read_bytes()


def test_what_was_sent_comes_back_is_recorded_and_stands_in_the_berita_acara(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    assert command("send", folder) == 0
    assert state_of(folder)["Dinas Kesehatan"] == ["Terkirim"]
    put_bounce(folder, message_to(server, "DINKES"))
    capsys.readouterr()

    assert command("bounces", folder) == 0
    screen = capsys.readouterr().out
    assert "1 surat dibaca: 1 kabar baru dicatat" in screen
    assert (
        f"DINKES (Maret 2026), {ADDRESSES['DINKES']}: Tidak sampai. 550 5.2.1 kotak surat ditutup"
        in screen
    )
    assert state_of(folder) == {
        "Dinas Kesehatan": ["Dipantulkan"],
        "Dinas Pendidikan": ["Terkirim"],
        "Kecamatan Mijen": ["Terkirim"],
        "Belum Dipetakan": ["Tidak dikirim"],
    }
    [[name, kind, address, when, code, reason, *_]] = table(folder, "pantulan")
    assert (name, kind, address, code) == (
        "Dinas Kesehatan",
        "Tidak sampai",
        ADDRESSES["DINKES"],
        "5.2.1",
    )
    assert (when.replace("\xa0", " "), reason) == (
        "2 April 2026 10.15 WIB",
        "550 5.2.1 kotak surat ditutup",
    )

    assert command("bounces", folder) == 0
    assert "0 kabar baru dicatat, 1 sudah tercatat sebelumnya" in capsys.readouterr().out
    assert len(table(folder, "pantulan")) == 1


def test_with_a_mended_address_the_next_send_reaches_that_opd_alone(
    folder: Path, server: MailServer
) -> None:
    command("send", folder)
    put_bounce(folder, message_to(server, "DINKES"))
    command("bounces", folder)
    set_addresses(folder / "inputs", {**ADDRESSES, "DINKES": "baru.dinkes@dinas.contoh.go.id"})
    assert command("send", folder) == 0
    assert server.recipients[3:] == ["baru.dinkes@dinas.contoh.go.id"]
    assert sorted(state_of(folder)["Dinas Kesehatan"]) == ["Dipantulkan", "Terkirim"]
    page = (folder / "outputs" / f"{RECEIPT}.html").read_text(encoding="utf-8")
    assert "Laporan Maret 2026 sudah terkirim ke seluruh 3 OPD." in page


def test_the_berita_acara_names_every_file_with_the_hash_of_what_was_received(
    folder: Path, server: MailServer
) -> None:
    from hashlib import sha256

    command("send", folder)
    listed = {row[3]: row[4] for row in table(folder, "berkas")}
    received = {
        name: data for message in server.messages for name, data in attachments(message).items()
    }
    assert len(received) == 9
    assert listed == {name: sha256(data).hexdigest() for name, data in received.items()}


def test_the_berita_acara_is_the_same_again_and_names_nobody(folder: Path) -> None:
    command("send", folder)
    before = {
        ending: (folder / "outputs" / f"{RECEIPT}.{ending}").read_bytes()
        for ending in ("html", "xlsx")
    }
    assert command("receipt", folder) == 0
    after = {
        ending: (folder / "outputs" / f"{RECEIPT}.{ending}").read_bytes()
        for ending in ("html", "xlsx")
    }
    assert after == before
    cells = [
        str(c.value)
        for s in load_workbook(io.BytesIO(after["xlsx"]))
        for row in s
        for c in row
        if c.value
    ]
    for text in (after["html"].decode(), "\n".join(cells)):
        assert [
            who for nip, name, _ in PEOPLE for who in (nip, name, name.upper()) if who in text
        ] == []
    assert {
        p.stat().st_mode & 0o777
        for p in (folder / "outputs" / "pengiriman").rglob("*")
        if p.is_file()
    } == {0o600}


def test_a_dry_run_writes_no_berita_acara(folder: Path) -> None:
    assert command("send", folder, "--dry-run") == 0
    assert not (folder / "outputs" / "pengiriman").exists()


def test_what_the_operator_settles_stands_in_the_berita_acara(
    folder: Path, server: MailServer
) -> None:
    server.faults.putus = "sesudah"
    assert command("send", folder) == 4
    assert state_of(folder)["Kecamatan Mijen"] == ["Tidak pasti"]
    assert command("send", folder, "--arrived", "KEC-MIJEN") == 0
    assert state_of(folder)["Kecamatan Mijen"] == ["Terkirim"]


@pytest.fixture
def sandi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "di-luar" / "sandi.csv"
    path.parent.mkdir()
    path.write_text(
        "kode_opd,sandi\n" + "".join(f"{k},{w}\n" for k, w in WORDS.items()), encoding="utf-8"
    )
    path.chmod(0o600)
    monkeypatch.setenv("ASN_PEDULI_SANDI_BERKAS", str(path))
    return path


def opened(data: bytes, word: str) -> bytes:
    target = io.BytesIO()
    book = OOXMLFile(io.BytesIO(data))
    book.load_key(password=word, verify_password=True)
    book.decrypt(target, verify_integrity=True)
    return target.getvalue()


def test_where_the_policy_asks_for_it_each_opd_gets_its_documents_under_its_own_password(
    city: Path, tmp_path: Path, server: MailServer, sandi: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = copy_of(city, tmp_path / "kota", **by_smtp(server, sandi="wajib"))
    assert command("send", folder) == 0
    for kode in OPDS:
        message = message_to(server, kode)
        sealed = attachments(message)
        assert sorted(sealed) == [
            f"laporan-{kode}-{PERIOD}.xlsx",
            f"nota-dinas-{kode}-{PERIOD}.docx",
        ]
        for name, data in sealed.items():
            assert opened(data, WORDS[kode]) == published(folder, kode, name)
        assert "dibuka dengan sandi OPD Anda" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    shown = capfd.readouterr()
    written = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    received = b"".join(
        envelope.content for envelope in server.taken if isinstance(envelope.content, bytes)
    )
    for word in WORDS.values():
        assert word not in shown.out + shown.err
        assert [path for path, data in written.items() if word.encode() in data] == []
        assert word.encode() not in received


def test_an_opd_without_a_password_is_named_and_gets_nothing_the_others_do(
    city: Path, tmp_path: Path, server: MailServer, sandi: Path, capsys: Screen
) -> None:
    folder = copy_of(city, tmp_path / "kota", **by_smtp(server, sandi="wajib"))
    sandi.write_text(
        f"kode_opd,sandi\nDINKES,{WORDS['DINKES']}\nDISDIK,{WORDS['DISDIK']}\n", encoding="utf-8"
    )
    assert command("send", folder, "--dry-run") == 4
    assert command("send", folder) == 4
    said = capsys.readouterr()
    assert "KEC-MIJEN: belum punya sandi lembar kerja" in said.out + said.err
    assert sorted(server.recipients) == sorted([ADDRESSES["DINKES"], ADDRESSES["DISDIK"]])
    assert state_of(folder)["Kecamatan Mijen"] == ["Belum dikirim"]


def test_a_short_password_stops_the_sending_before_anything_leaves(
    city: Path, tmp_path: Path, server: MailServer, sandi: Path, capsys: Screen
) -> None:
    folder = copy_of(city, tmp_path / "kota", **by_smtp(server, sandi="wajib"))
    sandi.write_text("kode_opd,sandi\nDINKES,pendek\n", encoding="utf-8")
    assert command("send", folder) == 3
    said = capsys.readouterr().err
    assert "DINKES" in said
    assert "pendek." not in said
    assert server.taken == []


def test_passwords_that_the_policy_does_not_ask_for_are_said_to_be_unused(
    folder: Path, server: MailServer, sandi: Path, capsys: Screen
) -> None:
    assert command("send", folder) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert 'sandi = "tidak": dokumen dikirim tanpa sandi' in told
    name = f"laporan-DINKES-{PERIOD}.xlsx"
    assert attachments(message_to(server, "DINKES"))[name] == published(folder, "DINKES", name)


def test_workbooks_that_come_back_are_seen_plain_sealed_and_forged(
    city: Path, tmp_path: Path, server: MailServer, sandi: Path
) -> None:
    folder = copy_of(city, tmp_path / "kota", **by_smtp(server, sandi="wajib"))
    command("send", folder)
    back = folder / "inputs" / "2026-05" / "tindak_lanjut"
    back.mkdir(parents=True)
    name = f"laporan-DINKES-{PERIOD}.xlsx"
    (back / name).write_bytes(attachments(message_to(server, "DINKES"))[name])
    plain = published(folder, "DISDIK", f"laporan-DISDIK-{PERIOD}.xlsx")
    (back / "punya disdik.xlsx").write_bytes(plain)
    (back / "tertukar.xlsx").write_bytes(with_mark(plain, "kode_opd", "KEC-MIJEN"))
    assert command("receipt", folder) == 0
    assert {name: back for name, *_, back in table(folder)} == {
        "Dinas Kesehatan": "Mei 2026",
        "Dinas Pendidikan": "Mei 2026",
        "Kecamatan Mijen": "Belum",
        "Belum Dipetakan": "Belum",
    }
    assert [row[2].split(",")[0] for row in table(folder, "kembali")] == [
        "Asli",
        "Asli",
        "Bukan lembar kerja kami",
    ]


def status(folder: Path) -> int:
    return answer(
        ["status", "--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs")]
    )


def test_status_shows_how_far_the_delivery_is(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    server.faults.rcpt = ["550 5.1.1 tidak dikenal"]
    command("send", folder)
    back = folder / "inputs" / "2026-05" / "tindak_lanjut"
    back.mkdir(parents=True)
    shutil.copy(
        folder / "outputs" / PERIOD / "r01" / "opd" / "DISDIK" / f"laporan-DISDIK-{PERIOD}.xlsx",
        back,
    )
    capsys.readouterr()
    assert status(folder) == 0
    screen = capsys.readouterr().out
    last = screen.split("Pengiriman\n")[1].split("Maret 2026")[1].split()
    assert last[:7] == ["3", "2", "0", "1", "0", "0", "1"]


def test_looking_at_the_status_makes_nothing_and_shows_no_deliveries_where_there_are_none(
    folder: Path, capsys: Screen
) -> None:
    before = sorted(folder.rglob("*"))
    assert status(folder) == 0
    assert "Pengiriman" not in capsys.readouterr().out
    assert sorted(folder.rglob("*")) == before


def test_status_works_without_the_references(folder: Path, capsys: Screen) -> None:
    command("send", folder)
    shutil.rmtree(folder / "inputs")
    capsys.readouterr()
    assert status(folder) == 0
    screen = capsys.readouterr().out
    assert "Maret 2026" in screen
    assert "Keadaan pengiriman tidak dapat ditunjukkan. " in screen


@pytest.mark.parametrize("word", ["bounces", "receipt"])
def test_a_month_that_is_not_published_is_refused_and_nothing_is_made(
    word: str, tmp_path: Path, folder: Path, capsys: Screen
) -> None:
    outputs = tmp_path / "kosong"
    words = [word, PERIOD, "--inputs", str(folder / "inputs"), "--outputs", str(outputs)]
    assert answer(words) == 2
    assert "belum terbit" in capsys.readouterr().err
    assert not outputs.exists()


def test_a_folder_of_bounces_that_is_not_there_is_said(folder: Path, capsys: Screen) -> None:
    assert command("bounces", folder, "--from", str(folder / "tidak-ada")) == 2
    assert "Simpan surat yang kembali" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["bounces", "receipt"])
def test_while_a_sending_runs_nothing_else_writes(word: str, folder: Path) -> None:
    settings = settings_for(folder / "inputs", folder / "outputs")
    with exclusive(ledger_folder(settings), "dipakai"):
        assert command(word, folder) == 5


def test_sending_rules_refuse_another_word_for_passwords(folder: Path, capsys: Screen) -> None:
    set_sending(folder / "inputs", sandi="mungkin")
    assert command("send", folder) == 3
    assert 'kirim.sandi: harus salah satu dari "tidak", "wajib"' in capsys.readouterr().err

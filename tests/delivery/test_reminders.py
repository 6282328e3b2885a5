"""Reminders: to those that were asked and are silent, once per deadline, in the ledger (§8.6)."""

import datetime as dt
import io
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser
from openpyxl import load_workbook

from pipeline.delivery.ledger import ledger_path, look_into_ledger
from pipeline.delivery.model import ACCEPTED, FAILED, UNKNOWN, Delivery
from pipeline.operations import cases
from pipeline.system.settings import now, settings_for
from tests.builders.answered_city import SITI, give_back
from tests.builders.delivered_city import (
    ADDRESSES,
    OPDS,
    PERIOD,
    add_late_payment,
    all_in,
    command,
    copy_of,
    hint,
    set_addresses,
    set_sending,
    states,
)
from tests.builders.mail_server import Faults, MailServer, by_smtp
from tests.builders.old_ledger import FIRST_SCHEMA

Screen = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("no_prefect")
DEADLINE = "2026-04-15"


@pytest.fixture(autouse=True)
def a_week_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every report have lain with its secretary for more than a week."""
    monkeypatch.setattr(cases, "now", lambda: now() + dt.timedelta(days=8))


@pytest.fixture
def sent(city: Path, tmp_path: Path, server: MailServer, no_prefect: None) -> Path:
    """Return the city with its reports sent over `server`."""
    made = copy_of(city, tmp_path / "kota", **by_smtp(server))
    assert command("send", made) == 0
    return made


def reminders(folder: Path) -> list[Delivery]:
    with look_into_ledger(settings_for(folder / "inputs", folder / "outputs")) as ledger:
        return ledger.reminders(PERIOD)


def reminded(folder: Path) -> dict[str, str]:
    return {one.kode_opd: one.keadaan for one in reminders(folder)}


def answered_in(folder: Path, kode: str, nip: str) -> None:
    give_back(folder, kode, {nip: ("Akan mendaftarkan", None, None)})


def test_who_has_not_answered_is_reminded_once(sent: Path, server: MailServer) -> None:
    answered_in(sent, "DINKES", SITI)
    before = states(sent)
    assert command("send", sent, "--reminder") == 0
    assert reminded(sent) == {"DISDIK": ACCEPTED, "KEC-MIJEN": ACCEPTED}
    assert server.recipients[3:] == [ADDRESSES["DISDIK"], ADDRESSES["KEC-MIJEN"]]
    assert {one.tenggat for one in reminders(sent)} == {DEADLINE}
    assert command("send", sent, "--reminder") == 0
    assert len(server.recipients) == 5
    assert command("send", sent) == 0
    assert len(server.recipients) == 5
    assert states(sent) == before


def test_who_answered_as_it_is_published_is_not_reminded_though_the_file_is_gone(
    sent: Path, server: MailServer
) -> None:
    answered_in(sent, "DINKES", SITI)
    assert command("run", sent) == 0
    assert command("send", sent) == 0
    shutil.rmtree(sent / "inputs" / "2026-04" / "tindak_lanjut")
    assert command("send", sent, "--reminder") == 0
    assert set(reminded(sent)) == {"DISDIK", "KEC-MIJEN"}


def test_a_reminder_brings_the_workbook_and_says_what_it_is_about(
    sent: Path, server: MailServer, capsys: Screen
) -> None:
    assert command("send", sent, "--reminder", "--opd", "DISDIK") == 0
    assert "Pengingat Maret 2026, tenggat 15 April 2026, lewat smtp: 1 OPD" in said(capsys)
    message: Any = server.messages[3]
    assert str(message["Subject"]).startswith("Pengingat: jawaban ASN Peduli")
    body = " ".join(message.get_body(("plain",)).get_content().split())
    assert "Tenggat jawaban atas laporan Maret 2026 adalah 15 April 2026." in body
    assert "Dinas Pendidikan mengenai 1 ASN yang belum berpartisipasi" not in body
    assert "mengenai 2 ASN" in body
    assert "Nota dinas" not in body
    (part,) = message.iter_attachments()
    assert part.get_filename() == f"laporan-DISDIK-{PERIOD}.xlsx"
    book = load_workbook(io.BytesIO(part.get_payload(decode=True)))
    assert "Belum Berpartisipasi" in book.sheetnames


def said(capsys: Screen) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_nobody_is_reminded_before_the_deadline_is_over(
    sent: Path, server: MailServer, capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = dt.datetime(2026, 4, 15, 16, 59, tzinfo=dt.UTC)
    monkeypatch.setattr(cases, "now", lambda: evening)
    assert command("send", sent, "--reminder") == 2
    assert "Tenggat jawaban Maret 2026 (15 April 2026) belum lewat" in capsys.readouterr().err
    assert command("send", sent, "--reminder", "--dry-run") == 2
    assert len(server.recipients) == 3
    monkeypatch.setattr(cases, "now", lambda: evening + dt.timedelta(minutes=1))
    assert command("send", sent, "--reminder") == 0
    assert len(server.recipients) == 6


def test_a_deadline_that_was_moved_is_another_one(sent: Path, server: MailServer) -> None:
    assert command("send", sent, "--reminder") == 0
    set_sending(sent / "inputs", **by_smtp(server, tenggat_tanggal=20))
    assert command("send", sent, "--reminder") == 0
    assert len(server.recipients) == 9
    assert sorted(one.tenggat for one in reminders(sent)) == [DEADLINE] * 3 + ["2026-04-20"] * 3


def test_what_was_not_received_is_not_reminded_of(
    city: Path, tmp_path: Path, server: MailServer, capsys: Screen
) -> None:
    folder = copy_of(city, tmp_path / "kota", **by_smtp(server))
    assert command("send", folder, "--opd", "DINKES") == 0
    assert command("send", folder, "--reminder") == 0
    assert reminded(folder) == {"DINKES": ACCEPTED}
    assert "2 OPD tidak diingatkan karena belum menerima laporan" in said(capsys)


def test_a_correction_goes_before_the_reminder(sent: Path, server: MailServer) -> None:
    add_late_payment(sent / "inputs")
    assert command("run", sent) == 0
    assert command("send", sent, "--reminder") == 0
    assert set(reminded(sent)) == {"DINKES", "KEC-MIJEN"}
    assert command("send", sent) == 0
    assert command("send", sent, "--reminder") == 0
    assert set(reminded(sent)) == set(OPDS)


def test_a_reminder_makes_no_correction_of_a_report(sent: Path, server: MailServer) -> None:
    assert command("send", sent, "--reminder") == 0
    assert command("send", sent, "--resend", "DINKES") == 0
    assert not str(server.messages[-1]["Subject"]).startswith("Koreksi")
    assert all(not one.koreksi for one in reminders(sent))


def test_an_uncertain_reminder_waits_for_the_operators_word(
    sent: Path, server: MailServer, capsys: Screen
) -> None:
    server.faults = Faults(putus="sesudah")
    assert command("send", sent, "--reminder", "--opd", "DISDIK") == 4
    assert hint(sent, "send", f"{PERIOD} --reminder --arrived DISDIK") in said(capsys)
    server.faults = Faults()
    assert command("send", sent, "--reminder", "--opd", "DISDIK") == 4
    assert reminded(sent) == {"DISDIK": UNKNOWN}
    assert command("send", sent, "--arrived", "DISDIK") == 2
    assert command("send", sent, "--reminder", "--arrived", "DISDIK") == 0
    assert reminded(sent) == {"DISDIK": ACCEPTED}
    assert command("send", sent, "--reminder", "--opd", "DISDIK") == 0


def test_another_copy_goes_on_the_operators_word_only(sent: Path, server: MailServer) -> None:
    assert command("send", sent, "--reminder", "--opd", "DISDIK") == 0
    assert command("send", sent, "--reminder", "--resend", "DISDIK") == 0
    assert server.recipients[3:] == [ADDRESSES["DISDIK"]] * 2
    first, second = (str(message["Message-ID"]) for message in server.messages[3:])
    assert first != second
    assert [(one.ulang, one.percobaan) for one in reminders(sent)] == [(1, 2)]


def test_what_failed_is_tried_again(sent: Path, server: MailServer) -> None:
    server.faults = Faults(rcpt=["550 5.1.1 unknown"])
    assert command("send", sent, "--reminder", "--opd", "DISDIK") == 4
    assert reminded(sent) == {"DISDIK": FAILED}
    server.faults = Faults()
    assert command("send", sent, "--reminder", "--opd", "DISDIK") == 0
    assert reminded(sent) == {"DISDIK": ACCEPTED}


def test_a_bad_address_is_told_and_costs_nobody_else(
    sent: Path, server: MailServer, capsys: Screen
) -> None:
    set_addresses(sent / "inputs", {k: a for k, a in ADDRESSES.items() if k != "DISDIK"})
    assert command("send", sent, "--reminder") == 4
    assert set(reminded(sent)) == {"DINKES", "KEC-MIJEN"}
    assert "DISDIK: kolom pos_el di opd.csv kosong" in capsys.readouterr().err


def test_who_got_the_report_after_the_deadline_has_a_week(
    sent: Path, server: MailServer, capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "now", lambda: now() + dt.timedelta(days=6))
    assert command("send", sent, "--reminder", "--dry-run") == 0
    assert command("send", sent, "--reminder") == 0
    assert reminders(sent) == []
    told = said(capsys)
    assert told.count("3 OPD belum diingatkan: laporannya baru dikirim atau diletakkan") == 2
    assert hint(sent, "send", f"{PERIOD} --reminder --resend KODE") in told
    assert command("send", sent, "--reminder", "--resend", "DINKES") == 0
    assert set(reminded(sent)) == {"DINKES"}


def test_how_long_who_got_the_report_late_has_is_the_policys_to_say(
    sent: Path, server: MailServer, capsys: Screen
) -> None:
    set_sending(sent / "inputs", **by_smtp(server, hari_menjawab=12))
    assert command("send", sent, "--reminder") == 0
    assert reminders(sent) == []
    assert "belum 12 hari" in said(capsys)
    set_sending(sent / "inputs", **by_smtp(server, hari_menjawab=8))
    assert command("send", sent, "--reminder") == 0
    assert set(reminded(sent)) == {"DINKES", "DISDIK", "KEC-MIJEN"}


@pytest.mark.parametrize("channel", ["folder", "paket"])
def test_by_hand_a_reminder_lies_beside_the_report(
    city: Path, tmp_path: Path, capsys: Screen, channel: str
) -> None:
    folder = copy_of(city, tmp_path / "kota", saluran=channel)
    assert command("send", folder) == 0
    place = folder / "outputs" / ("outbox" if channel == "folder" else "paket") / PERIOD
    report = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert command("send", folder, "--reminder", "--opd", "DINKES") == 0
    told = said(capsys)
    assert "DINKES-pengingat" in told
    assert "apakah sudah Anda kirimkan, tidak diketahui" in told
    assert all(path.read_bytes() == data for path, data in report.items())
    if channel == "folder":
        laid = {path.name for path in (place / "DINKES-pengingat").iterdir()}
        assert laid == {f"laporan-DINKES-{PERIOD}.xlsx", f"pengingat-DINKES-{PERIOD}.eml"}
    else:
        with zipfile.ZipFile(place / f"laporan-asn-peduli-DINKES-{PERIOD}-pengingat.zip") as zipped:
            assert f"laporan-DINKES-{PERIOD}.xlsx" in zipped.namelist()
            words = zipped.read(f"pengantar-DINKES-{PERIOD}-pengingat.txt").decode()
        assert "15 April 2026" in words
        assert "secepatnya" in words


def test_the_dry_run_writes_nothing_and_says_why_for_each(
    sent: Path, server: MailServer, capsys: Screen
) -> None:
    answered_in(sent, "DINKES", SITI)
    capsys.readouterr()
    assert command("send", sent, "--reminder", "--dry-run") == 0
    shown = said(capsys)
    assert "Bila pengingat Maret 2026 r01 dikirim sekarang lewat smtp" in shown
    assert "1 OPD sudah menjawab" in shown
    assert reminders(sent) == []
    assert len(server.recipients) == 3


def test_the_berita_acara_lists_reminders_apart(sent: Path) -> None:
    assert command("send", sent, "--reminder") == 0
    page = (sent / "outputs" / "pengiriman" / PERIOD / f"berita-acara-{PERIOD}.html").read_text()
    assert 'id="tabel-pengingat"' in page
    [table] = parser.fromstring(page).xpath("//*[@id='tabel-pengingat']//tbody")
    told = [" ".join(row.text_content().split()) for row in table.xpath("tr")]
    assert len(told) == 3
    assert all("15 April 2026" in row and "Terkirim" in row for row in told)


def test_a_ledger_of_the_version_before_goes_on(sent: Path, server: MailServer) -> None:
    """What was sent stays known, and a reminder finds its place."""
    settings = settings_for(sent / "inputs", sent / "outputs")
    path = ledger_path(settings)
    rows = _rows_of(path)
    path.unlink()
    for rest in path.parent.glob(f"{path.name}-*"):
        rest.unlink()
    _lay_first_version(path, rows)
    before = states(sent)
    assert before == all_in(ACCEPTED)
    assert command("send", sent) == 0
    assert command("send", sent, "--reminder") == 0
    assert set(reminded(sent)) == set(OPDS)
    assert states(sent) == before


def _rows_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608 - our own names
            for table in ("kiriman", "percobaan")
        }


def _lay_first_version(path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    with sqlite3.connect(path) as database:
        database.executescript(FIRST_SCHEMA)
        database.execute("PRAGMA user_version = 1")
        for table, held in rows.items():
            for row in held:
                kept = {name: value for name, value in row.items() if name != "tenggat"}
                places = ", ".join("?" * len(kept))
                statement = f"INSERT INTO {table} ({', '.join(kept)}) VALUES ({places})"  # noqa: S608 - our own names
                database.execute(statement, list(kept.values()))

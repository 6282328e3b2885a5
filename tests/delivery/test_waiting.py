"""What waits for the operator's word, and what the word does.

It is about swapped addresses, two uncertain contents, and bounces.
"""

import shutil
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from pipeline.core.errors import RefusedError
from pipeline.core.wording import has
from pipeline.delivery.channels import SmtpChannel
from pipeline.delivery.ledger import look_into_ledger, open_ledger
from pipeline.delivery.model import ACCEPTED, SENDING, STATES, UNKNOWN, Delivery
from pipeline.delivery.prospects import CORRECT, DONE, DONE_OTHERWISE, SEND, TROUBLED, WAITING
from pipeline.knowledge.sending_rules import SendingRules
from pipeline.operations import deliveries
from pipeline.operations.desk import open_desk
from pipeline.system.settings import Credentials, settings_for
from tests.builders.bounces import put_bounce
from tests.builders.delivered_city import (
    ADDRESSES,
    CHANGED,
    PERIOD,
    add_late_payment,
    command,
    copy_of,
    set_addresses,
    set_sending,
    states,
)
from tests.builders.mail_server import Faults, MailServer

Screen = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("no_prefect")


def held(folder: Path, kode: str) -> list[Delivery]:
    with look_into_ledger(settings_for(folder / "inputs", folder / "outputs")) as ledger:
        return [one for one in ledger.deliveries(PERIOD) if one.kode_opd == kode]


def test_swapped_rows_never_bring_one_opds_people_to_another(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    assert command("send", folder) == 0
    swapped = {**ADDRESSES, "DINKES": ADDRESSES["DISDIK"], "DISDIK": ADDRESSES["DINKES"].title()}
    set_addresses(folder / "inputs", swapped)
    add_late_payment(folder / "inputs")
    command("run", folder)
    capsys.readouterr()
    assert command("send", folder) == 4
    assert len(server.taken) == 3
    told = " ".join("".join(capsys.readouterr()).split())
    assert f"DINKES: {ADDRESSES['DISDIK']} sebelumnya alamat DISDIK" in told
    assert command("send", folder, "--resend", "DINKES") == 0
    assert server.recipients[3:] == [ADDRESSES["DISDIK"]]


def test_an_edited_capitalisation_sends_nothing_again(folder: Path, server: MailServer) -> None:
    assert command("send", folder) == 0
    set_addresses(
        folder / "inputs",
        {kode: address.replace("sekre", "Sekre") for kode, address in ADDRESSES.items()},
    )
    assert command("send", folder) == 0
    assert len(server.taken) == 3


def second_revision(folder: Path) -> None:
    add_late_payment(folder / "inputs")
    assert command("run", folder) == 0


def test_the_word_about_an_older_content_does_not_overtake_the_newer_one(
    folder: Path, server: MailServer
) -> None:
    server.faults = Faults(putus="sesudah")
    assert command("send", folder, "--opd", CHANGED) == 4
    [before] = held(folder, CHANGED)
    server.faults = Faults()
    second_revision(folder)
    assert command("send", folder, "--opd", CHANGED) == 0
    assert command("send", folder, "--arrived", CHANGED) == 0
    after = next(one for one in held(folder, CHANGED) if one.revisi == "r01")
    assert (after.keadaan, after.waktu, after.urutan) == (ACCEPTED, before.waktu, before.urutan)
    assert after.jawaban == f"{before.jawaban}; dinyatakan sudah diterima oleh operator"
    assert command("send", folder, "--opd", CHANGED) == 0
    assert len(server.taken) == 2


def test_of_two_uncertain_contents_the_word_settles_the_newest_and_says_which(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    server.faults = Faults(putus="sesudah")
    assert command("send", folder, "--opd", CHANGED) == 4
    second_revision(folder)
    assert command("send", folder, "--opd", CHANGED) == 4
    server.faults = Faults()
    capsys.readouterr()
    assert command("send", folder, "--arrived", CHANGED) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"{CHANGED}: kiriman r02, yang terakhir, dicatat sudah diterima" in told
    assert f"--resend {CHANGED}" in told
    assert states(folder)[CHANGED] == [UNKNOWN, ACCEPTED]
    assert command("send", folder, "--opd", CHANGED) == 0
    assert len(server.taken) == 2
    assert "tertimpa" not in capsys.readouterr().out


def test_what_came_back_is_listed_until_another_copy_is_asked_for(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    assert command("send", folder) == 0
    [message] = [
        m for m in server.messages if m["To"].addresses[0].addr_spec == ADDRESSES["DINKES"]
    ]
    put_bounce(folder, message)
    assert command("bounces", folder) == 0
    capsys.readouterr()
    assert command("send", folder, "--dry-run") == 4
    assert command("send", folder) == 4
    assert len(server.taken) == 3
    assert "dipantulkan: DINKES. Perbaiki pos_el" in " ".join(capsys.readouterr().out.split())
    assert command("send", folder, "--resend", "DINKES") == 0
    assert command("send", folder) == 0
    assert len(server.taken) == 4


@pytest.mark.parametrize("lost", ["gone", "older"])
def test_without_the_ledger_a_month_that_was_sent_is_not_sent_again(
    folder: Path, server: MailServer, capsys: Screen, lost: str
) -> None:
    ledger = folder / "outputs" / "pengiriman" / "buku-kirim.sqlite3"
    assert command("receipt", folder) == 0, "a berita acara of nothing is no trace of sending"
    with open_ledger(settings_for(folder / "inputs", folder / "outputs")):
        before = folder / "cadangan.sqlite3"
    shutil.copy(ledger, before)
    assert command("send", folder) == 0
    for path in ledger.parent.glob("buku-kirim*"):
        path.unlink()
    if lost == "older":
        shutil.copy(before, ledger)
    capsys.readouterr()
    for words in (("send",), ("send", "--dry-run"), ("receipt",)):
        assert command(words[0], folder, *words[1:]) == 3
        assert f"pindahkan dahulu pengiriman/{PERIOD}" in " ".join(capsys.readouterr().err.split())
    assert len(server.taken) == 3
    shutil.move(ledger.parent / PERIOD, folder / "simpanan")
    assert command("send", folder) == 0


@pytest.mark.parametrize(("channel", "place"), [("folder", "outbox"), ("paket", "paket")])
def test_what_lies_ready_by_hand_tells_of_a_lost_ledger_too(
    city: Path, tmp_path: Path, capsys: Screen, channel: str, place: str
) -> None:
    folder = copy_of(city, tmp_path / "kota", saluran=channel)
    assert command("send", folder) == 0
    shutil.rmtree(folder / "outputs" / "pengiriman")
    capsys.readouterr()
    assert command("send", folder) == 3
    assert f"{place}/{PERIOD}" in capsys.readouterr().err


def test_by_hand_only_what_this_run_laid_down_is_to_be_sent(
    city: Path, tmp_path: Path, capsys: Screen
) -> None:
    folder = copy_of(city, tmp_path / "kota")
    assert command("send", folder) == 0
    assert "Kirimkan setiap pesan" in capsys.readouterr().out
    second_revision(folder)
    capsys.readouterr()
    assert command("send", folder) == 0
    assert f"Kirimkan hanya pesan .eml dari folder: {CHANGED}." in " ".join(
        capsys.readouterr().out.split()
    )


def test_what_lies_ready_for_an_address_that_is_gone_is_moved_away(
    city: Path, tmp_path: Path, capsys: Screen
) -> None:
    folder = copy_of(city, tmp_path / "kota")
    assert command("send", folder) == 0
    ready = folder / "outputs" / "outbox" / PERIOD
    set_addresses(folder / "inputs", {**ADDRESSES, "DINKES": ""})
    assert command("send", folder, "--dry-run") == 4
    assert (ready / "DINKES").is_dir()
    for _ in range(2):
        assert command("send", folder) == 4
        assert sorted(path.name for path in ready.iterdir()) == [".lama", "DISDIK", "KEC-MIJEN"]
        assert len(list((ready / ".lama" / "DINKES").iterdir())) == 4
    assert "DINKES: yang sudah diletakkan" in " ".join(capsys.readouterr().out.split())
    set_addresses(folder / "inputs", ADDRESSES)
    assert command("send", folder, "--resend", "DINKES") == 0
    assert (ready / "DINKES").is_dir()


def test_a_package_without_the_password_that_is_asked_for_now_is_moved_away(
    city: Path, tmp_path: Path
) -> None:
    folder = copy_of(city, tmp_path / "kota", saluran="paket")
    assert command("send", folder) == 0
    set_sending(folder / "inputs", saluran="paket", sandi="wajib")
    assert command("send", folder) == 4
    assert [path.name for path in (folder / "outputs" / "paket" / PERIOD).iterdir()] == [".lama"]


def test_a_channel_that_changed_since_the_plan_is_refused(folder: Path, server: MailServer) -> None:
    settings = settings_for(folder / "inputs", folder / "outputs")
    plan = deliveries.plan(open_desk(settings), PERIOD, [], [])
    set_sending(folder / "inputs", saluran="folder")
    with pytest.raises(RefusedError, match="dari smtp menjadi folder"):
        deliveries.send(open_desk(settings), plan, None, lambda text: None)
    assert not (folder / "outputs" / "outbox").exists()


def test_a_password_that_mail_servers_cannot_take_is_said() -> None:
    channel = SmtpChannel(SendingRules(saluran="smtp"), Credentials("pengguna", "sandi-\u00e9"))
    with pytest.raises(Exception, match="di luar ASCII"):
        channel._sign_in(MagicMock())


@pytest.mark.parametrize(
    "action", [SEND, CORRECT, DONE, DONE_OTHERWISE, TROUBLED, *WAITING, *STATES]
)
def test_every_action_has_its_words_for_the_table_of_prefect(action: str) -> None:
    assert has(f"artefak.kirim.{action}") or action == SENDING
    assert has(f"kirim.tindakan.{action}") or action in STATES


def test_news_without_a_report_about_our_recipient_changes_nothing(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    assert command("send", folder) == 0
    [message] = [
        m for m in server.messages if m["To"].addresses[0].addr_spec == ADDRESSES["DINKES"]
    ]
    words = f"From: MAILER-DAEMON@a.id\nSubject: failure notice\n\n550 5.1.1 gone\nMessage-ID: {message['Message-ID']}\n"
    place = folder / "outputs" / "pengiriman" / "pantulan"
    place.mkdir()
    (place / "kabar.eml").write_text(words, encoding="utf-8")
    capsys.readouterr()
    assert command("bounces", folder) == 0
    assert f"{ADDRESSES['DINKES']}: Belum pasti" in " ".join(capsys.readouterr().out.split())
    page = (folder / "outputs" / "pengiriman" / PERIOD / f"berita-acara-{PERIOD}.html").read_text(
        encoding="utf-8"
    )
    assert "Belum pasti" in page
    assert "sudah terkirim ke seluruh 3 OPD" in page
    assert command("send", folder) == 0
    assert len(server.taken) == 3

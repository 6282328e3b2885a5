"""Sending a month end to end: own people only, corrections, channels by hand, lock, dry run."""

import hashlib
import io
import json
import shutil
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
from openpyxl import load_workbook

from flows.distribute import SendingOutcome, end_sentence
from pipeline.delivery.channels import Answer, Parcel, SmtpChannel
from pipeline.delivery.documents import published_manifest
from pipeline.delivery.ledger import ledger_folder, look_into_ledger, open_ledger
from pipeline.delivery.message.packing import Packer
from pipeline.delivery.model import ACCEPTED, FAILED, PLANNED, Delivery
from pipeline.delivery.prospects import DONE, DONE_OTHERWISE, SEND
from pipeline.knowledge.references import read_references
from pipeline.knowledge.sending_rules import FOLDER
from pipeline.operations.deliveries import SendingPlan, sending_alone
from pipeline.operations.deliveries import plan as plan_sending
from pipeline.operations.desk import open_desk
from pipeline.system.settings import settings_for
from tests.builders.delivered_city import (
    ADDRESSES,
    CHANGED,
    OPDS,
    PEOPLE,
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
from tests.builders.running import documents

Screen = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("no_prefect")


def attachments(message: EmailMessage) -> dict[str, bytes]:
    parts = list(message.iter_attachments())
    return {
        str(part.get_filename()): cast("bytes", part.get_payload(decode=True)) for part in parts
    }


def deliveries(folder: Path) -> list[Delivery]:
    with look_into_ledger(settings_for(folder / "inputs", folder / "outputs")) as ledger:
        return ledger.deliveries(PERIOD)


def test_each_message_carries_the_people_of_its_own_opd_and_nobody_elses(
    folder: Path, server: MailServer
) -> None:
    assert command("send", folder) == 0
    people = pl.read_parquet(folder / "outputs" / PERIOD / "r01" / "data" / "status.parquet")
    assert people["kode_opd"].n_unique() == len(OPDS) + 1
    by_address = {address: kode for kode, address in ADDRESSES.items()}
    for envelope, message in zip(server.taken, server.messages, strict=True):
        kode = by_address[envelope.rcpt_tos[0]]
        own = people.filter(pl.col("kode_opd") == kode)
        others = people.filter(pl.col("kode_opd") != kode)
        files = attachments(message)
        assert set(files) == {
            f"laporan-{kode}-{PERIOD}.xlsx",
            f"laporan-{kode}-{PERIOD}.html",
            f"nota-dinas-{kode}-{PERIOD}.docx",
        }
        late = own.filter(pl.col("status") == "belum")
        for name, data in files.items():
            text = _read(name, data)
            named = late if name.endswith(".docx") else own
            assert [nip for nip in named["nip"] if nip not in text.replace(" ", "")] == [], name
            assert [nip for nip in others["nip"] if nip in text.replace(" ", "")] == [], name
            assert [who for who in others["nama"] if who in text] == [], name


def _read(name: str, data: bytes) -> str:
    if name.endswith(".xlsx"):
        sheets = load_workbook(io.BytesIO(data)).worksheets
        return " ".join(
            str(cell)
            for sheet in sheets
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if cell
        )
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read("word/document.xml").decode()
    return data.decode()


def test_a_new_revision_goes_only_to_whom_it_changes_and_says_that_it_corrects(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    assert command("send", folder) == 0
    first = {d.kode_opd: d.sidik for d in deliveries(folder)}
    add_late_payment(folder / "inputs")
    capsys.readouterr()
    assert command("send", folder, "--dry-run") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "dokumen 1 OPD akan lain dari r01 ini." in told
    assert command("run", folder) == 0
    assert command("send", folder) == 0
    sent = capsys.readouterr().out
    assert "akan lain dari" not in sent
    assert states(folder) == {**all_in(ACCEPTED), CHANGED: [ACCEPTED, ACCEPTED]}
    assert server.recipients[3:] == [ADDRESSES[CHANGED]]
    correction = server.messages[3]
    assert str(correction["Subject"]).startswith("Koreksi: Laporan")
    body = correction.get_body(("plain",))
    assert body is not None
    assert "menggantikan laporan periode yang sama" in " ".join(body.get_content().split())
    new = next(d for d in deliveries(folder) if d.koreksi)
    assert (new.kode_opd, new.revisi) == (CHANGED, "r02")
    assert new.sidik != first[CHANGED]
    assert "1 OPD terkirim (1 koreksi)" in sent


def test_a_correction_is_compared_with_what_the_secretary_has_and_with_no_revision_between(
    folder: Path, server: MailServer
) -> None:
    assert command("send", folder) == 0
    add_late_payment(folder / "inputs")
    assert command("run", folder) == 0
    add_late_payment(folder / "inputs", "2026-05", person=3)
    assert command("run", folder) == 0
    assert command("send", folder) == 0
    body = server.messages[3].get_body(("plain",))
    assert body is not None
    said = " ".join(body.get_content().split())
    assert "Dibandingkan dengan r01: ASN yang sudah berpartisipasi, dahulu 0, kini 2" in said
    assert "ASN yang belum berpartisipasi, dahulu 2, kini 0." in said
    assert "(diterima April 2026, Mei 2026)" in said


def test_a_hint_that_cannot_be_given_keeps_nothing_back(
    folder: Path, server: MailServer, capsys: Screen, tmp_path: Path
) -> None:
    """As where an input leads out of the folder now: what is published can go all the same."""
    (tmp_path / "luar.csv").write_text("x")
    add_late_payment(folder / "inputs")
    (folder / "inputs" / "2026-04" / "iuran" / "tautan.csv").symlink_to(tmp_path / "luar.csv")
    assert command("check", folder) == 3
    assert command("send", folder) == 0
    assert states(folder) == all_in(ACCEPTED)
    assert "akan lain dari" not in capsys.readouterr().out


def test_a_correction_after_an_uncertain_message_tells_the_operator(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    server.faults = Faults(putus="sesudah")
    assert command("send", folder, "--opd", CHANGED) == 4
    server.faults = Faults()
    add_late_payment(folder / "inputs")
    command("run", folder)
    capsys.readouterr()
    assert command("send", folder, "--opd", CHANGED) == 0
    assert str(server.messages[-1]["Subject"]).startswith("Koreksi")
    assert f"{CHANGED}: kiriman sebelumnya" in capsys.readouterr().out


def test_changed_addresses_and_settings_make_no_correction(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    assert command("send", folder) == 0
    set_addresses(folder / "inputs", {**ADDRESSES, "DINKES": "baru.dinkes@dinas.contoh.go.id"})
    set_sending(folder / "inputs", **by_smtp(server, tenggat_tanggal=20))
    assert command("run", folder) == 0
    assert "tidak ada yang diterbitkan" in capsys.readouterr().out
    assert command("send", folder) == 4
    assert server.recipients[3:] == []
    assert hint(folder, "send", f"{PERIOD} --resend DINKES") in capsys.readouterr().out
    assert command("send", folder, "--resend", "DINKES") == 0
    assert command("send", folder) == 0
    assert server.recipients[3:] == ["baru.dinkes@dinas.contoh.go.id"]
    assert not any(d.koreksi for d in deliveries(folder))


def test_the_ledger_holds_the_hashes_of_what_is_published(folder: Path) -> None:
    command("send", folder)
    listed = json.loads((folder / "outputs" / PERIOD / "r01" / "manifest.json").read_bytes())[
        "keluaran"
    ]
    for delivery in deliveries(folder):
        assert {
            f"opd/{delivery.kode_opd}/{name}": sha256 for name, sha256 in delivery.berkas
        }.items() <= listed.items()
        assert len(delivery.berkas) == 3


@pytest.mark.parametrize("mix", ["workbook of another OPD", "changed by hand", "missing"])
def test_a_wrong_document_is_never_sent(
    folder: Path, server: MailServer, capsys: Screen, mix: str
) -> None:
    own = folder / "outputs" / PERIOD / "r01" / "opd" / "DINKES" / f"laporan-DINKES-{PERIOD}.xlsx"
    if mix == "missing":
        own.unlink()
    else:
        other = own.parents[1] / "DISDIK" / f"laporan-DISDIK-{PERIOD}.xlsx"
        own.write_bytes(
            other.read_bytes() if mix.startswith("workbook") else own.read_bytes() + b" "
        )
    assert command("send", folder) == 4
    assert ADDRESSES["DINKES"] not in server.recipients
    assert states(folder) == {**all_in(ACCEPTED), "DINKES": [FAILED]}
    assert own.name in capsys.readouterr().err


def test_a_workbook_that_names_another_opd_is_not_sent_even_if_the_manifest_was_mended_to_fit(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    revision = folder / "outputs" / PERIOD / "r01"
    own, other = (f"opd/{kode}/laporan-{kode}-{PERIOD}.xlsx" for kode in ("DINKES", "DISDIK"))
    shutil.copyfile(revision / other, revision / own)
    manifest = json.loads((revision / "manifest.json").read_bytes())
    manifest["keluaran"][own] = hashlib.sha256((revision / own).read_bytes()).hexdigest()
    (revision / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert command("send", folder) == 4
    assert ADDRESSES["DINKES"] not in server.recipients
    assert "menyebut OPD atau periode lain" in capsys.readouterr().err


def test_an_address_that_is_none_is_told_with_its_line_and_nothing_goes(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    set_addresses(folder / "inputs", {**ADDRESSES, "DINKES": "bukan alamat"})
    assert command("send", folder) == 3
    assert server.recipients == []
    assert "opd.csv baris 2, pos_el: bukan satu alamat pos-el yang sah" in capsys.readouterr().err


def test_addresses_that_lack_are_listed_and_the_rest_go(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    set_addresses(folder / "inputs", {"KEC-MIJEN": ADDRESSES["KEC-MIJEN"]})
    assert command("send", folder) == 4
    assert server.recipients == [ADDRESSES["KEC-MIJEN"]]
    told = capsys.readouterr()
    said = " ".join((told.out + told.err).split())
    assert "2 OPD tanpa alamat: DINKES, DISDIK. Isi kolom pos_el di opd.csv." in said
    assert "1 ASN belum dipetakan ke OPD mana pun" in told.out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--opd", "DINKESS"], 2, "DINKESS tidak ada dalam laporan"),
        (["--opd", "BELUM-DIPETAKAN"], 2, "tidak mempunyai sekretaris"),
        (["--arrived", "DINKES"], 2, "Tidak ada kiriman 2026-03 yang tidak pasti bagi DINKES"),
        (["--arrived", "DINKES", "--resend", "DINKES"], 2, "Pilih salah satu"),
        (["--resend"], 2, "Bentuk yang benar"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    folder: Path, server: MailServer, capsys: Screen, words: list[str], code: int, says: str
) -> None:
    assert command("send", folder, *words) == code
    assert says in capsys.readouterr().err
    assert server.taken == []


def test_a_month_that_is_not_published_is_not_sent(folder: Path, capsys: Screen) -> None:
    shutil.rmtree(folder / "outputs" / PERIOD)
    assert command("send", folder) == 2
    assert "belum terbit" in capsys.readouterr().err


def test_a_few_opds_may_be_named(folder: Path, server: MailServer) -> None:
    assert command("send", folder, "--opd", "dinkes", "KEC-MIJEN") == 0
    assert server.recipients == [ADDRESSES["DINKES"], ADDRESSES["KEC-MIJEN"]]


def test_a_dry_run_shows_all_and_does_nothing(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    server.faults = Faults(putus="sesudah")
    command("send", folder, "--opd", "DISDIK")
    set_addresses(folder / "inputs", {kode: ADDRESSES[kode] for kode in ("DINKES", "DISDIK")})
    before = documents(folder / "outputs")
    capsys.readouterr()
    assert command("send", folder, "--dry-run") == 4
    assert documents(folder / "outputs") == before
    assert len(server.taken) == 1
    told = " ".join(capsys.readouterr().out.split())
    for words in (
        "DINKES",
        "kirim",
        "DISDIK TIDAK PASTI",
        "kolom pos_el di opd.csv kosong",
        "KiB",
        "Akan dikirim: 1 OPD; bermasalah atau tidak pasti: 2",
    ):
        assert words in told


def test_a_dry_run_before_the_first_sending_makes_no_ledger(folder: Path) -> None:
    assert command("send", folder, "--dry-run") == 0
    assert not (folder / "outputs" / "pengiriman").exists()


def test_two_at_once_are_refused(folder: Path, server: MailServer, capsys: Screen) -> None:
    with sending_alone(settings_for(folder / "inputs", folder / "outputs")):
        assert command("send", folder) == 5
    assert "Pengiriman lain sedang berjalan" in capsys.readouterr().err
    assert server.taken == []


def test_an_interruption_between_two_messages_leaves_the_ledger_whole(
    folder: Path, server: MailServer, capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver = SmtpChannel.deliver

    def interrupted(channel: SmtpChannel, parcel: Parcel) -> Answer:
        if parcel.delivery.kode_opd == "DISDIK":
            raise KeyboardInterrupt
        return deliver(channel, parcel)

    with monkeypatch.context() as patch:
        patch.setattr(SmtpChannel, "deliver", interrupted)
        assert command("send", folder) == 130
    assert states(folder) == {"DINKES": [ACCEPTED], "DISDIK": [FAILED], "KEC-MIJEN": [PLANNED]}
    assert "Dihentikan" in capsys.readouterr().err
    assert command("send", folder) == 0
    assert sorted(server.recipients) == sorted(ADDRESSES.values())


def test_the_pace_of_the_policy_is_kept(
    folder: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("pipeline.delivery.sending.pause", waited.append)
    set_sending(folder / "inputs", **by_smtp(server, per_menit=20))
    assert command("send", folder) == 0
    assert len(waited) == 2
    assert all(2 < seconds <= 3 for seconds in waited)


@pytest.mark.parametrize(
    ("settings", "names", "linked"),
    [
        ({"html": "lampiran"}, 3, False),
        ({"html": "tidak"}, 2, False),
        ({"html": "tautan", "alamat_laporan": "https://laporan.contoh.go.id/asn/"}, 2, True),
    ],
)
def test_the_page_is_attached_linked_or_left_out(
    folder: Path, server: MailServer, settings: dict[str, Any], names: int, linked: bool
) -> None:
    set_sending(folder / "inputs", **by_smtp(server, **settings))
    command("send", folder, "--opd", "DINKES")
    [message] = server.messages
    assert len(attachments(message)) == names
    body = message.get_body(("plain",))
    assert body is not None
    link = f"https://laporan.contoh.go.id/asn/{PERIOD}/r01/opd/DINKES/laporan-DINKES-{PERIOD}.html"
    assert (link in body.get_content()) == linked


def test_the_folder_channel_lays_down_files_and_message(
    city: Path, tmp_path: Path, capsys: Screen
) -> None:
    folder = copy_of(city, tmp_path / "kota")
    assert command("send", folder) == 0
    laid = folder / "outputs" / "outbox" / PERIOD
    assert {path.name for path in laid.iterdir()} == set(OPDS)
    found = documents(laid / "DINKES")
    assert set(found) == {
        f"laporan-DINKES-{PERIOD}.xlsx",
        f"laporan-DINKES-{PERIOD}.html",
        f"nota-dinas-DINKES-{PERIOD}.docx",
        f"pesan-DINKES-{PERIOD}.eml",
    }
    assert b"X-Unsent: 1\r\n" in found[f"pesan-DINKES-{PERIOD}.eml"]
    assert "outbox" in capsys.readouterr().out
    assert command("send", folder) == 0
    assert documents(laid / "DINKES") == found
    assert states(folder) == all_in(ACCEPTED)


def test_packages_need_no_address_and_are_the_same_bytes_again(city: Path, tmp_path: Path) -> None:
    folder = copy_of(city, tmp_path / "kota", saluran="paket")
    set_addresses(folder / "inputs", {})
    assert command("send", folder) == 0
    packages = folder / "outputs" / "paket" / PERIOD
    first = documents(packages)
    assert set(first) == {f"laporan-asn-peduli-{kode}-{PERIOD}.zip" for kode in OPDS}
    shutil.rmtree(folder / "outputs" / "pengiriman")
    shutil.rmtree(packages)
    assert command("send", folder) == 0
    assert documents(packages) == first
    with zipfile.ZipFile(packages / f"laporan-asn-peduli-DINKES-{PERIOD}.zip") as archive:
        assert len(archive.namelist()) == 4
        assert (
            "paling lambat 15 April 2026" in archive.read(f"pengantar-DINKES-{PERIOD}.txt").decode()
        )


def test_what_went_by_one_channel_is_not_sent_again_by_another_unless_asked(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    set_sending(folder / "inputs", saluran=FOLDER)
    assert command("send", folder) == 0
    set_sending(folder / "inputs", **by_smtp(server))
    capsys.readouterr()
    assert command("send", folder) == 0
    assert server.taken == []
    told = capsys.readouterr().out
    assert "3 OPD sudah diletakkan atau dikirim sebelumnya; saluran berganti" in told
    assert hint(folder, "send", f"{PERIOD} --resend KODE") in told
    assert command("send", folder, "--dry-run") == 0
    assert "bermasalah atau tidak pasti: 0" in capsys.readouterr().out
    assert command("send", folder, "--resend", *OPDS) == 0
    assert len(server.taken) == 3


def test_what_was_done_before_is_told_only_where_there_is_some(
    folder: Path, capsys: Screen
) -> None:
    """The first time no OPD was served before; the others may lack an address."""
    set_sending(folder / "inputs", saluran=FOLDER)
    set_addresses(folder / "inputs", {"DINKES": ADDRESSES["DINKES"]})
    assert command("send", folder) == 4
    told = capsys.readouterr().out
    assert "sebelumnya" not in told
    assert "hanya pesan .eml dari folder: DINKES." in told
    set_addresses(folder / "inputs", ADDRESSES)
    assert command("send", folder) == 0
    assert "1 OPD: isi ini sudah diletakkan sebelumnya" in capsys.readouterr().out
    assert command("send", folder, "--resend", "DISDIK") == 0
    assert "hanya pesan .eml dari folder: DISDIK." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("channel", "before", "ending"),
    [
        ("folder", {}, "untuk 1 OPD diletakkan untuk dikirim dengan tangan."),
        ("folder", {"DISDIK": DONE}, "tangan. OPD lain sudah diletakkan sebelumnya."),
        ("smtp", {}, "dikirim kepada 1 OPD."),
        ("smtp", {"DISDIK": DONE}, "kepada 1 OPD. OPD lain sudah menerimanya."),
        (
            "smtp",
            {"DISDIK": DONE_OTHERWISE},
            "kepada 1 OPD. OPD lain sudah diletakkan atau dikirim sebelumnya; saluran berganti.",
        ),
    ],
)
def test_a_sending_ends_with_word_of_others_only_where_there_are_some(
    channel: str, before: dict[str, str], ending: str
) -> None:
    plan = SendingPlan(PERIOD, "r01", channel, {"DINKES": SEND, **before}, {}, {}, (), 0)
    assert end_sentence(SendingOutcome(plan, {"DINKES": ACCEPTED})).endswith(ending)


@pytest.mark.parametrize(
    ("deadline", "said"), [("", "Laporan Maret 2026"), ("2026-04-15", "Pengingat Maret 2026")]
)
def test_a_sending_that_had_nothing_to_do_says_so_and_counts_no_opd(
    deadline: str, said: str
) -> None:
    plan = SendingPlan(PERIOD, "r01", FOLDER, {"DINKES": DONE}, {}, {}, (), 0, deadline=deadline)
    assert end_sentence(SendingOutcome(plan, {})) == f"{said}: tidak ada yang perlu dikirim."


def test_what_is_attached_may_be_protected_while_the_ledger_knows_the_plain_file(
    folder: Path,
) -> None:
    settings = settings_for(folder / "inputs", folder / "outputs")
    plan = plan_sending(open_desk(settings), PERIOD, ["DINKES"], [])
    manifest, references = (
        published_manifest(settings, PERIOD),
        read_references(settings.references),
    )
    packer = Packer(
        settings.outputs, manifest, references, lambda data, kode: kode.encode() + data[:0]
    )
    with open_ledger(settings) as ledger:
        [delivery] = ledger.deliveries(plan.period)
    parcel = packer.pack(delivery)
    assert {one.name.rpartition(".")[2]: one.data[:6] for one in parcel.attachments}[
        "xlsx"
    ] == b"DINKES"
    plain = (
        settings.outputs / PERIOD / "r01" / "opd" / "DINKES" / f"laporan-DINKES-{PERIOD}.xlsx"
    ).read_bytes()
    assert (
        dict(delivery.berkas)[f"laporan-DINKES-{PERIOD}.xlsx"] == hashlib.sha256(plain).hexdigest()
    )


def test_nothing_of_a_person_is_in_the_names_of_what_is_sent(folder: Path) -> None:
    command("send", folder)
    names = [word for nip, name, _ in PEOPLE for word in (nip, name)]
    places = [
        path.name
        for path in ledger_folder(settings_for(folder / "inputs", folder / "outputs")).rglob("*")
    ]
    assert not [name for name in names if any(name in place for place in places)]

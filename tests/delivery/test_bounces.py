"""What comes back: a folder of mail as servers and people write it, each with its due outcome."""

import csv
import mailbox
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from pipeline.core.errors import UsageError
from pipeline.delivery.bounces.mail_files import HEAD, MOST_MESSAGES, messages_in
from pipeline.delivery.bounces.matching import Reading, read_bounces
from pipeline.delivery.bounces.notices import OTHER, UNREADABLE, read_notice
from pipeline.delivery.ledger import Ledger, open_ledger
from pipeline.delivery.model import ACCEPTED, Delivery, content_hash
from pipeline.system.settings import settings_for

CORPUS: Final = Path(__file__).parent / "pantulan"
FILES: Final = (
    ("laporan-DINKES-2026-03.xlsx", "a" * 64),
    ("nota-dinas-DINKES-2026-03.docx", "b" * 64),
)
DINKES: Final = Delivery(
    periode="2026-03",
    kode_opd="DINKES",
    penerima="sekretaris@dinkes.contoh.go.id",
    sidik=content_hash(FILES),
    revisi="r01",
    saluran="smtp",
    koreksi=False,
    message_id="<dinkes@peduli.contoh.go.id>",
    berkas=FILES,
)
DINSOS: Final = replace(
    DINKES,
    kode_opd="DINSOS",
    penerima="sekretaris@dinsos.contoh.go.id",
    message_id="<dinsos@peduli.contoh.go.id>",
)
EXPECTED: Final = list(
    csv.DictReader((CORPUS / "harapan.csv").read_text(encoding="utf-8").splitlines())
)
K: Final = 1024


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(settings_for(tmp_path / "inputs", tmp_path / "outputs")) as held:
        held.plan([DINKES, DINSOS], "")
        for delivery in (DINKES, DINSOS):
            held.begin(delivery, 1)
            held.settle(delivery, ACCEPTED, "250 Ok")
        yield held


def told(reading: Reading) -> set[tuple[str, int, str, str, str, str]]:
    """Return file, number, kind, delivery, recipient and code of all that a reading tells."""
    matched = {
        (
            f.file,
            f.bounce.pesan_ke,
            f.bounce.sifat,
            f.delivery.kode_opd.lower(),
            f.bounce.penerima,
            f.bounce.kode,
        )
        for f in reading.matched
    }
    return matched | {
        (one.file, one.message_number, one.cause, "", "", "") for one in reading.others
    }


def test_every_letter_of_the_corpus_becomes_what_it_should(ledger: Ledger, tmp_path: Path) -> None:
    for path in CORPUS.glob("*.[em]*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    expected = {
        (r["berkas"], int(r["surat"]), r["kabar"], r["kiriman"], r["penerima"], r["kode"])
        for r in EXPECTED
    }
    found = told(read_bounces(tmp_path, ledger))
    assert found - expected == set()
    assert expected - found == set()
    assert {name for name, *_ in expected} == {path.name for path in CORPUS.iterdir()} - {
        "harapan.csv"
    }


def test_the_same_mail_read_twice_is_recorded_once(ledger: Ledger, tmp_path: Path) -> None:
    first = read_bounces(CORPUS, ledger)
    held = ledger.bounces("2026-03")
    copy = tmp_path / "salinan"
    copy.mkdir()
    for path in CORPUS.iterdir():
        (copy / f"x-{path.name}").write_bytes(path.read_bytes())
    again = read_bounces(copy, ledger)
    assert len(held) == len(first.new()) > 10
    assert again.new() == []
    assert len(again.matched) == len(first.matched)
    assert ledger.bounces("2026-03") == held


def test_one_file_can_be_named_instead_of_a_folder(ledger: Ledger) -> None:
    [found] = read_bounces(CORPUS / "tidak-dikenal.eml", ledger).matched
    assert found.bounce.waktu == "2026-04-02T03:15:00+00:00"
    assert found.bounce.alasan.startswith(
        "550 5.1.1 <sekretaris@dinkes.contoh.go.id>: Recipient address rejected"
    )


def test_a_place_that_is_not_there_is_said(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--from FOLDER"):
        read_bounces(tmp_path / "tidak-ada", ledger)


def test_a_servers_words_are_kept_on_one_line_without_a_whole_number_of_a_person(
    ledger: Ledger,
) -> None:
    read_bounces(CORPUS, ledger)
    reasons = [bounce.alasan for bounce in ledger.bounces()]
    assert all(reason.isprintable() and len(reason) <= 240 for reason in reasons)
    assert not any("1990 01 01 2015" in reason for reason in reasons)
    assert any("Mailbox full: kuota ****" in reason for reason in reasons)


def test_a_bounce_of_a_message_before_the_last_copy_is_still_known(ledger: Ledger) -> None:
    again = replace(DINKES, message_id="<dinkes-salinan@peduli.contoh.go.id>", ulang=1)
    ledger.plan([again], "")
    ledger.begin(again, 1)
    ledger.settle(again, ACCEPTED, "250 Ok")
    [found] = read_bounces(CORPUS / "tidak-dikenal.eml", ledger).matched
    assert found.bounce.message_id == DINKES.message_id
    assert found.delivery.message_id == again.message_id


def test_a_file_too_large_or_beyond_opening_is_said_and_the_others_are_read(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.system.mailbox._MAIL_SIZE", 5_000)
    (tmp_path / "besar.mbox").write_bytes(b"From x\nA: b\n" * 1000)
    (tmp_path / "kecil.eml").write_bytes((CORPUS / "tidak-dikenal.eml").read_bytes())
    (tmp_path / "terpotong.eml").symlink_to(tmp_path / "tidak-ada")
    reading = read_bounces(tmp_path, ledger)
    assert [(one.file, one.cause) for one in reading.others] == [
        ("besar.mbox", "berkas_tak_terbaca")
    ]
    assert [found.file for found in reading.matched] == ["kecil.eml"]


def test_of_an_endless_mbox_the_first_messages_are_read_and_the_rest_is_said(
    ledger: Ledger, tmp_path: Path
) -> None:
    (tmp_path / "panjang.mbox").write_bytes(b"From x\nA: b\n\nc\n" * (MOST_MESSAGES + 1))
    reading = read_bounces(tmp_path, ledger)
    assert reading.messages == MOST_MESSAGES
    assert reading.others[-1].cause == "terlalu_banyak"


def test_an_mbox_that_python_itself_writes_is_split_as_it_was(tmp_path: Path) -> None:
    letters = [path.read_bytes().replace(b"\r\n", b"\n") for path in sorted(CORPUS.glob("t*.eml"))]
    box = mailbox.mbox(tmp_path / "kotak")
    for letter in letters:
        box.add(letter)
    box.close()
    split = list(messages_in((tmp_path / "kotak").read_bytes()))
    assert [read_notice(letter) for letter in split] == [read_notice(letter) for letter in letters]


HOSTILE: Final = {
    "kosong": b"",
    "nol": b"\0" * (64 * K),
    "hanya baris baru": b"\r\n" * (64 * K),
    "parameter": b'Content-Type: text/plain; a="' + b'\\";' * (80 * K) + b"\n\nx",
    "parameter berlipat": b'Content-Type: text/plain; a="' + b'\\";\n ' * (50 * K) + b"\n\nx",
    "bersarang": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000)
    ),
    "surat dalam surat": b"Content-Type: message/rfc822\n\n" * (8 * K),
    "kepala tanpa henti": b"A: b\n" * (50 * K),
    "seribu penerima": b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n"
    + b"Action: failed\nStatus: 5.1.1\n\n" * (8 * K),
    "sandi huruf": b"From: MAILER-DAEMON\nContent-Type: text/plain; charset=punycode\n\n"
    + b"a-9" * (80 * K),
    "sandi huruf asing": b"From: MAILER-DAEMON\nContent-Type: text/plain; charset=\xff\n\n5.1.1 \xff",
    "base64 terpotong": b"From: MAILER-DAEMON\nContent-Transfer-Encoding: base64\n\n"
    + b"A" * (200 * K),
    "kurung": b"From: MAILER-DAEMON\n\n" + b"<a" * (120 * K),
    "tanggal": b"From: MAILER-DAEMON\nDate: Thu, 99 Apr 99999 99:99:99 +9999\n\n5.1.1",
    "subjek terlipat": b"Subject: " + b"=?utf-8?q?a?=\n " * (15 * K) + b"\n\nx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_read_quickly_and_never_raises(name: str) -> None:
    begun = time.perf_counter()
    notices = [read_notice(message) for message in messages_in(HOSTILE[name])]
    assert time.perf_counter() - begun < 5
    assert all(len(notice.about) <= 20 for notice in notices)


LETTERS: Final = [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))]


@trying(max_examples=150)
@given(st.sampled_from(LETTERS), st.data())
def test_a_damaged_letter_never_raises_and_names_no_message_that_it_did_not_name(
    letter: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(letter)))
    size = data.draw(st.integers(0, 200))
    damaged = letter[:at] + data.draw(st.binary(max_size=40)) + letter[at + size :]
    for message in messages_in(damaged):
        notice = read_notice(message)
        named = [one for group in notice.ids for one in group]
        assert all(one.startswith("<") and one.endswith(">") for one in named)
        assert not named or notice.kind not in (OTHER, UNREADABLE)


def test_only_the_beginning_of_a_message_is_looked_at() -> None:
    assert [len(message) for message in messages_in(b"A: b\n\n" + b"x" * (3 * HEAD))] == [HEAD]

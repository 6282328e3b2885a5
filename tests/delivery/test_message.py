"""The message: what it says, that nothing in the data bends it, that it is the same each time."""

import datetime as dt
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.assessing.counts import Counts
from pipeline.core.periods import Period
from pipeline.delivery.channels import Attachment
from pipeline.delivery.message.packing import deadline, message_bytes
from pipeline.delivery.message.words import (
    MessageContent,
    greeting,
    message_page,
    message_text,
    subject,
)
from pipeline.delivery.model import Delivery
from pipeline.knowledge.references import Opd
from pipeline.knowledge.sending_rules import SendingRules
from tests.builders.small_city import policy

OPD = Opd(
    "DINKES",
    "Dinas Kesehatan",
    pelapor_jabatan="Sekretaris",
    pelapor_nama="Siti Rahayu",
    pelapor_nip="198502022010012002",
)
FILES = tuple(
    Attachment(name, data)
    for name, data in (
        ("laporan-DINKES-2026-03.xlsx", b"PK\x03\x04" + bytes(range(256))),
        ("laporan-DINKES-2026-03.html", b"<!doctype html>\r\n.\r\n--=_0\n"),
        ("nota-dinas-DINKES-2026-03.docx", b"PK\x03\x04surat"),
    )
)
DELIVERY = Delivery(
    periode="2026-03",
    kode_opd="DINKES",
    penerima="sekretariat@dinkes.contoh.go.id",
    sidik="a" * 64,
    revisi="r02",
    saluran="smtp",
    koreksi=False,
    message_id="<satu@kota.contoh.go.id>",
    berkas=(),
)


def letter(**changes: object) -> MessageContent:
    rules = SendingRules(pengirim="operator@kota.contoh.go.id", balas_ke="balas@kota.contoh.go.id")
    usual = MessageContent(
        opd=OPD,
        counts=Counts(sudah=13, belum=9, jumlah_pekerja=15),
        period=Period.of(2026, 3),
        revision="r02",
        policy=replace(policy(), kirim=rules, kontak="Operator, telepon 024-000"),
        is_correction=False,
        is_repeated=False,
        deadline=dt.date(2026, 4, 15),
        files=tuple(one.name for one in FILES),
        groups={"belum_ada_catatan": 8, "sedang_diperiksa": 1},
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def read(of: MessageContent, delivery: Delivery = DELIVERY) -> EmailMessage:
    message = message_from_bytes(
        message_bytes(delivery, of, message_text(of), FILES), policy=default
    )
    assert isinstance(message, EmailMessage)
    return message


def test_it_says_how_the_opd_stands_what_to_do_and_until_when() -> None:
    text = message_text(letter())
    for words in (
        "Yth. Sekretaris Dinas Kesehatan,",
        "periode Maret 2026",
        "ASN yang wajib berpartisipasi: 22",
        "sudah berpartisipasi: 13",
        "belum berpartisipasi: 9",
        "Persentase: 59,09%",
        "terlindungi: 15",
        "Di antaranya belum ada catatan: 8",
        "3 × 24 jam",
        "laporan-DINKES-2026-03.xlsx",
        "paling lambat 15 April 2026",
        "balas@kota.contoh.go.id",
        "Pertanyaan: Operator, telepon 024-000",
    ):
        assert words in text
    assert "Koreksi" not in text
    assert "dikirim ulang" not in text


def test_the_page_says_the_same_words() -> None:
    of = letter(is_correction=True, is_repeated=True)
    page = message_page(of)
    lines = [line.strip() for line in message_text(of).splitlines() if line.strip()]
    for line in lines:
        words = line.partition(". ")[2] if line[0].isdigit() else line
        for part in (
            words.split(": ")
            if "ASN yang" in line
            or "Persen" in line
            or "Pekerja rentan terl" in line
            or "Di antaranya" in line
            else [words]
        ):
            assert part in page, part


def test_a_correction_says_so_first() -> None:
    of = letter(is_correction=True)
    assert subject(of) == "Koreksi: Laporan ASN Peduli Pekerja Rentan Maret 2026: Dinas Kesehatan"
    assert (
        message_text(of)
        .split("\n\n")[1]
        .startswith("Koreksi: laporan Maret 2026 ini (r02) menggantikan")
    )


def test_a_correction_asks_only_for_what_was_not_answered_and_says_that_its_letter_replaces() -> (
    None
):
    first, again = (message_text(letter(is_correction=one)) for one in (False, True))
    first, again = " ".join(first.split()), " ".join(again.split())
    assert "Catatan untuk setiap ASN." in first
    assert "menggantikannya" not in first
    assert (
        "Catatan untuk setiap ASN yang belum dijawab; yang sudah tidak perlu diisi lagi." in again
    )
    assert "mohon disebut bahwa yang ini menggantikannya." in again


def test_an_opd_without_anyone_left_has_nothing_to_fill_in() -> None:
    text = message_text(letter(counts=Counts(sudah=3)))
    assert "tidak perlu dikembalikan" in text
    assert "paling lambat" not in text
    assert "lembar kerja, untuk dibaca dan disimpan" in text
    assert "untuk diisi" not in text


def test_the_groups_stand_as_in_every_other_document() -> None:
    """The manifest keeps them by letter: belum_memenuhi once stood before tidak_berlanjut."""
    groups = {"belum_ada_catatan": 5, "belum_memenuhi": 1, "sedang_diperiksa": 1}
    lines = message_text(letter(groups=groups | {"tidak_berlanjut": 2})).splitlines()
    assert [line.strip() for line in lines if "Di antaranya" in line] == [
        "Di antaranya belum ada catatan: 5",
        "Di antaranya pernah, tidak berlanjut: 2",
        "Di antaranya ada catatan, sedang diperiksa: 1",
        "Di antaranya ada catatan, belum memenuhi ketentuan: 1",
    ]


@pytest.mark.parametrize(
    ("groups", "told"),
    [({"belum_ada_catatan": 9}, True), ({"sedang_diperiksa": 1}, False), ({}, False)],
)
def test_at_zero_it_says_first_whether_any_record_came(groups: dict[str, int], told: bool) -> None:
    """A manifest of an earlier version has no groups: then nothing is claimed."""
    text = message_text(letter(counts=Counts(belum=9), groups=groups))
    first = (
        "  1. Belum ada catatan iuran Maret 2026 yang dapat dikaitkan dengan ASN Dinas Kesehatan."
    )
    assert (first in text) == told


@pytest.mark.parametrize(
    ("day", "today", "expected"),
    [
        (15, dt.date(2026, 4, 1), dt.date(2026, 4, 15)),
        (15, dt.date(2026, 4, 15), dt.date(2026, 4, 15)),
        (15, dt.date(2026, 4, 16), None),
        (31, dt.date(2026, 4, 1), dt.date(2026, 4, 30)),
        (15, None, dt.date(2026, 4, 15)),
    ],
)
def test_the_deadline_is_a_day_of_the_month_after_the_period(
    day: int, today: dt.date | None, expected: dt.date | None
) -> None:
    assert deadline(SendingRules(tenggat_tanggal=day), Period.of(2026, 3), today) == expected


def test_past_the_deadline_an_answer_is_asked_for_soon() -> None:
    late = " ".join(message_text(letter(deadline=None)).split())
    assert "secepatnya, dalam 7 hari (tanggal 15 April 2026 yang tertulis pada lembar kerja" in late


def test_past_the_deadline_the_policy_says_how_many_days_there_are() -> None:
    rules = replace(letter().policy, kirim=SendingRules(hari_menjawab=12))
    late = " ".join(message_text(letter(deadline=None, policy=rules)).split())
    assert "secepatnya, dalam 12 hari (" in late


def test_the_attachments_arrive_as_they_were() -> None:
    found = {
        part.get_filename(): part.get_payload(decode=True)
        for part in read(letter()).iter_attachments()
    }
    assert found == {one.name: one.data for one in FILES}


def test_the_headers_are_those_of_one_message_to_one_recipient() -> None:
    message = read(letter())
    assert str(message["To"]) == "Dinas Kesehatan <sekretariat@dinkes.contoh.go.id>"
    assert message["From"].addresses[0].addr_spec == "operator@kota.contoh.go.id"
    assert message["Reply-To"] == "balas@kota.contoh.go.id"
    assert message["Message-ID"] == "<satu@kota.contoh.go.id>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime.utcoffset() == dt.timedelta(hours=7)
    assert {
        name: len(message.get_all(name, [])) for name in ("To", "From", "Subject", "Date")
    } == dict.fromkeys(("To", "From", "Subject", "Date"), 1)


def test_a_long_subject_stays_as_it_was_written() -> None:
    opd = replace(OPD, nama="Dinas Pengendalian Penduduk dan Keluarga Berencana Kota Semarang")
    assert str(read(letter(opd=opd, is_correction=True))["Subject"]) == subject(
        letter(opd=opd, is_correction=True)
    )


def test_no_line_of_it_is_too_long_or_leaves_ascii() -> None:
    data = message_bytes(DELIVERY, letter(), message_text(letter()), FILES)
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.count(b"\n") == data.count(b"\r\n")


def test_it_names_no_person_outside_the_attachments() -> None:
    message = read(letter())
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    said = " ".join([*map(str, message.values()), *(body.get_content() for body in bodies if body)])
    assert OPD.pelapor_nama not in said
    assert OPD.pelapor_nip not in said


def test_but_for_its_date_it_is_the_same_bytes_each_time() -> None:
    one, other = (
        message_bytes(DELIVERY, letter(), message_text(letter()), FILES).split(b"\r\n")
        for _ in range(2)
    )
    assert [
        a for a, b in zip(one, other, strict=True) if a != b and not a.startswith(b"Date:")
    ] == []


@settings(max_examples=40)
@given(name=st.text(max_size=60), office=st.text(max_size=40))
def test_no_name_can_add_a_header_a_recipient_or_a_part(name: str, office: str) -> None:
    hostile = f"{name}\r\nBcc: lain@contoh.org\r\n\r\n--=_0"
    opd = replace(OPD, nama=hostile, pelapor_jabatan=office)
    message = read(letter(opd=opd))
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == [DELIVERY.penerima]
    assert "\n" not in subject(letter(opd=opd))
    assert [part.get_filename() for part in message.iter_attachments()] == [
        one.name for one in FILES
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ('"><img src=x>', "&gt;&lt;img src=x&gt;"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
    ],
)
def test_no_name_becomes_markup(name: str, shown: str) -> None:
    page = message_page(letter(opd=replace(OPD, nama=name)))
    assert shown in page
    assert not page.count("<script") + page.count("<img")


@pytest.mark.parametrize(
    ("office", "opd", "said"),
    [
        ("Sekretaris Dinas", "Dinas Kesehatan", "Yth. Sekretaris Dinas Kesehatan,"),
        ("Sekretaris Inspektorat", "Inspektorat", "Yth. Sekretaris Inspektorat,"),
        (
            "Kepala Bagian Tata Usaha",
            "Sekretariat Daerah",
            "Yth. Kepala Bagian Tata Usaha Sekretariat Daerah,",
        ),
        ("", "Dinas Kesehatan", "Yth. Sekretaris Dinas Kesehatan,"),
    ],
)
def test_the_secretary_is_addressed_without_a_word_twice(office: str, opd: str, said: str) -> None:
    assert greeting(office, opd) == said

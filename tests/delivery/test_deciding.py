"""What would happen to each OPD: told from the ledger and the revision alone; a row is a story."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from pipeline.delivery.model import (
    ACCEPTED,
    FAILED,
    PLANNED,
    SENDING,
    UNKNOWN,
    Delivery,
    content_hash,
)
from pipeline.delivery.prospects import (
    BOUNCED,
    CORRECT,
    DONE,
    DONE_OTHERWISE,
    MOVED,
    NO_DOCUMENTS,
    OUTDATED,
    SEND,
    TROUBLED,
    UNCERTAIN,
    VANISHED,
    WAITING,
    Case,
    Prospect,
    prospects,
)
from pipeline.delivery.recipients import ANOTHERS, MISSING, NOT_LISTED, Recipient, recipients
from pipeline.knowledge.sending_rules import FOLDER, PACKAGE, SMTP, SendingRules
from pipeline.publishing.manifest import Manifest, OpdEntry
from pipeline.publishing.paths import opd_documents
from schemas.codes import UNMAPPED_OPD

ADDRESS = "sekretariat@dinkes.contoh.go.id"
FIRST, SECOND = "a" * 64, "b" * 64


def manifest(sha256: str, revisi: str, *kodes: str, gagal: tuple[str, ...] = ()) -> Manifest:
    listed = kodes or ("DINKES",)
    return Manifest(
        periode="2026-03",
        revisi=revisi,
        data_sampai="2026-03",
        sidik="",
        masukan={},
        referensi={},
        versi={},
        jumlah={},
        konservasi=(),
        gerbang=(),
        catatan=(),
        anomali=None,
        akuntansi=(),
        opd={kode: OpdEntry("", revisi, {}) for kode in listed},
        gagal=dict.fromkeys(gagal, "ValueError"),
        keluaran={path: sha256 for kode in listed for path in opd_documents(kode, "2026-03")},
    )


def content(sha256: str) -> str:
    return content_hash(
        (path.rpartition("/")[2], sha256) for path in opd_documents("DINKES", "2026-03")
    )


def held(sha256: str, keadaan: str, **more: Any) -> Delivery:
    usual = Delivery(
        periode="2026-03",
        kode_opd="DINKES",
        penerima=ADDRESS,
        sidik=content(sha256),
        revisi="r01",
        saluran=SMTP,
        koreksi=False,
        message_id="<lama@contoh.go.id>",
        berkas=(),
        keadaan=keadaan,
        percobaan=1,
        waktu="2026-04-01T00:00:00",
    )
    return replace(usual, **more)


def outlook(
    of: Manifest,
    *ledger: Delivery,
    saluran: str = SMTP,
    resend: tuple[str, ...] = (),
    addresses: dict[str, str | None] | None = None,
    shared: tuple[str, ...] = (),
    holders: dict[str, str] | None = None,
    returned: tuple[str, ...] = (),
) -> list[Prospect]:
    rules = SendingRules(saluran=saluran, alamat_bersama=shared)
    rows = list((addresses if addresses is not None else {"DINKES": ADDRESS}).items())
    known = recipients(
        pl.DataFrame(rows, schema={"kode_opd": pl.String, "pos_el": pl.String}, orient="row"), rules
    )
    may_have = {one.sidik for one in ledger if one.keadaan in (ACCEPTED, UNKNOWN, SENDING)}
    by_opd = {"DINKES": list(ledger)} if ledger else {}
    known |= {kode: Recipient(kode) for kode in known} if saluran == PACKAGE else {}
    sent = {"DINKES": may_have} if may_have else {}
    return prospects(
        Case(of, rules, known, by_opd, sent, frozenset(resend), holders or {}, frozenset(returned))
    )


OLD_ID = "<lama@contoh.go.id>"
LATER = "2026-05-01T00:00:00"
OTHER = "lama@dinkes.contoh.go.id"


@pytest.mark.parametrize(
    ("story", "ledger", "more", "action"),
    [
        ("nothing was sent yet", [], {}, SEND),
        ("it was planned, then the process died", [held(FIRST, PLANNED, percobaan=0)], {}, SEND),
        ("the server refused it", [held(FIRST, FAILED)], {}, SEND),
        ("it was received", [held(FIRST, ACCEPTED)], {}, DONE),
        ("it may have been received", [held(FIRST, UNKNOWN)], {}, UNCERTAIN),
        ("the process died while sending", [held(FIRST, SENDING)], {}, UNCERTAIN),
        (
            "the operator wants another copy of what was received",
            [held(FIRST, ACCEPTED)],
            {"resend": ("DINKES",)},
            SEND,
        ),
        (
            "the operator wants another copy of what is uncertain",
            [held(FIRST, UNKNOWN)],
            {"resend": ("DINKES",)},
            SEND,
        ),
        ("another content was received", [held(SECOND, ACCEPTED)], {}, CORRECT),
        ("another content may have been received", [held(SECOND, UNKNOWN)], {}, CORRECT),
        ("another content was refused", [held(SECOND, FAILED)], {}, SEND),
        ("another content was only planned", [held(SECOND, PLANNED)], {}, SEND),
        (
            "it was received, then another content",
            [held(FIRST, ACCEPTED), held(SECOND, ACCEPTED, waktu=LATER)],
            {},
            OUTDATED,
        ),
        (
            "another content was received, then this one",
            [held(SECOND, ACCEPTED), held(FIRST, ACCEPTED, waktu=LATER)],
            {},
            DONE,
        ),
        (
            "it was received at an address that was corrected since",
            [held(FIRST, ACCEPTED, penerima=OTHER)],
            {},
            MOVED,
        ),
        (
            "it may have been received at an address that was corrected since",
            [held(FIRST, UNKNOWN, penerima=OTHER)],
            {},
            MOVED,
        ),
        (
            "it was received elsewhere and the operator gave the word",
            [held(FIRST, ACCEPTED, penerima=OTHER)],
            {"resend": ("DINKES",)},
            SEND,
        ),
        (
            "the word was given, the new address refused it",
            [held(FIRST, ACCEPTED, penerima=OTHER, urutan=1), held(FIRST, FAILED, urutan=2)],
            {},
            SEND,
        ),
        (
            "the word was given, the new address received it",
            [held(FIRST, ACCEPTED, penerima=OTHER, urutan=1), held(FIRST, ACCEPTED, urutan=2)],
            {},
            DONE,
        ),
        (
            "another content was received at the old address",
            [held(SECOND, ACCEPTED, penerima=OTHER)],
            {},
            CORRECT,
        ),
        ("the old address refused it", [held(FIRST, FAILED, penerima=OTHER)], {}, SEND),
        (
            "the old address sent it back",
            [held(FIRST, ACCEPTED, penerima=OTHER)],
            {"returned": (OLD_ID,)},
            SEND,
        ),
        (
            "only the capitals of the address changed",
            [held(FIRST, ACCEPTED, penerima=ADDRESS.upper())],
            {},
            DONE,
        ),
        (
            "it may have been received, with other capitals",
            [held(FIRST, UNKNOWN, penerima=ADDRESS.upper())],
            {},
            UNCERTAIN,
        ),
        ("it came back", [held(FIRST, ACCEPTED)], {"returned": (OLD_ID,)}, BOUNCED),
        (
            "it came back and the operator wants another copy",
            [held(FIRST, ACCEPTED)],
            {"returned": (OLD_ID,), "resend": ("DINKES",)},
            SEND,
        ),
        (
            "it came back, another copy was received",
            [held(FIRST, ACCEPTED, message_id="<baru@contoh.go.id>")],
            {"returned": (OLD_ID,)},
            DONE,
        ),
        (
            "it was uncertain, then it came back",
            [held(FIRST, UNKNOWN)],
            {"returned": (OLD_ID,)},
            BOUNCED,
        ),
        (
            "it may have been mailed, now packages are made",
            [held(FIRST, UNKNOWN)],
            {"saluran": PACKAGE},
            UNCERTAIN,
        ),
        (
            "a package was made, later it may have been mailed",
            [
                held(FIRST, ACCEPTED, saluran=PACKAGE, penerima="DINKES", urutan=1),
                held(FIRST, UNKNOWN, urutan=2),
            ],
            {"saluran": PACKAGE},
            UNCERTAIN,
        ),
        (
            "it may have been mailed, then the operator had a package made",
            [
                held(FIRST, UNKNOWN, urutan=1),
                held(FIRST, ACCEPTED, saluran=PACKAGE, penerima="DINKES", urutan=2),
            ],
            {"saluran": PACKAGE},
            DONE,
        ),
        (
            "the clock ran back between two contents",
            [held(SECOND, ACCEPTED, urutan=1, waktu=LATER), held(FIRST, ACCEPTED, urutan=2)],
            {},
            DONE,
        ),
        (
            "it was laid into the folder, now mail is used",
            [held(FIRST, ACCEPTED, saluran=FOLDER)],
            {},
            DONE_OTHERWISE,
        ),
        (
            "it was packed for upload, now mail is used",
            [held(FIRST, ACCEPTED, saluran=PACKAGE, penerima="DINKES")],
            {},
            DONE_OTHERWISE,
        ),
        (
            "the process died while filling the folder",
            [held(FIRST, UNKNOWN, saluran=FOLDER)],
            {"saluran": FOLDER},
            SEND,
        ),
        (
            "it may have been mailed, now the folder is used",
            [held(FIRST, UNKNOWN)],
            {"saluran": FOLDER},
            UNCERTAIN,
        ),
    ],
)
def test_a_story_leads_to_one_action(
    story: str, ledger: list[Delivery], more: dict[str, Any], action: str
) -> None:
    [found] = outlook(manifest(FIRST, "r01"), *ledger, **more)
    assert found.action == action, story


def test_a_new_content_tells_of_an_earlier_one_that_is_uncertain_until_something_later_is_received() -> (
    None
):
    [found] = outlook(manifest(FIRST, "r02"), held(SECOND, UNKNOWN))
    assert (found.action, found.before) == (CORRECT, True)
    [found] = outlook(
        manifest(FIRST, "r02"), held(SECOND, UNKNOWN), held(FIRST, ACCEPTED, waktu=LATER)
    )
    assert (found.action, found.before) == (DONE, False)


def test_a_message_has_the_same_id_until_another_copy_is_asked_for() -> None:
    def message_id(*ledger: Delivery, **more: Any) -> str:
        [found] = outlook(manifest(FIRST, "r01"), *ledger, **more)
        assert found.delivery is not None
        return found.delivery.message_id

    first = message_id()
    assert message_id(held(FIRST, FAILED)) == first
    assert message_id(addresses={"DINKES": OTHER}) != first
    again = message_id(held(FIRST, UNKNOWN), resend=("DINKES",))
    assert again != first
    assert message_id(held(FIRST, FAILED, ulang=1)) == again
    assert message_id(held(FIRST, ACCEPTED, ulang=1), resend=("DINKES",)) not in (first, again)


def test_what_is_uncertain_by_mail_is_told_with_its_own_answer_when_packages_are_made() -> None:
    mailed = held(FIRST, UNKNOWN, jawaban="terputus")
    [found] = outlook(manifest(FIRST, "r01"), mailed, saluran=PACKAGE)
    assert found.delivery == mailed


BOTH: dict[str, str | None] = {"DINKES": ADDRESS, "DISDIK": "sekretariat@disdik.contoh.go.id"}
SWAPPED: dict[str, str | None] = {"DINKES": BOTH["DISDIK"], "DISDIK": ADDRESS.title()}
HOLDERS = {str(address): kode for kode, address in BOTH.items()}


@pytest.mark.parametrize(
    ("more", "troubled"),
    [
        ({"addresses": BOTH}, {}),
        ({"addresses": SWAPPED}, {"DINKES": "DISDIK", "DISDIK": "DINKES"}),
        ({"addresses": SWAPPED, "resend": ("DISDIK",)}, {"DINKES": "DISDIK"}),
        ({"addresses": SWAPPED, "shared": (ADDRESS,)}, {"DINKES": "DISDIK"}),
        ({"addresses": SWAPPED, "saluran": PACKAGE}, {}),
    ],
)
def test_an_address_that_was_another_opds_gets_nothing_without_the_operators_word(
    more: dict[str, Any], troubled: dict[str, str]
) -> None:
    found = outlook(manifest(FIRST, "r01", "DINKES", "DISDIK"), holders=HOLDERS, **more)
    assert {one.kode: one.owner for one in found if one.problem == ANOTHERS} == troubled
    assert {one.kode for one in found if one.action == SEND} == set(BOTH) - troubled.keys()


def test_a_delivery_keeps_the_address_as_the_ledger_knows_it() -> None:
    [found] = outlook(manifest(FIRST, "r01"), held(FIRST, FAILED, penerima=ADDRESS.title()))
    assert found.delivery is not None
    assert found.delivery.key == held(FIRST, FAILED, penerima=ADDRESS.title()).key


def test_who_cannot_be_sent_to_is_troubled() -> None:
    of = manifest(FIRST, "r01", "DINKES", "DISDIK", "BKPP", UNMAPPED_OPD, gagal=("SETDA",))
    addresses = {"DINKES": ADDRESS, "DISDIK": None, "SETDA": "setda@contoh.go.id"}
    found = {one.kode: (one.action, one.problem) for one in outlook(of, addresses=addresses)}
    assert found == {
        "BKPP": (TROUBLED, NOT_LISTED),
        "DINKES": (SEND, ""),
        "DISDIK": (TROUBLED, MISSING),
        "SETDA": (TROUBLED, NO_DOCUMENTS),
    }


def test_a_document_that_the_manifest_does_not_name_is_not_sent() -> None:
    of = manifest(FIRST, "r01")
    del of.keluaran[opd_documents("DINKES", "2026-03")[2]]
    [found] = outlook(of)
    assert (found.action, found.problem) == (TROUBLED, NO_DOCUMENTS)


@pytest.mark.parametrize(("resend", "action"), [((), VANISHED), (("DINKES",), SEND)])
def test_an_opd_that_vanished_from_the_roster_waits_for_the_operators_word(
    resend: tuple[str, ...], action: str
) -> None:
    of = replace(manifest(FIRST, "r01"), datang={"hilang": ["DINKES"]})
    [found] = outlook(of, resend=resend)
    assert found.action == action
    assert VANISHED in WAITING


def test_what_a_vanished_opd_already_has_is_done() -> None:
    of = replace(manifest(FIRST, "r01"), datang={"hilang": ["DINKES"]})
    [found] = outlook(of, held(FIRST, ACCEPTED))
    assert found.action == DONE

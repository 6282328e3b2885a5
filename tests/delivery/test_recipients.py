"""Who may receive: the cases of pos_el, one a line, each with what the operator is told to do."""

import polars as pl
import pytest

from pipeline.core.wording import has
from pipeline.delivery.recipients import (
    ANOTHERS,
    FOREIGN,
    MALFORMED,
    MISSING,
    NOT_LISTED,
    SHARED,
    Recipient,
    recipients,
)
from pipeline.knowledge.sending_rules import SendingRules

CITY = SendingRules(domain_diizinkan=("semarangkota.go.id",))
OPEN = SendingRules()


@pytest.mark.parametrize(
    ("pos_el", "rules", "expected"),
    [
        (
            "sekretariat@dinkes.semarangkota.go.id",
            CITY,
            Recipient("sekretariat@dinkes.semarangkota.go.id"),
        ),
        ("dinkes@semarangkota.go.id", CITY, Recipient("dinkes@semarangkota.go.id")),
        ("Dinkes@SemarangKota.GO.ID", CITY, Recipient("Dinkes@semarangkota.go.id")),
        (
            "dinkes@bukansemarangkota.go.id",
            CITY,
            Recipient("dinkes@bukansemarangkota.go.id", FOREIGN),
        ),
        (
            "dinkes@semarangkota.go.id.contoh.org",
            CITY,
            Recipient("dinkes@semarangkota.go.id.contoh.org", FOREIGN),
        ),
        ("dinkes@contoh.org", CITY, Recipient("dinkes@contoh.org", FOREIGN)),
        ("dinkes@contoh.org", OPEN, Recipient("dinkes@contoh.org")),
        ("dinkes+asn@contoh.org", OPEN, Recipient("dinkes+asn@contoh.org")),
        (None, OPEN, Recipient("", MISSING)),
        ("", OPEN, Recipient("", MISSING)),
        ("dinkes", OPEN, Recipient("dinkes", MALFORMED)),
        ("dinkes@", OPEN, Recipient("dinkes@", MALFORMED)),
        ("dinkes@contoh", OPEN, Recipient("dinkes@contoh", MALFORMED)),
        ("dinkes@contoh..org", OPEN, Recipient("dinkes@contoh..org", MALFORMED)),
        ("dinkes @contoh.org", OPEN, Recipient("dinkes @contoh.org", MALFORMED)),
        ("a@contoh.org, b@contoh.org", OPEN, Recipient("a@contoh.org, b@contoh.org", MALFORMED)),
        ("a@contoh.org; b@contoh.org", OPEN, Recipient("a@contoh.org; b@contoh.org", MALFORMED)),
        ("Dinkes <dinkes@contoh.org>", OPEN, Recipient("Dinkes <dinkes@contoh.org>", MALFORMED)),
        (
            "dinkes@contoh.org\nBcc: lain@contoh.org",
            OPEN,
            Recipient("dinkes@contoh.org\nBcc: lain@contoh.org", MALFORMED),
        ),
        ("dinkes@[127.0.0.1]", OPEN, Recipient("dinkes@[127.0.0.1]", MALFORMED)),
        ("dinkés@contoh.org", OPEN, Recipient("dinkés@contoh.org", MALFORMED)),
        ("dinkes@localhost", OPEN, Recipient("dinkes@localhost", MALFORMED)),
    ],
)
def test_an_address_is_checked_before_anything_is_sent(
    pos_el: str | None, rules: SendingRules, expected: Recipient
) -> None:
    assert of({"DINKES": pos_el}, rules) == {"DINKES": expected}


@pytest.mark.parametrize(
    ("addresses", "shared", "usable"),
    [
        ({"DINKES": "a@contoh.org", "DISDIK": "b@contoh.org"}, (), {"DINKES", "DISDIK"}),
        (
            {"DINKES": "a@contoh.org", "DISDIK": "a@contoh.org", "BKPP": "b@contoh.org"},
            (),
            {"BKPP"},
        ),
        ({"DINKES": "a@contoh.org", "DISDIK": "A@Contoh.org"}, (), set()),
        (
            {"DINKES": "a@contoh.org", "DISDIK": "a@contoh.org"},
            ("a@contoh.org",),
            {"DINKES", "DISDIK"},
        ),
        ({"DINKES": "a@contoh.org", "DISDIK": "a@contoh.org"}, ("b@contoh.org",), set()),
        ({"DINKES": None, "DISDIK": None}, (), set()),
    ],
)
def test_one_address_stands_for_two_opds_only_where_the_policy_says_so(
    addresses: dict[str, str | None], shared: tuple[str, ...], usable: set[str]
) -> None:
    found = of(addresses, SendingRules(alamat_bersama=shared))
    assert {kode for kode, one in found.items() if not one.problem} == usable
    assert all(
        one.problem in (SHARED, MISSING) for kode, one in found.items() if kode not in usable
    )


@pytest.mark.parametrize("masalah", [NOT_LISTED, MISSING, MALFORMED, FOREIGN, SHARED, ANOTHERS])
def test_every_trouble_has_a_sentence(masalah: str) -> None:
    assert has(f"kirim.masalah.{masalah}")


def of(addresses: dict[str, str | None], rules: SendingRules) -> dict[str, Recipient]:
    schema = {"kode_opd": pl.String, "pos_el": pl.String}
    return recipients(pl.DataFrame(list(addresses.items()), schema=schema, orient="row"), rules)

"""Who may receive an OPD's documents: opd.csv's address, checked before sending (contract §7)."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.knowledge.addresses import plain_address, within
from pipeline.knowledge.sending_rules import SendingRules

NOT_LISTED: Final = "tidak_terdaftar"
MISSING: Final = "tanpa_alamat"
MALFORMED: Final = "alamat_salah"
FOREIGN: Final = "domain_lain"
SHARED: Final = "alamat_ganda"
UNSEALED: Final = "tanpa_sandi"
ANOTHERS: Final = "alamat_opd_lain"


@dataclass(frozen=True)
class Recipient:
    """An OPD's address, and why it cannot be used: one of the words above, empty when it can."""

    address: str
    problem: str = ""


def recipients(opd: pl.DataFrame, rules: SendingRules) -> dict[str, Recipient]:
    """Return kode_opd -> recipient for every OPD of opd.csv.

    An address that stands for two OPDs is refused for both unless the policy's alamat_bersama names
    it: each would receive the other's people.
    """
    found = {
        kode: _recipient(text or "", rules)
        for kode, text in opd.select("kode_opd", "pos_el").iter_rows()
    }
    usable = Counter(one.address.lower() for one in found.values() if not one.problem)
    twice = {
        address
        for address, times in usable.items()
        if times > 1 and address not in rules.alamat_bersama
    }
    return {
        kode: Recipient(one.address, SHARED)
        if not one.problem and one.address.lower() in twice
        else one
        for kode, one in found.items()
    }


def _recipient(text: str, rules: SendingRules) -> Recipient:
    if not text:
        return Recipient("", MISSING)
    try:
        address = plain_address(text)
    except ValueError:
        return Recipient(text, MALFORMED)
    return (
        Recipient(address)
        if within(address, rules.domain_diizinkan)
        else Recipient(address, FOREIGN)
    )

"""The OPDs that get nothing now, and why: those with the same state in one sentence."""

from collections.abc import Mapping, Sequence

from flows.cli.screen import Screen
from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.delivery.prospects import (
    BOUNCED,
    DONE_OTHERWISE,
    MOVED,
    OUTDATED,
    VANISHED,
    Prospect,
)
from pipeline.delivery.recipients import ANOTHERS

_WITH_ADDRESS = ("alamat_salah", "domain_lain", "alamat_ganda", ANOTHERS)
_SENTENCES = {
    DONE_OTHERWISE: "kirim.saluran_lain",
    OUTDATED: "kirim.tertimpa",
    MOVED: "kirim.alamat_berubah",
    BOUNCED: "kirim.dipantulkan",
    VANISHED: "kirim.tanpa_asn",
}


def show_grouped(screen: Screen, key: str, kodes: Sequence[str], style: str | None = None) -> None:
    """Say sentence `key` once of all these OPDs; nothing where there is none."""
    if kodes:
        screen.say(say(key, jumlah=number(len(kodes)), opd=", ".join(kodes)), style=style)


def show_problems(screen: Screen, period: str, found: Sequence[Prospect]) -> None:
    """Say why OPDs could not be sent to: what several share, once."""
    for why in dict.fromkeys(one.problem for one in found if one.problem):
        same = [one for one in found if one.problem == why]
        if len(same) > 1 and why not in _WITH_ADDRESS:
            show_grouped(
                screen, f"kirim.masalah_banyak.{why}", [one.kode for one in same], "yellow"
            )
            continue
        for one in same:
            screen.say(_problem(why, one.kode, one.recipient, one.owner, period), style="yellow")


def _problem(why: str, kode: str, alamat: str, milik: str, period: str) -> str:
    values = {"alamat": alamat} if why in _WITH_ADDRESS else {}
    if why == ANOTHERS:
        values |= {"milik": milik, "periode": period}
    return say(f"kirim.masalah.{why}", kode=kode, **values)


def show_waiting(screen: Screen, period: str, actions: Mapping[str, str]) -> None:
    """Say which OPDs wait for the operator's word, by what they wait for."""
    for action, key in _SENTENCES.items():
        kodes = [kode for kode, found in actions.items() if found == action]
        if kodes:
            screen.say(
                say(key, jumlah=number(len(kodes)), periode=period, opd=" ".join(kodes)),
                style="yellow",
            )

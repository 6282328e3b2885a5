"""The OPDs that get nothing now, and why: those with the same state in one sentence."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from flows.cli.screen import Screen
from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.delivery.prospects import (
    BOUNCED,
    DONE_OTHERWISE,
    MOVED,
    NO_DOCUMENTS,
    OUTDATED,
    VANISHED,
    Prospect,
)
from pipeline.delivery.recipients import ANOTHERS
from pipeline.delivery.reminders import ANSWERED, NOT_REACHED, NOTHING_ASKED, REMINDED, SENT_LATE

_WITH_ADDRESS = ("alamat_salah", "domain_lain", "alamat_ganda", ANOTHERS)
_SENTENCES = {
    DONE_OTHERWISE: "kirim.saluran_lain",
    OUTDATED: "kirim.tertimpa",
    MOVED: "kirim.alamat_berubah",
    BOUNCED: "kirim.dipantulkan",
    VANISHED: "kirim.tanpa_asn",
    NOT_REACHED: "kirim.belum_menerima",
    SENT_LATE: "kirim.baru_dikirim",
}


def show_grouped(
    tell: Callable[[str], None],
    key: str,
    kodes: Sequence[str],
    values: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Say sentence `key` once of all these OPDs; nothing where there is none."""
    if kodes:
        tell(say(key, jumlah=number(len(kodes)), opd=", ".join(kodes), **values))


def show_left_alone(screen: Screen, actions: Sequence[str]) -> None:
    """Say how many OPDs are not reminded because nothing more is to be asked of them."""
    left = (ANSWERED, REMINDED, NOTHING_ASKED)
    told = {action: number(sum(one == action for one in actions)) for action in left}
    screen.say(say("kirim.tidak_diingatkan", **told))


def show_problems(tell: Callable[[str], None], command: str, found: Sequence[Prospect]) -> None:
    """Say why OPDs could not be sent to: what several share, once.

    `command` is what follows `asn-peduli send` to try it again.
    """
    for why in dict.fromkeys(one.problem for one in found if one.problem):
        same = [one for one in found if one.problem == why]
        if len(same) > 1 and why not in _WITH_ADDRESS:
            kodes = [one.kode for one in same]
            show_grouped(tell, f"kirim.masalah_banyak.{why}", kodes, _month_to_run(why, command))
            continue
        for one in same:
            tell(_problem(why, one.kode, one.recipient, one.owner, command))


def _problem(why: str, kode: str, alamat: str, milik: str, command: str) -> str:
    values = {"alamat": alamat} if why in _WITH_ADDRESS else _month_to_run(why, command)
    if why == ANOTHERS:
        values |= {"milik": milik, "periode": command}
    return say(f"kirim.masalah.{why}", kode=kode, **values)


def _month_to_run(why: str, command: str) -> dict[str, str]:
    """Return the month to be run again, where the sentence about `why` asks for it."""
    return {"periode": command.split(maxsplit=1)[0]} if why == NO_DOCUMENTS else {}


def show_waiting(screen: Screen, command: str, actions: Mapping[str, str], days: int) -> None:
    """Say which OPDs wait for the operator's word, by what they wait for.

    `days`: how long who got the report late has to answer (kirim.hari_menjawab).

    Those served by a channel of before wait for nothing, unless the operator never sent it.
    """
    for action, key in _SENTENCES.items():
        kodes = [kode for kode, found in actions.items() if found == action]
        if kodes:
            told = {"periode": command, "opd": " ".join(kodes), "hari": days}
            screen.say(say(key, jumlah=number(len(kodes)), **told), style="yellow")

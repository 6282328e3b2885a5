"""What the screen tells of a sending: what arrived, what waits, what to do about the rest."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from flows.cli.screen import Screen
from flows.cli.waiting import show_left_alone, show_problems, show_waiting
from pipeline.core import formats
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery.model import REMINDER
from pipeline.delivery.prospects import DONE, TROUBLED, Prospect
from pipeline.knowledge.sending_rules import FOLDER, PACKAGE
from pipeline.operations import deliveries
from pipeline.operations.desk import Desk
from pipeline.system.settings import Settings

if TYPE_CHECKING:
    from flows.distribute import SendingOutcome

_PLACES = {FOLDER: "outbox", PACKAGE: "paket"}


def show_outcome(screen: Screen, desk: Desk, outcome: "SendingOutcome") -> None:
    """Show how the sending of reports or reminders ended."""
    plan = outcome.plan
    if plan.deadline:
        _show_reminded(screen, outcome)
    else:
        _show_sent(screen, outcome)
    if outcome.accepted and plan.channel in _PLACES:
        _show_place(screen, desk.settings, outcome)
    if plan.unmapped and not plan.deadline:
        screen.say(say("kirim.belum_dipetakan", jumlah=number(plan.unmapped)), style="yellow")
    _show_others(screen, desk, outcome)
    _show_troubles(screen, desk, outcome)


def _show_sent(screen: Screen, outcome: "SendingOutcome") -> None:
    plan = outcome.plan
    named = {"periode": Period.parse(plan.period).name, "revisi": plan.revision}
    done, laid = number(len(plan.of(DONE))), _laid_ready(plan.channel)
    if plan.to_send:
        corrected = [kode for kode in outcome.accepted if kode in plan.corrected]
        counts = {**_shown_counts(outcome), "koreksi": number(len(corrected))}
        screen.say(say(f"kirim.hasil{laid}", **named, saluran=plan.channel, **counts))
    else:
        screen.say(say(f"kirim.hasil_nihil{laid}", **named))
    if plan.of(DONE):
        screen.say(say(f"kirim.sudah{laid}", sudah=done))


def _laid_ready(channel: str) -> str:
    """Return the end of the keys of what is not sent, but lies ready for the operator."""
    return "_diletakkan" if channel in _PLACES else ""


def _show_reminded(screen: Screen, outcome: "SendingOutcome") -> None:
    plan = outcome.plan
    named = {
        "periode": Period.parse(plan.period).name,
        "tanggal": formats.date(dt.date.fromisoformat(plan.deadline)),
    }
    if plan.to_send:
        counts, key = _shown_counts(outcome), f"kirim.hasil_pengingat{_laid_ready(plan.channel)}"
        screen.say(say(key, **named, saluran=plan.channel, **counts))
        show_not_known_as_sent(screen, plan.channel)
    else:
        screen.say(say("kirim.hasil_pengingat_nihil", **named))
    show_left_alone(screen, list(plan.actions.values()))


def show_not_known_as_sent(screen: Screen, channel: str) -> None:
    """Say that what was laid ready may not have been sent: its reader cannot be reminded of it."""
    if channel in _PLACES:
        screen.say(say("kirim.diletakkan_saja"), style="yellow")


def _show_place(screen: Screen, settings: Settings, outcome: "SendingOutcome") -> None:
    """Say where the files lie; which, when some lie there since before and are not to be resent."""
    plan = outcome.plan
    place = settings.outputs / _PLACES[plan.channel] / plan.period
    every = len(outcome.accepted) == len(plan.actions) and not plan.named_only
    if every and not plan.deadline:
        screen.say(say(f"kirim.letak_{plan.channel}", jalur=place))
        return
    kind = "pengingat" if plan.deadline else "sebagian"
    named = ", ".join(kode + (REMINDER if plan.deadline else "") for kode in outcome.accepted)
    screen.say(say(f"kirim.letak_{plan.channel}_{kind}", jalur=place, opd=named))


def _shown_counts(outcome: "SendingOutcome") -> dict[str, str]:
    groups = {
        "diterima": outcome.accepted,
        "gagal": outcome.failed,
        "belum": outcome.untried,
        "tidak_pasti": outcome.uncertain,
    }
    return {name: number(len(kodes)) for name, kodes in groups.items()}


def _show_others(screen: Screen, desk: Desk, outcome: "SendingOutcome") -> None:
    """Say what was left alone although something else of it was, or may have been, received."""
    plan = outcome.plan
    show_waiting(screen, plan.command, plan.actions, desk.references.policy.kirim.hari_menjawab)
    for kode in plan.doubtful_before:
        screen.say(say("kirim.sebelumnya", kode=kode, periode=plan.period), style="yellow")


def _show_troubles(screen: Screen, desk: Desk, outcome: "SendingOutcome") -> None:
    plan = outcome.plan
    found = deliveries.addresses(desk, plan.problems)
    troubled = [
        Prospect(kode, TROUBLED, found[kode], problem=why, owner=plan.owners.get(kode, ""))
        for kode, why in plan.problems.items()
    ]
    show_problems(partial(screen.refuse, say("cli.gagal")), plan.command, troubled)
    for kode in plan.put_aside:
        screen.say(say("kirim.disisihkan", kode=kode, periode=plan.period), style="yellow")
    said = deliveries.answers(desk.settings, plan.period, (*outcome.failed, *outcome.uncertain))
    for kode in outcome.failed:
        screen.refuse(say("cli.gagal"), say("kirim.gagal", kode=kode, jawaban=said[kode]))
    if outcome.failed:
        screen.say(say("kirim.gagal_lanjut", periode=plan.command))
    if outcome.untried:
        kodes = outcome.untried
        screen.refuse(
            say("cli.gagal"),
            say("kirim.belum_dicoba", jumlah=number(len(kodes)), opd=", ".join(kodes)),
        )
    for kode in outcome.uncertain:
        screen.refuse(say("cli.gagal"), say("kirim.tidak_pasti", kode=kode, jawaban=said[kode]))
    if outcome.uncertain:
        screen.say(
            say("kirim.tidak_pasti_lanjut", periode=plan.command, opd=" ".join(outcome.uncertain))
        )

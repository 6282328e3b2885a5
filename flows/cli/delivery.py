"""The command send: show, send, settle, and say what came of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flows.cli.as_json import require_dry_run
from flows.cli.folders import Folders
from flows.cli.forecast import tell_forecast
from flows.cli.screen import Screen
from flows.cli.waiting import show_problems, show_waiting
from flows.runtime.folders import working_over
from flows.runtime.progress import announcing
from flows.serving.prefect_home import choose_server, quieten, wait_for_server
from pipeline.core.errors import EXIT_DONE, EXIT_PARTIAL, PartialError, UsageError
from pipeline.core.formats import number
from pipeline.core.periods import Period, period_of
from pipeline.core.wording import say
from pipeline.delivery.documents import published_manifest
from pipeline.delivery.passwords import is_given_in_vain
from pipeline.delivery.prospects import (
    DONE,
    TROUBLED,
    Prospect,
)
from pipeline.delivery.receipt.files import receipt_path, write_receipt
from pipeline.knowledge.sending_rules import FOLDER, PACKAGE
from pipeline.operations import deliveries
from pipeline.operations.desk import Desk, open_desk
from pipeline.system.settings import Settings

if TYPE_CHECKING:
    from flows.distribute import SendingOutcome

_PLACES = {FOLDER: "outbox", PACKAGE: "paket"}


def send(
    period: str,
    dry_run: bool,
    opd: Sequence[str],
    resend: Sequence[str],
    arrived: Sequence[str],
    as_json: bool,
    folders: Folders,
) -> int:
    """Send a published month, show what would be sent, or settle what is uncertain.

    OPDs named in `resend` or `arrived` are all that is touched, unless `opd` names more.
    """
    screen, settings = Screen(), folders.settings
    period_of(period)
    require_dry_run(as_json, dry_run)
    only, again, came = (
        tuple(code.strip().upper() for code in codes) for codes in (opd, resend, arrived)
    )
    both = sorted({*again} & {*came})
    if both:
        raise UsageError(say("kirim.ulang_dan_sampai", opd=", ".join(both)))
    desk = open_desk(settings)
    if is_given_in_vain(desk.references):
        screen.announce(say("sandi.tak_dipakai"))
    if dry_run:
        return tell_forecast(screen, desk, period, (*only, *came), again, as_json)
    if came:
        _settle_arrived(screen, desk, period, came)
    if came and not (only or again):
        return EXIT_DONE
    return _distribute(screen, desk, period, only, again)


def _settle_arrived(screen: Screen, desk: Desk, period: str, came: Sequence[str]) -> None:
    with deliveries.sending_alone(desk.settings):
        known = deliveries.arrived(desk.settings, period, came)
        write_receipt(desk.settings, desk.references, Period.parse(period))
    for kode, revision in known.items():
        screen.say(say("kirim.sampai", kode=kode, revisi=revision, periode=period))


def _distribute(
    screen: Screen, desk: Desk, period: str, only: Sequence[str], again: Sequence[str]
) -> int:
    settings = desk.settings
    published_manifest(settings, period)
    quieten(settings.outputs)
    choose_server(settings.outputs)
    try:
        with screen.working(), announcing(screen.announce):
            screen.announce(say("langkah.server"))
            from flows.distribute import distribute
            from flows.serving.stored_password import move_stored_password

            wait_for_server()
            if moved := move_stored_password(settings):
                screen.say(moved, style="yellow")
            with working_over(settings):
                outcome: Any = distribute(period, tuple(only), tuple(again))
    except PartialError as error:
        outcome = error.done
    _show_outcome(screen, desk, outcome)
    screen.say(
        say("berita_acara.tersimpan", jalur=receipt_path(settings, Period.parse(period), "html"))
    )
    return EXIT_DONE if outcome.whole else EXIT_PARTIAL


def _show_outcome(screen: Screen, desk: Desk, outcome: "SendingOutcome") -> None:
    plan = outcome.plan
    done = plan.of(DONE)
    named = {"periode": Period.parse(plan.period).name, "revisi": plan.revision}
    if plan.to_send:
        screen.say(say("kirim.hasil", **named, saluran=plan.channel, **_shown_counts(outcome)))
        if done:
            screen.say(say("kirim.sudah", sudah=number(len(done))))
        if outcome.accepted and plan.channel in _PLACES:
            _show_place(screen, desk.settings, outcome)
    else:
        screen.say(say("kirim.hasil_nihil", **named, sudah=number(len(done))))
    if plan.unmapped:
        screen.say(say("kirim.belum_dipetakan", jumlah=number(plan.unmapped)), style="yellow")
    _show_others(screen, outcome)
    _show_troubles(screen, desk, outcome)


def _show_place(screen: Screen, settings: Settings, outcome: "SendingOutcome") -> None:
    """Say where the files lie; which, when some lie there since before and are not to be resent."""
    plan = outcome.plan
    place = settings.outputs / _PLACES[plan.channel] / plan.period
    if len(outcome.accepted) == len(plan.actions):
        screen.say(say(f"kirim.letak_{plan.channel}", jalur=place))
    else:
        screen.say(
            say(
                f"kirim.letak_{plan.channel}_sebagian", jalur=place, opd=", ".join(outcome.accepted)
            )
        )


def _shown_counts(outcome: "SendingOutcome") -> dict[str, str]:
    groups = {
        "diterima": outcome.accepted,
        "gagal": outcome.failed,
        "belum": outcome.untried,
        "koreksi": [kode for kode in outcome.accepted if kode in outcome.plan.corrected],
        "tidak_pasti": outcome.uncertain,
    }
    return {name: number(len(kodes)) for name, kodes in groups.items()}


def _show_others(screen: Screen, outcome: "SendingOutcome") -> None:
    """Say what was left alone although something else of it was, or may have been, received."""
    plan = outcome.plan
    show_waiting(screen, plan.period, plan.actions)
    for kode in plan.doubtful_before:
        screen.say(say("kirim.sebelumnya", kode=kode, periode=plan.period), style="yellow")


def _show_troubles(screen: Screen, desk: Desk, outcome: "SendingOutcome") -> None:
    plan = outcome.plan
    found = deliveries.addresses(desk, plan.problems)
    troubled = [
        Prospect(kode, TROUBLED, found[kode], problem=why, owner=plan.owners.get(kode, ""))
        for kode, why in plan.problems.items()
    ]
    show_problems(screen, plan.period, troubled)
    for kode in plan.put_aside:
        screen.say(say("kirim.disisihkan", kode=kode, periode=plan.period), style="yellow")
    said = deliveries.answers(desk.settings, plan.period, (*outcome.failed, *outcome.uncertain))
    for kode in outcome.failed:
        screen.refuse(say("cli.gagal"), say("kirim.gagal", kode=kode, jawaban=said[kode]))
    if outcome.failed:
        screen.say(say("kirim.gagal_lanjut", periode=plan.period))
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
            say("kirim.tidak_pasti_lanjut", periode=plan.period, opd=" ".join(outcome.uncertain))
        )

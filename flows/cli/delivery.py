"""The command send: show, send, settle, and say what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flows.cli.folders import Folders
from flows.cli.forecast import Round, tell_forecast
from flows.cli.screen import Screen
from flows.cli.sending_screen import show_outcome
from flows.runtime.folders import working_over
from flows.runtime.progress import announcing
from flows.serving.prefect_home import choose_server, quieten, wait_for_server
from pipeline.core.errors import EXIT_DONE, EXIT_PARTIAL, PartialError, UsageError
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery.documents import published_manifest
from pipeline.delivery.passwords import is_given_in_vain
from pipeline.delivery.receipt.files import receipt_path, write_receipt
from pipeline.operations import deliveries
from pipeline.operations.cases import passed_deadline
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.outdated import newer_than_published
from pipeline.operations.spans import HELD


@dataclass(frozen=True)
class Wish:
    """What is asked of `send`: its options."""

    dry_run: bool
    opd: Sequence[str]
    resend: Sequence[str]
    arrived: Sequence[str]
    reminder: bool
    as_json: bool


def send(period: str, wish: Wish, folders: Folders) -> int:
    """Send a published month or reminders of it, show what would be sent, settle what is open.

    OPDs named in `resend` or `arrived` are all that is touched, unless `opd` names more. Of a plain
    sending Prefect's server may have been started already (`begin_sending`).
    """
    screen, settings = Screen(), folders.settings
    only, again, came = (
        tuple(code.strip().upper() for code in codes)
        for codes in (wish.opd, wish.resend, wish.arrived)
    )
    both = sorted({*again} & {*came})
    if both:
        raise UsageError(say("kirim.ulang_dan_sampai", opd=", ".join(both)))
    desk = open_desk(settings)
    if is_given_in_vain(desk.references):
        tell = screen.announce if wish.as_json else partial(screen.say, style="yellow")
        tell(say("sandi.tak_dipakai"))
    if not (came or wish.reminder or wish.as_json):
        _tell_outdated(screen, desk, period)
    round_ = Round(period, (*only, *(came if wish.dry_run else ())), again, wish.reminder)
    if wish.dry_run:
        return tell_forecast(screen, desk, round_, wish.as_json)
    if came:
        _settle_arrived(screen, desk, round_, came)
    if came and not (only or again):
        return EXIT_DONE
    return _distribute(screen, desk, round_)


def _tell_outdated(screen: Screen, desk: Desk, period: str) -> None:
    """Say so where the month would be published otherwise now; it is sent as it was published."""
    manifest = published_manifest(desk.settings, period)
    state = newer_than_published(desk, manifest)
    if state is None:
        return
    told = {"revisi": manifest.revisi, "periode": period, "jumlah": number(state.changed)}
    key = "kirim.usang_tertahan" if state.state == HELD else "kirim.usang"
    screen.say(say(key, **told), style="yellow")


def _settle_arrived(screen: Screen, desk: Desk, asked: Round, came: Sequence[str]) -> None:
    period = asked.period
    with deliveries.sending_alone(desk.settings):
        known = deliveries.arrived(desk.settings, period, came, asked.reminder)
        write_receipt(desk.settings, desk.references, Period.parse(period))
    for kode, revision in known.items():
        screen.say(say("kirim.sampai", kode=kode, revisi=revision, periode=period))


def _distribute(screen: Screen, desk: Desk, asked: Round) -> int:
    settings, period = desk.settings, asked.period
    published_manifest(settings, period)
    if asked.reminder:
        passed_deadline(desk, period)
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
                outcome: Any = distribute(period, asked.only, asked.again, asked.reminder)
    except PartialError as error:
        outcome = error.done
    show_outcome(screen, desk, outcome)
    screen.say(
        say("berita_acara.tersimpan", jalur=receipt_path(settings, Period.parse(period), "html"))
    )
    return EXIT_DONE if outcome.whole else EXIT_PARTIAL

"""The command send: show, send, settle, and say what came of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flows.cli.folders import USUAL, Folders, MonthWord, OpdCodes
from flows.cli.screen import Screen
from flows.cli.sending_screen import problem, show_outcome, show_waiting
from flows.runtime.folders import working_over
from flows.runtime.progress import announcing
from flows.serving.prefect_home import choose_server, quieten, wait_for_server
from pipeline.core.errors import EXIT_DONE, EXIT_PARTIAL, PartialError, UsageError
from pipeline.core.formats import number
from pipeline.core.periods import Period, period_of
from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.delivery.documents import published_manifest
from pipeline.delivery.passwords import is_given_in_vain
from pipeline.delivery.prospects import (
    TO_BE_SENT,
    TROUBLED,
    UNCERTAIN,
    WAITING,
)
from pipeline.delivery.receipt.files import receipt_path, write_receipt
from pipeline.operations import deliveries
from pipeline.operations.cases import passed_deadline
from pipeline.operations.desk import Desk, open_desk

if TYPE_CHECKING:
    pass


def send(
    period: MonthWord,
    *,
    dry_run: bool = False,
    opd: OpdCodes = (),
    resend: OpdCodes = (),
    arrived: OpdCodes = (),
    reminder: bool = False,
    folders: Folders = USUAL,
) -> int:
    """Send a published month, or reminders of it; show what would be sent; settle what is open.

    OPDs named in `resend` or `arrived` are all that is touched, unless `opd` names more.
    """
    screen, settings = Screen(), folders.settings
    period_of(period)
    only, again, came = (
        tuple(code.strip().upper() for code in codes) for codes in (opd, resend, arrived)
    )
    both = sorted({*again} & {*came})
    if both:
        raise UsageError(say("kirim.ulang_dan_sampai", opd=", ".join(both)))
    desk = open_desk(settings)
    if is_given_in_vain(desk.references):
        screen.say(say("sandi.tak_dipakai"), style="yellow")
    if dry_run:
        return _show_forecast(screen, desk, period, (*only, *came), again, reminder)
    if came:
        _settle_arrived(screen, desk, period, came, reminder)
    if came and not (only or again):
        return EXIT_DONE
    return _distribute(screen, desk, period, only, again, reminder)


def _settle_arrived(
    screen: Screen, desk: Desk, period: str, came: Sequence[str], reminder: bool
) -> None:
    with deliveries.sending_alone(desk.settings):
        known = deliveries.arrived(desk.settings, period, came, reminder)
        write_receipt(desk.settings, desk.references, Period.parse(period))
    for kode, revision in known.items():
        screen.say(say("kirim.sampai", kode=kode, revisi=revision, periode=period))


def _distribute(
    screen: Screen,
    desk: Desk,
    period: str,
    only: Sequence[str],
    again: Sequence[str],
    reminder: bool,
) -> int:
    settings = desk.settings
    published_manifest(settings, period)
    if reminder:
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
                outcome: Any = distribute(period, tuple(only), tuple(again), reminder)
    except PartialError as error:
        outcome = error.done
    except KeyboardInterrupt:
        screen.refuse(say("cli.gagal"), say("kirim.terhenti", periode=period))
        return EXIT_PARTIAL
    show_outcome(screen, desk, outcome)
    screen.say(
        say("berita_acara.tersimpan", jalur=receipt_path(settings, Period.parse(period), "html"))
    )
    return EXIT_DONE if outcome.whole else EXIT_PARTIAL


def _show_forecast(
    screen: Screen,
    desk: Desk,
    period: str,
    only: Sequence[str],
    again: Sequence[str],
    reminder: bool,
) -> int:
    with screen.working():
        screen.announce(say("kirim.menyusun"))
        forecast = deliveries.forecast(desk, period, only, again, reminder)
    manifest = published_manifest(desk.settings, period)
    command = f"{period} --reminder" if reminder else period
    title = say(
        "kirim.judul_coba_pengingat" if reminder else "kirim.judul_coba",
        periode=Period.parse(period).name,
        revisi=manifest.revisi,
        saluran=desk.references.policy.kirim.saluran,
    )
    screen.table(
        title,
        say("kirim.kolom_coba").split("|"),
        [_forecast_row(one) for one in forecast],
        right={3},
        fold=1,
    )
    for one in forecast:
        if why := _hindrance(one, command):
            screen.say(why, style="yellow")
    show_waiting(screen, command, {one.prospect.kode: one.prospect.action for one in forecast})
    if deliveries.unmapped(manifest) and not reminder:
        screen.say(
            say("kirim.belum_dipetakan", jumlah=number(deliveries.unmapped(manifest))),
            style="yellow",
        )
    open_ = [one for one in forecast if one.prospect.action in (TROUBLED, *WAITING)]
    sent = [one for one in forecast if one.prospect.action in TO_BE_SENT]
    screen.say(
        say("kirim.coba_selesai", dikirim=number(len(sent)), masalah=number(len(open_))),
        style="bold",
    )
    return EXIT_PARTIAL if open_ else EXIT_DONE


def _forecast_row(one: deliveries.Forecast) -> list[str]:
    found = one.prospect
    size = size_text(one.size) if one.size else ""
    return [found.kode, found.recipient, say(f"kirim.tindakan.{found.action}"), size]


def _hindrance(one: deliveries.Forecast, command: str) -> str:
    """Return why an OPD could not be sent to, or what it waits for."""
    found = one.prospect
    if found.problem:
        return problem(found.problem, found.kode, found.recipient, found.owner, command)
    if one.hindrance:
        return say("kirim.halangan", kode=found.kode, sebab=one.hindrance)
    if found.action == UNCERTAIN and found.delivery is not None:
        return say("kirim.tidak_pasti", kode=found.kode, jawaban=found.delivery.jawaban)
    return ""

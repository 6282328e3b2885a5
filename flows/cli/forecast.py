"""What `send --dry-run` tells: whom a message would go to, and all others by their state."""

from collections.abc import Sequence

from flows.cli.as_json import forecast_json, show_json
from flows.cli.screen import Screen
from flows.cli.waiting import show_grouped, show_problems, show_waiting
from pipeline.core.errors import EXIT_DONE, EXIT_PARTIAL
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.delivery.documents import published_manifest
from pipeline.delivery.prospects import DONE, TO_BE_SENT, TROUBLED, UNCERTAIN, WAITING
from pipeline.operations import deliveries
from pipeline.operations.desk import Desk
from pipeline.publishing.manifest import Manifest


def tell_forecast(
    screen: Screen,
    desk: Desk,
    period: str,
    only: Sequence[str],
    again: Sequence[str],
    as_json: bool,
) -> int:
    """Show, or tell as JSON, what `send` would do; return its exit code."""
    with screen.working():
        screen.announce(say("kirim.menyusun"))
        forecast = deliveries.forecast(desk, period, only, again)
    manifest = published_manifest(desk.settings, period)
    open_ = [one for one in forecast if one.prospect.action in (TROUBLED, *WAITING)]
    if as_json:
        channel, unmapped = desk.references.policy.kirim.saluran, deliveries.unmapped(manifest)
        show_json(screen, forecast_json(manifest, channel, forecast, unmapped))
    else:
        _show_forecast(screen, desk, manifest, forecast, len(open_))
    return EXIT_PARTIAL if open_ else EXIT_DONE


def _show_forecast(
    screen: Screen,
    desk: Desk,
    manifest: Manifest,
    forecast: Sequence[deliveries.Forecast],
    open_: int,
) -> None:
    """Show whom a message would go to, line by line; all others by their state, together."""
    period = manifest.periode
    sent = [one for one in forecast if one.prospect.action in TO_BE_SENT]
    named = {"periode": Period.parse(period).name, "revisi": manifest.revisi}
    title = say("kirim.judul_coba", **named, saluran=desk.references.policy.kirim.saluran)
    heads, rows = say("kirim.kolom_coba").split("|"), [_forecast_row(one) for one in sent]
    if rows:
        screen.table(title, heads, rows, right={3}, fold=1)
    else:
        screen.say(title, style="bold")
    show_grouped(screen, "kirim.sudah_opd", _kodes_of(forecast, DONE))
    show_problems(screen, period, [one.prospect for one in forecast])
    for one in forecast:
        if why := _hindrance(one):
            screen.say(why, style="yellow")
    show_waiting(screen, period, {one.prospect.kode: one.prospect.action for one in forecast})
    if deliveries.unmapped(manifest):
        count = number(deliveries.unmapped(manifest))
        screen.say(say("kirim.belum_dipetakan", jumlah=count), style="yellow")
    counts = {"dikirim": number(len(sent)), "masalah": number(open_)}
    screen.say(say("kirim.coba_selesai", **counts), style="bold")


def _kodes_of(forecast: Sequence[deliveries.Forecast], action: str) -> list[str]:
    return [one.prospect.kode for one in forecast if one.prospect.action == action]


def _forecast_row(one: deliveries.Forecast) -> list[str]:
    found = one.prospect
    size = size_text(one.size) if one.size else ""
    return [found.kode, found.recipient, say(f"kirim.tindakan.{found.action}"), size]


def _hindrance(one: deliveries.Forecast) -> str:
    """Return what an OPD waits for, or why what was packed could not go."""
    found = one.prospect
    if one.hindrance and not found.problem:
        return say("kirim.halangan", kode=found.kode, sebab=one.hindrance)
    if found.action == UNCERTAIN and found.delivery is not None:
        return say("kirim.tidak_pasti", kode=found.kode, jawaban=found.delivery.jawaban)
    return ""

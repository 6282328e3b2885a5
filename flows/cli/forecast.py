"""What `send --dry-run` tells: whom a message would go to, and all others by their state."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flows.cli.as_json import forecast_json, show_json
from flows.cli.screen import Screen
from flows.cli.sending_screen import show_not_known_as_sent
from flows.cli.waiting import show_grouped, show_left_alone, show_problems, show_waiting
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


@dataclass(frozen=True)
class Round:
    """What `send` is asked: which month, limited to whom, whose other copy, or reminders."""

    period: str
    only: tuple[str, ...]
    again: tuple[str, ...]
    reminder: bool

    @property
    def command(self) -> str:
        """What follows `asn-peduli send` to ask it again."""
        return f"{self.period} --reminder" if self.reminder else self.period


def tell_forecast(screen: Screen, desk: Desk, asked: Round, as_json: bool) -> int:
    """Show, or tell as JSON, what `send` would do; return its exit code."""
    with screen.working():
        screen.announce(say("kirim.menyusun"))
        forecast = deliveries.forecast(desk, asked.period, asked.only, asked.again, asked.reminder)
    manifest = published_manifest(desk.settings, asked.period)
    if as_json:
        channel, unmapped = desk.references.policy.kirim.saluran, deliveries.unmapped(manifest)
        show_json(screen, forecast_json(manifest, channel, forecast, unmapped))
    else:
        _show_forecast(screen, desk, asked, manifest, forecast)
    return EXIT_PARTIAL if _open(forecast) else EXIT_DONE


def _show_forecast(
    screen: Screen,
    desk: Desk,
    asked: Round,
    manifest: Manifest,
    forecast: Sequence[deliveries.Forecast],
) -> None:
    """Show whom a message would go to, line by line; all others by their state, together."""
    sent = [one for one in forecast if one.prospect.action in TO_BE_SENT]
    _show_sent(screen, desk, asked, manifest, sent)
    show_grouped(screen.say, "kirim.sudah_opd", _kodes_of(forecast, DONE))
    if asked.reminder and sent:
        show_not_known_as_sent(screen, desk.references.policy.kirim.saluran)
    if asked.reminder:
        show_left_alone(screen, [one.prospect.action for one in forecast])
    warn = partial(screen.say, style="yellow")
    show_problems(warn, asked.command, [one.prospect for one in forecast])
    for one in forecast:
        if why := _hindrance(one):
            screen.say(why, style="yellow")
    actions = {one.prospect.kode: one.prospect.action for one in forecast}
    show_waiting(screen, asked.command, actions, desk.references.policy.kirim.hari_menjawab)
    if deliveries.unmapped(manifest) and not asked.reminder:
        count = number(deliveries.unmapped(manifest))
        screen.say(say("kirim.belum_dipetakan", jumlah=count), style="yellow")
    counts = {"dikirim": number(len(sent)), "masalah": number(len(_open(forecast)))}
    screen.say(say("kirim.coba_selesai", **counts), style="bold")


def _show_sent(
    screen: Screen,
    desk: Desk,
    asked: Round,
    manifest: Manifest,
    sent: Sequence[deliveries.Forecast],
) -> None:
    named = {"periode": Period.parse(manifest.periode).name, "revisi": manifest.revisi}
    key = "kirim.judul_coba_pengingat" if asked.reminder else "kirim.judul_coba"
    title = say(key, **named, saluran=desk.references.policy.kirim.saluran)
    screen.say(title, style="bold")
    domain = _common_domain([one.prospect.recipient for one in sent])
    shown = say("kirim.kolom_coba_domain", domain=domain) if domain else ""
    heads = say("kirim.kolom_coba", domain=shown).split("|")
    for action in TO_BE_SENT:
        rows = [_forecast_row(one, domain) for one in sent if one.prospect.action == action]
        if rows:
            what, count = say(f"kirim.tindakan.{action}"), number(len(rows))
            told = say("kirim.judul_tindakan", tindakan=what, jumlah=count)
            screen.table(told, heads, rows, right={2}, fold=1)


def _open(forecast: Sequence[deliveries.Forecast]) -> list[deliveries.Forecast]:
    return [one for one in forecast if one.prospect.action in (TROUBLED, *WAITING)]


def _kodes_of(forecast: Sequence[deliveries.Forecast], action: str) -> list[str]:
    return [one.prospect.kode for one in forecast if one.prospect.action == action]


def _common_domain(addresses: Sequence[str]) -> str:
    """Return the domain of several addresses that have but one, which then stands once; else ""."""
    domains = {address.rpartition("@")[2] for address in addresses}
    return domains.pop() if len(addresses) > 1 and len(domains) == 1 else ""


def _forecast_row(one: deliveries.Forecast, domain: str) -> list[str]:
    found = one.prospect
    address = found.recipient.removesuffix(f"@{domain}") if domain else found.recipient
    return [found.kode, address, size_text(one.size) if one.size else ""]


def _hindrance(one: deliveries.Forecast) -> str:
    """Return what an OPD waits for, or why what was packed could not go."""
    found = one.prospect
    if one.hindrance and not found.problem:
        return say("kirim.halangan", kode=found.kode, sebab=one.hindrance)
    if found.action == UNCERTAIN and found.delivery is not None:
        return say("kirim.tidak_pasti", kode=found.kode, jawaban=found.delivery.jawaban)
    return ""

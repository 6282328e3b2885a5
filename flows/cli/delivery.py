"""What the commands about delivery do: show, send, settle, and say what came of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.cli.screen import Screen
from flows.runtime.progress import announcing
from flows.serving.prefect_home import quieten
from pipeline.core.errors import EXIT_DONE, EXIT_PARTIAL, PartialError, UsageError
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.delivery import steps
from pipeline.delivery.passwords import is_given_in_vain
from pipeline.delivery.prospects import (
    BOUNCED,
    DONE,
    DONE_OTHERWISE,
    MOVED,
    OUTDATED,
    TO_BE_SENT,
    TROUBLED,
    UNCERTAIN,
    WAITING,
)
from pipeline.delivery.receipt.files import receipt_path, write_receipt
from pipeline.delivery.recipients import ANOTHERS
from pipeline.knowledge.references import read_references
from pipeline.knowledge.sending_rules import FOLDER, PACKAGE
from pipeline.operations.months import period_of
from pipeline.system.settings import Settings, settings_for

if TYPE_CHECKING:
    from flows.distribute import Outcome

_WITH_ADDRESS = ("alamat_salah", "domain_lain", "alamat_ganda", ANOTHERS)
_PLACES = {FOLDER: "outbox", PACKAGE: "paket"}
_TOLD = {
    DONE_OTHERWISE: "kirim.saluran_lain", OUTDATED: "kirim.tertimpa", MOVED: "kirim.alamat_berubah",
    BOUNCED: "kirim.dipantulkan",
}  # fmt: skip


def send(
    screen: Screen, periode: str, dry_run: bool, opd: Sequence[str], resend: Sequence[str], arrived: Sequence[str],
    inputs: Path, outputs: Path,
) -> int:  # fmt: skip
    """Send a published month, show what would be sent, or settle what is uncertain.

    OPDs named in `resend` or `arrived` are all that is touched, unless `opd` names more.
    """
    settings = settings_for(inputs, outputs)
    period_of(periode)
    only, again, came = (tuple(code.strip().upper() for code in codes) for codes in (opd, resend, arrived))
    both = sorted({*again} & {*came})
    if both:
        raise UsageError(say("kirim.ulang_dan_sampai", opd=", ".join(both)))
    if is_given_in_vain(read_references(settings.references)):
        screen.say(say("sandi.tak_dipakai"), style="yellow")
    if dry_run:
        return _show_forecast(screen, settings, periode, (*only, *came), again)
    if came:
        _settle(screen, settings, periode, came)
    if came and not (only or again):
        return EXIT_DONE
    return _distribute(screen, settings, periode, only, again)


def _settle(screen: Screen, settings: Settings, periode: str, came: Sequence[str]) -> None:
    with steps.sending_alone(settings):
        known = steps.arrived(settings, periode, came)
        write_receipt(settings, Period.parse(periode))
    for kode, revision in known.items():
        screen.say(say("kirim.sampai", kode=kode, revisi=revision, periode=periode))


def _distribute(screen: Screen, settings: Settings, periode: str, only: Sequence[str], again: Sequence[str]) -> int:
    steps.published(settings, periode)
    quieten(settings.outputs)
    try:
        with screen.working(), announcing(screen.announce):
            screen.announce(say("langkah.server"))
            from flows.distribute import distribute

            outcome: Any = distribute(periode, tuple(only), tuple(again), str(settings.inputs), str(settings.outputs))
    except PartialError as error:
        outcome = error.done
    except KeyboardInterrupt:
        screen.refuse(say("cli.gagal"), say("kirim.terhenti", periode=periode))
        return EXIT_PARTIAL
    _show_outcome(screen, settings, outcome)
    screen.say(say("berita_acara.tersimpan", jalur=receipt_path(settings, Period.parse(periode), "html")))
    return EXIT_DONE if outcome.whole else EXIT_PARTIAL


def _show_outcome(screen: Screen, settings: Settings, outcome: "Outcome") -> None:
    plan = outcome.rencana
    done = plan.of(DONE)
    named = {"periode": Period.parse(plan.periode).name, "revisi": plan.revisi}
    if plan.dikirim:
        screen.say(say("kirim.hasil", **named, saluran=plan.saluran, **_tally(outcome)))
        if done:
            screen.say(say("kirim.sudah", sudah=number(len(done))))
        if outcome.diterima and plan.saluran in _PLACES:
            _show_place(screen, settings, outcome)
    else:
        screen.say(say("kirim.hasil_nihil", **named, sudah=number(len(done))))
    if plan.belum_dipetakan:
        screen.say(say("kirim.belum_dipetakan", jumlah=number(plan.belum_dipetakan)), style="yellow")
    _show_others(screen, outcome)
    _show_troubles(screen, settings, outcome)


def _show_place(screen: Screen, settings: Settings, outcome: "Outcome") -> None:
    """Say where the files lie; which of them, when some lie there since before and are not to be sent again."""
    plan = outcome.rencana
    place = settings.outputs / _PLACES[plan.saluran] / plan.periode
    if len(outcome.diterima) == len(plan.tindakan):
        screen.say(say(f"kirim.letak_{plan.saluran}", jalur=place))
    else:
        screen.say(say(f"kirim.letak_{plan.saluran}_sebagian", jalur=place, opd=", ".join(outcome.diterima)))


def _tally(outcome: "Outcome") -> dict[str, str]:
    groups = {
        "diterima": outcome.diterima, "gagal": outcome.gagal, "belum": outcome.belum_dicoba,
        "koreksi": [kode for kode in outcome.diterima if kode in outcome.rencana.koreksi],
        "tidak_pasti": outcome.tidak_pasti,
    }  # fmt: skip
    return {name: number(len(kodes)) for name, kodes in groups.items()}


def _show_others(screen: Screen, outcome: "Outcome") -> None:
    """Say what was left alone although something else of it was, or may have been, received."""
    plan = outcome.rencana
    _show_waiting(screen, plan.periode, plan.tindakan)
    for kode in plan.belum_pasti:
        screen.say(say("kirim.sebelumnya", kode=kode, periode=plan.periode), style="yellow")


def _show_waiting(screen: Screen, periode: str, actions: Mapping[str, str]) -> None:
    for action, key in _TOLD.items():
        kodes = [kode for kode, found in actions.items() if found == action]
        if kodes:
            screen.say(say(key, jumlah=number(len(kodes)), periode=periode, opd=" ".join(kodes)), style="yellow")


def _show_troubles(screen: Screen, settings: Settings, outcome: "Outcome") -> None:
    plan = outcome.rencana
    found = steps.addresses(settings, plan.masalah)
    for kode, why in plan.masalah.items():
        screen.refuse(say("cli.gagal"), _problem(why, kode, found[kode], plan.milik.get(kode, ""), plan.periode))
    for kode in plan.disisihkan:
        screen.say(say("kirim.disisihkan", kode=kode, periode=plan.periode), style="yellow")
    said = steps.answers(settings, plan.periode, (*outcome.gagal, *outcome.tidak_pasti))
    for kode in outcome.gagal:
        screen.refuse(say("cli.gagal"), say("kirim.gagal", kode=kode, jawaban=said[kode]))
    if outcome.gagal:
        screen.say(say("kirim.gagal_lanjut", periode=plan.periode))
    if outcome.belum_dicoba:
        kodes = outcome.belum_dicoba
        screen.refuse(say("cli.gagal"), say("kirim.belum_dicoba", jumlah=number(len(kodes)), opd=", ".join(kodes)))
    for kode in outcome.tidak_pasti:
        screen.refuse(say("cli.gagal"), say("kirim.tidak_pasti", kode=kode, jawaban=said[kode]))
    if outcome.tidak_pasti:
        screen.say(say("kirim.tidak_pasti_lanjut", periode=plan.periode, opd=" ".join(outcome.tidak_pasti)))


def _show_forecast(screen: Screen, settings: Settings, periode: str, only: Sequence[str], again: Sequence[str]) -> int:
    with screen.working():
        screen.announce(say("kirim.menyusun"))
        forecast = steps.forecast(settings, periode, only, again)
    manifest = steps.published(settings, periode)
    title = say(
        "kirim.judul_coba", periode=Period.parse(periode).name, revisi=manifest.revisi, saluran=steps.channel(settings)
    )
    screen.table(title, say("kirim.kolom_coba").split("|"), [_row(one) for one in forecast], right={3}, fold=1)
    for one in forecast:
        if why := _hindrance(one, periode):
            screen.say(why, style="yellow")
    _show_waiting(screen, periode, {one.prospek.kode: one.prospek.tindakan for one in forecast})
    if steps.unmapped(manifest):
        screen.say(say("kirim.belum_dipetakan", jumlah=number(steps.unmapped(manifest))), style="yellow")
    open_ = [one for one in forecast if one.prospek.tindakan in (TROUBLED, *WAITING)]
    sent = [one for one in forecast if one.prospek.tindakan in TO_BE_SENT]
    screen.say(say("kirim.coba_selesai", dikirim=number(len(sent)), masalah=number(len(open_))), style="bold")
    return EXIT_PARTIAL if open_ else EXIT_DONE


def _row(one: steps.Forecast) -> list[str]:
    found = one.prospek
    size = size_text(one.ukuran) if one.ukuran else ""
    return [found.kode, found.penerima, say(f"kirim.tindakan.{found.tindakan}"), size]


def _hindrance(one: steps.Forecast, periode: str) -> str:
    """Return why an OPD could not be sent to, or what it waits for."""
    found = one.prospek
    if found.masalah:
        return _problem(found.masalah, found.kode, found.penerima, found.milik, periode)
    if one.halangan:
        return say("kirim.halangan", kode=found.kode, sebab=one.halangan)
    if found.tindakan == UNCERTAIN and found.delivery is not None:
        return say("kirim.tidak_pasti", kode=found.kode, jawaban=found.delivery.jawaban)
    return ""


def _problem(why: str, kode: str, alamat: str, milik: str, periode: str) -> str:
    values = {"alamat": alamat} if why in _WITH_ADDRESS else {}
    if why == ANOTHERS:
        values |= {"milik": milik, "periode": periode}
    return say(f"kirim.masalah.{why}", kode=kode, **values)

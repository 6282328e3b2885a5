"""The command status: what is published, if it is still whole, and what came of it."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Final

from flows.cli.as_json import show_json, status_json
from flows.cli.folders import Folders
from flows.cli.receipts import show_deliveries
from flows.cli.screen import Screen
from pipeline.core.errors import (
    EXIT_DONE,
    EXIT_OUR_FAULT,
    PublicationError,
    RefusedError,
)
from pipeline.core.formats import moment, number, percent
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery.receipt.files import totals_by_period
from pipeline.operations.desk import open_desk, zone_of_times
from pipeline.operations.due import PUBLISHED, due_months, never_asked_for, next_run
from pipeline.operations.reconciling import sentence_of
from pipeline.operations.run_ends import last_ends
from pipeline.publishing.manifest import Manifest, published_periods
from pipeline.publishing.revisions import Revision, revisions, verify
from pipeline.system.settings import Settings, now

_LAST_RUNS: Final = 5
_ANSWERED: Final = (
    "belum",
    "dijawab",
    "terbukti",
    "bertentangan",
    "janji_lewat",
    "menunggu",
    "tanpa_jawaban",
    "opd_diam",
)


def status(verify: bool, as_json: bool, folders: Folders) -> int:
    """Show every revision of every period, how far its delivery is, and how the last runs ended.

    `verify`: hash what is published again, exit 1 when it differs.
    """
    screen, outputs = Screen(), folders.outputs
    try:
        known = revisions(outputs)
    except PublicationError:
        if not verify:
            raise
        return _show_verified(screen, outputs)
    if as_json:
        return _tell_as_json(screen, folders.settings, known, verify)
    current = [
        _current_row(one.manifest) for one in known if one.current and one.manifest is not None
    ]
    if not current:
        screen.say(say("cli.status_kosong", jalur=outputs))
        _show_due_months(screen, folders.settings)
        return _show_verified(screen, outputs) if verify else EXIT_DONE
    screen.table(
        say("cli.status_judul"), say("cli.status_kolom").split("|"), current, right=set(range(3, 8))
    )
    zone = zone_of_times(folders.settings)
    rows = [_revision_row(one, zone) for one in known]
    screen.table(say("revisi.judul_daftar"), say("revisi.kolom").split("|"), rows, right={3, 4})
    _show_answers(screen, [one.manifest for one in known if one.current and one.manifest])
    show_deliveries(screen, folders.settings, published_periods(outputs))
    _show_last_runs(screen, folders.settings, zone)
    _show_due_months(screen, folders.settings)
    return _show_verified(screen, outputs) if verify else EXIT_DONE


def _show_answers(screen: Screen, manifests: list[Manifest]) -> None:
    """Show how many secretaries answered for in each period; nothing while nobody answered."""
    rows = [
        [Period.parse(one.periode).name, *(number(one.jawaban[name]) for name in _ANSWERED)]
        for one in manifests
        if one.jawaban
    ]
    if rows:
        heads = say("cli.jawaban_kolom").split("|")
        screen.table(say("cli.jawaban_judul"), heads, rows, right=set(range(1, len(heads))))


def _tell_as_json(screen: Screen, settings: Settings, known: list[Revision], verified: bool) -> int:
    periods = published_periods(settings.outputs)
    try:
        totals = totals_by_period(settings, periods)
        due = due_months(settings, open_desk(settings).references.policy, now())
    except RefusedError as error:
        screen.announce(str(error))
        totals, due = {}, []
    sent = {str(period): asdict(found) for period, found in totals.items()}
    damaged = verify(settings.outputs) if verified else None
    ends = last_ends(settings.outputs, _LAST_RUNS)
    show_json(screen, status_json(known, sent, ends, due, damaged))
    return EXIT_OUR_FAULT if damaged else EXIT_DONE


def _show_last_runs(screen: Screen, settings: Settings, zone: dt.tzinfo) -> None:
    """Say how the last runs ended, by the policy's clock; nothing where none was noted yet."""
    ends = last_ends(settings.outputs, _LAST_RUNS)
    if ends:
        screen.say(say("jalan.judul"), style="bold")
    for end in ends:
        told = {
            "alur": end.alur,
            "nama": end.nama,
            "akhir": say(f"jalan.akhir.{end.akhir}"),
            "pesan": end.pesan,
        }
        screen.say(say("jalan.baris", waktu=moment(end.waktu, zone), **told))


def _show_due_months(screen: Screen, settings: Settings) -> None:
    """Say which due months are not published, since when, and when the next one is due."""
    try:
        policy = open_desk(settings).references.policy
    except RefusedError as error:
        screen.say(str(error), style="yellow")
        return
    at = now()
    months = due_months(settings, policy, at)
    unpublished = [month for month in months if month.state != PUBLISHED]
    screen.say(say("jatuh_tempo.judul"), style="bold")
    for month in unpublished:
        screen.say(sentence_of(month, policy), style="yellow")
    if not unpublished:
        screen.say(say("jatuh_tempo.semua_terbit" if months else "jatuh_tempo.belum_mulai"))
    if before := never_asked_for(settings):
        names = {"jumlah": number(len(before)), "awal": before[0], "akhir": before[-1]}
        screen.say(say("jatuh_tempo.belum_diminta", **names))
    screen.say(say("jatuh_tempo.berikut", kapan=next_run(policy, at)))


def _current_row(manifest: Manifest) -> list[str]:
    counts = manifest.counts
    people = [number(count) for count in (counts.wajib, counts.sudah, counts.belum)]
    name = Period.parse(manifest.periode).name
    share, workers = percent(counts.persen), number(counts.jumlah_pekerja)
    return [name, manifest.revisi, manifest.data_sampai, *people, share, workers]


def _revision_row(one: Revision, zone: dt.tzinfo) -> list[str]:
    counts = one.manifest.counts if one.manifest else None
    people = [number(counts.sudah), number(counts.belum)] if counts else ["", ""]
    return [
        one.period.name,
        one.name,
        day_text(one.made_at, zone),
        *people,
        _change_sentence(one, zone),
    ]


def _change_sentence(one: Revision, zone: dt.tzinfo) -> str:
    told = [say("revisi.berlaku")] if one.current else []
    if one.differences is not None:
        told.append(say("revisi.berbeda", beda=one.differences[0], semua=one.differences[1]))
    if one.pruned_at:
        told.append(say("revisi.dipangkas", kapan=day_text(one.pruned_at, zone)))
    return "; ".join(told)


def day_text(moment: str, zone: dt.tzinfo) -> str:
    """Return the day of a moment (ISO 8601) in `zone`; "" for none."""
    return f"{dt.datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d}" if moment else ""


def _show_verified(screen: Screen, outputs: Path) -> int:
    found = verify(outputs)
    for one in found:
        screen.refuse(say("cli.gagal"), say(f"revisi.periksa.{one.kind}", jalur=one.path))
    if found:
        screen.say(say("revisi.periksa_gagal", jumlah=len(found)))
        return EXIT_OUR_FAULT
    screen.say(say("revisi.periksa_utuh"), style="bold green")
    return EXIT_DONE

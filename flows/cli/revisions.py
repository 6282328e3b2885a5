"""`status` and `prune`: what is published, if it is still whole, and removing old revisions."""

import datetime as dt
from contextlib import ExitStack
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
    FormError,
    PublicationError,
    RefusedError,
    UsageError,
)
from pipeline.core.formats import moment, number, percent
from pipeline.core.periods import Period, period_of
from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.delivery.receipt.files import totals_by_period
from pipeline.knowledge.references import read_references
from pipeline.operations.desk import open_desk
from pipeline.operations.due import PUBLISHED, due_months, next_hour
from pipeline.operations.months import first_moment
from pipeline.operations.reconciling import sentence_of
from pipeline.operations.run_ends import last_ends
from pipeline.publishing import pruning
from pipeline.publishing.manifest import Manifest, current_manifest, published_periods
from pipeline.publishing.revisions import Revision, revisions, verify
from pipeline.system.locks import exclusive
from pipeline.system.settings import SHIPPED_REFERENCES, Settings, now

_DELIVERY: Final = "pengiriman"
_LAST_RUNS: Final = 5


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
    zone = policy_zone(folders.settings)
    rows = [_revision_row(one, zone) for one in known]
    screen.table(say("revisi.judul_daftar"), say("revisi.kolom").split("|"), rows, right={3, 4})
    show_deliveries(screen, folders.settings, published_periods(outputs))
    _show_last_runs(screen, folders.settings)
    _show_due_months(screen, folders.settings)
    return _show_verified(screen, outputs) if verify else EXIT_DONE


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


def policy_zone(settings: Settings) -> dt.tzinfo:
    """Return the zone in which times are told: the policy's, or the shipped one's."""
    try:
        return read_references(settings.references).policy.zone
    except RefusedError:
        return read_references(SHIPPED_REFERENCES).policy.zone


def _show_last_runs(screen: Screen, settings: Settings) -> None:
    """Say how the last runs ended, by the policy's clock; nothing where none was noted yet."""
    ends, zone = last_ends(settings.outputs, _LAST_RUNS), policy_zone(settings)
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
    if months and not unpublished:
        screen.say(say("jatuh_tempo.semua_terbit"))
    screen.say(say("jatuh_tempo.berikut", kapan=moment(next_hour(policy, at), policy.zone)))


def prune(
    period: str | None, keep: int | None, older_than: str | None, dry_run: bool, folders: Folders
) -> int:
    """Remove revisions beyond the `keep` newest, or older than so many days or than a month."""
    screen, settings, outputs = Screen(), folders.settings, folders.outputs
    if (keep is None) == (older_than is None) or (keep is not None and keep < 1):
        raise FormError(say("pangkas.salah_pilihan"))
    limit = _asked_moment(settings, older_than) if older_than is not None else None
    asked = period_of(period) if period else None
    words = _typed_command(period, keep, older_than)
    if asked and current_manifest(settings.outputs, asked) is None:
        raise UsageError(say("pangkas.tanpa_periode", periode=asked.name, jalur=outputs))
    with ExitStack() as held:
        if not dry_run and outputs.is_dir():
            _hold_locks(held, settings, words)
            pruning.finish(settings)
        doomed = _doomed(settings, asked, keep, limit, words)
        _show_doomed(screen, doomed, policy_zone(settings))
        if not dry_run:
            pruning.prune(settings, doomed)
    return _say_pruned(screen, doomed, dry_run)


def _doomed(
    settings: Settings,
    asked: Period | None,
    keep: int | None,
    limit: dt.datetime | None,
    words: str,
) -> list[pruning.Doomed]:
    periods = pruning.periods_of(settings.outputs, asked)
    if limit is not None:
        return pruning.made_before(settings, periods, limit, words)
    return pruning.beyond_newest(settings, periods, keep or 1, words)


def _hold_locks(held: ExitStack, settings: Settings, words: str) -> None:
    held.enter_context(exclusive(settings.outputs, say("cli.terkunci"), words))
    delivery = settings.outputs / _DELIVERY
    if delivery.is_dir():
        held.enter_context(exclusive(delivery, say("pangkas.sedang_dikirim"), words))


def _asked_moment(settings: Settings, text: str) -> dt.datetime:
    """Read a number of days before now, or the first moment of a month."""
    if text.isdecimal():
        return now() - dt.timedelta(days=min(int(text), 36_500))
    return first_moment(open_desk(settings), period_of(text))


def _typed_command(period: str | None, keep: int | None, older_than: str | None) -> str:
    option = f"--keep {keep}" if keep is not None else f"--older-than {older_than}"
    return " ".join(filter(None, ("prune", period, option)))


def _show_doomed(screen: Screen, doomed: list[pruning.Doomed], zone: dt.tzinfo) -> None:
    rows = [
        [
            Period.parse(one.periode).name,
            one.revisi,
            _day_text(one.dibuat, zone),
            number(one.berkas),
            size_text(one.bita),
            _what_stays(one),
        ]
        for one in doomed
    ]
    if rows:
        screen.table(say("pangkas.judul"), say("pangkas.kolom").split("|"), rows, right={3, 4})


def _what_stays(one: pruning.Doomed) -> str:
    return say("pangkas.tinggal") if one.tinggal else ""


def _say_pruned(screen: Screen, doomed: list[pruning.Doomed], dry_run: bool) -> int:
    total = {"jumlah": len(doomed), "ukuran": size_text(sum(one.bita for one in doomed))}
    key = "nihil" if not doomed else "hanya_lihat" if dry_run else "selesai"
    screen.say(say(f"pangkas.{key}", **total) if doomed else say("pangkas.nihil"))
    return EXIT_DONE


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
        _day_text(one.made_at, zone),
        *people,
        _change_sentence(one, zone),
    ]


def _change_sentence(one: Revision, zone: dt.tzinfo) -> str:
    told = [say("revisi.berlaku")] if one.current else []
    if one.differences is not None:
        told.append(say("revisi.berbeda", beda=one.differences[0], semua=one.differences[1]))
    if one.pruned_at:
        told.append(say("revisi.dipangkas", kapan=_day_text(one.pruned_at, zone)))
    return "; ".join(told)


def _day_text(moment: str, zone: dt.tzinfo) -> str:
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

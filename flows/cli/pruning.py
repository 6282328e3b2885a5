"""The command prune: old revisions go, after a question; what secretaries hold stays."""

import datetime as dt
from contextlib import ExitStack
from typing import Final

from flows.cli.folders import Folders
from flows.cli.reviewing import YES
from flows.cli.revisions import day_text
from flows.cli.screen import Screen
from pipeline.core.errors import EXIT_DONE, FormError, UsageError
from pipeline.core.formats import number
from pipeline.core.periods import Period, period_of
from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.delivery.earlier import sent_revisions
from pipeline.operations.desk import open_desk, zone_of_times
from pipeline.operations.months import first_moment
from pipeline.publishing import pruning
from pipeline.publishing.manifest import current_manifest
from pipeline.system.locks import exclusive
from pipeline.system.settings import Settings, now

_DELIVERY: Final = "pengiriman"


def prune(
    period: str | None,
    keep: int | None,
    older_than: str | None,
    dry_run: bool,
    sent_too: bool,
    folders: Folders,
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
        found = _doomed(settings, asked, keep, limit, words)
        sent = set() if sent_too else sent_revisions(settings)
        doomed = [one for one in found if (one.periode, one.revisi) not in sent]
        _show_doomed(screen, doomed, zone_of_times(settings))
        _show_kept(screen, [one for one in found if one not in doomed])
        if not dry_run and doomed and not _confirmed(screen, len(doomed)):
            screen.say(say("pangkas.tidak_jadi"))
            return EXIT_DONE
        if not dry_run:
            pruning.prune(settings, doomed)
    return _say_pruned(screen, doomed, dry_run)


def _show_kept(screen: Screen, kept: list[pruning.Doomed]) -> None:
    """Say which revisions would go and stay, since secretaries hold their documents."""
    if kept:
        names = ", ".join(f"{one.periode} {one.revisi}" for one in kept)
        screen.say(say("pangkas.disimpan", jumlah=number(len(kept)), revisi=names), style="yellow")


def _confirmed(screen: Screen, count: int) -> bool:
    """Ask on a terminal; a script has said so by its words."""
    if not screen.is_typed_at:
        return True
    return screen.ask(say("pangkas.tanya", jumlah=number(count))) in YES


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
            day_text(one.dibuat, zone),
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
    key = "hanya_lihat" if dry_run else "selesai"
    screen.say(say(f"pangkas.{key}", **total) if doomed else say("pangkas.nihil"))
    return EXIT_DONE

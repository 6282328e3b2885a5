"""The command accept: which suggestions are asked about, and how (contract §5.3, §7)."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from flows.cli.folders import Folders, require_a_city
from flows.cli.review_groups import review_groups
from flows.cli.reviewing import review
from flows.cli.screen import Screen
from pipeline.core.errors import EXIT_DONE, FormError, UsageError
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.shown_names import shown_name
from pipeline.core.wording import say
from pipeline.dossier.building import asked_nip
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.months import list_inputs, read_all
from pipeline.operations.repairs import (
    REFUSALS,
    REPAIRS,
    Repair,
    repairs_in,
    suggestions,
    write_repairs,
)
from pipeline.publishing.manifest import published_periods
from pipeline.system.locks import exclusive
from pipeline.system.settings import Settings
from pipeline.system.sources import Stock
from schemas.codes import UNMAPPED_OPD


@dataclass(frozen=True)
class Asked:
    """Which suggestions are asked about: one person's, these OPDs', those that wait this month.

    by_group: page by page instead of one by one.
    """

    nip: str | None = None
    opd: tuple[str, ...] = ()
    this_month: bool = False
    by_group: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The OPDs' codes as opd.csv writes them."""
        return tuple(code.strip().upper() for code in self.opd)


def accept(
    period: str, source: Path | None, asked: Asked, as_of: str | None, folders: Folders
) -> int:
    """Go through the suggestions, or take the CSV `source`'s repairs: all or none.

    Raises FormError where both are asked for, UsageError for an OPD that there is none of.
    """
    if source is not None and asked != Asked():
        raise FormError(say("terima.salah_pilihan"))
    screen, settings = Screen(), folders.settings
    person = asked_nip(asked.nip) if asked.nip is not None else None
    require_a_city(settings)
    with exclusive(settings.outputs / ".accept", say("terima.terkunci"), f"accept {period}"):
        with screen.working():
            desk = open_desk(settings)
            _require_known(desk, asked.codes)
            stock = list_inputs(desk, period, as_of)
            read_all(desk, stock, screen.announce)
        if source is not None:
            return _accept_file(screen, desk, stock, source)
        every = suggestions(desk, stock)
        waiting = _asked_about(every, asked, person)
        if every.height and not waiting.height:
            named = {"jumlah": number(every.height), "periode": Period.parse(period).name}
            screen.say(say("terima.saringan_kosong", **named))
        else:
            _review_waiting(screen, settings, Period.parse(period), waiting, asked)
    return EXIT_DONE


def _require_known(desk: Desk, codes: tuple[str, ...]) -> None:
    known = {*desk.references.names, UNMAPPED_OPD}
    if unknown := [code for code in codes if code not in known]:
        raise UsageError(say("terima.opd_tak_dikenal", opd=", ".join(unknown)[:80]))


def _asked_about(every: pl.DataFrame, asked: Asked, person: str | None) -> pl.DataFrame:
    wanted = pl.lit(value=True)
    if person is not None:
        wanted &= (pl.col("nip_tercatat") == person) | (pl.col("nip_usulan") == person)
    if asked.opd:
        wanted &= pl.col("kode_opd").is_in(asked.codes)
    if asked.this_month:
        wanted &= pl.col("catatan_periode") > 0
    return every.filter(wanted)


def _accept_file(screen: Screen, desk: Desk, stock: Stock, source: Path) -> int:
    repairs = repairs_in(desk, stock, source)
    write_repairs(desk.settings, REPAIRS, repairs)
    key = "terima.dari_berkas" if repairs else "terima.dari_berkas_nihil"
    screen.say(
        say(
            key,
            **({"jumlah": number(len(repairs))} if repairs else {}),
            berkas=shown_name(source.name),
            tujuan=REPAIRS,
        )
    )
    if repairs:
        _tell_what_is_next(screen, desk.settings, Period.parse(stock.period))
    return EXIT_DONE


def _tell_what_is_next(screen: Screen, settings: Settings, period: Period) -> None:
    """Say what publishes what was taken: an accepted record may count in other months, too."""
    screen.say(say("terima.lanjut", periode=period), style="bold green")
    others = [one for one in published_periods(settings.outputs) if one != period]
    if others:
        screen.say(say("terima.lanjut_lain", awal=min(others), akhir=max(others)))


def _review_waiting(
    screen: Screen, settings: Settings, period: Period, waiting: pl.DataFrame, asked: Asked
) -> None:
    _announce(screen, waiting, period, asked)
    if not waiting.height:
        return
    keep, drop = (partial(_write_one, settings, name) for name in (REPAIRS, REFUSALS))
    if asked.by_group:
        tally = review_groups(screen, waiting, partial(write_repairs, settings, REPAIRS), drop)
    else:
        tally = review(screen, waiting, keep, drop)
    if tally.accepted:
        _tell_what_is_next(screen, settings, period)


def _write_one(settings: Settings, name: str, repair: Repair) -> None:
    write_repairs(settings, name, [repair])


def _announce(screen: Screen, waiting: pl.DataFrame, period: Period, asked: Asked) -> None:
    """Say how many suggestions wait, or that none does; and how to be asked less often."""
    if not waiting.height:
        screen.say(say("terima.kosong", periode=period.name))
        return
    screen.say(say("terima.mulai", jumlah=number(waiting.height), berkas=REPAIRS))
    here = waiting.filter(pl.col("catatan_periode") > 0).height
    if not asked.this_month and here < waiting.height:
        counts = {"kini": number(here), "periode": period.name}
        screen.say(say("terima.bulan_ini", **counts))
    if not asked.by_group and waiting.height > 1:
        screen.say(say("terima.per_kelompok"))

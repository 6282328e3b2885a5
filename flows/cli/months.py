"""What each command does, once its words are read: call the pipeline or the flow, and say what came of it."""

from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl

from flows.cli.accepting import announce, review
from flows.cli.backfill import show_done, show_states
from flows.cli.dossier import as_json, show_dossier
from flows.cli.screen import Screen, counts_line
from flows.runtime.parameters import Wanted
from flows.runtime.progress import announcing
from flows.serving.prefect_home import quieten
from pipeline.assessing.counts import counts_of
from pipeline.assessing.month import Month
from pipeline.core.errors import EXIT_DONE, EXIT_REFUSED, PartialError, UsageError
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.dossier.building import asked_nip
from pipeline.operations import months
from pipeline.operations.repairs import REFUSALS, REPAIRS, Repair
from pipeline.operations.spans import chosen
from pipeline.publishing.manifest import Manifest, current_manifest
from pipeline.reporting.quality import summary
from pipeline.system.locks import exclusive
from pipeline.system.settings import SHIPPED_REFERENCES, Settings, settings_for
from pipeline.system.sources import Stock

DEMO_LAST: Final = "2026-10"


def check(screen: Screen, period: str, as_of: str | None, inputs: Path, outputs: Path) -> int:
    """Read and judge a month without Prefect and without publishing; exit 3 when it would be refused."""
    settings = settings_for(inputs, outputs)
    with screen.working():
        stock = months.list_inputs(settings, period, as_of)
        months.read_all(settings, stock, screen.announce)
        screen.announce(say("langkah.nilai", periode=stock.period, sampai=stock.as_of))
        month = months.judge_month(settings, stock)
    _show_month(screen, month)
    return EXIT_REFUSED if month.stops else EXIT_DONE


def run(screen: Screen, period: str, as_of: str | None, accept_anomaly: str | None, inputs: Path, outputs: Path) -> int:
    """Run the monthly flow and say what was published."""
    months.period_of(period)
    months.period_of(as_of or period)
    if accept_anomaly is not None and not accept_anomaly.strip():
        raise UsageError(say("cli.salah_alasan"))
    require_free(outputs)
    quieten(outputs)
    problem: PartialError | None = None
    with screen.working(), announcing(screen.announce):
        screen.announce(say("langkah.server"))
        from flows.monthly import monthly, sentence

        try:
            outcome: Any = monthly(period, as_of, accept_anomaly, str(inputs), str(outputs))
        except PartialError as error:
            outcome, problem = error.done, error
    manifest = current_manifest(settings_for(inputs, outputs).outputs, Period.parse(period))
    screen.say(sentence(outcome))
    if manifest is not None:
        _show_manifest(screen, manifest, outputs)
    if problem is not None:
        raise problem
    return EXIT_DONE


def explain(
    screen: Screen, nip: str, period: str | None, as_of: str | None, json: bool, inputs: Path, outputs: Path
) -> int:
    """Show why one person's verdict is what it is; as JSON, nothing else goes to standard output."""
    settings = settings_for(inputs, outputs)
    asked = asked_nip(nip)
    with screen.working():
        stock = months.list_inputs(settings, period or months.latest_period(settings), as_of)
        months.read_all(settings, stock, screen.announce)
        dossier = months.explain_person(settings, stock, asked)
    if json:
        screen.say(as_json(dossier))
    else:
        show_dossier(screen, dossier)
    return EXIT_DONE


def accept(screen: Screen, period: str, source: Path | None, as_of: str | None, inputs: Path, outputs: Path) -> int:
    """Go through the suggestions one by one, or take the repairs of the CSV `source`: all of them or none."""
    settings = settings_for(inputs, outputs)
    with exclusive(settings.outputs / ".accept", say("terima.terkunci"), f"accept {period}"):
        with screen.working():
            stock = months.list_inputs(settings, period, as_of)
            months.read_all(settings, stock, screen.announce)
        if source is not None:
            return _accept_file(screen, settings, stock, source)
        _review(screen, settings, Period.parse(period), months.suggestions(settings, stock))
    return EXIT_DONE


def backfill(
    screen: Screen, limits: tuple[str, str], only: Wanted, dry_run: bool, as_of_each: bool, inputs: Path, outputs: Path
) -> int:
    """Show which months of a span are missing, stale or current, then publish those that are asked for."""
    settings = settings_for(inputs, outputs)
    if dry_run:
        with screen.working():
            states = months.states_of_span(settings, *limits, as_of_each, screen.announce)
        show_states(screen, states)
        screen.say(say("susul.hanya_lihat", jumlah=len(chosen(states, only))))
        return EXIT_DONE
    months.span_of(*limits)
    return _backfill(screen, settings, limits, only, as_of_each)


def demo(screen: Screen, inputs: Path, outputs: Path) -> int:
    """Make a synthetic city of 16,000 ASN with a year of exports in `inputs`, and run its last month."""
    from pipeline.demo import make_city

    with screen.working():
        make_city(inputs, last=Period.parse(DEMO_LAST), references=SHIPPED_REFERENCES, progress=screen.announce)
    return run(screen, DEMO_LAST, None, None, inputs, outputs)


def require_free(outputs: Path) -> None:
    """Raise LockedError when another run holds the outputs folder: sooner than Prefect is started."""
    with exclusive(outputs.absolute(), say("cli.terkunci"), "run"):
        pass


def _backfill(screen: Screen, settings: Settings, limits: tuple[str, str], only: Wanted, as_of_each: bool) -> int:
    """Run the flow and tell what became of each month."""
    require_free(settings.outputs)
    quieten(settings.outputs)
    try:
        with screen.working(), announcing(screen.announce, partial(show_states, screen)):
            screen.announce(say("langkah.server"))
            from flows.backfill import backfill as flow

            done: Any = flow(*limits, only, as_of_each, False, str(settings.inputs), str(settings.outputs))
    except PartialError as error:
        show_done(screen, error.done)
        raise
    show_done(screen, done)
    if not done:
        screen.say(say("susul.tidak_perlu"))
    return EXIT_DONE


def _accept_file(screen: Screen, settings: Settings, stock: Stock, source: Path) -> int:
    repairs = months.repairs_in(settings, stock, source)
    months.write_repairs(settings, REPAIRS, repairs)
    key = "terima.dari_berkas" if repairs else "terima.dari_berkas_nihil"
    screen.say(say(key, **({"jumlah": number(len(repairs))} if repairs else {}), berkas=source.name, tujuan=REPAIRS))
    if repairs:
        screen.say(say("terima.lanjut", periode=stock.period), style="bold green")
    return EXIT_DONE


def _review(screen: Screen, settings: Settings, period: Period, waiting: pl.DataFrame) -> None:
    announce(screen, waiting.height, period)
    if waiting.height:
        keep, drop = (partial(_write_one, settings, name) for name in (REPAIRS, REFUSALS))
        review(screen, waiting, period, keep, drop)


def _write_one(settings: Settings, name: str, repair: Repair) -> None:
    months.write_repairs(settings, name, [repair])


def _show_month(screen: Screen, month: Month) -> None:
    findings = month.tables["temuan"].filter(pl.col("bulan_terima") == str(month.period))
    screen.say(counts_line(counts_of(month.tables["opd"])))
    for sentence in (*month.conservation, *month.notes):
        screen.say(sentence)
    screen.say(say("cli.temuan", jumlah=number(findings.height)), style="bold")
    for row in summary(month.mutu.filter(pl.col("bulan_terima") == str(month.period))).to_dicts():
        _show_finding(screen, row)
    for place in _unread_places(month):
        screen.say(say("cli.tak_dibaca", tempat=place), style="yellow")
    if not month.stops:
        screen.say(say("cli.periksa_lolos", periode=month.period.name), style="bold green")
        return
    screen.refuse(say("cli.ditolak"), say("cli.periksa_tahan", periode=month.period.name))
    for stop in month.stops:
        screen.say(f"- {stop.pesan}")


def _show_finding(screen: Screen, row: dict[str, Any]) -> None:
    said = {"kode": row["kode"], "jumlah": number(row["jumlah_temuan"]), "pemilik": row["pemilik"]}
    screen.say(say("cli.temuan_kode", **said))
    screen.say(say("cli.temuan_pesan", pesan=row["pesan"]))
    screen.say(say("cli.temuan_contoh", contoh=row["contoh"]))


def _unread_places(month: Month) -> list[str]:
    """Return every place of any month that holds what is none of the inputs: a misnamed folder loses a month."""
    strays = month.tables["temuan"].filter(pl.col("kode") == "berkas_tak_dikenal").sort("bulan_terima", "berkas")
    return [f"{month_}/{path}".lstrip("/") for month_, path in strays.select("bulan_terima", "berkas").iter_rows()]


def _show_manifest(screen: Screen, manifest: Manifest, outputs: Path) -> None:
    screen.say(counts_line(manifest.counts))
    for sentence in (*manifest.konservasi, *manifest.catatan):
        screen.say(sentence)
    if manifest.anomali:
        screen.say(say("cli.diterima_walau", alasan=manifest.anomali), style="yellow")
    screen.say(say("cli.buka", jalur=outputs / manifest.periode / manifest.revisi / "index.html"))

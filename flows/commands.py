"""What each command does, once its words are read: call the pipeline or the flow, and say what came of it."""

from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl

from flows.accepting import announce, review
from flows.backfill_screen import WANTED, show_done, show_states
from flows.console import Screen, counts_line
from flows.dossier_screen import as_json, show_dossier
from flows.progress import announcing
from flows.receipt_commands import show_deliveries
from flows.temporary_server import quieten
from pipeline import steps
from pipeline.backfilling import MonthState, span
from pipeline.errors import EXIT_DONE, EXIT_PARTIAL, EXIT_REFUSED, UsageError
from pipeline.explaining.building import asked_nip
from pipeline.manifest import Manifest, current_manifest, published_periods
from pipeline.month import Month
from pipeline.periods import Period
from pipeline.quality import summary
from pipeline.rendering.formats import number, percent
from pipeline.rendering.wording import say
from pipeline.repairs import REFUSALS, REPAIRS, Repair
from pipeline.reports import counts_of
from pipeline.settings import SHIPPED_REFERENCES, Settings, settings_for
from pipeline.sources import Stock
from pipeline.storage import exclusive

DEMO_LAST: Final = "2026-10"


def check(screen: Screen, period: str, as_of: str | None, inputs: Path, outputs: Path) -> int:
    """Read and judge a month without Prefect and without publishing; exit 3 when it would be refused."""
    settings = settings_for(inputs, outputs)
    with screen.working():
        stock = steps.list_inputs(settings, period, as_of)
        steps.read_all(settings, stock, screen.announce)
        screen.announce(say("langkah.nilai", periode=stock.period, sampai=stock.as_of))
        month = steps.judge_month(settings, stock)
    _show_month(screen, month)
    return EXIT_REFUSED if month.stops else EXIT_DONE


def run(screen: Screen, period: str, as_of: str | None, accept_anomaly: str | None, inputs: Path, outputs: Path) -> int:
    """Run the monthly flow and say what was published."""
    steps.period_of(period)
    if accept_anomaly is not None and not accept_anomaly.strip():
        raise UsageError(say("cli.salah_alasan"))
    quieten(outputs)
    with screen.working(), announcing(screen.announce):
        screen.announce(say("langkah.server"))
        from flows.monthly import monthly

        outcome = monthly(period, as_of, accept_anomaly, str(inputs), str(outputs))
    manifest = current_manifest(settings_for(inputs, outputs).outputs, Period.parse(period))
    key = "cli.terbit" if outcome.published else "cli.tanpa_perubahan"
    name = Period.parse(period).name
    screen.say(say(key, periode=name, revisi=outcome.revision, dibuat=outcome.rendered, tetap=outcome.reused))
    if manifest is not None:
        _show_manifest(screen, manifest, outputs)
    if outcome.failed:
        screen.refuse(say("cli.gagal"), say("cli.sebagian", jumlah=len(outcome.failed), opd=", ".join(outcome.failed)))
        return EXIT_PARTIAL
    return EXIT_DONE


def explain(
    screen: Screen, nip: str, period: str | None, as_of: str | None, json: bool, inputs: Path, outputs: Path
) -> int:
    """Show why one person's verdict is what it is; as JSON, nothing else goes to standard output."""
    settings = settings_for(inputs, outputs)
    asked = asked_nip(nip)
    with screen.working():
        stock = steps.list_inputs(settings, period or steps.latest_period(settings), as_of)
        steps.read_all(settings, stock, screen.announce)
        dossier = steps.explain_person(settings, stock, asked)
    if json:
        screen.say(as_json(dossier))
    else:
        show_dossier(screen, dossier)
    return EXIT_DONE


def accept(screen: Screen, period: str, source: Path | None, as_of: str | None, inputs: Path, outputs: Path) -> int:
    """Go through the suggestions one by one, or take the repairs of the CSV `source`: all of them or none."""
    settings = settings_for(inputs, outputs)
    with exclusive(settings.outputs / ".accept", say("terima.terkunci")):
        with screen.working():
            stock = steps.list_inputs(settings, period, as_of)
            steps.read_all(settings, stock, screen.announce)
        if source is not None:
            return _accept_file(screen, settings, stock, source)
        _review(screen, settings, Period.parse(period), steps.suggestions(settings, stock))
    return EXIT_DONE


def backfill(
    screen: Screen, limits: tuple[str, str], only: str, dry_run: bool, as_of_each: bool, inputs: Path, outputs: Path
) -> int:
    """Show which months of a span are missing, stale or current, then publish those that are asked for."""
    settings = settings_for(inputs, outputs)
    months = _span(*limits)
    with screen.working():
        states = [_state(screen, settings, month, as_of_each) for month in months]
    show_states(screen, states)
    todo = [state for state in states if state.keadaan in WANTED[only]]
    if dry_run or not todo:
        screen.say(say("susul.hanya_lihat" if dry_run else "susul.tidak_perlu", jumlah=len(todo)))
        return EXIT_DONE
    return _backfill(screen, settings, todo, as_of_each)


def status(screen: Screen, inputs: Path, outputs: Path) -> int:
    """Show every published period with its current revision and counts, and how far its delivery is."""
    manifests = [current_manifest(outputs, period) for period in published_periods(outputs)]
    rows = [_status_row(manifest) for manifest in manifests if manifest is not None]
    if not rows:
        screen.say(say("cli.status_kosong", jalur=outputs))
        return EXIT_DONE
    screen.table(say("cli.status_judul"), say("cli.status_kolom").split("|"), rows, right=set(range(3, 8)))
    show_deliveries(screen, inputs, outputs, published_periods(outputs))
    return EXIT_DONE


def demo(screen: Screen, inputs: Path, outputs: Path) -> int:
    """Make a synthetic city of 16,000 ASN with a year of exports in `inputs`, and run its last month."""
    from pipeline.demo import make_city

    with screen.working():
        make_city(inputs, last=Period.parse(DEMO_LAST), references=SHIPPED_REFERENCES, progress=screen.announce)
    return run(screen, DEMO_LAST, None, None, inputs, outputs)


def _span(first: str, last: str) -> tuple[Period, ...]:
    months = span(steps.period_of(first), steps.period_of(last))
    if not months:
        raise UsageError(say("susul.salah_urutan", awal=first, akhir=last))
    return months


def _state(screen: Screen, settings: Settings, month: Period, as_of_each: bool) -> MonthState:
    screen.announce(say("susul.periksa", periode=month.name))
    return steps.state_of_month(settings, month, as_of_each)


def _backfill(screen: Screen, settings: Settings, todo: list[MonthState], as_of_each: bool) -> int:
    """Run the months; those that are held are run too, so that each leaves its own failed run to look at."""
    quieten(settings.outputs)
    anomalies = {str(state.period): state.alasan for state in todo if state.alasan}
    with screen.working(), announcing(screen.announce):
        from flows.backfill import backfill as flow
        from flows.backfill import failed

        done = flow(
            [str(state.period) for state in todo], as_of_each, anomalies, str(settings.inputs), str(settings.outputs)
        )
    show_done(screen, done)
    return EXIT_PARTIAL if failed(done) else EXIT_DONE


def _accept_file(screen: Screen, settings: Settings, stock: Stock, source: Path) -> int:
    repairs = steps.repairs_in(settings, stock, source)
    steps.write_repairs(settings, REPAIRS, repairs)
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
    steps.write_repairs(settings, name, [repair])


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


def _status_row(manifest: Manifest) -> list[str]:
    counts = manifest.counts
    people = [number(count) for count in (counts.wajib, counts.sudah, counts.belum)]
    name = Period.parse(manifest.periode).name
    share, workers = percent(counts.persen), number(counts.jumlah_pekerja)
    return [name, manifest.revisi, manifest.data_sampai, *people, share, workers]

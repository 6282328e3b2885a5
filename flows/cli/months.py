"""The commands about one month: check, run, demo; and what the operator sees of a month."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl

from flows.cli.arrivals import show_arrivals, show_cautions, show_words
from flows.cli.as_json import run_json, show_json
from flows.cli.beginning import begin_server, choose_free_server
from flows.cli.folders import DemoFolders, Folders
from flows.cli.screen import Screen
from flows.runtime.ahead import read_ahead
from flows.runtime.figures import counts_line
from flows.runtime.folders import working_over
from flows.runtime.progress import announcing
from flows.serving.prefect_home import wait_for_server
from pipeline.assessing.counts import counts_of
from pipeline.assessing.month import Month
from pipeline.core.errors import EXIT_DONE, EXIT_REFUSED, PartialError
from pipeline.core.formats import number
from pipeline.core.masking import without_any_digit
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.operations import months as steps
from pipeline.operations.checking import check_json, dated_stops, screen_warnings
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.late import late_sentence
from pipeline.publishing.manifest import Manifest, current_manifest
from pipeline.publishing.month_summary import answers_sentence
from pipeline.publishing.publications import published_records
from pipeline.reporting.arrivals import count_table, delivery_table, word_sentence, word_table
from pipeline.reporting.followup import answer_counts
from pipeline.reporting.quality import summary_for_operator
from pipeline.system.invented import claim
from pipeline.system.processes import uncollected
from pipeline.system.settings import SHIPPED_REFERENCES

DEMO_LAST: Final = "2026-10"
_HURT_SHOWN: Final = 5
_CITY_AT_MOST: Final = 50_000
_PEOPLE_PER_OPD: Final = 150


def check(period: str, as_of: str | None, as_json: bool, folders: Folders) -> int:
    """Read and judge a month without Prefect and without publishing.

    Exit 3 when it would be refused.

    As JSON nothing else goes to standard output.
    """
    screen, settings = Screen(), folders.settings
    with screen.working():
        desk = open_desk(settings)
        stock = steps.list_inputs(desk, period, as_of)
        steps.read_all(desk, stock, screen.announce)
        screen.announce(say("langkah.nilai", periode=stock.period, sampai=stock.as_of))
        month = steps.judge_month(desk, stock)
    if as_json:
        show_json(screen, check_json(desk, month))
    else:
        _show_month(screen, desk, month)
    return EXIT_REFUSED if month.stops else EXIT_DONE


def run(
    period: str,
    as_of: str | None,
    accept_anomaly: str | None,
    folders: Folders,
    as_json: bool = False,
) -> int:
    """Run the monthly flow and say what was published; as JSON nothing else goes to the output.

    Prefect's server is chosen already (`begin_server`).
    """
    screen, settings, outputs = Screen(), folders.settings, folders.outputs
    # Prefect keeps a run's parameters, this one too.
    reason = without_any_digit(accept_anomaly) if accept_anomaly else None
    problem: PartialError | None = None
    teller = screen.announce if as_json else partial(screen.say, style="yellow")
    with screen.working(), announcing(screen.announce, teller=teller, filler=screen.fill):
        screen.announce(say("langkah.server"))
        read_ahead(folders.settings, period, as_of, screen)
        with uncollected():
            from flows.monthly import monthly, sentence

        wait_for_server()
        try:
            with working_over(settings):
                outcome: Any = monthly(period, as_of, reason)
        except PartialError as error:
            outcome, problem = error.done, error
    manifest = current_manifest(settings.outputs, Period.parse(period))
    if as_json and manifest is not None:
        show_json(screen, run_json(outcome, manifest, str(_page_of(manifest, outputs))))
    else:
        screen.say(sentence(outcome))
    if manifest is not None and not as_json:
        _show_manifest(screen, manifest, outputs)
    if problem is not None:
        raise problem
    return EXIT_DONE


def demo(asn: int, opd: int | None, months: int, folders: DemoFolders) -> int:
    """Make a synthetic city of 16,000 ASN with a year of exports, and run its last month.

    With --opd, or more than 50,000 ASN, plainer people in so many OPDs, made faster.
    """
    screen = Screen()
    claim(folders.inputs, folders.outputs)
    # It starts while the city is made. Where `serve` keeps one and ends it meanwhile, the run
    # misses it, and the same command again finds another.
    choose_free_server(folders.outputs)
    with screen.working():
        make_demo(folders.inputs, asn, opd, months, screen.announce)
    begin_server(folders.settings)
    return run(DEMO_LAST, None, None, folders)


def make_demo(
    inputs: Path, asn: int, opd: int | None, months: int, progress: Callable[[str], None]
) -> None:
    """Write the inputs of a synthetic city, or of a province or nation, to `inputs`."""
    from pipeline.demo import make_city, make_nation

    last, shipped = Period.parse(DEMO_LAST), SHIPPED_REFERENCES
    if opd is None and asn <= _CITY_AT_MOST:
        make_city(inputs, last=last, months=months, asn=asn, references=shipped, progress=progress)
        return
    make_nation(
        inputs,
        last=last,
        months=months,
        asn=asn,
        opd=opd or max(1, asn // _PEOPLE_PER_OPD),
        references=shipped,
        progress=progress,
    )


def _show_month(screen: Screen, desk: Desk, month: Month) -> None:
    findings = month.tables["temuan"].filter(pl.col("bulan_terima") == str(month.period))
    screen.say(counts_line(counts_of(month.tables["opd"])))
    if counts := answer_counts(month):
        screen.say(answers_sentence(counts))
    for sentence in (*month.conservation, *month.notes):
        screen.say(sentence)
    screen.say(say("cli.temuan", jumlah=number(findings.height)), style="bold")
    for row in summary_for_operator(
        month.quality.filter(pl.col("bulan_terima") == str(month.period))
    ).to_dicts():
        _show_finding(screen, row)
    for place in _unread_places(month):
        screen.say(say("cli.tak_dibaca", tempat=place), style="yellow")
    show_words(screen, [word_sentence(row) for row in word_table(month).to_dicts()])
    warnings = (*(one.pesan for one in month.cautions), *screen_warnings(desk, month))
    show_cautions(screen, warnings)
    _show_gate(screen, desk, month, len(warnings))
    _show_late(screen, desk.settings.outputs, month.period, month.tables["iuran"])
    show_arrivals(screen, delivery_table(month).to_dicts(), count_table(month).to_dicts())


def _show_late(screen: Screen, outputs: Path, period: Period, records: pl.DataFrame) -> None:
    if late := late_sentence(outputs, period, records):
        screen.say(late, style="yellow")


def _show_gate(screen: Screen, desk: Desk, month: Month, warned: int) -> None:
    if not month.stops:
        told = {"periode": month.period.name}
        if warned:
            key, told["jumlah"] = "cli.periksa_lolos_periksa", number(warned)
            screen.say(say(key, **told), style="bold yellow")
        else:
            screen.say(say("cli.periksa_lolos", **told), style="bold green")
        return
    screen.refuse(say("cli.ditolak"), say("cli.periksa_tahan", periode=month.period.name))
    names = desk.references.names
    for stop, text in zip(month.stops, dated_stops(desk, month.stops), strict=True):
        screen.say(f"- {text}")
        for kode, count in stop.hurt[:_HURT_SHOWN]:
            screen.say(say("masuk.korban", opd=names.get(kode, kode), jumlah=number(count)))
        if len(stop.hurt) > _HURT_SHOWN:
            screen.say(say("masuk.korban_lain", jumlah=number(len(stop.hurt) - _HURT_SHOWN)))


def _show_finding(screen: Screen, row: dict[str, Any]) -> None:
    said = {"kode": row["kode"], "jumlah": number(row["jumlah_temuan"]), "pemilik": row["pemilik"]}
    screen.say(say("cli.temuan_kode", **said))
    screen.say(say("cli.temuan_pesan", pesan=row["pesan"]))
    screen.say(say("cli.temuan_contoh", contoh=row["contoh"]))


def _unread_places(month: Month) -> list[str]:
    """Return every place of any month that holds what is none of the inputs.

    A misnamed folder loses a month.
    """
    strays = (
        month.tables["temuan"]
        .filter(pl.col("kode") == "berkas_tak_dikenal")
        .sort("bulan_terima", "berkas")
    )
    return [
        f"{month_}/{path}".lstrip("/")
        for month_, path in strays.select("bulan_terima", "berkas").iter_rows()
    ]


def _show_manifest(screen: Screen, manifest: Manifest, outputs: Path) -> None:
    screen.say(counts_line(manifest.counts))
    if manifest.jawaban:
        screen.say(answers_sentence(manifest.jawaban))
    for sentence in (*manifest.konservasi, *manifest.catatan):
        screen.say(sentence)
    if manifest.anomali:
        screen.say(say("cli.diterima_walau", alasan=manifest.anomali), style="yellow")
    if manifest.datang:
        show_cautions(screen, manifest.datang["peringatan"])
        records = published_records(outputs, manifest)
        _show_late(screen, outputs, Period.parse(manifest.periode), records)
        show_arrivals(screen, manifest.datang["kiriman"], manifest.datang["jumlah"])
    screen.say(say("cli.buka", jalur=_page_of(manifest, outputs)))
    screen.say(say("cli.berikutnya", periode=manifest.periode))


def _page_of(manifest: Manifest, outputs: Path) -> Path:
    return outputs / manifest.periode / manifest.revisi / "index.html"

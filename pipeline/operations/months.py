"""The month's steps with plain values at their edges: what a flow's tasks, and `check`, call in turn."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.assessing.gate import brief_refusal, require_roster, sentences
from pipeline.assessing.month import Month, assess
from pipeline.core.errors import DiskError, OurFaultError, PeduliError, RefusedError, UsageError, stripped
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision, decide
from pipeline.dossier.building import explain
from pipeline.dossier.model import Dossier
from pipeline.knowledge.knowledge import Known, gather
from pipeline.knowledge.references import References, read_references, repair_rows
from pipeline.operations.repairs import REFUSALS, Repair, checked_repairs, open_suggestions, with_row
from pipeline.operations.spans import HELD, MonthState, span, state_of
from pipeline.publishing.first import first_published
from pipeline.publishing.manifest import Manifest, current_manifest
from pipeline.publishing.planning import make_plan
from pipeline.publishing.pruning import finish
from pipeline.publishing.publishing import publish_revision, render_opds, write_root_index
from pipeline.publishing.workspace import WORK, Plan, load_month, save_month
from pipeline.reading import cache
from pipeline.reading.files.apart import KilledError
from pipeline.reading.intake import ParsedFile
from pipeline.system.failpoints import around
from pipeline.system.files import remove_folder, replace_private
from pipeline.system.settings import Settings, now
from pipeline.system.sources import (
    KINDS,
    InputFile,
    Stock,
    month_folders,
    read_input,
    read_reference,
    reference_path,
    take_stock,
)
from schemas.codes import ROSTER
from schemas.layouts import layout


def begin(settings: Settings) -> dict[str, Any]:
    """Complete what a prune that died had begun, and return the start of the manifest's `jalan` block."""
    finish(settings)
    return {"mulai": now().isoformat(timespec="seconds")}


def period_of(text: str) -> Period:
    """Read a period from the command line or a flow's parameter. Raises UsageError."""
    try:
        return Period.parse(text)
    except ValueError:
        raise UsageError(say("cli.salah_periode", apa=text[:40])) from None


def first_moment(settings: Settings, period: Period) -> dt.datetime:
    """Return when `period` begins in the policy's time zone."""
    return dt.datetime(period.year, period.month, 1, tzinfo=read_references(settings.references).policy.zone)


def list_inputs(settings: Settings, period: str, as_of: str | None) -> Stock:
    """List and hash what is known (contract §5.1). Raises UsageError or RefusedError."""
    return take_stock(settings.inputs, period_of(period), period_of(as_of) if as_of else None)


def read_all(settings: Settings, stock: Stock, announce: Callable[[str], None]) -> None:
    """Read every file into the cache, saying which are read anew."""
    check_layouts()
    references = read_references(settings.references)
    announce(say("langkah.baca", jumlah=len(stock.files)))
    for file in stock.files:
        if cache.known(settings.cache, file.sha256, file.kind, references.policy.reading) is None:
            announce(say("langkah.baca_satu", berkas=f"{file.month}/{file.path}"))
            _read(settings, file, references)


def check_layouts() -> None:
    """Raise RefusedError when a layouts file, which an operator may extend, cannot be read."""
    for kind in KINDS:
        try:
            layout(kind)
        except (ValueError, KeyError, AttributeError) as error:
            line = re.search(r"line (\d+)", str(error))
            where = say("tolak.baris_ke", baris=line[1]) if line else ""
            file = f"schemas/layouts/{kind}.toml"
            raise RefusedError(say("tolak.tata_letak", berkas=file, baris=where)) from None


def _read(settings: Settings, file: InputFile, references: References) -> ParsedFile:
    held = cache.known(settings.cache, file.sha256, file.kind, references.policy.reading)
    if held is not None:
        return held
    data = read_input(settings.inputs, file)
    try:
        return cache.parsed(settings.cache, data, file.sha256, file.kind, references.policy.reading)
    except KilledError:
        raise OurFaultError(say("revisi.pembuka", berkas=f"{file.month}/{file.path}")) from None


def know(settings: Settings, stock: Stock, references: References) -> Known:
    """Bring everything known together, reading only what is not in the cache."""
    return gather(stock, references, lambda file: _read(settings, file, references))


def judge_month(settings: Settings, stock: Stock) -> Month:
    """Assess the stock's period in memory, also against what was published first. Raises RefusedError."""
    references = read_references(settings.references)
    period = Period.parse(stock.period)
    return assess(know(settings, stock, references), period, first_published(settings.outputs, period))


def latest_period(settings: Settings) -> str:
    """Return the latest month folder that holds a roster file. Raises RefusedError when there is none."""
    months = [str(month) for month in month_folders(settings.inputs)]
    stock = take_stock(settings.inputs, Period.parse(months[-1]), None) if months else None
    held = [month for month in months if stock is not None and stock.of(ROSTER, month)]
    if not held:
        raise RefusedError(say("tolak.tanpa_bulan", folder=settings.inputs))
    return held[-1]


def explain_person(settings: Settings, stock: Stock, nip: str) -> Dossier:
    """Return the dossier of `nip` in the stock's period. Raises RefusedError when that period has no roster."""
    references = read_references(settings.references)
    return explain(know(settings, stock, references), Period.parse(stock.period), nip)


def suggestions(settings: Settings, stock: Stock) -> pl.DataFrame:
    """Return what waits for an answer in the stock's period (repairs.open_suggestions). Raises RefusedError."""
    references = read_references(settings.references)
    refusals = repair_rows(read_reference(settings.references, REFUSALS), REFUSALS)
    return open_suggestions(_decided(settings, stock, references), references, refusals)


def repairs_in(settings: Settings, stock: Stock, file: Path) -> tuple[Repair, ...]:
    """Return the new repairs in the CSV `file`. Raises UsageError or RefusedError; then none of them is to be taken."""
    data = read_reference(file.parent, file.name)
    if data is None:
        raise UsageError(say("terima.tanpa_berkas", berkas=file.name))
    references = read_references(settings.references)
    return checked_repairs(repair_rows(data, file.name), _decided(settings, stock, references), references)


def write_repairs(settings: Settings, name: str, rows: Iterable[Repair]) -> None:
    """Add rows to the reference file `name` (repairs.REPAIRS or REFUSALS); whole on disk when this returns."""
    data = read_reference(settings.references, name)
    for row in rows:
        data = with_row(data, row)
    if data is not None:
        with around("koreksi"):
            replace_private(reference_path(settings.references, name), data)


def _decided(settings: Settings, stock: Stock, references: References) -> Decision:
    known, period = know(settings, stock, references), Period.parse(stock.period)
    require_roster(known, period)
    return decide(known, period)


def span_of(first: str, last: str) -> tuple[Period, ...]:
    """Return the months from `first` to `last`. Raises UsageError when one is no month or `last` comes before."""
    months = span(period_of(first), period_of(last))
    if not months:
        raise UsageError(say("susul.salah_urutan", awal=first, akhir=last))
    return months


def states_of_span(
    settings: Settings, first: str, last: str, as_of_each: bool, announce: Callable[[str], None]
) -> list[MonthState]:
    """Return the state of every month from `first` to `last`, oldest first. Raises UsageError."""
    states = []
    for month in span_of(first, last):
        announce(say("susul.periksa", periode=month.name))
        states.append(state_of_month(settings, month, as_of_each))
    return states


def state_of_month(settings: Settings, period: Period, as_of_each: bool) -> MonthState:
    """Return whether `period` is missing, stale, current or held; one that cannot be judged holds up no other."""
    revision = ""
    try:
        current = current_manifest(settings.outputs, period)
        revision = current.revisi if current else ""
        stock = take_stock(settings.inputs, period, period if as_of_each else None)
        read_all(settings, stock, lambda _: None)
        month = judge_month(settings, stock)
        reason = _reason_given(settings, month)
        pass_gate(month, reason)
        return state_of(month, settings, read_references(settings.references), reason)
    except (DiskError, UsageError):
        raise
    except RefusedError as error:
        return MonthState(period, HELD, revision, pesan=str(error), ringkas=error.brief)
    except Exception as error:  # noqa: BLE001 - its text may hold data, so only its kind and place are shown
        told = str(error if isinstance(error, PeduliError) else stripped(error))
        return MonthState(period, HELD, revision, pesan=told, ringkas=told)


def _reason_given(settings: Settings, month: Month) -> str | None:
    """Return the reason with which the current revision passed the gate; it holds for what stopped it then, no more."""
    current = current_manifest(settings.outputs, month.period)
    if current is None or not month.stops:
        return None
    accepted = {stop["kode"] for stop in current.gerbang}
    return current.anomali if {stop.kode for stop in month.stops} <= accepted else None


def assess_into(settings: Settings, stock: Stock, folder: Path) -> None:
    """Assess the stock's period and leave the result in `folder` for the next steps. Raises RefusedError."""
    month = judge_month(settings, stock)
    with around("kerja"):
        save_month(month, folder / WORK)


def loaded(folder: Path) -> Month:
    """Read back the month that `assess_into` left."""
    return load_month(folder / WORK)


def pass_gate(month: Month, anomaly: str | None) -> None:
    """Raise RefusedError when the gate stops the month and no reason to publish all the same was given (§5.7)."""
    if month.stops and not anomaly:
        text = " ".join([*sentences(month.stops), say("gerbang.jalan_keluar")])
        whole = say("gerbang.ditolak", periode=month.period.name, pesan=text)
        raise RefusedError(whole, brief_refusal(month.period, month.stops))


def plan_revision(settings: Settings, folder: Path, anomaly: str | None) -> Plan:
    """Compare the assessed month with the current revision. An anomaly counts only where the gate did stop."""
    reason = anomaly if loaded(folder).stops else None
    return make_plan(folder, settings, read_references(settings.references), reason)


def render(settings: Settings, folder: Path, kodes: list[str]) -> dict[str, str]:
    """Render the documents of some OPDs; return kode -> kind of error of those that failed."""
    return render_opds(folder, settings, read_references(settings.references), kodes)


def publish(settings: Settings, folder: Path, plan: Plan, failed: dict[str, str], run: dict[str, Any]) -> str:
    """Publish the planned revision, or tidy up when nothing is new; return the name of the current revision."""
    current = current_manifest(settings.outputs, Period.parse(plan.period))
    if current is not None and (plan.nothing_new or _no_better(current, plan, failed)):
        with around("bersih"):
            remove_folder(folder)
        write_root_index(settings)
        return current.revisi
    ended = {**run, "selesai": now().isoformat(timespec="seconds")}
    return publish_revision(folder, settings, read_references(settings.references), failed, ended).revisi


def _no_better(current: Manifest, plan: Plan, failed: dict[str, str]) -> bool:
    """Tell whether the same results lack the same documents as the current revision: nothing new to publish."""
    return not plan.heals and current.sidik == plan.digest and current.gagal.keys() == failed.keys()

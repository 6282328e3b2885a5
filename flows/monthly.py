"""The monthly flow: a month's exports become the reports of every OPD (contract §5, §6)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.runtime.artifacts import Progress, show_published, show_refused
from flows.runtime.faults import without_personal_data
from flows.runtime.hooks import note_completed, note_crashed, note_failed
from flows.runtime.parameters import PeriodText, Reason, described
from flows.runtime.progress import announce, tell
from flows.runtime.runs import name_run
from pipeline.core.errors import PartialError, RefusedError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.operations import months
from pipeline.operations.checking import dated_stops
from pipeline.operations.desk import Desk, open_desk
from pipeline.publishing.manifest import current_manifest
from pipeline.publishing.month_summary import run_report
from pipeline.publishing.workspace import Plan, workspace
from pipeline.system.locks import exclusive
from pipeline.system.settings import Settings, settings_for
from pipeline.system.sources import Stock

CHUNK: Final = 8
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class MonthOutcome:
    """How a run ended: the revision now current, whether it is new, and the OPDs that failed."""

    period: str
    revision: str
    published: bool
    rendered: int
    reused: int
    failed: dict[str, str]


@flow(
    name="laporan-bulanan",
    flow_run_name="{period}",
    on_completion=[note_completed],
    on_failure=[note_failed],
    on_crashed=[note_crashed],
)
@without_personal_data
@described("bulanan", "period", "as_of", "accept_anomaly", "keep_reason", "inputs", "outputs")
def monthly(
    period: PeriodText,
    as_of: PeriodText | None = None,
    accept_anomaly: Reason | None = None,
    keep_reason: bool = False,
    inputs: str = "inputs",
    outputs: str = "outputs",
) -> Any:
    """Publish the reports of one month; give the MonthOutcome.

    Raises PartialError when some OPDs could not be made.
    """
    settings = settings_for(Path(inputs), Path(outputs))
    name_run(period, f"periode:{period}")
    with exclusive(settings.outputs, say("cli.terkunci"), f"run {period}"):
        run = months.begin(settings)
        desk = open_desk(settings)
        stock = list_inputs(desk, period, as_of)
        read_inputs(desk, stock)
        folder = workspace(settings, Period.parse(period))
        assess(desk, stock, folder)
        reason = pass_gate(desk, folder, accept_anomaly, keep_reason)
        plan = plan_revision(desk, folder, reason)
        failed = render(desk, folder, plan)
        revision = publish(desk, folder, plan, failed, run)
        show(settings, period)
    return ended(
        MonthOutcome(
            period, revision, revision == plan.revision, len(plan.render), len(plan.reuse), failed
        )
    )


def ended(outcome: MonthOutcome) -> State[MonthOutcome]:
    """Return how the run ended, named after its revision.

    Raises PartialError when some OPDs could not be made.
    """
    name_run(
        f"{outcome.period} {outcome.revision}",
        f"periode:{outcome.period}",
        f"revisi:{outcome.revision}",
    )
    if outcome.failed:
        text = say("cli.sebagian", jumlah=len(outcome.failed), opd=", ".join(outcome.failed))
        raise PartialError(text, outcome)
    return Completed(message=sentence(outcome), data=outcome)


def sentence(outcome: MonthOutcome) -> str:
    """Say what was published, or that nothing was because nothing is new."""
    key = "cli.terbit" if outcome.published else "cli.tanpa_perubahan"
    counts = {"dibuat": outcome.rendered, "tetap": outcome.reused} if outcome.published else {}
    return say(key, periode=Period.parse(outcome.period).name, revisi=outcome.revision, **counts)


def step(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a Prefect task: arguments never cached, no personal data in its errors."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        made: Callable[P, R] = task(name=name, cache_policy=NO_CACHE, persist_result=False)(
            without_personal_data(function)
        )
        return made

    return decorate


@step("daftar-berkas")
def list_inputs(desk: Desk, period: str, as_of: str | None) -> Stock:
    """List and hash the inputs that are known."""
    announce(say("langkah.stok"))
    return months.list_inputs(desk, period, as_of)


@step("baca-berkas")
def read_inputs(desk: Desk, stock: Stock) -> None:
    """Read every file that is not in the cache yet; the cache is the result."""
    months.read_all(desk, stock, announce)


@step("nilai-bulan")
def assess(desk: Desk, stock: Stock, folder: Path) -> None:
    """Decide the month and leave its tables in `folder`."""
    announce(say("langkah.nilai", periode=stock.period, sampai=stock.as_of))
    months.assess_into(desk, stock, folder)


@step("periksa-gerbang")
def pass_gate(
    desk: Desk, folder: Path, accept_anomaly: str | None, keep_reason: bool
) -> str | None:
    """Refuse the month when the gate stops it and no reason was given.

    Give the reason, where there is one.

    With `keep_reason` the one holds that was given to publish the month before, for what stopped it
    then.
    """
    announce(say("langkah.gerbang"))
    month = months.loaded(folder)
    reason = (
        months.reason_given(desk.settings, month)
        if keep_reason and not accept_anomaly
        else accept_anomaly
    )
    try:
        months.pass_gate(desk, month, reason)
    except RefusedError as error:
        show_refused(month.period, error.brief)
        raise
    for text in dated_stops(desk, month.stops):
        tell(say("masuk.dibiarkan", pesan=text))
    return reason


@step("rencanakan-revisi")
def plan_revision(desk: Desk, folder: Path, reason: str | None) -> Plan:
    """Compare with what is published."""
    announce(say("langkah.rencana"))
    return months.plan_revision(desk, folder, reason)


def render(desk: Desk, folder: Path, plan: Plan) -> dict[str, str]:
    """Render the new or changed OPDs in chunks: a task per OPD would cost more than it gives."""
    failed: dict[str, str] = {}
    todo = [] if plan.nothing_new else list(plan.render)
    progress = Progress(plan.period, len(todo))
    for start in range(0, len(todo), CHUNK):
        announce(say("langkah.susun", selesai=start, jumlah=len(todo)))
        failed |= render_chunk(desk, folder, todo[start : start + CHUNK])
        progress.filled(min(start + CHUNK, len(todo)))
    return failed


@step("susun-laporan")
def render_chunk(desk: Desk, folder: Path, kodes: list[str]) -> dict[str, str]:
    """Render some OPDs; return those that failed."""
    return months.render(desk, folder, kodes)


@step("terbitkan")
def publish(
    desk: Desk, folder: Path, plan: Plan, failed: dict[str, str], run: dict[str, Any]
) -> str:
    """Publish the new revision, or nothing when nothing is new.

    Return the current revision's name.
    """
    announce(say("langkah.terbit"))
    return months.publish(desk, folder, plan, failed, run)


@step("tunjukkan-hasil")
def show(settings: Settings, period: str) -> None:
    """Show on Prefect's pages what is current now."""
    manifest = current_manifest(settings.outputs, Period.parse(period))
    if manifest is not None:
        show_published(run_report(settings.outputs, manifest), settings.outputs)

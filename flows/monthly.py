"""The monthly flow: a month's exports become the reports of every OPD (contract §5, §6)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.runtime.ahead import caught_up
from flows.runtime.artifacts import Progress, show_let_through, show_published, show_refused
from flows.runtime.faults import without_personal_data
from flows.runtime.folders import settings_in_force
from flows.runtime.own_flow import flow
from flows.runtime.parameters import PeriodText, Reason, described
from flows.runtime.progress import announce, tell
from flows.runtime.runs import name_run
from pipeline.assessing.gate import unnamed_sentences
from pipeline.core.errors import PartialError, RefusedError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.operations import months
from pipeline.operations.checking import dated_stops
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.documents import render_documents
from pipeline.operations.lost_answers import lost_answer_warnings
from pipeline.operations.signing import signing_settings
from pipeline.publishing.manifest import current_manifest
from pipeline.publishing.month_summary import run_report
from pipeline.publishing.workspace import Plan, workspace
from pipeline.system.locks import exclusive
from pipeline.system.sources import Stock

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


@flow("laporan-bulanan", "{period}")
@described("bulanan", "period", "as_of", "accept_anomaly", "keep_reason")
def monthly(
    period: PeriodText,
    as_of: PeriodText | None = None,
    accept_anomaly: Reason | None = None,
    keep_reason: bool = False,
) -> Any:
    """Publish the reports of one month; give the MonthOutcome.

    Raises PartialError when some OPDs could not be made.
    """
    settings = settings_in_force()
    name_run(period, f"periode:{period}")
    with exclusive(settings.outputs, say("cli.terkunci"), f"run {period}"):
        run = months.begin(settings)
        settings = signing_settings(settings)
        desk = open_desk(settings)
        stock = list_inputs(desk, period, as_of)
        read_inputs(desk, stock)
        folder = workspace(settings, Period.parse(period))
        assess(desk, stock, folder)
        reason = pass_gate(desk, folder, accept_anomaly, keep_reason)
        plan = plan_revision(desk, folder, reason)
        failed = render(desk, folder, plan)
        revision = publish(desk, folder, plan, failed, run)
        show(desk, period)
    return ended(
        MonthOutcome(
            period,
            revision,
            revision == plan.revision,
            plan.opds_made,
            plan.opds_kept,
            failed,
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
    caught_up()
    bar = Progress(stock.period, "baca")
    months.read_all(desk, stock, announce, bar.filled)


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
    if month.stops and reason:
        show_let_through(month.period, reason, unnamed_sentences(month.stops))
    for text in dated_stops(desk, month.stops):
        tell(say("masuk.dibiarkan", pesan=text))
    for text in (*lost_answer_warnings(desk.settings, month), *month.unheard):
        tell(text)
    return reason


@step("rencanakan-revisi")
def plan_revision(desk: Desk, folder: Path, reason: str | None) -> Plan:
    """Compare with what is published."""
    announce(say("langkah.rencana"))
    return months.plan_revision(desk, folder, reason)


@step("susun-laporan")
def render(desk: Desk, folder: Path, plan: Plan) -> dict[str, str]:
    """Render the new or changed OPDs in chunks on all cores; return those that failed."""
    bar = Progress(plan.period, "susun")
    return render_documents(desk, folder, plan, announce, bar.filled)


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
def show(desk: Desk, period: str) -> None:
    """Show on Prefect's pages what is current now."""
    outputs = desk.settings.outputs
    manifest = current_manifest(outputs, Period.parse(period))
    if manifest is not None:
        address = desk.references.policy.kirim.alamat_laporan
        show_published(run_report(outputs, manifest), address)

"""The monthly flow: a month's exports become the reports of every OPD (contract §5, §6)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.faults import without_personal_data
from flows.progress import announce
from pipeline import steps
from pipeline.periods import Period
from pipeline.planning import Plan, workspace
from pipeline.rendering.wording import say
from pipeline.settings import Settings, settings_for
from pipeline.sources import Stock
from pipeline.storage import exclusive

CHUNK: Final = 8
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Outcome:
    """How a run ended: the revision that is now current, whether it is new, and the OPDs that failed."""

    period: str
    revision: str
    published: bool
    rendered: int
    reused: int
    failed: dict[str, str]


@flow(name="laporan-bulanan", flow_run_name="{period}")
def monthly(
    period: str,
    as_of: str | None = None,
    accept_anomaly: str | None = None,
    inputs: str = "inputs",
    outputs: str = "outputs",
) -> Outcome:
    """Terbitkan laporan satu bulan (period TTTT-BB) dari folder masukan ke folder keluaran."""
    settings = settings_for(Path(inputs), Path(outputs))
    with exclusive(settings.outputs, say("cli.terkunci"), f"run {period}"):
        run = steps.begin(settings)
        stock = list_inputs(settings, period, as_of)
        read_inputs(settings, stock)
        folder = workspace(settings, Period.parse(period))
        assess(settings, stock, folder)
        pass_gate(folder, accept_anomaly)
        plan = plan_revision(settings, folder, accept_anomaly)
        failed = render(settings, folder, plan)
        revision = publish(settings, folder, plan, failed, run)
    return Outcome(period, revision, revision == plan.revision, len(plan.render), len(plan.reuse), failed)


def step(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a Prefect task whose arguments are never cached and whose errors carry no personal data."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        made: Callable[P, R] = task(name=name, cache_policy=NO_CACHE, persist_result=False)(
            without_personal_data(function)
        )
        return made

    return decorate


@step("daftar-berkas")
def list_inputs(settings: Settings, period: str, as_of: str | None) -> Stock:
    """List and hash the inputs that are known."""
    announce(say("langkah.stok"))
    return steps.list_inputs(settings, period, as_of)


@step("baca-berkas")
def read_inputs(settings: Settings, stock: Stock) -> None:
    """Read every file that is not in the cache yet; the cache is the result."""
    steps.read_all(settings, stock, announce)


@step("nilai-bulan")
def assess(settings: Settings, stock: Stock, folder: Path) -> None:
    """Decide the month and leave its tables in `folder`."""
    announce(say("langkah.nilai", periode=stock.period, sampai=stock.as_of))
    steps.assess_into(settings, stock, folder)


@step("periksa-gerbang")
def pass_gate(folder: Path, accept_anomaly: str | None) -> None:
    """Refuse the month when the gate stops it and no reason was given."""
    announce(say("langkah.gerbang"))
    steps.pass_gate(steps.loaded(folder), accept_anomaly)


@step("rencanakan-revisi")
def plan_revision(settings: Settings, folder: Path, accept_anomaly: str | None) -> Plan:
    """Compare with what is published."""
    announce(say("langkah.rencana"))
    return steps.plan_revision(settings, folder, accept_anomaly)


def render(settings: Settings, folder: Path, plan: Plan) -> dict[str, str]:
    """Render the OPDs that are new or changed, in chunks: a task per OPD would cost more than it gives."""
    failed: dict[str, str] = {}
    todo = [] if plan.nothing_new else list(plan.render)
    for start in range(0, len(todo), CHUNK):
        announce(say("langkah.susun", selesai=start, jumlah=len(todo)))
        failed |= render_chunk(settings, folder, todo[start : start + CHUNK])
    return failed


@step("susun-laporan")
def render_chunk(settings: Settings, folder: Path, kodes: list[str]) -> dict[str, str]:
    """Render some OPDs; return those that failed."""
    return steps.render(settings, folder, kodes)


@step("terbitkan")
def publish(settings: Settings, folder: Path, plan: Plan, failed: dict[str, str], run: dict[str, Any]) -> str:
    """Publish the new revision, or nothing when nothing is new; return the current revision's name."""
    announce(say("langkah.terbit"))
    return steps.publish(settings, folder, plan, failed, run)

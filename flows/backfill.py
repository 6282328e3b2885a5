"""Several months, oldest first: one that fails is recorded and the rest are done (contract §7, backfill)."""

from collections.abc import Sequence
from dataclasses import dataclass

from prefect import flow

from flows.monthly import Outcome, monthly
from flows.progress import announce
from pipeline.errors import PeduliError
from pipeline.rendering.wording import say


@dataclass(frozen=True)
class Done:
    """How one month of a backfill ended: its outcome, or why there is none."""

    period: str
    outcome: Outcome | None
    problem: str = ""


@flow(name="susulkan-bulan", flow_run_name="{periods}")
def backfill(
    periods: list[str], as_of_each: bool = False, anomalies: dict[str, str] | None = None,
    inputs: str = "inputs", outputs: str = "outputs",
) -> list[Done]:  # fmt: skip
    """Terbitkan beberapa bulan (TTTT-BB), yang terlama dahulu; bulan yang gagal dicatat, yang lain tetap dikerjakan."""
    reasons = anomalies or {}
    done = []
    for at, period in enumerate(sorted(periods), start=1):
        announce(say("susul.bulan", nomor=at, jumlah=len(periods), periode=period))
        done.append(_one(period, period if as_of_each else None, reasons.get(period), inputs, outputs))
    return done


def _one(period: str, as_of: str | None, anomaly: str | None, inputs: str, outputs: str) -> Done:
    """Run one month as a flow of its own."""
    try:
        return Done(period, monthly(period, as_of, anomaly, inputs, outputs))
    except PeduliError as error:
        return Done(period, None, str(error))


def failed(done: Sequence[Done]) -> list[Done]:
    """Return the months that ended without a revision, or with documents missing from it."""
    return [one for one in done if one.outcome is None or one.outcome.failed]

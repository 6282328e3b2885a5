"""Which runs are repeated when their process died."""

import datetime as dt
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock
from uuid import uuid4

import pytest

from flows.runtime.folders import working_over
from pipeline.system.settings import Settings
from tests.builders.small_city import lay_down


def died(**marks: Any) -> Any:
    from prefect.client.schemas.objects import FlowRun

    usual = {
        "id": uuid4(),
        "flow_id": uuid4(),
        "deployment_id": uuid4(),
        "name": "2026-10",
        "tags": ["asn-peduli"],
    }
    return FlowRun.model_validate({**usual, **marks})


def asked(flow: str, run: Any) -> dict[str, Any] | None:
    """Return what Prefect is asked for, or None."""
    from flows.distribute import distribute
    from flows.monthly import monthly
    from flows.runtime.repeating import repeat
    from flows.scheduled import scheduled

    client = MagicMock()
    flows = {one.name: one for one in (monthly, distribute, scheduled)}
    again = repeat(client, flows[flow], run)
    assert again == client.create_flow_run_from_deployment.called
    return dict(client.create_flow_run_from_deployment.call_args.kwargs) if again else None


def test_a_month_is_asked_for_again_under_the_dead_runs_own_key() -> None:
    run = died(parameters={"period": "2026-10"})
    again = asked("laporan-bulanan", run)
    assert again is not None
    assert (again["parameters"], again["idempotency_key"]) == (
        {"period": "2026-10"},
        f"ulang-{run.id}",
    )
    assert again["tags"] == ["asn-peduli", "ulang-1"]


@pytest.mark.parametrize(
    "marks",
    [
        {"parameters": {"periode": "2026-10", "resend": ["DINKES"]}},
        {"parameters": {"period": "2026-10"}, "tags": ["ulang-1", "ulang-2"]},
        {"parameters": {"period": "2026-10"}, "deployment_id": None},
    ],
    ids=["another copy", "died twice again", "from the command line"],
)
def test_what_only_the_operator_may_ask_for_is_not_repeated(marks: dict[str, Any]) -> None:
    assert asked("kirim-laporan", died(**marks)) is None


@pytest.mark.parametrize(
    "parameters", [{"bulan": "2026-10"}, {"period": "2026-10", "outputs": "/lain"}, {}]
)
def test_what_does_not_fit_the_flow_of_this_version_is_not_repeated(
    parameters: dict[str, Any],
) -> None:
    assert asked("laporan-bulanan", died(parameters=parameters)) is None


def test_a_run_of_the_calendar_is_told_the_month_of_its_hour(tmp_path: Path) -> None:
    hour = dt.datetime(2026, 11, 4, 23, tzinfo=dt.UTC)
    with working_over(Settings(lay_down(tmp_path / "in", {}), tmp_path / "out")):
        again = asked("laporan-terjadwal", died(parameters={"look": 1}, expected_start_time=hour))
    assert again is not None
    assert again["parameters"] == {"look": 1, "period": "2026-10"}

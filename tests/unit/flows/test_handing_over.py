"""Which secrets the process of a run is handed (contract §7)."""

from typing import Any

import pytest
from prefect.runner import _starter_direct

from flows.backfill import backfill
from flows.distribute import distribute
from flows.monthly import monthly
from flows.scheduled import scheduled
from flows.serving import handing_over
from pipeline.system import environment
from pipeline.system.environment import withhold_secrets

GIVEN = {
    "ASN_PEDULI_KUNCI": "kunci",
    "ASN_PEDULI_SMTP_PENGGUNA": "pengguna",
    "ASN_PEDULI_SMTP_SANDI": "sandi",
    "ASN_PEDULI_SANDI_DINKES": "sandi dinkes",
    "ASN_PEDULI_KABAR": "kabar",
    "ASN_PEDULI_DENYUT": "denyut",
    "LAIN_TOKEN": "lain",
}
BOTH = {"ASN_PEDULI_SANDI_DINKES", "ASN_PEDULI_KABAR"}
MAIL = {"ASN_PEDULI_SMTP_PENGGUNA", "ASN_PEDULI_SMTP_SANDI"}


@pytest.mark.parametrize(
    ("flow", "needed"),
    [
        (monthly, {"ASN_PEDULI_KUNCI", *BOTH}),
        (backfill, {"ASN_PEDULI_KUNCI", *BOTH}),
        (scheduled, {"ASN_PEDULI_KUNCI", *BOTH}),
        (distribute, {"ASN_PEDULI_KUNCI", *MAIL, *BOTH}),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
def test_a_run_is_handed_what_its_flow_needs_and_what_prefect_tells_it(
    flow: Any, needed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: dict[str, Any] = {}
    monkeypatch.setattr(environment, "_withheld", {})
    monkeypatch.setattr(
        handing_over, "run_flow_in_subprocess", lambda flow, **more: handed.update(more)
    )
    monkeypatch.setattr(_starter_direct, "run_flow_in_subprocess", None)
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    withhold_secrets()
    handing_over.hand_over_secrets()
    start: Any = vars(_starter_direct)["run_flow_in_subprocess"]
    start(flow, flow_run="run", env={"PREFECT__DEPLOYMENT_NAME": "satu-bulan"})
    assert handed["flow_run"] == "run"
    assert handed["env"] == {
        "PREFECT__DEPLOYMENT_NAME": "satu-bulan",
        **{name: GIVEN[name] for name in needed},
    }

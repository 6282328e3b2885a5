"""Parameters of runs: what waits from earlier versions goes on, what names folders is refused."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from flows.runtime.folders import settings_in_force, working_over
from flows.runtime.parameters import in_todays_form
from pipeline.core.errors import UsageError
from pipeline.system.settings import Settings, fix_folders

SETTINGS = Settings(Path("/kota/masukan"), Path("/kota/keluaran"))
FIXED = {"inputs": "/kota/masukan", "outputs": "/kota/keluaran"}


@pytest.mark.parametrize(
    "waiting",
    [
        {"period": "2026-10"},
        {"period": "2026-10", **FIXED},
        {"period": "2026-10", "inputs": "/kota/masukan", "outputs": None},
        {"period": "2026-10", "outputs": "/kota/keluaran/."},
    ],
    ids=["of today", "of an earlier version", "half of it", "written otherwise"],
)
def test_a_run_over_the_fixed_folders_goes_on(waiting: dict[str, Any]) -> None:
    assert in_todays_form(waiting, SETTINGS) == {"period": "2026-10"}


@pytest.mark.parametrize(
    "asked",
    [
        {**FIXED, "outputs": "/kota/keluaran2"},
        {**FIXED, "inputs": "/etc"},
        {"inputs": ""},
        {"outputs": ["/kota/keluaran"]},
        {"outputs": "/kota/lain/../keluaran"},
    ],
)
def test_one_that_names_others_is_refused_without_repeating_them(asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="tidak ada yang dibaca") as refused:
        in_todays_form({"period": "2026-10", **asked}, SETTINGS)
    assert "/" not in str(refused.value)


def test_the_folders_of_a_command_are_in_force_while_it_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings_in_force().outputs == tmp_path / "outputs"
    fix_folders(SETTINGS)
    assert settings_in_force() == SETTINGS
    own = Settings(tmp_path / "in", tmp_path / "out")
    with working_over(own):
        assert settings_in_force() == own
    assert settings_in_force() == SETTINGS


def test_a_flow_says_in_the_operators_words_what_does_not_fit(tmp_path: Path) -> None:
    from flows.monthly import monthly

    with working_over(Settings(tmp_path / "in", tmp_path / "out")):
        for wrong in ({}, {"periode": "2026-10"}, {"period": "Oktober"}):
            with pytest.raises(
                UsageError, match=r"Yang dikenal: accept_anomaly, as_of,"
            ) as refused:
                monthly.validate_parameters(wrong)
            assert "Oktober" not in str(refused.value)
        for reason in ("singkat", " " * 20, "   belum cukup    "):
            with pytest.raises(UsageError):
                monthly.validate_parameters({"period": "2026-10", "accept_anomaly": reason})
        whole = monthly.validate_parameters(
            {"period": "2026-10", "accept_anomaly": "  cabang Pemuda libur  "}
        )
        assert whole["accept_anomaly"] == "cabang Pemuda libur"


def test_a_flow_is_handed_to_another_process_by_name() -> None:
    from flows.monthly import monthly

    packed = pickle.dumps(monthly)
    assert len(packed) < 300
    assert pickle.loads(packed) is monthly  # noqa: S301 - packed two lines above


def test_no_form_shows_what_earlier_versions_took() -> None:
    from prefect.utilities.callables import parameter_schema

    from flows.monthly import monthly

    shown = {"period", "as_of", "accept_anomaly", "keep_reason"}
    assert set(monthly.parameters.properties) == shown
    assert set(parameter_schema(monthly).properties) == shown

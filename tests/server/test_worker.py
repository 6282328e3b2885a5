"""The other ways to run it: prefect.yaml with a real process worker, and the systemd unit."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.builders.paths import ROOT, SHIPPED
from tests.builders.running import clean_environment, prefect_client, sole_deployments
from tests.builders.serving import small_inputs

PREFECT: Final = Path(sys.executable).with_name("prefect")
SYSTEMD_ANALYZE: Final = shutil.which("systemd-analyze") or ""
UNIT: Final = ROOT / "flows" / "asn-peduli.service"
YAML: Final = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))


def test_the_file_has_the_same_deployments_as_serve() -> None:
    from flows.serving.deployments import offers
    from tests.builders.kota_kecil import references

    named = {(offer.entrypoint, offer.name) for offer in offers(references().policy)}
    assert {(d["entrypoint"], d["name"]) for d in YAML["deployments"]} == named


def test_its_schedule_is_the_shipped_policys() -> None:
    policy = tomllib.loads((SHIPPED / "kebijakan.toml").read_text(encoding="utf-8"))
    [schedule] = [s for d in YAML["deployments"] for s in d["schedules"]]
    assert (schedule["cron"], schedule["timezone"]) == (
        policy["jadwal"]["cron"],
        policy["zona_waktu"],
    )


def test_its_folders_are_fixed_and_no_parameter() -> None:
    for given in YAML["deployments"]:
        assert "parameters" not in given
        environment = given["work_pool"]["job_variables"]["env"]
        assert environment["ASN_PEDULI_MASUKAN"] == "inputs"
        assert environment["ASN_PEDULI_KELUARAN"] == "outputs"


@pytest.fixture
def prefect(tmp_path: Path) -> Iterator[Any]:
    """Prefect's own command line, over the test session's server."""
    folder = {
        "PREFECT_HOME": str(tmp_path / "rumah"),
        "DO_NOT_TRACK": "1",
        **prefect_client(),
    }
    environment = {**clean_environment(), **folder, "PWD": str(ROOT)}

    def call(*words: str) -> str:
        done = subprocess.run(
            [PREFECT, "--no-prompt", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    with sole_deployments():
        yield call


def over(inputs: Path, outputs: Path, folder: Path) -> Path:
    """Lay down the file as an operator writes it for other folders."""
    text = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    own = folder / "prefect.yaml"
    own.write_text(
        text.replace("MASUKAN: inputs", f"MASUKAN: {inputs}").replace(
            "KELUARAN: outputs", f"KELUARAN: {outputs}"
        ),
        encoding="utf-8",
    )
    return own


def test_a_process_worker_publishes_what_is_started_on_prefects_page(
    prefect: Any, tmp_path: Path
) -> None:
    inputs, outputs = small_inputs(tmp_path / "in", ("2026-09",)), tmp_path / "out"
    prefect("work-pool", "create", "asn-peduli", "--type", "process", "--overwrite")
    prefect("deploy", "--all", "--prefect-file", str(over(inputs, outputs, tmp_path)))
    prefect("deployment", "run", "laporan-bulanan/satu-bulan", "-p", "period=2026-09")
    prefect("worker", "start", "--pool", "asn-peduli", "--limit", "1", "--run-once")
    ends = [
        json.loads(line)
        for line in (outputs / "riwayat.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [(end["nama"], end["akhir"]) for end in ends] == [("2026-09", "selesai")]
    assert (outputs / "2026-09" / "r01" / "index.html").is_file()


@pytest.mark.systemd
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    installed = tmp_path / "asn-peduli.service"
    text = UNIT.read_text(encoding="utf-8").replace(
        "/opt/asn-peduli/.venv/bin", str(Path(sys.executable).parent)
    )
    installed.write_text(text.replace("/opt/asn-peduli", str(ROOT)), encoding="utf-8")
    done = subprocess.run(
        [SYSTEMD_ANALYZE, "verify", installed], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_units_command_is_one_of_ours_and_only_the_outputs_may_be_written() -> None:
    from flows.cli.app import app

    unit = ConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(re.sub(r"^#.*$", "", UNIT.read_text(encoding="utf-8"), flags=re.MULTILINE))
    _, *words = unit["Service"]["ExecStart"].split()
    _, bound, _ = app.parse_args(words, exit_on_error=False, print_error=False)
    assert (words[0], str(bound.kwargs["folders"].outputs)) == (
        "serve",
        unit["Service"]["ReadWritePaths"],
    )
    assert unit["Service"]["UMask"] == "0077"

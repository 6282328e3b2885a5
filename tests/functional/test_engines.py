"""Whatever shares out the work, and among however many, the same month gives the same bytes."""

import io
import json
import shutil
import signal
import subprocess
from pathlib import Path
from threading import Thread

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.operations import arriving, documents, months
from pipeline.operations.desk import open_desk
from pipeline.operations.documents import chunks, render_documents
from pipeline.publishing.workspace import workspace
from pipeline.system.settings import Settings
from schemas.codes import UNMAPPED_OPD
from tests.builders.clusters import dask_cluster
from tests.builders.delivered_city import lay_city
from tests.builders.kota_kecil import INPUTS, read_before
from tests.builders.running import wait_until

PERIOD = "2026-03"


def published(inputs: Path, outputs: Path) -> dict[str, bytes]:
    settings = Settings(inputs, outputs)
    desk, began = open_desk(settings), months.begin(settings)
    stock = months.list_inputs(open_desk(settings), PERIOD, None)
    months.read_all(desk, stock, lambda _: None)
    folder = workspace(settings, Period.parse(PERIOD))
    months.assess_into(desk, stock, folder)
    plan = months.plan_revision(desk, folder, None)
    failed = render_documents(desk, folder, plan, lambda _: None)
    months.publish(desk, folder, plan, failed, began)
    tree = outputs / PERIOD / "r01"
    files = {str(p.relative_to(tree)): p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    manifest = json.loads(files["manifest.json"])
    del manifest["jalan"]
    return files | {"manifest.json": json.dumps(manifest, sort_keys=True).encode()}


def test_the_unmapped_are_no_opd_whose_reports_are_made(tmp_path: Path) -> None:
    settings = Settings(lay_city(tmp_path / "inputs"), tmp_path / "outputs")
    said: list[str] = []
    desk, folder = open_desk(settings), workspace(settings, Period.parse(PERIOD))
    months.assess_into(desk, months.list_inputs(desk, PERIOD, None), folder)
    plan = months.plan_revision(desk, folder, None)
    assert UNMAPPED_OPD in plan.render
    render_documents(desk, folder, plan, said.append)
    assert said[-1] == "Menyusun laporan OPD (3 dari 3)"


@pytest.fixture(scope="module", params=["three OPDs", "fifty-two OPDs"])
def alone(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, bytes]]:
    """The inputs of a city, and what one process makes of them."""
    folder = tmp_path_factory.mktemp("sendiri")
    if request.param == "three OPDs":
        inputs = lay_city(folder / "inputs")
    else:
        inputs = INPUTS
        shutil.copytree(read_before(), folder / "outputs")
    return inputs, published(inputs, folder / "outputs")


def shared(
    engine: str, workers: int, inputs: Path, outputs: Path, patched: pytest.MonkeyPatch
) -> dict[str, bytes]:
    """Return what is published where work is shared out, however little there is."""
    patched.setenv("ASN_PEDULI_MESIN", engine)
    patched.setenv("ASN_PEDULI_PEKERJA", str(workers))
    patched.setattr(arriving, "_WORTH_SHARING", 0)
    patched.setattr(documents, "_WORTH_SHARING", 0)
    return published(inputs, outputs)


@pytest.mark.parametrize("alone", ["three OPDs"], indirect=True)
@pytest.mark.parametrize(("engine", "workers"), [("proses", 2), ("utas", 2), ("utas", 4)])
def test_shared_work_gives_the_same_bytes(
    engine: str,
    workers: int,
    alone: tuple[Path, dict[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inputs, wanted = alone
    assert shared(engine, workers, inputs, tmp_path, monkeypatch) == wanted


@pytest.mark.parametrize("alone", ["fifty-two OPDs"], indirect=True)
def test_a_whole_city_shared_among_three_processes_gives_the_same_bytes(
    alone: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, wanted = alone
    assert len([name for name in wanted if name.endswith(".docx")]) > 40
    assert shared("proses", 3, inputs, tmp_path, monkeypatch) == wanted


@pytest.mark.parametrize("alone", ["fifty-two OPDs"], indirect=True)
def test_a_cluster_that_loses_a_worker_in_the_middle_gives_the_same_bytes(
    alone: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, wanted = alone
    (tmp_path / "klaster").mkdir()
    with dask_cluster(tmp_path / "klaster") as cluster:
        monkeypatch.setenv("ASN_PEDULI_DASK", cluster.address)
        lost = Thread(target=_kill_in_the_middle, args=(cluster.workers[0], tmp_path / "keluaran"))
        lost.start()
        made = shared("dask", 2, inputs, tmp_path / "keluaran", monkeypatch)
        lost.join()
        assert [one.poll() for one in cluster.workers] == [-signal.SIGKILL, None]
        nips = set(pl.read_parquet(io.BytesIO(wanted["data/status.parquet"]))["nip"])
        assert [nip for nip in nips if nip in cluster.said()] == []
    assert made == wanted


def _kill_in_the_middle(worker: subprocess.Popen[bytes], outputs: Path) -> None:
    """End a worker at once when some documents are made, and most are not."""
    wait_until(
        "some letters are made",
        lambda: len(list((outputs / ".staging").rglob("*.docx"))) > 3,
        beat=0.01,
    )
    worker.kill()


@pytest.mark.parametrize(("inputs", "expected"), [("three OPDs", []), ("a city", [53])])
def test_processes_are_expected_where_opds_are_enough_no_more_than_those(
    inputs: str, expected: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(documents, "start_ahead", lambda _, pieces: asked.append(pieces))
    city = INPUTS if inputs == "a city" else lay_city(tmp_path / "inputs")
    settings = Settings(city, tmp_path / "outputs")
    if city == INPUTS:
        shutil.copytree(read_before(), settings.outputs)
    desk, folder = open_desk(settings), workspace(settings, Period.parse(PERIOD))
    months.assess_into(desk, months.list_inputs(desk, PERIOD, None), folder)
    assert asked == expected


def test_every_opd_is_in_one_chunk_and_the_largest_begins(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    shutil.copytree(read_before(), outputs)
    settings = Settings(INPUTS, outputs)
    desk, folder = open_desk(settings), workspace(settings, Period.parse(PERIOD))
    months.assess_into(desk, months.list_inputs(open_desk(settings), PERIOD, None), folder)
    plan = months.plan_revision(desk, folder, None)
    todo = chunks(desk, folder, plan)
    assert sorted(kode for chunk in todo for kode in chunk.kodes) == sorted(plan.render)
    assert todo[0].weight / len(todo[0].kodes) == max(c.weight / len(c.kodes) for c in todo)

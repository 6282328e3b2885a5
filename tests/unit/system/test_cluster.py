"""Work that a Dask cluster does: every result once, whatever becomes of a worker (contract §7)."""

import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from pipeline.core.errors import DiskError, OurFaultError, UsageError
from pipeline.system import cluster
from pipeline.system.workers import share_count, shared_out
from tests.builders.clusters import Cluster, dask_cluster
from tests.builders.running import free_port
from tests.builders.work import killed_once


def doubled(number: int) -> int:
    return 2 * number


def pid(_: int) -> int:
    time.sleep(0.2)
    return os.getpid()


def full(_: int) -> int:
    raise DiskError("penuh")


def broken(number: int) -> int:
    raise ValueError(f"rahasia {number}")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with dask_cluster(tmp_path_factory.mktemp("klaster")) as made:
        yield made


@pytest.fixture
def two(running: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    monkeypatch.setenv("ASN_PEDULI_MESIN", "dask")
    monkeypatch.setenv("ASN_PEDULI_DASK", running.address)
    return running


def test_every_item_comes_back_with_its_result_from_other_processes(two: Cluster) -> None:
    assert share_count() == 2
    assert sorted(shared_out(doubled, range(20))) == [(n, 2 * n) for n in range(20)]
    assert {number for _, number in shared_out(pid, range(6))} == {one.pid for one in two.workers}


def test_what_is_not_worth_it_is_done_here(two: Cluster) -> None:
    assert {number for _, number in shared_out(pid, range(2), worthwhile=False)} == {os.getpid()}


def test_faults_come_back_and_no_log_of_the_cluster_quotes_them(two: Cluster) -> None:
    with pytest.raises(DiskError, match="penuh"):
        list(shared_out(full, range(4)))
    with pytest.raises(OurFaultError, match="ValueError") as caught:
        list(shared_out(broken, range(4)))
    assert "rahasia" not in str(caught.value) + two.said()


def test_a_worker_of_another_version_refuses_the_work(
    two: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "code_mark", lambda: "lain")
    with pytest.raises(UsageError, match="memakai versi program atau pustaka yang lain"):
        list(shared_out(doubled, range(2)))


def test_work_of_a_worker_that_is_killed_is_done_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASN_PEDULI_MESIN", "dask")
    with dask_cluster(tmp_path) as own:
        monkeypatch.setenv("ASN_PEDULI_DASK", own.address)
        work = partial(killed_once, tmp_path / "sekali")
        assert sorted(shared_out(work, range(8))) == [(n, n) for n in range(8)]
        assert [one.poll() for one in own.workers].count(-signal.SIGKILL) == 1


@pytest.mark.parametrize(("status", "made"), [("running", 0), ("closed", 1)])
def test_a_connection_that_was_lost_is_made_anew_and_another_is_kept(
    status: str, made: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, fresh = MagicMock(status=status), MagicMock(status="running")
    monkeypatch.setenv("ASN_PEDULI_DASK", "tcp://contoh:1")
    monkeypatch.setattr(cluster, "_connected", {"tcp://contoh:1": held})
    make = MagicMock(return_value=fresh)
    monkeypatch.setattr(cluster, "_made_client", make)
    assert [cluster._client(), cluster._client()] == [fresh if made else held] * 2
    assert make.call_count == held.close.call_count == made


@pytest.mark.parametrize(
    ("address", "said"),
    [("", "Isi ASN_PEDULI_DASK"), ("tcp://127.0.0.1:{port}", "tidak menjawab")],
)
def test_without_a_cluster_it_is_said_what_is_missing(
    address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 1)
    monkeypatch.setenv("ASN_PEDULI_MESIN", "dask")
    monkeypatch.setenv("ASN_PEDULI_DASK", address.format(port=free_port()))
    with pytest.raises(UsageError, match=said):
        list(shared_out(doubled, range(2)))

"""Work shared out gives every result once, whatever becomes of a process that does a part of it."""

import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from pipeline.core.errors import DiskError, OurFaultError
from pipeline.core.sizes import size_text
from pipeline.system import workers
from pipeline.system.processes import lives
from pipeline.system.settings import engine, worker_count
from pipeline.system.workers import shared_out
from tests.builders.running import wait_until
from tests.builders.work import SlowlyImported, has_imported, killed_once

ENGINES = pytest.mark.parametrize("engine", ["proses", "utas"])


def pid(_: int) -> int:
    return os.getpid()


def doubled(number: int) -> int:
    return 2 * number


def full(_: int) -> int:
    raise DiskError("penuh")


def broken(number: int) -> int:
    raise ValueError(f"rahasia {number}")


def printed(number: int) -> int:
    os.write(1, b"kata lain di keluaran baku\n")
    return number


def signed(folder: Path) -> None:
    (folder / str(os.getpid())).touch()


def signatures(folder: Path) -> set[int]:
    return {int(path.name) for path in folder.iterdir()}


def killed(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return -1


@pytest.fixture(autouse=True)
def _two_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASN_PEDULI_PEKERJA", "2")


@ENGINES
def test_every_item_comes_back_with_its_result(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASN_PEDULI_MESIN", engine)
    assert sorted(shared_out(doubled, range(20))) == [(n, 2 * n) for n in range(20)]


def test_processes_are_started_once_and_asked_again() -> None:
    first = {number for _, number in shared_out(pid, range(6))}
    again = {number for _, number in shared_out(pid, range(6))}
    assert again <= first | again
    assert os.getpid() not in first | again
    assert len(first | again) <= 2


def test_processes_are_started_ahead_and_asked_then() -> None:
    workers.dismiss()
    workers.start_ahead(pid, 6)
    begun = {process.pid for process in workers._idle}
    assert len(begun) == 2
    workers.start_ahead(doubled, 6)
    assert {number for _, number in shared_out(pid, range(6))} <= begun
    assert sorted(shared_out(doubled, range(4))) == [(n, 2 * n) for n in range(4)]
    assert {process.pid for process in workers._idle} == begun


def test_what_will_be_asked_is_imported_ahead() -> None:
    workers.dismiss()
    workers.start_ahead(size_text, 6)
    assert all(there for _, there in shared_out(has_imported, [size_text.__module__] * 6))


def test_no_more_are_started_ahead_than_there_are_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    workers.dismiss()
    monkeypatch.setenv("ASN_PEDULI_PEKERJA", "12")
    workers.start_ahead(pid, 3)
    assert len(workers._idle) == 3


def test_one_that_is_still_beginning_does_not_keep_the_program_waiting() -> None:
    workers.dismiss()
    workers.start_ahead(SlowlyImported(), 2)
    begun = [process.pid for process in workers._idle]
    before = time.monotonic()
    workers.dismiss()
    assert time.monotonic() - before < 5
    assert not any(lives(pid) for pid in begun)


def test_one_that_is_gone_before_it_is_asked_is_replaced() -> None:
    workers.start_ahead(pid, 6)
    for process in workers._idle:
        process.kill()
        process.wait()
    workers.start_ahead(pid, 6)
    assert sorted(shared_out(doubled, range(4))) == [(n, 2 * n) for n in range(4)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASN_PEDULI_PEKERJA", "1"),
        ("ASN_PEDULI_MESIN", "utas"),
        ("ASN_PEDULI_MESIN", "dask"),
        ("ASN_PEDULI_GAGAL_DI", "terkini-sebelum"),
    ],
)
def test_none_is_started_ahead_where_none_will_be_asked(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers.dismiss()
    monkeypatch.setenv(name, value)
    workers.start_ahead(pid, 6)
    assert workers._idle == []


def test_a_cluster_does_not_ask_how_many_processes_there_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASN_PEDULI_MESIN", "dask")
    monkeypatch.setenv("ASN_PEDULI_PEKERJA", "banyak")
    workers.start_ahead(pid, 6)


def test_what_costs_less_than_a_process_is_done_here() -> None:
    assert {number for _, number in shared_out(pid, range(6), worthwhile=False)} == {os.getpid()}


def test_a_failure_that_a_test_asks_for_hits_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASN_PEDULI_GAGAL_DI", "terkini-sebelum")
    assert {number for _, number in shared_out(pid, range(6))} == {os.getpid()}


def test_what_is_done_everywhere_is_done_here_and_where_processes_wait(tmp_path: Path) -> None:
    workers.start_ahead(pid, 6)
    workers.done_everywhere(partial(signed, tmp_path))
    all_of_us = {os.getpid(), *(process.pid for process in workers._idle)}
    assert sorted(shared_out(doubled, range(4))) == [(n, 2 * n) for n in range(4)]
    wait_until("all have signed", lambda: signatures(tmp_path) == all_of_us, seconds=30)
    assert len(all_of_us) == 3


def test_what_is_done_everywhere_passes_over_a_process_that_is_gone(tmp_path: Path) -> None:
    workers.start_ahead(pid, 6)
    for process in workers._idle:
        process.kill()
        process.wait()
    workers.done_everywhere(partial(signed, tmp_path))
    assert signatures(tmp_path) == {os.getpid()}
    assert sorted(shared_out(doubled, range(4))) == [(n, 2 * n) for n in range(4)]


def test_a_fault_for_the_operator_comes_back_as_it_is() -> None:
    with pytest.raises(DiskError, match="penuh"):
        list(shared_out(full, range(4)))


def test_a_fault_of_ours_comes_back_without_its_text() -> None:
    with pytest.raises(OurFaultError, match="ValueError") as caught:
        list(shared_out(broken, range(4)))
    assert "rahasia" not in str(caught.value)


def test_what_a_worker_prints_is_no_answer() -> None:
    assert sorted(shared_out(printed, range(4))) == [(n, n) for n in range(4)]


def test_work_of_a_process_that_is_killed_is_done_by_another(tmp_path: Path) -> None:
    work = partial(killed_once, tmp_path / "sekali")
    assert sorted(shared_out(work, range(4))) == [(n, n) for n in range(4)]


def test_work_that_kills_every_process_is_a_fault_of_ours() -> None:
    with pytest.raises(OurFaultError):
        list(shared_out(killed, range(2)))


def test_processes_are_let_go() -> None:
    list(shared_out(pid, range(4)))
    workers.dismiss()
    assert workers._idle == []


def test_engine_and_count_are_what_the_operator_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASN_PEDULI_MESIN", raising=False)
    assert (engine(), worker_count()) == ("proses", 2)


@pytest.mark.parametrize("named", ["0", "dua", "-1"])
def test_a_count_that_is_none_is_refused(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.core.errors import UsageError

    monkeypatch.setenv("ASN_PEDULI_PEKERJA", named)
    with pytest.raises(UsageError, match=named):
        worker_count()
    monkeypatch.setenv("ASN_PEDULI_MESIN", "kuda")
    with pytest.raises(UsageError, match="kuda"):
        engine()

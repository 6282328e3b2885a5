"""Processes of ours that are killed while others live (contract §6).

They are a run with its Prefect server, and a workbook's reader.
"""

import contextlib
import os
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import OurFaultError
from pipeline.operations import arriving, months
from pipeline.operations.desk import open_desk
from pipeline.publishing.revisions import verify
from pipeline.reading import cache
from pipeline.reading.files import apart, opener
from pipeline.reading.files.errors import MachineError, UnreadableError
from pipeline.reading.files.limits import Limits
from pipeline.system.settings import Settings
from tests.builders.books import xlsx
from tests.builders.crash_city import PERIOD, assert_whole, lay_city, run
from tests.builders.kota_kecil import references
from tests.builders.running import PROGRAM, asn_peduli, wait_until

PATIENCE = 240


def servers_of(outputs: Path) -> list[int]:
    """Return the Prefect servers whose home lies in `outputs`."""
    wanted, found = f"PREFECT_HOME={outputs / '.prefect'}".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (
                b"server_process" in (process / "cmdline").read_bytes()
                and wanted in (process / "environ").read_bytes()
            ):
                found.append(int(process.name))
    return found


def start(
    inputs: Path, outputs: Path, fail: str = "", **environment: str
) -> "subprocess.Popen[bytes]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    command = [str(PROGRAM), "run", PERIOD, "--inputs", str(inputs), "--outputs", str(outputs)]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(
        command,
        env={**clean, "ASN_PEDULI_GAGAL_DI": fail, **environment},
        stdout=nowhere,
        stderr=nowhere,
    )


@pytest.mark.server
def test_a_run_that_is_killed_leaves_no_server_and_the_next_run_publishes(tmp_path: Path) -> None:
    inputs, outputs = lay_city(tmp_path / "in"), tmp_path / "out"
    with start(inputs, outputs) as early:
        wait_until("the run has started its Prefect server", lambda: bool(servers_of(outputs)))
        early.kill()
    wait_until("the server of the killed run is gone", lambda: not servers_of(outputs))
    with start(inputs, outputs, fail="terkini-sebelum") as late:
        assert late.wait(PATIENCE) == -signal.SIGKILL
    assert_whole(outputs, {})
    wait_until("the server of the killed run is gone", lambda: not servers_of(outputs))
    assert run(Settings(inputs, outputs)) == "r01"
    assert verify(outputs) == []


@pytest.mark.server
def test_what_libraries_had_for_a_moment_lies_in_our_folder_and_the_next_run_removes_it(
    tmp_path: Path,
) -> None:
    inputs, outputs, machine = lay_city(tmp_path / "in"), tmp_path / "out", tmp_path / "tmp"
    machine.mkdir()
    with start(inputs, outputs, fail="terkini-sebelum", TMPDIR=str(machine)) as killed:
        assert killed.wait(PATIENCE) == -signal.SIGKILL
    left = list((outputs / ".sementara").iterdir())
    assert left, "the killed run had no folder of its own"
    done = asn_peduli(
        "check", PERIOD, "--inputs", inputs, "--outputs", outputs, TMPDIR=str(machine)
    )
    assert done.returncode == 0, done.stderr
    assert [path for path in left if path.exists()] == []
    assert list(machine.iterdir()) == []


@pytest.fixture
def killer(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Kill each reader of workbooks after so many seconds, one for each that is started.

    None for those after.
    """
    after: list[float] = []
    started = apart._started

    def doomed() -> "subprocess.Popen[bytes]":
        process = started()
        if after:
            threading.Timer(after.pop(0), process.kill).start()
        return process

    apart.dismiss()
    monkeypatch.setattr(apart, "_started", doomed)
    yield after
    apart.dismiss()


def workbook(rows: int) -> bytes:
    return xlsx([["NIP", "Nama"], *([f"{at:018}", f"Orang {at}"] for at in range(rows))])


LIMITS = Limits(512 << 20)


@pytest.mark.parametrize("seconds", [0.0, 0.03, 0.15])
def test_a_workbook_whose_reader_is_killed_once_is_read_all_the_same(
    killer: list[float], seconds: float
) -> None:
    data = workbook(4000)
    whole = [sheet.batches for sheet in apart.sheets_read_apart(data, LIMITS)]
    apart.dismiss()
    killer.append(seconds)
    assert [sheet.batches for sheet in apart.sheets_read_apart(data, LIMITS)] == whole


def test_a_reader_that_nobody_asks_leaves_and_the_next_workbook_has_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    apart.dismiss()
    data = workbook(30)
    monkeypatch.setattr(apart, "_LINGERING", 0.1)
    [whole] = apart.sheets_read_apart(data, LIMITS)
    [waiting] = apart._idle
    wait_until("the reader has left", lambda: waiting.poll() is not None, seconds=30)
    [again] = apart.sheets_read_apart(data, LIMITS)
    assert waiting.returncode == 0
    assert waiting.stdout is not None
    assert waiting.stdout.closed
    assert again == whole


def test_a_reader_is_kept_however_much_memory_the_process_holds_that_started_it() -> None:
    apart.dismiss()
    held = b"x" * (600 << 20)
    apart.sheets_read_apart(workbook(3), LIMITS)
    [first] = apart._idle
    apart.sheets_read_apart(workbook(3), LIMITS)
    assert apart._idle == [first]
    assert len(held) > opener._GROWN * 1024


def test_a_workbook_that_comes_just_as_its_reader_leaves_is_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "_LINGERING", 0)
    apart.dismiss()
    whole, readers = [], set()
    for _ in range(6):
        whole.append(apart.sheets_read_apart(workbook(30), LIMITS))
        readers |= {process.pid for process in apart._idle}
    assert all(sheets == whole[0] for sheets in whole)
    assert len(readers) > 1


def test_however_many_readers_leave_at_once_the_next_workbook_is_read() -> None:
    apart.dismiss()
    whole = apart.sheets_read_apart(workbook(30), LIMITS)
    leaving = [
        subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    apart._idle[:] = leaving
    assert apart.sheets_read_apart(workbook(30), LIMITS) == whole
    apart.dismiss()


def test_a_reader_killed_again_and_again_refuses_no_file_for_good(
    killer: list[float], tmp_path: Path
) -> None:
    settings = Settings(city_with_a_workbook(tmp_path / "in"), tmp_path / "out")
    stock = months.list_inputs(open_desk(settings), PERIOD, None)
    killer.extend([0.0] * 3)
    with pytest.raises(OurFaultError, match=r"bayar\.xlsx belum terbaca") as error:
        months.read_all(open_desk(settings), stock, lambda _: None)
    assert error.value.brief.startswith("Satu berkas masukan belum terbaca")
    months.read_all(open_desk(settings), stock, lambda _: None)


def city_with_a_workbook(folder: Path) -> Path:
    inputs = lay_city(folder)
    (inputs / PERIOD / "iuran" / "bayar.csv").unlink()
    (inputs / PERIOD / "iuran" / "bayar.xlsx").write_bytes(workbook(3))
    return inputs


@pytest.mark.parametrize(("large", "kept"), [(0, 0), (1 << 30, 1)])
def test_no_reader_waits_on_when_all_files_of_a_large_month_are_read(
    large: int, kept: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    apart.dismiss()
    monkeypatch.setattr(arriving, "_WORTH_SHARING", large)
    monkeypatch.setenv("ASN_PEDULI_PEKERJA", "1")
    desk = open_desk(Settings(city_with_a_workbook(tmp_path / "in"), tmp_path / "out"))
    months.read_all(desk, months.list_inputs(desk, PERIOD, None), lambda _: None)
    assert len(apart._idle) == kept


@pytest.fixture
def scarce_memory() -> Iterator[Limits]:
    """Let this process and its children have less memory than these limits give a workbook."""
    limits = Limits(8 << 30)
    given = resource.getrlimit(resource.RLIMIT_AS)
    apart.dismiss()
    resource.setrlimit(resource.RLIMIT_AS, (limits.of_a_workbook()["memori"] - 1, given[1]))
    yield limits
    resource.setrlimit(resource.RLIMIT_AS, given)
    apart.dismiss()


DIES_READING = "import os, sys; sys.stdout.buffer.write(b'A\\n'); sys.stdout.flush(); os.abort()"


def test_a_reader_that_runs_out_of_memory_is_no_fault_of_the_file_where_memory_is_scarce(
    scarce_memory: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", DIES_READING)
    with pytest.raises(MachineError):
        apart.sheets_read_apart(workbook(3), scarce_memory)


def test_it_is_the_files_where_memory_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    apart.dismiss()
    monkeypatch.setattr(apart, "_PROGRAM", DIES_READING)
    with pytest.raises(UnreadableError, match="berkas_terlalu_besar"):
        apart.sheets_read_apart(workbook(3), LIMITS)


@pytest.mark.parametrize(("scarce", "answer"), [(True, b"M"), (False, b"G")])
def test_the_reader_says_whether_the_machine_lacks_memory(
    scarce: bool, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(data: bytes, limits: dict[str, Any]) -> Iterator[bytes]:
        raise MemoryError

    monkeypatch.setattr(opener, "_sheets", exhausted)
    [told] = opener._answers(b"", {}, scarce)
    assert told[:1] == answer


def test_a_workbook_is_read_under_a_limit_that_suffices(scarce_memory: Limits) -> None:
    [sheet] = apart.sheets_read_apart(workbook(30), scarce_memory)
    assert sheet.batches


def test_a_reader_that_cannot_start_refuses_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    apart.dismiss()
    monkeypatch.setattr(apart, "_PROGRAM", "raise MemoryError")
    with pytest.raises(MachineError):
        apart.sheets_read_apart(workbook(3), LIMITS)


def test_a_reader_that_takes_too_long_refuses_its_file_for_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = xlsx([["NIP", "Nama"], ["199001012015041001", "Budi"]])
    rules = references().policy.reading
    with monkeypatch.context() as slow:
        slow.setattr(apart, "_PATIENCE", 0.0)
        slow.setattr(apart, "_PROGRAM", "import time; time.sleep(60)")
        apart.dismiss()
        late = cache.parsed(tmp_path, data, "a" * 64, "asn", rules)
    assert late.refused
    assert late.findings["kode"].to_list() == ["berkas_terlalu_lama"]
    assert not cache.holds(tmp_path, "a" * 64, "asn", rules)
    assert not cache.parsed(tmp_path, data, "a" * 64, "asn", rules).refused


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    inputs = lay_city(tmp_path / "in")
    rules = inputs / "referensi" / "kebijakan.toml"
    limit = re.sub("(?m)^ukuran_terurai = .*$", 'ukuran_terurai = "4 KiB"', rules.read_text())
    rules.write_text(limit)
    (inputs / PERIOD / "iuran" / "besar.csv").write_bytes(b"NIP\n" * 2000)
    settings = Settings(inputs, tmp_path / "out")
    desk = open_desk(settings)
    stock = months.list_inputs(desk, PERIOD, None)
    assert [file.path for file in stock.files if not file.sha256] == ["iuran/besar.csv"]
    known = months.know(desk, stock)
    assert known.refused == ("2026-03/iuran/besar.csv",)
    assert "batas 4 KiB" in known.findings.filter(kode="berkas_terlalu_besar")["pesan"][0]

"""Failpoints do nothing until a test asks for one, and then exactly what it asked for."""

import signal
import subprocess
import sys

import pytest

from pipeline.system import failpoints
from pipeline.system.failpoints import around, reached
from pipeline.system.settings import FAILPOINT_VARIABLE

PLACE = "terkini-sebelum"


@pytest.fixture(autouse=True)
def _nothing_reached_before() -> None:
    failpoints._times.clear()


def test_nothing_happens_unless_it_is_asked_for() -> None:
    with around("terkini"):
        pass


def test_the_process_dies_where_it_was_asked_to() -> None:
    code = f"from pipeline.system.failpoints import reached; reached('{PLACE}'); reached('ganti-sebelum'); print('masih hidup')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={FAILPOINT_VARIABLE: "ganti-sebelum"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert not done.stdout


def test_the_disk_is_full_there_the_second_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FAILPOINT_VARIABLE, f"{PLACE}:2=penuh")
    reached(PLACE)
    with pytest.raises(OSError, match="Errno 28"):
        reached(PLACE)
    reached(PLACE)


def test_a_place_that_is_not_registered_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="salah-ketik"):
        reached("salah-ketik")
    monkeypatch.setenv(FAILPOINT_VARIABLE, "salah-ketik:3")
    with pytest.raises(ValueError, match="salah-ketik"):
        reached(PLACE)

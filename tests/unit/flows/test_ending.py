"""Being told to end is heeded wherever the signal finds the process."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.cli import serve
from flows.serving.ending import Ending
from pipeline.core.errors import EXIT_DONE, PeduliError
from pipeline.system.settings import Settings
from tests.builders.small_city import policy


@pytest.fixture
def ending() -> Iterator[Ending]:
    before = signal.getsignal(signal.SIGTERM)
    ending = Ending()
    ending.listen()
    yield ending
    signal.signal(signal.SIGTERM, before)


class _ToldWhileItGoes:
    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


def test_told_to_end_it_ends_at_once(ending: Ending) -> None:
    with pytest.raises(SystemExit):
        os.kill(os.getpid(), signal.SIGTERM)
    assert ending.told


def test_told_in_a_finaliser_that_swallows_it_the_loop_ends_as_soon_as_it_runs(
    ending: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda said: lost.append(said.exc_type))
    _ToldWhileItGoes()
    assert lost == [SystemExit]
    asyncio.run(asyncio.wait_for(ending.until_told(), 5))


def test_told_in_a_finaliser_while_the_loop_runs_it_ends(ending: Ending) -> None:
    async def told_meanwhile() -> None:
        waiting = asyncio.create_task(ending.until_told())
        await asyncio.sleep(0)
        # As Prefect's runner does: the loop is told all the same.
        signal.signal(signal.SIGTERM, lambda *_: None)
        _ToldWhileItGoes()
        await asyncio.wait_for(waiting, 5)

    asyncio.run(told_meanwhile())
    assert ending.told


@pytest.mark.parametrize("server_died", [False, True])
def test_told_to_end_before_anything_is_served_it_ends_well_unless_its_server_told_it(
    ending: Ending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server_died: bool
) -> None:
    del ending

    @contextmanager
    def starting(_s: object, _f: object, _p: int, ended: list[bool]) -> Iterator[str]:
        ended += [True] * server_died
        os.kill(os.getpid(), signal.SIGTERM)
        yield ""

    monkeypatch.setattr(serve, "_server_at", starting)
    settings = Settings(tmp_path / "in", tmp_path / "out")
    if server_died:
        with pytest.raises(PeduliError, match="Server Prefect berhenti sendiri"):
            serve._serve(0, settings, policy())
    else:
        assert serve._serve(0, settings, policy()) == EXIT_DONE

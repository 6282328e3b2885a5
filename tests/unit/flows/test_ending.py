"""Being told to end is heeded wherever the signal finds the process."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator

import pytest

from flows.serving.ending import Ending


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

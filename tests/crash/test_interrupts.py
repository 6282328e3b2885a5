"""Ctrl-C at any moment of run, backfill, send and check: one sentence, 130, nothing harmed (§7)."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from pipeline.delivery.ledger import look_into_ledger
from pipeline.publishing.revisions import verify
from pipeline.system.processes import MARK_VARIABLE, lives
from pipeline.system.settings import Settings
from tests.architecture.tree import ROOT
from tests.builders.crash_city import assert_whole, run, use_plain_documents
from tests.builders.delivered_city import PERIOD, add_late_payment, lay_city
from tests.builders.running import documents, wait_until

LONGEST: Final = 5.0
SENTENCE: Final = re.compile(r"^Dihentikan dengan Ctrl-C\. [^\n]+$", re.MULTILINE)
RUN: Final = ("run", PERIOD)
BACKFILL: Final = ("backfill", PERIOD, PERIOD)
SEND: Final = ("send", PERIOD)
CHECK: Final = ("check", PERIOD)
MOMENTS: Final = (
    (RUN, "cache-sebelum"),
    (RUN, "kerja-sesudah"),
    (RUN, "opd-xlsx-sebelum"),
    (RUN, "rekap-sebelum"),
    (RUN, "manifest-sebelum"),
    (RUN, "pindah-sesudah"),
    (RUN, "terkini-sebelum"),
    (BACKFILL, "cache-sebelum"),
    (BACKFILL, "data-sebelum"),
    (SEND, "kirim-mulai"),
    (SEND, "kirim-sesudah-titik"),
    (CHECK, "cache-sebelum"),
)


class Commands:
    """The process that gives commands."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.commands"]
        pipe = subprocess.PIPE
        self._giver = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def give(self, words: tuple[str, ...], folder: Path, screen: Path, fail: str) -> int:
        """Give a command over the folders in `folder`; return the number of its process."""
        places = ["--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs")]
        return self._asked(
            json.dumps({"words": [*words, *places], "screen": str(screen), "fail": fail})
        )

    def ended(self) -> int:
        """Return how the command that was given last ended, once it has."""
        return self._asked("")

    def end(self) -> None:
        """End it: nothing is asked for any more."""
        assert self._giver.stdin is not None
        self._giver.stdin.close()
        self._giver.wait()

    def _asked(self, line: str) -> int:
        assert self._giver.stdin is not None
        assert self._giver.stdout is not None
        self._giver.stdin.write(line + "\n")
        self._giver.stdin.flush()
        return int(self._giver.stdout.readline())


@pytest.fixture(scope="module")
def commands() -> Iterator[Commands]:
    giver = Commands()
    yield giver
    giver.end()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city with a published month, and a late file that makes a new revision of it."""
    with pytest.MonkeyPatch.context() as patched:
        use_plain_documents(patched)
        return _published(tmp_path_factory.mktemp("polos"))


@pytest.fixture(scope="module")
def sendable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city published with real documents: what is sent is looked into first."""
    return _published(tmp_path_factory.mktemp("kirim"))


def _published(folder: Path) -> Path:
    lay_city(folder / "inputs")
    run(Settings(folder / "inputs", folder / "outputs"))
    return folder


def reached(moment: str, screen: Path) -> bool:
    """Tell whether the command says that it waits at `moment`."""
    return screen.is_file() and moment in screen.read_text(encoding="utf-8")


def children_of(pid: int) -> list[int]:
    """Return the processes that bear the mark of what `pid` started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(one.startswith(f"{MARK_VARIABLE}={pid}-".encode()) for one in environment):
            found.append(int(process.name))
    return [child for child in found if child != pid]


@pytest.mark.parametrize(("words", "moment"), MOMENTS)
def test_it_ends_at_once_and_what_is_published_is_untouched(
    words: tuple[str, ...],
    moment: str,
    published: Path,
    sendable: Path,
    commands: Commands,
    tmp_path: Path,
) -> None:
    folder, screen = tmp_path / "kota", tmp_path / "layar"
    shutil.copytree(sendable if words == SEND else published, folder)
    if words != SEND:
        add_late_payment(folder / "inputs")
    before = documents(folder / "outputs" / PERIOD)
    pid = commands.give(words, folder, screen, f"{moment}=tunggu")
    wait_until(f"{moment} is reached", lambda: reached(moment, screen))
    asked = time.monotonic()
    os.kill(pid, signal.SIGINT)
    code = commands.ended()
    took = time.monotonic() - asked
    said = screen.read_text("utf-8")
    assert code == 130, said
    assert took < LONGEST
    assert len(SENTENCE.findall(said)) == 1
    assert "Traceback" not in said
    assert "GAGAL" not in said
    assert children_of(pid) == []
    assert not lives(pid)
    assert_whole(folder / "outputs", {f"{PERIOD}/{name}": held for name, held in before.items()})
    assert verify(folder / "outputs") == []
    assert list((folder / "outputs" / ".sementara").glob("*")) == []


@pytest.mark.parametrize("moment", ["kirim-sebelum-titik:2", "ganti-sebelum"])
def test_the_next_sending_goes_on_where_the_interrupted_one_stood(
    moment: str, sendable: Path, commands: Commands, tmp_path: Path
) -> None:
    folder, screen = tmp_path / "kota", tmp_path / "layar"
    shutil.copytree(sendable, folder)
    pid = commands.give(SEND, folder, screen, f"{moment}=tunggu")
    wait_until(f"{moment} is reached", lambda: reached(moment.partition(":")[0], screen))
    os.kill(pid, signal.SIGINT)
    assert commands.ended() == 130
    commands.give(SEND, folder, screen, "")
    done = commands.ended()
    with look_into_ledger(Settings(folder / "inputs", folder / "outputs")) as ledger:
        assert ledger.unfinished() == []
    assert done == 0, screen.read_text("utf-8")

"""What holds for every test: the same examples each time, those that wait beside those that compute.

Nothing of this machine's own settings plays a part.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import settings

from pipeline.reading.files import apart
from pipeline.system import environment
from pipeline.system.signing_key import SIGNING_KEY_VARIABLE
from tests.builders.machine import NEEDS, missing, nothing_may_be_skipped
from tests.builders.paths import ROOT
from tests.builders.running import SIGN_IN, allow_servers, end_prefect_server
from tests.builders.shared import share_in
from tests.lengths import long_tests
from tests.turns import in_turn

settings.register_profile("asn-peduli", derandomize=True, deadline=None, database=None)
settings.load_profile("asn-peduli")

MARK_OF_FOLDER: Final = {"browser": "browser", "office": "kantor", "server": "server"}
_homes = pytest.StashKey[list[TemporaryDirectory[str]]]()
_SHARED: Final = "asn_peduli_bersama"
_UNTIL_THE_NEXT_TEST: Final = 60.0


def pytest_configure(config: pytest.Config) -> None:
    """Give each test process a Prefect home of its own.

    Prefect reads its settings when it is first imported.
    """
    for name in [
        name for name in os.environ if name.startswith("PREFECT_") or name == SIGNING_KEY_VARIABLE
    ]:
        del os.environ[name]
    home, ours = (
        TemporaryDirectory(prefix="asn-peduli-"),
        TemporaryDirectory(prefix="asn-peduli-bersama-"),
    )
    config.stash[_homes] = [home, ours]
    os.environ["PREFECT_HOME"] = home.name
    os.environ["PREFECT_API_AUTH_STRING"] = SIGN_IN
    # The tests themselves take all cores: a test of sharing out says among how many.
    os.environ["ASN_PEDULI_PEKERJA"] = "1"
    # What opens workbooks waits for the next test that has one: a start takes a quarter second.
    pytest.MonkeyPatch().setattr(apart, "_LINGERING", _UNTIL_THE_NEXT_TEST)
    # A test that means to speak to a server says to which: none is started for it unasked.
    os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
    share_in(Path(getattr(config, "workerinput", {}).get(_SHARED, ours.name)))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: pytest.Session) -> None:
    """Tell a process of the session where the session's shared things lie."""
    node.workerinput[_SHARED] = node.config.stash[_homes][1].name  # type: ignore[attr-defined]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by folder and length, skip what the machine cannot do, and mix files that wait."""
    long = long_tests()
    for item in items:
        place = item.path.relative_to(ROOT / "tests")
        if place.parts[0] in MARK_OF_FOLDER:
            item.add_marker(MARK_OF_FOLDER[place.parts[0]])
        if f"{place.as_posix()}::{item.name.partition('[')[0]}" in long:
            item.add_marker("lama")
        for mark in NEEDS.keys() & {mark.name for mark in item.iter_markers()}:
            if missing(mark):
                item.add_marker(pytest.mark.skip(reason=f"paket belum terpasang: {missing(mark)}"))
    # Alone, a process runs them as it was told to: `make mutants` begins with the fastest.
    if config.pluginmanager.hasplugin("randomly") or not hasattr(config, "workerinput"):
        return
    places = {path: at for at, path in enumerate(in_turn([item.path for item in items]))}
    items.sort(key=lambda item: places[item.path])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hold what `make check` leaves out to its mark, before any fixture is set up."""
    allow_servers(item.get_closest_marker("server") is not None)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """End what the session shares; with CI=true a skipped test is a fault."""
    if hasattr(session.config, "workerinput"):
        return
    end_prefect_server()
    if nothing_may_be_skipped() and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say in a last line what was skipped and why, and remove what this process laid down."""
    for reason, count in sorted(_skipped(config).items()):
        print(f"{count} uji dilewati: {reason}")  # noqa: T201 - pytest's own summary has been written
    for folder in config.stash.get(_homes, []):
        folder.cleanup()


def _skipped(config: pytest.Config) -> Counter[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports)


@pytest.fixture(autouse=True)
def _environment_as_before() -> Iterator[None]:
    """Take back what a command of ours sets in the environment of its own process."""
    # A command that a fixture for many tests ran has withheld what the next command needs.
    os.environ.update(environment._withheld)
    environment._withheld.clear()
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
    environment._withheld.clear()

"""What holds for every test: the same examples each time, and nothing of this machine's own settings."""

import os
from collections.abc import Iterator
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from pipeline.system.settings import SIGNING_KEY_VARIABLE

settings.register_profile("asn-peduli", derandomize=True, deadline=None, database=None)
settings.load_profile("asn-peduli")

_prefect_home = pytest.StashKey[TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Give each test process a Prefect home of its own: Prefect reads its settings when it is first imported."""
    for name in [name for name in os.environ if name.startswith("PREFECT_") or name == SIGNING_KEY_VARIABLE]:
        del os.environ[name]
    config.stash[_prefect_home] = TemporaryDirectory(prefix="asn-peduli-")
    os.environ["PREFECT_HOME"] = config.stash[_prefect_home].name


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that home again."""
    if _prefect_home in config.stash:
        config.stash[_prefect_home].cleanup()


@pytest.fixture(autouse=True)
def _environment_as_before() -> Iterator[None]:
    """Take back what a command of ours sets in the environment of its own process."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)

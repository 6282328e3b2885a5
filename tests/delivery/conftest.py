"""A published city for the tests of sending, made once; each test works on a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.delivered_city import command, copy_of, lay_city
from tests.builders.mail_server import MailServer, by_smtp, mail_server
from tests.builders.shared import shared_folder
from tests.builders.without_prefect import leave_prefect_out, without_prefect


@pytest.fixture(scope="session")
def city() -> Path:
    """Return a folder with inputs/ and outputs/ of the published city.

    Copy it before you change anything.
    """
    return shared_folder("kota-kirim", _published)


def _published(folder: Path) -> None:
    lay_city(folder / "inputs")
    with without_prefect():
        assert command("run", folder) == 0


@pytest.fixture
def no_prefect(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let flows and tasks run as the plain functions that they are.

    What they do stays, without the time Prefect takes.
    """
    leave_prefect_out(monkeypatch)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def folder(city: Path, tmp_path: Path, server: MailServer) -> Path:
    """Return a copy of the city that sends through `server`."""
    return copy_of(city, tmp_path / "kota", **by_smtp(server))

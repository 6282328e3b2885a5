"""A published city for the tests of sending, made once; each test works on a copy."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from unittest.mock import MagicMock

import pytest

from pipeline.system.settings import smtp_credentials
from tests.builders.delivered_city import command, copy_of, lay_city
from tests.builders.mail_server import MailServer, by_smtp, mail_server

_TOLD_TO_PREFECT: Final = {"name_run", "Progress", "show_published", "show_refused", "show_sent"}


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with inputs/ and outputs/ of the published city."""
    folder = tmp_path_factory.mktemp("kota-kirim")
    lay_city(folder / "inputs")
    with pytest.MonkeyPatch.context() as patch:
        leave_prefect_out(patch)
        assert command("run", folder) == 0
    return folder


@pytest.fixture
def no_prefect(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let flows and tasks run as the plain functions that they are: what they do, without the time Prefect takes."""
    leave_prefect_out(monkeypatch)


def leave_prefect_out(patch: pytest.MonkeyPatch) -> None:
    from prefect import Flow, Task

    from flows import distribute, monthly

    for module in (monthly, distribute):
        for name, held in list(vars(module).items()):
            if isinstance(held, (Flow, Task)):
                patch.setattr(module, name, held.fn)
        for name in _TOLD_TO_PREFECT & vars(module).keys():
            patch.setattr(module, name, MagicMock())
        # Called as a function, a flow gives its state; the commands are used to its result.
        patch.setattr(module, "Completed", lambda message, data: data)
    patch.setattr(distribute, "_mail_credentials", smtp_credentials)
    # Nobody needs to watch over a server that nobody starts. Prefect is imported already and does not see this.
    patch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def folder(city: Path, tmp_path: Path, server: MailServer) -> Path:
    """Return a copy of the city that sends through `server`."""
    return copy_of(city, tmp_path / "kota", **by_smtp(server))

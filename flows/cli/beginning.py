"""What begins before anything slow is imported: Prefect's server takes longer than all the rest."""

from pathlib import Path

from flows.cli.folders import require_a_city
from flows.serving.prefect_home import choose_server, needs_own_server, quieten
from pipeline.core.wording import say
from pipeline.system.locks import exclusive
from pipeline.system.settings import Settings


def begin_server(settings: Settings) -> None:
    """Choose Prefect's server for a run over a city. Raises as the two that it asks."""
    require_a_city(settings)
    choose_free_server(settings.outputs)


def begin_sending(settings: Settings, period: str) -> None:
    """Start a Prefect server for sending a month, where it is to have one of its own.

    Another is chosen only when it is spoken to: `serve` may end before that. Raises as `open_desk`,
    `published_manifest`, `require_a_city` and `quieten`.
    """
    from pipeline.delivery.documents import published_manifest
    from pipeline.operations.desk import open_desk

    open_desk(settings)
    published_manifest(settings, period)
    require_a_city(settings)
    quieten(settings.outputs)
    if needs_own_server(settings.outputs):
        choose_server(settings.outputs)


def choose_free_server(outputs: Path) -> None:
    """Choose Prefect's server, for an outputs folder that no other run holds.

    Raises LockedError where one does, before Prefect is started; else as `choose_server`.
    """
    with exclusive(outputs.absolute(), say("cli.terkunci"), "run"):
        pass
    quieten(outputs)
    choose_server(outputs)

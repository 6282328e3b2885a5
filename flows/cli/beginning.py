"""What begins before anything slow is imported: Prefect's server takes longer than all the rest."""

from pathlib import Path

from flows.cli.folders import require_a_city
from flows.serving.prefect_home import choose_server, quieten
from pipeline.core.wording import say
from pipeline.operations.named_span import span_of
from pipeline.system.locks import exclusive
from pipeline.system.settings import Settings


def begin_server(settings: Settings) -> None:
    """Choose Prefect's server for a run over a city. Raises as the two that it asks."""
    require_a_city(settings)
    choose_free_server(settings.outputs)


def begin_span(settings: Settings, first: str, last: str) -> None:
    """Choose Prefect's server for the months of a span.

    Raises as `span_of` and `begin_server`.
    """
    span_of(first, last)
    begin_server(settings)


def begin_sending(settings: Settings, period: str) -> None:
    """Choose Prefect's server for sending a month.

    Raises as `require_a_city`, `published_manifest`, `quieten` and `choose_server`.
    """
    require_a_city(settings)
    from pipeline.delivery.documents import published_manifest

    published_manifest(settings, period)
    quieten(settings.outputs)
    choose_server(settings.outputs)


def choose_free_server(outputs: Path) -> None:
    """Choose Prefect's server, for an outputs folder that no other run holds.

    Raises LockedError where one does, before Prefect is started; else as `choose_server`.
    """
    with exclusive(outputs.absolute(), say("cli.terkunci"), "run"):
        pass
    quieten(outputs)
    choose_server(outputs)

"""Typed parameters of the flows, as Prefect's forms check and describe them."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field, StringConstraints

from flows.runtime.choices import SHORTEST_REASON
from pipeline.core.errors import UsageError
from pipeline.core.wording import say
from pipeline.system.settings import Settings

_PERIOD: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
PeriodText = Annotated[str, Field(pattern=_PERIOD, examples=["2026-10"])]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=SHORTEST_REASON)]
F = TypeVar("F", bound=Callable[..., Any])


def described(flow_key: str, *parameters: str) -> Callable[[F], F]:
    """Give a flow, and each of its `parameters`, the Indonesian description on Prefect's pages.

    Prefect reads both from the docstring.
    """
    lines = [f"    {name}: {say(f'alur.isian.{name}')}" for name in parameters]

    def decorate(function: F) -> F:
        function.__doc__ = "\n".join([say(f"alur.{flow_key}"), "", "Args:", *lines])
        return function

    return decorate


def in_todays_form(parameters: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Return a run's parameters in the form of this version, whichever version asked for the run.

    Raises UsageError when they ask for what no run may choose. A name once given to a parameter
    never gets another meaning, so each earlier form is known by its names.
    """
    for migrate in _MIGRATIONS:
        parameters = migrate(parameters, settings)
    return parameters


def _without_folders(parameters: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Leave out the folders, which were parameters once.

    A run that waits since then goes on when it names the ones that are fixed now.
    """
    fixed = {"inputs": settings.inputs, "outputs": settings.outputs}
    for name in fixed.keys() & parameters.keys():
        given = parameters[name]
        if given is not None and Path(str(given)).absolute() != fixed[name]:
            raise UsageError(say("alur.folder_lain"))
    return {name: value for name, value in parameters.items() if name not in fixed}


# Every name that a migration takes away.
EARLIER_NAMES: Final = ("inputs", "outputs")
_MIGRATIONS: Final[tuple[Callable[[dict[str, Any], Settings], dict[str, Any]], ...]] = (
    _without_folders,
)

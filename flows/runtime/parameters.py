"""Typed parameters of the flows, as Prefect's forms check and describe them."""

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import Field

from pipeline.core.wording import say

_PERIOD: Final = r"^\d{4}-(0[1-9]|1[0-2])$"
PeriodText = Annotated[str, Field(pattern=_PERIOD, examples=["2026-10"])]
Wanted = Literal["missing", "stale", "all"]
# What an operator is to write: a sentence, not a word (contract §5.7).
SHORTEST_REASON: Final = 15
Reason = Annotated[str, Field(min_length=SHORTEST_REASON)]
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

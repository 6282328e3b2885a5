"""How a piece of work ended that was done elsewhere: as a value, so that nobody there tells of it.

What is raised in a process or on a machine of others is printed or logged there, with whatever data
its text quotes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pipeline.core.errors import PeduliError, stripped

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Fault:
    """What a piece of work ended with elsewhere."""

    error: PeduliError


def outcome(function: Callable[[T], R], item: T) -> R | Fault:
    """Return what `function` makes of `item`, or the Fault that it ended with."""
    try:
        return function(item)
    except PeduliError as error:
        return Fault(error.with_traceback(None))
    except Exception as error:  # noqa: BLE001 - whatever it was, its text may hold data
        return Fault(stripped(error))


def result_of(answer: R | Fault) -> R:
    """Return what was made of a piece of work. Raises the error that it ended with."""
    if isinstance(answer, Fault):
        raise answer.error
    return answer

"""Keeping personal data out of Prefect's database.

An unforeseen error goes on as its kind and place only.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from prefect.exceptions import PrefectSignal

from pipeline.core.errors import PeduliError, stripped

P = ParamSpec("P")
R = TypeVar("R")


def without_personal_data(function: Callable[P, R]) -> Callable[P, R]:
    """Wrap a flow's or task's body so that an error's text never leaves it (domain §6).

    That text may quote a row.
    """

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except PeduliError as error:
            fault = for_others(error)
        except (KeyboardInterrupt, SystemExit, PrefectSignal):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic in a library is no Exception, and quotes data too
            fault = for_others(stripped(error))
        raise fault

    return guarded


def for_others(error: PeduliError) -> PeduliError:
    """Return an error whose text names no file, because Prefect keeps it.

    `whole` is for the operator's screen.
    """
    if error.brief == str(error):
        return error
    told = type(error)(error.brief, error.brief)
    told.whole = error.whole or str(error)
    return told

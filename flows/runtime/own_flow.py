"""Flows that run as they stand here, whatever a Prefect server says of their deployments.

`serve` runs the flow that it holds in its hands and reads no entrypoint, pull step or variable of a
deployment: who changes one there changes nothing of what runs (contract §7).
"""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar

from prefect import Flow
from prefect.exceptions import ParameterBindError, ParameterTypeError, SignatureMismatchError
from prefect.utilities.callables import parameter_schema

from flows.runtime.faults import without_personal_data
from flows.runtime.folders import settings_in_force
from flows.runtime.hooks import note_completed, note_crashed, note_failed, note_started
from flows.runtime.parameters import EARLIER_NAMES, in_todays_form
from pipeline.core.errors import UsageError
from pipeline.core.wording import say
from pipeline.system.temporary import temporary_files_in

P = ParamSpec("P")
R = TypeVar("R")


class OwnFlow(Flow[P, R]):
    """A flow that takes waiting runs of earlier versions along and refuses what does not fit.

    Prefect's engine dies of a name that the function does not have, before it asks the flow. So the
    function has the names of earlier versions, and no form on Prefect's pages shows them.
    """

    def __init__(self, fn: Callable[P, R], **options: Any) -> None:
        super().__init__(_taking_earlier_names(fn), **options)
        self.parameters = parameter_schema(fn)
        self.__signature__ = signature(fn)  # of which a deployment's form is made

    def validate_parameters(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters of a run as the flow takes them.

        Raises UsageError, in the operator's words, when they name folders or do not fit.
        """
        fitting = in_todays_form(parameters, settings_in_force())
        try:
            return super().validate_parameters(fitting)
        except (ParameterBindError, ParameterTypeError, SignatureMismatchError):
            known = ", ".join(sorted(self.parameters.properties))
            raise UsageError(say("alur.isian_salah", isian=known)) from None

    def __reduce__(self) -> tuple[Callable[[str, str], Any], tuple[str, str]]:
        """Be handed to another process by name: it runs what is installed."""
        return flow_named, (self.__module__, self.fn.__name__)


def flow(name: str, flow_run_name: str) -> Callable[[Callable[P, R]], OwnFlow[P, R]]:
    """Make a function a flow of ours.

    Each end of it is noted, no error carries personal data, and libraries put temporary files into
    our own folder.
    """

    def decorate(function: Callable[P, R]) -> OwnFlow[P, R]:
        return OwnFlow(
            without_personal_data(_with_own_temporary_files(function)),
            name=name,
            flow_run_name=flow_run_name,
            persist_result=False,
            on_running=[note_started],
            on_completion=[note_completed],
            on_failure=[note_failed],
            on_crashed=[note_crashed],
        )

    return decorate


def flow_named(module: str, name: str) -> Any:
    """Return the flow `name` of `module`."""
    return getattr(import_module(module), name)


def _taking_earlier_names(function: Callable[P, R]) -> Callable[P, R]:
    own = signature(function)
    earlier = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=Any)
        for name in EARLIER_NAMES
    ]

    @wraps(function)
    def taking(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in EARLIER_NAMES:
            kwargs.pop(name, None)
        return function(*args, **kwargs)

    taking.__signature__ = own.replace(parameters=[*own.parameters.values(), *earlier])  # type: ignore[attr-defined]
    return taking


def _with_own_temporary_files(function: Callable[P, R]) -> Callable[P, R]:
    @wraps(function)
    def working(*args: P.args, **kwargs: P.kwargs) -> R:
        with temporary_files_in(settings_in_force().temporary):
            return function(*args, **kwargs)

    return working

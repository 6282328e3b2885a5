"""The options that several commands have in common, typed once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Annotated, Final, ParamSpec

from cyclopts import Parameter

from flows.cli.screen import Screen
from pipeline.core.wording import say
from pipeline.system.invented import keep_apart
from pipeline.system.settings import Settings, settings_for
from pipeline.system.temporary import temporary_files_in

P = ParamSpec("P")
Inputs = Annotated[Path, Parameter(metavar="FOLDER", help=say("bantuan.pilihan.inputs"))]
Outputs = Annotated[Path, Parameter(metavar="FOLDER", help=say("bantuan.pilihan.outputs"))]


@Parameter(name="*")
@dataclass(frozen=True)
class Folders:
    """Where a command reads and writes: --inputs and --outputs."""

    inputs: Inputs = Path("inputs")
    outputs: Outputs = Path("outputs")

    @property
    def settings(self) -> Settings:
        """The settings of a command over these folders.

        Raises UsageError when the outputs folder is a file.
        """
        return settings_for(self.inputs, self.outputs)


@Parameter(name="*")
@dataclass(frozen=True)
class DemoFolders(Folders):
    """The folders of the synthetic city."""

    inputs: Inputs = Path("inputs/demo")
    outputs: Outputs = Path("outputs/demo")


USUAL: Final = Folders()
OF_DEMO: Final = DemoFolders()


def in_own_temporary_folder(command: Callable[P, int]) -> Callable[P, int]:
    """Have libraries put temporary files of `command` into its own outputs folder (contract §6)."""

    @wraps(command)
    def working(*args: P.args, **kwargs: P.kwargs) -> int:
        bound = signature(command).bind(*args, **kwargs)
        bound.apply_defaults()
        if bound.arguments.get("fleet"):  # whose folders stand in its file, and are its flow's
            return command(*args, **kwargs)
        settings = bound.arguments["folders"].settings
        if settings.policy:
            # Left in a shell it would make the reports of the next one in another's name.
            Screen().announce(say("cli.kebijakan_lain", berkas=settings.policy))
        with temporary_files_in(settings.temporary):
            return command(*args, **kwargs)

    return working


def require_a_city(settings: Settings) -> None:
    """Raise RefusedError where no references lie: in a wrong folder nothing is made.

    UsageError where invented people would come among real ones, before anything is read.
    """
    keep_apart(settings.inputs, settings.outputs)
    if not settings.references.is_dir():
        from pipeline.operations.desk import open_desk

        open_desk(settings)

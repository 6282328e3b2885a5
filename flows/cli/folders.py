"""The options that several commands have in common, typed once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from pipeline.system.settings import Settings, settings_for


@Parameter(name="*")
@dataclass(frozen=True)
class Folders:
    """Where a command reads and writes: --inputs and --outputs."""

    inputs: Path = Path("inputs")
    outputs: Path = Path("outputs")

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

    inputs: Path = Path("inputs/demo")
    outputs: Path = Path("outputs/demo")


USUAL: Final = Folders()
OF_DEMO: Final = DemoFolders()
MonthWord = Annotated[str, Parameter(name="--periode")]
AsOf = str | None
RepairsOrMail = Annotated[Path | None, Parameter(name="--from")]
OpdCodes = Annotated[tuple[str, ...], Parameter(consume_multiple=1, negative=())]

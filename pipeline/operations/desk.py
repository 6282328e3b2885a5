"""What a task has before it while it works: its folders, and the reference files as they were when it began."""

from dataclasses import dataclass, field

from pipeline.knowledge.references import References, read_references
from pipeline.system.settings import Settings


@dataclass(frozen=True)
class Desk:
    """The settings of a task and its references; these name people and are left out of any representation."""

    settings: Settings
    references: References = field(repr=False)


def open_desk(settings: Settings) -> Desk:
    """Read the references, once for a whole task: all its steps judge by the same ones. Raises RefusedError."""
    return Desk(settings, read_references(settings.references))

"""A module with one small change; known without the tool that makes it."""

from dataclasses import dataclass

Change = tuple[str, str, str]


@dataclass(frozen=True)
class Mutant:
    """A module's path and its text with one change.

    line: where it is. was, becomes: the changed lines, each as one line of text.
    """

    module: str
    line: int
    was: str
    becomes: str
    text: str

    @property
    def change(self) -> Change:
        """Return what the change is, wherever in the module it stands."""
        return self.module, self.was, self.becomes

"""A text that is to be used but never seen: not printed, not logged, not written down."""

from typing import NoReturn


class Secret:
    """A password. Nothing shows it but `reveal`: not its repr, not a log line, not a pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the one call that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError(type(self).__name__)

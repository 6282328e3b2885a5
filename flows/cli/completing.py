"""The command completion: what the operator's shell needs to complete commands and options."""

from typing import Final

from cyclopts.completion.detect import ShellDetectionError, detect_shell

from flows.cli.screen import Screen
from pipeline.core.errors import EXIT_DONE, FormError
from pipeline.core.wording import say

_KNOWN: Final = ("bash", "zsh", "fish")


def install(shell: str | None) -> int:
    """Put the completion where the shell looks for it, and say where that is.

    Raises FormError when the shell is not named and none of the known ones runs this.
    """
    from flows.cli.app import app

    chosen = shell or _running_shell()
    place = app.install_completion(shell=chosen)  # type: ignore[arg-type]
    Screen().say(say("cli.pelengkap", tempat=place, shell=chosen))
    return EXIT_DONE


def _running_shell() -> str:
    try:
        found = detect_shell()
    except ShellDetectionError:
        found = None
    if found not in _KNOWN:
        raise FormError(say("cli.salah_shell"))
    return str(found)

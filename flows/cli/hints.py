"""Commands in what the screen says, as they can be typed: with the program's place and folders.

Sentences in wording.toml say "asn-peduli run 2026-10". Who typed `.venv/bin/asn-peduli`, or another
folder than the usual, is to type that again (contract §7).
"""

import re
import shlex
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from flows.cli.help_pages import PROGRAM
from pipeline.system.called import program_called

_USUAL: Final = {"--inputs": "inputs", "--outputs": "outputs"}
_OF_COMMAND: Final[Mapping[str, Mapping[str, str]]] = {
    "demo": {"--inputs": "inputs/demo", "--outputs": "outputs/demo"},
}
OVER_FOLDERS: Final = (
    "check",
    "run",
    "accept",
    "backfill",
    "send",
    "answers",
    "bounces",
    "receipt",
    "explain",
    "status",
    "doctor",
    "template",
    "serve",
    "kunci",
    "prune",
    "demo",
)
# A mention ("asn-peduli serve sudah berjalan") is no command to be typed, nor is part of a path.
_COMMAND: Final = re.compile(
    rf"(?<![\w/.-]){PROGRAM} ({'|'.join(OVER_FOLDERS)})(?![\w/-])(?! [a-z])"
)


class _Typed:
    """What the operator typed before and between the words of the command of this process."""

    program = PROGRAM
    folders = ""


def heed(arguments: Sequence[str]) -> None:
    """Take note of how the program was called, and of the folders that were named."""
    named = {**_USUAL, **_OF_COMMAND.get(next(iter(arguments), ""), {}), **_named(arguments)}
    _Typed.program = program_called(PROGRAM)
    _Typed.folders = "".join(
        f" {option} {shlex.quote(folder)}"
        for option, folder in named.items()
        if folder.rstrip("/") != _USUAL[option]
    )


def forget() -> None:
    """Take no note any more of how a command was typed that has ended."""
    _Typed.program, _Typed.folders = PROGRAM, ""


def workable(text: str) -> str:
    """Return a sentence with each of its commands as it works when it is typed."""
    return _COMMAND.sub(lambda found: f"{_Typed.program} {found[1]}{_Typed.folders}", text)


def workable_over(text: str, inputs: Path, outputs: Path, before: str = "") -> str:
    """Return a sentence with each of its commands as it works over folders that nobody typed.

    before: what is typed before the program's name.
    """
    named = zip(_USUAL, (inputs, outputs), strict=True)
    folders = "".join(f" {option} {shlex.quote(str(folder))}" for option, folder in named)
    return _COMMAND.sub(lambda found: f"{before}{_Typed.program} {found[1]}{folders}", text)


def _named(arguments: Sequence[str]) -> dict[str, str]:
    """Return --inputs and --outputs as they were given, in either form."""
    words = [part for word in arguments for part in _parts(word)]
    return {option: folder for option, folder in pairwise(words) if option in _USUAL}


def _parts(word: str) -> list[str]:
    option, equals, folder = word.partition("=")
    return [option, folder] if equals and option in _USUAL else [word]

"""The help pages and right forms, made of the commands' functions (contract §7).

cyclopts reads the functions and their options; here they are put on the page in Indonesian, in
plain lines that fit 80 columns and pass through a pipe.
"""

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from cyclopts import App

from pipeline.core.wording import say

if TYPE_CHECKING:
    from cyclopts.argument import Argument
    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions

PROGRAM: Final = "asn-peduli"
_WIDTH: Final = 80
_MARGIN: Final = "  "
_LABEL: Final = 22


class HelpPage:
    """One page of help: how cyclopts has each of its parts put on the screen."""

    def __init__(self, app: App, command: str = "") -> None:
        self._app = app
        self._command = command

    def __call__(self, console: "Console", options: "ConsoleOptions", panel: "HelpPanel") -> None:
        """Print a group of commands or of options under its name."""
        del options
        if panel.entries:
            _print_lines(console, [f"{panel.title}:", *_entries_of(panel), ""])

    def render_usage(self, console: "Console", options: "ConsoleOptions", usage: Any) -> None:
        """Print the right form."""
        del options, usage
        form = right_form(self._app, self._command)
        _print_lines(console, [*_folded(say("bantuan.pemakaian", bentuk=form), _MARGIN * 2), ""])

    def render_description(
        self, console: "Console", options: "ConsoleOptions", description: Any
    ) -> None:
        """Print what a command does, with its examples, as wording.toml has it."""
        del options, description
        key = f"bantuan.perintah.{self._command}" if self._command else "bantuan.umum"
        _print_lines(console, [say(key).strip(), ""])


def right_form(app: App, command: str = "") -> str:
    """Return how a command is typed: "asn-peduli check BULAN [--as-of BULAN] [--json] ..."."""
    if not command:
        return f"{PROGRAM} {say('bantuan.bentuk_umum')}"
    arguments = app[command].assemble_argument_collection()
    return " ".join((PROGRAM, command, *(_typed(one) for one in arguments if one.show)))


def label_of(argument: "Argument") -> str:
    """Return what an argument is called where it is typed: "BULAN", "--as-of"."""
    return _positional(argument) if argument.index is not None else argument.name


def _positional(argument: "Argument") -> str:
    return argument.name.removeprefix("--").upper().replace("-", " ")


def _typed(argument: "Argument") -> str:
    if argument.index is not None:
        word = _positional(argument).split()[0]
        if argument.field_info.kind == argument.field_info.VAR_POSITIONAL:
            return f"{word} ..."
        return word if argument.required else f"[{word}]"
    shown = " ".join(part for part in (argument.name, argument.parameter.metavar) if part)
    return shown if argument.required else f"[{shown}]"


def _entries_of(panel: "HelpPanel") -> Iterator[str]:
    for entry in panel.entries:
        lines = textwrap.wrap(_said(entry), _WIDTH - _LABEL - len(_MARGIN)) or [""]
        label = _label(entry)
        if len(label) >= _LABEL:
            yield f"{_MARGIN}{label}"
            label = ""
        for line in lines:
            yield f"{_MARGIN}{label.ljust(_LABEL)}{line}"
            label = ""


def _label(entry: "HelpEntry") -> str:
    if entry.positional_label:
        return entry.positional_label.replace("-", " ")
    names = ", ".join((*entry.positive_names, *entry.positive_shorts))
    return f"{names} {entry.metavar}" if entry.metavar else names


def _said(entry: "HelpEntry") -> str:
    held = entry.description
    return str(getattr(getattr(held, "primary_renderable", held), "plain", held) or "")


def _folded(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def _print_lines(console: "Console", lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

"""What was typed wrong, said in Indonesian, with what may have been meant (contract §7)."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Final

from cyclopts import App, CycloptsError
from cyclopts.exceptions import (
    CoercionError,
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
    ValidationError,
)
from cyclopts.validators import Number

from flows.cli.help_pages import label_of, right_form
from pipeline.core.wording import say

_ALIKE: Final = 0.6


def mistake_sentence(app: App, error: CycloptsError) -> str:
    """Return what is wrong with the words, what may have been meant, and the right form."""
    known: dict[type[CycloptsError], Callable[[], str]] = {
        UnknownCommandError: lambda: _unknown_command(app, error),
        UnknownOptionError: lambda: _unknown_option(error),
        UnusedCliTokensError: lambda: say("cli.salah_lebih", apa=_unused_words(error)),
        MissingArgumentError: lambda: say("cli.salah_kurang", apa=_missing_word(error)),
        CoercionError: lambda: _unfitting_value(error),
        ValidationError: lambda: _number_out_of_bounds(error),
    }
    sentence = known.get(type(error))
    return sentence() if sentence else say("cli.salah_lain")


def form_sentence(app: App, arguments: list[str]) -> str:
    """Return the right form of the command that `arguments` begin with; of all, where none is."""
    command = arguments[0] if arguments[0] in commands_of(app) else ""
    return say("cli.benar", bentuk=right_form(app, command))


def commands_of(app: App) -> list[str]:
    """Return the names of the commands, without the flags that cyclopts counts as such."""
    return [name for name in app if not name.startswith("-")]


def _unknown_command(app: App, error: CycloptsError) -> str:
    word = (error.unused_tokens or [""])[0]
    return _with_guess(say("cli.salah_perintah", apa=word), word, commands_of(app))


def _unknown_option(error: CycloptsError) -> str:
    token = getattr(error, "token", None)
    word = str(getattr(token, "keyword", None) or getattr(token, "value", ""))
    known = [name for one in getattr(error, "argument_collection", ()) for name in one.names]
    return _with_guess(say("cli.salah_pilihan", apa=word), word, known)


def _unfitting_value(error: CycloptsError) -> str:
    argument, token = error.argument, getattr(error, "token", None)
    if argument is None or token is None:
        return say("cli.salah_lain")
    values = {"nilai": token.value, "pilihan": label_of(argument)}
    choices = argument.get_choices() or ()
    if not choices:
        return say("cli.salah_angka", **values)
    said = say("cli.salah_nilai", **values, dikenal=", ".join(choices))
    return _with_guess(said, str(token.value), choices)


def _number_out_of_bounds(error: CycloptsError) -> str:
    argument = error.argument
    checks = argument.parameter.validator if argument is not None else ()
    held = checks if isinstance(checks, Iterable) else ()
    bounds = next((one for one in held if isinstance(one, Number)), None)
    if argument is None or bounds is None:
        return say("cli.salah_lain")
    told = {"nilai": argument.tokens[0].value, "pilihan": label_of(argument)}
    if bounds.lte is None:
        return say("cli.salah_kecil", **told, terkecil=bounds.gte)
    return say("cli.salah_batas", **told, terkecil=bounds.gte, terbesar=bounds.lte)


def _with_guess(said: str, word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1, cutoff=_ALIKE)
    return f"{said} {say('cli.maksud', apa=near[0])}" if near else said


def _unused_words(error: CycloptsError) -> str:
    return " ".join(error.unused_tokens or ())


def _missing_word(error: CycloptsError) -> str:
    return label_of(error.argument) if error.argument is not None else ""

"""The command line: every command by its name, and every end said in Indonesian (contract §7)."""

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Final

from cyclopts import App, CycloptsError, Group, Parameter

from flows.cli import commands
from flows.cli.folders import in_own_temporary_folder
from flows.cli.help_pages import PROGRAM, HelpPage
from flows.cli.hints import forget, heed
from flows.cli.mistakes import form_sentence, mistake_sentence
from flows.cli.screen import Screen
from pipeline.core.errors import (
    EXIT_DONE,
    EXIT_OUR_FAULT,
    EXIT_REFUSED,
    EXIT_USAGE,
    FormError,
    PeduliError,
    stripped,
)
from pipeline.core.wording import say
from pipeline.system.files import private_by_default, require_room
from pipeline.system.interruption import EXIT_INTERRUPTED
from pipeline.system.settings import prefect_home

_HELP: Final = ("--help", "-h", "help", "bantuan")
_VERSION: Final = "--version"
_HYPHEN: Final = "-"
_END_OF_OPTIONS: Final = "--"
# In the order of a month: what each group is called stands in wording.toml [bantuan.kelompok].
_GROUPS: Final[dict[str, tuple[Callable[..., int], ...]]] = {
    "bulanan": (commands.check, commands.run, commands.accept, commands.backfill, commands.fleet),
    "kirim": (commands.send, commands.answers, commands.bounces, commands.receipt),
    "lihat": (commands.explain, commands.status),
    "rawat": (
        commands.doctor,
        commands.template,
        commands.serve,
        commands.kunci,
        commands.prune,
        commands.demo,
        commands.completion,
    ),
}
# They read what is published and leave nothing in a folder that is not there yet; a fleet's folders
# stand in its file.
_LEAVING_NOTHING: Final = (
    commands.fleet,
    commands.doctor,
    commands.template,
    commands.status,
    commands.prune,
    commands.completion,
)


def _made_app() -> App:
    options = Group(say("bantuan.kelompok.pilihan"), sort_key=8)
    made = App(
        name=PROGRAM,
        help_flags=["--help", "-h"],
        help_format="plaintext",
        version_flags=[_VERSION],
        version=version(PROGRAM),
        result_action="return_value",
        suppress_keyboard_interrupt=False,
        default_parameter=Parameter(negative=(), show_default=False),
        group_arguments=options,
        group_parameters=options,
        group_commands=Group(say("bantuan.kelompok.lain"), sort_key=9),
    )
    made.help_formatter = HelpPage(made)
    for at, (name, members) in enumerate(_GROUPS.items()):
        group = Group(say(f"bantuan.kelompok.{name}"), sort_key=at)
        for place, command in enumerate(members):
            _add(made, command, group, place)
    for flag in ("--help", _VERSION):
        made[flag].help = say(f"bantuan.pilihan.{flag.removeprefix('--')}")
    return made


def _add(made: App, command: Callable[..., int], group: Group, place: int) -> None:
    name = command.__name__
    function = command if command in _LEAVING_NOTHING else in_own_temporary_folder(command)
    made.command(
        function,
        name=name,
        help=say(f"bantuan.perintah.{name}").strip().partition("\n")[0],
        group=group,
        sort_key=place,
        help_formatter=HelpPage(made, name),
    )


app: Final = _made_app()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the contract's code."""
    sys.exit(answer(list(sys.argv[1:] if arguments is None else arguments)))


def answer(arguments: list[str]) -> int:
    """Run one command and return its exit code.

    Every end is said in Indonesian, none with a traceback.
    """
    private_by_default()
    heed(arguments)
    try:
        return _answered(Screen(), arguments)
    finally:
        forget()


def _answered(screen: Screen, arguments: list[str]) -> int:
    if not arguments or arguments[0] in _HELP:
        app.help_print(arguments[1:2], console=screen.out)
        return EXIT_DONE if arguments else EXIT_USAGE
    if arguments == [_VERSION]:
        screen.say(f"{PROGRAM} {app.version}")
        return EXIT_DONE
    try:
        return _run_command(screen, arguments)
    except PeduliError as error:
        return _say_end(screen, error, arguments)
    except (KeyboardInterrupt, SystemExit) as stopped:
        return _say_stopped(screen, stopped)
    except BaseException as error:  # noqa: BLE001 - its text may hold data, so only its kind and place are shown
        return _say_end(screen, _without_data(error), arguments)


def _say_stopped(screen: Screen, stopped: BaseException) -> int:
    """Return the exit code of a command that ended before its work: by the operator, or itself."""
    if not isinstance(stopped, KeyboardInterrupt):
        return EXIT_OUR_FAULT
    screen.announce(say("cli.dihentikan"))
    return EXIT_INTERRUPTED


def _run_command(screen: Screen, arguments: list[str]) -> int:
    """Return the exit code of a command. Raises FormError for words that are none."""
    try:
        done = app(
            with_hyphen_last(arguments), console=screen.out, exit_on_error=False, print_error=False
        )
    except CycloptsError as error:
        raise FormError(mistake_sentence(app, error)) from None
    return EXIT_DONE if done is None else int(done)


def with_hyphen_last(arguments: list[str]) -> list[str]:
    """Return the words with a lone "-" after all options ("explain -").

    cyclopts would take it for an option that it does not know.
    """
    if _HYPHEN not in arguments or _END_OF_OPTIONS in arguments:
        return arguments
    return [*(word for word in arguments if word != _HYPHEN), _END_OF_OPTIONS, _HYPHEN]


def _without_data(error: BaseException) -> PeduliError:
    """Return an unforeseen error as a sentence.

    What Prefect could not write makes errors that do not say so.
    """
    home = prefect_home()
    try:
        if home is not None and home.is_dir():
            require_room(home)
    except PeduliError as full:
        return full
    return stripped(error)


def _say_end(screen: Screen, error: PeduliError, arguments: list[str]) -> int:
    word = say("cli.ditolak" if error.exit_code == EXIT_REFUSED else "cli.gagal")
    form = form_sentence(app, arguments) if isinstance(error, FormError) else ""
    screen.refuse(word, str(error.whole or error), form)
    return error.exit_code

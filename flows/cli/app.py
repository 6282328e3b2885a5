"""The command line: every command by its name, and every end said in Indonesian (contract §7)."""

import sys
from collections.abc import Callable, Sequence
from typing import Final

from cyclopts import App, CycloptsError
from cyclopts.exceptions import (
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from flows.cli.accepting import accept
from flows.cli.answering import answers
from flows.cli.backfill import backfill
from flows.cli.delivery import send
from flows.cli.dossier import explain
from flows.cli.folders import in_own_temporary_folder
from flows.cli.months import check, demo, run
from flows.cli.receipts import bounces, receipt
from flows.cli.revisions import prune, status
from flows.cli.screen import Screen
from flows.cli.serve import serve
from flows.cli.signing import signing_key
from flows.serving.prefect_home import require_room_for_prefect
from pipeline.core.errors import (
    EXIT_DONE,
    EXIT_OUR_FAULT,
    EXIT_REFUSED,
    EXIT_USAGE,
    PeduliError,
    stripped,
)
from pipeline.core.wording import has, say
from pipeline.system.files import private_by_default

_HELP: Final = frozenset({"--help", "-h", "help", "bantuan"})
_COMMANDS: Final[tuple[Callable[..., int], ...]] = (
    check,
    run,
    explain,
    accept,
    backfill,
    serve,
    send,
    answers,
    bounces,
    receipt,
    status,
    prune,
    demo,
)
# They read what is published and leave nothing in a folder that is not there yet.
_LOOKING_ONLY: Final = (status, prune)
app = App(name="asn-peduli", help_flags=[], version_flags=[], result_action="return_value")
for command in _COMMANDS:
    app.command(command if command in _LOOKING_ONLY else in_own_temporary_folder(command))
app.command(signing_key, name="kunci")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the contract's code."""
    sys.exit(answer(list(sys.argv[1:] if arguments is None else arguments)))


def answer(arguments: list[str]) -> int:
    """Run one command and return its exit code.

    Every end is said in Indonesian, none with a traceback.
    """
    private_by_default()
    screen = Screen()
    if not arguments or _HELP & set(arguments):
        screen.say(say("cli.bantuan").strip())
        return EXIT_DONE if arguments else EXIT_USAGE
    try:
        return int(app(arguments, exit_on_error=False, print_error=False))
    except CycloptsError as error:
        screen.refuse(say("cli.gagal"), f"{_mistake_sentence(error)} {_right_form(arguments)}")
        return EXIT_USAGE
    except PeduliError as error:
        return _say_end(screen, error, arguments)
    except (KeyboardInterrupt, SystemExit):
        return EXIT_OUR_FAULT
    except BaseException as error:  # noqa: BLE001 - its text may hold data, so only its kind and place are shown
        return _say_end(screen, _without_data(error), arguments)


def _without_data(error: BaseException) -> PeduliError:
    """Return an unforeseen error as a sentence.

    What Prefect could not write makes errors that do not say so.
    """
    try:
        require_room_for_prefect()
    except PeduliError as full:
        return full
    return stripped(error)


def _say_end(screen: Screen, error: PeduliError, arguments: list[str]) -> int:
    word = say("cli.ditolak" if error.exit_code == EXIT_REFUSED else "cli.gagal")
    form = f" {_right_form(arguments)}" if error.exit_code == EXIT_USAGE else ""
    screen.refuse(word, f"{error.whole or error}{form}")
    return error.exit_code


def _right_form(arguments: list[str]) -> str:
    key = f"cli.bentuk_{arguments[0]}"
    return say("cli.benar", bentuk=say(key if has(key) else "cli.bentuk"))


def _mistake_sentence(error: CycloptsError) -> str:
    known: dict[type[CycloptsError], Callable[[], str]] = {
        UnknownCommandError: lambda: say("cli.salah_perintah", apa=_tokens_at_fault(error)),
        UnknownOptionError: lambda: say("cli.salah_pilihan", apa=_tokens_at_fault(error)),
        UnusedCliTokensError: lambda: say("cli.salah_lebih", apa=_tokens_at_fault(error)),
        MissingArgumentError: lambda: say("cli.salah_kurang", apa=_missing_word(error)),
    }
    sentence = known.get(type(error))
    return sentence() if sentence else say("cli.salah_lain")


def _tokens_at_fault(error: CycloptsError) -> str:
    token = getattr(error, "token", None)
    keyword = getattr(token, "keyword", None) or getattr(token, "value", None)
    unused = error.unused_tokens or []
    return str(keyword or " ".join(unused))


def _missing_word(error: CycloptsError) -> str:
    argument = getattr(error, "argument", None)
    name = argument.name if argument is not None else ""
    plain = name.removeprefix("--").upper()
    return "BULAN" if plain in ("PERIODE", "AWAL", "AKHIR", "") else plain

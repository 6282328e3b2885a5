"""The command line: what an operator types, read and handed on (contract §7)."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, CycloptsError, Parameter
from cyclopts.exceptions import (
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from flows.cli import delivery, months, receipts, revisions
from flows.cli import serve as serve_commands
from flows.cli.screen import Screen
from flows.runtime.parameters import Wanted
from flows.serving.prefect_home import require_room_for_prefect
from pipeline.core.errors import EXIT_DONE, EXIT_OUR_FAULT, EXIT_REFUSED, EXIT_USAGE, PeduliError, stripped
from pipeline.core.wording import has, say
from pipeline.system.files import private_by_default

_HELP: Final = frozenset({"--help", "-h", "help", "bantuan"})
Codes = Annotated[tuple[str, ...], Parameter(consume_multiple=1, negative=())]
app = App(name="asn-peduli", help_flags=[], version_flags=[], result_action="return_value")


@app.command
def check(
    periode: str, *, as_of: str | None = None, inputs: Path = Path("inputs"), outputs: Path = Path("outputs")
) -> int:
    """Read and judge the inputs, publish nothing."""
    return months.check(Screen(), periode, as_of, inputs, outputs)


@app.command
def run(
    periode: str,
    *,
    as_of: str | None = None,
    accept_anomaly: str | None = None,
    inputs: Path = Path("inputs"),
    outputs: Path = Path("outputs"),
) -> int:
    """Publish the reports of one month."""
    return months.run(Screen(), periode, as_of, accept_anomaly, inputs, outputs)


@app.command
def explain(
    nip: str,
    *,
    period: str | None = None,
    as_of: str | None = None,
    json: bool = False,
    inputs: Path = Path("inputs"),
    outputs: Path = Path("outputs"),
) -> int:
    """Show why one person's verdict is what it is."""
    return months.explain(Screen(), nip, period, as_of, json, inputs, outputs)


@app.command
def accept(
    periode: str,
    *,
    source: Annotated[Path | None, Parameter(name="--from")] = None,
    as_of: str | None = None,
    inputs: Path = Path("inputs"),
    outputs: Path = Path("outputs"),
) -> int:
    """Go through the suggestions one by one, or take many repairs from a file."""
    return months.accept(Screen(), periode, source, as_of, inputs, outputs)


@app.command
def backfill(
    awal: str,
    akhir: str,
    *,
    dry_run: bool = False,
    only: Wanted = "all",
    as_of_each: bool = False,
    inputs: Path = Path("inputs"),
    outputs: Path = Path("outputs"),
) -> int:
    """Publish what is missing or stale of several months, oldest first."""
    return months.backfill(Screen(), (awal, akhir), only, dry_run, as_of_each, inputs, outputs)


@app.command
def serve(*, port: int = 4200, inputs: Path = Path("inputs"), outputs: Path = Path("outputs")) -> int:
    """Keep the schedule and the operator's runs as Prefect deployments, until stopped."""
    return serve_commands.serve(Screen(), port, inputs, outputs)


@app.command
def send(
    periode: str,
    *,
    dry_run: bool = False,
    opd: Codes = (),
    resend: Codes = (),
    arrived: Codes = (),
    inputs: Path = Path("inputs"),
    outputs: Path = Path("outputs"),
) -> int:
    """Send a published month to the secretaries, or settle what is uncertain."""
    return delivery.send(Screen(), periode, dry_run, opd, resend, arrived, inputs, outputs)


@app.command
def bounces(
    periode: str,
    *,
    source: Annotated[Path | None, Parameter(name="--from")] = None,
    inputs: Path = Path("inputs"),
    outputs: Path = Path("outputs"),
) -> int:
    """Read the mail that came back and record it in the ledger."""
    return receipts.bounces(Screen(), periode, source, inputs, outputs)


@app.command
def receipt(periode: str, *, inputs: Path = Path("inputs"), outputs: Path = Path("outputs")) -> int:
    """Write the berita acara of a month's delivery."""
    return receipts.receipt(Screen(), periode, inputs, outputs)


@app.command
def status(*, verify: bool = False, inputs: Path = Path("inputs"), outputs: Path = Path("outputs")) -> int:
    """Show what is published and delivered, and whether it is still whole."""
    return revisions.status(Screen(), inputs, outputs, verify)


@app.command
def prune(
    periode: str | None = None,
    *,
    keep: int | None = None,
    older_than: str | None = None,
    dry_run: bool = False,
    inputs: Path = Path("inputs"),
    outputs: Path = Path("outputs"),
) -> int:
    """Take old revisions away; never a current one."""
    return revisions.prune(Screen(), periode, keep, older_than, dry_run, inputs, outputs)


@app.command
def demo(*, inputs: Path = Path("inputs/demo"), outputs: Path = Path("outputs/demo")) -> int:
    """Make a synthetic city and run its last month."""
    return months.demo(Screen(), inputs, outputs)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the contract's code."""
    sys.exit(answer(list(sys.argv[1:] if arguments is None else arguments)))


def answer(arguments: list[str]) -> int:
    """Run one command and return its exit code; every end is said in Indonesian, none with a traceback."""
    private_by_default()
    screen = Screen()
    if not arguments or _HELP & set(arguments):
        screen.say(say("cli.bantuan").strip())
        return EXIT_DONE if arguments else EXIT_USAGE
    try:
        return int(app(arguments, exit_on_error=False, print_error=False))
    except CycloptsError as error:
        screen.refuse(say("cli.gagal"), f"{_mistake(error)} {_right_form(arguments)}")
        return EXIT_USAGE
    except PeduliError as error:
        return _ended(screen, error, arguments)
    except (KeyboardInterrupt, SystemExit):
        return EXIT_OUR_FAULT
    except BaseException as error:  # noqa: BLE001 - its text may hold data, so only its kind and place are shown
        return _ended(screen, _plainly(error), arguments)


def _plainly(error: BaseException) -> PeduliError:
    """Return an unforeseen error as a sentence; what Prefect could not write makes errors that do not say so."""
    try:
        require_room_for_prefect()
    except PeduliError as full:
        return full
    return stripped(error)


def _ended(screen: Screen, error: PeduliError, arguments: list[str]) -> int:
    word = say("cli.ditolak" if error.exit_code == EXIT_REFUSED else "cli.gagal")
    form = f" {_right_form(arguments)}" if error.exit_code == EXIT_USAGE else ""
    screen.refuse(word, f"{error.whole or error}{form}")
    return error.exit_code


def _right_form(arguments: list[str]) -> str:
    key = f"cli.bentuk_{arguments[0]}"
    return say("cli.benar", bentuk=say(key if has(key) else "cli.bentuk"))


def _mistake(error: CycloptsError) -> str:
    known: dict[type[CycloptsError], Callable[[], str]] = {
        UnknownCommandError: lambda: say("cli.salah_perintah", apa=_tokens(error)),
        UnknownOptionError: lambda: say("cli.salah_pilihan", apa=_tokens(error)),
        UnusedCliTokensError: lambda: say("cli.salah_lebih", apa=_tokens(error)),
        MissingArgumentError: lambda: say("cli.salah_kurang", apa=_missing(error)),
    }
    sentence = known.get(type(error))
    return sentence() if sentence else say("cli.salah_lain")


def _tokens(error: CycloptsError) -> str:
    token = getattr(error, "token", None)
    keyword = getattr(token, "keyword", None) or getattr(token, "value", None)
    unused = error.unused_tokens or []
    return str(keyword or " ".join(unused))


def _missing(error: CycloptsError) -> str:
    argument = getattr(error, "argument", None)
    name = argument.name if argument is not None else ""
    plain = name.removeprefix("--").upper()
    return "BULAN" if plain in ("PERIODE", "AWAL", "AKHIR", "") else plain

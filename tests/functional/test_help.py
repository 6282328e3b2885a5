"""Help, version and completion: of the functions themselves, in Indonesian (contract §7)."""

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from flows.cli.app import app
from flows.cli.mistakes import commands_of
from tests.builders.running import clean_environment
from tests.builders.without_prefect import answered

WIDTH: Final = 80
COMMANDS: Final = sorted(commands_of(app))
ENGLISH: Final = ("Usage", "Commands", "Parameters", "default:", "required", "choices", "Display")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_page_with_examples_that_fits_the_screen(command: str) -> None:
    done = answered(command, "--help", COLUMNS="80")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Pemakaian: asn-peduli {command}")
    assert "Contoh:" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= WIDTH
    assert [word for word in ENGLISH if word in done.stdout] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_option_is_described_and_each_example_can_be_typed(command: str) -> None:
    arguments = app[command].assemble_argument_collection()
    assert [one.name for one in arguments if one.show and not one.parameter.help] == []
    lines = answered(command, "--help").stdout.splitlines()
    examples = [line.split("  asn-peduli ")[1] for line in lines if line.startswith("  asn-peduli")]
    assert examples
    for example in examples:
        app.parse_args(_words(example), exit_on_error=False, print_error=False)


def _words(example: str) -> list[str]:
    words = shlex.split(example)
    return words[: words.index(">")] if ">" in words else words


def test_the_main_help_names_every_command_in_its_group() -> None:
    page = answered("--help", COLUMNS="80").stdout
    assert [c for c in COMMANDS if f"\n  {c} " not in page] == []
    for group in ("Setiap bulan:", "Mengirim:", "Melihat:", "Memasang dan merawat:"):
        assert group in page
    assert max(map(len, page.splitlines())) <= WIDTH
    assert [word for word in ENGLISH if word in page] == []
    assert answered("bantuan").stdout == page
    assert answered().returncode == 2


def test_the_version_is_said() -> None:
    assert answered("--version").stdout.strip() == f"asn-peduli {app.version}"


@pytest.mark.parametrize(
    "words",
    [
        ["chek"],
        ["check", "--jsno"],
        ["run"],
        ["run", "202610"],
        ["run", "2026-10", "--accept-anomaly", "pendek"],
        ["backfill", "2026-01", "Maret"],
        ["send", "2026-13"],
        ["explain"],
        ["explain", "12345"],
        ["accept", "2026-10", "--nip", "12345"],
        ["--help"],
        ["run", "--help"],
    ],
)
def test_a_wrong_word_and_a_help_page_need_neither_prefect_nor_polars(words: list[str]) -> None:
    looked = (
        "import sys; from flows.cli.app import answer; answer(sys.argv[1:]); "
        "heavy = {'prefect', 'polars', 'pydantic', 'openpyxl'} & sys.modules.keys(); "
        "sys.exit(','.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", looked, *words],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_is_installed_by_one_command(shell: str, tmp_path: Path) -> None:
    done = answered("completion", "--shell", shell, HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    written = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    assert any("backfill" in text and "as-of-each" in text for text in written)
    assert str(tmp_path) in done.stdout.replace("\n", "")

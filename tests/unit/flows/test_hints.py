"""Commands in what the screen says work as they stand, wherever it was called and over what."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cli.app import answer, app
from flows.cli.as_json import show_json
from flows.cli.hints import OVER_FOLDERS, forget, heed, workable
from flows.cli.screen import Screen

HINT = "Jalankan: asn-peduli send 2026-10 --resend DLH. Lihat: asn-peduli status"


@pytest.fixture(autouse=True)
def called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "argv", ["asn-peduli"])
    yield
    forget()


def test_nothing_is_remembered_of_a_command_that_has_ended(tmp_path: Path) -> None:
    assert answer(["check", "bulan", "--inputs", str(tmp_path)]) == 2
    assert workable(HINT) == HINT


def test_the_usual_folders_are_not_repeated() -> None:
    heed(["run", "2026-10", "--inputs", "inputs/", "--outputs=outputs"])
    assert workable(HINT) == HINT


@pytest.mark.parametrize(
    "named", [["--inputs", "data/masuk", "--outputs", "o"], ["--inputs=data/masuk", "--outputs=o"]]
)
def test_folders_that_were_named_are_named_again(named: list[str]) -> None:
    heed(["run", "2026-10", *named])
    assert workable(HINT) == (
        "Jalankan: asn-peduli send --inputs data/masuk --outputs o 2026-10 --resend DLH. "
        "Lihat: asn-peduli status --inputs data/masuk --outputs o"
    )


def test_a_folder_with_a_blank_is_quoted() -> None:
    heed(["run", "2026-10", "--outputs", "hasil kota"])
    assert workable("asn-peduli status") == "asn-peduli status --outputs 'hasil kota'"


def test_after_the_demo_commands_look_at_the_demo() -> None:
    heed(["demo"])
    folders = "--inputs inputs/demo --outputs outputs/demo"
    assert workable("asn-peduli status") == f"asn-peduli status {folders}"


def test_a_mention_of_the_program_stays_as_it_is() -> None:
    heed(["status", "--outputs", "o"])
    mention = "asn-peduli serve sudah berjalan untuk folder keluaran ini."
    assert workable(mention) == mention


@pytest.mark.parametrize(
    "said",
    [
        "Folder /srv/asn-peduli baru/inputs tidak ada.",
        "Folder /srv/asn-peduli run/inputs tidak ada.",
        "Folder data.asn-peduli status tidak ada.",
        "Folder asn-peduli run/inputs tidak ada.",
        "Dari: asn-peduli jawaban",
    ],
)
def test_what_is_no_command_stays_as_it_is(said: str) -> None:
    heed(["status", "--outputs", "o"])
    assert workable(said) == said


def test_every_command_that_takes_folders_is_known() -> None:
    named = {name for name in app if not name.startswith("-")}
    assert set(OVER_FOLDERS) == named - {"completion", "fleet"}


def test_json_stays_json_where_a_folder_has_an_apostrophe(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heed(["check", "2026-10", "--inputs", "/data/Jum'at"])
    told = {"pesan": HINT, "berkas": "a:b:c :warning:"}
    show_json(Screen(), told)
    assert json.loads(capsys.readouterr().out) == told


def test_a_program_outside_of_the_path_is_called_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "asn-peduli"
    program.parent.mkdir()
    program.touch(mode=0o700)
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.chdir(tmp_path)
    heed(["status"])
    assert workable("asn-peduli status") == "bin/asn-peduli status"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    heed(["status"])
    assert workable("asn-peduli status") == f"{program} status"
    monkeypatch.setenv("PATH", str(program.parent))
    heed(["status"])
    assert workable("asn-peduli status") == "asn-peduli status"

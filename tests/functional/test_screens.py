"""Screens at 80 columns and in a pipe, and the same as JSON (contract §7, docs/json.md)."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from flows.cli.arrivals import show_arrivals
from flows.cli.screen import Screen
from tests.architecture.tree import ROOT
from tests.builders.delivered_city import ADDRESSES, PEOPLE, PERIOD, lay_city, set_addresses
from tests.builders.without_prefect import answered, without_prefect
from tests.screens import COMMANDS, WIDTH

# Heading in docs/json.md -> the command's words.
AS_JSON: Final = {
    "check": COMMANDS["check"],
    "run": COMMANDS["run"],
    "backfill --dry-run": COMMANDS["backfill-dry-run"],
    "send --dry-run": COMMANDS["send-dry-run"],
    "status": COMMANDS["status"],
    "explain": COMMANDS["explain"],
}
_HEADING: Final = re.compile(r"^## `(.+)`$", re.MULTILINE)
_KEY: Final = re.compile(r"^\| `([a-z_]+)` \| (.*) \|$", re.MULTILINE)
_ASIDE: Final = re.compile(r"\([^)]*\)")
_NAMED: Final = re.compile(r"`([a-z_]+)`")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A published month of three OPDs, two of them without an address."""
    folder = tmp_path_factory.mktemp("layar")
    lay_city(folder / "inputs")
    set_addresses(folder / "inputs", {"DINKES": ADDRESSES["DINKES"]})
    with without_prefect():
        assert _told(folder, "run", PERIOD).returncode == 0
        yield folder


def _told(folder: Path, *words: str, width: int = WIDTH) -> Any:
    places = ("--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs"))
    return answered(*words, *places, COLUMNS=str(width), TZ="America/New_York")


def test_status_fits_and_tells_times_in_the_zone_of_the_policy(city: Path) -> None:
    told = _told(city, "status").stdout
    tables = [line for line in told.splitlines() if line.startswith(" ")]
    assert tables
    assert max(map(len, tables)) <= WIDTH
    assert "\N{HORIZONTAL ELLIPSIS}" not in told
    assert "WIB" in told
    assert not re.search(r"\bE[SD]T\b", told)


@pytest.mark.parametrize(("width", "tabled"), [(60, False), (78, False), (80, True), (120, True)])
def test_no_word_of_a_table_is_broken(
    width: int, tabled: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    figures = {
        f"{name}_{when}": 1 if name == "berkas" else 16000
        for name in ("berkas", "dibaca", "diterima")
        for when in ("kini", "lalu")
    }
    came = {"jenis_berkas": "iuran", "kiriman": "majapahit", "keadaan_kiriman": "tidak datang"}
    show_arrivals(Screen(), [came | figures], [])
    lines = capsys.readouterr().out.splitlines()
    row = next(line for line in lines if "majapahit" in line)
    assert "tidak datang" in row
    assert row.count("16.000 (16.000)") == 2
    assert row.startswith("iuran; Kiriman majapahit; ") != tabled
    if tabled:
        assert max(map(len, lines)) <= width


@pytest.mark.parametrize("command", AS_JSON)
def test_what_is_told_as_json_has_the_shape_that_is_described(
    command: str, city: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "kota"
    shutil.copytree(city, folder)
    done = _told(folder, *AS_JSON[command], "--json")
    told = json.loads(done.stdout)
    described = _described()[command]
    assert sorted(told) == sorted(described)
    for key, inner in described.items():
        if isinstance(told[key], str):
            assert not inner or told[key] in inner, key
        elif inner and told[key]:
            assert _keys_within(told[key]) == inner, key
    if command != "explain":
        assert re.search(r"\d{16}", done.stdout) is None
        assert [name for _, name, _ in PEOPLE if name in done.stdout] == []


def test_every_command_that_docs_describe_is_tried() -> None:
    assert set(_described()) == set(AS_JSON)


def test_json_is_of_what_would_be_done_only() -> None:
    for words in (("send", PERIOD), ("backfill", PERIOD, PERIOD)):
        done = answered(*words, "--json")
        assert done.returncode == 2
        assert "--json hanya bersama --dry-run" in done.stderr


def _described() -> dict[str, dict[str, set[str]]]:
    """Return command -> the keys that docs/json.md gives its object, each with those within it."""
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    parts = _HEADING.split(page)[1:]
    return {
        name: {key: set(_NAMED.findall(_ASIDE.sub("", said))) for key, said in _KEY.findall(text)}
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def _keys_within(value: Any) -> set[str]:
    """Return the keys of an object, or of the objects in a list."""
    every = value if isinstance(value, list) else [value]
    return {key for one in every for key in one}

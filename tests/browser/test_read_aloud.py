"""What a program that reads aloud meets on a page: the browser's own accessibility tree."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from tests.builders.pages import page_bytes

PAGES: Final = ("opd_per_unit", "opd_kecil", "opd_lengkap", "kota")
# What is walked through by its name alone, with no text beside it.
NAMED: Final = {
    "heading",
    "region",
    "navigation",
    "table",
    "image",
    "link",
    "searchbox",
    "combobox",
    "checkbox",
    "DisclosureTriangle",
}
# Roles that programs pass over in silence.
SILENT: Final = {"none", "generic", "InlineTextBox", "LineBreak"}


@dataclass(frozen=True)
class Met:
    """One thing met: its role, name, level of a heading, and what else is told inside of it."""

    role: str
    name: str
    level: int
    inside: tuple[str, ...]


@pytest.fixture(scope="module", params=PAGES)
def met(request: pytest.FixtureRequest, chromium: Browser) -> list[Met]:
    page = chromium.new_context(viewport={"width": 1200, "height": 900}).new_page()
    page.set_content(page_bytes(request.param).decode())
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    page.context.close()
    return in_order({node["nodeId"]: node for node in nodes}, nodes[0])


def in_order(nodes: dict[str, Any], at: dict[str, Any]) -> list[Met]:
    """Return all that is told from `at` on, in the order in which it is told."""
    below = [nodes[child] for child in at.get("childIds", ()) if child in nodes]
    inside = [one for node in below for one in in_order(nodes, node)]
    role = at.get("role", {}).get("value", "")
    if at.get("ignored") or role in SILENT:
        return inside
    levels = [p["value"]["value"] for p in at.get("properties", ()) if p["name"] == "level"]
    name = at.get("name", {}).get("value", "")
    level = int(levels[0]) if levels else 0
    told = Met(role, name, level, tuple(one.role for one in inside))
    return [told, *inside]


def names(met: list[Met], role: str) -> list[str]:
    return [one.name for one in met if one.role == role]


def test_everything_that_is_walked_through_has_a_name(met: list[Met]) -> None:
    assert {one.role for one in met if one.role in NAMED and not one.name.strip()} == set()
    assert {"heading", "region", "table", "navigation"} <= {one.role for one in met}


def test_a_chart_is_told_once(met: list[Met]) -> None:
    """Its bars were once told with it, in groups below it, and in the lines of their names."""
    assert [one.name for one in met if one.role == "image" and one.inside] == []


def test_headings_go_down_one_level_at_a_time(met: list[Met]) -> None:
    levels = [one.level for one in met if one.role == "heading"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("role", ["DisclosureTriangle", "region", "table", "link", "image"])
def test_nothing_has_the_name_of_another_of_its_kind(met: list[Met], role: str) -> None:
    """Lists to open were all once called "Daftar"."""
    assert [name for name, count in Counter(names(met, role)).items() if count > 1] == []


def test_the_message_comes_first_and_the_way_through_the_page_after_it(met: list[Met]) -> None:
    told = [(one.role, one.name) for one in met]
    first = next(at for at, one in enumerate(told) if "yang wajib" in one[1])
    assert told[0][0] == "RootWebArea"
    assert first < told.index(("navigation", "Daftar isi"))
    assert told[first][0] == "StaticText"

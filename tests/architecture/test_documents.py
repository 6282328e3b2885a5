"""Documents about the code are true: what is generated is current, what they point to is there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests import house_pages
from tests.architecture.tree import ROOT, modules, repository_files

DOCUMENTS: Final = [path for path in repository_files() if path.suffix == ".md"]
CONTRIBUTING: Final = ROOT / "CONTRIBUTING.md"
OURS: Final = ("pipeline", "flows", "schemas", "templates", "tests", "docs", ".ci")
# A file that a text names without its folder; tables (csv, parquet) of inputs and outputs are not
# in the repository.
BARE: Final = re.compile(r"[\w.-]+\.(?:py|toml|md|j2|css|yaml|service)")
IN_A_DOCSTRING: Final = re.compile(
    r"\b(?:pipeline|flows|schemas|templates|tests|docs)/[\w/*-]+\.(?:py|toml|md|j2|css)\b"
)
RULE_IN_A_FILE: Final = re.compile(r"`([\w\[\]. ]+)`\s+in\s+`([^`\s]+)`")


@pytest.mark.parametrize(
    "path", [house_pages.README, house_pages.HOUSE], ids=lambda path: path.name
)
def test_a_page_about_the_house_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == house_pages.pages()[path], "run `make pages`"
    assert house_pages.pages().keys() == {house_pages.README, house_pages.HOUSE}


def test_every_package_has_its_place_in_the_house() -> None:
    there = {path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")} | {
        "flows",
        "schemas",
    }
    assert set(house_pages.ORDER) == there


def test_decisions_are_told_by_package() -> None:
    assert {path.stem for path in house_pages.DECISIONS.glob("*.md")} <= set(house_pages.ORDER)


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_path_in_a_document_is_there(document: Path) -> None:
    assert [path for path in _paths(_text(document)) if not _is_there(path)] == []


def test_every_file_of_ours_that_code_speaks_of_is_there() -> None:
    named = [
        (module.name, path)
        for module in modules()
        for path in IN_A_DOCSTRING.findall(module.source)
    ]
    assert named
    assert [(name, path) for name, path in named if not _is_there(path)] == []


def test_what_is_to_be_changed_in_a_file_stands_in_it() -> None:
    """CONTRIBUTING says "`CONDITIONS` in `pipeline/...`": the file must know that word."""
    named = RULE_IN_A_FILE.findall(_text(CONTRIBUTING))
    assert len(named) > 10
    assert [
        (word, path)
        for word, path in named
        if word not in (ROOT / path).read_text(encoding="utf-8")
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_in_a_document_leads_somewhere(document: Path) -> None:
    assert [link for link in _links(_text(document)) if not _leads(document, link)] == []


def test_every_kind_of_test_is_explained() -> None:
    kinds = {
        path.parts[1]
        for path in repository_files()
        if path.parts[0] == "tests" and path.name.startswith("test_")
    }
    assert [kind for kind in sorted(kinds) if f"`tests/{kind}`" not in _text(CONTRIBUTING)] == []


@cache
def _text(document: Path) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def _paths(text: str) -> Iterator[str]:
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for span in re.findall(r"`([^`\s]+)`", prose):
        if BARE.fullmatch(span) or (span.split("/")[0] in OURS and "<" not in span):
            yield span.rstrip("/")


def _is_there(path: str) -> bool:
    if BARE.fullmatch(path):
        return any(file.name == path for file in repository_files())
    return (ROOT / path).exists() or any(ROOT.glob(path))


def _links(text: str) -> Iterator[str]:
    yield from (link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link)


def _leads(document: Path, link: str) -> bool:
    name, _, part = link.partition("#")
    target = (ROOT / document).parent / name if name else ROOT / document
    return target.exists() and (not part or part in _anchors(target))


def _anchors(page: Path) -> set[str]:
    return {
        house_pages.anchor(title) for title in re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE)
    }

"""What the guides say to type can be typed, what they quote is said, what they hold is found."""

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest
from cyclopts import CycloptsError

from flows.cli.app import app, with_hyphen_last
from flows.cli.mistakes import commands_of
from pipeline.assessing.gate.model import CONDITIONS
from pipeline.core.wording import unfilled
from schemas.layouts import answer_choices
from tests import guide_site, house_pages
from tests.architecture.tree import ROOT, modules
from tests.builders import documents
from tests.builders.paths import GUIDE, GUIDE_PAGES

COMMANDS: Final = commands_of(app)
OF_OTHER_PROGRAMS: Final = {"--pipe", "--pty"}  # systemd-run's
CONTENTS: Final = "Daftar isi"
MONTH: Final = "Sebulan dalam satu halaman"
WORDS_ON_A_PAGE: Final = 500
documents_of_operators = pytest.mark.parametrize(
    "document", documents.FOR_OPERATORS, ids=lambda path: path.name
)


@pytest.mark.parametrize(
    "document",
    documents.SAYING_WHAT_TO_TYPE,
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_command_in_a_document_can_be_typed(document: Path) -> None:
    text = _text(document)
    wrong = [words for words in documents.commands_in(text) if not _can_be_typed(words)]
    wrong += [words for words in documents.mentions_in(text, COMMANDS) if not _has_options(words)]
    assert [" ".join(words) for words in wrong] == []


def test_commands_that_are_wrong_are_seen() -> None:
    text = "`asn-peduli chek 2026-10`, `send --jsno`\n\n    asn-peduli run 1 2 3  # no\n"
    assert [_can_be_typed(words) for words in documents.commands_in(text)] == [False, False]
    assert [_has_options(words) for words in documents.mentions_in(text, COMMANDS)] == [False]


def test_the_guide_says_how_each_command_is_typed() -> None:
    told = {
        words[0] for page in documents.FOR_OPERATORS for words in documents.commands_in(_text(page))
    }
    # told by `make demo`, and by the unit of systemd
    assert set(COMMANDS) - told <= {"demo", "serve"}


@documents_of_operators
def test_every_option_in_a_guide_is_one(document: Path) -> None:
    known = {name for command in COMMANDS for name in _options_of(command)}
    assert documents.options_in(_text(document)) - known - OF_OTHER_PROGRAMS == set()


@pytest.mark.parametrize(
    "document",
    documents.SAYING_WHAT_TO_TYPE,
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_everything_to_make_can_be_made(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    assert documents.targets_in(_text(document)) - targets == set()


@documents_of_operators
def test_what_a_guide_quotes_is_what_the_program_says(document: Path) -> None:
    quotes = documents.quotes_in(_text(document))
    assert [quote for quote in quotes if not documents.is_said(quote)] == []


def test_the_guide_quotes_and_a_wrong_quote_is_seen() -> None:
    assert sum(len(documents.quotes_in(_text(page))) for page in documents.FOR_OPERATORS) > 50
    assert documents.is_said("Kiriman ... belum datang di folder ...")
    assert not documents.is_said("Kiriman ... tidak datang di folder ...")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_guide_says_what_to_do_where_the_gate_stops(condition: str) -> None:
    told = documents.quotes_in(_text(GUIDE_PAGES / "penolakan.md"))
    assert [q for q in told if documents.quotes(q, unfilled(f"gerbang.{condition}"))] != []


def test_the_guide_lists_the_answers_that_secretaries_choose_from() -> None:
    page = _text(GUIDE_PAGES / "jawaban.md")
    offered = [words[0] for words in answer_choices().values()]
    assert [choice for choice in offered if choice not in page] == []


@documents_of_operators
def test_every_variable_of_ours_in_a_guide_is_read(document: Path) -> None:
    source = "\n".join(module.source for module in modules())
    named = set(re.findall(r"\bASN_PEDULI_[A-Z_]+", _text(document)))
    # One password each: ASN_PEDULI_SANDI_<KODE>.
    ours = {re.sub(r"(_SANDI_)(?!BERKAS).*", r"\1", name) for name in named}
    assert [name for name in sorted(ours) if name not in source] == []


def test_the_month_comes_first_and_the_contents_name_the_rest() -> None:
    first, second, *rest = documents.sections(_text(GUIDE))
    assert (first, second) == (MONTH, CONTENTS)
    contents = documents.sections(_text(GUIDE))[CONTENTS]
    assert [title for title in rest if f"](#{house_pages.anchor(title)})" not in contents] == []
    pages = [page.name for page in GUIDE_PAGES.glob("*.md")]
    assert [name for name in pages if f"](docs/panduan/{name})" not in contents] == []


def test_each_task_fits_a_page() -> None:
    parts = documents.sections(_text(GUIDE))
    assert {
        title: len(part.split())
        for title, part in parts.items()
        if len(part.split()) > WORDS_ON_A_PAGE
    } == {}


@documents_of_operators
def test_a_heading_has_the_same_anchor_on_the_site(document: Path) -> None:
    """Where GitHub and the site's Markdown number or join differently, a link leads astray."""
    titles = re.findall(r"^#+ (.+)$", _text(document), re.MULTILINE)
    anchors = [house_pages.anchor(title) for title in titles]
    assert len(anchors) == len(set(anchors))
    assert [anchor for anchor in anchors if "--" in anchor] == []


def test_the_site_leads_to_each_of_its_pages() -> None:
    site = tomllib.loads(guide_site.SETTINGS.read_text(encoding="utf-8"))["project"]
    named = [page for entry in site["nav"] for page in entry.values()]
    pages = [page.relative_to(ROOT).as_posix() for page in guide_site.pages()]
    assert sorted(named) == sorted(page.replace(GUIDE.name, guide_site.ENTRY) for page in pages)


def test_the_site_keeps_links_between_its_pages(tmp_path: Path) -> None:
    guide_site.lay_out(tmp_path)
    back = (tmp_path / "isi" / "docs" / "panduan" / "mengirim.md").read_text(encoding="utf-8")
    assert "](../../index.md#mengirim-laporan)" in back
    assert (tmp_path / "isi" / guide_site.ENTRY).exists()


def _text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def _can_be_typed(words: list[str]) -> bool:
    """Whether the command line's own reader takes `words`.

    A command named alone needs no month; where something is left out, its options are looked at.
    """
    if words[0] not in COMMANDS:
        return words in (["--help"], ["--version"])
    if len(words) == 1 or documents.LEFT_OUT in words:
        return _has_options(words)
    try:
        app.parse_args(with_hyphen_last(words), exit_on_error=False, print_error=False)
    except CycloptsError:
        return False
    return True


def _has_options(words: list[str]) -> bool:
    return {word for word in words if word.startswith("--")} <= _options_of(words[0])


def _options_of(command: str) -> set[str]:
    arguments = app[command].assemble_argument_collection()
    return {name for one in arguments for name in one.names} | {"--help", "--version"}

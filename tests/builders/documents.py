"""What our documents say to type and quote: command lines, options, sentences, sections."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.builders.paths import GUIDE, GUIDE_PAGES, ROOT

PRIVACY: Final = ROOT / "PANDUAN-PRIVASI.md"
FOR_OPERATORS: Final = (GUIDE, PRIVACY, *sorted(GUIDE_PAGES.glob("*.md")))
# CHANGELOG tells of commands as they once were.
SAYING_WHAT_TO_TYPE: Final = (
    *FOR_OPERATORS,
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if path.parent != GUIDE_PAGES),
)
LEFT_OUT: Final = "..."
_FENCE: Final = re.compile(r"^ *```.*?\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_INDENTED: Final = re.compile(r"(?:(?<=\n\n)|\A)((?: {4}.*\n?)+)")
_TYPED: Final = re.compile(r"(?:^|[\s/])asn-peduli ((?:[a-z]|--help|--version).*)$")
_SPAN: Final = re.compile(r"`([^`\n]+)`")


def code_lines(text: str) -> list[str]:
    """Return the lines of blocks of code, fenced or indented; what a backslash parts is one."""
    prose = _FENCE.sub("\n", text)
    blocks = [*_FENCE.findall(text), *_INDENTED.findall(prose)]
    whole = "\n".join(blocks).replace("\\\n", " ")
    return [line.strip() for line in whole.splitlines() if line.strip()]


def spans(text: str) -> list[str]:
    """Return what stands between backticks in running text."""
    return _SPAN.findall(_FENCE.sub("\n", text))


def commands_in(text: str) -> list[list[str]]:
    """Return the words after `asn-peduli` of each command line, in blocks and in running text."""
    lines = [*code_lines(text), *spans(text)]
    return [_words(found[1]) for line in lines if (found := _TYPED.search(line))]


def mentions_in(text: str, commands: list[str]) -> list[list[str]]:
    """Return the words of what running text calls a command by, as "send ... --resend KODE"."""
    return [_words(span) for span in spans(text) if " " in span and span.split()[0] in commands]


def _words(line: str) -> list[str]:
    words = shlex.split(line, comments=True)
    return words[: words.index(">")] if ">" in words else words


def targets_in(text: str) -> set[str]:
    """Return each x of "make x" that the text says to type."""
    lines = [*code_lines(text), *spans(text)]
    return {word for line in lines for word in re.findall(r"(?:^|&& )make ([a-z][\w-]*)", line)}


def options_in(text: str) -> set[str]:
    """Return the options that running text names by themselves, as "--resend KODE"."""
    return {span.split()[0] for span in spans(text) if re.match(r"--[a-z]", span)}


def quotes_in(text: str) -> list[str]:
    """Return what tables say stands written: the first column of those headed "tertulis"."""
    return list(_first_cells(text))


def _first_cells(text: str) -> Iterator[str]:
    quoting = False
    for line in text.splitlines():
        cell = line.split("|")[1].strip() if line.startswith("|") else ""
        if not cell:
            quoting = False
        elif cell == "tertulis":
            quoting = True
        elif quoting and not re.fullmatch(r"[-: ]+", cell):
            yield cell


def is_said(quote: str) -> bool:
    """Tell whether one of the program's sentences holds the pieces of `quote`, in its order.

    Between the pieces, where `quote` has "...", the sentence has a value or goes on.
    """
    return any(quotes(quote, sentence) for sentence in _sentences())


def quotes(quote: str, sentence: str) -> bool:
    """Tell whether `sentence`, as wording.toml has it, holds the pieces of `quote` in order."""
    pieces = [piece.strip() for piece in quote.split(LEFT_OUT)]
    pattern = ".*".join(re.escape(piece) for piece in pieces if piece)
    return re.search(pattern, _with_marks(sentence), re.DOTALL) is not None


def _with_marks(sentence: str) -> str:
    """Return a sentence with a sign that no quote holds where values come."""
    return re.sub(r"\{[^}]*\}", "\0", sentence)


@cache
def _sentences() -> tuple[str, ...]:
    """Return what the program can say."""
    files = (ROOT / "templates" / "wording.toml", ROOT / "schemas" / "findings.toml")
    return tuple(text for path in files for text in _texts(tomllib.loads(_read(path))))


def _texts(table: dict[str, Any]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, dict):
            yield from _texts(value)
        elif isinstance(value, str):
            yield value


def sections(text: str) -> dict[str, str]:
    """Return the text of each section of the second level by its title."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")

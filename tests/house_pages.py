"""The pages about the house, out of the packages' own docstrings.

They are README's way through, and the map in docs/rumah.md.

`python -m tests.house_pages` writes them anew (`make pages`); a test holds that they are current.
"""

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Final

from tests.architecture.tree import ROOT, modules

README: Final = ROOT / "README.md"
HOUSE: Final = ROOT / "docs" / "rumah.md"
DECISIONS: Final = ROOT / "docs" / "keputusan"

# In the order of the data; import-linter's layers hold who may import whom.
BELOW: Final = ("schemas", "core", "system")
WAY: Final = (
    "reading",
    "knowledge",
    "deciding",
    "assessing",
    "reporting",
    "rendering",
    "publishing",
)
OUT: Final = ("delivery",)
BESIDE: Final = ("dossier", "demo")
ABOVE: Final = ("operations", "flows")
ORDER: Final = (*BELOW, *WAY, *OUT, *BESIDE, *ABOVE)

_MARK: Final = "<!-- {name}: written by make pages -->\n"
_END: Final = "<!-- end of {name} -->\n"
_PARTS: Final = re.compile(r"\s*\b(Takes|Gives|Raises|Knows nothing of):")
_NOTE: Final = (
    "<!-- Written by `make pages` from the packages' docstrings; not to be changed by hand. -->"
)
_LEAD: Final = (
    "In the order of the data: a package imports only from those above it on this page. What is told of a package is "
    "the docstring of its `__init__.py`, what is told of a module the first line of its own."
)
_NAME_WIDTH: Final = 12
_LINE: Final = 100


def pages() -> dict[Path, str]:
    """Return every page that is written here, whole or in part, by where it belongs."""
    parts = {"the way through": way_through(), "the decisions": decision_table()}
    return {README: filled(README.read_text(encoding="utf-8"), parts), HOUSE: house_page()}


def filled(text: str, parts: dict[str, str]) -> str:
    """Return `text` with each of `parts` between its two marks."""
    for name, part in parts.items():
        begin, end = _MARK.format(name=name), _END.format(name=name)
        before, rest = text.split(begin)
        text = f"{before}{begin}\n{part}\n{end}{rest.split(end)[1]}"
    return text


def way_through() -> str:
    """Return the drawing of the packages in the order of the data, one sentence each."""
    lines = [
        "inputs/<month>/asn, inputs/<month>/iuran",
        "|",
        *_drawn(WAY, "|"),
        "v",
        "outputs/<month>/rNN",
        "|",
        *_drawn(OUT, "|"),
        "v",
        "the secretaries",
        "",
        "above them, what is asked for and when:",
        *_drawn(ABOVE, " "),
        "",
        "beside them:",
        *_drawn(BESIDE, " "),
        "",
        "below them, what every stage stands on:",
        *_drawn(reversed(BELOW), " "),
    ]
    return "\n".join(["```", *(f"  {line}".rstrip() for line in lines), "```", ""])


def _drawn(packages: Iterable[str], bar: str) -> Iterator[str]:
    for package in packages:
        first = re.sub(r" \(contract [^)]*\)", "", _first_line(folder(package) + "/__init__.py"))
        head = f"{bar}  {package:{_NAME_WIDTH}} "
        yield from textwrap.wrap(
            first, _LINE, initial_indent=head, subsequent_indent=bar.ljust(len(head))
        )


def decision_table() -> str:
    """Return the topics of docs/keputusan by package, each a link to where it is told."""
    rows = [
        [f"[{name}](docs/keputusan/{name}.md)", _topics(name)]
        for name in reversed(ORDER)
        if _told(name).exists()
    ]
    return _table(["package", "decided"], rows)


def _told(package: str) -> Path:
    return DECISIONS / f"{package}.md"


def _topics(package: str) -> str:
    headings = re.findall(r"^## (.+)$", _told(package).read_text(encoding="utf-8"), re.MULTILINE)
    return " · ".join(
        f"[{_lowered(title)}](docs/keputusan/{package}.md#{anchor(title)})" for title in headings
    )


def _lowered(title: str) -> str:
    return title if title[1:2].isupper() else title[0].lower() + title[1:]


def anchor(title: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def house_page() -> str:
    """Return the map of the house.

    It holds every package's contract, and every module with the first line of its docstring.
    """
    parts = ["# The house", _NOTE, _LEAD]
    for package in ORDER:
        parts += [part for name in _folders(folder(package)) for part in _package_parts(name)]
    return "\n\n".join(parts) + "\n"


def folder(package: str) -> str:
    """Return the folder of one of ORDER, from the repository's top."""
    return package if package in ("schemas", "flows") else f"pipeline/{package}"


def _folders(top: str) -> list[str]:
    """Return `top` and the packages below it."""
    places = {str(PurePosixPath(name).parent) for name in _docstrings()}
    return sorted(place for place in places if place == top or place.startswith(f"{top}/"))


def _package_parts(place: str) -> Iterator[str]:
    first, _, rest = _docstrings()[f"{place}/__init__.py"].partition("\n")
    yield "#" * (2 if place in map(folder, ORDER) else 3) + f" {place}"
    yield _escaped(first)
    for paragraph in rest.strip().split("\n\n"):
        if paragraph:
            yield _contract(_escaped(" ".join(paragraph.split())))
    rows = [
        [f"`{PurePosixPath(name).name}`", _escaped(_first_line(name))]
        for name in _modules_in(place)
    ]
    if rows:
        yield _table(["module", "what it is for"], rows).rstrip()


def _contract(paragraph: str) -> str:
    """Return a paragraph of a docstring with what it takes, gives and raises as a list."""
    before, *parts = _PARTS.split(paragraph)
    lines = [
        f"- **{name}:** {text.strip()}" for name, text in zip(parts[::2], parts[1::2], strict=True)
    ]
    return "\n\n".join(part for part in (before, "\n".join(lines)) if part)


def _modules_in(place: str) -> list[str]:
    here = [name for name in _docstrings() if str(PurePosixPath(name).parent) == place]
    return sorted(name for name in here if not name.endswith("/__init__.py"))


def _first_line(module: str) -> str:
    return _docstrings()[module].partition("\n")[0]


@cache
def _docstrings() -> dict[str, str]:
    return {module.name: ast.get_docstring(module.tree) or "" for module in modules()}


def _table(headings: list[str], rows: list[list[str]]) -> str:
    return "".join(
        f"| {' | '.join(line)} |\n" for line in (headings, ["---"] * len(headings), *rows)
    )


def _escaped(text: str) -> str:
    """Return a docstring's text as Markdown that shows it as it is.

    What stands in backticks already does.
    """
    pieces = text.split("`")
    pieces[::2] = [re.sub(r"([*_<|])", r"\\\1", piece) for piece in pieces[::2]]
    return "`".join(pieces)


if __name__ == "__main__":
    HOUSE.parent.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")

"""The pages of the operator's guide as the generator of the site wants them: `make site`.

PANDUAN.md is the entry; every page that it leads to, and they to, comes along in its own folder.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.builders.paths import GUIDE, ROOT

BUILD: Final = ROOT / "build"
SETTINGS: Final = ROOT / "docs" / "situs.toml"
ENTRY: Final = "index.md"
_LINK: Final = re.compile(r"(?<=\]\()([^)\s#]+\.md)")


def pages() -> list[Path]:
    """Return PANDUAN.md and every page that can be reached from it."""
    found, waiting = set[Path](), [GUIDE]
    while waiting:
        page = waiting.pop()
        found.add(page)
        waiting += [linked for linked in _linked_from(page) if linked not in found]
    return sorted(found)


def _linked_from(page: Path) -> Iterator[Path]:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in link:
            yield (page.parent / link).resolve()


def lay_out(build: Path) -> None:
    """Put the pages and the generator's settings into `build`, and nothing of a former time."""
    pages_folder = build / "isi"
    shutil.rmtree(pages_folder, ignore_errors=True)
    for page in pages():
        target = pages_folder / page.relative_to(ROOT)
        if page == GUIDE:
            target = pages_folder / ENTRY
        target.parent.mkdir(parents=True, exist_ok=True)
        text = page.read_text(encoding="utf-8")
        target.write_text(_LINK.sub(_to_entry, text), encoding="utf-8")
    shutil.copy(SETTINGS, build / "zensical.toml")


def _to_entry(link: re.Match[str]) -> str:
    return re.sub(rf"(^|/){re.escape(GUIDE.name)}$", rf"\g<1>{ENTRY}", link[1])


if __name__ == "__main__":
    lay_out(BUILD)

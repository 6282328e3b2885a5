"""What some tests need of the machine, by their mark: where missing they are skipped and counted.

tests/prasarana installs all of it on Debian and Ubuntu. With CI=true nothing may be skipped.
"""

import os
import shutil
from contextlib import suppress
from ctypes import CDLL
from functools import cache
from pathlib import Path
from typing import Final

NEEDS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "browser": {"chromium": ("chromium", "chromium-browser"), "libatomic1": ("libatomic.so.1",)},
    "kantor": {
        "libreoffice-calc dan libreoffice-writer": ("soffice",),
        "poppler-utils": ("pdftotext",),
        "fonts-liberation": ("fc-list",),
    },
    "postgresql": {"postgresql": ("initdb",)},
    "systemd": {"systemd": ("systemd-analyze",)},
}
# Debian puts the programs of each version of the server into a folder of its own.
_SERVERS: Final = Path("/usr/lib/postgresql")


@cache
def missing(mark: str) -> str:
    """Return the packages that tests with this mark lack here; "" when they lack none."""
    needed = NEEDS.get(mark, {})
    return ", ".join(package for package, names in needed.items() if not any(map(_is_there, names)))


def _is_there(name: str) -> bool:
    """Tell whether the machine has a program, or a library by the name that is loaded."""
    return _is_loadable(name) if ".so." in name else bool(program(name))


def _is_loadable(library: str) -> bool:
    with suppress(OSError):
        return bool(CDLL(library))
    return False


def program(name: str) -> str:
    """Return where a program lies; "" where the machine has none."""
    newest_first = sorted(_SERVERS.glob("*/bin"), key=lambda path: -int(path.parent.name))
    places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, newest_first)])
    return shutil.which(name, path=places) or ""


def nothing_may_be_skipped() -> bool:
    """Tell whether this is a machine that must have everything (CI=true)."""
    return os.environ.get("CI", "").lower() in {"1", "true"}

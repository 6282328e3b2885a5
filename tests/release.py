"""Before release: version, CHANGELOG.md section, requirements.lock agree (`make release-check`)."""

import re
import sys
import tomllib
from collections.abc import Iterator
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.builders.paths import ROOT

_SECTION = re.compile(r"^## (?P<version>\S+)(?: \((?P<when>[^)]*)\))?$", re.MULTILINE)
_PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[^]]*\])?==(?P<version>[^ ;]+)", re.MULTILINE)


def faults(project: str, changelog: str, lock: str) -> Iterator[str]:
    """Yield what keeps these three texts from a release, each as a sentence for the maintainer."""
    raw: dict[str, Any] = tomllib.loads(project)
    version = raw["project"]["version"]
    section = _SECTION.search(changelog)
    if section is None or section["version"] != version:
        yield f"The first section of CHANGELOG.md is {section['version'] if section else 'missing'}, not {version}."
    elif not re.fullmatch(r"\d{4}-\d{2}-\d{2}", section["when"] or ""):
        yield f"CHANGELOG.md does not say on which day {version} came out: ## {version} (2026-12-31)."
    yield from _order(changelog)
    yield from _unlocked(raw, lock)


def _order(changelog: str) -> Iterator[str]:
    versions = [Version(found["version"]) for found in _SECTION.finditer(changelog)]
    if versions != sorted(set(versions), reverse=True):
        yield "CHANGELOG.md's sections are not newest first, or one stands there twice."


def _unlocked(raw: dict[str, Any], lock: str) -> Iterator[str]:
    pins = {canonicalize_name(pin["name"]): pin["version"] for pin in _PIN.finditer(lock)}
    extras = [text for texts in raw["project"]["optional-dependencies"].values() for text in texts]
    for text in (*raw["project"]["dependencies"], *extras, *raw["build-system"]["requires"]):
        wanted = Requirement(text)
        held = pins.get(canonicalize_name(wanted.name))
        if held is None or not wanted.specifier.contains(held):
            yield f"requirements.lock has {wanted.name} {held or 'not at all'}, pyproject.toml asks for {text}: make lock."


def main() -> int:
    """Print the faults; return 1 when there is one."""
    texts = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("pyproject.toml", "CHANGELOG.md", "requirements.lock")
    ]
    found = list(faults(*texts))
    sys.stdout.write(
        "".join(f"{fault}\n" for fault in found)
        or "Version, CHANGELOG.md and requirements.lock agree.\n"
    )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

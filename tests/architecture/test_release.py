"""`make release-check` lets nothing through that does not belong together."""

import pytest

from tests.builders.paths import ROOT
from tests.release import faults

PROJECT = """[project]
version = "1.2.0"
dependencies = ["polars>=2.1,<3"]
optional-dependencies = {test = ["pytest>=9"]}
[build-system]
requires = ["setuptools>=77"]
"""
CHANGES = "# Changelog\n\n## 1.2.0 (2026-12-31)\n\n## 1.1.0 (2026-11-30)\n"
LOCK = "polars==2.1.4 \\\npytest==9.2.0 \\\nsetuptools==80.0 \\\n"


def test_what_belongs_together_passes() -> None:
    assert list(faults(PROJECT, CHANGES, LOCK)) == []


@pytest.mark.parametrize(
    ("project", "changes", "lock", "said"),
    [
        (PROJECT.replace("1.2.0", "1.3.0"), CHANGES, LOCK, "is 1.2.0, not 1.3.0"),
        (PROJECT, "# Changelog\n", LOCK, "is missing"),
        (PROJECT, CHANGES.replace("2026-12-31", "unreleased"), LOCK, "on which day 1.2.0"),
        (PROJECT, CHANGES + "\n## 1.2.0 (2026-10-01)\n", LOCK, "newest first"),
        (PROJECT, CHANGES, LOCK.replace("2.1.4", "1.9"), "polars 1.9"),
        (PROJECT, CHANGES, LOCK.replace("pytest", "pytestx"), "pytest not at all"),
    ],
)
def test_what_does_not_is_told(project: str, changes: str, lock: str, said: str) -> None:
    [fault] = faults(project, changes, lock)
    assert said in fault


def test_between_releases_only_the_day_is_open() -> None:
    texts = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("pyproject.toml", "CHANGELOG.md", "requirements.lock")
    ]
    assert [fault for fault in faults(*texts) if "on which day" not in fault] == []

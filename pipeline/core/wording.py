"""Every sentence a reader sees, from templates/wording.toml, for all renderings alike."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates"


@cache
def _sentences() -> dict[str, str]:
    raw = tomllib.loads((TEMPLATES / "wording.toml").read_text(encoding="utf-8"))
    return dict(_flat(raw, ""))


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        pairs += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return pairs


def say(key: str, **values: object) -> str:
    """Return the sentence `key` with its {placeholders} filled.

    Raises KeyError for a missing one.
    """
    return unfilled(key).format(**values)


def unfilled(key: str) -> str:
    """Return the sentence `key` with its {placeholders} as they stand.

    Raises KeyError for a missing one.
    """
    return _sentences()[key]


def has(key: str) -> bool:
    """Tell whether the wording file holds `key`."""
    return key in _sentences()

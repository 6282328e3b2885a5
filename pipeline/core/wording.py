"""Every sentence a reader sees, from templates/wording.toml, for all renderings alike."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipeline.core.sentences import fill_expr

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
    return _sentences()[key].format(**values)


def has(key: str) -> bool:
    """Tell whether the wording file holds `key`."""
    return key in _sentences()


def say_expr(key: str, **values: pl.Expr) -> pl.Expr:
    """Return an expression that fills sentence `key` row by row.

    A null value makes a null sentence.
    """
    return fill_expr(_sentences()[key], values)

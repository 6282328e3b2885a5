"""The demo city's data lists and its streams of chance."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any


@cache
def demo_data(name: str) -> dict[str, Any]:
    """Return the data list pipeline/demo/data/<name>.toml."""
    return tomllib.loads(
        files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    )


def stream(seed: int, name: str) -> Random:
    """Return a stream of chance of its own.

    So a change in one part of the city leaves the others alone.
    """
    return Random(f"{seed}/{name}")


def pick(rng: Random, weights: Mapping[str, float]) -> str:
    """Return one key of `weights`, each as likely as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def draw(rng: Random, chances: Mapping[str, float]) -> str | None:
    """Return at most one key of `chances` (probabilities adding up to less than one), else None."""
    at = rng.random()
    for name, chance in chances.items():
        at -= chance
        if at < 0:
            return name
    return None

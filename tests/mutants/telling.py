"""What was noticed and what was not, as a table, and whether that is enough."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.mutant import Change, Mutant

EXPLAINED: Final = Path(__file__).parent / "explained.toml"


def explained(text: str) -> dict[Change, str]:
    """Read explained.toml: why a change is none, by module, what was and what it becomes."""
    entries = tomllib.loads(text).get("mutant", [])
    found = {(each["module"], each["was"], each["becomes"]): each["why"] for each in entries}
    if len(found) < len(entries) or not all(found.values()):
        raise ValueError("explained.toml: an entry stands there twice, or gives no reason")
    return found


@dataclass(frozen=True)
class Outcome:
    """How the tried mutants ended.

    every: the mutants that can be made at all, tried or not. results: each tried mutant, and
    whether a test noticed it. reasons: explained().
    """

    every: Sequence[Mutant]
    results: Sequence[tuple[Mutant, bool]]
    reasons: dict[Change, str]

    def survivors(self) -> list[Mutant]:
        """Return the mutants that no test noticed and no reason explains."""
        return [m for m, noticed in self.results if not noticed and m.change not in self.reasons]

    def share(self) -> float:
        """Return how many per cent of those that are not explained were noticed."""
        killed, survived = sum(noticed for _, noticed in self.results), len(self.survivors())
        return 100.0 * killed / (killed + survived) if killed + survived else 100.0

    def stale(self) -> list[Change]:
        """Return what is explained but cannot be made any more, or is noticed by a test now."""
        noticed = {mutant.change for mutant, noticed in self.results if noticed}
        unnoticed = {mutant.change for mutant, noticed in self.results if not noticed}
        possible = {mutant.change for mutant in self.every}
        return sorted(c for c in self.reasons if c not in possible or c in noticed - unnoticed)


def report(outcome: Outcome, floor: float) -> Iterator[str]:
    """Yield the lines that `make mutants` ends with."""
    tried = Counter(mutant.module for mutant, _ in outcome.results)
    killed = Counter(mutant.module for mutant, noticed in outcome.results if noticed)
    survived = Counter(mutant.module for mutant in outcome.survivors())
    width = max(map(len, tried), default=0)
    yield f"{'module':{width}}  mutants  killed  explained  survived"
    for module in sorted(tried):
        explained_here = tried[module] - killed[module] - survived[module]
        numbers = f"{tried[module]:7}  {killed[module]:6}  {explained_here:9}  {survived[module]:8}"
        yield f"{module:{width}}  {numbers}"
    for mutant in outcome.survivors():
        yield f"survived: {mutant.module}:{mutant.line}\n  - {mutant.was}\n  + {mutant.becomes}"
    for module, was, becomes in outcome.stale():
        yield f"explained.toml, no longer so: {module}\n  - {was}\n  + {becomes}"
    total, without = len(outcome.results), len(outcome.results) - len(outcome.survivors())
    yield (
        f"{total} of {len(outcome.every)} mutants tried, {sum(killed.values())} killed, "
        f"{without - sum(killed.values())} explained, {len(outcome.survivors())} survived: "
        f"{outcome.share():.1f} % of those not explained (at least {floor:g} %)"
    )


def is_enough(outcome: Outcome, floor: float) -> bool:
    """Tell whether as many were noticed as must be, and every reason still holds."""
    return outcome.share() >= floor and not outcome.stale()

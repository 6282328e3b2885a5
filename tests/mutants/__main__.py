"""`python -m tests.mutants [--sample N] [--seed 1] [--floor 97] [--workers 2] [module ...]`.

Run by Cosmic Ray's own environment (build/alat-mutan); the tests run in .venv. --sample 0: all.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence

from tests.builders.paths import ROOT
from tests.mutants.making import mutants_of
from tests.mutants.mutant import Mutant
from tests.mutants.scope import module_tests
from tests.mutants.telling import EXPLAINED, Outcome, explained, is_enough, report
from tests.mutants.trying import lay_out, measured, tried


def main(words: Sequence[str]) -> int:
    """Try the mutants that the command line names; return 1 when too many go unnoticed."""
    asked, began = _asked(words), time.monotonic()
    tests = module_tests()
    modules = [m for m in sorted(tests) if not asked.modules or m.startswith(tuple(asked.modules))]
    every = [mutant for module in modules for mutant in _mutants(module)]
    chosen = _sample(every, asked.sample, asked.seed)
    print(f"{len(chosen)} of {len(every)} mutants of {len(modules)} modules", flush=True)
    copies = lay_out(asked.workers)
    needed = sorted({test for mutant in chosen for test in tests[mutant.module]})
    seconds = measured(copies, needed)
    print(f"the tests pass unchanged, after {time.monotonic() - began:.0f} seconds", flush=True)
    results = []
    for result in tried(chosen, copies, tests.__getitem__, seconds):
        results.append(result)
        _tell(*result, len(results), time.monotonic() - began)
    reasons = explained(EXPLAINED.read_text(encoding="utf-8"))
    ours = {change: why for change, why in reasons.items() if change[0] in modules}
    outcome = Outcome(every, results, ours)
    print("\n".join(report(outcome, asked.floor)))
    return int(not is_enough(outcome, asked.floor))


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("--sample", type=int, default=0, help="how many; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", type=float, default=97.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("modules", nargs="*", help="what their paths begin with; none: all")
    return parser.parse_args(words)


def _mutants(module: str) -> list[Mutant]:
    return mutants_of(module, (ROOT / module).read_text(encoding="utf-8"))


def _sample(every: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    if not 0 < size < len(every):
        return list(every)
    chosen = random.Random(seed).sample(range(len(every)), size)
    return [every[at] for at in sorted(chosen)]


def _tell(mutant: Mutant, noticed: bool, done: int, seconds: float) -> None:
    if not noticed:
        change = f"  - {mutant.was}\n  + {mutant.becomes}"
        print(f"not noticed: {mutant.module}:{mutant.line}\n{change}", flush=True)
    if done % 20 == 0:
        print(f"{done} mutants, {seconds:.0f} seconds", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

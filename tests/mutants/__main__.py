"""`python -m tests.mutants [--sample N] [--seed 1] [--floor 97] [--workers 2] [module ...]`.

Run by Cosmic Ray's own environment (build/alat-mutan); the tests run in .venv. --sample 0: all.
--afresh N: of as many, tell by a process that was started and runs all tests, and compare.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from tests.builders.paths import ROOT
from tests.mutants.making import mutants_of
from tests.mutants.mutant import Mutant
from tests.mutants.reach import gathered
from tests.mutants.record import RECORD, Record
from tests.mutants.scope import test_files
from tests.mutants.telling import EXPLAINED, Outcome, explained, is_enough, report
from tests.mutants.trying import Trials, Worker, lay_out


def main(words: Sequence[str]) -> int:
    """Try the mutants that the command line names; return 1 when too many go unnoticed."""
    asked, began = _asked(words), time.monotonic()
    files = test_files()
    modules = [m for m in sorted(files) if not asked.modules or m.startswith(tuple(asked.modules))]
    every = [mutant for module in modules for mutant in _mutants(module)]
    chosen = _sample(every, asked.afresh or asked.sample, asked.seed)
    print(f"{len(chosen)} of {len(every)} mutants of {len(modules)} modules", flush=True)
    with ExitStack() as stack:
        workers = [Worker(copy) for copy in lay_out(asked.workers)]
        for worker in workers:
            stack.callback(worker.end)
        listed = dict.fromkeys(file for module in modules for file in files[module])
        needed = {file: [m for m in modules if file in files[m]] for file in listed}
        reach = gathered(needed, workers[0].reach, lambda line: print(line, flush=True))
        untried = [module for module in modules if not reach.has_tests(files[module])]
        if untried:
            raise SystemExit(f"modules.toml names no test for {', '.join(untried)}")
        print(f"the tests pass unchanged, after {time.monotonic() - began:.0f} seconds", flush=True)
        trials, results = Trials(workers, reach, files), []
        for mutant, killer in trials.tried(chosen, Record(RECORD)):
            results.append((mutant, bool(killer)))
            _tell(mutant, bool(killer), len(results), time.monotonic() - began)
        if asked.afresh:
            return _compared(trials, results)
    reasons = explained(EXPLAINED.read_text(encoding="utf-8"))
    ours = {change: why for change, why in reasons.items() if change[0] in modules}
    outcome = Outcome(every, results, ours)
    print("\n".join(report(outcome, asked.floor)))
    return int(not is_enough(outcome, asked.floor))


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("--sample", type=int, default=0, help="how many; 0: all")
    parser.add_argument("--afresh", type=int, default=0, help="of how many to compare verdicts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", type=float, default=97.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("modules", nargs="*", help="what their paths begin with; none: all")
    return parser.parse_args(words)


def _compared(trials: Trials, results: Sequence[tuple[Mutant, bool]]) -> int:
    """Print where a started process says otherwise, and return whether one does."""
    differ = 0
    for at, (mutant, noticed) in enumerate(results, 1):
        afresh = trials.is_noticed_afresh(mutant)
        differ += afresh != noticed
        print(f"{at} {mutant.module}:{mutant.line} {noticed} {afresh}", flush=True)
    print(f"{differ} of {len(results)} verdicts differ from those of started processes")
    return int(differ > 0)


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

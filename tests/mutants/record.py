"""What came of each mutant, kept from run to run: a run that was stopped goes on where it was."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.builders.paths import ROOT
from tests.mutants.mutant import Mutant
from tests.mutants.reach import digest

RECORD: Final = ROOT / "build" / "mutan-hasil.jsonl"
# What notices a mutant and is no test.
IMPORT, TIME, DIED = "import", "time", "died"
NO_TESTS: Final = frozenset({IMPORT, TIME, DIED})


class Record:
    """Which test noticed each mutant ("" for none), in a file that grows by a line for each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self._held = {each["mutant"]: each for each in map(json.loads, lines)}

    def killer(self, mutant: Mutant, tests: Collection[str], files: Sequence[str]) -> str | None:
        """Return who noticed; None when that is not known, or may have changed.

        Who noticed must still be one of `tests`, in a file that is as it was; that nobody did must
        be of these very `files`.
        """
        held = self._held.get(_name(mutant))
        if held is None:
            return None
        killer = str(held["killer"])
        if killer in NO_TESTS:
            return killer
        if killer:
            return killer if killer in tests and _is_as_it_was(held) else None
        return "" if held["files"] == _state(files) else None

    def last_killer(self, mutant: Mutant) -> str:
        """Return who noticed last time, and is likely to again; "" for nobody."""
        return str(self._held.get(_name(mutant), {"killer": ""})["killer"])

    def keep(self, mutant: Mutant, killer: str, files: Sequence[str]) -> None:
        """Note who noticed."""
        line: dict[str, str | int] = {
            "mutant": _name(mutant),
            "killer": killer,
            "files": _state(files),
            "test": _state_of_test(killer),
        }
        line |= {"module": mutant.module, "line": mutant.line, "becomes": mutant.becomes}
        self._held[_name(mutant)] = line
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def _name(mutant: Mutant) -> str:
    return hashlib.sha256(f"{mutant.module}\0{mutant.text}".encode()).hexdigest()[:24]


def _is_as_it_was(held: Mapping[str, str | int]) -> bool:
    """Tell whether the file of who noticed is the same; lines without its state are believed."""
    killer = str(held["killer"])
    return held.get("test", _state_of_test(killer)) == _state_of_test(killer)


def _state_of_test(killer: str) -> str:
    file = ROOT / killer.split("::", maxsplit=1)[0]
    return digest([file]) if file.is_file() else ""


def _state(files: Sequence[str]) -> str:
    return digest([ROOT / file for file in files])

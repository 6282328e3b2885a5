"""`make mutants`: what it tries, what it calls enough, and reasons that hold no longer."""

from dataclasses import replace

import pytest

from tests.builders.paths import ROOT
from tests.mutants.mutant import Mutant
from tests.mutants.scope import module_tests, parts
from tests.mutants.telling import EXPLAINED, Outcome, explained, is_enough, report
from tests.mutants.trying import in_order

NOTICED, MISSED, SAME = (
    Mutant("pipeline/a.py", line, was, becomes, "")
    for line, was, becomes in ((3, "a < b", "a > b"), (5, "x + 1", "x - 1"), (9, "b", "c"))
)
REASON = {SAME.change: "b is c"}
EVERY = [NOTICED, MISSED, SAME]


def test_every_module_that_decides_assesses_or_reads_a_cell_is_changed() -> None:
    folders = ("deciding", "assessing", "reading/cells")
    paths = {path for folder in folders for path in (ROOT / "pipeline" / folder).rglob("*.py")}
    held = {path.relative_to(ROOT).as_posix() for path in paths if path.name != "__init__.py"}
    assert held <= set(module_tests())


def test_the_modules_and_tests_that_are_named_are_there() -> None:
    for part in parts():
        assert all(list(ROOT.glob(pattern)) for pattern in part["modules"])
        assert all((ROOT / test).exists() for test in part["tests"])


def test_the_tests_of_a_module_run_as_listed_and_a_folders_fast_ones_first() -> None:
    seconds = {"tests/a/x.py": 0.1, "tests/b.py": 0.2, "tests/a/y.py": 0.3, "tests/ab.py": 0.4}
    found = in_order(("tests/b.py", "tests/a"), seconds)
    assert found == ["tests/b.py", "tests/a/x.py", "tests/a/y.py"]


def test_what_an_explanation_is_about_still_stands_in_its_module() -> None:
    for module, was, _ in explained(EXPLAINED.read_text(encoding="utf-8")):
        assert was in " ".join((ROOT / module).read_text(encoding="utf-8").split()), (module, was)


def test_the_share_is_of_those_that_no_reason_explains() -> None:
    results = [(NOTICED, True), (MISSED, False), (SAME, False)]
    outcome = Outcome(EVERY, results, REASON)
    assert outcome.survivors() == [MISSED]
    assert outcome.share() == 50
    assert not is_enough(outcome, 97)
    assert is_enough(outcome, 50)
    told = "\n".join(report(outcome, 97))
    assert "survived: pipeline/a.py:5\n  - x + 1\n  + x - 1" in told
    assert "3 of 3 mutants tried, 1 killed, 1 explained, 1 survived: 50.0 %" in told


@pytest.mark.parametrize(
    ("every", "results"), [([NOTICED], [(NOTICED, True)]), (EVERY, [(SAME, True)])]
)
def test_a_reason_for_what_cannot_be_or_is_noticed_is_named_and_not_enough(
    every: list[Mutant], results: list[tuple[Mutant, bool]]
) -> None:
    outcome = Outcome(every, results, REASON)
    assert outcome.stale() == [SAME.change]
    assert not is_enough(outcome, 0)
    assert "explained.toml, no longer so: pipeline/a.py\n  - b\n  + c" in report(outcome, 0)


def test_a_reason_for_one_of_two_like_changes_holds_while_one_of_them_goes_unnoticed() -> None:
    results = [(SAME, False), (replace(SAME, line=12), True)]
    assert Outcome(EVERY, results, REASON).stale() == []


@pytest.mark.parametrize("why", ['""', '"twice"'])
def test_an_entry_gives_a_reason_and_stands_there_once(why: str) -> None:
    entry = f'[[mutant]]\nmodule = "a"\nwas = "b"\nbecomes = "c"\nwhy = {why}\n'
    with pytest.raises(ValueError, match=r"explained\.toml"):
        explained(entry + entry.replace('""', '"x"'))

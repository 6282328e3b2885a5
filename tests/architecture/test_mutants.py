"""`make mutants`: what it tries, what it calls enough, and reasons that hold no longer."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.builders.paths import ROOT
from tests.mutants.forking import assert_no_threads, independent_of
from tests.mutants.mutant import Mutant
from tests.mutants.reach import Reach
from tests.mutants.record import Record
from tests.mutants.scope import module_tests, parts
from tests.mutants.telling import EXPLAINED, Outcome, explained, is_enough, report

NOTICED, MISSED, SAME = (
    Mutant("pipeline/a.py", line, was, becomes, becomes)
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


TEXT = "pipeline/core/formats.py"
FILE, OTHER = "tests/unit/a/test_a.py", "tests/unit/a/test_b.py"
QUICK, SLOW, MATE, ELSEWHERE = (f"{FILE}::test_{n}" for n in ("quick", "slow", "mate", "elsewhere"))


def mutant_at(line: int) -> Mutant:
    return Mutant(TEXT, line, "", "", "")


def line_within_a_function() -> int:
    lines = (ROOT / TEXT).read_text(encoding="utf-8").splitlines()
    return next(at for at, line in enumerate(lines, 1) if line.strip().startswith("return"))


def known_reach() -> Reach:
    reach, line = Reach(), line_within_a_function()
    told = {
        "seconds": {SLOW: 2.0, QUICK: 0.1, MATE: 0.5, ELSEWHERE: 0.0},
        "together": [QUICK, MATE],
    }
    reach.add(
        FILE, {**told, "lines": {TEXT: {QUICK: [line], SLOW: [line], ELSEWHERE: [1], "": [1]}}}
    )
    reach.add(OTHER, {"seconds": {f"{OTHER}::test": 0.0}, "together": [], "lines": {}})
    return reach


def test_a_line_within_a_function_is_tried_by_the_tests_that_run_it_and_their_mates() -> None:
    """Mates share what a fixture makes once: the lines of one are those of all."""
    found = known_reach().tests_for(mutant_at(line_within_a_function()), [FILE])
    assert found == [QUICK, SLOW, MATE]


def test_a_line_that_importing_runs_is_tried_by_all_tests_of_the_module() -> None:
    found = known_reach().tests_for(mutant_at(1), [FILE, OTHER])
    assert set(found) == {QUICK, SLOW, MATE, ELSEWHERE, f"{OTHER}::test"}


def test_who_noticed_before_comes_first() -> None:
    reach, mutant = known_reach(), mutant_at(line_within_a_function())
    reach.noticed(mutant, SLOW)
    assert reach.tests_for(mutant, [FILE])[0] == SLOW


def test_what_is_on_record_holds_while_who_noticed_is_there_and_the_tests_are_the_same(
    tmp_path: Path,
) -> None:
    path, files = tmp_path / "hasil.jsonl", ["tests/architecture/test_mutants.py"]
    record = Record(path)
    assert record.killer(NOTICED, [QUICK], files) is None
    record.keep(NOTICED, QUICK, files)
    record.keep(MISSED, "", files)
    again = Record(path)
    assert again.killer(NOTICED, [QUICK], files) == QUICK
    assert again.killer(NOTICED, [SLOW], files) is None
    assert again.killer(MISSED, [QUICK], files) == ""
    assert again.killer(MISSED, [QUICK], ["tests/architecture/__init__.py"]) is None


@pytest.mark.parametrize(("written", "believed"), [("", True), ("weaker", False)])
def test_who_noticed_is_asked_again_first_once_the_test_has_changed(
    written: str, believed: bool, tmp_path: Path
) -> None:
    file = "tests/architecture/test_mutants.py"
    path, test = tmp_path / "hasil.jsonl", f"{file}::test_that"
    Record(path).keep(NOTICED, test, [file])
    held = path.read_text(encoding="utf-8")
    if written:
        path.write_text(held.replace(json.loads(held)["test"], written), encoding="utf-8")
    record = Record(path)
    assert record.killer(NOTICED, [test], [file]) == (test if believed else None)
    assert record.last_killer(NOTICED) == test
    assert record.last_killer(MISSED) == ""


def test_a_line_of_before_such_a_change_was_told_is_believed(tmp_path: Path) -> None:
    file = "tests/architecture/test_mutants.py"
    path, test = tmp_path / "hasil.jsonl", f"{file}::test_that"
    Record(path).keep(NOTICED, test, [file])
    line = json.loads(path.read_text(encoding="utf-8"))
    del line["test"]
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert Record(path).killer(NOTICED, [test], [file]) == test


def test_a_module_whose_files_hold_no_test_is_told_from_one_that_has_some() -> None:
    reach = known_reach()
    assert reach.has_tests([FILE, OTHER])
    assert not reach.has_tests(["tests/unit/a/test_none.py"])


def test_what_is_loaded_before_a_mutant_does_not_know_its_module(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    loaded = set(independent_of("pipeline.deciding.coverage"))
    assert {"schemas.codes", "pipeline.core.formats", "pipeline.reading.intake"} <= loaded
    assert loaded.isdisjoint(
        {"pipeline.deciding.coverage", "pipeline.deciding.decision", "pipeline.assessing.month"}
    )


def test_nothing_is_forked_once_something_was_calculated() -> None:
    """Forked with polars' threads gone, the next calculation would wait for them forever."""
    pl.DataFrame({"a": [2, 1]}).lazy().sort("a").collect()
    with pytest.raises(AssertionError):
        assert_no_threads()


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

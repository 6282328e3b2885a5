"""Named scenarios: a tiny city as CSV files, and what must come of it.

The contract says what must (see README.md here).
"""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline.assessing.month import assess
from pipeline.core.periods import Period
from schemas.codes import CHANGES, DISPOSITIONS, REASONS
from tests.builders.paths import SCENARIOS
from tests.builders.small_city import scenario_known, scenario_settings

NAMES = sorted(path.parent.name for path in SCENARIOS.glob("*/skenario.toml"))
# Of these tables the expected CSV lists every row; of temuan every row of the codes it names; of
# opd the OPDs it names.
WHOLE = ("status", "iuran", "usulan", "perubahan")


def decided(name: str) -> dict[str, pl.DataFrame]:
    decided = assess(scenario_known(name), Period.parse(scenario_settings(name).periode))
    changes = {} if decided.changes is None else {"perubahan": decided.changes}
    return {**decided.tables, **changes}


def expected(name: str) -> dict[str, pl.DataFrame]:
    paths = sorted((SCENARIOS / name / "harapan").glob("*.csv"))
    return {path.stem: pl.read_csv(path, infer_schema=False) for path in paths}


def as_text(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    return frame.select(pl.col(column).cast(pl.String) for column in columns).sort(columns)


def concerned(table: str, frame: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    if table in WHOLE:
        return frame
    key = "kode" if table == "temuan" else "kode_opd"
    return frame.filter(pl.col(key).is_in(wanted[key].implode()))


@pytest.mark.parametrize("name", NAMES)
def test_scenario_comes_out_as_its_story_says(name: str) -> None:
    tables = decided(name)
    wanted = expected(name)
    assert scenario_settings(name).cerita
    assert wanted
    for table, rows in wanted.items():
        got = concerned(table, tables[table], rows)
        assert_frame_equal(
            as_text(got, rows.columns), rows.sort(rows.columns), check_row_order=True
        )


def in_expectations(table: str, column: str) -> set[str]:
    frames = [frames[table] for name in NAMES if table in (frames := expected(name))]
    return {value for frame in frames if column in frame.columns for value in frame[column]}


def test_every_disposition_of_the_contract_has_a_scenario() -> None:
    assert set(DISPOSITIONS) <= in_expectations("iuran", "disposisi")


def test_every_status_and_reason_of_the_contract_has_a_scenario() -> None:
    assert set(REASONS) <= in_expectations("status", "status")
    assert {reason for reasons in REASONS.values() for reason in reasons} <= in_expectations(
        "status", "alasan"
    )


def test_every_change_since_last_month_has_a_scenario() -> None:
    assert set(CHANGES) <= in_expectations("perubahan", "perubahan")


def test_every_folder_is_a_scenario() -> None:
    folders = {
        path.name
        for path in SCENARIOS.iterdir()
        if path.is_dir() and not path.name.startswith("__")
    }
    assert folders - {"referensi"} == set(NAMES)
    assert len(NAMES) >= 70

"""What a source is called where no file may be named: its delivery and month (contract §6)."""

from pathlib import Path

import polars as pl

from pipeline.knowledge.deliveries import KnownDelivery
from pipeline.knowledge.source_names import called, source_names
from tests.builders.books import xlsx
from tests.builders.gate_months import MARCH, assessed, good_months, payments
from tests.builders.small_city import known, lay_down

PEMUDA, BANK = KnownDelivery("iuran", "pemuda"), KnownDelivery("iuran", "bank")
NAMED = KnownDelivery("iuran", "Majapahit", declared=True)
ROSTER = KnownDelivery("asn", "simpeg")


def test_a_delivery_keeps_its_number_while_months_come() -> None:
    early = {("2026-01", "iuran/pemuda.csv"): PEMUDA, ("2026-01", "asn/a.csv"): ROSTER}
    later = {**early, ("2026-02", "iuran/bank.csv"): BANK}
    assert called(early)[PEMUDA] == called(later)[PEMUDA] == "kiriman iuran ke-1"
    assert called(later)[BANK] == "kiriman iuran ke-2"
    assert called(later)[ROSTER] == "kiriman roster ke-1"


def test_one_that_the_policy_names_is_called_so() -> None:
    assert called({("2026-01", "iuran/a.csv"): NAMED})[NAMED] == "kiriman Majapahit"


def test_files_and_sheets_are_numbered_where_there_are_several() -> None:
    files = {("2026-01", f"iuran/bank {n}.csv"): BANK for n in (1, 2)}
    sheets = [(file, ["Budi Santoso", "Siti"] if at else [""]) for at, file in enumerate(files)]
    found = source_names(files, called(files), sheets)
    assert sorted(found["sumber"]) == [
        "kiriman iuran ke-1, berkas 1",
        "kiriman iuran ke-1, berkas 2, lembar 1",
        "kiriman iuran ke-1, berkas 2, lembar 2",
    ]


def test_the_only_roster_of_a_month_is_just_that() -> None:
    files = {("2026-01", "asn/a.csv"): ROSTER}
    assert source_names(files, called(files), [(("2026-01", "asn/a.csv"), [""])])[
        "sumber"
    ].to_list() == ["roster"]


def test_what_a_secretary_gets_names_no_file_and_no_sheet(tmp_path: Path) -> None:
    files = good_months()
    rows = [line.split(",") for line in payments(range(26), MARCH).splitlines()]
    files[f"{MARCH}/iuran/Pemuda Budi Santoso 19900101.xlsx"] = xlsx({"Ani Wijaya": rows})
    del files[f"{MARCH}/iuran/pemuda {MARCH}.csv"]
    found = assessed(tmp_path, files)
    told = [
        *found.tables["status"]["penjelasan"],
        *found.to_mend.select(pl.concat_str(pl.col(pl.String), ignore_nulls=True)).to_series(),
    ]
    assert not [text for text in told if "Budi" in text or "Ani" in text or ".csv" in text]
    assert any("kiriman iuran ke-" in text for text in told)


def test_every_row_has_a_source(tmp_path: Path) -> None:
    found = known(lay_down(tmp_path, good_months()), MARCH)
    assert found.iuran["sumber"].null_count() == 0
    assert all(roster["sumber"].to_list() == ["roster"] * 60 for roster in found.rosters.values())

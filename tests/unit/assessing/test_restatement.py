"""How a month published again is told beside what was published first (contract §5.1)."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from pipeline.assessing.restatement import FirstRevision, Restatement, restated
from pipeline.core.periods import Period
from pipeline.core.wording import say
from tests.builders.small_city import lay_down, month

MARCH: Final = Period.parse("2026-03")
PEOPLE: Final = (
    "199001012015041005,Agus,DISDIK,Bagian Z",
    "199001012015041004,Bambang,DISDIK,Bagian A",
    "199001012015041003,Cahyo,DINKES,Bagian A",
    "199001012015041002,Darmawan,BAPPEDA,Bagian A",
    "199001012015041001,Darmawan,BAPPEDA,Bagian A",
    "199001012015041006,Eko,BKPP,Bagian A",
)


def all_changed(
    folder: Path,
    paid: int = 1,
    of_month: str = "2026-03",
    first_told: tuple[str, str] = ("belum", "belum_pernah"),
) -> Restatement:
    """Return the restatement of March, where all have paid `paid` times for a month since.

    first_told: the verdict of all at first.
    """
    head = "NIP Donatur,NIK Pekerja,Bulan Iuran,Nominal\n"
    rows = [
        f"{row.split(',')[0]},33740215078{at}{n}001,{of_month},16800\n"
        for at, row in enumerate(PEOPLE)
        for n in range(paid)
    ]
    files = {
        "2026-03/asn/a.csv": "NIP,Nama,OPD,Unit Kerja\n" + "\n".join(PEOPLE) + "\n",
        "2026-03/iuran/a.csv": head + "".join(rows),
    }
    held = month(lay_down(folder, files), "2026-03")
    people = held.tables["status"].with_columns(
        status=pl.lit(first_told[0]), alasan=pl.lit(first_told[1])
    )
    first = FirstRevision("r01", MARCH, people, held.tables["iuran"].clear())
    found = restated(held.tables, held.candidates, held.sources, first, MARCH)
    assert found is not None
    return found


def test_those_who_changed_stand_by_opd_then_unit_then_name_then_nip(tmp_path: Path) -> None:
    changes = all_changed(tmp_path).changes
    assert changes["kode_opd"].is_sorted()
    assert changes["nip"].str.slice(17).to_list()[:2] == ["1", "2"]
    assert changes.filter(kode_opd="DISDIK")["nama"].to_list() == ["Bambang", "Agus"]


def test_how_many_changed_is_told_by_opd(tmp_path: Path) -> None:
    late = all_changed(tmp_path)
    counts = replace(late, changes=late.changes.reverse()).per_opd()
    assert counts["kode_opd"].is_sorted()
    assert counts["jumlah"].to_list() == counts["sudah"].to_list()
    assert counts["jumlah"].sum() == len(PEOPLE)


def test_three_records_that_are_new_since_are_named_and_the_others_counted(tmp_path: Path) -> None:
    for paid, more in ((3, False), (4, True)):
        told = all_changed(tmp_path / str(paid), paid).changes["keterangan"][0]
        assert told.count("baris ") == 3
        assert ("dan 1 catatan lagi" in told) is more
        assert (" lagi" in told) is more


def test_a_new_record_of_another_month_is_named_where_none_is_of_this_one(tmp_path: Path) -> None:
    """It tells that somebody paid before: there is a record, though none that counts."""
    told = all_changed(tmp_path, of_month="2026-02").changes["keterangan"][0]
    assert told.startswith("Karena ")
    assert "(di luar periode)" in told
    assert "lagi" not in told


@pytest.mark.parametrize(
    ("of_month", "first_told"),
    [("2026-04", ("belum", "menunggak")), ("2026-02", ("sudah", "lunas"))],
)
def test_a_record_that_cannot_be_the_cause_is_not_said_to_be(
    tmp_path: Path, of_month: str, first_told: tuple[str, str]
) -> None:
    """One of a later month never is; nor does one of an earlier month end that somebody takes part."""
    told = all_changed(tmp_path, of_month=of_month, first_told=first_told).changes["keterangan"]
    assert told.unique().to_list() == [say("susulan.tanpa_catatan")]

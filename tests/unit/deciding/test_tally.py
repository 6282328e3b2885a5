"""A month that is only counted has the figures of the same month decided."""

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.deciding.decision import decide, keyed_records, paid_records
from pipeline.deciding.tally import Tally, participation, tally, tally_of
from tests.builders.kota_kecil import known

CASE = "2026-04"
MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04")


def test_every_month_with_a_roster_is_compared() -> None:
    assert tuple(sorted(known(CASE).rosters)) == MONTHS


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_counted_has_the_figures_of_the_month_decided(month: str) -> None:
    held, period = known(CASE), Period.parse(month)
    assert tally(held, period, keyed_records(held)) == tally_of(decide(held, period).people, period)


@pytest.mark.parametrize("month", MONTHS)
def test_who_takes_part_is_who_the_month_decided_says(month: str) -> None:
    held, period = known(CASE), Period.parse(month)
    brief, whole = participation(held, period, keyed_records(held)), decide(held, period)
    columns = ("nip", "status", "jumlah_pekerja", "kode_opd", "nama_tampil", "unit_kerja", "nik")
    assert brief.people.select(columns).equals(whole.people.select(columns))


@pytest.mark.parametrize("month", MONTHS)
def test_the_records_that_count_are_those_of_the_month_decided(month: str) -> None:
    held, period = known(CASE), Period.parse(month)
    brief, whole = participation(held, period, keyed_records(held)), decide(held, period)
    place = ("bulan_terima", "berkas", "baris", "nip_asn")
    counted, wanted = (
        one.records.filter(pl.col("disposisi") == "dihitung").select(place)
        for one in (brief, whole)
    )
    assert counted.height
    assert counted.equals(wanted)
    assert paid_records(brief).select(place).equals(paid_records(whole).select(place))


def test_obliged_are_those_who_take_part_and_those_who_do_not_yet() -> None:
    judged = pl.DataFrame(
        {
            "status": ["sudah", "belum", "belum", "dikecualikan", "klarifikasi"],
            "jumlah_pekerja": [2, 0, 0, 1, 0],
        }
    )
    march = Period.parse("2026-03")
    assert tally_of(judged, march) == Tally(march, wajib=3, sudah=1, jumlah_pekerja=3)

"""The sums of a month as sentences (contract §2.4, §5.4, §5.5)."""

from pathlib import Path

from tests.builders.gate_months import MARCH, payments, roster
from tests.builders.small_city import lay_down, month


def test_a_month_in_which_no_payment_counts_says_so_in_its_sums(tmp_path: Path) -> None:
    files = {
        f"{MARCH}/asn/a.csv": roster(range(2)),
        f"{MARCH}/iuran/a.csv": payments(range(2), MARCH, status="gagal"),
    }
    rows, records, people = month(lay_down(tmp_path, files), MARCH).conservation
    assert "4 baris" in rows
    assert "2 catatan iuran" in records
    assert "(0 dihitung" in records
    assert "0 sudah" in people
    assert "2 belum" in people

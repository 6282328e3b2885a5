"""Everything that is decided for one period, and the records that cover it (contract §5)."""

from pathlib import Path
from typing import Final

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.deciding.decision import (
    Decision,
    covering_records,
    decide,
    keyed_records,
    paid_records,
)
from tests.builders.small_city import known, lay_down

MARCH: Final = Period.parse("2026-03")
BUDI, SITI = "199001012015041001", "199201012017042001"
ROSTER: Final = f"NIP,Nama,OPD\n{BUDI},Budi Santoso,DINKES\n{SITI},Siti Aminah,DISDIK\n"
HEAD: Final = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Status Bayar\n"


def payment(donor: str, worker: int = 1, month: str = "2026-03", name: str = "") -> str:
    return f"{donor},{name},337402150780{worker:04d},{month},16800,lunas\n"


def gap(folder: Path, *months: str, roster: str = ROSTER) -> int:
    """Return how many months without iuran are told of Siti, who never paid."""
    files: dict[str, str | bytes] = {
        "2026-01/asn/a.csv": roster,
        "2026-03/asn/a.csv": roster + "\n",
    }
    files |= {f"{month}/iuran/a.csv": HEAD + payment(BUDI, month=month) for month in months}
    people = decide(known(lay_down(folder, files), "2026-03"), MARCH).people
    return int(people.filter(nip=SITI)["bulan_tanpa_iuran"][0])


@pytest.mark.parametrize(
    ("months", "without"),
    [
        (("2026-03",), 1),
        (("2026-02", "2026-03"), 2),
        (("2026-01", "2026-02"), 3),
        (("2025-12",), 3),
        (("2026-04",), 1),
        ((), 1),
    ],
)
def test_nothing_is_said_of_the_time_before_the_first_file_of_payments(
    months: tuple[str, ...], without: int, tmp_path: Path
) -> None:
    """The roster has her since January; a roster is no file of payments."""
    assert gap(tmp_path, *months) == without


def test_a_decision_goes_from_whose_payment_to_the_verdict(tmp_path: Path) -> None:
    rows = [payment(BUDI, 1), payment(SITI, 1), payment(SITI[:-1], 2, name="Siti Aminah")]
    repair = f"nip_tercatat,nama_tercatat,nip_benar\n12,Ani,{BUDI}\n13,Ani,197001012000031001\n"
    rows += [payment("12", 3, name="Ani")]
    files: dict[str, str | bytes] = {
        "2026-03/asn/a.csv": ROSTER,
        "2026-03/iuran/a.csv": HEAD + "".join(rows),
        "referensi/koreksi.csv": repair,
    }
    held = known(lay_down(tmp_path, files), "2026-03")
    for keyed in (None, keyed_records(held)):
        decision = decide(held, MARCH, keyed)
        shown = decision.records.select("disposisi", "nip_asn", "nip_usulan", "nomor_klaim").rows()
        assert shown == [
            ("dihitung", BUDI, None, 1),
            ("diklaim_lebih_dulu", SITI, None, 1),
            ("donatur_diduga", None, SITI, None),
            ("dihitung", BUDI, None, None),
        ]
        assert decision.people.select("nip", "alasan").rows() == [
            (BUDI, "lunas"),
            (SITI, "diklaim_lebih_dulu"),
        ]
        assert decision.repair_notes["kode"].to_list() == ["koreksi_tanpa_orang"]


def test_the_records_that_cover_the_month_and_those_of_them_that_are_paid_by_the_asn() -> None:
    at = MARCH.index
    rows = [
        (1, at - 1, at - 1, True, True),
        (2, at - 1, at, True, True),
        (3, at, at + 1, True, True),
        (4, at + 1, at + 1, True, True),
        (5, at, at, False, True),
        (6, at, at, True, False),
        (7, at - 1, at + 1, True, True),
    ]
    names = ("baris", "awal", "akhir", "lunas", "dana_asn")
    records = pl.DataFrame(rows, schema=names, orient="row")
    decision = Decision(MARCH, pl.DataFrame(), records, pl.DataFrame(), pl.DataFrame())
    assert covering_records(decision)["baris"].to_list() == [2, 3, 5, 6, 7]
    assert paid_records(decision)["baris"].to_list() == [2, 3, 7]

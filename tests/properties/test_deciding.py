"""For any small month: sums hold, and order decides nothing but ties (contract §5.4, §5.5).

It is the order of rows and files.
"""

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipeline.assessing.month import Month
from schemas.codes import STATUSES
from tests.builders.examples import FEW
from tests.builders.small_city import lay_down, month

PEOPLE = [
    ("199001012015041001", "Budi Santoso", "3374010101900001", "PNS", "DINKES", "Aktif"),
    ("199201012017042001", "Siti Aminah", "3374014101920001", "PNS", "DISDIK", ""),
    ("198805052023211001", "Joko Susilo", "3374010505880001", "PPPK", "Entah", "Aktif"),
    ("199303032019032002", "Dewi Lestari", "", "Honorer", "DISDIK", "Cuti"),
    ("198001012005011009", "Eko Prasetyo", "3374010101800001", "PNS", "DINKES", "Pensiun"),
]
ROSTER_HEAD = "NIP,Nama,NIK,Jenis ASN,OPD,Kedudukan Hukum\n"
HEAD = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Status Bayar,Sumber Dana,Tanggal Bayar\n"
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(
            [person[0] for person in PEOPLE]
            + ["199001012015041010", "", "1.99E+17", "3374010101900001"]
        ),
        st.sampled_from([person[1] for person in PEOPLE] + ["", "Entah"]),
        st.sampled_from(["3374021507800001", "3374021607800002", "3374014101920001", ""]),
        st.sampled_from(["2026-03", "2026-02", "Jan-Mar 2026", "Mar - Mei 2026", "?"]),
        st.sampled_from(["16800", "50400", "8400", "", "x"]),
        st.sampled_from(["lunas", "", "gagal", "aneh"]),
        st.sampled_from(["", "", "", "APBD"]),
    ),
    max_size=14,
)
Record = tuple[str, ...]


def line(record: Record, day: int) -> str:
    return ",".join([*record, f"{day:02d}/03/2026"]) + "\n"


def decided(roster: Sequence[Record], files: dict[str, list[str]]) -> Month:
    laid = {
        "2026-03/asn/a.csv": ROSTER_HEAD + "".join(",".join(person) + "\n" for person in roster)
    }
    laid |= {f"2026-03/iuran/{name}": HEAD + "".join(lines) for name, lines in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        return month(lay_down(Path(folder), laid), "2026-03")


def verdicts(result: Month) -> list[tuple[object, ...]]:
    return result.tables["status"].drop("penjelasan").sort("nip").rows()


def dispositions(result: Month) -> list[tuple[object, ...]]:
    columns = [
        "nip_tercatat",
        "nip_asn",
        "nik_pekerja_samar",
        "bulan_awal",
        "nominal",
        "tanggal_bayar",
        "disposisi",
    ]
    return result.tables["iuran"].select(columns).sort(columns).rows()


@FEW
@given(RECORDS, st.randoms(use_true_random=False), st.integers(0, 14))
def test_with_a_date_of_its_own_for_every_record_order_changes_nothing(
    records: list[Record], chance: random.Random, cut: int
) -> None:
    lines = [line(record, day) for day, record in enumerate(records, 1)]
    first = decided(PEOPLE, {"a.csv": lines})
    mixed, people = list(lines), list(PEOPLE)
    chance.shuffle(mixed)
    chance.shuffle(people)
    second = decided(people, {"z.csv": mixed[:cut], "b.csv": mixed[cut:]})
    assert verdicts(first) == verdicts(second)
    assert dispositions(first) == dispositions(second)


@FEW
@given(RECORDS)
def test_the_same_inputs_give_the_same_tables(records: list[Record]) -> None:
    lines = [line(record, 5) for record in records]
    first, second = (decided(PEOPLE, {"a.csv": lines}) for _ in range(2))
    for name, table in first.tables.items():
        assert table.equals(second.tables[name], null_equal=True)


@FEW
@given(RECORDS)
def test_people_and_records_are_conserved(records: list[Record]) -> None:
    tables = decided(PEOPLE, {"a.csv": [line(record, 5) for record in records]}).tables
    status, opd, iuran = tables["status"], tables["opd"], tables["iuran"]
    assert sorted(status["nip"]) == sorted(person[0] for person in PEOPLE)
    for name in STATUSES:
        assert opd[name].sum() == status.filter(status=name).height
    kept = [r for r in records if any(cell for at, cell in enumerate(r))]
    assert iuran.height <= len(kept)
    counted = iuran.filter(disposisi="dihitung")
    assert counted.height == status["jumlah_pekerja"].sum() == opd["jumlah_pekerja"].sum()
    assert counted["nik_pekerja_samar"].is_unique().all()


@FEW
@given(RECORDS)
def test_who_counts_has_a_record_that_counts_and_the_late_have_none(records: list[Record]) -> None:
    tables = decided(PEOPLE, {"a.csv": [line(record, 5) for record in records]}).tables
    counted = set(tables["iuran"].filter(disposisi="dihitung")["nip_asn"])
    done = tables["status"].filter(pl.col("status") == "sudah")
    assert set(done["nip"]) <= counted
    late = tables["status"].filter(pl.col("status") == "belum")
    assert not set(late["nip"]) & counted
    assert (late["bulan_tanpa_iuran"] >= 1).all()
    assert (done["bulan_terakhir"] == "2026-03").all()

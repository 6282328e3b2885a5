"""One month assessed: all that belongs to it, and sums that are checked in every run (§2.4, §5, §6)."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl
import pytest

from pipeline.assessing.month import TABLES, assess, beside_first_published
from pipeline.assessing.restatement import FirstPublished, FirstRevision
from pipeline.core.errors import ConservationError, RefusedError
from pipeline.core.periods import Period
from pipeline.knowledge.knowledge import Known
from schemas.codes import UNMAPPED_OPD
from tests.builders.small_city import known, lay_down

MARCH: Final = Period.parse("2026-03")
BUDI, SITI, ANI = "199001012015041001", "199201012017042001", "199301012018042001"
HEAD: Final = "NIP,Nama,Kedudukan Hukum,OPD\n"
ROSTER: Final = (
    HEAD
    + f"{BUDI},Budi Santoso,Aktif,DINKES\n"
    + f"{SITI},Siti Aminah,Aktif,DISDIK\n"
    + f"{ANI},Ani Lestari,Aktif,DINKES\n"
    + "199401012019042001,Dewi,CLTN,DINKES\n"
    + "199501012019042001,Tono,Cuti,DINKES\n"
    + f"{BUDI},Budi Santoso,Aktif,DINKES\n"
    + "123,Rusak,Aktif,DISDIK\n"
    + "124,Rusak,Aktif,DISDIK\n"
    + ",,,\n"
    + "JUMLAH,,5,\n"
)
PAID: Final = "NIP Donatur,NIK Pekerja,Bulan Iuran,Nominal\n"
PAYMENTS: Final = (
    PAID
    + f"{BUDI},3374021507800001,2026-03,16800\n"
    + f"{SITI},3374021507800002,2026-02,16800\n"
    + f"{SITI},3374021507800003,bulan,16800\n"
    + f"{SITI},3374021507800004,bulan,16800\n"
)
FILES: Final[dict[str, str | bytes]] = {
    "2026-02/asn/a.csv": HEAD + f"{SITI},Siti Aminah,Aktif,DISDIK\n12,Rusak,Aktif,DISDIK\n",
    "2026-02/iuran/a.csv": PAID + f"{SITI},3374021507800002,2026-02,16800\n",
    "2026-03/asn/a.csv": ROSTER,
    "2026-03/iuran/a.csv": PAYMENTS,
}


def city(files: dict[str, str | bytes]) -> Known:
    with TemporaryDirectory() as folder:
        return known(lay_down(Path(folder), files), "2026-03")


@cache
def held() -> Known:
    return city(FILES)


def test_the_sums_of_a_month_are_told() -> None:
    rows, records, people = assess(held(), MARCH).conservation
    assert rows == (
        "17 baris di bawah judul = 9 diterima + 5 ditolak + 1 ganda + 2 bukan data (kosong, total, "
        "judul, nomor kolom, kaki)."
    )
    assert records == "5 catatan iuran = jumlah semua disposisi (1 dihitung pada periode ini)."
    assert people == (
        "5 ASN di roster = 1 sudah + 2 belum + 1 dikecualikan + 1 klarifikasi; di luar itu 2 baris "
        "tak terbaca."
    )


def test_a_month_in_which_nothing_counts_says_so() -> None:
    unpaid = {**FILES, "2026-03/iuran/a.csv": PAID + f"{SITI},3374021507800002,2026-02,16800\n"}
    assert "(0 dihitung pada periode ini)" in assess(city(unpaid), MARCH).conservation[1]


def counted_otherwise(kind: str, month: str, name: str, more: int) -> Known:
    """Return the city with the rows of one file counted otherwise than they are."""
    here = pl.col("berkas").str.starts_with(f"{kind}/") & (pl.col("bulan") == month)
    changed = pl.col(name) + pl.when(here).then(more).otherwise(0)
    return replace(held(), accounting=held().accounting.with_columns(changed))


def lost_rows(kind: str, month: str, name: str) -> Callable[[], Known]:
    """Return the city in whose sums one row has gone from its class to the empty ones."""

    def doctored() -> Known:
        less = counted_otherwise(kind, month, name, -1)
        here = pl.col("berkas").str.starts_with(f"{kind}/") & (pl.col("bulan") == month)
        empty = pl.col("kosong") + pl.when(here).then(1).otherwise(0)
        return replace(less, accounting=less.accounting.with_columns(empty))

    return doctored


def without_somebody() -> Known:
    rosters = held().rosters | {"2026-03": held().rosters["2026-03"].head(4)}
    return replace(held(), rosters=rosters)


WRONG: Final[dict[str, tuple[Callable[[], Known], str]]] = {
    "a row of no class": (lambda: counted_otherwise("asn", "2026-03", "baris", 1), "baris berkas"),
    "a class more than rows": (lambda: counted_otherwise("iuran", "2026-02", "total", 1), "baris berkas"),
    "an accepted payment": (lost_rows("iuran", "2026-02", "diterima"), "catatan iuran"),
    "a rejected payment": (lost_rows("iuran", "2026-03", "ditolak"), "catatan iuran"),
    "an accepted person": (lost_rows("asn", "2026-03", "diterima"), "ASN di roster"),
    "a rejected person": (lost_rows("asn", "2026-03", "ditolak"), "baris tak terbaca"),
    "somebody without a verdict": (without_somebody, "ASN di roster"),
    "a rejected row that no OPD has": (
        lambda: replace(held(), unread=held().unread.filter(pl.col("baris") != 8)),
        "baris tak terbaca",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_sum_that_does_not_add_up_ends_the_run_and_says_which(name: str) -> None:
    doctored, what = WRONG[name]
    with pytest.raises(ConservationError, match=what):
        assess(doctored(), MARCH)


@pytest.mark.parametrize("month", ["2026-02"])
@pytest.mark.parametrize("name", ["diterima", "ditolak"])
def test_the_people_of_other_months_are_no_part_of_this_months_sum(month: str, name: str) -> None:
    assert assess(lost_rows("asn", month, name)(), MARCH).period == MARCH


def test_a_month_has_the_six_tables_of_the_contract() -> None:
    names = ("status", "iuran", "temuan", "opd", "usulan", "tindak_lanjut")
    assert tuple(assess(held(), MARCH).tables) == TABLES == names


def test_a_month_beside_the_one_before() -> None:
    month = assess(held(), MARCH)
    assert (month.period, month.as_of, month.notes) == (MARCH, MARCH, ())
    assert month.changes is not None
    assert month.changes["perubahan"].to_list() == ["masuk"] * 4 + ["baru_belum"]
    assert month.opds_before is not None
    before = month.opds_before.filter(kode_opd="DISDIK").select("sudah", "tak_terbaca").rows()
    assert before == [(1, 1)]
    assert month.tables["opd"].filter(kode_opd="DISDIK")["tak_terbaca"].to_list() == [2]
    assert UNMAPPED_OPD not in month.tables["opd"]["kode_opd"]
    assert month.trend.select("bulan", "wajib_pertama").rows() == [
        ("2026-02", None),
        ("2026-03", 3),
    ]
    assert month.lost_opds == ()
    kinds = {caution.kode for caution in month.cautions}
    assert "opd_baru" in kinds


def test_a_month_without_the_one_before_says_so() -> None:
    alone = {path: content for path, content in FILES.items() if path.startswith("2026-03")}
    month = assess(city(alone), MARCH)
    assert (month.changes, month.opds_before) == (None, None)
    assert month.notes == (
        "Perbandingan dengan bulan lalu dilewati: Februari 2026 tidak punya roster.",
    )


def test_what_reading_found_is_counted_by_code_and_month() -> None:
    counted = assess(held(), MARCH).findings_by_month
    assert counted.schema["jumlah"] == pl.Int64
    rows = counted.rows()
    assert rows == sorted(rows)
    found = {(kode, month): count for kode, month, count in rows}
    assert found["nip_salah", "2026-03"] == 2
    assert found["nip_salah", "2026-02"] == 1
    assert found["bulan_tak_terbaca", "2026-03"] == 2


def test_what_stands_against_deciding_at_all_is_told_and_nothing_else() -> None:
    with pytest.raises(RefusedError) as caught:
        assess(city({path: text for path, text in FILES.items() if "03/asn" not in path}), MARCH)
    assert str(caught.value).startswith("Bulan Maret 2026 tidak diterbitkan. Folder 2026-03/asn")
    no_payments = {path: text for path, text in FILES.items() if "03/iuran" not in path}
    stops = assess(city(no_payments), MARCH).stops
    codes = ["tanpa_iuran", "perubahan_roster", "penurunan_iuran", "klarifikasi"]
    assert [stop.kode for stop in stops] == codes


def test_what_was_published_first_stands_beside_the_month_in_place_of_what_stood_there() -> None:
    month = assess(held(), MARCH)
    assert month.restatement is None
    people = month.tables["status"].with_columns(status=pl.lit("belum"))
    revision = FirstRevision("r01", MARCH, people, month.tables["iuran"])
    first = FirstPublished(revision, {"2026-02": (7, 5), "2026-03": (9, 1)})
    for found in (assess(held(), MARCH, first), beside_first_published(month, first)):
        assert found.restatement is not None
        assert found.restatement.changes["nip"].len() == 3
        assert found.trend["wajib_pertama"].to_list() == [7, 9]
    again = beside_first_published(beside_first_published(month, first), FirstPublished())
    assert again.restatement is None
    assert again.trend.equals(month.trend)

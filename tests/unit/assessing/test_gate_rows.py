"""Rows that two files tell otherwise, on tables as they are read (contract §5.7)."""

from types import SimpleNamespace
from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.gate.contradictions import contradiction_stops
from pipeline.assessing.gate.model import Stop
from pipeline.core.periods import Period

MARCH: Final = "2026-03"
A, B = "asn/a.csv", "asn/b.csv"
PAID_A, PAID_B = "iuran/a.csv", "iuran/b.csv"
TOLD: Final = (
    "nama", "gelar_depan", "gelar_belakang", "nik", "jenis_asn", "kedudukan_hukum", "golongan",
    "jabatan", "unor_id", "unit_kerja", "unit_induk", "opd",
)  # fmt: skip
PAID: Final = {
    "bulan_terima": pl.String, "berkas": pl.String, "lembar": pl.String, "nik_pekerja": pl.String, "kpj": pl.String,
    "nip": pl.String, "nip_tercatat": pl.String, "nik_donatur": pl.String, "awal": pl.Int64,
    "akhir": pl.Int64, "lunas": pl.Boolean, "dana_asn": pl.Boolean, "nominal": pl.Int64,
}  # fmt: skip
NOBODY: Final = pl.DataFrame(schema={"nip": pl.String, "kode_opd": pl.String})


def person(berkas: str, nip: str, month: str = MARCH, **told: str) -> dict[str, Any]:
    return {
        "bulan_terima": month,
        "berkas": berkas,
        "lembar": "",
        "nip": nip,
        "jabatan": "Guru",
        **told,
    }


def paid(berkas: str, **told: Any) -> dict[str, Any]:
    usual = {"nik_pekerja": "1", "nip": "9", "awal": 3, "akhir": 3, "lunas": True, "nominal": 16800}
    return {"bulan_terima": MARCH, "berkas": berkas, "lembar": "", **usual, **told}


def stops(
    people: list[dict[str, Any]] = [],  # noqa: B006 - never changed
    doubled: list[dict[str, Any]] = [],  # noqa: B006
    iuran: list[dict[str, Any]] = [],  # noqa: B006
) -> list[Stop]:
    schema = dict.fromkeys(("bulan_terima", "berkas", "lembar", "nip", *TOLD), pl.String)
    known: Any = SimpleNamespace(
        rosters={MARCH: pl.DataFrame(people, schema=schema)},
        doubled=pl.DataFrame(doubled, schema=schema),
        iuran=pl.DataFrame(iuran, schema=PAID),
    )
    stakes: Any = SimpleNamespace(resting_on=lambda files: NOBODY)
    return contradiction_stops(known, Period.parse(MARCH), stakes)


def test_two_files_that_differ_are_named_once_the_first_by_path_first() -> None:
    [stop] = stops([person(B, "1"), person(A, "1", jabatan="Bidan")])
    assert stop.files == (f"{MARCH}/{A}", f"{MARCH}/{B}")
    assert stop.pesan.index(A) < stop.pesan.index(B)


def test_three_files_give_three_pairs_in_their_order() -> None:
    people = [person(f"asn/{name}.csv", "1", jabatan=name) for name in "cab"]
    found = [stop.files for stop in stops(people)]
    assert found == [tuple(f"{MARCH}/asn/{one}.csv" for one in pair) for pair in ("ab", "ac", "bc")]


def test_a_row_of_one_file_told_twice_counts_once_and_as_first_told() -> None:
    people = [person(A, "1"), *(person(B, str(n)) for n in range(1, 3))]
    again = [person(B, "1", jabatan="Bidan"), person(B, "1", jabatan="Bidan")]
    assert stops(people, again) == []
    differing = [person(A, "1"), person(B, "1", jabatan="Bidan")]
    [stop] = stops(differing, [person(A, "1"), person(A, "1")])
    assert "1 NIP" in stop.pesan
    assert "pada 1 baris" in stop.pesan


def test_rows_that_another_month_had_twice_say_nothing_of_this_one() -> None:
    assert stops([person(A, "1")], [person(B, "1", "2026-02", jabatan="Bidan")]) == []
    assert len(stops([person(A, "1")], [person(B, "1", jabatan="Bidan")])) == 1


def test_what_differs_most_often_comes_first_and_like_counts_by_name() -> None:
    told = [
        person(B, "1", jabatan="Bidan", golongan="III/a"),
        person(B, "2", jabatan="Bidan"),
        person(B, "3", unit_kerja="Puskesmas"),
        *(person(A, str(n), golongan="III/b", unit_kerja="Dinas", opd="X") for n in range(1, 4)),
    ]
    [stop] = stops(told)
    shown = [
        stop.pesan.index(name)
        for name in ("Golongan pada 3", "Unit Kerja pada 3", "Jabatan pada 2")
    ]
    assert shown == sorted(shown)
    assert "OPD pada" not in stop.pesan


@pytest.mark.parametrize(
    "other", [{"nik_pekerja": "2"}, {"nip": "8"}, {"awal": 2}, {"akhir": 4}], ids=str
)
def test_for_another_worker_by_another_donor_or_of_another_month_it_is_another_payment(
    other: dict[str, Any],
) -> None:
    here = paid(PAID_A)
    assert len(stops(iuran=[here, paid(PAID_B, lunas=False)])) == 1
    assert stops(iuran=[here, paid(PAID_B, lunas=False, **other)]) == []


@pytest.mark.parametrize("without", ["nik_pekerja", "nip"])
def test_payments_of_which_worker_or_donor_are_unknown_are_not_compared(without: str) -> None:
    unknown = [paid(PAID_B, awal=n, akhir=n, **{without: None}) for n in range(4, 9)]
    more = [paid(PAID_A, awal=n, akhir=n) for n in range(14, 19)]
    rows = [paid(PAID_A), *more, paid(PAID_B, lunas=False), *unknown]
    assert len(stops(iuran=rows)) == 1
    assert (
        stops(iuran=unknown + [{**row, "berkas": PAID_A, "lunas": False} for row in unknown]) == []
    )


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"kpj": "7"}, {"kpj": "7"}),
        ({"nip": None, "nip_tercatat": "6"}, {"nip": None, "nip_tercatat": "6"}),
        ({"nip": None, "nik_donatur": "5"}, {"nip": None, "nik_donatur": "5"}),
    ],
)
def test_a_worker_is_told_by_nik_or_kpj_and_a_donor_by_whatever_stands_there(
    here: dict[str, Any], there: dict[str, Any]
) -> None:
    worker = {"nik_pekerja": None} if "kpj" in here else {}
    rows = [paid(PAID_A, **worker, **here), paid(PAID_B, lunas=False, **worker, **there)]
    assert len(stops(iuran=rows)) == 1


def test_a_payment_of_one_file_told_twice_counts_once() -> None:
    rows = [paid(PAID_A), paid(PAID_A), paid(PAID_B, lunas=False), paid(PAID_B, nominal=1)]
    [stop] = stops(iuran=rows)
    assert "memuat 1 pembayaran" in stop.pesan
    assert stops(iuran=[paid(PAID_A), paid(PAID_B), paid(PAID_B, lunas=False)]) == []


def test_the_sheets_of_a_file_are_compared_with_each_other_and_its_whole_with_other_files() -> None:
    rows = [
        paid(PAID_A, lembar="Usulan"),
        paid(PAID_A, lembar="Hasil", lunas=False),
        paid(PAID_B, lembar="Data", lunas=False),
    ]
    whole, parts = stops(iuran=rows)
    assert whole.files == (f"{MARCH}/{PAID_A}", f"{MARCH}/{PAID_B}")
    assert parts.files == (f"{MARCH}/{PAID_A}",)
    assert "lembar Hasil dan lembar Usulan" in parts.pesan
    assert stops(iuran=[paid(PAID_A, lembar="Hasil"), paid(PAID_B, lembar="Usulan")]) == []

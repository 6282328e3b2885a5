"""Months paid, whose worker it is, and the disposition of each record (contract §5.2, §5.4)."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.deciding.coverage import (
    with_claim_numbers,
    with_disposition,
    with_months_paid,
    with_worker_key,
    with_worker_kind,
)
from pipeline.knowledge.policy import Tariff
from pipeline.knowledge.received import PLACE
from tests.builders.small_city import policy

BUDI, SITI, DEWI = "199001012015041001", "199201012017042001", "199301012018042001"
MARCH: Final = Period.parse("2026-03")


def index(month: str) -> int:
    return Period.parse(month).index


def paying(*rows: tuple[str, str, str, int | None]) -> pl.DataFrame:
    """Take sektor, awal, akhir and nominal."""
    schema = {"sektor": pl.String, "awal": pl.Int32, "akhir": pl.Int32, "nominal": pl.Int64}
    read = [(sector, index(first), index(last), rupiah) for sector, first, last, rupiah in rows]
    return pl.DataFrame(read, schema=schema, orient="row")


MONTHS_PAID: Final = {
    "three months, exactly": ("lainnya", "2026-01", "2026-03", 50_400, "2026-03"),
    "a rupiah short of the third": ("lainnya", "2026-01", "2026-03", 50_399, "2026-02"),
    "a rupiah short of the first": ("lainnya", "2026-01", "2026-03", 16_799, None),
    "more than was declared": ("lainnya", "2026-01", "2026-01", 100_000, "2026-01"),
    "a month and half of the dear one": ("lainnya", "2026-03", "2026-05", 25_200, "2026-04"),
    "drivers pay half": ("transportasi", "2026-02", "2026-03", 16_800, "2026-03"),
    "without an amount all that is declared": ("lainnya", "2026-01", "2026-03", None, "2026-03"),
    "over the turn of the year": ("lainnya", "2025-12", "2026-01", 33_600, "2026-01"),
    "no tariff yet, whatever the amount": ("lainnya", "2015-06", "2015-08", 10**15 - 1, None),
    "no tariff yet, and no amount": ("lainnya", "2015-06", "2015-08", None, "2015-08"),
}


def test_money_pays_the_months_from_the_first_on_as_far_as_it_reaches() -> None:
    rows = [case[:4] for case in MONTHS_PAID.values()]
    paid = with_months_paid(paying(*rows), policy())["dibayar_sampai"].to_list()
    wanted = [case[4] and index(case[4]) for case in MONTHS_PAID.values()]
    assert dict(zip(MONTHS_PAID, paid, strict=True)) == dict(zip(MONTHS_PAID, wanted, strict=True))


def test_payments_that_are_alike_pay_alike_and_each_stays_one_record() -> None:
    rows = [("lainnya", "2026-01", "2026-03", 33_600)] * 2 + [("lainnya", "2026-01", "2026-03", 1)]
    paid = with_months_paid(paying(*rows, *rows), policy())["dibayar_sampai"].to_list()
    assert paid == [index("2026-02"), index("2026-02"), None] * 2


def test_a_month_without_a_tariff_ends_what_the_money_pays() -> None:
    january, march = Period.parse("2026-01"), Period.parse("2026-03")
    gap = replace(
        policy(), tarif=(Tariff(january, january, "*", 10), Tariff(march, march, "*", 10))
    )
    found = with_months_paid(paying(("lainnya", "2026-01", "2026-03", 1000)), gap)
    assert found["dibayar_sampai"].to_list() == [january.index]


def test_where_nothing_came_nothing_is_paid() -> None:
    found = with_months_paid(paying(), policy())
    assert found.schema["dibayar_sampai"] == pl.Int32
    assert found.height == 0


WORKERS: Final = {
    "by the NIK": (("A", None, False), ("nik:A", "A", False)),
    "by the NIK, a KPJ beside it": (("A", "1", False), ("nik:A", "A", False)),
    "by the NIK that others give for the KPJ": ((None, "1", False), ("nik:A", "A", False)),
    "by the KPJ, which nobody else has": ((None, "2", False), ("kpj:2", None, False)),
    "one NIK of a KPJ": (("B", "3", False), ("nik:B", "B", False)),
    "another NIK of the same KPJ": (("C", "3", False), ("nik:C", "C", False)),
    "by the KPJ, whose NIK are two": ((None, "3", False), ("kpj:3", None, False)),
    "by a NIK that Excel may have rounded": (("D", "4", True), ("nik:D", "D", True)),
    "by the KPJ of that": ((None, "4", False), ("nik:D", "D", True)),
    "rounded here": (("E", "5", True), ("nik:E", "E", True)),
    "and not rounded there": (("E", "5", False), ("nik:E", "E", False)),
    "by the KPJ of which one is sure": ((None, "5", False), ("nik:E", "E", False)),
}


def test_a_worker_is_known_by_the_nik_else_by_the_one_that_others_give_for_the_kpj() -> None:
    schema = {"nik_pekerja": pl.String, "kpj": pl.String, "nik_tak_pasti": pl.Boolean}
    records = pl.DataFrame([row for row, _ in WORKERS.values()], schema=schema, orient="row")
    found = with_worker_key(records).select("pekerja", "pekerja_nik", "pekerja_ragu").rows()
    assert dict(zip(WORKERS, found, strict=True)) == {
        name: wanted for name, (_, wanted) in WORKERS.items()
    }


ROSTER: Final = pl.DataFrame(
    [
        (BUDI, "A", False),
        (SITI, "B", True),
        (DEWI, None, False),
        ("199303032020121003", "C", True),
        ("199404042021121004", "C", False),
    ],
    schema={"nip": pl.String, "nik": pl.String, "nik_tak_pasti": pl.Boolean},
    orient="row",
)
# donor, NIK Donatur, the worker's NIK, whether it is doubtful -> diri, asn, asn_ragu
KINDS: Final = {
    "a worker of no roster": ((BUDI, None, "W", False), (False, False, False)),
    "the donor himself": ((BUDI, "W", "A", False), (True, True, False)),
    "the roster's NIK before the file's": ((BUDI, "W", "W", False), (False, False, False)),
    "the donor herself by the file's": ((DEWI, "W", "W", False), (True, False, False)),
    "a donor without any NIK": ((DEWI, None, "W", False), (False, False, False)),
    "another ASN": ((DEWI, None, "A", False), (False, True, False)),
    "perhaps an ASN: rounded in the file": ((DEWI, None, "A", True), (False, False, True)),
    "perhaps an ASN: rounded on the roster": ((DEWI, None, "B", False), (False, False, True)),
    "an ASN whose NIK one of two rows is sure of": (
        (DEWI, None, "C", False),
        (False, True, False),
    ),
    "known by the KPJ alone": ((DEWI, None, None, False), (False, False, False)),
    "an unknown donor's own": ((None, "W", "W", False), (True, False, False)),
}


def test_who_is_the_donor_or_an_asn_is_known_by_a_nik_that_is_sure_on_both_sides() -> None:
    schema = {
        "nip_asn": pl.String,
        "nik_donatur": pl.String,
        "pekerja_nik": pl.String,
        "pekerja_ragu": pl.Boolean,
    }
    records = pl.DataFrame([row for row, _ in KINDS.values()], schema=schema, orient="row")
    found = with_worker_kind(records, ROSTER).select("diri", "asn", "asn_ragu").rows()
    assert dict(zip(KINDS, found, strict=True)) == {
        name: wanted for name, (_, wanted) in KINDS.items()
    }


COLUMNS: Final[dict[str, Any]] = {
    "awal": pl.Int32,
    "akhir": pl.Int32,
    "lunas": pl.Boolean,
    "dana_asn": pl.Boolean,
    "nip_asn": pl.String,
    "pernah": pl.Boolean,
    "nip_usulan": pl.String,
    "diri": pl.Boolean,
    "asn": pl.Boolean,
    "asn_ragu": pl.Boolean,
    "dibayar_sampai": pl.Int32,
    "pekerja": pl.String,
    "pekerja_ragu": pl.Boolean,
    "tanggal_bayar": pl.Date,
    "bulan_terima": pl.String,
    "urut_berkas": pl.Int64,
    "urut_lembar": pl.Int64,
    "baris": pl.Int64,
}
# A record that counts in March.
COUNTS: Final = {
    "awal": MARCH.index,
    "akhir": MARCH.index,
    "lunas": True,
    "dana_asn": True,
    "nip_asn": BUDI,
    "pernah": False,
    "nip_usulan": None,
    "diri": False,
    "asn": False,
    "asn_ragu": False,
    "dibayar_sampai": MARCH.index,
    "pekerja_ragu": False,
    "tanggal_bayar": None,
    "bulan_terima": "2026-03",
    "urut_berkas": 0,
    "urut_lembar": 0,
}
Cells = dict[str, Any]


def disposed(*rows: Cells) -> pl.DataFrame:
    """Give the dispositions in March; each row has a worker of its own where it names none."""
    numbered = [
        {"baris": at, "pekerja": f"nik:{at}"} | COUNTS | row for at, row in enumerate(rows, 2)
    ]
    records = pl.DataFrame(numbered, schema=COLUMNS)
    return with_disposition(records.sort(PLACE), MARCH)


# The lines of §5.4 that a record is under by itself, each with what makes it so.
LINES: Final[dict[str, tuple[str, Cells]]] = {
    "after March": ("di_luar_periode", {"awal": index("2026-04"), "akhir": index("2026-04")}),
    "not paid": ("belum_lunas", {"lunas": False}),
    "not the ASN's money": ("dana_bukan_asn", {"dana_asn": False}),
    "left": ("donatur_tidak_di_roster", {"nip_asn": None, "pernah": True}),
    "suspected": ("donatur_diduga", {"nip_asn": None, "nip_usulan": SITI}),
    "unknown": ("donatur_tidak_dikenal", {"nip_asn": None}),
    "oneself": ("diri_sendiri", {"diri": True}),
    "an ASN": ("pekerja_asn", {"asn": True}),
    "too little": ("kurang_bayar", {"dibayar_sampai": index("2026-02")}),
}
ALONE: Final[dict[str, tuple[str, Cells]]] = LINES | {
    "before March": ("di_luar_periode", {"awal": index("2026-02"), "akhir": index("2026-02")}),
    "from before until after": (
        "dihitung",
        {"awal": index("2026-02"), "akhir": index("2026-04"), "dibayar_sampai": index("2026-04")},
    ),
    "an earlier NIP that changed": (
        "donatur_diduga",
        {"nip_asn": None, "pernah": True, "nip_usulan": SITI},
    ),
    "on an earlier roster and on this": ("dihitung", {"pernah": True}),
    "pays no month": ("kurang_bayar", {"dibayar_sampai": None}),
    "nothing against it": ("dihitung", {}),
}


def test_what_is_said_of_a_record_by_itself() -> None:
    found = disposed(*(cells for _, cells in ALONE.values()))["disposisi"].to_list()
    assert dict(zip(ALONE, found, strict=True)) == {name: code for name, (code, _) in ALONE.items()}


# "left" and "suspected" stand for one thing each only where the other is not so.
MEET: Final = [pair for pair in pairwise(LINES) if pair != ("left", "suspected")]


@pytest.mark.parametrize(("first", "second"), MEET)
def test_of_two_lines_of_the_table_the_upper_one_is_said(first: str, second: str) -> None:
    code, cells = LINES[first]
    assert disposed(LINES[second][1] | cells)["disposisi"].to_list() == [code]


def claim(donor: str, day: int | None = None, **cells: Any) -> Cells:
    """Return a record for one worker, W, paid on a day in March."""
    date = day and dt.date(2026, 3, day)
    return {"nip_asn": donor, "pekerja": "nik:W", "tanggal_bayar": date} | cells


DIHITUNG, DULU, DUPLIKAT = "dihitung", "diklaim_lebih_dulu", "duplikat"
ORDERS: Final = {
    "by the date of payment": ([claim(BUDI, 6), claim(SITI, 5)], [DULU, DIHITUNG]),
    "without a date as of the month's last day": (
        [claim(BUDI), claim(SITI, 30)],
        [DULU, DIHITUNG],
    ),
    "on that last day by place": ([claim(BUDI), claim(SITI, 31)], [DIHITUNG, DULU]),
    "by the month it came in": (
        [claim(BUDI, 5, bulan_terima="2026-04"), claim(SITI, 5, baris=9)],
        [DIHITUNG, DULU],
    ),
    "by the file": (
        [claim(BUDI, 5, urut_berkas=1), claim(SITI, 5, baris=9)],
        [DIHITUNG, DULU],
    ),
    "by the sheet": (
        [claim(BUDI, 5, urut_lembar=1), claim(SITI, 5, baris=9)],
        [DIHITUNG, DULU],
    ),
    "by the row": ([claim(BUDI, 5), claim(SITI, 5)], [DIHITUNG, DULU]),
}


@pytest.mark.parametrize("name", ORDERS)
def test_whose_the_worker_is_goes_by_what_was_earlier(name: str) -> None:
    rows, wanted = ORDERS[name]
    found = disposed(*rows)
    # In the order of their places: what came in first stands first.
    assert found["disposisi"].to_list() == wanted
    assert found.select("bulan_terima", "urut_berkas", "urut_lembar", "baris").rows() == sorted(
        found.select("bulan_terima", "urut_berkas", "urut_lembar", "baris").rows()
    )


# Records for one worker; of each disposisi, tak_terbedakan, lebih_dulu.
CLAIMS: Final = {
    "twice by one ASN": (
        [claim(BUDI, 5), claim(BUDI, 6), claim(BUDI, 7)],
        [(DIHITUNG, False, False), (DUPLIKAT, False, False), (DUPLIKAT, False, False)],
    ),
    "by a second ASN, who paid later": (
        [claim(BUDI, 5), claim(SITI, 6)],
        [(DIHITUNG, False, False), (DULU, False, True)],
    ),
    "by a second ASN on the same day": (
        [claim(BUDI, 5), claim(SITI, 5)],
        [(DIHITUNG, False, False), (DULU, False, False)],
    ),
    "the second without a date": (
        [claim(BUDI, 5), claim(SITI)],
        [(DIHITUNG, False, False), (DULU, False, False)],
    ),
    "the first without a date": (
        [claim(BUDI), claim(SITI, 1, bulan_terima="2026-04", awal=index("2026-02"))],
        [(DULU, False, False), (DIHITUNG, False, False)],
    ),
    "a doubtful NIK takes the worker from nobody": (
        [claim(BUDI, 5, pekerja_ragu=True), claim(SITI, 6)],
        [(DIHITUNG, False, False), (DIHITUNG, True, False)],
    ),
    "nor is one taken from it": (
        [claim(BUDI, 5), claim(SITI, 6, pekerja_ragu=True)],
        [(DIHITUNG, False, False), (DIHITUNG, True, False)],
    ),
    "nor does it date who paid earlier": (
        [claim(DEWI, 4, pekerja_ragu=True), claim(BUDI), claim(SITI, 31, baris=9)],
        [(DIHITUNG, False, False), (DIHITUNG, True, False), (DULU, False, False)],
    ),
    "a doubtful one twice by one ASN": (
        [claim(BUDI, 5, pekerja_ragu=True), claim(BUDI, 6, pekerja_ragu=True)],
        [(DIHITUNG, False, False), (DUPLIKAT, False, False)],
    ),
    "perhaps an ASN": (
        [claim(BUDI, 5, asn_ragu=True)],
        [(DIHITUNG, True, False)],
    ),
    "perhaps an ASN, and another's already": (
        [claim(BUDI, 5), claim(SITI, 6, asn_ragu=True)],
        [(DIHITUNG, False, False), (DULU, False, True)],
    ),
    "an unpaid record claims nobody": (
        [claim(BUDI, 5, lunas=False), claim(SITI, 6)],
        [("belum_lunas", False, False), (DIHITUNG, False, False)],
    ),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_two_asn_who_pay_for_one_worker(name: str) -> None:
    rows, wanted = CLAIMS[name]
    found = disposed(*rows).select("disposisi", "tak_terbedakan", "lebih_dulu").rows()
    assert found == wanted


def test_each_worker_is_settled_by_itself() -> None:
    """Whose the others are, and who paid earlier for them, says nothing."""
    other = {"pekerja": "nik:X"}
    rows = [
        claim(DEWI, 1) | {"pekerja": "nik:Z"},
        claim(BUDI, 20),
        claim(SITI, 2) | other,
        claim(SITI, 20),
        claim(BUDI, 3) | other,
        claim(BUDI, 21, pekerja_ragu=True) | {"pekerja": "nik:Y"},
    ]
    found = disposed(*rows).select("disposisi", "tak_terbedakan", "lebih_dulu").rows()
    counts = (DIHITUNG, False, False)
    assert found == [counts, counts, counts, (DULU, False, False), (DULU, False, True), counts]


def numbers(*rows: Cells) -> list[int | None]:
    return with_claim_numbers(disposed(*rows))["nomor_klaim"].to_list()


def test_claims_are_numbered_by_the_month_they_became_ones_then_by_first_place() -> None:
    later: Cells = {"bulan_terima": "2026-04"}
    x, y, z = ({"pekerja": f"nik:{name}"} for name in "XYZ")
    rows = [
        claim(BUDI, 1) | x,
        claim(BUDI, 2) | y,
        claim(BUDI, 3) | z,
        claim(BUDI, 4),
        claim(SITI, 5) | z,
        claim(SITI, 6) | y,
        claim(DEWI, 7, bulan_terima="2026-05") | z,
        claim(SITI, 8) | x | later,
    ]
    assert numbers(*rows) == [3, 1, 2, None, 2, 1, 3, 2]


def test_a_claim_is_as_old_as_the_second_asns_first_record() -> None:
    x = {"pekerja": "nik:X"}
    rows = [claim(BUDI, 1) | x, claim(BUDI, 1), claim(SITI, 2)]
    later = {"bulan_terima": "2026-04"}
    rows += [row | later for row in (claim(SITI, 2) | x, claim(BUDI, 3), claim(SITI, 3))]
    assert numbers(*rows) == [2, 1, 1, 2, 1, 1]


def test_claims_of_one_month_are_numbered_by_where_their_workers_stand_first() -> None:
    x = {"pekerja": "nik:X"}
    rows = [claim(BUDI, 1), claim(BUDI, 1) | x, claim(SITI, 2) | x, claim(SITI, 2)]
    assert numbers(*rows) == [1, 2, 2, 1]


def test_what_claims_nobody_has_no_number() -> None:
    rows = [claim(BUDI, 1), claim(SITI, 2), claim(DEWI, 3, lunas=False), claim(BUDI, 4)]
    assert numbers(*rows) == [1, 1, None, 1]


def test_a_record_that_claims_nothing_makes_no_claim_older() -> None:
    x = {"pekerja": "nik:X"}
    unpaid = claim(DEWI, 1, lunas=False) | x
    rows = [unpaid, claim(BUDI, 1), claim(SITI, 2), claim(BUDI, 3) | x, claim(SITI, 4) | x]
    assert numbers(*rows) == [None, 1, 1, 2, 2]


def test_a_doubtful_record_makes_no_claim_older() -> None:
    doubtful = claim(DEWI, 1, pekerja_ragu=True)
    second = [claim(BUDI, 2) | {"pekerja": "nik:X"}, claim(SITI, 3) | {"pekerja": "nik:X"}]
    late = claim(SITI, 5, bulan_terima="2026-04")
    assert numbers(doubtful, claim(BUDI, 2), *second, late) == [2, 2, 1, 1, 2]

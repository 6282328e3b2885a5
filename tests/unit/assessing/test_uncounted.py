"""The records of an ASN that do not count, as a sentence tells them (contract §5.5, penjelasan)."""

from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.uncounted import uncounted_records
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision

MARCH: Final = Period.parse("2026-03")
Row = dict[str, Any]
PLACE: Final[dict[str, Any]] = {
    **dict.fromkeys(("bulan_terima", "berkas", "lembar"), pl.String),
    "baris": pl.Int64,
}
RECORDS: Final[dict[str, Any]] = {
    **PLACE,
    **dict.fromkeys(("nip_asn", "nip_usulan", "disposisi"), pl.String),
    **dict.fromkeys(("lunas", "dana_asn", "diri"), pl.Boolean),
    **dict.fromkeys(("awal", "akhir", "dibayar_sampai"), pl.Int32),
}
LOST: Final[dict[str, Any]] = {
    **PLACE,
    "nip": pl.String,
    "bulan_salah": pl.Boolean,
    **dict.fromkeys(("awal", "akhir"), pl.Int32),
}


def index(month: str) -> int:
    return Period.parse(month).index


def record(disposisi: str = "pekerja_asn", months: str = "2026-03", **cells: Any) -> Row:
    """Return a record for the months "first..last", which the money reaches."""
    first, _, last = months.partition("..")
    span = {"awal": index(first), "akhir": index(last or first)}
    plain = {"lunas": True, "dana_asn": True, "diri": False, "nip_usulan": None}
    usual: Row = {"nip_asn": "1", "bulan_terima": "2026-03", "berkas": "iuran/a.csv", "lembar": ""}
    return (
        usual | plain | span | {"dibayar_sampai": span["akhir"]} | {"disposisi": disposisi} | cells
    )


def lost(months: str | None = "2026-03", **cells: Any) -> Row:
    first, _, last = (months or "").partition("..")
    span = {"awal": index(first), "akhir": index(last or first)} if months else {}
    usual: Row = {"nip": "1", "bulan_terima": "2026-03", "berkas": "iuran/b.csv", "lembar": ""}
    return usual | {"bulan_salah": months is None} | span | cells


def told(
    *records: Row,
    lost_: tuple[Row, ...] = (),
    since: str | None = "2026-01",
    named: Row | None = None,
) -> dict[str, str]:
    """Return what is told of each ASN's records since then; `named`: the record already told."""
    numbered = [{"baris": at} | row for at, row in enumerate(records, 2)]
    rejected = [{"baris": at} | row for at, row in enumerate(lost_, 2)]
    proof = {f"bukti_{name}": (named or {}).get(name) for name in PLACE}
    people = [{"nip": nip, "sejak": since and index(since), **proof} for nip in ("1", "2")]
    nobody = {f"bukti_{name}": dtype for name, dtype in PLACE.items()}
    decision = Decision(
        MARCH,
        pl.DataFrame(),
        pl.DataFrame(numbered, schema=RECORDS),
        pl.DataFrame(rejected, schema=LOST),
        pl.DataFrame(),
    )
    seen = pl.DataFrame(people, schema={"nip": pl.String, "sejak": pl.Int32, **nobody})
    return dict(uncounted_records(decision, seen).rows())


KINDS: Final[dict[str, tuple[Row, str]]] = {
    "not paid, of no money of theirs, for oneself": (
        record(lunas=False, dana_asn=False, diri=True),
        "1 belum lunas",
    ),
    "of no money of theirs, for oneself": (
        record(dana_asn=False, diri=True),
        "1 bukan dari dana pribadi ASN",
    ),
    "for oneself, in a month to come": (record("di_luar_periode", "2026-04", diri=True), "1 untuk diri sendiri"),
    "for a month to come, too little": (
        record("di_luar_periode", "2026-04", dibayar_sampai=None),
        "1 untuk bulan sesudah Maret 2026",
    ),
    "too little for any month": (record(dibayar_sampai=None), "1 di bawah tarif terendah"),
    "too little for the last month": (
        record(months="2026-02..2026-03", dibayar_sampai=index("2026-02")),
        "1 di bawah tarif terendah",
    ),
    "for an ASN": (record(), "1 untuk pekerja yang seorang ASN"),
    "perhaps theirs": (record(nip_asn=None, nip_usulan="1"), "1 menunggu kepastian penanggung"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_what_a_record_is_told_as(name: str) -> None:
    row, text = KINDS[name]
    assert told(row) == {"1": text}


def test_what_counts_and_what_is_nobodys_is_not_told() -> None:
    assert told(record("dihitung"), record(nip_asn=None), lost_=(lost(nip=None),)) == {}


def test_kinds_are_counted_and_told_in_one_order_each_persons_by_itself() -> None:
    rows = [
        record(dibayar_sampai=None),
        record("di_luar_periode", "2026-04"),
        record(),
        record(),
        record(diri=True),
        record(dana_asn=False),
        record(lunas=False),
        record(nip_asn=None, nip_usulan="1"),
        record(nip_asn="2"),
        record("di_luar_periode", nip_asn="gone"),
    ]
    assert told(*rows, lost_=(lost(), lost())) == {
        "1": "2 tidak terbaca, 1 menunggu kepastian penanggung, 1 belum lunas, "
        "1 bukan dari dana pribadi ASN, 1 untuk diri sendiri, 2 untuk pekerja yang seorang ASN, "
        "1 untuk bulan sesudah Maret 2026, 1 di bawah tarif terendah",
        "2": "1 untuk pekerja yang seorang ASN",
    }


@pytest.mark.parametrize(
    ("months", "is_told"),
    [("2026-01", False), ("2026-02", True), ("2026-01..2026-02", True), ("2026-03", True)],
)
def test_only_what_reaches_the_months_that_a_sentence_speaks_of_is_told(
    months: str, is_told: bool
) -> None:
    assert bool(told(record("di_luar_periode", months), since="2026-02")) == is_told
    assert bool(told(lost_=(lost(months),), since="2026-02")) == is_told
    assert told(record(), lost_=(lost(),), since=None) == {}


@pytest.mark.parametrize(
    ("months", "received", "is_told"),
    [
        ("2026-04", "2026-03", True),
        ("2026-04", "2026-04", False),
        ("2026-03..2026-04", "2026-04", True),
        ("2026-03", "2026-04", True),
    ],
)
def test_what_came_later_for_later_months_only_is_not_told(
    months: str, received: str, is_told: bool
) -> None:
    row = record("di_luar_periode", months, bulan_terima=received)
    assert bool(told(row)) == is_told
    assert (
        bool(told(record(nip_asn=None, nip_usulan="1", months=months, bulan_terima=received)))
        == is_told
    )
    assert bool(told(lost_=(lost(months, bulan_terima=received),))) == is_told


def test_a_row_whose_months_were_the_fault_is_of_the_month_it_came_in() -> None:
    unread = (lost(None, bulan_terima="2025-12", awal=index("2026-03"), akhir=index("2026-03")),)
    assert told(lost_=unread, since="2026-01") == {}
    assert told(lost_=unread, since="2025-12") == {"1": "1 tidak terbaca"}
    later = (lost(None, bulan_terima="2026-04", awal=index("2026-02"), akhir=index("2026-02")),)
    assert told(lost_=later) == {}
    assert told(lost_=(lost(None, bulan_terima="2026-03"),)) == {"1": "1 tidak terbaca"}


def test_the_record_that_the_sentence_names_is_not_counted_again() -> None:
    one = record(baris=7)
    assert told(one, record(baris=8), named=one) == {"1": "1 untuk pekerja yang seorang ASN"}
    for other in ({"bulan_terima": "2026-02"}, {"berkas": "x"}, {"lembar": "x"}, {"baris": 6}):
        assert told(one, named=one | other) == {"1": "1 untuk pekerja yang seorang ASN"}

"""What changed since last month, and since the first publication, on tables (contract §5.6, §5.1)."""

from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.changes import changes
from pipeline.assessing.restatement import COMPARED, FirstRevision, Restatement, restated
from pipeline.core.periods import Period
from schemas.codes import UNMAPPED_OPD

PERSON: Final = dict.fromkeys(
    ("nip", "nama_tampil", "nik", "kode_opd", "unit_kerja", "status"), pl.String
)
NAMES: Final = {"A": "Dinas A", "B": "Dinas B"}
Row = dict[str, Any]


def people(*rows: Row) -> pl.DataFrame:
    usual: Row = {"kode_opd": "A", "status": "belum", "unit_kerja": "Unit"}
    return pl.DataFrame([usual | {"nama_tampil": row["nip"]} | row for row in rows], schema=PERSON)


def changed(now: list[Row], before: list[Row]) -> list[tuple[Any, ...]]:
    """Return kode_opd, perubahan, nip and keterangan."""
    table = changes(people(*now), people(*before), NAMES)
    assert table.columns == ["kode_opd", "perubahan", "nip", "nama", "unit_kerja", "keterangan"]
    return table.select("kode_opd", "perubahan", "nip", "keterangan").rows()


JOINED, LATE, EXEMPT = {"status": "sudah"}, {"status": "belum"}, {"status": "dikecualikan"}


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (JOINED, LATE, ("baru_berpartisipasi", "belum berpartisipasi", "sudah berpartisipasi")),
        (JOINED, EXEMPT, ("baru_berpartisipasi", "dikecualikan", "sudah berpartisipasi")),
        (LATE, JOINED, ("baru_belum", "sudah berpartisipasi", "belum berpartisipasi")),
        (LATE, EXEMPT, ("baru_belum", "dikecualikan", "belum berpartisipasi")),
        (EXEMPT, JOINED, None),
        (JOINED, JOINED, None),
        (LATE, LATE, None),
    ],
)
def test_who_takes_part_or_is_late_and_was_not_so_last_month(
    now: Row, before: Row, told: tuple[str, str, str] | None
) -> None:
    found = changed([{"nip": "1"} | now], [{"nip": "1"} | before])
    if told is None:
        assert found == []
    else:
        kind, then, here = told
        assert found == [("A", kind, "1", f"Bulan lalu: {then}; bulan ini: {here}.")]


def test_who_moved_stands_in_the_new_opd_and_in_the_old() -> None:
    seats = [("1", "B", "A"), ("2", UNMAPPED_OPD, "A"), ("3", "X", "A"), ("4", "A", "A")]
    now = [{"nip": nip, "kode_opd": new, "unit_kerja": "baru"} for nip, new, _ in seats]
    before = [{"nip": nip, "kode_opd": old, "unit_kerja": "lama"} for nip, _, old in seats]
    assert changed(now, before) == [
        ("A", "pindah", "1", "Sekarang di Dinas B."),
        ("A", "pindah", "2", "Sekarang di Belum Dipetakan."),
        ("A", "pindah", "3", "Sekarang di X."),
        ("B", "pindah", "1", "Sebelumnya di Dinas A."),
        (UNMAPPED_OPD, "pindah", "2", "Sebelumnya di Dinas A."),
        ("X", "pindah", "3", "Sebelumnya di Dinas A."),
    ]
    units = changes(people(*now), people(*before), NAMES).filter(nip="1")["unit_kerja"]
    assert units.to_list() == ["lama", "baru"]


def test_who_came_and_who_is_gone_with_the_status_there() -> None:
    assert changed([{"nip": "1"} | JOINED], [{"nip": "2", "kode_opd": "B"} | EXEMPT]) == [
        ("A", "masuk", "1", "Belum ada di daftar ASN bulan lalu; status bulan ini: sudah berpartisipasi."),
        ("B", "keluar", "2", "Ada di daftar ASN bulan lalu (dikecualikan), tidak ada di daftar ASN bulan ini."),
    ]  # fmt: skip


def codes(now: list[Row], before: list[Row]) -> list[tuple[str, str]]:
    return [(kind, nip) for _, kind, nip, _ in changed(now, before)]


def test_whose_number_changed_has_neither_come_nor_gone() -> None:
    assert codes([{"nip": "new", "nik": "N"}], [{"nip": "old", "nik": "N"}]) == []
    renamed = changed([{"nip": "new", "nik": "N"} | JOINED], [{"nip": "old", "nik": "N"}])
    assert [(kind, nip) for _, kind, nip, _ in renamed] == [("baru_berpartisipasi", "new")]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ([{"nip": "new", "nik": None}], [{"nip": "old", "nik": None}]),
        ([{"nip": "new", "nik": "N"}], [{"nip": "old", "nik": "M"}]),
        ([{"nip": "new", "nik": "N"}, {"nip": "newer", "nik": "N"}], [{"nip": "old", "nik": "N"}]),
        ([{"nip": "new", "nik": "N"}], [{"nip": "old", "nik": "N"}, {"nip": "older", "nik": "N"}]),
    ],
)
def test_a_nik_that_is_not_one_persons_in_both_months_makes_nobody_the_same(
    now: list[Row], before: list[Row]
) -> None:
    come = [("masuk", row["nip"]) for row in now]
    gone = [("keluar", row["nip"]) for row in before]
    assert sorted(codes(now, before)) == sorted([*come, *gone])


def test_a_nik_of_somebody_who_stayed_makes_nobody_the_same() -> None:
    stayed = {"nip": "1", "nik": "N"}
    assert codes([stayed, {"nip": "new", "nik": "N"}], [stayed]) == [("masuk", "new")]
    assert codes([stayed], [stayed, {"nip": "old", "nik": "N"}]) == [("keluar", "old")]


def test_changes_stand_by_opd_then_kind_then_nip() -> None:
    now = [{"nip": "3"}, {"nip": "1"}, {"nip": "2", "kode_opd": "B"}, {"nip": "4"} | JOINED]
    found = changed(now, [{"nip": "4"}, {"nip": "0", "kode_opd": "B"}])
    assert [row[:3] for row in found] == [
        ("A", "baru_berpartisipasi", "4"),
        ("A", "masuk", "1"),
        ("A", "masuk", "3"),
        ("B", "keluar", "0"),
        ("B", "masuk", "2"),
    ]


# ---- since the first publication (restatement)

MARCH: Final = Period.parse("2026-03")
STATUS: Final = dict.fromkeys(
    ("nip", "nama", "kode_opd", "unit_kerja", "status", "alasan"), pl.String
)
IURAN: Final[dict[str, Any]] = {
    **dict.fromkeys(
        ("bulan_terima", "berkas", "lembar", "nip_asn", "disposisi", "bulan_awal"), pl.String
    ),
    "baris": pl.Int64,
}
POINTED: Final[dict[str, Any]] = {
    **dict.fromkeys(("bulan_terima", "berkas", "lembar", "nip_usulan"), pl.String),
    "baris": pl.Int64,
}
SOURCES: Final = dict.fromkeys(("bulan_terima", "berkas", "lembar", "sumber"), pl.String)
PLACE: Final = {"bulan_terima": "2026-04", "berkas": "iuran/a.csv", "lembar": ""}


def verdicts(*rows: Row) -> pl.DataFrame:
    usual = {"kode_opd": "A", "unit_kerja": "Unit", "status": "belum", "alasan": "belum_pernah"}
    return pl.DataFrame([usual | {"nama": row["nip"]} | row for row in rows], schema=STATUS)


def records(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame([PLACE | {"disposisi": "dihitung"} | row for row in rows], schema=IURAN)


def against_first(
    now: pl.DataFrame,
    first: pl.DataFrame,
    paid: pl.DataFrame | None = None,
    before: pl.DataFrame | None = None,
    pointed: tuple[Row, ...] = (),
) -> Restatement | None:
    tables = {"status": now, "iuran": records() if paid is None else paid}
    others: tuple[Row, ...] = (
        {"bulan_terima": "2026-03"},
        {"berkas": "iuran/b.csv"},
        {"lembar": "A"},
    )
    sheets = [PLACE | other | {"sumber": "lain"} for other in others]
    sources = pl.DataFrame([*sheets, PLACE | {"sumber": "kiriman ke-1"}], schema=SOURCES)
    candidates = pl.DataFrame([PLACE | row for row in pointed], schema=POINTED)
    held = FirstRevision("r01", MARCH, first, records() if before is None else before)
    return restated(tables, candidates, sources, held, MARCH)


PAID: Final[Row] = {"status": "sudah", "alasan": "lunas"}
NOW_PAID: Final = "Sudah berpartisipasi: Iuran lunas"
NOTHING: Final = "Belum berpartisipasi: Belum pernah tercatat"
NO_RECORD: Final = (
    "Tidak ada catatan iuran baru; yang berubah ialah daftar ASN, referensi, atau kebijakan."
)


def test_a_month_is_held_against_its_first_verdicts_and_records() -> None:
    assert COMPARED == ("status", "iuran")


def test_where_nothing_was_published_or_no_verdict_differs_nothing_is_told() -> None:
    same = verdicts({"nip": "1"})
    tables = {"status": same, "iuran": records()}
    nothing = pl.DataFrame(schema=POINTED), pl.DataFrame(schema=SOURCES)
    assert restated(tables, *nothing, None, MARCH) is None
    other = verdicts({"nip": "1", "nama": "Lain", "unit_kerja": "Lain", "kode_opd": "B"})
    assert against_first(same, other) is None


def test_whose_status_or_reason_differs_is_told_by_opd_unit_name_and_nip() -> None:
    now = verdicts(
        {"nip": "5", "kode_opd": "B"} | PAID,
        {"nip": "4", "unit_kerja": "Z"} | PAID,
        {"nip": "3", "nama": "b"} | PAID,
        {"nip": "2", "nama": "b", "alasan": "menunggak"},
        {"nip": "1", "nama": "c"} | PAID,
        {"nip": "new"} | PAID,
        {"nip": "same"},
    )
    before = [{"nip": str(nip)} for nip in range(5, 0, -1)]
    first = verdicts(*before, {"nip": "same"}, {"nip": "gone", "kode_opd": "C"} | PAID)
    found = against_first(now, first)
    assert found is not None
    assert (found.revision, found.known_until) == ("r01", MARCH)
    assert found.changes.columns == [
        "kode_opd", "nip", "nama", "unit_kerja", "status", "dulu", "kini", "keterangan",
    ]  # fmt: skip
    gone = "Tidak ada di daftar ASN"
    order = found.changes.select("kode_opd", "nip", "status").rows()
    assert order == [
        ("A", "2", "belum"), ("A", "3", "sudah"), ("A", "1", "sudah"), ("A", "new", "sudah"),
        ("A", "4", "sudah"), ("B", "5", "sudah"), ("C", "gone", None),
    ]  # fmt: skip
    told = {row["nip"]: (row["dulu"], row["kini"]) for row in found.changes.to_dicts()}
    assert told["1"] == (told["2"][0], NOW_PAID)
    assert told["new"] == (gone, NOW_PAID)
    assert told["gone"] == (NOW_PAID, gone)
    assert told["2"][0].startswith("Belum berpartisipasi: ")
    assert told["2"][1].startswith("Belum berpartisipasi: ")
    assert told["2"][0] != told["2"][1]
    assert set(found.changes["keterangan"]) == {NO_RECORD}


def why(
    *paid: Row, before: tuple[Row, ...] = (), pointed: tuple[Row, ...] = (), who: str = "1"
) -> str:
    now = verdicts({"nip": "1"} | PAID, {"nip": "2"} | PAID)
    found = against_first(
        now, verdicts({"nip": "1"}, {"nip": "2"}), records(*paid), records(*before), pointed
    )
    assert found is not None
    return str(found.changes.filter(nip=who)["keterangan"][0])


def place(row: int, word: str = "dihitung") -> str:
    return f"kiriman ke-1 baris {row} (diterima April 2026) ({word})"


def test_the_records_that_are_new_or_decided_otherwise_are_why() -> None:
    mine, paid_not = {"nip_asn": "1", "baris": 5}, {"disposisi": "belum_lunas"}
    assert why(mine) == f"Karena {place(5)}."
    assert why(mine, before=(mine | paid_not,)) == f"Karena {place(5)}."
    assert why(mine | paid_not, before=(mine,)) == f"Karena {place(5, 'belum lunas')}."
    assert why(mine, before=(mine,)) == NO_RECORD
    assert why(mine | {"disposisi": "di_luar_periode"}) == NO_RECORD
    assert why(mine | {"nip_asn": "2"}) == NO_RECORD
    assert why(mine | {"nip_asn": None}) == NO_RECORD
    elsewhere = mine | {"berkas": "iuran/b.csv"}
    assert why(mine, before=(elsewhere,)) == f"Karena {place(5)}."


def test_a_record_that_may_be_this_persons_alone_is_why_too() -> None:
    unknown = {"nip_asn": None, "baris": 5, "disposisi": "donatur_diduga"}
    alone = {"baris": 5, "nip_usulan": "1"}
    assert why(unknown, pointed=(alone,)).startswith("Karena kiriman ke-1 baris 5")
    assert why(unknown, pointed=(alone, alone | {"nip_usulan": "2"})) == NO_RECORD
    assert why(unknown | {"nip_asn": "2"}, pointed=(alone,)) == NO_RECORD


@pytest.mark.parametrize(
    ("count", "more"), [(3, ""), (4, "; dan 1 catatan lagi"), (6, "; dan 3 catatan lagi")]
)
def test_three_records_are_named_by_place_and_the_others_counted(count: int, more: str) -> None:
    rows = [{"nip_asn": "1", "baris": row} for row in range(count, 0, -1)]
    assert why(*rows, {"nip_asn": "2", "baris": 9}) == (
        f"Karena {place(1)}; {place(2)}; {place(3)}{more}."
    )
    assert why(*rows, {"nip_asn": "2", "baris": 9}, who="2") == f"Karena {place(9)}."


def test_an_opd_is_told_its_part_and_how_many_take_part_now() -> None:
    now = verdicts(
        {"nip": "1"} | PAID,
        {"nip": "2", "alasan": "menunggak"},
        {"nip": "3", "kode_opd": "B"} | PAID,
    )
    first = verdicts({"nip": "1"}, {"nip": "2"}, {"nip": "3", "kode_opd": "B"}, {"nip": "4"})
    found = against_first(now, first)
    assert found is not None
    part = found.of("B")
    assert part is not None
    assert (part.revision, part.known_until, part.changes["nip"].to_list()) == ("r01", MARCH, ["3"])
    assert found.of("C") is None
    counts = found.per_opd()
    assert counts.rows() == [("A", 3, 1), ("B", 1, 1)]
    many = pl.DataFrame({"kode_opd": list("GFEDCBA"), "status": ["sudah"] * 7})
    assert Restatement("r01", MARCH, many).per_opd()["kode_opd"].to_list() == list("ABCDEFG")
    assert counts.schema["jumlah"] == counts.schema["sudah"] == pl.Int64

"""The findings of a month: what a decision shows, where each belongs, whom it concerns (§3, §5)."""

import re
from types import SimpleNamespace
from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.finding_rows import concerning, finding_table, owners_of_rows
from pipeline.core.periods import Period
from pipeline.core.places import RECORD_PLACE
from pipeline.deciding.decision import Decision
from pipeline.knowledge.people_names import people_names
from schemas.codes import UNMAPPED_OPD
from schemas.tables import table_schema
from tests.builders.small_city import policy

MARCH: Final = Period.parse("2026-03")
Row = dict[str, Any]
TEXT: Final = pl.String
PLACE: Final[dict[str, Any]] = {
    **dict.fromkeys(("bulan_terima", "berkas", "lembar", "sumber"), TEXT),
    **dict.fromkeys(("urut_berkas", "urut_lembar", "baris"), pl.Int64),
}
PEOPLE: Final[dict[str, Any]] = {
    **PLACE,
    **dict.fromkeys(
        (
            "nip", "nik", "nama_polos", "nama_tampil", "kode_opd", "kedudukan_hukum", "opd",
            "unit_induk", "unit_kerja",
        ),
        TEXT,
    ),
}  # fmt: skip
RECORDS: Final[dict[str, Any]] = {
    **PLACE,
    **dict.fromkeys(
        (
            "nip_tercatat", "nama_tercatat", "nama_polos", "nip_asn", "nip_usulan", "jalur",
            "disposisi", "pekerja", "nik_pekerja_samar", "opd_tujuan",
        ),
        TEXT,
    ),
    "calon": pl.List(TEXT),
    **dict.fromkeys(("awal", "akhir"), pl.Int32),
    **dict.fromkeys(("pekerja_ragu", "asn_ragu", "tak_terbedakan"), pl.Boolean),
    "nomor_klaim": pl.Int64,
}  # fmt: skip
LOST: Final[dict[str, Any]] = {
    **PLACE,
    **dict.fromkeys(("nip", "opd_tujuan"), TEXT),
    **dict.fromkeys(("awal", "akhir"), pl.Int32),
}
NOTES: Final[dict[str, Any]] = {
    **dict.fromkeys(("kode", "kolom", "pesan", "nilai_samar"), TEXT),
    "baris": pl.Int64,
    **dict.fromkeys(("bulan_terima", "jenis_berkas", "berkas", "lembar"), TEXT),
}
LOCAL: Final = {name: NOTES[name] for name in ("kode", "baris", "kolom", "pesan", "nilai_samar")}


def row(kind: str, at: int, **cells: Any) -> Row:
    file = "r.csv" if kind == "asn" else "i.csv"
    place = {"bulan_terima": "2026-03", "berkas": f"{kind}/{file}", "lembar": "", "baris": at}
    return {**place, "sumber": kind, "urut_berkas": 0, "urut_lembar": 0, **cells}


def person(at: int, **cells: Any) -> Row:
    usual = {"kode_opd": "DINKES", "kedudukan_hukum": "Aktif", "nik": f"n{at}"}
    named = {"nip": f"p{at}", "nama_polos": f"ORANG {at}", "nama_tampil": f"Orang {at}, S.T."}
    return row("asn", at, **(usual | named | cells))


def record(at: int, disposisi: str = "dihitung", **cells: Any) -> Row:
    months = {"awal": MARCH.index, "akhir": MARCH.index, "pekerja": f"w{at}", "jalur": "nip"}
    doubts = dict.fromkeys(("pekerja_ragu", "asn_ragu", "tak_terbedakan"), False)
    return row("iuran", at, **(months | doubts | {"disposisi": disposisi} | cells))


def decided(
    people: tuple[Row, ...] = (),
    records: tuple[Row, ...] = (),
    lost: tuple[Row, ...] = (),
    repairs: tuple[Row, ...] = (),
) -> Decision:
    return Decision(
        MARCH,
        pl.DataFrame(people, schema=PEOPLE),
        pl.DataFrame(records, schema=RECORDS),
        pl.DataFrame(lost, schema=LOST),
        pl.DataFrame(repairs, schema=LOCAL),
    )


def known(
    *read: Row, unread: tuple[Row, ...] = (), doubled: tuple[Row, ...] = (), **rosters: Any
) -> Any:
    seated = {name: PLACE[name] for name in ("bulan_terima", "berkas", "lembar", "baris")}
    schema = {**seated, "kode_opd": TEXT}
    place = {
        "bulan_terima": "2026-03",
        "jenis_berkas": "iuran",
        "berkas": "iuran/i.csv",
        "lembar": "",
    }

    def frame(rows: tuple[Row, ...]) -> pl.DataFrame:
        return pl.DataFrame(
            [{name: each.get(name) for name in schema} for each in rows], schema=schema
        )

    held = {month: frame(rows) for month, rows in rosters.items()} or {"2026-03": frame(())}
    return SimpleNamespace(
        findings=pl.DataFrame([place | each for each in read], schema=NOTES),
        references=SimpleNamespace(policy=policy()),
        names=people_names([pl.Series(["BUDI SANTOSO"])]),
        unread=frame(unread),
        doubled=frame(doubled),
        rosters=held,
    )


NO_ANSWERS: Final = pl.DataFrame(schema={**NOTES, "kode_opd": TEXT})


def found(
    decision: Decision, held: Any = None, answered: pl.DataFrame = NO_ANSWERS
) -> pl.DataFrame:
    table = finding_table(held or known(), decision, answered)
    assert table.columns == [*table_schema("temuan"), "nilai_samar"]
    return table


def said(table: pl.DataFrame) -> list[tuple[str, int]]:
    return sorted(table.select("kode", "baris").rows())


def message(table: pl.DataFrame, at: int) -> str:
    [text] = table.filter(baris=at)["pesan"]
    return str(text)


# ---- what is noted of records


def test_an_unknown_donor_is_noted_by_how_many_fit() -> None:
    unknown = "donatur_tidak_dikenal"
    near = {"nama_polos": "BUDI SANTOSA"}
    table = found(
        decided(
            (person(1, nama_polos="BUDI SANTOSO"), person(2, nama_polos="BUDI SANTOS")),
            (
                record(2, "donatur_diduga", nip_tercatat="123456789012345678"),
                record(3, unknown),
                record(4, unknown, calon=["p1"]),
                record(5, unknown, calon=["p1", "p2"]),
                record(6, unknown, **near),
                record(7, "donatur_tidak_di_roster"),
                record(8),
            ),
        )
    )
    assert said(table) == [
        ("donatur_diduga", 2),
        ("donatur_seri", 5),
        (unknown, 3),
        (unknown, 4),
        (unknown, 6),
    ]
    assert "dan 2 ASN sama miripnya" in message(table, 5)
    assert "tidak ada yang mirip." in message(table, 3)
    assert "(2 nama mendekati" in message(table, 6)
    assert set(table["kolom"]) == {"nip_donatur"}
    assert table.filter(baris=2)["nilai_samar"].to_list() == ["1234**********5678"]
    assert table.row(0, named=True)["jenis_berkas"] == "iuran"


def test_a_name_unlike_the_persons_is_noted() -> None:
    table = found(
        decided(
            (person(1, nama_polos="BUDI SANTOSO"),),
            (
                record(2, nip_asn="p1", nama_polos="XXXX"),
                record(3, nip_asn="p1", nama_polos="BUDI SANTOSO"),
            ),
        )
    )
    assert said(table) == [("nama_donatur_beda", 2)]
    assert table["kolom"].to_list() == ["nama_donatur"]


def at_row(at: int) -> str:
    return f"iuran baris {at} (diterima Maret 2026)"


def test_of_a_claim_the_counted_record_and_each_late_one_name_the_other_side() -> None:
    claim: Row = {"pekerja": "w", "nomor_klaim": 4}
    late: Row = claim | {"disposisi": "diklaim_lebih_dulu"}
    table = found(
        decided(
            (),
            (
                record(2, **late),
                record(3, **claim),
                record(4, **late),
                record(5, "duplikat", **claim),
                record(6, pekerja_ragu=True, **claim),
                record(7, nomor_klaim=5),
                record(8, "diklaim_lebih_dulu", nomor_klaim=5),
                record(9),
            ),
        )
    )
    assert said(table) == [
        ("diklaim_asn_lain", 3),
        ("diklaim_asn_lain", 7),
        ("diklaim_dua_asn", 2),
        ("diklaim_dua_asn", 4),
        ("diklaim_dua_asn", 8),
    ]
    assert message(table, 2).startswith("Klaim K-004: ")
    others = {2: 3, 3: 2, 4: 3, 7: 8, 8: 7}
    for at, other in others.items():
        assert at_row(other) in message(table, at)
    assert set(table["kolom"]) == {"nik_pekerja"}


def test_who_cannot_be_told_apart_is_noted_with_whom_it_may_be() -> None:
    worker: Row = {"pekerja": "w"}
    table = found(
        decided(
            (),
            (
                record(9, pekerja="another"),
                record(2, **worker),
                record(3, tak_terbedakan=True, **worker),
                record(4, tak_terbedakan=True, asn_ragu=True, **worker),
                record(5, pekerja="v"),
                record(6, tak_terbedakan=True, pekerja="another"),
                record(1, "belum_lunas", tak_terbedakan=True, **worker),
            ),
        )
    )
    assert said(table) == [("pekerja_tak_terbedakan", row) for row in (3, 4, 6)]
    assert f"dibedakan dari {at_row(2)}:" in message(table, 3)
    assert f"dibedakan dari {at_row(9)}:" in message(table, 6)
    assert "dibedakan dari salah satu ASN di roster" in message(table, 4) or "ASN" in message(
        table, 4
    )


# ---- what is noted of the roster


def test_a_standing_that_no_list_has_is_noted() -> None:
    words = (None, "AKTIF", "Pensiun", "C.L.T.N", "Cuti Besar")
    table = found(decided(tuple(person(at, kedudukan_hukum=word) for at, word in enumerate(words))))
    assert said(table) == [("kedudukan_tidak_dikenal", 4)]
    assert '"Cuti Besar"' in message(table, 4)
    assert table.select("jenis_berkas", "kolom", "nilai_samar").rows() == [
        ("asn", "kedudukan_hukum", "Cuti Besar")
    ]


def test_who_is_in_no_opd_is_noted_with_the_first_word_of_where_they_work() -> None:
    nowhere = {"kode_opd": UNMAPPED_OPD}
    table = found(
        decided(
            (
                person(1, opd="Dinas X", unit_induk="Y", unit_kerja="Z", **nowhere),
                person(2, unit_induk="Y", unit_kerja="Z", **nowhere),
                person(3, unit_kerja="Z", **nowhere),
                person(4, **nowhere),
                person(5, opd="Dinas X"),
            )
        )
    )
    assert said(table) == [("opd_belum_dipetakan", at) for at in (1, 2, 3, 4)]
    for at, word in ((1, "Dinas X"), (2, "Y"), (3, "Z"), (4, "kosong")):
        assert f'"{word}"' in message(table, at)
    assert set(table["kolom"]) == {"unit_kerja"}


def test_a_nik_that_two_rows_have_is_noted_with_where_the_other_is() -> None:
    table = found(
        decided(
            (
                person(6, nip="6", nik="A", nama_polos="BUDI"),
                person(2, nip="2", nik="A", nama_polos="BUDI"),
                person(5, nip="5", nik="B", nama_polos=None),
                person(4, nip="4", nik="B", nama_polos="ANI"),
                person(3, nip="3", nik="B", nama_polos="SRI"),
                person(7, nip="7", nik="C", nama_polos=None),
                person(8, nip="8", nik="C", nama_polos=None),
                person(11, nip="11", nik="D", nama_polos="TONO"),
                person(13, nip="13", nik="D", nama_polos="TONO"),
                person(12, nip="12", nik="D", nama_polos="TONO"),
                person(14, nip="14", nik="E", nama_polos="WATI"),
                person(9, nip="9", nik=None, nama_polos="BUDI"),
                person(10, nip="10", nik=None, nama_polos="BUDI"),
            )
        )
    )
    assert said(table) == [
        ("nik_dua_nama", 3),
        ("nik_dua_nama", 4),
        ("nik_dua_nama", 5),
        ("orang_ganda", 2),
        ("orang_ganda", 6),
        ("orang_ganda", 7),
        ("orang_ganda", 8),
        ("orang_ganda", 11),
        ("orang_ganda", 12),
        ("orang_ganda", 13),
    ]
    nearest = ((2, 6), (6, 2), (7, 8), (3, 4), (4, 3), (5, 3), (11, 12), (12, 11), (13, 11))
    for at, other in nearest:
        assert re.search(rf"asn baris {other}\b", message(table, at))
    fields = dict(table.select("kode", "kolom").rows())
    assert fields == {"orang_ganda": "nip", "nik_dua_nama": "nik"}


def test_what_is_noted_of_repairs_stands_in_their_file_and_this_month() -> None:
    note = {
        "kode": "koreksi_salah",
        "baris": 3,
        "kolom": "nip_benar",
        "pesan": "x",
        "nilai_samar": None,
    }
    table = found(decided(repairs=(note,)))
    assert table.select("bulan_terima", "jenis_berkas", "berkas", "lembar", "baris").rows() == [
        ("2026-03", "referensi", "referensi/koreksi.csv", "", 3)
    ]


# ---- to which OPD each belongs


def read_at(at: int, **cells: Any) -> Row:
    usual: Row = {"kode": "tanpa_nominal", "baris": at, "kolom": "nominal", "pesan": f"p{at}"}
    return usual | cells


def test_each_finding_belongs_to_the_opd_of_whose_row_it_is() -> None:
    people = (person(1, kode_opd="A"), person(2, kode_opd="B"))
    records = (
        record(2, nip_asn="p1", opd_tujuan="X", nip_usulan="p2"),
        record(3, opd_tujuan="X", nip_usulan="p2"),
        record(4, nip_usulan="p2"),
        record(5),
        record(6, nip_asn="gone"),
        record(11, nip_asn="p2"),
    )
    lost: tuple[Row, ...] = (
        row("iuran", 7, nip="p2", opd_tujuan="X"),
        row("iuran", 8, opd_tujuan="X"),
    )
    lost += (row("iuran", 9, nip="gone"),)
    table = found(decided(people, records, lost), known(*(read_at(at) for at in range(2, 12))))
    assert dict(table.select("baris", "kode_opd").rows()) == {
        2: "A", 3: "X", 4: "B", 5: None, 6: None, 7: "B", 8: "X", 9: None, 10: None, 11: "B",
    }  # fmt: skip


def test_a_row_of_a_roster_belongs_to_the_opd_it_was_seated_in_left_out_or_not() -> None:
    asn = {"jenis_berkas": "asn", "berkas": "asn/r.csv"}
    notes = [read_at(at, **asn) for at in (1, 2, 3)] + [read_at(4, **asn, bulan_terima="2026-02")]
    held = known(
        *notes,
        unread=(row("asn", 2, kode_opd="B"),),
        doubled=(row("asn", 3, kode_opd="C"),),
        **{
            "2026-03": (row("asn", 1, kode_opd="A"),),
            "2026-02": (row("asn", 4, kode_opd="D") | {"bulan_terima": "2026-02"},),
        },
    )
    table = found(decided(), held)
    assert dict(table.select("baris", "kode_opd").rows()) == {1: "A", 2: "B", 3: "C", 4: "D"}


def test_no_finding_shows_a_persons_name_and_those_of_answers_keep_their_opd() -> None:
    cell = {"kolom": "status_bayar", "nilai_samar": "Budi Santoso"}
    answer = read_at(5, kode="jawaban_bukan_pilihan", kode_opd="Z", nilai_samar="Budi Santoso")
    answer |= {"bulan_terima": "2026-03", "jenis_berkas": "tindak_lanjut", "berkas": None}
    answered = pl.DataFrame([answer | {"lembar": ""}], schema=NO_ANSWERS.schema)
    table = found(decided(), known(read_at(2, **cell)), answered)
    assert dict(table.select("baris", "nilai_samar").rows()) == {
        2: "teks, 11 huruf",
        5: "Budi Santoso",
    }
    assert table.filter(baris=5).select("berkas", "kode_opd").rows() == [("", "Z")]


# ---- what P's readers must see, and whose row each is


def test_what_concerns_a_month_is_what_came_in_it_and_what_covers_it() -> None:
    index = MARCH.index
    old = {"bulan_terima": "2026-02"}
    records = (
        record(1),
        record(2, **old, awal=index - 1, akhir=index - 1),
        record(3, **old),
        record(4, **old, awal=index - 1, akhir=index + 1),
        record(5, **old, awal=index + 1, akhir=index + 1),
    )
    lost = tuple(
        row("iuran", at, awal=index + first, akhir=index + last, **old)
        for at, first, last in ((6, -1, -1), (7, 0, 0), (8, -1, 1), (9, 1, 1))
    )
    places: list[Row] = [{"bulan_terima": "2026-02", "baris": at} for at in range(9, 1, -1)]
    places += [{"bulan_terima": "2026-03", "baris": 1}, {"bulan_terima": "", "baris": 1}]
    places += [{"bulan_terima": "2026-04", "baris": 3}, {"bulan_terima": "2026-03", "baris": 1}]
    usual: Row = {"berkas": "iuran/i.csv", "lembar": "", "kode": "x"}
    schema = {
        **{name: PLACE[name] for name in ("bulan_terima", "berkas", "lembar", "baris")},
        "kode": TEXT,
    }
    findings = pl.DataFrame([usual | place for place in places], schema=schema)
    shown = concerning(findings, decided(records=records, lost=lost))
    assert shown.columns == findings.columns
    assert shown.select("bulan_terima", "baris").rows() == [
        ("2026-02", 8), ("2026-02", 7), ("2026-02", 4), ("2026-02", 3),
        ("2026-03", 1), ("", 1), ("2026-03", 1),
    ]  # fmt: skip


def owners_of_all(decision: Decision) -> pl.DataFrame:
    """Give whose row each is, as if there were a finding about every row."""
    parts = (decision.people, decision.records, decision.rejected)
    return owners_of_rows(decision, pl.concat(part.select(RECORD_PLACE) for part in parts))


def test_a_row_is_somebodys_where_it_is_for_sure() -> None:
    people = (person(1, kode_opd="A"), person(2, kode_opd="B"))
    records = (record(9, nip_asn="p2"), record(3, nip_usulan="p1"), record(4, nip_asn="gone"))
    lost = (row("iuran", 5, nip="p1"), row("iuran", 6))
    owners = owners_of_all(decided(people, records, lost))
    assert owners.select("berkas", "baris", "kode_opd", "nip", "nama").rows() == [
        ("asn/r.csv", 1, "A", "p1", "Orang 1, S.T."),
        ("asn/r.csv", 2, "B", "p2", "Orang 2, S.T."),
        ("iuran/i.csv", 5, "A", "p1", "Orang 1, S.T."),
        ("iuran/i.csv", 9, "B", "p2", "Orang 2, S.T."),
    ]


@pytest.mark.parametrize(
    "place", [{"berkas": "iuran/j.csv"}, {"lembar": "A"}, {"bulan_terima": "2026-02"}]
)
def test_rows_of_two_places_are_two_rows(place: Row) -> None:
    people = (person(1),)
    records = (record(2, nip_asn="p1"), record(2, nip_asn="p1") | place)
    assert owners_of_all(decided(people, records)).height == 3


def test_whose_row_it_is_is_told_only_of_rows_with_a_finding() -> None:
    decision = decided((person(1), person(2)), (record(9, nip_asn="p2"), record(3, nip_asn="p1")))
    about = decision.records.filter(baris=3)
    assert owners_of_rows(decision, pl.concat([about, about])).select("baris", "nip").rows() == [
        (3, "p1")
    ]

"""The tables of a month from what was decided: who stands in which, in what order (contract §6)."""

import datetime as dt
from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.tables import (
    candidate_table,
    files_behind,
    iuran_table,
    near_table,
    opd_table,
    status_table,
    suggestion_table,
)
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from schemas.codes import UNMAPPED_OPD
from schemas.tables import table_schema

MARCH: Final = Period.parse("2026-03")
Row = dict[str, Any]
PEOPLE: Final = dict.fromkeys(("nip", "nama_tampil", "nama_polos", "kode_opd"), pl.String)
RECORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("bulan_terima", "berkas", "lembar"), pl.String),
    **dict.fromkeys(("urut_lembar", "baris", "nominal"), pl.Int64),
    **dict.fromkeys(("awal", "akhir"), pl.Int32),
    **dict.fromkeys(
        ("nip_tercatat", "nama_tercatat", "nama_polos", "nip_asn", "nik_pekerja_samar"), pl.String
    ),
    "tanggal_bayar": pl.Date,
    "disposisi": pl.String,
    "nip_usulan": pl.String,
    "skor": pl.Float64,
    "dasar": pl.String,
    "calon": pl.List(pl.String),
}
USUAL: Final[Row] = {
    "bulan_terima": "2026-03",
    "berkas": "iuran/a.csv",
    "lembar": "",
    "urut_lembar": 0,
    "awal": MARCH.index,
    "akhir": MARCH.index,
    "disposisi": "dihitung",
}
SEATS: Final = [
    {"nip": "1", "nama_tampil": "Budi, S.T.", "nama_polos": "BUDI SANTOSO", "kode_opd": "DINKES"},
    {"nip": "2", "nama_tampil": "Siti", "nama_polos": "SITI AMINAH", "kode_opd": "DISDIK"},
    {"nip": "3", "nama_tampil": "Budi", "nama_polos": "BUDI SANTOSA", "kode_opd": "DISDIK"},
]


def decided(*records: Row, lost: tuple[Row, ...] = ()) -> Decision:
    without = {
        name: dtype for name, dtype in RECORDS.items() if name not in ("disposisi", "nip_asn")
    }
    return Decision(
        MARCH,
        pl.DataFrame(SEATS, schema=PEOPLE),
        pl.DataFrame(
            [USUAL | {"baris": at} | row for at, row in enumerate(records, 2)], schema=RECORDS
        ),
        pl.DataFrame(
            [
                {name: value for name, value in (USUAL | row).items() if name in without}
                for row in lost
            ],
            schema=without,
        ),
        pl.DataFrame(),
    )


def places(table: pl.DataFrame) -> list[tuple[Any, ...]]:
    return table.select("berkas", "lembar", "baris").rows()


def test_the_files_behind_a_month_came_in_it_or_brought_a_record_that_covers_it() -> None:
    told = [
        ("2026-03", "iuran/b.csv", "ditolak"),
        ("2026-03", "iuran/a.csv", "di_luar_periode"),
        ("2026-02", "iuran/a.csv", "di_luar_periode"),
        ("2026-02", "iuran/a.csv", "ditolak"),
        ("2026-04", "iuran/a.csv", "belum_lunas"),
        ("2026-04", "iuran/a.csv", "dihitung"),
    ]
    iuran = pl.DataFrame(told, schema=["bulan_terima", "berkas", "disposisi"], orient="row")
    assert files_behind(iuran, MARCH).rows() == [
        ("2026-03", "iuran/a.csv"),
        ("2026-03", "iuran/b.csv"),
        ("2026-04", "iuran/a.csv"),
    ]


def test_the_verdicts_stand_by_opd_then_nip_with_the_name_as_shown() -> None:
    names = [name for name in table_schema("status") if name not in ("periode", "nama")]
    rows = [
        dict.fromkeys(names) | {"nip": nip, "kode_opd": opd, "nama_tampil": f"Orang {nip}"}
        for nip, opd in (("2", "B"), ("1", "B"), ("3", "A"))
    ]
    table = status_table(pl.DataFrame(rows), MARCH)
    assert table.columns == list(table_schema("status"))
    assert table.select("periode", "nip", "nama").rows() == [
        ("2026-03", "3", "Orang 3"),
        ("2026-03", "1", "Orang 1"),
        ("2026-03", "2", "Orang 2"),
    ]


def test_every_record_read_stands_there_by_place_rejected_ones_too() -> None:
    first: Row = {"baris": 9, "nip_asn": "1", "nip_tercatat": "1", "nominal": 16800}
    first |= {"nik_pekerja_samar": "************0001", "tanggal_bayar": dt.date(2026, 3, 5)}
    table = iuran_table(
        decided(
            {"bulan_terima": "2026-04", "baris": 1},
            {"berkas": "iuran/b.csv", "baris": 1},
            {"lembar": "A", "urut_lembar": 1, "baris": 1},
            first | {"awal": MARCH.index - 3},
            lost=({"baris": 8, "awal": None, "akhir": None, "nip_tercatat": "x"},),
        )
    )
    assert table.columns == list(table_schema("iuran"))
    assert places(table) == [
        ("iuran/a.csv", "", 8),
        ("iuran/a.csv", "", 9),
        ("iuran/a.csv", "A", 1),
        ("iuran/b.csv", "", 1),
        ("iuran/a.csv", "", 1),
    ]
    assert table.row(0)[4:] == ("x", None, None, None, None, None, None, "ditolak")
    assert table.row(1)[4:] == (
        "1", "1", "************0001", "2025-12", "2026-03", 16800, dt.date(2026, 3, 5), "dihitung",
    )  # fmt: skip


SUGGESTED: Final[Row] = {
    "nip_tercatat": "9",
    "nama_tercatat": "budi",
    "nip_usulan": "1",
    "skor": 95.0,
    "dasar": "nip_mirip",
    "calon": ["1"],
    "disposisi": "donatur_diduga",
}
UNKNOWN: Final[Row] = {"disposisi": "donatur_tidak_dikenal"}
ELSEWHERE: Final = (
    {"bulan_terima": "2026-04"},
    {"berkas": "iuran/b.csv"},
    {"urut_lembar": 1, "lembar": "A"},
)


def test_the_suggestions_are_the_records_that_one_person_fits_by_place() -> None:
    moved = [SUGGESTED | place | {"baris": 1} for place in ELSEWHERE]
    table = suggestion_table(
        decided(*moved, SUGGESTED | {"baris": 9}, SUGGESTED | {"baris": 8}, {})
    )
    assert table.columns == list(table_schema("usulan"))
    assert places(table) == [
        ("iuran/a.csv", "", 8),
        ("iuran/a.csv", "", 9),
        ("iuran/a.csv", "A", 1),
        ("iuran/b.csv", "", 1),
        ("iuran/a.csv", "", 1),
    ]
    assert table.row(0)[3:] == ("9", "budi", "1", "Budi, S.T.", 95.0, "nip_mirip")


def test_everyone_whom_a_record_may_mean_stands_there_and_how_many_they_are() -> None:
    several = UNKNOWN | {"calon": ["3", "2"], "skor": 91.0, "dasar": "nama_sama"}
    moved = [SUGGESTED | place | {"baris": 1} for place in ELSEWHERE]
    table = candidate_table(
        decided(*moved, SUGGESTED | {"baris": 9}, several | {"baris": 8}, UNKNOWN)
    )
    assert table.columns == ["bulan_terima", *table_schema("usulan"), "kode_opd", "sama"]
    assert table.schema["sama"] == pl.Int64
    shown = table.select("bulan_terima", "berkas", "baris", "nip_usulan", "nama_usulan", "kode_opd")
    assert shown.rows() == [
        ("2026-03", "iuran/a.csv", 8, "2", "Siti", "DISDIK"),
        ("2026-03", "iuran/a.csv", 8, "3", "Budi", "DISDIK"),
        ("2026-03", "iuran/a.csv", 9, "1", "Budi, S.T.", "DINKES"),
        ("2026-03", "iuran/a.csv", 1, "1", "Budi, S.T.", "DINKES"),
        ("2026-03", "iuran/b.csv", 1, "1", "Budi, S.T.", "DINKES"),
        ("2026-04", "iuran/a.csv", 1, "1", "Budi, S.T.", "DINKES"),
    ]
    assert table["sama"].to_list() == [2, 2, 1, 1, 1, 1]


def test_whose_name_is_near_stands_there_for_records_that_nobody_fits() -> None:
    near = UNKNOWN | {"nama_polos": "BUDI SANTOSO"}
    moved = [near | place | {"baris": 1} for place in ELSEWHERE]
    table = near_table(
        decided(
            *moved,
            near | {"baris": 9},
            near | {"baris": 8, "calon": []},
            near | {"baris": 7, "calon": ["1", "2"]},
            near | {"baris": 6, "disposisi": "donatur_tidak_di_roster"},
            UNKNOWN | {"baris": 5},
        )
    )
    columns = [name for name in table_schema("usulan") if name != "dasar"]
    assert table.columns == ["bulan_terima", *columns, "kode_opd"]
    shown = table.select("bulan_terima", "berkas", "lembar", "baris", "nip_usulan", "kode_opd")
    order = [
        ("2026-03", "iuran/a.csv", "", 8),
        ("2026-03", "iuran/a.csv", "", 9),
        ("2026-03", "iuran/a.csv", "A", 1),
        ("2026-03", "iuran/b.csv", "", 1),
        ("2026-04", "iuran/a.csv", "", 1),
    ]
    assert shown.rows() == [
        (*place, *who) for place in order for who in (("1", "DINKES"), ("3", "DISDIK"))
    ]
    assert table["nama_usulan"].to_list()[:2] == ["Budi, S.T.", "Budi"]
    assert table["skor"][0] == 100.0
    assert table["skor"][1] < 100.0


def test_of_names_that_are_equally_near_the_first_nip_stands_first() -> None:
    twins = [dict(SEATS[0]), SEATS[0] | {"nip": "0"}]
    held = decided(UNKNOWN | {"nama_polos": "BUDI SANTOSO"})
    held = Decision(
        MARCH, pl.DataFrame(twins, schema=PEOPLE), *(held.records, held.rejected, held.repair_notes)
    )
    assert near_table(held)["nip_usulan"].to_list() == ["0", "1"]


VERDICTS: Final = {"kode_opd": pl.String, "status": pl.String, "jumlah_pekerja": pl.Int64}
NAMES: Final = {"B": "Dinas B", "A": "Dinas A", "Z": "Dinas Z"}


def opds(people: list[tuple[str, str, int]], unread: list[str]) -> list[tuple[Any, ...]]:
    table = opd_table(
        pl.DataFrame(people, schema=VERDICTS, orient="row"),
        pl.DataFrame({"kode_opd": unread}, schema={"kode_opd": pl.String}),
        NAMES,
    )
    assert table.schema == table_schema("opd")
    return table.rows()


def test_each_opd_has_its_figures_those_at_zero_too() -> None:
    people = [
        ("B", "sudah", 2), ("B", "sudah", 1), ("B", "belum", 0), ("B", "dikecualikan", 1),
        ("B", "klarifikasi", 0), ("A", "belum", 0), ("A", "dikecualikan", 0),
    ]  # fmt: skip
    assert opds(people, ["A", "A", "Z"]) == [
        ("A", "Dinas A", 1, 0, 1, 1, 0, 2, 0.0, 0),
        ("B", "Dinas B", 3, 2, 1, 1, 1, 0, pytest.approx(200 / 3), 4),
        ("Z", "Dinas Z", 0, 0, 0, 0, 0, 1, None, 0),
    ]


@pytest.mark.parametrize(
    ("people", "unread", "figures"),
    [
        ([(UNMAPPED_OPD, "sudah", 1)], [], (1, 1, 0, 0, 0, 0, 100.0, 1)),
        ([(UNMAPPED_OPD, "klarifikasi", 0)], [], (0, 0, 0, 0, 1, 0, None, 0)),
        ([], [UNMAPPED_OPD], (0, 0, 0, 0, 0, 1, None, 0)),
        ([], [], None),
    ],
)
def test_the_unmapped_are_a_unit_of_their_own_where_there_is_anybody(
    people: list[tuple[str, str, int]], unread: list[str], figures: tuple[Any, ...] | None
) -> None:
    found = opds(people, unread)
    assert [row[0] for row in found if row[0] != UNMAPPED_OPD] == ["A", "B", "Z"]
    mine = [row for row in found if row[0] == UNMAPPED_OPD]
    assert mine == ([(UNMAPPED_OPD, "Belum Dipetakan", *figures)] if figures else [])

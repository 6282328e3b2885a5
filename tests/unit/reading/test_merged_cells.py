"""A cell merged over several rows below the header holds for each of them (contract §2.2)."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from tests.builders.paths import OLD_FORMATS
from tests.builders.raw_files import edited, nip
from tests.builders.small_city import parse

FILES = OLD_FORMATS
HEAD = ["NIP", "Nama", "NIK", "OPD", "Kedudukan Hukum"]
ROWS: list[list[Any]] = [
    HEAD,
    *([nip(n), f"Orang {n}", None, "DINKES", "Aktif"] for n in range(1, 7)),
]
IURAN: list[list[Any]] = [
    ["NIP Donatur", "NIK Pekerja", "KPJ", "Bulan Iuran", "Nominal", "Sumber Dana"],
    *([nip(n), f"337402150780{n:04d}", None, "2026-03", 16800, "ASN"] for n in range(1, 7)),
]


def merged(
    *places: str, rows: list[list[Any]] = ROWS, kind: str = "asn", first_row: int = 1
) -> tuple[pl.DataFrame, list[str]]:
    """Return the rows of a book with the cells `places` merged, and the codes of what is said."""

    def merge(book: Any) -> None:
        for place in places:
            book.worksheets[0].merge_cells(place)

    file = parse(edited(merge, rows, first_row), kind)
    return file.rows, file.findings["kode"].to_list()


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_in_every_format_the_merged_cell_holds_for_each_row(form: str) -> None:
    file = parse((FILES / f"gabung.{form}").read_bytes(), "asn")
    assert file.rows["opd"].to_list() == ["DINKES"] * 6
    assert file.rows["kedudukan_hukum"].to_list() == [
        "Aktif",
        "MPP",
        "MPP",
        "MPP",
        "Aktif",
        "Aktif",
    ]
    said = file.findings.filter(kode="sel_gabung")["pesan"].to_list()
    assert len(said) == 1
    assert "Kedudukan Hukum (2 baris), OPD (5 baris)" in said[0]


@pytest.mark.parametrize("place", ["E2:E7", "E3:E5", "E2:E3", "E6:E9"])
def test_any_shape_down_a_column(place: str) -> None:
    rows, said = merged(place)
    assert rows["kedudukan_hukum"].to_list() == ["Aktif"] * 6
    assert "sel_gabung" in said


def test_a_cell_over_rows_and_columns_holds_in_its_first_column() -> None:
    rows, _ = merged("D2:E4")
    assert rows["opd"].to_list()[:3] == ["DINKES"] * 3
    assert rows["kedudukan_hukum"].to_list() == [None] * 3 + ["Aktif"] * 3


@pytest.mark.parametrize(("place", "column"), [("A2:A3", "nip"), ("B2:B3", "nama")])
def test_a_person_is_never_taken_from_the_row_above(place: str, column: str) -> None:
    rows, said = merged(place)
    assert rows["kelas"].to_list()[:2] == ["diterima", "ditolak"]
    assert rows[column][1] is None
    assert "sel_gabung" not in said


@pytest.mark.parametrize(("place", "field"), [("B2:B3", "nik_pekerja_samar"), ("E2:E3", "nominal")])
def test_a_worker_and_money_are_never_taken_from_the_row_above(place: str, field: str) -> None:
    rows, _ = merged(place, rows=IURAN, kind="iuran")
    assert rows[field][1] is None


def test_a_donor_a_month_and_a_source_are() -> None:
    rows, said = merged("A2:A4", "D2:D7", "F3:F5", rows=IURAN, kind="iuran")
    assert rows["nip"].to_list() == [nip(1)] * 3 + [nip(4), nip(5), nip(6)]
    assert rows["kelas"].to_list() == ["diterima"] * 6
    assert said.count("sel_gabung") == 1


def test_a_number_stays_a_number() -> None:
    rows: list[list[Any]] = [IURAN[0], *([float(nip(1)), *row[1:]] for row in IURAN[1:])]
    got, _ = merged("A2:A7", rows=rows, kind="iuran")
    assert got["nip_keadaan"].to_list() == ["rusak"] * 6


def test_a_blank_row_within_stays_blank_and_a_title_merged_above_is_none() -> None:
    rows: list[list[Any]] = [["DAFTAR"], *ROWS[:4], [None] * 5, *ROWS[4:]]
    got, _ = merged("A1:E1", "D3:D9", rows=rows)
    assert got["baris"].to_list() == [3, 4, 5, 7, 8, 9]
    assert got["opd"].to_list() == ["DINKES"] * 6


def test_rows_far_below_the_first_batches_get_it_too() -> None:
    rows: list[list[Any]] = [
        HEAD,
        *(
            [nip(n % 900 + 1), "Orang", None, "DINKES" if n == 50 else None, "Aktif"]
            for n in range(400)
        ),
    ]
    got, _ = merged("D52:D300", rows=rows)
    assert got["opd"].is_not_null().sum() == 249


@pytest.mark.parametrize(
    "change",
    [lambda s: s, lambda s: s.replace("rowspan=3", "ROWSPAN='3'"), lambda s: s.replace("td", "th")],
)
def test_a_rowspan_of_a_page_is_a_merged_cell(change: Callable[[str], str]) -> None:
    rows = "".join(
        f"<tr><td>{nip(n)}</td><td>Orang</td>{'<td rowspan=3>MPP</td>' if n == 1 else ''}</tr>"
        for n in range(1, 4)
    )
    page = f"<table><tr><td>NIP</td><td>Nama</td><td>Kedudukan</td></tr>{change(rows)}</table>"
    assert parse(page, "asn").rows["kedudukan_hukum"].to_list() == ["MPP"] * 3


def test_what_is_not_merged_says_nothing() -> None:
    assert "sel_gabung" not in merged()[1]


def test_a_row_whose_only_own_cell_is_a_kpj_is_a_payment_and_no_heading() -> None:
    head = "".join(
        f"<th>{label}</th>" for label in ("NIP Donatur", "Nama Donatur", "Bulan Iuran", "KPJ")
    )
    shared = "".join(
        f'<td rowspan="2">{text}</td>' for text in ("199001012015041001", "Budi", "2026-03")
    )
    rows = f"<tr>{shared}<td>12345678901</td></tr><tr><td>12345678902</td></tr>"
    read = parse(f"<table><tr>{head}</tr>{rows}</table>", "iuran").rows
    assert read.select("kelas", "nip").rows() == [("diterima", "199001012015041001")] * 2

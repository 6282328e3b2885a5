"""Whose number a row bears, and people of other tables on a sheet (contract §2.2 to §2.4)."""

from typing import Final

import pytest

from tests.builders.books import xlsx
from tests.builders.small_city import parse

CHIEF: Final = "197001012000031001"
CHIEFS: Final = (CHIEF, "197103032001122002")
OTHER: Final = "199201012017042001"


def nips(count: int) -> list[str]:
    return [f"1990010120150410{at:02}" for at in range(1, count + 1)]


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("damaged", [0, 1, 2])
@pytest.mark.parametrize("chiefs", [1, 2])
@pytest.mark.parametrize("count", [5, 13])
def test_a_superiors_number_beside_each_row_is_nobodys_own(
    count: int, chiefs: int, damaged: int
) -> None:
    """One number too short, and the chiefs' would win by count."""
    own = [nip[:16] if at < damaged else nip for at, nip in enumerate(nips(count))]
    rows = (f"{nip};Orang {at};{CHIEFS[at % chiefs]}" for at, nip in enumerate(own))
    file = parse(lines("NIP;NAMA;NIP", *rows), "asn")
    assert file.rows["nip"].drop_nulls().to_list() == own[damaged:]


@pytest.mark.parametrize("collectors", [0, 3])
def test_where_one_person_pays_for_many_the_number_in_each_row_is_the_donors(
    collectors: int,
) -> None:
    head = "NIP DONATUR;NAMA DONATUR;NIK PEKERJA;BULAN IURAN;NOMINAL;NIP"
    others = [*nips(collectors), "", "", ""]
    rows = (f"{CHIEF};Orang;33740205070{at:05};2026-03;16800;{others[at]}" for at in range(3))
    file = parse(lines(head, *rows), "iuran")
    assert file.rows["nip"].to_list() == [CHIEF] * 3


@pytest.mark.parametrize("text", ["NIP199001012015041001", "nip.199001012015041001"])
def test_a_number_right_behind_the_word_is_read(text: str) -> None:
    assert parse(lines("NIP;NAMA", f"{text};Budi"), "asn").rows["nip"].to_list() == [
        "199001012015041001"
    ]


def test_what_dos_wrote_behind_the_last_line_cuts_nothing() -> None:
    text = lines("NIP;NAMA", *(f"{nip};Orang" for nip in nips(3))) + "\x1a"
    file = parse(text, "asn")
    assert (file.refused, file.rows.height) == (False, 3)


def shifted(count: int) -> str:
    """A second table below the first, three columns further to the right."""
    rows = (f";;;{nip};Orang" for nip in nips(count))
    return lines("NIP;NAMA;OPD;;", f"{OTHER};Siti;DINKES;;", ";;;NIP;NAMA", *rows)


def test_a_table_below_with_columns_of_its_own_refuses_the_file() -> None:
    file = parse(shifted(5), "asn")
    assert file.findings["kode"].to_list() == ["tabel_di_luar_kolom"]
    assert "5 NIP (mulai D4)" in file.findings["pesan"][0]


def test_so_does_one_in_a_workbook() -> None:
    rows = [line.split(";") for line in shifted(5).splitlines()]
    file = parse(xlsx(rows), "asn")
    assert file.findings["kode"].to_list() == ["tabel_di_luar_kolom"]
    assert "5 NIP (mulai D4)" in file.findings["pesan"][0]


def test_a_few_of_them_are_told() -> None:
    file = parse(shifted(2), "asn")
    assert file.rows["nip"].to_list() == [OTHER]
    assert "nip_di_luar_kolom" in file.findings["kode"].to_list()


def test_a_signature_beside_the_table_is_nobody() -> None:
    text = lines("NIP;NAMA;OPD;;", f"{OTHER};Siti;DINKES;;", f";;;NIP. {CHIEF};", ";;;Kepala;")
    assert "nip_di_luar_kolom" not in parse(text, "asn").findings["kode"].to_list()


def test_a_list_at_the_side_that_is_longer_than_the_table_is_no_table_of_its_own() -> None:
    rows = (f"{OTHER[:-1]}{at};Orang;{nip}" for at, nip in enumerate(nips(9), 1))
    more = (f";;19910101201504{at:04}" for at in range(1001, 1020))
    file = parse(lines("NIP;NAMA;DAFTAR ASN", *rows, *more), "asn")
    assert file.rows.height == 9
    assert "nip_di_luar_kolom" in file.findings["kode"].to_list()


def test_damaged_and_introduced_numbers_of_another_table_count_too() -> None:
    rows = (f";;;NIP {nip};Orang" for nip in nips(5))
    text = lines("NIP;NAMA;OPD;;", f"{OTHER};Siti;DINKES;;", ";;;NIP;NAMA", *rows)
    assert parse(text, "asn").findings["kode"].to_list() == ["tabel_di_luar_kolom"]

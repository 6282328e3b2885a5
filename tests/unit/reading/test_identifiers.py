"""NIP, NIK and KPJ cells (contract §2 cell rules; the vectors of domain §2)."""

from collections.abc import Callable

import polars as pl
import pytest

from pipeline.core.text import clean_texts
from pipeline.reading.cells.identifiers import is_nik, parse_kpj, parse_nik, parse_nip

Rule = Callable[[pl.Series, pl.Series], pl.DataFrame]


def read(rule: Rule, text: str | None, native: bool = False) -> dict[str, object]:
    frame = pl.DataFrame({"t": [text], "n": [native]}, schema={"t": pl.String, "n": pl.Boolean})
    cleaned = clean_texts(frame, ["t"])
    return rule(cleaned["t"], cleaned["n"]).row(0, named=True)


@pytest.mark.parametrize(
    ("written", "nip"),
    [
        ("199301212020121001", "199301212020121001"),
        ("199301212020122001", "199301212020122001"),
        ("200012312024121001", "200012312024121001"),
        ("200012312024211001", "200012312024211001"),
        ("19930121 202012 1 001", "199301212020121001"),
        ("19930121.202012.1.001", "199301212020121001"),
        ("19930121-202012-1-001", "199301212020121001"),
        ("'199301212020121001", "199301212020121001"),
        ('"199301212020121001"', "199301212020121001"),
        ("199301212020121\u00a0001", "199301212020121001"),
        ("199301212020121999", "199301212020121999"),
        ("198805052023291101", "198805052023291101"),
    ],
)
def test_a_valid_nip_is_read_whatever_stands_between_its_digits(written: str, nip: str) -> None:
    got = read(parse_nip, written)
    assert (got["nip"], got["nip_keadaan"], got["nip_awal"]) == (nip, "sah", None)


@pytest.mark.parametrize(
    "written",
    [
        "199301212020123001",  # sex 3
        "19930121202011001",  # 17 digits
        "2199301212020121001",  # 19 digits
        "200013312024121001",  # month 13
        "199302292020121001",  # no 29 February in 1993
        "200012312024213001",  # sex 3
        "199301212020131001",  # month of appointment 13
        "199301212020001001",  # month of appointment 00
        "199301212020201001",  # contract count 0
        "500123456",  # NIP lama
        "19930121202012100I",
        "bukan nomor",
        "1993012120201210011",  # a digit behind it
        "19930121199301212020121001",  # eight before it
        '19850101="2010011001"',
        "1985 NIP 01012010011001",
        "x1.98501012010011E+17",
        "x198501012010011000",
        "1985010120100110001",  # 19 digits, of which 16 to 18 are 0
    ],
)
def test_a_malformed_nip_is_wrong_and_not_damaged(written: str) -> None:
    got = read(parse_nip, written)
    assert (got["nip"], got["nip_keadaan"], got["nip_awal"]) == (None, "salah", None)


@pytest.mark.parametrize(
    ("written", "native", "known"),
    [
        ("1.98501012010011E+17", True, "198501012010011"),
        ("1.98501012010011E+17", False, "198501012010011"),
        ("1,98501012010011E+17", False, "198501012010011"),
        ("1.98501012010011e17", False, "198501012010011"),
        ("1.98501E+17", False, None),
        ("1.9850101201001e17", False, None),
        ("A198501012010011001.0", False, "198501012010011"),
        ("198501012010011001.0", False, "198501012010011"),
        ("198501012010011000", False, "198501012010011"),
        ("19850101 201001 1 000", False, "198501012010011"),
        ("500123456", True, None),
    ],
)
def test_a_nip_damaged_by_excel_keeps_only_the_digits_that_are_known(
    written: str, native: bool, known: str | None
) -> None:
    got = read(parse_nip, written, native)
    assert (got["nip"], got["nip_keadaan"], got["nip_awal"]) == (None, "rusak", known)


@pytest.mark.parametrize("written", [None, "", "-", "--", "N/A", "#N/A", "null"])
def test_an_empty_nip_is_neither_wrong_nor_damaged(written: str | None) -> None:
    assert read(parse_nip, written)["nip_keadaan"] == "kosong"


@pytest.mark.parametrize(
    ("written", "native"),
    [
        ("3404021011880001", False),
        ("3404025011880001", False),
        ("3171012902001234", False),
        ("3404024101880001", False),  # a woman born on the 1st
        ("3404027101880001", False),  # and on the 31st
        ("3273007101010001", False),
        ("3404021011880001", True),
    ],
)
def test_a_true_nik_raises_no_doubt(written: str, native: bool) -> None:
    assert read(parse_nik, written, native) == {
        "nik": written,
        "nik_ragu": None,
        "nik_tak_pasti": False,
    }


@pytest.mark.parametrize(
    "written",
    ["3404.0210.1188.0001", "3404 0210 1188 0001", "3404-021011-880001", "3404021011880001.0"],
)
def test_separators_and_a_trailing_point_zero_are_dropped_from_a_nik(written: str) -> None:
    assert read(parse_nik, written)["nik"] == "3404021011880001"


@pytest.mark.parametrize(
    ("written", "native", "doubt"),
    [
        ("3404023211880001", False, "tanggal lahir"),  # day 32
        ("3404027211880001", False, "tanggal lahir"),  # day 72 - 40 = 32
        ("3404020011880001", False, "tanggal lahir"),  # day 00
        ("3404021013880001", False, "tanggal lahir"),  # month 13
        ("3404022902010001", False, "tanggal lahir"),  # 29 February 1901 or 2001
        ("9904021011880001", False, "provinsi"),
        ("3404021011880000", False, "0000"),
        ("3404021011880010", True, "berakhir 0"),
    ],
)
def test_an_odd_nik_is_kept_with_a_warning(written: str, native: bool, doubt: str) -> None:
    got = read(parse_nik, written, native)
    assert got["nik"] == written
    assert doubt in str(got["nik_ragu"])


def test_a_text_nik_that_ends_in_zero_is_not_in_doubt() -> None:
    assert read(parse_nik, "3404021011880010")["nik_ragu"] is None


@pytest.mark.parametrize(
    "written",
    [
        "340402101188000",
        "34040210118800011",
        "3404************",
        "340402101188xxxx",
        "3333333333333333",
        "3,40402E+15",
    ],
)
def test_a_nik_that_is_short_masked_or_one_digit_repeated_is_empty(written: str) -> None:
    assert read(parse_nik, written)["nik"] is None


@pytest.mark.parametrize(
    ("written", "native", "kpj", "padded"),
    [
        ("01234567890", False, "01234567890", False),
        ("1234567890", False, "01234567890", True),
        ("1234567890", True, "01234567890", False),
        ("45678", True, "00000045678", False),
        ("45678", False, None, False),
        ("7", True, None, False),
        ("123456789012", False, None, False),
        ("123456789012", True, None, False),
        ("11111111111", False, None, False),
        ("1234567890A", False, None, False),
        ("123.5", True, None, False),
        (None, False, None, None),
    ],
)
def test_kpj(written: str | None, native: bool, kpj: str | None, padded: bool | None) -> None:
    assert read(parse_kpj, written, native) == {"kpj": kpj, "kpj_padan": padded}


PROVINCES = {
    *range(11, 20),
    21,
    *range(31, 37),
    *range(51, 54),
    *range(61, 66),
    *range(71, 77),
    81,
    82,
    *range(91, 98),
}


@pytest.mark.parametrize("code", range(100))
def test_a_nik_begins_with_a_province(code: int) -> None:
    doubt = read(parse_nik, f"{code:02d}74021507800001")["nik_ragu"]
    assert doubt == (None if code in PROVINCES else "kode provinsi tidak dikenal")


@pytest.mark.parametrize(
    ("written", "native", "doubtful"),
    [
        ("3374021507800010", True, True),
        ("3374021507800010", False, False),
        ("3374021507800011", True, False),
        ("9007199254740992", True, False),
        ("9107011507800001", True, True),
        ("9107011507800001", False, False),
        ("9107011507800001.0", False, True),
        ("3374021507800010.0", False, True),
        ("3374.02.150780.0010", False, False),
    ],
)
def test_a_number_that_may_have_lost_its_last_digits_is_doubtful(
    written: str, native: bool, doubtful: bool
) -> None:
    assert read(parse_nik, written, native)["nik_tak_pasti"] is doubtful


@pytest.mark.parametrize(
    "written",
    [
        '="198501012010011001"',
        "NIP. 19850101 201001 1 001",
        "NIP 198501012010011001",
        "nip: 198501012010011001",
        '="NIP. 198501012010011001"',
        "'198501012010011001'",
        "NIP : 198501012010011001",
    ],
)
def test_text_forms_of_a_nip_keep_every_digit(written: str) -> None:
    assert read(parse_nip, written)["nip"] == "198501012010011001"


def test_a_nik_that_is_kept_a_text_like_that_keeps_every_digit() -> None:
    assert read(parse_nik, '="3404021011880001"')["nik"] == "3404021011880001"


def test_cells_of_which_nothing_else_is_known_are_texts() -> None:
    texts = pl.Series(["198501012010011001", "3404021011880010", "7"])
    assert parse_nip(texts)["nip_keadaan"].to_list() == ["sah", "salah", "salah"]
    assert parse_nik(texts)["nik_tak_pasti"].to_list() == [False] * 3
    assert parse_kpj(texts)["kpj"].to_list() == [None] * 3


def test_an_empty_cell_is_no_doubtful_nik() -> None:
    assert read(parse_nik, None)["nik_tak_pasti"] is False


def test_a_number_with_an_exponent_and_more_behind_it_is_wrong_and_not_damaged_by_excel() -> None:
    assert read(parse_nip, "1.98501012010011E+17")["nip_keadaan"] == "rusak"
    assert read(parse_nip, "1.98501012010011E+17 x")["nip_keadaan"] == "salah"


def test_what_excel_wraps_a_number_in_ends_with_the_cell() -> None:
    assert read(parse_nip, '="19850101201001100"1')["nip_keadaan"] == "salah"


def test_a_nik_in_a_cell_for_a_nip_is_told_by_its_sixteen_digits() -> None:
    cells = {
        "3374010101900001": True,
        "'3374 0101 0190 0001": True,
        "3374010101900001.0": True,
        "199001012015041001": False,
        "33740101019000011": False,
        "337401010190000\uff11": False,
        "NIK 3374010101900001": False,
        None: None,
    }
    assert is_nik(pl.Series([*cells], dtype=pl.String)).to_list() == [*cells.values()]

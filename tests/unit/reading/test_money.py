"""Rupiah as offices write it (contract §2 cell rules)."""

import pytest

from pipeline.reading.cells.money import parse_native_rupiah, parse_rupiah


@pytest.mark.parametrize(
    "written",
    [
        "16800",
        "16.800",
        "16,800",
        "16.800,00",
        "16,800.00",
        "16800.00",
        "16800,0",
        "Rp16.800",
        "Rp 16.800,-",
        "IDR 16800",
        "Rp. 16.800",
        "rp16800",
        "16800,99",
        "16.800,5",
        "Rp.16.800,00",
        " Rp 16.800 ",
    ],
)
def test_sixteen_thousand_eight_hundred(written: str) -> None:
    assert parse_rupiah(written) == 16800


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("1.680.000", 1680000),
        ("1,680,000.50", 1680000),
        ("1.680.000,50", 1680000),
        ("0", 0),
        ("500", 500),
        ("1.000,75", 1000),
        ("999.999.999.999.999", 10**15 - 1),
    ],
)
def test_other_amounts(written: str, rupiah: int) -> None:
    assert parse_rupiah(written) == rupiah


@pytest.mark.parametrize(
    "written",
    [
        "-16800",
        "Rp -16.800",
        "16800Rp",
        "16.Rp800",
        "16.8",
        "16,8",
        "16.80",
        "999,5",
        "1.68.000",
        "16.8000",
        "16.-800",
        "16800.000",
        "16.800.00",
        "1,680.000,0",
        "enam belas ribu",
        "16 800",
        "16.800 x 2",
        "Rp",
        "1.6E+4",
        "",
        ".5",
        "1.000.000.000.000.000",
    ],
)
def test_what_is_no_amount_is_unreadable(written: str) -> None:
    assert parse_rupiah(written) is None


@pytest.mark.parametrize(
    ("number", "rupiah"),
    [("16800", 16800), ("16800.75", 16800), ("0", 0), ("999", 999), ("1000.5", 1000)],
)
def test_a_number_cell_is_taken_as_it_is(number: str, rupiah: int) -> None:
    assert parse_native_rupiah(number) == rupiah


@pytest.mark.parametrize("number", ["-1", "16.8", "0.5", "nan", "inf"])
def test_a_negative_number_cell_or_a_fraction_below_a_thousand_is_unreadable(number: str) -> None:
    assert parse_native_rupiah(number) is None

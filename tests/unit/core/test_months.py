"""Months as they are written: only with the digits in which we write and compare them."""

import pytest

from pipeline.core.periods import Period, month_meant


@pytest.mark.parametrize("text", ["٢٠٢٦-03", "２０２６-03", "२०२६-03"])
def test_digits_of_another_script_name_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="2026"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["2026-03", "0001-01", "9999-12"])
def test_a_month_is_written_as_it_is_read(text: str) -> None:
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize("text", ["٢٠٢٦-٠٣", "٢٠٢٦٠٣"])
def test_a_folder_named_in_another_script_is_nearly_a_month_and_so_is_told_of(text: str) -> None:
    assert month_meant(text) == Period.of(2026, 3)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-1O", 10),
        ("2O26-10", 10),
        ("2026-l2", 12),
        ("2026-I1", 11),
        ("2026O3", 3),
        ("2026-04l", 4),
        ("2026-01l", 1),
        ("2026-01o", 1),
        ("2026-12l3", 12),
        ("2026-004", 4),
        ("2026-04 lama", 4),
        ("Juli2026", 7),
        ("April 2O26", 4),
    ],
)
def test_a_letter_typed_for_a_digit_is_that_digit(text: str, month: int) -> None:
    """As "2026-1O" was taken for January, and its reader told to rename it so."""
    assert month_meant(text) == Period.of(2026, month)


@pytest.mark.parametrize("text", ["2026-1899", "2026ii", "2026oo", "2026-00l", "2026-13", "arsip"])
def test_what_names_no_month_is_nobodys(text: str) -> None:
    """As a folder "2026-1899" once ended every command."""
    assert month_meant(text) is None

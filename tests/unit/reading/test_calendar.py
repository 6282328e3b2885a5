"""Months, ranges and dates as offices write them (contract §2 cell rules)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from pipeline.core.periods import Period
from pipeline.reading.cells.calendar import parse_date, parse_month_count, parse_months

ZONE = ZoneInfo("Asia/Jakarta")


def months(text: str) -> tuple[str, str] | None:
    read = parse_months(text, ZONE)
    return (str(Period(read[0])), str(Period(read[1]))) if read else None


@pytest.mark.parametrize(
    "written",
    [
        "2026-10",
        "202610",
        "10/2026",
        "10-2026",
        "Oktober 2026",
        "Okt 2026",
        "Okt-26",
        "OKTOBER 2026",
        "okt 2026",
        "2026-10-05",
        "05/10/2026",
        "05-10-2026",
        "5 Oktober 2026",
        "05-OCT-2026",
        "2026-10-31T17:00:00",
        "2026-10-05 00:00:00",
    ],
)
def test_one_month(written: str) -> None:
    assert months(written) == ("2026-10", "2026-10")


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("3/2026", "2026-03"),
        ("Oktober  2026", "2026-10"),
        ("Okt2026", "2026-10"),
        ("5/3/2026", "2026-03"),
        ("5  Oktober 2026", "2026-10"),
        ("5 Oktober  2026", "2026-10"),
        ("05/10/2026  10:00", "2026-10"),
        ("05/01/1900", "1900-01"),
        ("31/12/2099", "2099-12"),
        ("31/12/1899", None),
        ("01/01/2100", None),
    ],
)
def test_a_month_of_one_digit_far_from_its_year_or_at_the_ends_of_the_centuries(
    written: str, month: str | None
) -> None:
    assert months(written) == (month and (month, month))


@pytest.mark.parametrize("first", ["Okt 26", "Okt  2026", "Okt2026"])
def test_the_first_month_of_a_range_has_its_year_however_far_from_it(first: str) -> None:
    assert months(f"{first}-Nov 2026") == ("2026-10", "2026-11")


def test_a_moment_with_z_falls_in_the_month_that_it_is_in_semarang() -> None:
    assert months("2026-09-30T17:00:00Z") == ("2026-10", "2026-10")
    assert months("2026-09-30T16:59:59Z") == ("2026-09", "2026-09")


@pytest.mark.parametrize(
    "written",
    [
        "Mei s.d. Juli 2026",
        "Mei s/d Juli 2026",
        "Mei sd Juli 2026",
        "Mei-Juli 2026",
        "Mei - Juli 2026",
        "MEI S.D JULI 2026",
        "2026-05 s.d. 2026-07",
        "2026-05 - 2026-07",
        "05/2026 s/d 07/2026",
        "202605 sd 202607",
        "Mei 2026 - Juli 2026",
        "Mei 2026-Juli 2026",
        "Mei\u2013Juli 2026",
        "01/05/2026 - 31/07/2026",
        "Mei-26 s.d. Jul-26",
    ],
)
def test_a_range_of_months(written: str) -> None:
    assert months(written) == ("2026-05", "2026-07")


@pytest.mark.parametrize(
    "written", ["Nov - Feb 2026", "November-Februari 2026", "Nov s.d. Feb 2026", "Nov s/d 02/2026"]
)
def test_a_first_month_without_a_year_that_would_come_after_the_second_is_of_the_year_before(
    written: str,
) -> None:
    assert months(written) == ("2025-11", "2026-02")


def test_the_same_month_twice_is_one_month() -> None:
    assert months("Mei - Mei 2026") == ("2026-05", "2026-05")


def test_a_range_that_runs_backwards_is_given_as_it_stands() -> None:
    assert months("Juli 2026 - Mei 2026") == ("2026-07", "2026-05")


@pytest.mark.parametrize(
    "written",
    [
        "Oktober",
        "Mei-Juli",
        "2026",
        "2026-13",
        "202613",
        "13/2026",
        "00/2026",
        "46296",
        "Oktobr 2026",
        "31/02/2026",
        "?",
        "Mei s.d.",
        "s.d. Juli 2026",
        "05/10/0026",
        "05/10/9999",
        "10",
        "2026-10-05T25:00:00Z",
    ],
)
def test_what_names_no_month_is_unreadable(written: str) -> None:
    assert months(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-05",
        "2026-10-05T00:00:00",
        "2026-10-04T17:00:00Z",
        "2026-10-05T16:59:59.5Z",
        "2026-10-05T08:00:00+07:00",
        "05/10/2026",
        "5/10/2026",
        "05-10-2026",
        "5 Oktober 2026",
        "05-OCT-2026",
        "05-Okt-2026",
        "5 okt 2026",
    ],
)
def test_a_date(written: str) -> None:
    assert parse_date(written, ZONE) == dt.date(2026, 10, 5)


def test_day_comes_before_month_always() -> None:
    assert parse_date("03/04/2026", ZONE) == dt.date(2026, 4, 3)
    assert parse_date("04/13/2026", ZONE) is None


@pytest.mark.parametrize(
    "written",
    ["31/02/2026", "2026-02-30", "kemarin", "46296", "05/10-2026", "5 Oktobr 2026", "00/10/2026"],
)
def test_what_is_no_date_is_unreadable(written: str) -> None:
    assert parse_date(written, ZONE) is None


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("3", 3),
        ("3 bulan", 3),
        ("12 BULAN", 12),
        ("3bulan", 3),
        ("3  bln", 3),
        ("3.0", 3),
        ("25", 25),
    ],
)
def test_a_count_of_months(written: str, count: int) -> None:
    assert parse_month_count(written) == count


@pytest.mark.parametrize("written", ["tiga", "0", "-3", "3,5", "3.5", "bulan", "3 tahun"])
def test_what_is_no_count_of_months_is_unreadable(written: str) -> None:
    assert parse_month_count(written) is None


MONTH_WORDS = {
    1: "Januari January Jan",
    2: "Februari Pebruari February Feb Peb",
    3: "Maret March Mar Mrt",
    4: "April Apr",
    5: "Mei May",
    6: "Juni June Jun",
    7: "Juli July Jul",
    8: "Agustus August Agu Agt Ags Agst Aug",
    9: "September Sept Sep",
    10: "Oktober October Okt Oct",
    11: "November Nopember Nov Nop",
    12: "Desember December Des Dec",
}


@pytest.mark.parametrize(
    ("number", "word"),
    [(number, word) for number, words in MONTH_WORDS.items() for word in words.split()],
)
def test_every_word_for_a_month(number: int, word: str) -> None:
    assert months(f"{word} 2026") == (f"2026-{number:02d}", f"2026-{number:02d}")
    assert parse_date(f"5 {word.upper()} 2026", ZONE) == dt.date(2026, number, 5)


@pytest.mark.parametrize(
    "written",
    [
        "Januari 2026 s.d.Maret 2026",
        "Januari s.d.Maret 2026",
        "01 s.d. 03/2026",
        "1 sd 03-2026",
        "01 - 03/2026",
        "2026-01 s.d.2026-03",
        "Januari 2026 s/dMaret 2026",
        "Jan.-Mar. 2026",
        "Januari sdMaret 2026",
    ],
)
def test_ranges_without_blanks_and_with_a_first_month_in_digits(written: str) -> None:
    assert months(written) == ("2026-01", "2026-03")


def test_a_first_month_in_digits_that_would_come_after_the_second_is_of_the_year_before() -> None:
    assert months("11 s.d. 02/2026") == ("2025-11", "2026-02")


@pytest.mark.parametrize(
    "written", ["Agustus/Desember 2026", "13 s.d. 03/2026", "s.d. Maret 2026", "Maret", "01"]
)
def test_what_is_no_month_is_none(written: str) -> None:
    assert months(written) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("05/10/2026 08:30", "2026-10-05"),
        ("05-10-2026 8.30", "2026-10-05"),
        ("5 Oktober 2026 08:30:15", "2026-10-05"),
        ("05-OCT-2026 11:59:59 PM", "2026-10-05"),
        ("05-Okt-2026 23:59 WIB", "2026-10-05"),
        ("2026-03-31t20:00:00z", "2026-04-01"),
        ("05/10/2026 20:00Z", "2026-10-06"),
        ("2026-10-05 20:00:00.5 +0000", "2026-10-06"),
        ("2026-10-05 20:00:00.567 +0000", "2026-10-06"),
        ("2026-10-05 12:00 AM", "2026-10-05"),
    ],
)
def test_a_time_may_stand_behind_any_date(written: str, read: str) -> None:
    assert str(parse_date(written, ZONE)) == read


@pytest.mark.parametrize(
    "written",
    [
        "5 Maret 20261",
        "05/10/2026 24:00",
        "05/10/2026 08:60",
        "31/02/2026 08:00",
        "05/10/2026 13:00 PM",
        "05/10/2026 00:30 PM",
        "05/10/2026 8",
    ],
)
def test_what_no_clock_shows_is_no_date(written: str) -> None:
    assert parse_date(written, ZONE) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("05/10/2026 08:00 PM +0000", "2026-10-06"),
        ("05/10/2026 08:00 pm +0000", "2026-10-06"),
        ("05/10/2026 08:00 AM +0000", "2026-10-05"),
        ("05/10/2026 01:30 PM", "2026-10-05"),
        ("05/10/2026 09:30 AM -0700", "2026-10-05"),
        ("05/10/2026 23:59 wib", "2026-10-05"),
    ],
)
def test_a_half_of_the_day_is_known_in_any_letters_before_the_zone_is(
    written: str, read: str
) -> None:
    assert str(parse_date(written, ZONE)) == read


def test_a_date_before_1900_is_no_month_and_one_month_is_a_count() -> None:
    assert months("31/12/1899") is None
    assert months("01/01/1900") == ("1900-01", "1900-01")
    assert parse_month_count("1 bulan") == 1
    assert parse_month_count("0 bulan") is None

"""Looking up near NIPs by shared parts finds exactly those that comparing all pairs finds."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from pipeline.deciding.near_numbers import MOST_EDITS, near_numbers

DIGITS = st.text("0123456789", min_size=1, max_size=1)
NIPS = st.text("01", min_size=18, max_size=18) | st.text("0123456789", min_size=18, max_size=18)


def compared_with_all(written: list[str], nips: list[str]) -> list[tuple[str, str, int]]:
    pairs = ((w, nip, int(OSA.distance(w, nip))) for w in set(written) for nip in set(nips))
    return sorted(pair for pair in pairs if pair[2] <= MOST_EDITS)


def looked_up(written: list[str], nips: list[str]) -> list[tuple[str, str, int]]:
    distinct = pl.Series(sorted(set(nips)), dtype=pl.String)
    found = near_numbers(pl.Series([*written, None, *written], dtype=pl.String), distinct)
    return sorted(found.select("nip_angka", "nip_usulan", "edit").rows())


def with_error(digits: str, kind: str, at: int, digit: str) -> str:
    at %= len(digits)
    swapped = digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :]
    return {
        "ganti": digits[:at] + digit + digits[at + 1 :],
        "tambah": digits[:at] + digit + digits[at:],
        "hapus": digits[:at] + digits[at + 1 :],
        "tukar": swapped,
    }[kind]


ERRORS = st.lists(
    st.tuples(st.sampled_from(["ganti", "tambah", "hapus", "tukar"]), st.integers(0, 18), DIGITS),
    max_size=3,
)


@given(st.lists(st.tuples(NIPS, ERRORS), min_size=1, max_size=4))
def test_no_number_within_two_errors_is_missed(
    people: list[tuple[str, list[tuple[str, int, str]]]],
) -> None:
    nips, written = [nip for nip, _ in people], []
    for nip, errors in people:
        digits = nip
        for error in errors:
            digits = with_error(digits, *error)
        written.append(digits)
    assert looked_up(written, nips) == compared_with_all(written, nips)


def test_every_pair_of_errors_in_one_number_is_found() -> None:
    nip = "198503122013212345"  # no two neighbours at a border of two parts are alike
    once = {
        with_error(nip, kind, at, "7")
        for kind in ("ganti", "tambah", "hapus", "tukar")
        for at in range(18)
    }
    twice = {
        with_error(digits, kind, at, "4")
        for digits in once
        for kind in ("ganti", "tambah", "hapus", "tukar")
        for at in range(len(digits))
    }
    written = sorted(once | twice)
    assert looked_up(written, [nip]) == compared_with_all(written, [nip])


def test_nobody_is_near_an_empty_or_a_short_number() -> None:
    assert looked_up(["1", "123456"], ["198503122010012345"]) == []
    assert looked_up([], ["198503122010012345"]) == []

"""A signature stands for one publication only: its marks and the people of each of its lists."""

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.marks import LISTS, OPD_REPORT, SIGNED, Marks
from pipeline.core.signing import key_fingerprint, same_signature, signature

KEY = b"2b7e151628aed2a6abf7158809cf4f3c"
MARKS = Marks(OPD_REPORT, "2026-10", "DINKES", "r01")
NIPS = [f"19850101201501{n:04d}" for n in range(1001, 1009)]
PEOPLE = {"belum": NIPS[:3], "sudah": NIPS[3:6], "dikecualikan": NIPS[6:]}
TEXT = st.text(alphabet='2026-10DINKESr01\n"\\,:{}[] ', max_size=12)


def test_the_order_of_people_and_lists_makes_no_difference() -> None:
    turned = {name: list(reversed(PEOPLE[name])) for name in reversed(LISTS)}
    assert signature(KEY, MARKS, turned) == signature(KEY, MARKS, PEOPLE)
    assert signature(KEY, MARKS, PEOPLE).startswith(SIGNED)


def test_a_person_on_another_list_makes_another_signature() -> None:
    for one, other in itertools.permutations(LISTS, 2):
        moved = {
            **PEOPLE,
            one: PEOPLE[one][1:],
            other: [*PEOPLE[other], PEOPLE[one][0]],
        }
        assert signature(KEY, MARKS, moved) != signature(KEY, MARKS, PEOPLE)


def test_one_more_one_less_or_the_same_one_twice_makes_another_signature() -> None:
    others = [
        {**PEOPLE, "belum": PEOPLE["belum"][:-1]},
        {**PEOPLE, "belum": [*PEOPLE["belum"], "197001011995011001"]},
        {**PEOPLE, "belum": [*PEOPLE["belum"], PEOPLE["belum"][0]]},
    ]
    made = {signature(KEY, MARKS, people) for people in (PEOPLE, *others)}
    assert len(made) == 4


@given(st.tuples(TEXT, TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT, TEXT))
def test_no_two_marks_have_one_signature_wherever_a_text_of_theirs_ends(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    """Written one below the other, two texts were one where a line ended within the first."""
    made = [
        signature(KEY, replace(MARKS, periode=p, kode_opd=k, revisi=r, unit=u), PEOPLE)
        for p, k, r, u in (one, other)
    ]
    assert same_signature(*made) == (one == other)


def test_marks_cannot_be_stretched_into_the_list_of_people() -> None:
    longer = replace(MARKS, revisi=f'r01","belum":["{NIPS[0]}"]')
    assert signature(KEY, longer, {}) != signature(KEY, MARKS, {"belum": [NIPS[0]]})


def test_another_key_makes_another_signature_and_no_key_makes_none() -> None:
    other = signature(b"x" * 32, MARKS, PEOPLE)
    assert other != signature(KEY, MARKS, PEOPLE)
    assert signature(b"", MARKS, PEOPLE) == ""
    assert key_fingerprint(b"") == ""
    assert KEY.decode() not in key_fingerprint(KEY)

"""Names of files and sheets as readers see them: no number of a person, nothing unseen (§6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.shown_names import is_text, shown_name, shown_names
from tests.builders.examples import SMALL


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("majapahit-2026-03.csv", "majapahit-2026-03.csv"),
        (
            "Rekap donatur 2026-03-01 sd 2026-03-31.xlsx",
            "Rekap donatur 2026-03-01 sd 2026-03-31.xlsx",
        ),
        ("iuran 01.03.2026-31.03.2026.csv", "iuran 01.03.2026-31.03.2026.csv"),
        ("roster 199001012015041001.csv", "roster ******************.csv"),
        ("19900101 201504 1 001 Budi.csv", "******** ****** * *** Budi.csv"),
        ("20260401.csv", "********.csv"),
        ("1990\u200b0101.csv", "****<U+200B>****.csv"),
        ("NIK ３３７４０１０１０１９００００１.csv", "NIK ****************.csv"),
        ("3374.0101.0190.0001.csv", "****.****.****.****.csv"),
        ("iuran\u00a0a.csv", "iuran<U+00A0>a.csv"),
        ("\u200eiuran.csv", "<U+200E>iuran.csv"),
        ("iuran\ufeff\u3164.csv", "iuran<U+FEFF><U+3164>.csv"),
        ("dua\nbaris.csv", "dua<U+000A>baris.csv"),
        ("semar\udce9ng.csv", "semar<0xE9>ng.csv"),
        ("Kec. Gajah Mungkur.csv", "Kec. Gajah Mungkur.csv"),
    ],
)
def test_a_name_is_shown_without_numbers_and_with_what_nobody_sees(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_names_that_would_look_alike_are_told_apart() -> None:
    names = ["19900101.csv", "19900102.csv", "********.csv (2)", "a.csv"]
    assert shown_names(names) == [
        "********.csv",
        "********.csv (2)",
        "********.csv (2) (2)",
        "a.csv",
    ]


@SMALL
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_is_shown_can_be_printed_and_written_down(name: str) -> None:
    assert shown_name(name).isprintable()
    assert shown_name(name).encode("utf-8").decode("utf-8") == shown_name(name)


@SMALL
@given(st.text("0123456789\u200b\u00ad.- ", max_size=40))
def test_no_run_of_eight_digits_is_left(name: str) -> None:
    bare = shown_name(name).replace("<U+200B>", "").replace("<U+00AD>", "")
    runs = "".join(letter if letter.isdigit() else " " for letter in bare).split()
    assert all(len(run) < 8 for run in runs)


@pytest.mark.parametrize(("name", "text"), [("a\u00a0b.csv", True), ("a\udcffb.csv", False)])
def test_a_name_that_is_no_text_is_told(name: str, text: bool) -> None:
    assert is_text(name) is text

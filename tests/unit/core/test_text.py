"""The text rule and how words and names are compared (contract §2, §4; domain §4)."""

import polars as pl
import pytest

from pipeline.core.names import plain_name, shown_name
from pipeline.core.text import (
    clean_texts,
    contains_undenied,
    map_distinct,
    names_phrase,
    plain,
    words,
)


def cleaned(text: str | None) -> object:
    """Return a text as it is cleaned beside another one that stays as it is."""
    frame = pl.DataFrame(
        {"t": ["Budi", text], "lain": ["-", "-"]}, schema_overrides={"t": pl.String}
    )
    read = clean_texts(frame, ["t"])
    assert read["lain"].to_list() == ["-", "-"]
    assert read["t"][0] == "Budi"
    return read["t"][1]


def one(expression: pl.Expr, text: str | None) -> object:
    return pl.DataFrame({"t": [text]}, schema={"t": pl.String}).select(expression).item()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  Budi   Santoso ", "Budi Santoso"),
        ("Budi\u00a0\u00a0Santoso", "Budi Santoso"),
        ("Budi\tSantoso\nBin Ali", "Budi Santoso Bin Ali"),
        ("'00123", "00123"),
        ("' Budi", "Budi"),
        ("O'Brien", "O'Brien"),
        ("\u202eBudi\u202c\u200b", "Budi"),
        ("Bu\x07di", "Budi"),
        ("Rene\u0301", "Ren\u00e9"),
    ],
)
def test_text_is_cleaned(written: str, read: str) -> None:
    assert cleaned(written) == read


@pytest.mark.parametrize(
    "written",
    ["", " ", "-", "--", " - ", "N/A", "n/a", "#N/A", "NULL", "null", "'-", "\u00a0", None],
)
def test_what_offices_write_for_nothing_is_empty(written: str | None) -> None:
    assert cleaned(written) is None


@pytest.mark.parametrize("written", ["---", "0", "N/A.", "NULLAH", "nihil"])
def test_other_marks_are_text(written: str) -> None:
    assert cleaned(written) == written


@pytest.mark.parametrize("times", [1, 600])
def test_each_distinct_text_is_asked_about_once_in_few_rows_as_in_many(times: int) -> None:
    asked: list[str] = []

    def length(text: str) -> int | None:
        asked.append(text)
        return len(text) or None

    rows = pl.Series(["Budi", None, "", "Siti A."] * times, dtype=pl.String)
    found = map_distinct(rows.alias("nama"), length, pl.Int64)
    assert found.name == "nama"
    assert found.to_list() == [4, None, None, 7] * times
    assert sorted(asked) == ["", "Budi", "Siti A."]


@pytest.mark.parametrize("length", [0, 3, 2_000])
def test_of_nothing_nothing_is_asked(length: int) -> None:
    nothing = pl.Series([None] * length, dtype=pl.String)
    assert map_distinct(nothing, int, pl.Int64).to_list() == [None] * length


def test_labels_are_compared_by_letters_and_digits_only() -> None:
    assert one(plain(pl.col("t")), " N.I.P.  (Baru) 18 ") == "nipbaru18"


def test_words_are_whole_words() -> None:
    assert one(words(pl.col("t")), "non-PNS/kontrak") == " NON PNS KONTRAK "


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("APBD", True),
        ("Dana APBD Kota", True),
        ("apbd-2026", True),
        ("Program PIJAR SEMAR th 2", True),
        ("PIJAR", False),
        ("bukan APBD", False),
        ("Non APBD", False),
        ("selain apbd", False),
        ("non-APBD", False),
        ("APBDES", False),
        ("gaji", False),
        ("bukan gaji, APBD", True),
        ("APBD bukan CSR", True),
    ],
)
def test_a_source_of_money_is_named_by_a_whole_phrase_that_is_not_denied(
    written: str, named: bool
) -> None:
    assert names_phrase(written, ("APBD", "PIJAR SEMAR", "CSR")) is named


@pytest.mark.parametrize(
    ("written", "transport"),
    [
        ("Transportasi", True),
        ("Sektor TRANSPORT darat", True),
        ("non transportasi", False),
        ("bukan transportasi", False),
        ("selain transportasi", False),
        ("Perdagangan", False),
    ],
)
def test_the_transport_sector_is_a_part_of_a_word_that_is_not_denied(
    written: str, transport: bool
) -> None:
    assert contains_undenied(written, "transport") is transport


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Dr. Ir. H. BUDI SANTOSO, S.T., M.T.", "BUDI SANTOSO"),
        ("drg Siti Aminah", "SITI AMINAH"),
        ("RA Kartini", "KARTINI"),
        ("Hj.Siti  Aminah", "SITI AMINAH"),
        ("Nur\u2019aini", "NUR'AINI"),
        ("Nur`aini", "NUR'AINI"),
        ("Hendra", "HENDRA"),
        ("Budi.Santoso", "BUDI SANTOSO"),
    ],
)
def test_names_are_compared_without_titles(written: str, compared: str) -> None:
    assert one(plain_name(pl.col("t")), written) == compared


@pytest.mark.parametrize(
    ("front", "name", "back", "shown"),
    [
        ("dr.", "Budi", "Sp.A", "dr. Budi, Sp.A"),
        (None, "Budi", "S.T.", "Budi, S.T."),
        ("Dr.", "Budi", None, "Dr. Budi"),
        (None, "Budi", None, "Budi"),
    ],
)
def test_the_shown_name_carries_its_degrees(
    front: str | None, name: str, back: str | None, shown: str
) -> None:
    frame = pl.DataFrame(
        {"f": [front], "n": [name], "b": [back]}, schema=dict.fromkeys("fnb", pl.String)
    )
    assert frame.select(shown_name(pl.col("n"), pl.col("f"), pl.col("b"))).item() == shown


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Non APBD/APBN", False),
        ("bukan dana APBD", False),
        ("bukan dari dana APBD", False),
        ("selain APBD, APBN, CSR", False),
        ("bukan APBD maupun dari APBN", False),
        ("Non APBD & gaji/CSR", False),
        ("Non APBD; CSR", True),
        ("Non APBD, dibayar CSR", True),
        ("Non APBD CSR", True),
        ("Bukan APBD (CSR)", True),
        ("CSR / non APBD", True),
        ("APBD/non APBN", True),
    ],
)
def test_a_denial_reaches_over_a_joined_list_only(written: str, named: bool) -> None:
    assert names_phrase(written, ("APBD", "APBN", "CSR"), ("gaji",)) is named


def test_what_mysql_writes_for_nothing_is_empty() -> None:
    assert cleaned("\\N") is None

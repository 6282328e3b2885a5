"""Whose payment a record is, and which accepted repairs may be used (contract §5.3)."""

from typing import Any, Final

import polars as pl
import pytest

from pipeline.deciding.attribution import (
    People,
    attribute,
    differing_names,
    people,
    usable_repairs,
)

ROSTER = pl.DataFrame({"nip": ["199001012015041001", "199201012017042001"]})


def repairs(*rows: tuple[str | None, str | None, str]) -> pl.DataFrame:
    schema = {"nip_tercatat": pl.String, "nama_tercatat": pl.String, "nip_benar": pl.String}
    return (
        pl.DataFrame(list(rows), schema=schema, orient="row")
        .with_row_index("baris", 2)
        .cast({"baris": pl.Int64})
    )


def test_a_repair_that_names_neither_nip_nor_name_would_claim_every_anonymous_payment_and_is_not_used() -> (
    None
):
    pairs, findings = usable_repairs(repairs((None, None, "199001012015041001")), ROSTER)
    assert pairs.height == 0
    assert findings.select("kode", "baris").rows() == [("koreksi_salah", 2)]


def test_a_repair_by_name_alone_is_used() -> None:
    pairs, findings = usable_repairs(repairs((None, "budi", "199001012015041001")), ROSTER)
    assert pairs.rows() == [("", "BUDI", "199001012015041001")]
    assert findings.height == 0


BUDI, SITI = "199001012015041001", "199201012017042001"
JOKO_BEFORE, JOKO = "198805052022211009", "198805052027211001"
ABSENT: Final = "197001012000031001"


def test_a_repair_is_used_where_its_nip_is_on_this_roster_and_no_other_row_contradicts_it() -> None:
    pairs, findings = usable_repairs(
        repairs(
            ("12", "Budi", BUDI),
            ("12", "BUDI", BUDI),
            ("13", "Sri", BUDI),
            ("13", "SRI", SITI),
            ("14", "Joko", ABSENT),
            ("14", "JOKO", SITI),
            ("11", None, SITI),
            ("15", "Ani", "123"),
            ("11", "Budi", f" {SITI} "),
        ),
        ROSTER,
    )
    assert pairs.rows() == [
        ("11", "", SITI),
        ("11", "BUDI", SITI),
        ("12", "BUDI", BUDI),
        ("14", "JOKO", SITI),
    ]
    assert sorted(findings.select("kode", "baris").rows()) == [
        ("koreksi_bertentangan", 4),
        ("koreksi_bertentangan", 5),
        ("koreksi_salah", 9),
        ("koreksi_tanpa_orang", 6),
    ]
    assert findings["kolom"].unique().to_list() == ["nip_benar"]


def roster(month: str, *rows: tuple[str, str | None]) -> pl.DataFrame:
    schema = {"nip": pl.String, "nik": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        nama_polos=pl.lit("JOKO"), bulan_terima=pl.lit(month)
    )


ROSTERS: Final = {
    "2026-03": roster("2026-03", (BUDI, "B"), (SITI, "S"), (JOKO, "J"), ("X", "D"), ("Y", "D")),
    "2026-02": roster("2026-02", (JOKO_BEFORE, "J"), (SITI, None), ("Z", "D"), ("V", None)),
    "2026-01": roster("2026-01", (JOKO_BEFORE, "S"), ("W", "B")),
    "2026-04": roster("2026-04", ("U", "B")),
}


def test_of_the_earlier_rosters_the_latest_row_of_a_nip_is_known() -> None:
    seen = people(ROSTERS, "2026-03")
    assert seen.roster is ROSTERS["2026-03"]
    assert seen.earlier.select("nip", "nik", "bulan_terima").rows() == [
        (JOKO_BEFORE, "J", "2026-02"),
        (SITI, None, "2026-02"),
        ("V", None, "2026-02"),
        ("W", "B", "2026-01"),
        ("Z", "D", "2026-02"),
    ]
    assert people(ROSTERS, "2026-01").earlier.height == 0


def test_of_the_earlier_rosters_only_those_asked_for_are_known_who_are_on_this_one_no_more() -> (
    None
):
    asked = pl.Series(["W", JOKO_BEFORE, SITI, None, "W", "nobody"], dtype=pl.String)
    assert people(ROSTERS, "2026-03", asked).earlier["nip"].to_list() == [JOKO_BEFORE, "W"]
    assert people(ROSTERS, "2026-03", asked.head(0)).earlier.height == 0


def test_a_nik_leads_to_the_one_asn_of_the_roster_who_has_it() -> None:
    found = people(ROSTERS, "2026-03").by_nik().sort("nik").rows()
    assert found == [("B", BUDI), ("J", JOKO), ("S", SITI)]


# nip_tercatat, nama_tercatat, nip, nik_donatur -> nip_asn, jalur, pernah
DONORS: Final[dict[str, tuple[tuple[str | None, ...], tuple[str | None, str | None, bool]]]] = {
    "an accepted repair": (("99", "Budi S", None, None), (BUDI, "koreksi", False)),
    "a repair of what was no number": (("XI-2", "ANI", None, None), (SITI, "koreksi", False)),
    "a repair before the NIP as written": (
        (SITI, "dikoreksi", SITI, None),
        (BUDI, "koreksi", True),
    ),
    "the NIP as written": ((SITI, "Siti", SITI, None), (SITI, "nip", True)),
    "the NIP before the NIK": ((SITI, "Siti", SITI, "B"), (SITI, "nip", True)),
    "the NIK of one ASN": ((None, None, None, "B"), (BUDI, "nik_donatur", False)),
    "the NIK before the changed number": (
        (JOKO_BEFORE, "Joko", JOKO_BEFORE, "B"),
        (BUDI, "nik_donatur", True),
    ),
    "a NIK that two have": ((None, None, None, "D"), (None, None, False)),
    "a NIK that nobody has": ((None, None, None, "Q"), (None, None, False)),
    "a number that changed": (
        (JOKO_BEFORE, "Joko", JOKO_BEFORE, None),
        (JOKO, "ni_lama", True),
    ),
    "an earlier number whose NIK two have": (("Z", None, "Z", None), (None, None, True)),
    "an earlier number without NIK": (("V", None, "V", None), (None, None, True)),
    "nobody that is known": ((ABSENT, "Ani", ABSENT, None), (None, None, False)),
    "of a later roster only": (("U", None, "U", None), (None, None, False)),
    "nothing written": ((None, None, None, None), (None, None, False)),
}


def test_the_first_answer_says_whose_payment_it_is() -> None:
    schema: dict[str, Any] = dict.fromkeys(
        ("nip_tercatat", "nama_tercatat", "nip", "nik_donatur"), pl.String
    )
    records = pl.DataFrame([row for row, _ in DONORS.values()], schema=schema, orient="row")
    accepted, _ = usable_repairs(
        repairs(("99", "budi s", BUDI), ("xi-2", "Ani", SITI), (SITI, "Dikoreksi", BUDI)),
        ROSTERS["2026-03"],
    )
    found = attribute(records, people(ROSTERS, "2026-03"), accepted)
    told = found.select("nip_asn", "jalur", "pernah").rows()
    assert dict(zip(DONORS, told, strict=True)) == {
        name: wanted for name, (_, wanted) in DONORS.items()
    }
    assert found.columns == [*schema, "nip_asn", "pernah", "jalur"]


def test_payments_written_alike_are_repaired_alike_and_each_stays_one_record() -> None:
    accepted, _ = usable_repairs(repairs(("99", "Budi S", BUDI)), ROSTERS["2026-03"])
    written = {"nip_tercatat": ["99", "98", "99"], "nama_tercatat": ["BUDI S", "Budi S", "BUDI S"]}
    nobody = pl.lit(None, dtype=pl.String)
    records = pl.DataFrame(written).with_columns(nip=nobody, nik_donatur=nobody)
    found = attribute(records, people(ROSTERS, "2026-03"), accepted)
    assert found["nip_asn"].to_list() == [BUDI, None, BUDI]


def test_a_repair_is_found_where_a_nik_stood_which_no_record_holds_whole() -> None:
    nik = "3374010101900001"
    accepted, _ = usable_repairs(
        repairs((nik, "Budi", BUDI), (None, f"Budi {nik}", SITI)), ROSTERS["2026-03"]
    )
    records = pl.DataFrame(
        {
            "nip_tercatat": ["************0001", None],
            "nama_tercatat": ["BUDI", "Budi ************0001"],
            "nip": [None, None],
            "nik_donatur": [None, None],
        },
        schema_overrides={"nip": pl.String, "nik_donatur": pl.String},
    )
    seen = People(ROSTERS["2026-03"], ROSTERS["2026-02"])
    assert attribute(records, seen, accepted)["nip_asn"].to_list() == [BUDI, SITI]


NIKS: Final = ("NIK 3374010101900001", "NIK 3374020202850001")
HIDDEN: Final = (
    "3374010101900001",
    "NIK 3374010101900001",
    "No. NIK 3374 0101 0190 0001",
    "33740101****0001",
    "337401XXXXXX0001",
    "1990 0101 2015 1310",
    "************0001",
)


@pytest.mark.parametrize("written", HIDDEN)
@pytest.mark.parametrize("cells", [(0,), (1,), (0, 1)])
def test_a_number_of_which_digits_are_hidden_is_by_itself_a_repair_of_nobody(
    written: str, cells: tuple[int, ...]
) -> None:
    """Of a NIK four digits are kept, and many end alike."""
    nip, name = (written if at in cells else None for at in (0, 1))
    accepted, findings = usable_repairs(repairs((nip, name, BUDI)), ROSTERS["2026-03"])
    assert accepted.is_empty()
    assert findings["kode"].to_list() == ["koreksi_salah"]


@pytest.mark.parametrize(
    ("nip", "name"),
    [
        ("NIK 3374010101900001", "Budi"),
        (None, "Budi 3374010101900001"),
        ("Budi 3374010101900001", None),
        ("19900101201504100*", None),
        ("198805052023211001*", None),
        ("199001012015***001", None),
        ("xi-2", None),
    ],
)
def test_a_name_or_a_number_that_is_written_whole_tells_whom_a_repair_is_about(
    nip: str | None, name: str | None
) -> None:
    assert usable_repairs(repairs((nip, name, BUDI)), ROSTERS["2026-03"])[0].height == 1


def test_repairs_of_two_records_that_are_one_when_masked_name_neither_person() -> None:
    """Though one of them is not on the roster: the other would get her payments."""
    for other in (SITI, JOKO_BEFORE):
        for nips, names in ((NIKS, ["Ani"] * 2), ([None] * 2, [f"Ani {nik}" for nik in NIKS])):
            rows = zip(nips, names, (BUDI, other), strict=True)
            accepted, findings = usable_repairs(repairs(*rows), ROSTERS["2026-03"])
            assert accepted.is_empty()
            assert findings["kode"].to_list() == ["koreksi_bertentangan"] * 2


def test_two_such_records_of_one_person_or_of_different_names_are_repaired() -> None:
    of_one = repairs((NIKS[0], "Ani", BUDI), (NIKS[1], "Ani", BUDI), ("1", "A", SITI))
    of_two = repairs((NIKS[0], "Ani", BUDI), (NIKS[1], "Siti", SITI))
    for rows in (of_one, of_two):
        accepted, findings = usable_repairs(rows, ROSTERS["2026-03"])
        assert accepted["_koreksi"].sort().to_list() == [BUDI, SITI]
        assert findings.is_empty()


def test_a_name_less_than_sixty_similar_is_told_where_the_nip_said_whose_it_is() -> None:
    fifty_nine, like = "ABCDEFGHIJKLMNOPZZZZZZZZZZZ", "ABCDEFGHIJKLMNOPQQQQQQQQQQQ"
    held = pl.DataFrame(
        {"nip": [BUDI, SITI, JOKO, "X"], "nama_polos": ["ABCDEFGHIJ", "SITI AMINAH", like, None]}
    )
    rows = [
        ("ABCDEXXXXX", BUDI, "nip", True),
        ("ABCDEFXXXX", BUDI, "nip", False),
        ("ABCDEFGHIJ", BUDI, "nip", False),
        (None, BUDI, "nip", False),
        ("ABCDEXXXXX", BUDI, "koreksi", False),
        ("AMINAH SITI", SITI, "nip", False),
        (fifty_nine, JOKO, "nip", True),
        ("NOBODY KNOWS", "X", "nip", False),
    ]
    records = pl.DataFrame(rows, schema=["nama_polos", "nip_asn", "jalur", "told"], orient="row")
    found = differing_names(records, held).select(records.columns)
    assert found.rows() == [row for row in rows if row[3]]

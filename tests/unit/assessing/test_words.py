"""Words that need a place in policy or references, grouped and counted (contract §5.7, §7)."""

from types import SimpleNamespace
from typing import Any, Final

import polars as pl

from pipeline.assessing.words import SCHEMA, unplaced_words
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from pipeline.knowledge.people_names import people_names
from schemas.codes import UNMAPPED_OPD
from tests.builders.small_city import policy

MARCH: Final = Period.parse("2026-03")
NAMES: Final = people_names([pl.Series(["BUDI SANTOSO", "SITI RAHAYU", "SUPARMI"])])
PEOPLE: Final = dict.fromkeys(
    ("kode_opd", "opd", "unit_induk", "unit_kerja", "unor_id", "kedudukan_hukum"), pl.String
)
RECORDS: Final[dict[str, Any]] = {
    "bulan_terima": pl.String,
    "status_bayar": pl.String,
    "status_dikenal": pl.Boolean,
    "sumber_dana": pl.String,
}
FINDINGS: Final = dict.fromkeys(("kode", "bulan_terima", "nilai_samar"), pl.String)
Row = dict[str, Any]


def words(
    people: tuple[Row, ...] = (), records: tuple[Row, ...] = (), kinds: tuple[Row, ...] = ()
) -> list[tuple[Any, ...]]:
    """Return jenis, kata and kali: of active people of an OPD, and of paid records, but as said."""
    placed: Row = {"kode_opd": "DINKES", "kedudukan_hukum": "Aktif"}
    paid: Row = {"bulan_terima": "2026-03", "status_bayar": "lunas", "status_dikenal": True}
    odd: Row = {"kode": "jenis_tidak_dikenal", "bulan_terima": "2026-03"}
    known: Any = SimpleNamespace(
        references=SimpleNamespace(policy=policy()),
        names=NAMES,
        findings=pl.DataFrame([odd | row for row in kinds], schema=FINDINGS),
    )
    now = Decision(
        MARCH,
        pl.DataFrame([placed | row for row in people], schema=PEOPLE),
        pl.DataFrame([paid | row for row in records], schema=RECORDS),
        pl.DataFrame(),
        pl.DataFrame(),
    )
    found = unplaced_words(known, now)
    assert found.schema == SCHEMA
    return found.select("jenis", "kata", "kali").rows()


NOWHERE: Final[Row] = {"kode_opd": UNMAPPED_OPD}


def test_where_every_word_has_its_place_none_is_told() -> None:
    placed = {"opd": "Dinas Aneh", "unit_kerja": "Unit Aneh", "kedudukan_hukum": None}
    assert words((placed, {}), ({"sumber_dana": "gaji"}, {})) == []
    assert words() == []


def test_of_somebody_without_an_opd_the_opds_word_is_told_before_the_units() -> None:
    people = (
        NOWHERE | {"opd": "Dinas A", "unit_induk": "Dinas B", "unit_kerja": "Unit C"},
        NOWHERE | {"unit_induk": "Dinas B", "unit_kerja": "Unit C"},
        NOWHERE | {"unit_kerja": "Unit C", "unor_id": "U-1"},
        NOWHERE | {"unor_id": "U-1"},
        NOWHERE,
    )
    assert words(people) == [
        ("unit", "U-1", 1),
        ("unit", "Unit C", 1),
        ("opd", "Dinas A", 1),
        ("opd", "Dinas B", 1),
    ]


def test_the_most_frequent_stand_first_written_alike_as_one() -> None:
    people = [NOWHERE | {"unit_kerja": word} for word in ("Unit A", "unit-b", "Unit B", "UNIT B.")]
    people += [{"kedudukan_hukum": word} for word in ("Cuti", "cuti", "CUTI", "Dipekerjakan")]
    assert words(tuple(people)) == [
        ("unit", "unit-b", 3),
        ("unit", "Unit A", 1),
        ("kedudukan", "cuti", 3),
        ("kedudukan", "Dipekerjakan", 1),
    ]


def test_unknown_kinds_and_words_of_payments_are_those_of_the_months_own_files() -> None:
    old = {"bulan_terima": "2026-02"}
    kinds: tuple[Row, ...] = (
        {"nilai_samar": "Honorer"},
        {"nilai_samar": "THL"} | old,
        {"nilai_samar": None},
        {"nilai_samar": "Lain", "kode": "kolom_ganda"},
    )
    odd = {"status_dikenal": False}
    records: tuple[Row, ...] = (
        odd | {"status_bayar": "diproses"},
        odd | {"status_bayar": "lain"} | old,
        {"status_bayar": "lunas"},
        {"sumber_dana": "koperasi"},
        {"sumber_dana": "arisan"} | old,
        {"sumber_dana": "gaji ASN"},
        {"sumber_dana": "non APBD"},
    )
    assert words((), records, kinds) == [
        ("jenis_asn", "Honorer", 1),
        ("status_bayar", "diproses", 1),
        ("sumber_dana", "koperasi", 1),
        ("sumber_dana", "non APBD", 1),
    ]


def test_a_number_of_a_person_is_masked() -> None:
    assert words(({"kedudukan_hukum": "Cuti 3374010101900001"},)) == [
        ("kedudukan", "Cuti ************0001", 1)
    ]


def test_a_persons_name_is_no_word_and_what_is_made_of_names_only_where_it_is_frequent() -> None:
    def standing(word: str, times: int) -> tuple[Row, ...]:
        return ({"kedudukan_hukum": word},) * times

    assert words(standing("Budi Santoso, S.E.", 5)) == []
    assert words(standing("Budi Rahayu", 2)) == []
    assert words(standing("Budi Rahayu", 3)) == [("kedudukan", "Budi Rahayu", 3)]
    # Many a school bears a person's name.
    assert words((NOWHERE | {"unit_kerja": "Budi Rahayu"},)) == [("unit", "Budi Rahayu", 1)]
    assert words((NOWHERE | {"opd": "Budi Rahayu"},)) == [("opd", "Budi Rahayu", 1)]


def test_each_kind_of_word_says_where_it_is_to_be_placed() -> None:
    known: Any = SimpleNamespace(
        references=SimpleNamespace(policy=policy()),
        names=NAMES,
        findings=pl.DataFrame(
            [("jenis_tidak_dikenal", "2026-03", "X")], schema=FINDINGS, orient="row"
        ),
    )
    people = [
        {"kode_opd": UNMAPPED_OPD, "opd": "X", "kedudukan_hukum": "X"},
        {"kode_opd": UNMAPPED_OPD, "unit_kerja": "X"},
    ]
    record = {
        "bulan_terima": "2026-03",
        "status_bayar": "X",
        "status_dikenal": False,
        "sumber_dana": "X",
    }
    frames = pl.DataFrame(people, schema=PEOPLE), pl.DataFrame([record], schema=RECORDS)
    found = unplaced_words(known, Decision(MARCH, *frames, pl.DataFrame(), pl.DataFrame()))
    assert found.select("jenis", "berkas", "kunci").rows() == [
        ("unit", "unit_kerja.csv", "unit_kerja"),
        ("opd", "opd.csv", "alias"),
        ("kedudukan", "kebijakan.toml", "[kedudukan]"),
        ("jenis_asn", "ekspor roster", "jenis_asn"),
        ("status_bayar", "kebijakan.toml", "[status_bayar]"),
        ("sumber_dana", "kebijakan.toml", "[sumber_dana]"),
    ]

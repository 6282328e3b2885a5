"""What a secretary is asked to mend: only what an OPD can mend or must know, each cell once."""

from typing import Any

import polars as pl

from pipeline.assessing.finding_rows import BRANCH_ALONE, TO_MEND, for_secretaries
from pipeline.knowledge.source_names import SCHEMA
from schemas.findings import register
from schemas.tables import table_schema

NIP = "199001012015041001"
PLACE = {"bulan_terima": "2026-03", "berkas": "iuran/a.csv", "lembar": ""}


def finding(kode: str, **changes: Any) -> dict[str, Any]:
    usual = {
        **PLACE,
        "kode": kode,
        "tingkat": "peringatan",
        "jenis_berkas": "iuran",
        "baris": 2,
        "kolom": "nip_donatur",
        "pesan": kode,
        "pemilik": "BPJS",
        "kode_opd": "DISDIK",
    }
    return usual | changes


def given(*findings: dict[str, Any]) -> pl.DataFrame:
    frame = pl.DataFrame(findings, schema=table_schema("temuan"))
    sources = pl.DataFrame([{**PLACE, "sumber": "kiriman iuran ke-1"}], schema=SCHEMA)
    whose = {**PLACE, "baris": 2, "kode_opd": "DISDIK", "nip": NIP, "nama": "Siti Rekaan"}
    owners = pl.DataFrame([whose], schema_overrides={"baris": pl.Int64})
    made = for_secretaries(frame, sources, owners)
    assert made.columns == list(TO_MEND)
    return made


def told(*findings: dict[str, Any]) -> list[tuple[str, int | None]]:
    return given(*findings).select("kode", "baris").rows()


def test_the_person_is_named_where_the_row_is_one_of_this_opd_s_own() -> None:
    made = given(finding("a"), finding("a", baris=3), finding("a", kode_opd="DINKES"))
    named = made.select("kode_opd", "baris", "nama").rows()
    assert named == [
        ("DINKES", 2, None),
        ("DISDIK", 2, "Siti Rekaan"),
        ("DISDIK", 3, None),
    ]


def test_what_a_secretary_can_do_nothing_about_is_not_told() -> None:
    alone = [finding(kode, baris=row) for row, kode in enumerate(BRANCH_ALONE, start=3)]
    others = [
        finding("bulan_tak_terbaca", baris=40, tingkat="baris"),
        finding("berkas_ganda", baris=41, pemilik="operator"),
        finding("nip_donatur_salah", baris=42, kode_opd=None),
    ]
    assert told(*alone, *others) == [("bulan_tak_terbaca", 40)]


def test_a_cell_is_told_once_by_its_gravest_fault() -> None:
    cell = {"kolom": "nominal"}
    assert told(
        finding("nama_donatur_beda", **cell),
        finding("nominal_tak_terbaca", tingkat="baris", **cell),
        finding("nip_donatur_salah"),
        finding("nama_donatur_beda", baris=3),
    ) == [("nip_donatur_salah", 2), ("nominal_tak_terbaca", 2), ("nama_donatur_beda", 3)]


def test_what_concerns_a_whole_file_is_told_each_time() -> None:
    whole = {"baris": None, "kolom": None}
    assert len(told(finding("kedudukan_kosong", **whole), finding("jenis_beda_nip", **whole))) == 2


def test_every_code_left_to_the_branches_is_a_warning_of_theirs() -> None:
    kinds = register()
    assert {(kinds[kode].tingkat, kinds[kode].pemilik) for kode in BRANCH_ALONE} == {
        ("peringatan", "BPJS")
    }


def test_what_is_told_of_each_and_what_is_left_to_the_branches() -> None:
    assert TO_MEND == (
        "kode", "tingkat", "jenis_berkas", "bulan_terima", "baris", "kolom", "pesan", "pemilik",
        "kode_opd", "sumber", "nip", "nama",
    )  # fmt: skip
    assert set(BRANCH_ALONE) == {
        "kpj_salah", "kpj_dipadankan", "tanggal_tak_terbaca", "tanggal_mustahil",
        "jumlah_bulan_beda", "tanpa_nominal", "pekerja_tak_terbedakan",
    }  # fmt: skip


def test_what_refuses_a_file_is_graver_than_what_refuses_a_row() -> None:
    assert told(finding("a", tingkat="baris"), finding("b", tingkat="berkas")) == [("b", 2)]


def test_a_sheet_is_called_by_its_source_and_one_without_is_told_all_the_same() -> None:
    sheets = [
        ("2026-02", "iuran/a.csv", "", "februari"),
        ("2026-03", "iuran/b.csv", "", "b"),
        ("2026-03", "iuran/a.csv", "A", "lembar A"),
        ("2026-03", "iuran/a.csv", "", "maret"),
    ]
    sources = pl.DataFrame([(*sheet, "") for sheet in sheets], schema=SCHEMA, orient="row")
    rows = [finding("a"), finding("a", berkas="iuran/c.csv")]
    owners = pl.DataFrame(
        schema={**dict.fromkeys((*PLACE, "kode_opd", "nip", "nama"), pl.String), "baris": pl.Int64}
    )
    made = for_secretaries(pl.DataFrame(rows, schema=table_schema("temuan")), sources, owners)
    assert made["sumber"].to_list() == ["maret", None]


ORDERED: list[dict[str, Any]] = [
    {"kode_opd": "A", "bulan_terima": "2026-03", "jenis_berkas": "iuran"},
    {"kode_opd": "B", "bulan_terima": "2026-02", "jenis_berkas": "iuran"},
    {"kode_opd": "B", "jenis_berkas": "asn", "berkas": "z"},
    {"kode_opd": "B", "berkas": "a", "lembar": "z"},
    {"kode_opd": "B", "berkas": "b", "lembar": "a", "baris": 9},
    {"kode_opd": "B", "berkas": "b", "lembar": "b", "baris": 3, "kode": "z"},
    {"kode_opd": "B", "berkas": "b", "lembar": "b", "baris": 4, "kode": "a", "kolom": "z"},
    {
        "kode_opd": "B",
        "berkas": "b",
        "lembar": "b",
        "baris": 4,
        "kode": "b",
        "kolom": "a",
        "pesan": "z",
    },
    {
        "kode_opd": "B",
        "berkas": "b",
        "lembar": "b",
        "baris": 4,
        "kode": "b",
        "kolom": "b",
        "pesan": "a",
    },
    {"kode_opd": "B", "berkas": "c", "baris": None, "pesan": "a"},
    {"kode_opd": "B", "berkas": "c", "baris": None, "pesan": "b", "tingkat": "baris"},
]


def test_what_is_to_be_mended_stands_by_opd_and_place_then_by_code_field_and_sentence() -> None:
    marked = [finding("m") | row for row in ORDERED]
    for rows in (marked, marked[::-1]):
        made = given(*rows)
        wanted = pl.DataFrame(marked, schema=table_schema("temuan")).select(made.columns[:9])
        assert made.select(made.columns[:9]).rows() == wanted.rows()

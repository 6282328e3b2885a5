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

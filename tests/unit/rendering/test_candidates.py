"""Whom an unknown donor may mean: the operator sees everyone, nobody is chosen (contract §5.3)."""

from pathlib import Path

from pipeline.rendering.html.candidates_page import candidates_page
from pipeline.reporting.opd import candidate_report, edition
from tests.builders.provoked import BUDI, TWINS, Files, asn, pay
from tests.builders.small_city import known, lay_down, month

EMPTY: Files = {"2026-03/asn/a.csv": "NIP,Nama\n"}


def test_those_who_fit_equally_well_are_all_listed_and_none_is_suggested(tmp_path: Path) -> None:
    inputs = lay_down(tmp_path, {**asn(TWINS), **EMPTY, **pay(nip="199001012015041003")})
    held = month(inputs, "2026-03")
    references = known(inputs, "2026-03").references
    report = candidate_report(held, references, edition(held, references, "r01", None))
    assert report.suggestions.height == 0
    assert report.ties.select("nip_usulan", "nama_opd").rows() == [
        (BUDI, "Dinas Kesehatan"),
        ("199001012015041002", "Dinas Pendidikan"),
    ]
    assert held.tables["usulan"].height == 0
    page = candidates_page(report).decode()
    assert "Tidak ada usulan yang menunggu jawaban." in page
    assert "19900101 201504 1 001" in page


def test_a_single_one_that_fits_best_is_the_suggestion(tmp_path: Path) -> None:
    inputs = lay_down(
        tmp_path,
        {**asn(f"{BUDI},Budi Santoso,,PNS,Aktif,DINKES"), **EMPTY, **pay(nip="199001012015041008")},
    )
    held = month(inputs, "2026-03")
    assert held.candidates.select("nip_usulan", "sama").rows() == [(BUDI, 1)]
    assert held.tables["usulan"]["nip_usulan"].to_list() == [BUDI]

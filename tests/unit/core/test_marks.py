"""What a workbook of ours says of itself: the same when it is read back as when it was written."""

from dataclasses import replace

import pytest

from pipeline.core.marks import CITY_REPORT, OPD_REPORT, SIGNED, Marks

TANDA = SIGNED + "7f" * 32
REPORT = Marks(OPD_REPORT, "2026-03", "DINKES", "r02", TANDA)


def test_marks_come_back_as_they_were_written() -> None:
    assert Marks.from_properties(REPORT.properties()) == REPORT


def test_a_document_of_no_opd_has_no_property_for_one() -> None:
    assert list(Marks(CITY_REPORT, "2026-03", revisi="r02").properties()) == [
        "dokumen",
        "periode",
        "revisi",
    ]


def test_properties_that_another_program_wrote_are_passed_over() -> None:
    assert Marks.from_properties({"Pengarang": "Siti"}) == Marks()


def test_a_report_is_that_of_its_own_opd_and_period_only() -> None:
    assert REPORT.is_report_of("DINKES", "2026-03")
    assert not REPORT.is_report_of("DISDIK", "2026-03")
    assert not REPORT.is_report_of("DINKES", "2026-04")


@pytest.mark.parametrize("missing", ["dokumen", "periode", "kode_opd", "revisi", "tanda"])
def test_a_report_without_one_of_its_marks_is_no_signed_report(missing: str) -> None:
    assert REPORT.is_signed_report()
    assert not Marks.from_properties({**REPORT.properties(), missing: ""}).is_signed_report()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("periode", "2026-13"),
        ("periode", "2026-03 DINKES"),
        ("periode", "٢٠٢٦-03"),
        ("periode", "２０２６-03"),
        ("kode_opd", "dinkes"),
        ("kode_opd", "DINKES r02"),
        ("kode_opd", "../DINKES"),
        ("kode_opd", "DINKES\nDISDIK"),
        ("revisi", "r2"),
        ("revisi", "r02/../r01"),
        ("revisi", "r02\n"),
        ("tanda", "7f" * 32),
        ("tanda", TANDA + "00"),
        ("tanda", TANDA.upper()),
    ],
)
def test_marks_that_have_not_their_form_are_nobodys(name: str, text: str) -> None:
    assert not replace(REPORT, **{name: text}).is_signed_report()


def test_the_cover_bears_the_marks_in_a_form_that_is_read_back() -> None:
    assert Marks.from_cover(f" {REPORT.on_cover()} ") == REPORT
    assert Marks.from_cover("2026-03 DINKES r02 7f3a") is None
    assert Marks.from_cover(f"{REPORT.on_cover()} r03") is None
    assert replace(REPORT, tanda="").on_cover() == ""

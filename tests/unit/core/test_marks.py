"""What a workbook of ours says of itself: the same when it is read back as when it was written."""

import pytest

from pipeline.core.marks import CITY_REPORT, OPD_REPORT, Marks

REPORT = Marks(OPD_REPORT, "2026-03", "DINKES", "r02", "7f3a-91c2")


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

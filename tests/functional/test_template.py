"""The command template: an empty workbook, and never over one that is there."""

from pathlib import Path

import openpyxl
import pytest

from tests.builders.without_prefect import answered


@pytest.mark.parametrize(("kind", "sheet"), [("iuran", "Iuran"), ("asn", "ASN")])
def test_a_template_is_made_without_touching_the_city(
    kind: str, sheet: str, tmp_path: Path
) -> None:
    target, outputs = tmp_path / "isian.xlsx", tmp_path / "outputs"
    done = answered("template", kind, target, "--outputs", outputs)
    assert (done.returncode, done.stdout.split()[:2]) == (0, ["Berkas", "isian:"])
    assert openpyxl.load_workbook(target).sheetnames == [sheet, "Petunjuk"]
    assert not outputs.exists()


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    target = tmp_path / "isian.xlsx"
    target.write_bytes(b"milik orang")
    done = answered("template", "iuran", target)
    assert done.returncode == 2
    assert "tidak ditimpa" in " ".join(done.stderr.split())
    assert target.read_bytes() == b"milik orang"


def test_another_ending_is_refused(tmp_path: Path) -> None:
    done = answered("template", "iuran", tmp_path / "isian.csv")
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []

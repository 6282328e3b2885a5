"""A file cut exactly at a line's end looks whole: it is told by the donors that do not come again."""

import re
from pathlib import Path

import pytest

from tests.builders.gate_months import cautions_of, payments, roster

PERIOD = "2026-06"
MONTHS = ("2026-02", "2026-03", "2026-04", "2026-05", PERIOD)
CODE = "penanggung_berkurang"


def months_of_donors(donors: dict[str, range], added: int = 0) -> dict[str, str | bytes]:
    """Return months in which these people pay by one branch, and `added` more each month."""
    files: dict[str, str | bytes] = {}
    for at, month in enumerate(sorted(donors)):
        files[f"{month}/asn/roster {month}.csv"] = roster(range(400)) + "\n" * at
        paid = payments(donors[month], month) + payments(range(300, 300 + at * added), month)
        files[f"{month}/iuran/pemuda {month}.csv"] = paid
    return files


def test_a_third_of_the_rows_gone_from_the_end_is_told(tmp_path: Path) -> None:
    donors = dict.fromkeys(MONTHS, range(200)) | {PERIOD: range(144)}
    told = cautions_of(tmp_path, months_of_donors(donors), PERIOD)
    assert set(told) == {CODE}
    assert "pemuda: hanya 144 dari 200 penanggung Mei 2026" in told[CODE]


def test_growth_does_not_hide_it(tmp_path: Path) -> None:
    donors = dict.fromkeys(MONTHS, range(200)) | {PERIOD: range(144)}
    assert CODE in cautions_of(tmp_path, months_of_donors(donors, added=20), PERIOD)


@pytest.mark.parametrize(
    "donors",
    [
        pytest.param(dict.fromkeys(MONTHS, range(200)), id="all come again"),
        pytest.param(dict.fromkeys(MONTHS, range(200)) | {PERIOD: range(185)}, id="a few stop"),
        pytest.param(dict.fromkeys(MONTHS, range(30)) | {PERIOD: range(16)}, id="a small file"),
        pytest.param(
            {month: range(200 if at % 3 else 100) for at, month in enumerate(("2026-01", *MONTHS))}
            | {PERIOD: range(100)},
            id="half of them pay by the quarter",
        ),
        pytest.param(
            {month: range(at * 70, at * 70 + 130) for at, month in enumerate(MONTHS)},
            id="others each month",
        ),
        pytest.param(
            dict.fromkeys(MONTHS[2:], range(200)) | {PERIOD: range(144)}, id="too few months known"
        ),
    ],
)
def test_good_months_are_not_told(tmp_path: Path, donors: dict[str, range]) -> None:
    assert CODE not in cautions_of(tmp_path, months_of_donors(donors), PERIOD)


def test_half_a_file_is_told_once(tmp_path: Path) -> None:
    donors = dict.fromkeys(MONTHS, range(200)) | {PERIOD: range(90)}
    assert set(cautions_of(tmp_path, months_of_donors(donors), PERIOD)) == {"kiriman_separuh"}


def test_those_who_paid_ahead_are_not_expected(tmp_path: Path) -> None:
    """Fifty of two hundred pay in May for half a year."""
    files = months_of_donors(dict.fromkeys(MONTHS, range(200)) | {PERIOD: range(150)})
    ahead = payments(range(150, 200), "2026-05").replace("2026-05,", "2026-05 s.d. 2026-10,")
    files["2026-05/iuran/pemuda 2026-05.csv"] = (
        payments(range(150), "2026-05") + ahead.split("\n", 1)[1]
    )
    assert CODE not in cautions_of(tmp_path, files, PERIOD)


def test_numbers_written_otherwise_are_the_same_donors(tmp_path: Path) -> None:
    files = months_of_donors(dict.fromkeys(MONTHS, range(200)))
    place = f"{PERIOD}/iuran/pemuda {PERIOD}.csv"
    spaced = re.sub(
        r"^(\d{8})(\d{6})(\d)(\d{3}),", r"\1 \2 \3 \4,", str(files[place]), flags=re.MULTILINE
    )
    assert spaced != files[place]
    files[place] = spaced
    assert CODE not in cautions_of(tmp_path, files, PERIOD)


@pytest.mark.parametrize("left", [144, 90], ids=["a third gone", "more than half gone"])
def test_a_delivery_that_no_one_declared_is_told_of_however_much_is_gone(
    left: int, tmp_path: Path
) -> None:
    declared = (
        '[[kiriman]]\nnama = "Cabang lain"\njenis = "iuran"\npola = "lain*"\n'
        'sejak = "2026-12"\nwajib = false\n'
    )
    files = months_of_donors(dict.fromkeys(MONTHS, range(200)) | {PERIOD: range(left)})
    assert CODE in cautions_of(tmp_path, files, PERIOD, declared)

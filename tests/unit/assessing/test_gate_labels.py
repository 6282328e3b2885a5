"""Which labels of a file are missed, and what may take their place, on labels as read (§5.7)."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.gate.columns import column_stops, label_cautions
from pipeline.assessing.gate.model import Caution, Stop
from pipeline.core.periods import Period
from pipeline.knowledge.deliveries import KnownDelivery
from pipeline.knowledge.people_names import PeopleNames
from schemas.codes import IURAN, ROSTER

JANUARY, FEBRUARY, MARCH = "2026-01", "2026-02", "2026-03"
BANK: Final = KnownDelivery(IURAN, "bank")
SIMPEG: Final = KnownDelivery(ROSTER, "simpeg")
NOBODY: Final = pl.DataFrame(schema={"nip": pl.String, "kode_opd": pl.String})
STAKES: Final[Any] = SimpleNamespace(
    resting_on=lambda files: NOBODY, unmapped=lambda: NOBODY, newly_late=lambda: NOBODY
)
# Of a sheet: label -> the field that it is read as, None for none.
Sheet = Mapping[str, str | None]
Sheets = Mapping[str, Sheet]
Files = Mapping[tuple[str, str], Sheets]
STATUS: Sheet = {"Status Bayar": "status_bayar"}
ONLY: Sheet = {"NIP": "nip"}


def known(files: Files, kind: KnownDelivery) -> Any:
    """Return what is known of files (by month and path), all of one delivery."""
    rows = [
        (month, path, sheet, field, label)
        for (month, path), sheets in files.items()
        for sheet, labels in sheets.items()
        for label, field in labels.items()
    ]
    names = ["bulan", "berkas", "lembar", "bidang", "label"]
    return SimpleNamespace(
        labels=pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"),
        deliveries=dict.fromkeys(files, kind),
        names=PeopleNames(frozenset(), frozenset()),
    )


def stops(before: Sheets, now: Sheets, kind: KnownDelivery = BANK) -> list[Stop]:
    files: Files = {(FEBRUARY, "x/a"): before, (MARCH, "x/a"): now}
    return column_stops(known(files, kind), Period.parse(MARCH), STAKES)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (was, becomes)
        for was in ("opd", "unit_induk", "unor_id", "unit_kerja")
        for becomes in ("opd", "unit_induk", "unor_id", "unit_kerja")
    ],
)
def test_what_tells_the_unit_may_take_each_others_place_and_is_missed_when_none_does(
    was: str, becomes: str
) -> None:
    assert stops({"S": {"Lama": was}}, {"S": {"Baru": becomes}}, SIMPEG) == []
    assert len(stops({"S": {"Lama": was}}, {"S": ONLY}, SIMPEG)) == 1


def test_the_message_names_the_column_and_what_it_was_called_once_and_nothing_else() -> None:
    sheet = {"Jenis Kepegawaian": "jenis_asn", "Nama": "nama"}
    [stop] = stops({"S": sheet, "T": sheet}, {"S": {"Nama": "nama"}, "T": {"Nama": "nama"}}, SIMPEG)
    assert (
        'kolom Jenis ASN tidak ada, padahal 2026-02/x/a memilikinya ("Jenis Kepegawaian")'
        in stop.pesan
    )


def test_a_label_that_is_known_or_was_there_before_takes_no_place() -> None:
    before = {**STATUS, "Catatan": None}
    now = {"Catatan": None, "NIP": "nip", "Nama Baru": "nama"}
    [stop] = stops({"S": before}, {"S": now})
    assert "Tidak ada label baru" in stop.pesan


def test_the_new_label_that_is_most_alike_is_named_and_the_likest_first() -> None:
    now = {"Zzzz": None, "Status Bayaran": None, "Statu": None}
    [stop] = stops({"S": STATUS}, {"S": now, "T": {"Zzzz": None, "NIP": "nip"}})
    assert 'dikenal: "Status Bayaran", "Statu", "Zzzz".' in stop.pesan
    assert 'paling mirip: "Status Bayaran" dengan' in stop.pesan


def test_likeness_is_to_a_label_that_is_known_and_it_is_named() -> None:
    now = {"Sumber Lain": None, "Pendanaan I": None}
    [stop] = stops({"S": {"Sumber Dana": "sumber_dana"}}, {"S": now})
    assert 'paling mirip: "Pendanaan I" dengan "PENDANAAN".' in stop.pesan


def test_a_sheet_of_a_new_name_is_held_against_what_every_sheet_had() -> None:
    now = {"Baru": ONLY, "A": STATUS}
    [stop] = stops({"A": STATUS, "B": STATUS}, now)
    assert 'lembar "Baru"' in stop.pesan
    assert stops({"A": STATUS, "B": ONLY}, now) == []


def test_a_sheet_that_never_had_it_does_not_lack_it() -> None:
    both = {"A": STATUS, "B": ONLY}
    assert stops(both, both) == []


def test_where_all_lost_it_the_first_sheet_is_named() -> None:
    [stop] = stops({"B": STATUS, "A": STATUS}, {"B": ONLY, "A": ONLY})
    assert 'lembar "A"' in stop.pesan


def test_only_the_latest_earlier_files_count_and_the_first_of_them_is_named() -> None:
    files: Files = {
        (JANUARY, "x/a"): {"S": {**STATUS, "Sumber Dana": "sumber_dana"}},
        (FEBRUARY, "x/b"): {"S": STATUS},
        (FEBRUARY, "x/a"): {"S": STATUS},
        (MARCH, "x/a"): {"S": ONLY},
    }
    found = column_stops(known(files, BANK), Period.parse(MARCH), STAKES)
    assert [stop.files for stop in found] == [(f"{MARCH}/x/a", f"{FEBRUARY}/x/a")]


def test_the_first_file_that_had_it_says_which_sheets_did() -> None:
    files: Files = {
        (FEBRUARY, "x/a"): {"S": STATUS, "T": ONLY},
        (FEBRUARY, "x/b"): {"S": STATUS, "T": STATUS},
        (MARCH, "x/a"): {"S": STATUS, "T": ONLY},
    }
    assert column_stops(known(files, BANK), Period.parse(MARCH), STAKES) == []


@pytest.mark.parametrize(
    ("first", "second", "stopped"),
    [("status_cpns", "jenis_asn", False), ("jenis_asn", "status_cpns", True)],
)
def test_the_first_file_that_had_it_says_whether_a_letter_is_enough(
    first: str, second: str, stopped: bool
) -> None:
    letter = {"S": {"Status CPNS": "status_cpns"}}
    files: Files = {
        (FEBRUARY, "x/a"): {"S": {"K": first}},
        (FEBRUARY, "x/b"): {"S": {"K": second}},
        (MARCH, "x/a"): letter,
        (MARCH, "x/b"): letter,
    }
    found = column_stops(known(files, SIMPEG), Period.parse(MARCH), STAKES)
    assert bool(found) is stopped


def test_labels_new_and_gone_are_told_with_the_month_they_are_held_against() -> None:
    files: Files = {(FEBRUARY, "x/a"): {"S": STATUS}, (MARCH, "x/a"): {"S": ONLY}}
    found: list[Caution] = label_cautions(known(files, BANK), Period.parse(MARCH))
    assert [(one.kode, "Februari 2026" in one.pesan) for one in found] == [
        ("label_baru", True),
        ("label_hilang", True),
    ]
    assert label_cautions(known(files, BANK), Period.parse(FEBRUARY)) == []

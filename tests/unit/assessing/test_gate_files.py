"""Files that lack, are refused, came twice, or lie where nothing reads them (contract §5.7, §1)."""

from types import SimpleNamespace
from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.gate.files import (
    against_deciding,
    input_stops,
    require_roster,
    same_bytes_cautions,
)
from pipeline.core.errors import RefusedError
from pipeline.core.periods import Period
from pipeline.system.sources import InputFile, Stock

MARCH: Final = Period.parse("2026-03")


def file(month: str, path: str, content: str | None = None) -> InputFile:
    """Return a file with bytes of its own, where no content is named."""
    return InputFile(month, path, content or f"{month} {path}", 1, path)


ROSTER: Final = file("2026-03", "asn/r.csv")
PAID: Final = file("2026-03", "iuran/i.csv")


def known(
    *files: InputFile,
    rosters: tuple[str, ...] = ("2026-03",),
    paid: str = "2026-03",
    unread: tuple[InputFile, ...] = (),
    refused: tuple[str, ...] = (),
    **stock: Any,
) -> Any:
    """Return what is known of `files`; of `unread` ones no table was read.

    paid: the month of receipt of the one record.
    """
    found = {"misplaced": (), "near_months": (), "unnamed": (), **stock}
    findings = [
        ("2026-03", "iuran/i.csv", "Lain."),
        ("2026-01", "iuran/rusak.xlsx", "Rusak."),
        ("2026-01", "iuran/rusak.xlsx", "Lembar tersembunyi."),
        ("2026-03", "asn/r.csv", "Tanpa kolom NIP."),
    ]
    schema = dict.fromkeys(("bulan_terima", "berkas", "pesan"), pl.String)
    return SimpleNamespace(
        stock=Stock("2026-03", "2026-03", ("2026-03",), (*files, *unread), (), **found),
        rosters=dict.fromkeys(rosters),
        iuran=pl.DataFrame({"bulan_terima": [paid]}),
        deliveries=dict.fromkeys((one.month, one.berkas) for one in files),
        refused=refused,
        findings=pl.DataFrame(findings, schema=schema, orient="row"),
    )


def stops(held: Any) -> list[tuple[str, bool, tuple[str, ...]]]:
    return [(stop.kode, stop.absolute, stop.files) for stop in input_stops(held, MARCH)]


def test_a_roster_and_payments_are_enough() -> None:
    assert stops(known(ROSTER, PAID)) == []
    require_roster(known(ROSTER, PAID), MARCH)


def test_a_refused_file_of_any_month_stops_for_good_and_says_why() -> None:
    held = known(ROSTER, PAID, refused=("2026-01/iuran/rusak.xlsx",))
    [stop] = input_stops(held, MARCH)
    assert (stop.kode, stop.absolute) == ("berkas_ditolak", True)
    assert stop.files == ("2026-01/iuran/rusak.xlsx",)
    assert stop.pesan == "Berkas 2026-01/iuran/rusak.xlsx ditolak: Rusak."


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (known(PAID, rosters=("2026-02", "2026-01")), "Bulan dengan roster: 2026-01, 2026-02."),
        (known(PAID, rosters=()), "Bulan dengan roster: tidak ada."),
        (
            known(PAID, file("2026-02", "asn/r.csv"), rosters=("2026-02",)),
            "Bulan dengan roster: 2026-02.",
        ),
        (known(PAID, rosters=(), unread=(ROSTER,)), "Bulan dengan roster: tidak ada."),
        (known(PAID, ROSTER, rosters=()), "Roster Maret 2026 ada, tetapi tidak satu pun"),
    ],
)
def test_without_a_roster_nothing_can_be_decided(held: Any, said: str) -> None:
    [stop] = input_stops(held, MARCH)
    assert (stop.kode, stop.absolute) == ("tanpa_roster", True)
    assert said in stop.pesan
    with pytest.raises(RefusedError) as caught:
        require_roster(held, MARCH)
    assert said in str(caught.value)


def test_where_the_roster_lacks_what_may_hold_it_is_told_beside_it() -> None:
    """As "2026-1O" held October's roster, and only other months were told of that folder."""
    held = known(
        PAID,
        rosters=(),
        misplaced=tuple(("2026-03", f"roster/{name}.csv") for name in "abcd"),
        near_months=("2025-4", "2026-O3"),
    )
    told = against_deciding(input_stops(held, MARCH), MARCH)
    assert [stop.kode for stop in told] == ["tanpa_roster", "folder_bulan", "salah_tempat"]
    with pytest.raises(RefusedError) as caught:
        require_roster(held, MARCH)
    assert "2026-03/roster/a.csv" in str(caught.value)
    assert "Begitu juga 3 berkas lain" in str(caught.value)
    assert 'Folder "2026-O3" tampaknya bulan 2026-03' in str(caught.value)
    assert "2025-4" not in str(caught.value)


@pytest.mark.parametrize(("names", "more"), [("a", ""), ("ab", "Begitu juga 1 berkas lain")])
def test_misplaced_files_are_told_as_one(names: str, more: str) -> None:
    misplaced = tuple(("2026-03", f"roster/{name}.csv") for name in names)
    held = known(PAID, rosters=(), misplaced=misplaced)
    _, told = against_deciding(input_stops(held, MARCH), MARCH)
    assert told.files == ("2026-03/roster/a.csv",)
    assert more in told.pesan
    assert ("Begitu juga" in told.pesan) == bool(more)


def test_a_roster_that_came_and_was_refused_is_not_said_to_lack() -> None:
    held = known(PAID, rosters=(), unread=(ROSTER,), refused=("2026-03/asn/r.csv",))
    refused, lacking = against_deciding(input_stops(held, MARCH), MARCH)
    assert (refused.kode, lacking.kode) == ("berkas_ditolak", "tanpa_roster")
    assert lacking.pesan.startswith("Roster Maret 2026 datang, tetapi ditolak")


def test_the_causes_of_a_lacking_roster_come_before_what_other_months_are_refused_for() -> None:
    """As three refused files of other months once hid that there is no roster."""
    held = known(PAID, rosters=(), refused=("2026-01/iuran/rusak.xlsx", "2026-03/iuran/i.csv"))
    told = against_deciding(input_stops(held, MARCH), MARCH)
    assert [(stop.kode, stop.files) for stop in told] == [
        ("berkas_ditolak", ("2026-03/iuran/i.csv",)),
        ("tanpa_roster", ()),
        ("berkas_ditolak", ("2026-01/iuran/rusak.xlsx",)),
    ]
    with pytest.raises(RefusedError) as caught:
        require_roster(held, MARCH)
    assert "2026-01/iuran" not in str(caught.value)


def test_where_the_roster_came_what_lies_unread_hinders_no_deciding() -> None:
    held = known(ROSTER, PAID, misplaced=(("2026-03", "roster/a.csv"),))
    assert against_deciding(input_stops(held, MARCH), MARCH) == []
    require_roster(held, MARCH)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (known(ROSTER, paid="2026-02"), "tidak berisi catatan iuran"),
        (known(ROSTER, file("2026-02", "iuran/i.csv")), "tidak berisi catatan iuran"),
        (known(ROSTER, unread=(file("2026-03", "iuran/surat.pdf"),)), "tidak berisi catatan iuran"),
        (known(ROSTER, PAID, paid="2026-02"), "berisi berkas, tetapi tidak satu pun"),
    ],
)
def test_without_payments_the_month_stops(held: Any, said: str) -> None:
    [stop] = input_stops(held, MARCH)
    assert (stop.kode, stop.absolute) == ("tanpa_iuran", False)
    assert said in stop.pesan


def test_a_file_of_the_month_that_nothing_reads_stops() -> None:
    places = (("2026-03", "lain/a.csv"), ("2026-02", "lain/b.csv"))
    unnamed = (("2026-03", "iuran/\\xff.csv"), ("2026-02", "iuran/\\xfe.csv"))
    held = known(ROSTER, PAID, misplaced=places, unnamed=unnamed, near_months=("2026-4",))
    assert stops(held) == [
        ("salah_tempat", False, ("2026-03/lain/a.csv",)),
        ("salah_tempat", False, ("2026-03/iuran/\\xff.csv",)),
        ("folder_bulan", False, ("2026-4",)),
    ]
    moved, renamed, folder = (stop.pesan for stop in input_stops(held, MARCH))
    assert "Pindahkan ke 2026-03/asn" in moved
    assert "bukan teks yang sah" in renamed
    assert "2026-04" in folder


def test_the_bytes_of_another_months_file_of_that_kind_stop() -> None:
    twin = file("2026-02", "iuran/lama.csv", "same")
    held = known(ROSTER, file("2026-03", "iuran/i.csv", "same"), twin)
    [stop] = input_stops(held, MARCH)
    assert (stop.kode, stop.files) == (
        "berkas_kembar",
        ("2026-03/iuran/i.csv", "2026-02/iuran/lama.csv"),
    )
    assert stop.pesan.startswith("2026-03/iuran/i.csv isinya sama persis dengan 2026-02/iuran/lama")


def test_the_same_bytes_of_another_kind_or_of_other_months_do_not() -> None:
    roster = file("2026-02", "asn/r.csv", "same")
    old, older = (file(month, "iuran/i.csv", "old") for month in ("2026-02", "2026-01"))
    unread = file("2026-02", "iuran/surat.pdf", "same")
    paid = file("2026-03", "iuran/i.csv", "same")
    assert stops(known(ROSTER, paid, roster, old, older, unread=(unread,))) == []


def test_the_same_bytes_twice_in_the_months_folder_are_told() -> None:
    first, second, third = (file("2026-03", f"iuran/{name}.csv", "same") for name in "abc")
    other = file("2026-03", "asn/a.csv", "same")
    before = [file("2026-02", f"iuran/{name}.csv", "old") for name in "ab"]
    told = same_bytes_cautions(known(first, other, second, third, *before), MARCH)
    assert [one.pesan.split(" di folder")[0] for one in told] == [
        "2026-03/iuran/b.csv isinya sama persis dengan 2026-03/iuran/a.csv",
        "2026-03/iuran/c.csv isinya sama persis dengan 2026-03/iuran/a.csv",
    ]
    assert {one.kode for one in told} == {"kembar_sefolder"}

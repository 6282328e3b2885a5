"""The gate: what did not come, came half, in the wrong place, or twice (contract §5.7, §1)."""

from pathlib import Path

import pytest

from tests.builders.gate_months import (
    FEBRUARY,
    JANUARY,
    MARCH,
    PAID_HEAD,
    assessed,
    cautions_of,
    good_months,
    payments,
    roster,
    stops_of,
)

EXPECTED = """
[[kiriman]]
nama = "BPJS Semarang Majapahit"
jenis = "iuran"
pola = "majapahit*"
sejak = "2026-01"
wajib = {wajib}
kontak = "Ibu Contoh, 024-000"
[[kiriman]]
nama = "BPJS Semarang Pemuda"
jenis = "iuran"
pola = "*Pemuda*"
sejak = "2026-01"
"""


def test_three_good_months_pass(tmp_path: Path) -> None:
    month = assessed(tmp_path, good_months())
    assert (month.stops, month.cautions) == ((), ())


def test_a_branch_that_came_twice_and_is_lacking_stops_and_says_whom_it_would_name(
    tmp_path: Path,
) -> None:
    files = good_months()
    del files["2026-03/iuran/majapahit 2026-03.csv"]
    stop = stops_of(tmp_path, files)["kiriman_tidak_datang"]
    for part in (
        "majapahit",
        "2026-03/iuran",
        "26 baris pada Februari 2026",
        "26 ASN yang bulan lalu sudah",
    ):
        assert part in stop.pesan
    assert stop.hurt == (("DINKES", 26),)
    assert not stop.absolute


def test_a_branch_that_came_only_once_before_is_not_waited_for(tmp_path: Path) -> None:
    files = good_months()
    del files["2026-03/iuran/majapahit 2026-03.csv"], files["2026-01/iuran/majapahit 2026-01.csv"]
    assert "kiriman_tidak_datang" not in stops_of(tmp_path, files)


def test_a_branch_that_came_without_a_row_is_lacking(tmp_path: Path) -> None:
    files = good_months() | {"2026-03/iuran/majapahit 2026-03.csv": PAID_HEAD}
    assert "tanpa satu pun baris data" in stops_of(tmp_path, files)["kiriman_tidak_datang"].pesan


def test_a_branch_that_came_in_the_next_month_is_late_and_stops_no_more(tmp_path: Path) -> None:
    files = good_months()
    late = files.pop("2026-03/iuran/majapahit 2026-03.csv")
    files["2026-04/iuran/majapahit susulan.csv"] = late
    month = assessed(tmp_path, files)
    assert month.stops == ()
    row = month.deliveries.filter(kiriman="majapahit", bulan=MARCH).to_dicts()[0]
    assert (row["keadaan"], row["bulan_datang"]) == ("susulan", "2026-04")


@pytest.mark.parametrize(("came", "state"), [(12, "tidak_datang"), (13, "susulan")])
def test_half_of_what_a_branch_brings_must_have_come_later(
    came: int, state: str, tmp_path: Path
) -> None:
    files = good_months()
    del files["2026-03/iuran/majapahit 2026-03.csv"]
    files["2026-04/iuran/majapahit susulan.csv"] = payments(range(26, 26 + came), MARCH)
    [row] = assessed(tmp_path, files).deliveries.filter(kiriman="majapahit", bulan=MARCH).to_dicts()
    assert row["keadaan"] == state


def test_what_two_files_of_a_delivery_brought_is_added_up(tmp_path: Path) -> None:
    files = good_months()
    for part in (1, 2):
        rows = payments(range(22 + 4 * part, 26 + 4 * part), MARCH) + f"{part},,,,,\n"
        files[f"2026-03/iuran/majapahit {part} 2026-03.csv"] = rows
    del files["2026-03/iuran/majapahit 2026-03.csv"]
    [row] = assessed(tmp_path, files).deliveries.filter(kiriman="majapahit", bulan=MARCH).to_dicts()
    assert (row["berkas"], row["dibaca"], row["diterima"]) == (2, 10, 8)


def test_deliveries_are_told_of_the_month_and_the_eleven_before_it(tmp_path: Path) -> None:
    months = [f"2025-{number:02d}" for number in range(3, 13)] + [
        JANUARY,
        FEBRUARY,
        MARCH,
        "2026-04",
    ]
    files = {
        f"{bulan}/asn/roster {bulan}.csv": roster(range(2)) + "\n" * (at + 1)
        for at, bulan in enumerate(months)
    }
    files |= {f"{bulan}/iuran/pemuda {bulan}.csv": payments(range(2), bulan) for bulan in months}
    told = assessed(tmp_path, dict(files)).deliveries.filter(kiriman="pemuda")["bulan"]
    assert told.to_list() == months[1:-1]


def test_a_sender_whose_files_are_always_called_susulan_may_be_late_too(tmp_path: Path) -> None:
    files = good_months()
    for bulan in ("2026-01", "2026-02"):
        files[f"{bulan}/iuran/bank susulan {bulan}.csv"] = payments(range(52, 54), bulan)
    files["2026-04/iuran/bank susulan.csv"] = payments(range(52, 54), MARCH)
    [row] = (
        assessed(tmp_path, files).deliveries.filter(kiriman="bank susulan", bulan=MARCH).to_dicts()
    )
    assert (row["keadaan"], row["bulan_datang"]) == ("susulan", "2026-04")


def test_what_is_sent_after_does_not_stand_for_what_did_not_come(tmp_path: Path) -> None:
    files = good_months()
    for month in ("2026-01", "2026-02"):
        files[f"{month}/iuran/majapahit susulan {month}.csv"] = payments(range(2), month)
    files["2026-03/iuran/majapahit susulan 2026-03.csv"] = files.pop(
        "2026-03/iuran/majapahit 2026-03.csv"
    )
    assert "kiriman_tidak_datang" in stops_of(tmp_path, files)


def test_the_next_months_own_file_is_not_taken_for_the_late_one(tmp_path: Path) -> None:
    files = good_months()
    del files["2026-03/iuran/majapahit 2026-03.csv"]
    files["2026-04/iuran/majapahit 2026-04.csv"] = payments(range(26, 52), "2026-04")
    assert "kiriman_tidak_datang" in stops_of(tmp_path, files)


@pytest.mark.parametrize(("wajib", "stopped"), [("true", True), ("false", False)])
def test_a_declared_delivery_stops_from_the_first_month_where_it_is_required(
    wajib: str, stopped: bool, tmp_path: Path
) -> None:
    files = {
        "2026-01/asn/roster.csv": roster(range(60)),
        "2026-01/iuran/Rekap PEMUDA.csv": payments(range(30), JANUARY),
    }
    month = assessed(tmp_path, files, JANUARY, EXPECTED.format(wajib=wajib))
    told = [(one.kode, one.pesan) for one in month.stops] or [
        (one.kode, one.pesan) for one in month.cautions
    ]
    assert [kode for kode, _ in told] == ["kiriman_tidak_datang"]
    assert bool(month.stops) is stopped
    assert all(part in told[0][1] for part in ("BPJS Semarang Majapahit", "Ibu Contoh"))


def test_a_declared_delivery_is_not_waited_for_before_its_first_month(tmp_path: Path) -> None:
    files = {
        "2025-12/asn/roster.csv": roster(range(60)),
        "2025-12/iuran/pemuda.csv": payments(range(30), "2025-12"),
    }
    assert stops_of(tmp_path, files, "2025-12", EXPECTED.format(wajib="true")) == {}


def test_a_file_that_no_declared_delivery_fits_is_told(tmp_path: Path) -> None:
    files = good_months() | {"2026-03/iuran/entah.csv": payments(range(52, 54), MARCH)}
    told = cautions_of(tmp_path, files, policy=EXPECTED.format(wajib="true"))
    assert set(told) == {"kiriman_tak_dikenal"}
    assert "2026-03/iuran/entah.csv" in told["kiriman_tak_dikenal"]


@pytest.mark.parametrize(
    ("rows", "kode"), [(13, "kiriman_separuh"), (14, ""), (51, ""), (52, "kiriman_dua_kali")]
)
def test_a_delivery_half_as_long_or_twice_is_told(rows: int, kode: str, tmp_path: Path) -> None:
    files = good_months(200) | {
        "2026-03/iuran/majapahit 2026-03.csv": payments(range(26, 26 + rows), MARCH)
    }
    told = cautions_of(tmp_path, files)
    assert set(told) == ({kode} if kode else set())
    assert all(part in text for text in told.values() for part in ("majapahit", str(rows), "26"))


def test_the_same_bytes_twice_in_one_folder_are_told(tmp_path: Path) -> None:
    files = good_months()
    files["2026-03/iuran/pemuda (1).csv"] = files["2026-03/iuran/pemuda 2026-03.csv"]
    told = cautions_of(tmp_path, files)
    assert "pemuda (1).csv" in told["kembar_sefolder"]
    assert "pemuda 2026-03.csv" in told["kembar_sefolder"]


@pytest.mark.parametrize(
    "place",
    [
        "2026-03/majapahit.csv",
        "2026-03/iuran/baru/majapahit.csv",
        "2026-03/IURAN BARU/majapahit.XLSX",
    ],
)
def test_a_file_of_a_known_format_that_nothing_reads_stops(place: str, tmp_path: Path) -> None:
    stop = stops_of(tmp_path, good_months() | {place: payments(range(5), MARCH)})["salah_tempat"]
    assert place in stop.pesan
    assert "Pindahkan" in stop.pesan


@pytest.mark.parametrize(
    "place",
    [
        "2026-03/surat.pdf",
        "2026-02/majapahit.csv",
        "2026-03/tindak_lanjut/lama/x.xlsx",
        "2026-03/iuran/~WRL0001.tmp",
        "2026-03/iuran/._majapahit.csv",
        "2026-03/iuran/.~lock.pemuda.csv#",
        "2026-03/iuran/Desktop.ini",
    ],
)
def test_what_stops_nothing_where_it_lies(place: str, tmp_path: Path) -> None:
    assert stops_of(tmp_path, good_months() | {place: b"x"}) == {}


def test_folders_of_a_kind_are_known_in_any_case(tmp_path: Path) -> None:
    files = {
        path.replace("/asn/", "/ASN/").replace("/iuran/", "/Iuran/"): data
        for path, data in good_months().items()
    }
    month = assessed(tmp_path, files)
    assert (month.stops, month.cautions) == ((), ())
    assert month.tables["iuran"]["berkas"].unique().to_list()[0].startswith("iuran/")


def test_a_second_folder_of_a_kind_is_read_too_but_not_a_file_of_the_same_name(
    tmp_path: Path,
) -> None:
    files = good_months()
    files["2026-03/IURAN/majapahit 2026-03.csv"] = files["2026-03/iuran/majapahit 2026-03.csv"]
    files["2026-03/IURAN/lain.csv"] = payments(range(52, 54), MARCH)
    month = assessed(tmp_path, files)
    assert [stop.kode for stop in month.stops] == ["salah_tempat"]
    assert "IURAN/majapahit 2026-03.csv" in month.stops[0].pesan
    assert "iuran/lain.csv" in month.tables["iuran"]["berkas"]


@pytest.mark.parametrize(
    "name",
    [
        "2026-3",
        "2026-03 ",
        "Maret 2026",
        "202603",
        "03-2026",
        "Mar_2026",
        "2026-4",
        "2026-03 (1)",
        "2026-03 - Copy",
        "2026-03_lama",
    ],
)
def test_a_folder_that_is_nearly_a_month_stops(name: str, tmp_path: Path) -> None:
    files = good_months() | {f"{name}/iuran/a.csv": payments(range(5), MARCH)}
    stop = stops_of(tmp_path, files)["folder_bulan"]
    assert f'"{name}"' in stop.pesan
    assert "Ganti namanya" in stop.pesan


@pytest.mark.parametrize("name", ["arsip", "2026", "arsip 2026-03", "2026-13", "lama", "2027-04"])
def test_another_folder_stops_nothing(name: str, tmp_path: Path) -> None:
    assert stops_of(tmp_path, good_months() | {f"{name}/x.txt": b"x"}) == {}


def test_no_accepted_payment_in_the_folder_stops(tmp_path: Path) -> None:
    files = {"2026-03/asn/a.csv": roster(range(5)), "2026-03/iuran/a.csv": PAID_HEAD}
    month = assessed(tmp_path, files)
    assert [stop.kode for stop in month.stops] == ["tanpa_iuran"]
    assert "tidak satu pun catatan iuran yang diterima" in month.stops[0].pesan
    assert "tanpa_baris" in month.tables["temuan"]["kode"]


@pytest.mark.parametrize(("bad", "stopped"), [(4, False), (5, True)])
def test_more_than_a_fifth_of_a_files_rows_rejected_stops(
    bad: int, stopped: bool, tmp_path: Path
) -> None:
    files = good_months()
    rows = payments(range(20 - bad), MARCH) + payments(range(20 - bad, 20), "entah").removeprefix(
        PAID_HEAD
    )
    files["2026-03/iuran/lain.csv"] = rows
    found = stops_of(tmp_path, files)
    assert ("baris_ditolak" in found) is stopped
    if stopped:
        assert all(
            part in found["baris_ditolak"].pesan
            for part in ("iuran/lain.csv", "25,00%", "5 dari 20", "20,00%")
        )


@pytest.mark.parametrize(("size", "stopped"), [(19, False), (20, True)])
def test_a_file_of_fewer_than_twenty_rows_may_have_many_rejected(
    size: int, stopped: bool, tmp_path: Path
) -> None:
    rows = payments(range(10), MARCH) + payments(range(10, size), "entah").removeprefix(PAID_HEAD)
    assert (
        "baris_ditolak" in stops_of(tmp_path, good_months() | {"2026-03/iuran/lain.csv": rows})
    ) is stopped


def test_a_file_of_which_no_row_is_accepted_stops_whatever_its_length(tmp_path: Path) -> None:
    files = good_months() | {
        "2026-03/iuran/majapahit 2026-03.csv": payments(range(26, 28), "entah")
    }
    stop = stops_of(tmp_path, files)["tanpa_diterima"]
    assert "tidak satu pun dari 2 barisnya" in stop.pesan
    assert stop.hurt == (("DINKES", 26),)
    assert "baris_ditolak" not in stops_of(tmp_path, files)


def test_rows_that_another_list_has_too_are_no_unread_ones_but_bad_ones_beside_them_stop(
    tmp_path: Path,
) -> None:
    copied = good_months() | {"2026-03/asn/salinan.csv": roster(range(25))}
    assert stops_of(tmp_path / "baik", copied) == {}
    bad = "".join(f"{n},Orang,DINKES,Aktif,PNS\n" for n in range(15))
    beside = {"2026-03/asn/salinan.csv": roster(range(25)) + bad}
    assert "baris_ditolak" in stops_of(tmp_path / "rusak", copied | beside)


def test_deliveries_are_shown_with_last_months_figures(tmp_path: Path) -> None:
    shown = assessed(tmp_path, good_months()).deliveries.filter(kiriman="pemuda")
    assert shown.select("bulan", "keadaan", "berkas", "dibaca", "diterima").rows() == [
        (month, "datang", 1, 26, 26) for month in (JANUARY, FEBRUARY, MARCH)
    ]

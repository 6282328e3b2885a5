"""The gate (contract §5.7).

It is about conflict copies of a roster, payments told in two ways, OPDs that vanish, and shares.
"""

import csv
from pathlib import Path

import pytest

from tests.builders.books import xlsx
from tests.builders.gate_months import (
    MARCH,
    PAID_HEAD,
    ROSTER_HEAD,
    assessed,
    cautions_of,
    good_months,
    nip,
    payments,
    person,
    roster,
    stops_of,
)

COPY = "2026-03/asn/roster (1).csv"
OTHER = "2026-03/iuran/status akhir.csv"


@pytest.mark.parametrize(("shared", "stopped"), [(15, False), (16, True), (20, True)])
def test_two_rosters_that_share_four_fifths_and_differ_in_one_row_stop(
    shared: int, stopped: bool, tmp_path: Path
) -> None:
    people = [person(n) for n in range(shared)] + [person(n) for n in range(600, 620 - shared)]
    people[0] = person(0, standing="Pensiun")
    found = stops_of(tmp_path, good_months(600) | {COPY: ROSTER_HEAD + "".join(people)})
    assert ("salinan_berbeda" in found) is stopped
    if stopped:
        for part in (
            "roster (1).csv",
            "roster 2026-03.csv",
            f"{shared} NIP",
            "Kedudukan Hukum pada 1 baris",
        ):
            assert part in found["salinan_berbeda"].pesan
        assert set(found["salinan_berbeda"].files) == {COPY, "2026-03/asn/roster 2026-03.csv"}


TOLD = "Nama,Gelar Depan,Gelar Belakang,NIK,Jenis ASN,Kedudukan Hukum,Golongan,Jabatan,UNOR ID,Unit Kerja,Unit Induk,OPD"


def test_whatever_two_rosters_tell_otherwise_of_a_person_is_named(tmp_path: Path) -> None:
    """In the order of the fields' own names, where all differ as often."""
    cells = ["Budi,Dr.,S.T.,3374010101900001,PNS,Aktif,III/a,Analis,U1,Bagian A,Dinas A,DINKES"]
    cells += ["Budy,Ir.,M.T.,3374010101900002,CPNS,Cuti,III/b,Guru,U2,Bagian B,Dinas B,DISDIK"]
    files = {
        f"2026-03/asn/{at}.csv": f"NIP,{TOLD.replace('Unit Induk', 'Unor Induk')}\n{nip(1)},{row}\n"
        for at, row in enumerate(cells)
    }
    found = stops_of(tmp_path, {**files, "2026-03/iuran/a.csv": payments(range(2), MARCH)})
    said = found["salinan_berbeda"].pesan
    assert [name for name in TOLD.split(",") if f"{name} pada 1 baris" not in said] == []
    places = [said.index(f"{name} pada") for name in ("Gelar Belakang", "Golongan", "NIK", "OPD")]
    assert places == sorted(places)


def test_a_list_with_little_in_common_hides_no_contradicting_one(tmp_path: Path) -> None:
    other = {"2026-03/asn/a lain.csv": roster(range(55, 75))}
    changed = {
        COPY: ROSTER_HEAD + person(0, standing="Pensiun") + "".join(map(person, range(1, 20)))
    }
    assert "salinan_berbeda" in stops_of(tmp_path, good_months() | other | changed)


def test_a_second_copy_that_says_the_same_is_no_contradiction(tmp_path: Path) -> None:
    assert stops_of(tmp_path, good_months() | {COPY: roster(range(50))}) == {}


def test_what_a_file_has_no_column_for_it_does_not_deny(tmp_path: Path) -> None:
    short = "NIP,Nama\n" + "".join(f"{nip(n)},Orang {n}\n" for n in range(20))
    assert "salinan_berbeda" not in stops_of(tmp_path, good_months() | {COPY: short})


@pytest.mark.parametrize(("shared", "stopped"), [(15, False), (16, True)])
def test_two_files_that_tell_four_fifths_of_the_payments_in_two_ways_stop(
    shared: int, stopped: bool, tmp_path: Path
) -> None:
    rows = (
        payments(range(shared), MARCH, status="gagal")
        + payments(range(52, 72 - shared), MARCH).split("\n", 1)[1]
    )
    found = stops_of(tmp_path, good_months(80) | {OTHER: rows})
    assert ("iuran_bertentangan" in found) is stopped
    if stopped:
        for part in (
            "pemuda 2026-03.csv",
            "status akhir.csv",
            f"{shared} pembayaran",
            f"Status Bayar pada {shared}",
        ):
            assert part in found["iuran_bertentangan"].pesan


@pytest.mark.parametrize(
    ("told", "said"),
    [({"source": "APBD"}, "Sumber Dana pada 20"), ({"nominal": "33600"}, "Nominal pada 20")],
)
def test_another_source_or_amount_contradicts_too(
    told: dict[str, str], said: str, tmp_path: Path
) -> None:
    files = good_months()
    files["2026-03/iuran/pemuda 2026-03.csv"] = payments(range(26), MARCH, source="gaji")
    found = stops_of(
        tmp_path, files | {OTHER: payments(range(20), MARCH, **{"source": "gaji", **told})}
    )
    assert said in found["iuran_bertentangan"].pesan


def test_the_same_payments_in_the_same_words_are_no_contradiction(tmp_path: Path) -> None:
    files = good_months() | {OTHER: payments(range(20), MARCH, status="BERHASIL")}
    assert "iuran_bertentangan" not in stops_of(tmp_path, files)


def test_payments_for_other_months_are_others(tmp_path: Path) -> None:
    files = good_months() | {OTHER: payments(range(20), "2026-02", status="gagal")}
    assert "iuran_bertentangan" not in stops_of(tmp_path, files)


@pytest.mark.parametrize(("size", "stopped"), [(1, False), (19, False), (20, True)])
def test_an_opd_that_vanished_is_named_whatever_its_size(
    size: int, stopped: bool, tmp_path: Path
) -> None:
    files = good_months(600)
    files["2026-02/asn/roster 2026-02.csv"] = roster(range(600)) + "".join(
        person(n, opd="DISDIK") for n in range(700, 700 + size)
    )
    month = assessed(tmp_path, files)
    assert ("opd_hilang" in [stop.kode for stop in month.stops]) is stopped
    told = [caution.pesan for caution in month.cautions if caution.kode == "opd_hilang"]
    assert len(told) == 1
    assert "Dinas Pendidikan" in told[0]
    assert month.lost_opds == ("DISDIK",)


def test_a_new_opd_is_named(tmp_path: Path) -> None:
    files = good_months(600)
    files["2026-03/asn/roster 2026-03.csv"] = roster(range(600)) + person(700, opd="DISDIK")
    told = cautions_of(tmp_path, files)
    assert set(told) == {"opd_baru"}
    assert "Dinas Pendidikan" in told["opd_baru"]


@pytest.mark.parametrize(("unmapped", "stopped"), [(3, False), (4, True)])
def test_more_than_a_twentieth_without_an_opd_stops(
    unmapped: int, stopped: bool, tmp_path: Path
) -> None:
    files = good_months()
    rows = [person(n, opd="Puskesmas Entah" if n < unmapped else "DINKES") for n in range(60)]
    files["2026-03/asn/roster 2026-03.csv"] = ROSTER_HEAD + "".join(rows)
    month = assessed(tmp_path, files)
    stops = {stop.kode: stop for stop in month.stops}
    assert ("belum_dipetakan" in stops) is stopped
    if stopped:
        assert all(
            part in stops["belum_dipetakan"].pesan
            for part in ("6,67%", "4 dari 60", "unit_kerja.csv")
        )
        assert stops["belum_dipetakan"].hurt == (("DINKES", 4),)
    assert month.unplaced_words.rows() == [("opd", "Puskesmas Entah", unmapped, "opd.csv", "alias")]


@pytest.mark.parametrize(
    ("joined", "before", "stopped"),
    [(45, 52, False), (44, 52, True), (30, 49, False), (42, 50, True)],
)
def test_those_who_take_part_may_fall_by_fifteen_percent_of_fifty_or_more(
    joined: int, before: int, stopped: bool, tmp_path: Path
) -> None:
    files = good_months(joined=before)
    half = before // 2
    files["2026-03/iuran/majapahit 2026-03.csv"] = payments(range(half, joined), MARCH)
    found = stops_of(tmp_path, files)
    assert ("penurunan_sudah" in found) is stopped
    if joined == 44:
        assert all(
            part in found["penurunan_sudah"].pesan for part in ("15,38%", "52 menjadi 44", "15,00%")
        )
        assert found["penurunan_sudah"].hurt == (("DINKES", 8),)


def test_words_that_need_a_place_are_named_and_a_person_never(tmp_path: Path) -> None:
    files = good_months()
    rows = [person(n) for n in range(56)]
    rows += [
        person(56, opd="Orang 3"),
        person(57, standing="Merantau"),
        person(58, kind="Honorer"),
        person(59),
    ]
    files["2026-03/asn/roster 2026-03.csv"] = ROSTER_HEAD + "".join(rows)
    extra = payments(range(52, 53), MARCH, status="melayang") + payments(
        range(53, 54), MARCH, source="arisan"
    )
    files["2026-03/iuran/lain.csv"] = extra.replace("\n" + PAID_HEAD, "\n")
    words = assessed(tmp_path, files).unplaced_words
    assert words.select("jenis", "kata", "kali").rows() == [
        ("kedudukan", "Merantau", 1),
        ("jenis_asn", "Honorer", 1),
        ("status_bayar", "melayang", 1),
        ("sumber_dana", "arisan", 1),
    ]


def sheets(**lists: str) -> bytes:
    """Return a workbook of these lists, each written as the CSV that it would be."""
    return xlsx({name: [*csv.reader(text.splitlines())] for name, text in lists.items()})


PEMUDA = "2026-03/iuran/pemuda 2026-03.csv"


def test_two_sheets_of_one_workbook_that_tell_payments_in_two_ways_stop(tmp_path: Path) -> None:
    """What was asked of the bank and what it debited: both are read, and the better one counted."""
    book = sheets(
        Usulan=payments(range(26), MARCH), Hasil=payments(range(26), MARCH, status="gagal")
    )
    files = good_months() | {PEMUDA: book}
    stop = stops_of(tmp_path, files)["iuran_bertentangan"]
    for part in (PEMUDA, "lembar Hasil dan lembar Usulan", "26 pembayaran", "Status Bayar pada 26"):
        assert part in stop.pesan
    assert stop.files == (PEMUDA,)
    assert stop.about == "Hasil / Usulan"
    assert "berkas" not in stop.public_sentence


def test_last_months_roster_on_a_sheet_of_this_months_stops(tmp_path: Path) -> None:
    moved = ROSTER_HEAD + person(0, opd="DISDIK") + "".join(map(person, range(1, 60)))
    book = sheets(Februari=moved, Maret=roster(range(60)))
    files = good_months() | {"2026-03/asn/roster 2026-03.csv": book}
    stop = stops_of(tmp_path, files)["salinan_berbeda"]
    for part in ("lembar Februari dan lembar Maret", "60 NIP", "OPD pada 1 baris"):
        assert part in stop.pesan


def test_sheets_for_an_office_each_or_of_the_same_words_are_no_contradiction(
    tmp_path: Path,
) -> None:
    whole = roster(range(60))
    parts = sheets(Semua=whole, A=roster(range(20)), B=roster(range(20, 60)))
    paid = sheets(
        Lunas=payments(range(20), MARCH),
        Gagal=payments(range(20, 26), MARCH, status="gagal"),
        Ulang=payments(range(20), MARCH, status="BERHASIL"),
    )
    files = good_months() | {"2026-03/asn/roster 2026-03.csv": parts, PEMUDA: paid}
    assert not {"salinan_berbeda", "iuran_bertentangan"} & set(stops_of(tmp_path, files))


def test_what_was_set_apart_on_a_sheet_of_its_own_is_no_second_telling(tmp_path: Path) -> None:
    """Who was refunded, who paid the rest, who was transferred: a part of the list, not the list."""
    whole = payments(range(26), MARCH)
    paid = sheets(Bayar=whole, Refund=payments(range(2), MARCH, status="gagal"))
    people = sheets(Data=roster(range(60)), Mutasi=roster(range(3), opd="DISDIK"))
    files = good_months() | {"2026-03/asn/roster 2026-03.csv": people, PEMUDA: paid}
    assert not {"salinan_berbeda", "iuran_bertentangan"} & set(stops_of(tmp_path, files))

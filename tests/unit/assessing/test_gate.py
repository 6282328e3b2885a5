"""The gate: each condition of contract §5.7, at its limit and beyond, its numbers, its way out."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.assessing.gate import CONDITIONS, Stop, sentences
from pipeline.assessing.gate.hurt import LATE, with_hurt
from pipeline.core.errors import RefusedError
from pipeline.core.periods import Period
from pipeline.core.wording import has
from tests.builders.small_city import lay_down, month

HEAD = "NIP,Nama,OPD,Kedudukan Hukum,Jenis ASN\n"
PAID = "NIP Donatur,NIK Pekerja,Bulan Iuran,Nominal,Status Bayar,Sumber Dana\n"
Cells = tuple[str, str]


def nip(n: int) -> str:
    return f"19900101201504{1 + n // 900}{1 + n % 900:03d}"


def roster(
    size: int, opd: str = "DINKES", standing: str = "Aktif", odd: int = 0, start: int = 0
) -> str:
    """Return `size` rows; the first `odd` have a standing that nobody knows."""
    words = ["Aneh"] * odd + [standing] * (size - odd)
    return "".join(f"{nip(start + n)},Orang {n},{opd},{word},PNS\n" for n, word in enumerate(words))


def iuran(size: int, bulan: str = "2026-03", start: int = 0, **changed: Cells) -> str:
    """Return `size` paid records, each for a worker of its own.

    `changed` gives (how many, cell) for a column.
    """
    lines = []
    for n in range(size):
        cells = {
            "nip": nip(start + n),
            "nominal": "16800",
            "status": "lunas",
            "dana": "",
            **{name: cell for name, (many, cell) in changed.items() if n < int(many)},
        }
        worker = f"337402150780{1 + start + n:04d}"
        lines.append(
            f"{cells['nip']},{worker},{bulan},{cells['nominal']},{cells['status']},{cells['dana']}\n"
        )
    return "".join(lines)


def stops(folder: Path, period: str = "2026-03", **files: str) -> dict[str, Stop]:
    """Return the stops by code; files are named as in asn_2026_03."""
    named = {_path(name): _head(name) + text for name, text in files.items()}
    return {stop.kode: stop for stop in month(lay_down(folder, named), period).stops}


def _path(name: str) -> str:
    kind, year, number = name.split("_")[:3]
    return f"{year}-{number}/{kind}/{name}.csv"


def _head(name: str) -> str:
    return HEAD if name.startswith("asn") else PAID


def says(stop: Stop, *parts: str) -> bool:
    return all(part in stop.pesan for part in parts)


def test_a_good_month_passes(tmp_path: Path) -> None:
    files = {
        "asn_2026_02": roster(41),
        "asn_2026_03": roster(40),
        "iuran_2026_02": iuran(20, "2026-02"),
        "iuran_2026_03": iuran(20),
    }
    assert stops(tmp_path, **files) == {}


def test_a_refused_file_of_any_known_month_stops_for_good(tmp_path: Path) -> None:
    files = {
        "2026-03/asn/a.csv": HEAD + roster(5),
        "2026-03/iuran/a.csv": PAID + iuran(2),
        "2026-01/iuran/rusak.xlsx": "PK\x03\x04",
    }
    with pytest.raises(RefusedError) as caught:
        month(lay_down(tmp_path, files), "2026-03")
    for part in ("2026-01/iuran/rusak.xlsx", "rusak atau terpotong", "Minta pengirim"):
        assert part in str(caught.value)


def test_no_roster_stops_and_names_the_months_that_have_one(tmp_path: Path) -> None:
    files = {"2026-02/asn/a.csv": HEAD + roster(5), "2026-03/iuran/a.csv": PAID + iuran(2)}
    with pytest.raises(RefusedError) as caught:
        month(lay_down(tmp_path, files), "2026-03")
    for part in ("2026-03/asn", "Letakkan", "2026-02"):
        assert part in str(caught.value)


def test_a_roster_of_which_no_row_can_be_read_is_not_called_missing(tmp_path: Path) -> None:
    files = {"2026-03/asn/a.csv": f"{HEAD}123,Budi,DINKES,Aktif,PNS\n", "2026-03/iuran/a.csv": PAID}
    with pytest.raises(RefusedError) as caught:
        month(lay_down(tmp_path, files), "2026-03")
    assert "Roster Maret 2026 ada, tetapi tidak satu pun barisnya" in str(caught.value)
    assert "Letakkan" not in str(caught.value)


@pytest.mark.parametrize(
    ("stopped", "more"), [(1, None), (3, None), (4, "Dan 1 hal lain"), (5, "Dan 2 hal lain")]
)
def test_three_reasons_are_told_and_the_others_counted(stopped: int, more: str | None) -> None:
    told = sentences([f"Sebab {number}." for number in range(stopped)], Period.parse("2026-03"))
    assert told[:3] == [f"Sebab {number}." for number in range(min(stopped, 3))]
    assert len(told[3:]) == (more is not None)
    assert all(line.startswith(str(more)) for line in told[3:])


def test_what_names_files_or_is_learned_from_their_names_is_told_to_readers_without_them() -> None:
    named = Stop("kolom_hilang", "Berkas gaji budi.csv", files=("2026-03/iuran/gaji budi.csv",))
    sender = Stop("kiriman_tidak_datang", "Kiriman budi belum datang.")
    shared = Stop("perubahan_roster", "Roster berubah 12,50%.")
    assert not any("budi" in stop.public_sentence for stop in (named, sender))
    assert shared.public_sentence == shared.pesan


def test_the_opds_that_a_mistake_would_hurt_stand_by_how_many_people_then_by_code() -> None:
    seats = ["DISDIK", "BAPPEDA", "DINSOS", "DINKES", "DISDIK", "DINSOS", "BKPP", "DINSOS"]
    hurt = pl.DataFrame({"nip": [str(n) for n in range(8)], "kode_opd": seats})
    stop = with_hurt(Stop("penurunan_iuran", "Turun."), LATE, hurt)
    assert stop.hurt == (("DINSOS", 3), ("DISDIK", 2), ("BAPPEDA", 1), ("BKPP", 1), ("DINKES", 1))


def test_each_condition_of_the_contract_has_its_place_in_the_order_and_its_words() -> None:
    assert len(set(CONDITIONS)) == len(CONDITIONS) == 23
    assert all(has(f"mutu.syarat.{kode}") for kode in CONDITIONS)


def test_no_iuran_file_stops(tmp_path: Path) -> None:
    stop = stops(tmp_path, asn_2026_03=roster(5), iuran_2026_02=iuran(2, "2026-02"))["tanpa_iuran"]
    assert says(stop, "2026-03/iuran", "Letakkan")
    assert not stop.absolute


def test_a_cover_letter_is_no_iuran_file(tmp_path: Path) -> None:
    files = {"2026-03/asn/a.csv": HEAD + roster(5), "2026-03/iuran/surat.pdf": "%PDF-1.4"}
    assert "tanpa_iuran" in {
        stop.kode for stop in month(lay_down(tmp_path, files), "2026-03").stops
    }


@pytest.mark.parametrize("kind", ["asn", "iuran"])
def test_the_bytes_of_another_month_stop_and_both_files_are_named(
    kind: str, tmp_path: Path
) -> None:
    files = {
        "asn_2026_02": roster(5),
        "asn_2026_03": roster(5) + "\n",
        "iuran_2026_02": iuran(2),
        "iuran_2026_03": iuran(2) + "\n",
    }
    files[f"{kind}_2026_03"] = files[f"{kind}_2026_02"]
    found = stops(tmp_path, **files)
    assert set(found) == {"berkas_kembar"}
    assert says(found["berkas_kembar"], f"2026-02/{kind}/", f"2026-03/{kind}/", "Hapus yang ini")


def test_the_same_cover_letter_in_two_months_is_no_twin(tmp_path: Path) -> None:
    files = {
        f"2026-0{m}/{kind}/surat.pdf": b"%PDF-1.4" for m in (2, 3) for kind in ("asn", "iuran")
    }
    tables = {"2026-03/asn/a.csv": HEAD + roster(5), "2026-03/iuran/a.csv": PAID + iuran(2)}
    assert month(lay_down(tmp_path, {**files, **tables}), "2026-03").stops == ()


@pytest.mark.parametrize(("now", "held"), [(36, True), (35, False), (44, True), (45, False)])
def test_a_roster_may_change_by_a_tenth_and_no_more(now: int, held: bool, tmp_path: Path) -> None:
    found = stops(tmp_path, asn_2026_02=roster(40), asn_2026_03=roster(now), iuran_2026_03=iuran(2))
    assert ("perubahan_roster" not in found) is held
    if not held:
        assert says(found["perubahan_roster"], "12,50%", "40", str(now), "10,00%", "Periksa")


@pytest.mark.parametrize(("before", "stopped"), [(20, True), (19, False)])
def test_an_opd_of_twenty_that_is_gone_stops(before: int, stopped: bool, tmp_path: Path) -> None:
    large = roster(400, start=100)
    gone = roster(before, opd="DISDIK")
    found = stops(
        tmp_path, asn_2026_02=large + gone, asn_2026_03=large, iuran_2026_03=iuran(2, start=100)
    )
    assert ("opd_hilang" in found) is stopped
    if stopped:
        assert says(found["opd_hilang"], "Dinas Pendidikan", str(before), "Periksa")


def test_the_unmapped_may_vanish(tmp_path: Path) -> None:
    large = roster(400, start=100)
    files = {
        "asn_2026_02": large + roster(20, opd="Entah"),
        "asn_2026_03": large,
        "iuran_2026_03": iuran(2, start=100),
    }
    assert "opd_hilang" not in stops(tmp_path, **files)


@pytest.mark.parametrize(("odd", "stopped"), [(2, False), (3, True)])
def test_more_than_a_twentieth_of_the_roster_to_clarify_stops(
    odd: int, stopped: bool, tmp_path: Path
) -> None:
    found = stops(tmp_path, asn_2026_03=roster(40, odd=odd), iuran_2026_03=iuran(2, start=20))
    assert ("klarifikasi" in found) is stopped
    if stopped:
        assert says(found["klarifikasi"], "7,50%", "3 dari 40", "5,00%", "kebijakan.toml")


@pytest.mark.parametrize(("now", "stopped"), [(10, False), (9, True)])
def test_paid_records_may_fall_by_half_and_no_more(now: int, stopped: bool, tmp_path: Path) -> None:
    files = {
        "asn_2026_02": roster(40),
        "asn_2026_03": roster(40),
        "iuran_2026_02": iuran(20, "2026-02"),
        "iuran_2026_03": iuran(now),
    }
    found = stops(tmp_path, **files)
    assert ("penurunan_iuran" in found) is stopped
    if stopped:
        assert says(found["penurunan_iuran"], "55,00%", "20 menjadi 9", "50,00%", "Periksa")


def test_unpaid_and_government_money_do_not_hold_the_number_up(tmp_path: Path) -> None:
    for name, fewer in {
        "status": iuran(20, status=("12", "gagal")),
        "dana": iuran(20, dana=("12", "APBD")),
    }.items():
        files = {
            "asn_2026_02": roster(40),
            "asn_2026_03": roster(40),
            "iuran_2026_02": iuran(20, "2026-02"),
        }
        assert "penurunan_iuran" in stops(tmp_path / name, **files, iuran_2026_03=fewer)


def test_prepaid_months_hold_the_number_up(tmp_path: Path) -> None:
    prepaid = iuran(20, "2026-02 - 2026-03", nominal=("20", "33600"))
    files = {
        "asn_2026_02": roster(40),
        "asn_2026_03": roster(40),
        "iuran_2026_02": prepaid,
        "iuran_2026_03": iuran(1, start=30),
    }
    assert "penurunan_iuran" not in stops(tmp_path, **files)


@pytest.mark.parametrize(("odd", "stopped"), [(1, False), (2, True)])
def test_more_than_a_twentieth_with_an_unknown_word_of_status_stops(
    odd: int, stopped: bool, tmp_path: Path
) -> None:
    found = stops(
        tmp_path, asn_2026_03=roster(40), iuran_2026_03=iuran(20, status=(str(odd), "diproses"))
    )
    assert ("status_tak_dikenal" in found) is stopped
    if stopped:
        assert says(found["status_tak_dikenal"], "10,00%", "2 dari 20", "5,00%", "Periksa")


@pytest.mark.parametrize(("short", "stopped"), [(4, False), (5, True)])
def test_more_than_a_fifth_of_the_paid_records_short_of_money_stops(
    short: int, stopped: bool, tmp_path: Path
) -> None:
    found = stops(
        tmp_path, asn_2026_03=roster(40), iuran_2026_03=iuran(20, nominal=(str(short), "10000"))
    )
    assert ("kurang_bayar" in found) is stopped
    if stopped:
        assert says(found["kurang_bayar"], "25,00%", "5 dari 20", "20,00%", "tarif")


@pytest.mark.parametrize(("unknown", "stopped"), [(6, False), (7, True)])
def test_more_than_three_tenths_of_unknown_donors_stops(
    unknown: int, stopped: bool, tmp_path: Path
) -> None:
    found = stops(
        tmp_path,
        asn_2026_03=roster(40),
        iuran_2026_03=iuran(20, nip=(str(unknown), "197001012000031009")),
    )
    assert ("donatur_tidak_dikenal" in found) is stopped
    if stopped:
        assert says(found["donatur_tidak_dikenal"], "35,00%", "7 dari 20", "30,00%", "NIP")


def test_suspected_donors_are_unknown_ones_too(tmp_path: Path) -> None:
    head = PAID.replace("NIP Donatur", "NIP Donatur,Nama Donatur")
    lines = [
        f"{nip(n)[:-4]}0{nip(n)[-4:]},Orang {n},337402150780{n + 1:04d},2026-03,16800,lunas,\n"
        for n in range(4)
    ]
    files = {"2026-03/asn/a.csv": HEAD + roster(40), "2026-03/iuran/a.csv": head + "".join(lines)}
    decided = month(lay_down(tmp_path, files), "2026-03")
    assert decided.tables["iuran"]["disposisi"].to_list() == ["donatur_diduga"] * 4
    assert {stop.kode for stop in decided.stops} == {"donatur_tidak_dikenal"}


def test_comparisons_are_skipped_and_said_to_be_without_last_months_roster(tmp_path: Path) -> None:
    files = {
        "2026-01/asn/a.csv": HEAD + roster(5),
        "2026-03/asn/a.csv": HEAD + roster(40),
        "2026-03/iuran/a.csv": PAID + iuran(2),
    }
    decided = month(lay_down(tmp_path, files), "2026-03")
    assert decided.stops == ()
    assert len(decided.notes) == 1
    assert "Februari 2026" in decided.notes[0]


def test_only_a_refused_file_and_a_missing_roster_cannot_be_lifted(tmp_path: Path) -> None:
    found = stops(
        tmp_path,
        asn_2026_02=roster(40),
        asn_2026_03=roster(20, odd=5),
        iuran_2026_02=iuran(9, "2026-02"),
    )
    assert set(found) == {"tanpa_iuran", "perubahan_roster", "klarifikasi", "penurunan_iuran"}
    assert not any(stop.absolute for stop in found.values())

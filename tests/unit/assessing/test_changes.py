"""What changed since last month, in its order (contract §5.6)."""

from pathlib import Path

from tests.builders.small_city import lay_down, month


def test_changes_stand_by_opd_then_kind_then_nip(tmp_path: Path) -> None:
    head = "NIP,Nama,OPD\n"
    stay = [f"19900101201504100{n},Orang {n},DINKES" for n in (5, 3, 4)]
    come = [
        "198901012015041002,Baru Dua,DINKES",
        "198901012015041001,Baru Satu,DINKES",
        "199201012015041001,Baru,DISDIK",
    ]
    pays = "NIP Donatur,NIK Pekerja,Bulan Iuran,Nominal\n"
    workers = [(5, "3374021507800005"), (4, "3374021507800004")]
    files = {
        "2026-02/asn/a.csv": head + "\n".join(stay),
        "2026-03/asn/a.csv": head + "\n".join([*stay, *come]),
        "2026-03/iuran/a.csv": pays
        + "\n".join(f"19900101201504100{n},{w},2026-03,16800" for n, w in workers),
    }
    changed = month(lay_down(tmp_path, files), "2026-03").changes
    assert changed is not None
    assert changed.select("kode_opd", "perubahan", "nip").rows() == [
        ("DINKES", "baru_berpartisipasi", "199001012015041004"),
        ("DINKES", "baru_berpartisipasi", "199001012015041005"),
        ("DINKES", "masuk", "198901012015041001"),
        ("DINKES", "masuk", "198901012015041002"),
        ("DISDIK", "masuk", "199201012015041001"),
    ]

"""FLEET.toml: every mistake at once, with file, line and key (contract §7)."""

from pathlib import Path

import pytest

from pipeline.core.errors import RefusedError
from pipeline.knowledge.fleet_file import Fleet, parse_fleet
from tests.builders.paths import GUIDE_PAGES

EXAMPLE = GUIDE_PAGES / "FLEET.toml"
GOOD = """keluaran = "armada"

[[instansi]]
nama = "Kota Asri"
masukan = "asri/masukan"
keluaran = "asri/keluaran"

[[instansi]]
nama = "Kota Bahari"
masukan = "/srv/bahari/masukan"
keluaran = "bahari/keluaran"
kebijakan = "bahari.toml"
"""


def parsed(text: str, home: Path = Path("/srv/armada")) -> Fleet:
    return parse_fleet(home / "FLEET.toml", text.encode())


def refused(text: str, home: Path = Path("/srv/armada")) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        parsed(text, home)
    return [line for line in str(caught.value).splitlines() if line.startswith("FLEET.toml")]


def test_folders_are_told_from_where_the_file_lies() -> None:
    fleet = parsed(GOOD)
    assert fleet.outputs == Path("/srv/armada/armada")
    asri, bahari = fleet.members
    assert (asri.inputs, asri.policy) == (Path("/srv/armada/asri/masukan"), None)
    assert bahari.inputs == Path("/srv/bahari/masukan")
    assert bahari.policy == Path("/srv/armada/bahari.toml")


def test_the_schedule_is_the_usual_one_until_the_file_says_otherwise() -> None:
    assert parsed(GOOD).jadwal.cron == "0 6 5 * *"
    assert parsed(GOOD).zona_waktu == "Asia/Jakarta"
    own = '[jadwal]\ncron = "30 5 7 * *"\n'
    changed = parsed(f'zona_waktu = "Asia/Makassar"\n{GOOD}\n{own}')
    assert (changed.jadwal.cron, changed.zone.key) == ("30 5 7 * *", "Asia/Makassar")


def test_all_mistakes_are_told_at_once_with_line_and_key() -> None:
    text = (
        GOOD.replace('nama = "Kota Bahari"', 'nama = "KOTA-ASRI"\nwarna = "x"')
        .replace('masukan = "asri/masukan"\n', "")
        .replace('"bahari/keluaran"', '"asri/keluaran/bahari"')
    )
    assert refused(f'{text}\n[jadwal]\ncron = "tiap bulan"\n') == [
        "FLEET.toml baris 3, instansi[1].masukan: belum ada. Tambahkan setelan itu.",
        "FLEET.toml baris 8, instansi[2].nama: nama ini sudah dipakai instansi ke-1. Bedakan namanya.",
        "FLEET.toml baris 9, instansi[2].warna: tidak dikenal. Hapus, atau tulis salah satu dari: nama, masukan, keluaran, kebijakan.",
        "FLEET.toml baris 11, instansi[2].keluaran: folder keluaran ini sama dengan, memuat, atau berada di dalam folder keluaran Kota Asri. Sebutkan folder keluaran sendiri.",
        'FLEET.toml baris 15, jadwal.cron: terdiri dari 2 bagian. Tulis lima: menit, jam, tanggal, bulan, hari; misalnya "0 6 5 * *".',
    ]


@pytest.mark.parametrize(
    ("before", "after", "key", "said"),
    [
        ("bahari/keluaran", "asri/keluaran", "instansi[2].keluaran", "keluaran Kota Asri"),
        ("bahari/keluaran", "asri/./lain/../keluaran", "instansi[2].keluaran", "keluaran Kota"),
        ("bahari/keluaran", "asri/keluaran/dalam", "instansi[2].keluaran", "keluaran Kota Asri"),
        ("bahari/keluaran", "asri", "instansi[2].keluaran", "masukan Kota Asri"),
        ("bahari/keluaran", "asri/masukan/2026-03", "instansi[2].keluaran", "masukan Kota Asri"),
        ("asri/keluaran", "asri/masukan", "instansi[1].keluaran", "masukan Kota Asri"),
        ("/srv/bahari/masukan", "asri/masukan", "instansi[2].masukan", "masukan Kota Asri"),
        ("/srv/bahari/masukan", "asri/masukan/lain", "instansi[2].masukan", "masukan Kota Asri"),
        ('"armada"', '"asri/keluaran"', "keluaran", "folder Kota Asri"),
        ('"armada"', '"asri/keluaran/halaman"', "keluaran", "folder Kota Asri"),
        ('"armada"', '"."', "keluaran", "folder Kota Asri"),
    ],
)
def test_a_folder_is_one_instansi_s_alone(before: str, after: str, key: str, said: str) -> None:
    told = refused(GOOD.replace(before, after))
    assert [line for line in told if f", {key}: " in line and said in line]


def test_a_link_to_another_s_folder_is_seen(tmp_path: Path) -> None:
    (tmp_path / "asri" / "keluaran").mkdir(parents=True)
    (tmp_path / "bahari").symlink_to(tmp_path / "asri")
    assert "instansi[2].keluaran" in refused(GOOD, tmp_path)[0]


def test_a_way_back_out_of_a_link_is_checked_as_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "lain" / "dalam").mkdir(parents=True)
    (tmp_path / "x").symlink_to(tmp_path / "lain" / "dalam")
    text = GOOD.replace("asri/keluaran", "x/../keluaran").replace("bahari/keluaran", "keluaran")
    assert "instansi[2].keluaran" in refused(text, tmp_path)[0]


def test_links_in_a_circle_are_no_fault_of_ours(tmp_path: Path) -> None:
    (tmp_path / "asri").symlink_to(tmp_path / "asri")
    assert parsed(GOOD, tmp_path).members


def test_the_fleets_own_folder_may_hold_those_of_its_instansi() -> None:
    assert parsed(GOOD.replace('"asri/keluaran"', '"armada/asri"')).members


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "instansi: belum ada"),
        ("instansi = []\n", "instansi: kosong. Isi paling sedikit 1"),
        ("instansi = 3\n", "instansi: harus daftar"),
        ("[[instansi]\n", "baris 1: tidak terbaca"),
        ('[[instansi]]\nnama = 1\nmasukan = "a"\nkeluaran = "b"\n', "nama: harus teks"),
    ],
)
def test_what_is_no_list_of_instansi_is_refused(text: str, said: str) -> None:
    assert [line for line in refused(text) if said in line]


def test_the_example_in_the_guide_can_be_read() -> None:
    fleet = parse_fleet(EXAMPLE, EXAMPLE.read_bytes())
    assert [bool(one.policy) for one in fleet.members] == [False, True]


def test_a_file_of_another_encoding_is_refused() -> None:
    with pytest.raises(RefusedError, match="UTF-8"):
        parse_fleet(Path("/srv/FLEET.toml"), "nama = 'Kota Asri é'".encode("cp1252"))


def test_one_folder_that_the_disk_has_by_two_names_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that takes upper and lower case for the same, or where one is mounted twice."""
    (tmp_path / "kota" / "keluaran").mkdir(parents=True)
    (tmp_path / "KOTA").symlink_to("kota")
    monkeypatch.setattr(Path, "resolve", lambda self, strict=False: self)
    text = GOOD.replace("asri/keluaran", "kota/keluaran").replace(
        "bahari/keluaran", "KOTA/keluaran"
    )
    [told] = refused(text, tmp_path)
    assert told.startswith("FLEET.toml baris 11, instansi[2].keluaran: folder keluaran ini sama")

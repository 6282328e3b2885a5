"""Fleets for tests: small cities of one ASN each, and the file that names them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.builders.small_city import lay_down, policy_text

MONTH: Final = "2026-03"
FILE: Final = "FLEET.toml"
# Two OPDs, one of them without anybody: each OPD's documents cost as much again, and say no more of a fleet.
_REFERENCES: Final = {
    "referensi/opd.csv": "kode_opd,nama_opd,jenis,alias,pelapor_jabatan\n"
    "DINKES,Dinas Kesehatan,dinas,Dinkes;DKK,Sekretaris Dinas\n"
    "DISDIK,Dinas Pendidikan,dinas,Disdik,Sekretaris Dinas\n",
    "referensi/unit_kerja.csv": "unor_id,unit_kerja,kode_opd\nU-001,Puskesmas Pandanaran,DINKES\n",
}
_HEAD: Final = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar\n"


def lay_member(folder: Path, serial: int, files: Mapping[str, str] | None = None) -> Path:
    """Lay down a city with one ASN of its own, who took part in MONTH, and return its inputs."""
    nip = f"19900101201504{serial:04d}"
    roster = f"NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n{nip},Orang {serial},33740101019{serial:05d},PNS,Aktif,DINKES\n"
    paid = f"{_HEAD}{nip},Orang {serial},33740215078{serial:05d},{MONTH},16800,{MONTH}-05\n"
    usual = {f"{MONTH}/asn/r.csv": roster, f"{MONTH}/iuran/i.csv": paid, **_REFERENCES}
    return lay_down(folder, {**usual, **(files or {})})


def write_fleet(folder: Path, members: Mapping[str, Mapping[str, str]], head: str = "") -> Path:
    """Write FLEET.toml: name of an instansi -> its settings."""
    tables = [
        "\n".join(["[[instansi]]", f"nama = {json.dumps(name)}", *_lines(settings)])
        for name, settings in members.items()
    ]
    file = folder / FILE
    file.write_text("\n\n".join([head, *tables]) + "\n", encoding="utf-8")
    return file


def lay_fleet(folder: Path, names: tuple[str, ...] = ("Asri", "Bahari", "Cerah")) -> Path:
    """Lay down a fleet of cities, in folders that are called as they are, and return its file."""
    for serial, name in enumerate(names, 1001):
        lay_member(folder / name / "masukan", serial)
    places = {
        name: {"masukan": f"{name}/masukan", "keluaran": f"{name}/keluaran"} for name in names
    }
    return write_fleet(folder, places)


def policy_of(instansi: str) -> str:
    """Return the small cities' policy as another instansi's."""
    first, *others = policy_text().splitlines()
    lines = [first, *others]
    return "\n".join(
        f"instansi = {json.dumps(instansi)}" if line.startswith("instansi") else line
        for line in lines
    )


def _lines(settings: Mapping[str, str]) -> list[str]:
    return [f"{key} = {json.dumps(value)}" for key, value in settings.items()]

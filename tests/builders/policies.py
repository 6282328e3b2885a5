"""kebijakan.toml with every setting, and with one of them changed, for tests of what is refused."""

import copy
import json
from typing import Any, Final

Path = tuple[str | int, ...]

WHOLE: Final[dict[str, Any]] = {
    "instansi": "Pemerintah Kota Contoh",
    "gerakan": "Gerakan Contoh",
    "dasar_hukum": ["Peraturan Nomor 1", "Peraturan Nomor 2"],
    "zona_waktu": "Asia/Jakarta",
    "kontak": "Operator, telepon 000",
    "minimal_pekerja": 1,
    "masa_tenggang_bulan": 3,
    "wajib": {
        "PNS": "2025-11",
        "CPNS": "2025-11",
        "PPPK": "2025-12",
        "PPPK Paruh Waktu": "2026-01",
    },
    "kedudukan": {
        "dihitung": ["Aktif", "Tugas Belajar"],
        "dikecualikan": ["CLTN"],
        "keluar": ["Pensiun"],
    },
    "tarif": [
        {"mulai": "2015-07", "sektor": "*", "jkk_jkm": 16800},
        {"mulai": "2026-01", "sampai": "2027-03", "sektor": "transportasi", "jkk_jkm": 8400},
    ],
    "sektor": {"transportasi": ["ojek", "kurir"]},
    "sumber_dana": {"asn": ["ASN", "pribadi"], "bukan_asn": ["APBD", "CSR"]},
    "status_bayar": {"lunas": ["lunas", "paid"], "belum": ["belum", "batal"]},
    "kiriman": [
        {
            "nama": "Majapahit",
            "jenis": "iuran",
            "pola": "majapahit*",
            "sejak": "2025-11",
            "wajib": True,
            "kontak": "Seksi A",
        },
        {"nama": "BKPP", "jenis": "asn", "pola": "simpeg*", "sejak": "2025-11"},
    ],
    "gerbang": {
        "perubahan_roster": 0.1,
        "penurunan_iuran": 0.5,
        "nip_rusak_roster": 0.05,
        "nip_kelipatan_32": 0.2,
        "klarifikasi": 0.05,
        "status_tak_dikenal": 0.05,
        "kurang_bayar": 0.2,
        "donatur_tidak_dikenal": 0.3,
        "baris_ditolak": 0.2,
        "belum_dipetakan": 0.05,
        "penurunan_sudah": 0.15,
    },
    "batas": {"ukuran_terurai": "512 MiB"},
    "jadwal": {
        "cron": "0 6 5 * *",
        "lihat_lagi_menit": 60,
        "lihat_lagi_kali": 72,
        "tenang_menit": 10,
    },
    "surat": {
        "yth": "Wali Kota",
        "melalui": "Sekretaris Daerah",
        "tembusan": ["Kepala Dinas"],
        "kota": "Semarang",
        "sebutan": "Ibu Wali Kota",
        "nama_terbanyak": 100,
        "srikandi": True,
        "kertas": "A4",
    },
    "cakupan": {"kenaikan_tahunan": 0.2},
    "unit": {"pecah": ["DISDIK"]},
    "kirim": {
        "saluran": "smtp",
        "pengirim": "a@contoh.go.id",
        "balas_ke": "b@contoh.go.id",
        "domain_diizinkan": ["contoh.go.id"],
        "alamat_bersama": ["c@contoh.go.id"],
        "server": "surat.contoh.go.id",
        "port": 587,
        "keamanan": "starttls",
        "per_menit": 30,
        "batas_waktu_detik": 300,
        "coba_lagi_detik": [60, 300],
        "ukuran_terbesar": "20 MiB",
        "html": "tautan",
        "unit": "lampiran",
        "sandi": "wajib",
        "alamat_laporan": "https://laporan.contoh.go.id",
        "tenggat_tanggal": 15,
        "hari_menjawab": 7,
    },
}


def settings() -> list[Path]:
    """Return the path of every setting in WHOLE.

    Of rows of an array of tables only those of the first that has it.
    """
    found: dict[tuple[str, ...], Path] = {}
    for path in _leaves(WHOLE, ()):
        found.setdefault(tuple(part for part in path if isinstance(part, str)), path)
    return list(found.values())


def tables() -> list[str]:
    """Return the name of every table in WHOLE."""
    return [name for name, value in WHOLE.items() if isinstance(value, dict) or _is_rows(value)]


def value_at(path: Path) -> Any:
    """Return the value of the setting `path` in WHOLE."""
    held: Any = WHOLE
    for part in path:
        held = held[part]
    return held


def changed(
    path: Path, value: Any = None, *, name: str | None = None, drop: bool = False
) -> dict[str, Any]:
    """Return WHOLE with the setting `path` given `value` or another name, or left out."""
    whole = copy.deepcopy(WHOLE)
    held: Any = whole
    for part in path[:-1]:
        held = held[part]
    if drop or name:
        old = held.pop(path[-1])
        if name:
            held[name] = old
    else:
        held[path[-1]] = value
    return whole


def written(policy: dict[str, Any]) -> tuple[str, dict[Path, int]]:
    """Return `policy` as TOML, and the line of each table and setting.

    The TOML has comments and lists over several lines.
    """
    lines = ['# Kebijakan contoh: [bukan_tabel] dan bukan = "setelan"']
    places: dict[Path, int] = {}
    for name, value in sorted(
        policy.items(), key=lambda item: isinstance(item[1], dict) or _is_rows(item[1])
    ):
        if isinstance(value, dict):
            _table(lines, places, (name,), f"[{_key(name)}]", value)
        elif _is_rows(value):
            for at, row in enumerate(value):
                _table(lines, places, (name, at), f"[[{_key(name)}]]", row)
        else:
            _setting(lines, places, (name,), value)
    return "\n".join(lines) + "\n", places


def _table(
    lines: list[str], places: dict[Path, int], path: Path, heading: str, table: dict[str, Any]
) -> None:
    lines += ["", heading]
    places[path] = len(lines)
    places.setdefault(path[:1], len(lines))
    for name, value in table.items():
        _setting(lines, places, (*path, name), value)


def _setting(lines: list[str], places: dict[Path, int], path: Path, value: Any) -> None:
    places[path] = len(lines) + 1
    if isinstance(value, list) and len(value) > 1:
        lines += [
            f"{_key(str(path[-1]))} = [  # daftar",
            *(f'  {_toml(one)}, # "x = ["' for one in value),
            "]",
        ]
    else:
        lines.append(f"{_key(str(path[-1]))} = {_toml(value)}  # a = 1")


def _key(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_key(name)} = {_toml(one)}" for name, one in value.items()) + " }"
        )
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return (
        str(value)
        if isinstance(value, float)
        else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    )


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _leaves(value: Any, path: Path) -> list[Path]:
    if isinstance(value, dict):
        return [leaf for name, one in value.items() for leaf in _leaves(one, (*path, name))]
    if _is_rows(value):
        return [leaf for at, one in enumerate(value) for leaf in _leaves(one, (*path, at))]
    return [path]

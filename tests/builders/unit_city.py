"""A city of one OPD whose units bear the names that rosters bear, and some that nobody should."""

from pathlib import Path
from typing import Final

from tests.builders.crash_city import HEAD, PERIOD
from tests.builders.small_city import lay_down, policy_text

KODE: Final = "DISDIK"
_LONG: Final = "Satuan Pendidikan Nonformal Sejenis Sanggar Kegiatan Belajar Kota Semarang " * 2
# How units are written, by person; what belongs together stands in one row.
SPELLINGS: Final[tuple[tuple[str, ...], ...]] = (
    ("SD Negeri 1/2", "SD NEGERI 1/2", "SD Negeri 1-2-"),
    ("SD Negeri 12",),
    ("", "-"),
    ('=HYPERLINK("http://jahat.example")', '=HYPERLINK("http://jahat.example")'),
    ("<b>SMP & Co</b>",),
    (f"{_LONG} Timur",),
    (f"{_LONG} Barat", f"{_LONG} Barat"),
    ("\u5b66\u6821",),
    ("../../etc/passwd",),
    ("Kelompok 19900101 201504 1 001",),
    ("CON",),
)
ROWS: Final = tuple((at, name) for at, names in enumerate(SPELLINGS) for name in names)


def nip(number: int) -> str:
    return f"19900101201504{1 + number % 2}{number + 100:03d}"


def name(number: int) -> str:
    return f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number]}yunda{'qxzvw'[number % 5]} Rekaan"


def nips_of(unit: int) -> set[str]:
    """Return who belongs to the unit of that row of SPELLINGS."""
    return {nip(n) for n, (at, _) in enumerate(ROWS) if at == unit}


def lay_units(folder: Path) -> Path:
    """Lay down the inputs in `folder`; every third person has paid."""
    quoted = (written.replace('"', '""') for _, written in ROWS)
    roster = "".join(
        f'{nip(n)},{name(n)},337401010190{n:04d},PNS,Aktif,"{unit}",{KODE}\n'
        for n, unit in enumerate(quoted)
    )
    paid = "".join(
        f"{nip(n)},{name(n)},33740215078{n:05d},{PERIOD},16800,{PERIOD}-05\n"
        for n in range(0, len(ROWS), 3)
    )
    head = "NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,Unit Kerja,OPD\n"
    lay_down(
        folder,
        {f"{PERIOD}/asn/roster.csv": head + roster, f"{PERIOD}/iuran/bayar.csv": HEAD + paid},
    )
    set_split(folder, KODE)
    return folder


def set_split(folder: Path, *kodes: str) -> None:
    """Have these OPDs get a workbook for each of their units."""
    listed = ", ".join(f'"{kode}"' for kode in kodes)
    text = f"{policy_text()}\n[unit]\npecah = [{listed}]\n"
    (folder / "referensi" / "kebijakan.toml").write_text(text, encoding="utf-8")

"""The reference pages, generated: what a column means and what a finding says.

`make pages` writes them.
"""

import sys
from pathlib import Path
from typing import Final

from schemas.fields import FIELDS, Field
from schemas.findings import register
from schemas.tables import TABLES

_LEVELS: Final = {
    "berkas": "Berkas ditolak: bulan tidak diterbitkan sampai diperbaiki",
    "baris": "Baris tidak dihitung",
    "peringatan": "Peringatan: tetap dihitung",
}
_NOTE: Final = "<!-- Dibuat oleh `make pages`; jangan diubah dengan tangan. -->"
HERE: Final = Path(__file__).parent


def pages() -> dict[Path, str]:
    """Return every generated page by where it belongs."""
    return {HERE / "README.md": field_page(), HERE / "TEMUAN.md": finding_page()}


def field_page() -> str:
    """Return the data dictionary: every table with its columns, types and meanings."""
    parts = [
        "# Kamus data",
        _NOTE,
        _text("Kolom tabel di `outputs/<periode>/<revisi>/data/`. Data pribadi ditandai *ya*."),
    ]
    for table, names in TABLES.items():
        parts += [
            f"## {table}.parquet",
            _table(_HEADINGS, [_field_row(FIELDS[name]) for name in names]),
        ]
    return "\n\n".join(parts) + "\n"


def finding_page() -> str:
    """Return the findings register: every code with its level, owner and message."""
    parts = ["# Daftar temuan", _NOTE]
    for level, title in _LEVELS.items():
        rows = [
            [f"`{k.kode}`", k.pemilik, k.pesan] for k in register().values() if k.tingkat == level
        ]
        parts += [f"## {title}", _table(["Kode", "Pemilik", "Pesan"], sorted(rows))]
    return "\n\n".join(parts) + "\n"


_HEADINGS: Final = ["Kolom", "Label", "Tipe", "Pribadi", "Arti"]


def _field_row(field: Field) -> list[str]:
    return [
        f"`{field.name}`",
        field.label,
        str(field.dtype),
        "ya" if field.personal else "",
        field.description,
    ]


def _table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_text(cell) for cell in line) + " |" for line in lines)


def _text(cell: str) -> str:
    return cell.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(pages()[HERE / sys.argv[1]])

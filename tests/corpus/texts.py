"""Odd delimited text."""

from collections.abc import Callable

from tests.builders.raw_files import (
    ASN,
    ASN_HEAD,
    IURAN_HEAD,
    csv,
    nip,
    payment,
    payments,
    people,
    person,
)

COUNT = 100_000


def _stray_quote_in_row_3() -> str:
    rows = [
        csv([payment(n % 999 + 1, nik=f"337402150780{n % 9000 + 1:04d}")]) for n in range(COUNT)
    ]
    rows[1] = rows[1].replace("Orang", '"Orang')
    return csv([IURAN_HEAD]) + "".join(rows)


def _with(line: str, at: int = 2) -> str:
    """Return a roster of 3 with `line` put in as its line `at`."""
    lines = csv(ASN).splitlines(keepends=True)
    return "".join([*lines[: at - 1], line, *lines[at - 1 :]])


def _quoted(delimiter: str = ",") -> str:
    return csv([[f'"{cell}"' for cell in row] for row in ASN], delimiter)


def _mixed_ends() -> str:
    head, first, second, third = csv(ASN).splitlines()
    return f"{head}\r\n{first}\n{second}\r{third}\r\n"


NAMES = csv([ASN_HEAD, [nip(1), "Orang 1", "Aktif"], [nip(2), "Sit\u00ed \u00c9lan", "Aktif"]])
TEXTS: dict[str, Callable[[], str | bytes]] = {
    "koma": lambda: csv(ASN),
    "titik-koma": lambda: csv(ASN, ";"),
    "tab": lambda: csv(ASN, "\t"),
    "garis-tegak": lambda: csv(ASN, "|"),
    "koma-di-judul-titik-koma-di-tabel": lambda: (
        "Rekap, iuran, Maret, 2026, Semarang\n" + csv([IURAN_HEAD, *payments(1, 2)], ";")
    ),
    "sep-di-baris-pertama": lambda: "sep=;\n" + csv(ASN, ";"),
    "sep-tab": lambda: "SEP=\t\r\n" + csv(ASN, "\t", "\r\n"),
    "semua-berkutip": _quoted,
    "semua-berkutip-titik-koma": lambda: _quoted(";"),
    "koma-dalam-kutip": lambda: _with(f'{nip(9)},"Orang 9, S.T.",Aktif\n'),
    "kutip-ganda-dalam-kutip": lambda: _with(f'{nip(9)},"Orang ""9""",Aktif\n'),
    "baris-baru-dalam-kutip": lambda: _with(f'{nip(9)},"Orang 9\nkedua\nketiga",Aktif\n'),
    "kutip-tunggal-di-nama": lambda: _with(f"{nip(9)},O'rang 9,Aktif\n"),
    "kutip-tak-ditutup": lambda: _with(f'{nip(9)},"Orang 9,Aktif\n'),
    "kutip-tak-ditutup-di-akhir": lambda: csv(ASN) + f'{nip(9)},"Orang 9,Aktif',
    "kutip-liar-baris-3-dari-100000": _stray_quote_in_row_3,
    "kolom-kurang": lambda: _with(f"{nip(9)},Orang 9\n"),
    "kolom-lebih-berisi": lambda: _with(f"{nip(9)},Orang 9,Aktif,lebih\n"),
    "kolom-lebih-berisi-di-akhir": lambda: csv(ASN) + ",,,,,lebih\n",
    "kolom-lebih-kosong": lambda: csv([[*row, "", ""] for row in ASN]),
    "judul-berkolom-kosong": lambda: csv([["", *row, ""] for row in ASN], ";"),
    "akhir-baris-campuran": _mixed_ends,
    "akhir-baris-mac-lama": lambda: csv(ASN, end="\r"),
    "tanpa-akhir-baris": lambda: csv(ASN).rstrip("\n"),
    "baris-kosong-di-csv": lambda: "\n\n" + csv(ASN[:2]) + "\n,,\n" + csv(ASN[2:]) + "\n\n",
    "byte-nul": lambda: csv(ASN).replace("Orang 2", "Orang\x00 2\x00"),
    "berawalan-nul": lambda: b"\x00\x00" + csv(ASN).encode(),
    "utf8": NAMES.encode,
    "utf8-bom": lambda: NAMES.encode("utf-8-sig"),
    "utf16": lambda: NAMES.encode("utf-16"),
    "utf16-tanpa-bom": lambda: NAMES.encode("utf-16-le"),
    "utf16-besar-dahulu": lambda: b"\xfe\xff" + NAMES.encode("utf-16-be"),
    "cp1252": lambda: NAMES.encode("cp1252"),
    "utf8-rusak-satu-byte": lambda: csv(ASN).encode().replace(b"Orang 2", b"Orang 2\xff"),
    "arah-tulisan-terbalik": lambda: csv(ASN).replace("Orang 2", "\u202eOrang 2\u200f"),
    "nbsp": lambda: (
        csv(ASN).replace("Orang 2", "\u00a0Orang\u00a02\u00a0").replace(nip(2), nip(2) + "\u00a0")
    ),
    "rumus-excel": lambda: _with(f'="{nip(9)}",Orang 9,Aktif\n'),
    "rumus-jahat": lambda: _with(f"{nip(9)},=HYPERLINK(1),Aktif\n"),
    "notasi-ilmiah": lambda: csv([IURAN_HEAD, payment(1, nip="1.99001E+17"), payment(2)]),
    "nip-nol-di-akhir": lambda: csv([IURAN_HEAD, payment(1, nip="199001012015041000"), payment(2)]),
    "sel-sangat-panjang": lambda: _with(f"{nip(9)},{'x' * 200_000},Aktif\n"),
    "baris-sangat-panjang": lambda: _with(f"{nip(9)},{'x' * 400_000},Aktif\n"),
    "satu-baris-saja": lambda: csv([ASN_HEAD]),
    "judul-baris-31-csv": lambda: "Judul\n" * 30 + csv(ASN),
    "label-mirip": lambda: csv([["NIP PENANGUNG", *IURAN_HEAD[1:]], *payments(1, 2)]),
    "label-mirip-tidak-wajib": lambda: csv(
        [[*IURAN_HEAD, "Status Pembayran"], [*payment(1), "lunas"]]
    ),
    "nik-di-kolom-nip": lambda: csv([IURAN_HEAD, payment(1, nip="3374010101900001")]),
    "baris-data-sebelum-judul": lambda: csv([person(8), *ASN]),
    "tanda-tangan": lambda: csv(
        [
            *ASN,
            ["", "", ""],
            ["", "Semarang", ""],
            ["", "Kepala Badan", ""],
            ["", f"NIP. {nip(50)}", ""],
        ]
    ),
    "orang-sesudah-total": lambda: csv([*ASN, ["JUMLAH", "3", ""], *people(4, 4)]),
}

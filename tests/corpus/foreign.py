"""Files called .xls that are something else, and what offices do to tables that are whole."""

from collections.abc import Callable
from typing import Any

from tests.builders.books import biff_sheet, xlsx, xml_book
from tests.builders.raw_files import ASN, ASN_HEAD, IURAN, Rows, csv, edited, nip, people, person


def page(rows: Rows) -> str:
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        + "</table>"
    )


def _merged(book: Any) -> None:
    book.worksheets[0].merge_cells("C2:C4")


def _hidden_copy(book: Any) -> None:
    book["Lama"].sheet_state = "hidden"


FOREIGN: dict[str, Callable[[], str | bytes]] = {
    "html-berjudul": lambda: "<h1>Daftar</h1>" + page(ASN),
    "html-utf16": lambda: ("<style>td{}</style>" + page(IURAN)).encode("utf-16"),
    "html-peringatan-php": lambda: (
        "<br />\n<b>Warning</b>: x in <b>a.php</b> on line <b>3</b><br />\n" + page(ASN)
    ),
    "html-dua-tabel": lambda: page([["Dicetak", "April"]]) + page(ASN),
    "html-tabel-di-dalam-tabel": lambda: page([[page(ASN)]]),
    "html-rowspan": lambda: (
        page([ASN_HEAD, [nip(1), "Orang 1", "MPP"]])
        .replace("<td>MPP", "<td rowspan=3>MPP")
        .replace("</table>", "")
        + "".join(f"<tr><td>{nip(n)}</td><td>Orang {n}</td></tr>" for n in (2, 3))
        + "</table>"
    ),
    "html-tanpa-tabel": lambda: "<html><body>Sesi berakhir</body></html>",
    "html-sarang-dalam": lambda: "<div>" * 5000 + page(ASN),
    "html-orang-di-luar-tabel": lambda: (
        page(ASN) + "".join(f"<p>{nip(n)} Orang {n}</p>" for n in range(11, 16))
    ),
    "xml-excel-2003": lambda: xml_book(ASN),
    "xml-excel-2003-dua-lembar": lambda: xml_book({"A": ASN, "B": [ASN_HEAD, *people(4, 5)]}),
    "xml-excel-2003-entitas": lambda: (
        xml_book(ASN)
        .replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "aaaa">]>\n<Workbook')
        .replace("Orang 2", "&a;")
    ),
    "biff-tanpa-wadah": lambda: biff_sheet(ASN),
    "biff-2-baris-kosong-di-depan": lambda: b"\r\n" + biff_sheet(ASN, 0x0009) + b"\n",
    "biff-terpotong": lambda: biff_sheet(ASN)[:-9],
    "mhtml": lambda: "MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + page(ASN),
    "sylk": lambda: 'ID;PWXL;N;E\nC;Y1;X1;K"NIP"\nE\n',
    "xlsx-sesudah-bom": lambda: b"\xef\xbb\xbf\r\n" + xlsx(ASN),
    "sel-gabung": lambda: edited(_merged),
    "lembar-tersembunyi-salinan": lambda: edited(
        _hidden_copy, {"Lama": ASN, "Data": [ASN_HEAD, *people(1, 5)]}
    ),
    "judul-kelompok": lambda: xlsx(
        [ASN_HEAD, ["Bidang Satu"], *people(1, 2), [None, None, "Halaman 1 dari 2"], *people(3, 4)]
    ),
    "label-asing": lambda: csv([[*ASN_HEAD, "Hobi"], [*person(1), "Ikan"]]),
    "catatan-terbelah": lambda: (
        csv([["No", *ASN_HEAD], [1, *person(1)]])
        + f"2,{nip(2)},Orang\n2,Aktif\n"
        + csv([[3, *person(3)]])
    ),
    "terpotong-di-baris-terakhir": lambda: csv(ASN) + nip(4) + ",Ora",
    "nul-di-akhir": lambda: csv(ASN) + "\x00" * 500,
    "entitas-html": lambda: csv([*ASN[:2], [nip(2), "Orang 2 &amp; &#039;x&#039;", "Aktif"]], ";"),
    "backslash-n": lambda: csv([ASN_HEAD, [nip(1), "Orang 1", "\\N"], [nip(2), "\\N", "Aktif"]]),
    "nip-berawalan": lambda: csv(
        [ASN_HEAD, ["NIP. " + nip(1), "Orang 1", "Aktif"], ["NIP " + nip(2), "Orang 2", "Aktif"]]
    ),
}

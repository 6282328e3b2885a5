"""Workbooks of Excel 2003 in XML that are called .xls (contract §1)."""

import pytest

from tests.builders.books import xml_book
from tests.builders.small_city import parse

NIPS = [f"19900101201504100{n}" for n in range(1, 8)]
ROWS = [["NIP", "Nama"], *([nip, f"Orang {n}"] for n, nip in enumerate(NIPS[:3], 1))]
BOOK = xml_book(ROWS)
WHOLE = [(2, NIPS[0], "Orang 1"), (3, NIPS[1], "Orang 2"), (4, NIPS[2], "Orang 3")]


def people(book: str | bytes) -> list[tuple[int, str, str]]:
    file = parse(book, "asn")
    assert not file.refused, file.findings["pesan"].to_list()
    return file.rows.select("baris", "nip", "nama").rows()


@pytest.mark.parametrize(
    "book",
    [
        BOOK,
        "\n\n" + BOOK,
        "\ufeff" + BOOK,
        BOOK.encode("utf-16"),
        BOOK.replace('<?xml version="1.0"?>', ""),
        BOOK.replace("<Workbook", "<!-- SIMPEG -->\n<Workbook"),
        BOOK.replace("<Table>", '<Table ss:ExpandedRowCount="9"><Column ss:Width="90"/>'),
        BOOK.replace("Orang 2", "<ss:B>Or</ss:B><ss:Font>ang</ss:Font> 2"),
        BOOK.replace("Orang 2", "<![CDATA[Orang 2]]>"),
        BOOK.replace("<Workbook xmlns=", "<ss:Workbook xmlns=").replace(
            "</Workbook>", "</ss:Workbook>"
        ),
        BOOK.replace("<Row>", "<Row ss:Height='15'>"),
    ],
)
def test_a_book_is_read_however_it_is_written(book: str | bytes) -> None:
    assert people(book) == WHOLE


def test_a_book_in_the_encoding_that_it_declares() -> None:
    book = BOOK.replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"').replace(
        "Orang 1", "Élan"
    )
    assert people(book.encode("latin-1"))[0][2] == "Élan"


def test_rows_and_cells_stand_where_their_index_says() -> None:
    moved = BOOK.replace("<Row>", '<Row ss:Index="4">', 1).replace(
        "<Table>", "<Table><Row ss:Span='1'/>"
    )
    assert [row[0] for row in people(moved)] == [5, 6, 7]


@pytest.mark.parametrize("index", ["1", "2"])
def test_a_row_number_twice_is_refused(index: str) -> None:
    at = BOOK.rindex("<Row>")
    book = f'{BOOK[:at]}<Row ss:Index="{index}">{BOOK[at + 5 :]}'
    assert parse(book, "asn").findings["kode"].to_list() == ["berkas_sel_bertabrakan"]


def test_a_number_stays_one_and_a_date_is_one() -> None:
    row = [NIPS[0], 3374021507800001, "BULAN", 16800]
    book = xml_book(
        [["NIP Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal"], row, [float(NIPS[1]), *row[1:]]]
    )
    book = book.replace('"String">BULAN', '"DateTime">2026-03-01T00:00:00.000')
    file = parse(book, "iuran")
    assert file.rows.select("nip_keadaan", "nominal", "kelas").rows() == [
        ("sah", 16800, "diterima"),
        ("rusak", 16800, "diterima"),
    ]


def test_every_sheet_is_read_the_visible_ones_first() -> None:
    book = xml_book({"Lama": [["NIP", "Nama"], [NIPS[5], "Lima"]], "Data": ROWS})
    names = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
    file = parse(book.replace("</Table></Worksheet>", f"</Table>{names}</Worksheet>", 1), "asn")
    assert file.rows.select("lembar", "urut_lembar").rows()[-1] == ("Lama", 1)
    assert file.rows.height == 4


@pytest.mark.parametrize(
    "book",
    [
        BOOK[:-40],
        BOOK.replace("Orang 2", "A & B"),
        BOOK.replace("<Workbook", "<!DOCTYPE Workbook SYSTEM 'http://localhost:1/a'><Workbook"),
        BOOK.replace("Orang 2", "&#0;"),
        BOOK.replace("Orang 2", "<b>" * 300 + "</b>" * 300),
        BOOK.replace("<Row>", '<Row ss:Index="-1">', 1),
        BOOK.replace("<Row>", '<Row ss:Index="1e9">', 1),
    ],
)
def test_a_book_that_is_not_sound_is_refused_whole(book: str) -> None:
    assert parse(book, "asn").findings["kode"].to_list() == ["berkas_rusak"]


def test_one_cell_at_the_far_end_is_refused_and_takes_no_room() -> None:
    book = BOOK.replace(
        "</Table>",
        '<Row ss:Index="1048576"><Cell ss:Index="16000"><Data ss:Type="String">x</Data></Cell></Row></Table>',
    )
    assert parse(book, "asn").findings["kode"].to_list() == ["berkas_terlalu_besar"]


def test_other_xml_is_named() -> None:
    assert "XML" in parse('<?xml version="1.0"?><pegawai/>', "asn").findings["pesan"][0]

"""Web pages called .xls: read as tables however they begin, refused if a part would be lost."""

import pytest

from tests.builders.small_city import parse

NIPS = [f"19900101201504100{n}" for n in range(1, 8)]
HEAD = "<tr><th>NIP</th><th>Nama</th><th>OPD</th></tr>"
ROWS = "".join(
    f"<tr><td>{nip}</td><td>Orang {n}</td><td>DINKES</td></tr>" for n, nip in enumerate(NIPS[:3], 1)
)
TABLE = f"<table border=1>{HEAD}{ROWS}</table>"
WHOLE = [(2, NIPS[0], "Orang 1"), (3, NIPS[1], "Orang 2"), (4, NIPS[2], "Orang 3")]


def people(page: str | bytes, kind: str = "asn") -> list[tuple[int, str, str]]:
    file = parse(page, kind)
    assert not file.refused, file.findings["pesan"].to_list()
    return file.rows.select("baris", "nip", "nama").rows()


BEGINNINGS = {
    "nothing": "",
    "heading": "<h2>Laporan Pegawai</h2>\n",
    "style": "<style>td { mso-number-format:\\@; }</style>",
    "div": '<div class="isi"><div>',
    "comment": "<!-- dibuat oleh SIMPEG -->\n",
    "warning": "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/var/www/a.php</b> on line <b>3</b><br />\n",
    "warning in words": "\nPHP Notice:  Undefined index: nip in /var/www/a.php on line 12\n\n",
    "bom": "\ufeff",
    "doctype": "<!DOCTYPE html>\n<html><head><title>Laporan</title></head><body>",
    "xhtml": '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body>',
    "excel": '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><!--[if gte mso 9]><xml><x:Name>Data</x:Name></xml><![endif]--></head>',
    "blank lines": "\r\n\r\n  \r\n",
    "script": "<script>var a = '<table>';</script>",
    "font": "<font size=2><center><b>DAFTAR</b></center>",
    "paragraph": "<p>Dicetak 1 April 2026",
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_page_is_read_however_it_begins(name: str) -> None:
    assert people(BEGINNINGS[name] + TABLE) == WHOLE


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize(
    "declared",
    [
        "",
        '<meta charset="utf-8">',
        '<meta http-equiv=Content-Type content="text/html; charset=windows-1252">',
    ],
)
def test_a_page_is_read_in_every_encoding(encoding: str, declared: str) -> None:
    page = f"<html><head>{declared}</head>{TABLE.replace('Orang 1', 'Orang Élan')}</html>"
    assert people(page.encode(encoding))[0] == (2, NIPS[0], "Orang Élan")


def test_a_declared_encoding_of_another_kind_is_used() -> None:
    page = '<meta charset="iso-8859-2">' + TABLE.replace("Orang 1", "Orang Łukasz")
    assert people(page.encode("iso-8859-2"))[0][2] == "Orang Łukasz"


@pytest.mark.parametrize(
    "table",
    [
        TABLE.replace("</td>", "").replace("</th>", "").replace("</tr>", ""),
        TABLE.replace("th>", "td>"),
        TABLE.replace("<table border=1>", "<TABLE><THEAD>").replace(
            "</th></tr>", "</th></tr></THEAD><TBODY>"
        ),
        TABLE.replace("<td>", "<td style='mso-number-format:\"\\@\"'>&nbsp;").replace(
            "</td>", "&nbsp;</td>"
        ),
        TABLE.replace("<td>", "<td x:str>").replace("</td>", "\r\n   </td>"),
        TABLE.replace("Orang ", "<b>Or</b>ang<br>"),
        TABLE.replace("Orang ", "<p>Orang</p><div>").replace(
            "</td><td>DINKES", "</div></td><td>DINKES"
        ),
        TABLE.replace(
            "<table border=1>", "<table><caption>Daftar</caption><colgroup><col><col></colgroup>"
        ),
        TABLE.replace("Orang ", "Orang <table><tr><td>").replace(
            "</td><td>DINKES", "</td></tr></table></td><td>DINKES"
        ),
        f"<table><tr><td><h1>Daftar</h1></td></tr><tr><td>{TABLE}</td></tr></table>",
        HEAD + ROWS,
    ],
)
def test_a_table_is_read_in_every_writing(table: str) -> None:
    assert people(table) == WHOLE


def test_a_cell_over_columns_and_rows_moves_the_others_to_their_places() -> None:
    title = "<tr><td colspan=3>DAFTAR ASN</td></tr><tr><td colspan='2'></td><td>April</td></tr>"
    rows = f"<tr><td>{NIPS[0]}</td><td>A</td><td rowspan=2>DINKES</td></tr><tr><td>{NIPS[1]}</td><td>B</td></tr><tr><td>{NIPS[2]}</td><td>C</td><td>DISDIK</td></tr>"
    file = parse(f"<table>{title}{HEAD}{rows}</table>", "asn")
    assert file.rows.select("baris", "nama").rows() == [(4, "A"), (5, "B"), (6, "C")]
    assert file.rows["opd"][2] == "DISDIK"


@pytest.mark.parametrize(
    "spans", ["rowspan=0", "rowspan=99999", "rowspan=x colspan=-3", "colspan=999999999"]
)
def test_an_impossible_span_makes_no_rows(spans: str) -> None:
    rows = f"<tr><td>{NIPS[0]}</td><td>A</td><td {spans}>DINKES</td></tr><tr><td>{NIPS[1]}</td><td>B</td></tr>"
    assert [row[1] for row in people(f"<table>{HEAD}{rows}</table>")] == NIPS[:2]


def test_every_table_of_a_page_is_a_sheet_of_its_own() -> None:
    other = (
        f"<table><tr><td>Nama</td><td>NIP</td></tr><tr><td>Lain</td><td>{NIPS[5]}</td></tr></table>"
    )
    file = parse(f"<table><tr><td>Dicetak</td><td>April</td></tr></table>{TABLE}<hr>{other}", "asn")
    assert file.rows.select("lembar", "baris", "nip").rows()[-1] == ("Tabel 3", 2, NIPS[5])
    assert (
        file.rows["lembar"].unique().to_list() == ["Tabel 2", "Tabel 3"]
        or file.rows["lembar"].n_unique() == 2
    )
    assert file.findings.filter(kode="lembar_tanpa_judul")["lembar"].to_list() == ["Tabel 1"]


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        (f"<td>{NIPS[0]}</td>", "sah"),
        (f"<td x:str='{NIPS[0]}'>{NIPS[0]}</td>", "sah"),
        (f"<td x:num>{NIPS[0]}</td>", "sah"),
        (f"<td style='mso-number-format:0'>{NIPS[0]}</td>", "sah"),
        ("<td x:num='1.99001012015041E+17'>1.99E+17</td>", "rusak"),
        (f"<td x:num='{NIPS[0]}'>199001012015041000</td>", "rusak"),
        ("<td>1.99E+17</td>", "rusak"),
    ],
)
def test_a_number_that_excel_made_of_an_nip_is_damaged_and_whole_digits_are_whole(
    cell: str, state: str
) -> None:
    head = "<tr><td>NIP Donatur</td><td>NIK Pekerja</td><td>Bulan Iuran</td><td>Nominal</td></tr>"
    row = f"<tr>{cell}<td>3374021507800001</td><td x:num='46113'>Apr-26</td><td x:num='16800'>Rp16.800</td></tr>"
    file = parse(f"<table>{head}{row}</table>", "iuran")
    assert file.rows.select("nip_keadaan", "nominal", "kelas").rows() == [
        (state, 16800, "diterima")
    ]


def test_a_page_without_a_table_is_no_table_and_says_what_it_may_be() -> None:
    file = parse("<html><body><form>Sesi Anda berakhir. Masuk kembali.</form></body></html>", "asn")
    assert file.findings["kode"].to_list() == ["berkas_bukan_tabel"]
    assert "ekspor ulang" in file.findings["pesan"][0]


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 300 + TABLE,
        TABLE + "<p>" + "x" * 12_000_000,
        f"<table>{HEAD}"
        + "".join(f"<tr><td><b><font>{nip}<td><i><u>Orang" for nip in NIPS * 60)
        + "</table>",
    ],
)
def test_a_page_that_the_parser_would_read_in_part_is_refused(page: str) -> None:
    assert parse(page, "asn").findings["kode"].to_list() == ["berkas_rusak"]


@pytest.mark.parametrize("swallower", ["<!-- ", "<textarea>", "<script>", "</table><p>"])
def test_people_whom_no_table_holds_are_not_lost_in_silence(swallower: str) -> None:
    rows = "".join(f"<tr><td>{nip}</td><td>Orang</td></tr>" for nip in NIPS[1:])
    page = f"<table><tr><td>NIP</td><td>Nama</td></tr><tr><td>{NIPS[0]}</td><td>A</td></tr>{swallower}{rows}</table>"
    file = parse(page, "asn")
    assert file.rows.height == 7 or file.findings["kode"].to_list() in (
        ["nip_di_luar_tabel"],
        ["lembar_berisi_nip"],
    )


def test_no_page_reads_anything_else(tmp_path: object) -> None:
    page = f'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><link rel=stylesheet href="http://localhost:1/x">{TABLE.replace("Orang 1", "Orang &a;")}'
    assert people(page)[0][2] in ("Orang &a;", "Orang")


@pytest.mark.parametrize(
    ("cell", "nominal"),
    [
        ("<td x:num>168.000</td>", 168000),
        ("<td x:num>16.800</td>", 16800),
        ("<td x:num>16800</td>", 16800),
        ('<td x:num="16800">16.800,00</td>', 16800),
        ('<td x:num="nan">16.800</td>', 16800),
    ],
)
def test_money_is_what_the_reader_sees_where_no_value_stands_beside_it(
    cell: str, nominal: int
) -> None:
    head = "".join(
        f"<th>{label}</th>" for label in ("NIP Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal")
    )
    row = "<td>199001012015041001</td><td>3374021507800001</td><td>2026-03</td>"
    read = parse(f"<table><tr>{head}</tr><tr>{row}{cell}</tr></table>", "iuran").rows
    assert read.select("kelas", "nominal").rows() == [("diterima", nominal)]

"""A cell that shows an error, or a formula not worked out, is not an empty one (contract §2, §4)."""

import io
import struct
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from olefile import OleFileIO

from pipeline.reading.files.old_errors import old_errors
from pipeline.reading.files.opener import _with_errors
from pipeline.reading.intake import ParsedFile
from tests.builders.books import Rows, biff_record, biff_sheet, rezipped, xlsx, xml_book
from tests.builders.raw_files import ASN, MAIN, nip, raw_book, replaced, sheet_of, xlsb
from tests.builders.small_city import parse

FILES = Path(__file__).parent / "berkas"
HEAD = ["NIP Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal", "Status Bayar"]


def record(number: int, status: object) -> list[object]:
    return [nip(number), f"337402150780000{number}", "2026-03", "16800", status]


def statuses(file: ParsedFile) -> list[str | None]:
    assert not file.refused, file.findings["pesan"].to_list()
    return file.rows["status_bayar"].to_list()


def told(file: ParsedFile) -> list[str]:
    return file.findings.filter(kode="sel_tanpa_hasil")["pesan"].to_list()


def changed_sheet(book: bytes, old: str, new: str) -> bytes:
    return replaced(book, "xl/worksheets/sheet1.xml", old.encode(), new.encode())


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_what_an_office_saves_of_an_error_is_no_empty_status(ending: str) -> None:
    """The files are LibreOffice's: eight records, the last with a formula that gave Lunas."""
    file = parse((FILES / f"galat.{ending}").read_bytes(), "iuran")
    shown = statuses(file)
    assert shown[:4] == ["#DIV/0!", "#VALUE!", "#REF!", "#NAME?"]
    assert shown[4] == ("Err:502" if ending == "ods" else "#VALUE!")
    # What #N/A and an empty text are was decided before: nothing (contract §2).
    assert shown[5:] == [None, None, "Lunas"]
    (sentence,) = told(file)
    assert sentence.startswith("Pada 5 baris isi selnya kesalahan Excel (seperti #REF!) atau rumus")
    assert "Status Bayar, mulai baris 2." in sentence


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="E2" t="e"><v>#REF!</v></c>', "#REF!"),
        ("<c r='E2' s='1' t='e'><f>A9</f><v>#NAME?</v></c>", "#NAME?"),
        ('<c t="e" r="E2"><v>#N/A</v></c>', None),
        ('<c r="E2"><f>IF(A1>0,"GAGAL","LUNAS")</f><v></v></c>', "#RUMUS!"),
        ('<c r="E2"><f>A1</f><v/></c>', "#RUMUS!"),
        ('<c r="E2"><f>A1</f></c>', "#RUMUS!"),
        ('<c r="E2" t="str"><f>A1</f></c>', "#RUMUS!"),
        ('<c r="E2"><f t="shared" si="0"/></c>', "#RUMUS!"),
        ('<x:c xmlns:x="{MAIN}" r="E2" t="n"><x:f>A1</x:f><x:v> </x:v></x:c>', "#RUMUS!"),
        ('<c r="E2"><f>"Lunas"</f></c>', "Lunas"),
        ('<c r="E2"><f>&quot;Lunas&quot;</f><v/></c>', "Lunas"),
        ('<c r="E2" t="str"><f>A1</f><v></v></c>', None),
        ('<c r="E2" t="str"><f>A1</f><v>Lunas</v></c>', "Lunas"),
        ('<c r="E2" t="b"><f>A1=A1</f><v>1</v></c>', "TRUE"),
    ],
)
def test_a_status_is_what_its_cell_shows(cell: str, shown: str | None) -> None:
    rows: Rows = [HEAD, record(1, "x"), record(2, "Lunas")]
    written = '<c r="E2" t="inlineStr"><is><t>x</t></is></c>'
    book = raw_book(sheet_of(rows))
    file = parse(changed_sheet(book, written, cell.replace("{MAIN}", MAIN)), "iuran")
    assert statuses(file) == [shown, "Lunas"]
    assert bool(told(file)) == bool(shown and shown[0] == "#")


def test_a_formula_that_a_script_wrote_is_no_paid_month() -> None:
    """A program without a spreadsheet stores no result: Excel would show GAGAL when it opens it."""
    rows: Rows = [HEAD, record(1, '=IF(TRUE,"GAGAL","LUNAS")')]
    assert statuses(parse(xlsx(rows), "iuran")) == ["#RUMUS!"]


@pytest.mark.parametrize("kind", [3, 11])
def test_an_error_of_a_binary_workbook_is_read(kind: int) -> None:
    place = struct.pack("<II", 2, 0)
    name = "Galat".encode("utf-16-le")
    written = place + struct.pack("<I", 5) + name
    error = place + bytes([0x17]) + (bytes(7) if kind == 11 else b"")
    book = rezipped(
        xlsb([ASN[0], [nip(1), "Orang 1", "Galat"], *ASN[2:]]),
        lambda _, data: data.replace(
            bytes([6, len(written)]) + written, bytes([kind, len(error)]) + error
        ),
    )
    file = parse(book, "asn")
    assert file.rows["kedudukan_hukum"][0] == "#REF!"
    assert told(file)


def test_an_error_in_records_without_a_container_is_read() -> None:
    place = struct.pack("<HHH", 2, 4, 0)
    written = biff_record(0x0205, place + bytes([0x07, 1]))
    computed = biff_record(
        0x0006, struct.pack("<HHH", 3, 4, 0) + b"\x02\x00\x0f\x00\x00\x00\xff\xff" + bytes(8)
    )
    rows: Rows = [HEAD, record(1, "Lunas"), record(2, None), record(3, None)]
    file = parse(biff_sheet(rows, after=written + computed), "iuran")
    assert statuses(file) == ["Lunas", "#DIV/0!", "#VALUE!"]


def test_an_error_and_a_formula_of_an_xml_book_are_read() -> None:
    book = xml_book([HEAD, record(1, "satu"), record(2, "dua")])
    error = book.replace(
        '<Data ss:Type="String">satu</Data>', '<Data ss:Type="Error">#REF!</Data>'
    ).replace('"><Data ss:Type="String">dua</Data></Cell>', '" ss:Formula="=RC[-1]"/>')
    assert error.count("#REF!") == error.count("Formula") == 1
    assert statuses(parse(error, "iuran")) == ["#REF!", "#RUMUS!"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (
            'table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p>',
            "#DIV/0!",
        ),
        ('table:formula="of:=1/0">', "#RUMUS!"),
    ],
)
def test_a_formula_of_an_ods_without_a_result_is_read(cell: str, shown: str) -> None:
    """As old offices write an error, and scripts a formula."""
    data = (FILES / "galat.ods").read_bytes()

    def change(name: str, part: bytes) -> bytes:
        if name != "content.xml":
            return part
        start = part.rindex(b"<table:table-cell", 0, part.index(b"<text:p>Lunas"))
        end = part.index(b"</table:table-cell>", start) + len(b"</table:table-cell>")
        return part[:start] + f"<table:table-cell {cell}</table:table-cell>".encode() + part[end:]

    assert statuses(parse(rezipped(data, change), "iuran"))[-1] == shown


def test_a_total_that_is_not_worked_out_is_nobodys_fault() -> None:
    rows: Rows = [HEAD, record(1, "Lunas"), ["JUMLAH", None, None, "=SUM(D2:D2)"]]
    file = parse(xlsx(rows), "iuran")
    assert told(file) == []
    assert file.accounting.select(pl.col("total").sum()).item() == 1


def test_a_number_kept_a_text_is_no_formula() -> None:
    file = parse(f'NIP,Nama\n="{nip(1)}",Orang 1\n', "asn")
    assert file.rows["nip"].to_list() == [nip(1)]
    assert told(file) == []


ROSTER: Rows = [
    ["NIP", "Nama", "OPD", "Usia"],
    *([nip(n), f"Orang {n}", "DINKES", 40] for n in (1, 2, 3)),
]


def roster(*rows: Sequence[object]) -> ParsedFile:
    return parse(xlsx([*ROSTER, *rows]), "asn")


@pytest.mark.parametrize("name", ["=VLOOKUP(A5,'[Gaji Orang.xlsx]Budi'!A:B,2,0)", "#REF!"])
def test_a_name_that_is_an_error_or_a_formula_is_no_name_and_tells_nobody(name: str) -> None:
    file = roster([nip(4), name, "DINKES", 40])
    assert file.accounting["ditolak"].sum() == 1
    assert "nama_kosong" in file.findings["kode"].to_list()
    assert not file.findings["pesan"].str.contains("VLOOKUP|Gaji|Budi").any()
    assert "Nama, mulai baris 5" in told(file)[0]


def test_formulas_filled_in_below_the_last_row_are_empty_rows() -> None:
    """A template that a script filled: its lower rows would show nothing."""
    filled = [[f'=IF(Z{n}="","",Z{n})' for _ in range(3)] for n in range(5, 35)]
    file = roster(*filled)
    assert file.accounting.select("diterima", "ditolak", "kosong").row(0) == (3, 0, 30)
    assert told(file) == []


def test_a_roster_of_nothing_but_formulas_is_told_so() -> None:
    rows = [["NIP", "Nama"], *([f"=Data!A{n}", f"=Data!B{n}"] for n in range(2, 9))]
    assert "Pada 7 baris" in told(parse(xlsx(rows), "asn"))[0]


def test_an_error_in_a_column_that_nobody_reads_makes_no_heading_a_person() -> None:
    """A group's heading with an age worked out beside it."""
    written = sheet_of([*ROSTER[:1], ["", "UPTD Puskesmas", "", "umur"], *ROSTER[1:]])
    usia = '<c r="D2" t="inlineStr"><is><t>umur</t></is></c>'
    nama = '<c r="B2" t="inlineStr"><is><t>UPTD Puskesmas</t></is></c>'
    moved = written.replace(usia, '<c r="D2" t="e"><v>#VALUE!</v></c>').replace(
        nama, nama.replace("B2", "C2")
    )
    places = moved.replace('<c r="C2" t="inlineStr"><is><t></t></is></c>', "")
    file = parse(raw_book(places), "asn")
    assert file.accounting.select("diterima", "ditolak", "kaki").row(0) == (3, 0, 1)


def test_a_donors_number_that_is_an_error_is_none() -> None:
    """With an empty cell the donor is looked for by his name (contract §5.3)."""
    rows: Rows = [[*HEAD[:4], "Nama Donatur"], ["=1/0", *record(1, "")[1:4], "Orang 1"]]
    book = parse(xlsx(rows), "iuran")
    assert book.rows.select("nip_tercatat", "nip_keadaan").row(0) == (None, "kosong")
    assert "NIP Donatur, mulai baris 2" in told(book)[0]


def test_a_row_of_sums_without_the_word_is_nobodys_fault() -> None:
    file = parse(xlsx([HEAD, record(1, "Lunas"), [None, None, None, "=SUM(D2:D2)"]]), "iuran")
    assert told(file) == []


def test_blanks_behind_a_cell_do_not_hold_the_reader() -> None:
    xml = sheet_of([HEAD, record(1, "Lunas")]).replace("</row>", "", 1)
    blanks = '<c r="Z1"/>' + " " * 300_000 + '<c r="AA1"><f>A1</f><v>1</v></c></row>'
    rest = xml.index('<row r="2"')
    started = time.monotonic()
    assert statuses(parse(raw_book(xml[:rest] + blanks + xml[rest:]), "iuran")) == ["Lunas"]
    assert time.monotonic() - started < 10


def test_an_error_of_an_xls_where_its_reader_sees_no_cell_is_passed_over() -> None:
    """Another reader's rows may end before it: then it stands nowhere, and ends no process."""
    rows = [["a", ""], ["b", ""]]
    shown = _with_errors(iter(rows), {0: {1: "#REF!"}, 1: {240: "#REF!"}, 9: {0: "#REF!"}})
    assert list(shown) == [["a", "#REF!"], ["b", ""]]


def test_a_record_that_this_version_of_xls_does_not_have_is_no_cell() -> None:
    data = (FILES / "galat.xls").read_bytes()
    with OleFileIO(io.BytesIO(data)) as held:
        stream = held.openstream("Workbook").read()
    start, last, at = data.index(stream), 0, 0
    while at + 4 <= len(stream):
        number, size = struct.unpack_from("<HH", stream, at)
        last = at if number == 0x0006 else last
        at += 4 + size
    changed = data[: start + last] + struct.pack("<H", 0x0206) + data[start + last + 2 :]
    cells = [place for rows in old_errors(data).values() for place in rows.items()]
    assert cells[0] == (1, {4: "#DIV/0!"})
    assert old_errors(changed) == old_errors(data)
    broken = data[: start + last] + struct.pack("<HH", 0x0205, 4) + data[start + last + 4 :]
    assert cells[0] in [place for rows in old_errors(broken).values() for place in rows.items()]

"""CSV: delimiters, encodings, and that a broken line costs that line (contract §2.5)."""

import csv
import re
import time
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, Final

import pytest

from pipeline.reading.files import decoding, lines, tidy
from pipeline.reading.files.decoding import text_lines
from pipeline.reading.files.delimited import delimited_sheet
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.limits import Limits
from pipeline.reading.tables.headers import label_score
from schemas.layouts import layout
from tests.builders.small_city import parse

BUDI, SITI, DEWI = "199001012015041001", "199201012017042001", "199303032019032002"
PLAIN = f"NIP,Nama,Unit Kerja\n{BUDI},Budi,Dinas\n{SITI},Siti,Dinas\n"


def rows(text: str | bytes) -> list[tuple[int, str, str | None, str | None]]:
    return parse(text, "asn").rows.select("baris", "kelas", "nip", "nama").rows()


WHOLE = [(2, "diterima", BUDI, "Budi"), (3, "diterima", SITI, "Siti")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end(delimiter: str, line_end: str) -> None:
    assert rows(PLAIN.replace(",", delimiter).replace("\n", line_end)) == WHOLE


def test_a_delimiter_within_the_title_or_the_fields_does_not_mislead() -> None:
    text = f"Daftar ASN, Kota Semarang, Maret, 2026\nNIP;Nama;Unit\n{BUDI};Budi;a, b, c, d\n"
    assert rows(text) == [(3, "diterima", BUDI, "Budi")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_encoding(encoding: str) -> None:
    assert rows(PLAIN.replace("Siti", "Sit\u00ed").encode(encoding))[1][3] == "Sit\u00ed"


def test_a_nul_byte_is_dropped() -> None:
    assert list(text_lines(b"NIP\x00,Nama")) == ["NIP,Nama"]


@pytest.mark.parametrize(
    "broken",
    [
        f'{BUDI},"Budi,Dinas',
        f"{BUDI},Budi,Dinas,lebih",
        f'{BUDI},"Budi" x,Dinas',
        f'"{BUDI},Budi,Dinas',
        f'{BUDI},Budi,"Dinas',
    ],
)
def test_a_stray_quote_or_a_surplus_field_costs_its_line_only(broken: str) -> None:
    text = f"NIP,Nama,Unit Kerja\n{DEWI},Dewi,Dinas\n{broken}\n{SITI},Siti,Dinas\n"
    got = rows(text)
    assert [(row[0], row[1]) for row in got] == [(2, "diterima"), (3, "ditolak"), (4, "diterima")]
    assert parse(text, "asn").findings.filter(kode="baris_csv_rusak")["baris"].to_list() == [3]


def test_two_stray_quotes_cost_their_two_lines() -> None:
    text = f'NIP,Nama,Unit Kerja\n{BUDI},"Budi,Dinas\n{SITI},"Siti,Dinas\n{DEWI},Dewi,Dinas\n'
    assert [row[1] for row in rows(text)] == ["ditolak", "ditolak", "diterima"]


def test_a_record_is_never_swallowed_by_a_quote_that_another_line_closes() -> None:
    text = f'NIP,Nama,Unit Kerja\n{BUDI},"Budi,Dinas\n{SITI},Siti,Dinas\n{DEWI},Dewi",Dinas\n'
    assert [(row[0], row[1]) for row in rows(text)] == [
        (2, "ditolak"),
        (3, "diterima"),
        (4, "diterima"),
    ]


def test_a_stray_quote_in_the_last_line_costs_that_line() -> None:
    assert [row[1] for row in rows(PLAIN + f'{DEWI},"Dewi,Dinas')] == [
        "diterima",
        "diterima",
        "ditolak",
    ]


def test_empty_surplus_fields_cost_nothing() -> None:
    assert rows(PLAIN.replace("Dinas\n", "Dinas,,\n")) == WHOLE


def test_missing_fields_at_the_end_are_empty() -> None:
    assert rows(f"NIP,Nama,Unit Kerja\n{BUDI},Budi\n{SITI},Siti,Dinas\n") == WHOLE


@pytest.mark.parametrize(
    "field", ["Jalan A, Nomor 1", 'Dinas "Kita"', "dua\nbaris", "tiga\n\nbaris", "koma,\ndan baris"]
)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_quoted_field_may_hold_delimiters_quotes_and_lines_in_any_column(
    field: str, at: int
) -> None:
    labels = ["NIP", "Nama"]
    cells = [BUDI, "Budi"]
    labels.insert(at, "Unit Kerja")
    cells.insert(at, '"' + field.replace('"', '""') + '"')
    text = (
        ",".join(labels)
        + "\n"
        + ",".join(cells)
        + "\n"
        + ",".join([SITI if c == BUDI else c for c in cells])
        + "\n"
    )
    got = rows(text)
    first_two = [(2, "diterima", BUDI, "Budi"), (3 + field.count("\n"), "diterima", SITI, "Budi")]
    assert got == first_two


def test_a_quote_within_an_unquoted_field_is_a_character() -> None:
    assert rows(f'NIP,Nama,Unit\n{BUDI},Budi "Bud" S,Dinas\n')[0][3] == 'Budi "Bud" S'


def test_a_record_has_the_line_on_which_it_starts() -> None:
    text = f'\n\nNIP,Nama,Unit\n{BUDI},Budi,"a\nb\nc"\n\n{SITI},Siti,x\n'
    assert [(row[0], row[2]) for row in rows(text)] == [(4, BUDI), (8, SITI)]


HEAD5 = "No,NIP,Nama,NIK,Unit Kerja\n"


@pytest.mark.parametrize(
    "torn",
    [
        ["1,{nip},Citra", "Lestari,3374020202710002,Dinas"],
        ["1,{nip},Citra", "Ayu", "Lestari,3374020202710002,Dinas"],
        ["1,{nip},Citra", "", "Lestari,3374020202710002,Dinas"],
        ["1,{nip},Citra Lestari,33740202", "02710002,Dinas"],
        ["1,{nip}", ",Citra Lestari,3374020202710002,Dinas"],
        ["1, {nip}", " ,Citra", "Lestari,,Dinas"],
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_record_that_a_line_break_tore_is_rejected_in_all_its_parts(
    torn: list[str], delimiter: str
) -> None:
    lines = "\n".join(torn).format(nip=BUDI)
    text = (f"{HEAD5}0,{DEWI},Dewi,,Dinas\n{lines}\n2,{SITI},Siti,,Dinas\n").replace(",", delimiter)
    file = parse(text, "asn")
    assert [(r[0], r[1]) for r in file.rows.select("baris", "kelas").rows()] == [
        (2, "diterima"),
        *((3 + at, "ditolak") for at in range(len(torn))),
        (3 + len(torn), "diterima"),
    ]
    assert file.findings.filter(kode="baris_terbelah")["baris"].to_list() == [
        3 + at for at in range(len(torn))
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [f"1,{BUDI},Budi", f"2,{SITI},Siti"],
        [f"1,{BUDI},Budi,,Dinas", "", f"2,{SITI},Siti"],
        [f"1,{BUDI},Budi,", f"2,{SITI}", f"3,{DEWI},Dewi"],
    ],
)
def test_people_whose_last_cells_were_left_out_are_not_torn(lines: list[str]) -> None:
    file = parse(HEAD5 + "\n".join(lines) + "\n", "asn")
    assert not file.findings.filter(kode="baris_terbelah").height
    assert BUDI in file.rows.filter(kelas="diterima")["nip"].to_list()


def test_lines_below_a_table_are_not_torn() -> None:
    file = parse(
        f"NIP,Nama,Unit\n{BUDI},Budi,Dinas\nSemarang, 1 April\nKepala Badan, Pembina\n", "asn"
    )
    assert file.accounting.row(0, named=True)["kaki"] == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Nur&#039;aini", "Nur'aini"),
        ("Nur&#x27;aini", "Nur'aini"),
        ("A &amp; B", "A & B"),
        ("&Eacute;lan", "\u00c9lan"),
        ("Nur&amp;#039;aini", "Nur'aini"),
        ("R&D", "R&D"),
        ("A&nbsp;B", "A B"),
        ("A&notin B", "A&notin B"),
        ("Budi &quot;B&quot;", 'Budi "B"'),
        ("A&#44;B", "A,B"),
        ("A&#59; B", "A; B"),
        ("&#10;A&#13;B", "A B"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_entities_are_decoded_whatever_divides_the_fields(
    written: str, read: str, delimiter: str
) -> None:
    cells = [["NIP", "Nama", "Unit"], [BUDI, written, "Dinas"], [SITI, "Siti", "Dinas"]]
    got = rows("".join(delimiter.join(line) + "\n" for line in cells))
    assert got == [(2, "diterima", BUDI, read), (3, "diterima", SITI, "Siti")]


@pytest.mark.parametrize(
    "written",
    [
        '="{}"',
        '"=""{}"""',
        "NIP. {}",
        "NIP {}",
        "nip.{}",
        "'{}",
        '" {} "',
        '="NIP. {}"',
        "NIP.{}.",
        '= "{}"',
    ],
)
def test_a_text_form_of_a_whole_nip_is_one(written: str) -> None:
    assert (
        rows(f"NIP,Nama,Unit\n{written.format(BUDI)},Budi,Dinas\n{SITI},Siti,Dinas\n")[0][2] == BUDI
    )


@pytest.mark.parametrize("written", ["NIK {}", "NIPX{}", "={}+0", "NIP lama {}"])
def test_other_words_before_a_number_are_no_nip(written: str) -> None:
    assert (
        rows(f"NIP,Nama,Unit\n{written.format(BUDI)},Budi,Dinas\n{SITI},Siti,Dinas\n")[0][2] is None
    )


def test_what_excel_shows_of_every_other_cell_is_read_too() -> None:
    text = f'="NIP","Nama","Kedudukan Hukum"\n="{BUDI}",="Budi",="Aktif"\n'
    assert parse(text, "asn").rows.select("nip", "nama", "kedudukan_hukum").rows() == [
        (BUDI, "Budi", "Aktif")
    ]


@pytest.mark.parametrize("odd", ["Andr\u00e9", "\u00c9lan \u2019 x", "Mari\u00f1a\u00df"])
@pytest.mark.parametrize("bom", ["utf-8", "utf-8-sig"])
def test_a_line_that_is_not_utf8_is_read_as_cp1252_by_itself_and_said(odd: str, bom: str) -> None:
    lines = [
        f"NIP,Nama\n{SITI},Nur\u2019aini\n".encode(bom),
        f"{BUDI},{odd}\n".encode("cp1252"),
        f"{DEWI},Dew\u00ed\n".encode(),
    ]
    file = parse(b"".join(lines), "asn")
    assert file.rows["nama"].to_list() == ["Nur\u2019aini", odd, "Dew\u00ed"]
    said = file.findings.filter(kode="baris_bukan_utf8")["pesan"].to_list()
    assert len(said) == 1
    assert "1 baris" in said[0]
    assert "baris 3)" in said[0]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
def test_a_text_of_one_encoding_says_nothing_of_it(encoding: str) -> None:
    file = parse(f"NIP,Nama\n{SITI},Sit\u00ed\n{BUDI},\u00c9lan\n".encode(encoding), "asn")
    assert file.rows["nama"].to_list() == ["Sit\u00ed", "\u00c9lan"]
    assert "baris_bukan_utf8" not in file.findings["kode"].to_list()


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (PLAIN + f"{DEWI},Dewi", True),
        (PLAIN + DEWI[:9], True),
        (PLAIN.replace(",", ";") + f"{DEWI};De", True),
        (PLAIN + f'{DEWI},"Dewi', True),
        (f"NIP,Nama,Unit\n{BUDI},Budi\n{DEWI}", True),
        (PLAIN + f"Kecamatan Tugu\n{SITI},Siti,Dinas\n{DEWI},Dewi", True),
        (PLAIN + f"{DEWI},Dewi,Dinas", False),
        (PLAIN + f"{DEWI},Dewi,", False),
        (PLAIN + f"{DEWI},Dewi\n", False),
        (PLAIN.rstrip("\n"), False),
        (f"NIP,Nama,Unit\n{BUDI},Budi\n{DEWI},Dewi", False),
        (PLAIN + "Semarang\nKepala Badan", False),
        (PLAIN + "JUMLAH,2", False),
        ("NIP,Nama,Unit", False),
        (PLAIN + "   ", False),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_text_that_ends_within_its_last_record_was_cut(
    text: str, cut: bool, encoding: str
) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    file = parse(mark + text.encode(encoding), "asn")
    assert file.refused is cut
    assert not cut or file.findings["kode"].to_list() == ["berkas_terpotong"]


ENDS: Final = [
    "a\r\nb\rc\n\nd",
    "a\n",
    "\n",
    "",
    "a\r",
    "\r\n\r\n",
    "ada é\x00 di sini\n\x00",
    "aa\nbbb\x00b\ncc",
]


@pytest.mark.parametrize("text", ENDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_lines_are_the_same_wherever_a_block_of_them_ends(
    monkeypatch: pytest.MonkeyPatch, text: str, encoding: str, size: int
) -> None:
    monkeypatch.setattr(decoding, "_BLOCK", size)
    lines = re.split("\r\n|\r|\n", text)
    wanted = [line.replace("\x00", "") for line in (lines if lines[-1] else lines[:-1])]
    assert list(text_lines(text.encode(encoding))) == wanted


def test_a_table_is_read_the_same_in_blocks_of_two_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    written = [
        "Laporan;;",
        "NIP;Nama;NIP Baru",
        *(f"{BUDI};Budi {at};{SITI}" for at in range(5)),
        '"x;y";z;',
        f'"{BUDI}";"Ani";',
        "JUMLAH;;",
    ]
    data = "\n".join([*written, ""]).encode()
    whole = parse(data, "asn")
    monkeypatch.setattr(tidy, "CHUNK_ROWS", 2)
    parts = parse(data, "asn")
    assert parts.rows.height > 5
    assert parts.rows.equals(whole.rows)
    assert parts.findings.equals(whole.findings)
    assert parts.accounting.equals(whole.accounting)


@pytest.mark.parametrize(("most", "columns"), [(30, 2), (27, 25)])
def test_a_table_of_too_many_rows_or_cells_is_refused_in_whichever_block(
    monkeypatch: pytest.MonkeyPatch, most: int, columns: int
) -> None:
    """Of 15 KiB unpacked, 30 rows are allowed, and 698 cells."""
    monkeypatch.setattr(tidy, "CHUNK_ROWS", 10)
    line, limits = (";" * (columns - 1) + "\n").encode(), Limits(30 * 512)
    read = delimited_sheet(line * most, lambda _: 0, limits).chunks()
    assert sum(len(chunk.places) for chunk in read) == most
    with pytest.raises(UnreadableError):
        list(delimited_sheet(line * (most + 1), lambda _: 0, limits).chunks())


@pytest.mark.parametrize("count", [1, 2, 900])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_nul_at_the_end_is_a_cut_and_within_is_none(count: int, encoding: str) -> None:
    assert parse((PLAIN + "\x00" * count).encode(encoding), "asn").findings["kode"].to_list() == [
        "berkas_terpotong"
    ]
    assert not parse(PLAIN.replace("Siti", "Si\x00ti").encode(encoding), "asn").refused


IURAN_HEAD = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar\n"
STRAY = f'{BUDI},"Budi,3374021507800001,2026-03\n'


def read_lines(count: int, line: str) -> float:
    """Read a payment file of so many lines, and return the processor's seconds that it took."""
    data, kind = (IURAN_HEAD + line * count).encode(), layout("iuran")
    began = time.process_time()
    sheet = delimited_sheet(data, lambda row: label_score(row, kind), Limits(512 << 20))
    assert sum(len(chunk.rows) for chunk in sheet.chunks()) == count + 1
    return time.process_time() - began


@pytest.mark.parametrize("line", [STRAY, '"\n', '"x"y,\n', 'a,"\n'])
def test_a_text_full_of_stray_quotes_is_read_in_linear_time(line: str) -> None:
    """Held by a generous ratio: four times the lines take less than ten times as long.

    The least of three tries counts, for memory is tidied up in the midst of one or the other.
    """
    few, many = (min(read_lines(count, line) for _ in range(3)) for count in (5_000, 20_000))
    assert many < 10 * few


def test_a_line_with_a_stray_quote_has_the_lines_after_it_gone_through_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted: what the standard library's reader is given; a record spans twenty lines at most."""
    given: list[str] = []

    def noted(lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            given.append(line)
            yield line

    def counting(lines: Iterable[str], **how: Any) -> Any:
        return csv.reader(noted(lines), **how)

    monkeypatch.setattr(lines, "csv", SimpleNamespace(reader=counting, Error=csv.Error))
    read_lines(1_000, STRAY)
    assert 1_000 < len(given) < 30 * 1_000

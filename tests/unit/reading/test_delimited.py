"""CSV: delimiters, encodings, and that a broken line costs that line (contract §2.5)."""

import pytest

from pipeline.reading.files.decoding import text_lines
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
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
    assert [(row[0], row[1]) for row in rows(text)] == [(2, "ditolak"), (3, "diterima"), (4, "diterima")]


def test_a_stray_quote_in_the_last_line_costs_that_line() -> None:
    assert [row[1] for row in rows(PLAIN + f'{DEWI},"Dewi,Dinas')] == ["diterima", "diterima", "ditolak"]


def test_empty_surplus_fields_cost_nothing() -> None:
    assert rows(PLAIN.replace("Dinas\n", "Dinas,,\n")) == WHOLE


def test_missing_fields_at_the_end_are_empty() -> None:
    assert rows(f"NIP,Nama,Unit Kerja\n{BUDI},Budi\n{SITI},Siti,Dinas\n") == WHOLE


@pytest.mark.parametrize(
    "field", ["Jalan A, Nomor 1", 'Dinas "Kita"', "dua\nbaris", "tiga\n\nbaris", "koma,\ndan baris"]
)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_quoted_field_may_hold_delimiters_quotes_and_lines_in_any_column(field: str, at: int) -> None:
    labels = ["NIP", "Nama"]
    cells = [BUDI, "Budi"]
    labels.insert(at, "Unit Kerja")
    cells.insert(at, '"' + field.replace('"', '""') + '"')
    text = ",".join(labels) + "\n" + ",".join(cells) + "\n" + ",".join([SITI if c == BUDI else c for c in cells]) + "\n"
    got = rows(text)
    first_two = [(2, "diterima", BUDI, "Budi"), (3 + field.count("\n"), "diterima", SITI, "Budi")]
    assert got == first_two


def test_a_quote_within_an_unquoted_field_is_a_character() -> None:
    assert rows(f'NIP,Nama,Unit\n{BUDI},Budi "Bud" S,Dinas\n')[0][3] == 'Budi "Bud" S'


def test_a_record_has_the_line_on_which_it_starts() -> None:
    text = f'\n\nNIP,Nama,Unit\n{BUDI},Budi,"a\nb\nc"\n\n{SITI},Siti,x\n'
    assert [(row[0], row[2]) for row in rows(text)] == [(4, BUDI), (8, SITI)]

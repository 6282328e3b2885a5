"""Valid files and what may happen to them on their way. Case n is always the same bytes."""

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tests.builders.books import Rows, biff_sheet, xlsx, xml_book
from tests.builders.paths import OLD_FORMATS
from tests.builders.raw_files import (
    ASN_HEAD,
    IURAN_HEAD,
    csv,
    payments,
    people,
    raw_book,
    sheet_of,
    text_cells,
    xlsb,
)

PEOPLE: Final = people(1, 12)
PAYMENTS: Final = payments(1, 12)
ROSTER: Final = [ASN_HEAD, *PEOPLE]
IURAN: Final = [IURAN_HEAD, *PAYMENTS]
TITLED: Final = [["DAFTAR ASN"], [], *ROSTER[:8], ["JUMLAH", "7"], [], ["", "Kepala Badan"]]

XML_TOKENS: Final = (
    b"<",
    b">",
    b"/>",
    b"</row>",
    b"</c>",
    b"<row>",
    b"</sheetData>",
    b'r="XFD1048576"',
    b'r="A4294967295"',
    b"&#0;",
    b"&a;",
    b't="s"',
    b't="d"',
    b't="e"',
    b't="b"',
    b't="n"',
    b"<v>99999999</v>",
    b"<v>-1</v>",
    b"<v>1e400</v>",
    b"<v>2026-03-05</v>",
    b"<!--",
    b"]]>",
    b"<![CDATA[",
    b"<?x?>",
    b"\x00",
    b"\xff\xfe",
    b'count="4294967295"',
    b"<f>1+1</f>",
    b"<is><t>x</t></is>",
)
TEXT_TOKENS: Final = (
    b'"',
    b'""',
    b'"\n',
    b'\n"',
    b",",
    b";",
    b"\t",
    b"|",
    b"\n",
    b"\r",
    b"\r\n",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"sep=;\n",
    b"NIP,Nama\n",
    b"JUMLAH",
    b"=1+1",
    b"\xe2\x80\xae",
    b"\xc2\xa0",
    b"1.99E+17",
    b"(1),(2),(3)\n",
    b"'",
)
MARKUP_TOKENS: Final = (
    *XML_TOKENS,
    b"<td>",
    b"</td>",
    b"<tr>",
    b"</tr>",
    b"<table>",
    b"</table>",
    b"<th>",
    b"<br>",
    b"<div>",
    b"<p>",
    b"&nbsp;",
    b"&#49;",
    b"-->",
    b"<script>",
    b"</script>",
    b"<textarea>",
    b'<td rowspan="3">',
    b'<td colspan="2">',
    b'<td rowspan="0" colspan="99999">',
    b'<td x:num="1.99E+17">',
    b'<meta charset="utf-16">',
    b"<Row>",
    b"</Row>",
    b"<Cell>",
    b"</Cell>",
    b'<Data ss:Type="Number">',
    b"</Data>",
    b'<Row ss:Index="2">',
    b'<Cell ss:Index="1">',
    b'<Cell ss:MergeDown="3">',
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
)
Damage = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Case:
    """One damaged file; `origin` is the valid file that it was made from."""

    number: int
    kind: str
    origin: str
    data: bytes


def _shared() -> bytes:
    """Return a workbook whose cells point to shared texts."""
    texts = list(dict.fromkeys(cell for row in PEOPLE for cell in row))
    rows = [
        f'<row r="{at}">'
        + "".join(
            f'<c r="{c}{at}" t="s"><v>{texts.index(v)}</v></c>'
            for c, v in zip("ABC", row, strict=True)
        )
        + "</row>"
        for at, row in enumerate(PEOPLE, 2)
    ]
    return raw_book(
        text_cells(1, ASN_HEAD) + "".join(rows),
        "".join(f"<si><t>{text}</t></si>" for text in texts),
    )


@cache
def origins() -> dict[str, tuple[str, bytes]]:
    """Return the valid files: name -> kind and bytes."""
    return {
        "koma": ("asn", csv(ROSTER).encode()),
        "titik-koma": ("iuran", csv(IURAN, ";").encode()),
        "berkutip": ("asn", csv([[f'"{cell}"' for cell in row] for row in ROSTER]).encode()),
        "tab-crlf": ("iuran", csv(IURAN, "\t", "\r\n").encode()),
        "utf16": ("asn", csv(ROSTER).encode("utf-16")),
        "berjudul": ("asn", csv(TITLED).encode()),
        "xlsx": ("asn", xlsx(ROSTER)),
        "xlsx-iuran": (
            "iuran",
            xlsx([*IURAN, [199001012015041001, "x", 3374021507800001, 202603, 16800.5]]),
        ),
        "xlsx-lembar": ("asn", xlsx({"A": ROSTER, "Sampul": [["x"]], "B": TITLED})),
        "xlsx-teks-bersama": ("asn", _shared()),
        "xlsx-sederhana": ("iuran", raw_book(sheet_of(IURAN))),
        "xlsb": ("asn", xlsb(ROSTER)),
        "xls": ("asn", (OLD_FORMATS / "roster.xls").read_bytes()),
        "html": ("asn", page(ROSTER).encode()),
        "html-iuran": ("iuran", ("<h2>Rekap</h2>" + page(IURAN, "th")).encode("utf-16")),
        "html-dua-tabel": ("asn", (page(TITLED) + "<hr>" + page(ROSTER)).encode()),
        "xml-2003": ("asn", xml_book(ROSTER).encode()),
        "xml-2003-iuran": (
            "iuran",
            xml_book(
                {
                    "A": IURAN,
                    "B": [*IURAN, [199001012015041001, "x", 3374021507800001, "2026-03", 16800.5]],
                }
            ).encode(),
        ),
        "biff": ("asn", biff_sheet(ROSTER)),
        "biff-2": ("iuran", biff_sheet(IURAN, 0x0009)),
        "ods-gabung": ("asn", (OLD_FORMATS / "gabung.ods").read_bytes()),
        "xlsx-gabung": ("asn", (OLD_FORMATS / "gabung.xlsx").read_bytes()),
        "ods": ("asn", (OLD_FORMATS / "roster.ods").read_bytes()),
    }


def case(number: int) -> Case:
    """Return case `number`."""
    chance = random.Random(number)
    name = chance.choice(sorted(origins()))
    kind, data = origins()[name]
    zipped = data.startswith(b"PK")
    ways = (
        [_bytes, _inside, _inside, _within]
        if zipped
        else _WAYS.get(name.split("-")[0], [_text, _text, _bytes])
    )
    return Case(number, kind, name, chance.choice(ways)(data, chance))


def page(rows: Rows, cell: str = "td") -> str:
    """Return a table of a web page."""
    lines = ("".join(f"<{cell}>{value}</{cell}>" for value in row) for row in rows)
    return f"<table border=1>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _bytes(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        data = chance.choice((_flip, _cut, _double, _drop, _splice))(data, chance)
    return data


def _text(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(
            (_put(TEXT_TOKENS), _put(TEXT_TOKENS), _swap_lines, _double, _drop, _flip)
        )(data, chance)
    return data


def _markup(data: bytes, chance: random.Random) -> bytes:
    put = _put(MARKUP_TOKENS)
    for _ in range(chance.randint(1, 4)):
        data = chance.choice((put, put, put, _number, _double, _drop, _flip))(data, chance)
    return data


def _inside(data: bytes, chance: random.Random) -> bytes:
    """Damage one or two parts of a zip and zip them again, to get the damage past the checksums."""
    return _rezipped(data, chance, (_put(XML_TOKENS), _double, _drop, _flip, _cut))


def _within(data: bytes, chance: random.Random) -> bytes:
    """Damage a zip so that its XML stays well-formed: only numbers are others."""
    return _rezipped(data, chance, (_number,))


def _rezipped(data: bytes, chance: random.Random, damages: Sequence[Damage]) -> bytes:
    book = zipfile.ZipFile(io.BytesIO(data))
    parts = {name: book.read(name) for name in book.namelist()}
    for _ in range(chance.randint(1, 2)):
        name = chance.choice(
            [part for part in parts if "theme" not in part and "docProps" not in part]
        )
        parts[name] = chance.choice(
            (_put(XML_TOKENS), _number, _number, _double, _drop, _flip, _cut)
        )(parts[name], chance)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return sink.getvalue()


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 4, 20, 100, 1000)))


def _flip(data: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(chance.randint(1, 6) if flipped else 0):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _double(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 2, 50)) + data[end:]


def _drop(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _splice(data: bytes, chance: random.Random) -> bytes:
    other = origins()[chance.choice(sorted(origins()))][1]
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other)) :]


def _put(tokens: tuple[bytes, ...]) -> Damage:
    def put(data: bytes, chance: random.Random) -> bytes:
        at = chance.randrange(len(data) + 1)
        return data[:at] + chance.choice(tokens) + data[at:]

    return put


def _number(data: bytes, chance: random.Random) -> bytes:
    """Replace one run of digits with a number at the edge of what fits somewhere."""
    places = [
        at
        for at in range(len(data))
        if data[at : at + 1].isdigit() and not data[at - 1 : at].isdigit()
    ]
    if not places:
        return _flip(data, chance)
    at = end = chance.choice(places)
    while data[end : end + 1].isdigit():
        end += 1
    return (
        data[:at]
        + str(chance.choice((0, 1, 7, 300, 65536, 1048577, 2**31, 2**32 - 1, 2**64))).encode()
        + data[end:]
    )


def _swap_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


_WAYS: Final[dict[str, list[Damage]]] = {
    "xls": [_bytes, _flip],
    "biff": [_bytes, _flip, _number],
    "html": [_markup, _markup, _markup, _bytes],
    "xml": [_markup, _markup, _markup, _bytes],
}

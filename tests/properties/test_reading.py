"""For any table: no row lost, each keeps its place, no identifier changes value (contract §2)."""

import csv
import io

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.masking import (
    without_nik,
    without_nik_expr,
    without_nik_in,
    without_numbers,
    without_numbers_expr,
    without_numbers_in,
)
from pipeline.core.text import clean_texts
from pipeline.reading.cells.identifiers import is_nik, parse_kpj, parse_nik, parse_nip
from schemas.codes import ROW_CLASSES
from tests.builders.books import xlsx
from tests.builders.examples import FEW, SMALL
from tests.builders.small_city import parse

HEADS = {
    "asn": ["No", "NIP", "Nama", "NIK", "Unit Kerja"],
    "iuran": ["NIP Donatur", "Nama Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal"],
}
CELLS = st.sampled_from(
    [
        "",
        "",
        " ",
        "-",
        "1",
        "2",
        "3",
        "(1)",
        "(2)",
        "JUMLAH",
        "Total :",
        "NIP",
        "Nama",
        "No",
        "NIK",
        "Unit Kerja",
        "NIP Donatur",
        "199001012015041001",
        "199201012017042001",
        "1.99E+17",
        "3374021507800001",
        "337402150780000*",
        "Budi",
        "O'Brien",
        '"',
        "a\nb",
        "x, y",
        "2026-03",
        "Mei-Juli 2026",
        "16800",
        "-5",
        "16.8",
        "Kepala Badan",
        "=1+1",
        "\u202e",
        "\u00a0",
        "\x00",
        "0",
    ]
)
TABLES = st.lists(st.lists(CELLS, min_size=0, max_size=7), max_size=12)
KINDS = st.sampled_from(["asn", "iuran"])


def written(rows: list[list[str]]) -> str:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows(rows)
    return sink.getvalue()


def conserved(data: str | bytes, kind: str) -> pl.DataFrame:
    file = parse(data, kind)
    if not file.refused:
        counts = file.accounting.row(0, named=True)
        assert counts["baris"] == sum(counts[name] for name in ROW_CLASSES)
        assert file.rows.height == counts["diterima"] + counts["ditolak"]
        assert file.rows["baris"].is_unique().all()
    return file.accounting


@SMALL
@given(KINDS, TABLES, st.lists(st.lists(CELLS, max_size=4), max_size=3))
@example("asn", [["1", "199001012015041001", "Budi", "", "Kepala Badan", "", ""]], [])
def test_every_row_below_the_header_is_exactly_one_thing_in_a_csv(
    kind: str, rows: list[list[str]], titles: list[list[str]]
) -> None:
    conserved(written([*titles, HEADS[kind], *rows]), kind)


@SMALL
@given(KINDS, TABLES)
def test_every_row_below_the_header_is_exactly_one_thing_in_a_workbook(
    kind: str, rows: list[list[str]]
) -> None:
    legal = [[cell.replace("\x00", "") or None for cell in row] for row in rows]
    accounting = conserved(xlsx([HEADS[kind], *legal]), kind)
    filled = [at for at, row in enumerate(legal, 1) if any(cell and cell.strip() for cell in row)]
    if accounting.height:
        assert accounting["baris"][0] == max(filled, default=0)


@SMALL
@given(KINDS, st.text(alphabet=st.sampled_from(list("ab1,;\"\n\r\t|' ")), max_size=120))
def test_no_text_however_broken_makes_reading_fail(kind: str, noise: str) -> None:
    conserved(written([HEADS[kind]]) + noise, kind)


NOTES = st.sampled_from(
    ["", "biasa", "dua\nbaris", "tiga\n\nbaris", 'kutip "dalam"', "koma, koma", "\n"]
)
BREAKS = st.sampled_from(
    ["", "", "\n", "\n\n", 'rusak,"tanpa,penutup,x\n', "satu,dua,tiga,empat,lima\n"]
)


@SMALL
@given(st.lists(st.tuples(NOTES, BREAKS), min_size=1, max_size=8), st.integers(0, 3))
def test_the_row_of_a_csv_record_is_the_line_on_which_it_starts(
    records: list[tuple[str, str]], at: int
) -> None:
    labels = ["NIP", "Nama", "Unit Kerja"]
    labels.insert(at, "Keterangan")
    text, starts = ",".join(labels) + "\n", {}
    for n, (note, gap) in enumerate(records, 1):
        cells = [f"1990010120150410{n:02d}", f"Orang {n}", "Dinas"]
        cells.insert(at, note)
        starts[f"Orang {n}"] = text.count("\n") + 1
        text += written([cells]) + gap
    rows = parse(text, "asn").rows.filter(kelas="diterima")
    assert dict(rows.select("nama", "baris").iter_rows()) == starts


@SMALL
@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(1, 9))
def test_the_row_of_a_workbook_record_is_the_one_in_excel(filled: list[bool], first: int) -> None:
    people = [
        [None, f"1990010120150410{n:02d}", f"Orang {n}"] if yes else [None]
        for n, yes in enumerate(filled, 1)
    ]
    rows = parse(xlsx([["No", "NIP", "Nama"], *people], first_row=first), "asn").rows
    wanted = [(f"Orang {n}", first + n) for n, yes in enumerate(filled, 1) if yes]
    assert rows.select("nama", "baris").rows() == wanted


DIGITS = st.text(alphabet="0123456789", min_size=8, max_size=20)
NIPS = st.builds(
    "{}{}{}{}{:03d}".format,
    st.dates().map(lambda day: f"{day:%Y%m%d}" if day.year > 999 else f"0{day:%Y%m%d}"[-8:]),
    st.integers(1950, 2030),
    st.sampled_from(["01", "12", "13", "21", "29", "30"]),
    st.integers(0, 3),
    st.integers(0, 999),
)
DRESSED = st.builds(
    lambda text, dress: dress(text),
    st.one_of(DIGITS, NIPS),
    st.sampled_from(
        [
            str,
            lambda t: "'" + t,
            lambda t: f"{t[:8]} {t[8:14]} {t[14:]}",
            lambda t: t + ".0",
            ".".join,
            lambda t: t[:5] + "E+12",
            lambda t: f'"{t}"',
            lambda t: t[:-1] + "*",
            lambda t: f"{t[:6]}-{t[6:]}",
        ]
    ),
)


ODD = st.text(st.sampled_from("A1n/a-#NUL\\'\" \u00a0\t\u200b\u0301e\u00e9\uff11"), max_size=8)


@SMALL
@given(st.lists(ODD | DRESSED, max_size=6))
def test_a_text_is_cleaned_alike_whatever_stands_before_and_beside_it(texts: list[str]) -> None:
    together = clean_texts(pl.DataFrame({"t": texts}, schema={"t": pl.String}), ["t"])
    blank = pl.DataFrame({"t": [f" {text}" for text in texts]}, schema={"t": pl.String})
    assert together.equals(clean_texts(blank, ["t"]))


@SMALL
@given(st.lists(ODD | DRESSED | st.from_regex(r"[0-9]{9,22}", fullmatch=True), max_size=6))
def test_a_column_is_masked_as_each_of_its_texts(texts: list[str]) -> None:
    column = pl.DataFrame({"t": [*texts, None]}, schema={"t": pl.String})
    for whole, one in ((without_nik_expr, without_nik), (without_numbers_expr, without_numbers)):
        assert column.select(whole(pl.col("t"))).to_series().to_list() == [*map(one, texts), None]
    for frames, one in ((without_nik_in, without_nik), (without_numbers_in, without_numbers)):
        assert frames(column, ["t"]).to_series().to_list() == [*map(one, texts), None]


def cells(text: str, native: bool) -> dict[str, str | None]:
    frame = clean_texts(pl.DataFrame({"t": [text], "n": [native]}), ["t"])
    rules = (parse_nip, parse_nik, parse_kpj)
    return {
        k: v for rule in rules for k, v in rule(frame["t"], frame["n"]).row(0, named=True).items()
    }


@SMALL
@given(DRESSED, st.booleans())
def test_an_identifier_is_read_as_it_stands_or_not_at_all(text: str, native: bool) -> None:
    read = cells(text, native)
    bare = "".join(c for c in text if c.isdigit())
    if read["nip"] is not None:
        assert not native
        assert read["nip"] == bare
        assert len(bare) == 18
        assert bare[15:] != "000"
    if read["nik"] is not None:
        assert read["nik"] in {bare, bare.removesuffix("0")}
        assert len(read["nik"]) == 16
    if read["kpj"] is not None:
        assert int(read["kpj"]) == int(bare)
        assert len(read["kpj"]) == 11
    if read["nip_awal"] is not None:
        assert bare.startswith(read["nip_awal"])
        assert len(read["nip_awal"]) == 15


@SMALL
@given(st.lists(st.tuples(st.none() | DRESSED | ODD, st.booleans()), max_size=6))
@example([(None, False), ("199001012015041001", False), ("1.99001012015041E+17", False)])
@example([("3374021507800001", True), ("'3374021507800001", False), ("3374021507800001.0", False)])
def test_a_cell_is_read_alike_alone_and_among_others(
    given_cells: list[tuple[str | None, bool]],
) -> None:
    texts = pl.Series("t", [text for text, _ in given_cells], dtype=pl.String)
    natives = pl.Series("n", [native for _, native in given_cells], dtype=pl.Boolean)
    alone = range(len(texts))
    for rule in (parse_nip, parse_nik, parse_kpj):
        apart = [rule(texts[at : at + 1], natives[at : at + 1]) for at in alone]
        assert rule(texts, natives).equals(pl.concat([rule(texts[:0], natives[:0]), *apart]))
    assert is_nik(texts).to_list() == [is_nik(texts[at : at + 1])[0] for at in alone]


@FEW
@given(st.lists(st.integers(10**17, 10**18 - 1), min_size=8, max_size=16))
def test_an_18_digit_number_cell_is_never_a_nip(numbers: list[int]) -> None:
    heads = ["NIP Donatur", "NIK Pekerja", "Bulan Iuran"]
    book = xlsx([heads, *([number, "3374021507800001", "2026-03"] for number in numbers)])
    rows = parse(book, "iuran").rows
    assert rows.select("nip", "nip_keadaan").rows() == [(None, "rusak")] * len(numbers)
    stored = [float(f"{number:.16g}") for number in numbers]  # as openpyxl writes them
    assert rows["nip_awal"].to_list() == [f"{one:.14e}".replace(".", "")[:15] for one in stored]

"""A report's workbook, page and letter say the same: each number and row, read back, compared."""

from functools import cache

import polars as pl
import pytest

from pipeline.core import formats
from pipeline.rendering.excel import city_workbook, opd_workbook
from pipeline.rendering.html.pages import city_page, opd_page
from pipeline.rendering.letter import nota_dinas
from pipeline.reporting.city import city_report
from pipeline.reporting.model import CityReport, OpdReport
from pipeline.reporting.opd import edition, opd_report
from tests.builders import html_samples
from tests.builders.kota_kecil import month, references
from tests.parity.reading import Row, figures_of_page, of_book, of_letter, of_page, part_of_book

PERIOD = "2026-03"
# Of the real month the largest, one at zero, one with everything to mend; of the invented ones the
# edges. Written out: the month is read by the first test that looks into it.
KODES = ("DISDIK", "DINKES", "SETDA", "KEC-SEMARANGBARAT")
INVENTED = {
    "lengkap": html_samples.full_opd,
    "kecil": html_samples.small_opd,
    "nol": html_samples.zero_opd,
}
NAMES = (*KODES, *sorted(INVENTED))
PEOPLE = (
    "NIP",
    "Nama",
    "Jenis ASN",
    "Golongan",
    "Jabatan",
    "Unit Kerja",
    "Alasan",
    "Bulan Terakhir",
    "Penjelasan",
)
TALLY = ("Wajib", "Sudah", "Belum", "Persen", "Dikecualikan", "Klarifikasi")


@cache
def report(name: str) -> OpdReport:
    if name in INVENTED:
        return INVENTED[name]()
    held = month(PERIOD)
    return opd_report(held, references(), name, edition(held, references(), "r01", None), b"kunci")


@cache
def documents(name: str) -> tuple[bytes, bytes, bytes]:
    return opd_workbook(report(name)), opd_page(report(name)), nota_dinas(report(name))


@cache
def city() -> tuple[CityReport, bytes, bytes]:
    held = month(PERIOD)
    made = city_report(held, references(), edition(held, references(), "r01", None))
    return made, city_workbook(made), city_page(made)


def columns(rows: list[Row], names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def listed(book: bytes, sheet: str) -> list[Row]:
    """Return a list's rows; the row that says that there is none is none."""
    rows = of_book(book, sheet)
    return [] if len(rows) == 1 and not rows[0]["No"] else rows


@pytest.mark.parametrize("name", NAMES)
def test_headline_figures_are_the_same_in_all_three(name: str) -> None:
    book, page, letter = documents(name)
    counts = report(name).counts
    wanted = {
        "ASN wajib": formats.number(counts.wajib),
        "Sudah berpartisipasi": formats.number(counts.sudah),
        "Belum berpartisipasi": formats.number(counts.belum),
        "Persentase": formats.percent(counts.persen),
        "Pekerja dilindungi": formats.number(counts.jumlah_pekerja),
    }
    first = part_of_book(book, "Angka pokok")[0]
    in_book = [first[head] for head in ("Wajib", "Sudah", "Belum", "Persen", "Jumlah Pekerja")]
    assert figures_of_page(page) == wanted
    assert in_book == list(wanted.values())
    assert {row["Uraian"]: row["Jumlah"] for row in of_letter(letter, "Uraian")} == wanted


@pytest.mark.parametrize("name", NAMES)
def test_everyone_in_belum_stands_in_all_three_in_the_same_order_with_the_same_words(
    name: str,
) -> None:
    book, page, letter = documents(name)
    in_book, on_page = listed(book, "Belum Berpartisipasi"), of_page(page, "belum")
    everything = (*PEOPLE, "Bulan Tanpa Iuran")
    assert len(in_book) == report(name).counts.belum
    assert columns(in_book, everything) == columns(on_page, everything)
    attached = columns(of_letter(letter, "No"), ("NIP", "Nama", "Gol", "Jabatan", "Unit", "Alasan"))
    assert attached == columns(
        in_book, ("NIP", "Nama", "Golongan", "Jabatan", "Unit Kerja", "Alasan")
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("sheet", "key", "heads"),
    [
        (
            "Sudah Berpartisipasi",
            "sudah",
            ("NIP", "Nama", "Unit Kerja", "Jumlah Pekerja", "Bulan Terakhir", "Penjelasan"),
        ),
        (
            "Dikecualikan",
            "dikecualikan",
            ("NIP", "Nama", "Kedudukan Hukum", "Status", "Alasan", "Penjelasan"),
        ),
        (
            "Perlu Diperbaiki",
            "perbaikan",
            ("Bulan Terima", "Sumber", "Baris", "Kolom", "Pesan", "Pemilik"),
        ),
    ],
)
def test_every_other_list_is_the_same_in_workbook_and_page(
    name: str, sheet: str, key: str, heads: tuple[str, ...]
) -> None:
    book, page, _ = documents(name)
    assert columns(listed(book, sheet), heads) == columns(of_page(page, key), heads)


@pytest.mark.parametrize("name", NAMES)
def test_every_breakdown_is_the_same_in_workbook_and_page(name: str) -> None:
    book, page, _ = documents(name)
    for part, key, head in (
        ("Menurut unit kerja", "unit", "Unit Kerja"),
        ("Menurut jenis ASN", "jenis", "Jenis ASN"),
    ):
        in_book = columns(part_of_book(book, part), ("Rincian", *TALLY))
        assert in_book == columns(of_page(page, key), (head, *TALLY))
    ages = columns(part_of_book(book, "Lama tanpa iuran"), ("Rincian", "Belum"))
    assert ages == columns(of_page(page, "umur"), ("Lama Tanpa Iuran", "Jumlah ASN"))
    reasons = [
        (row["Rincian"], max(row[head] for head in TALLY[1:]))
        for row in part_of_book(book, "Menurut status dan alasan")
    ]
    assert reasons == columns(of_page(page, "alasan"), ("Alasan", "Jumlah ASN"))


@pytest.mark.parametrize("name", NAMES)
def test_units_in_the_letter_are_those_of_the_workbook(name: str) -> None:
    book, _, letter = documents(name)
    heads = ("Wajib", "Sudah", "Belum", "Persen")
    in_letter = of_letter(letter, "Menurut unit kerja")
    units = part_of_book(book, "Menurut unit kerja")
    named = [
        row for row in in_letter[:-1] if not row["Menurut unit kerja"].endswith("unit kerja lain")
    ]
    assert (
        columns(named, ("Menurut unit kerja", *heads))
        == columns(units, ("Rincian", *heads))[: len(named)]
    )
    assert len(named) == min(15, len(units)) or not report(name).counts.wajib


@pytest.mark.parametrize("name", NAMES)
def test_changes_since_last_month_are_told_of_the_same_people(name: str) -> None:
    book, page, _ = documents(name)
    frame = report(name).changes
    told = [row["Rincian"].rsplit("NIP ", 1)[-1] for row in part_of_book(book, "Sejak bulan lalu")]
    wanted = (
        [formats.nip(nip) for nip in frame["nip"]]
        if frame is not None and frame.height
        else ["Tidak ada"]
    )
    assert told == wanted
    assert columns(of_page(page, "perubahan"), ("NIP",)) == [
        (nip,) for nip in wanted if nip != "Tidak ada"
    ]


def test_the_city_s_figures_are_the_same_in_workbook_and_page() -> None:
    _, book, page = city()
    in_book = [row["Bulan Ini"] for row in part_of_book(book, "Angka pokok")][:5]
    assert list(figures_of_page(page).values()) == in_book


def test_every_opd_stands_alike_in_both_rankings() -> None:
    _, book, page = city()
    heads = (
        "No",
        "Perangkat Daerah",
        "Wajib",
        "Sudah",
        "Belum",
        "Persen",
        "Jumlah Pekerja",
        "Dikecualikan",
        "Klarifikasi",
    )
    assert columns(of_book(book, "Per OPD"), heads) == columns(of_page(page, "peringkat"), heads)


def test_the_city_s_breakdowns_are_the_same_in_workbook_and_page() -> None:
    _, book, page = city()
    for part, key, head in (
        ("Menurut jenis ASN", "jenis", "Jenis ASN"),
        ("Menurut kecamatan", "kecamatan", "Perangkat Daerah"),
    ):
        in_book = columns(part_of_book(book, part, "Alasan & Jenis"), ("Rincian", *TALLY))
        assert in_book == columns(of_page(page, key), (head, *TALLY))
    assert len(of_page(page, "kecamatan")) == 16
    ages = columns(part_of_book(book, "Lama tanpa iuran"), ("Rincian", "Bulan Ini"))
    assert ages == columns(of_page(page, "umur"), ("Lama Tanpa Iuran", "Jumlah ASN"))
    heads = (
        "Bulan",
        "Wajib",
        "Sudah",
        "Persen",
        "Jumlah Pekerja",
        "Sudah, Pertama Terbit",
        "Persen, Pertama Terbit",
    )
    assert columns(of_book(book, "Bulan demi Bulan"), heads) == columns(
        of_page(page, "tren"), heads
    )


def test_the_city_s_changes_by_person_add_up_to_those_by_opd() -> None:
    _, book, page = city()
    people = pl.DataFrame(
        [(row["Perangkat Daerah"], row["Perubahan"]) for row in of_book(book, "Sejak Bulan Lalu")],
        orient="row",
    )
    counted = dict.fromkeys(people.rows(), 0)
    for pair in people.rows():
        counted[pair] += 1
    on_page = {
        (row["Perangkat Daerah"], change): int(count)
        for row in of_page(page, "perubahan")
        for change, count in row.items()
        if change != "Perangkat Daerah" and count != "0"
    }
    assert on_page == counted


def test_the_cost_of_closing_the_gap_is_the_same_in_both() -> None:
    report_, book, page = city()
    cost = part_of_book(book, "Menutup kekurangan")[0]["Bulan Ini"]
    assert cost == formats.number(report_.monthly_cost)
    assert formats.rupiah(report_.monthly_cost) in page.decode()

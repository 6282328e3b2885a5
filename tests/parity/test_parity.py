"""A report's workbook, page and letter say the same: each number and row, read back, compared."""

from functools import cache

import polars as pl
import pytest

from pipeline.core import formats
from pipeline.rendering.excel import city_names_workbook, city_workbook, opd_workbook
from pipeline.rendering.html.pages import city_page, opd_page
from pipeline.rendering.letter import nota_dinas
from pipeline.reporting.city import city_report
from pipeline.reporting.model import CityReport, OpdReport
from pipeline.reporting.opd import OpdReports, edition
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
    "berjawab": html_samples.answered_opd,
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
    of = edition(held, references(), "r01", None)
    return OpdReports(held, references(), of, b"kunci").of(name)


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
        "ASN yang wajib berpartisipasi": formats.number(counts.wajib),
        "Sudah berpartisipasi": formats.number(counts.sudah),
        "Belum berpartisipasi": formats.number(counts.belum),
        "Persentase": formats.percent(counts.persen),
        "Pekerja rentan terlindungi": formats.number(counts.jumlah_pekerja),
    }
    first = part_of_book(book, "Angka pokok")[0]
    in_book = [
        first[head] for head in ("Wajib", "Sudah", "Belum", "Persen", "Pekerja Rentan Terlindungi")
    ]
    assert figures_of_page(page) == wanted
    assert in_book == list(wanted.values())
    assert {row["Uraian"]: row["Jumlah"] for row in of_letter(letter, "Uraian")} == wanted


@pytest.mark.parametrize("name", NAMES)
def test_everyone_in_belum_stands_in_all_three_in_the_same_order_with_the_same_words(
    name: str,
) -> None:
    book, page, letter = documents(name)
    in_book, on_page = listed(book, "Belum Berpartisipasi"), of_page(page, "belum")
    everything = (*PEOPLE, "Bulan Tanpa Iuran", "Jawaban Terakhir")
    # What the contract calls Alasan in the workbook is told to readers as the state of a record.
    told = tuple("Keadaan Catatan" if head == "Alasan" else head for head in everything)
    assert len(in_book) == report(name).counts.belum
    assert columns(in_book, everything) == columns(on_page, told)
    heads = ("NIP", "Nama", "Gol", "Jabatan", "Unit", "Keadaan Catatan")
    attached = of_letter(letter, "No")
    named = columns(in_book, ("NIP", "Nama", "Golongan", "Jabatan", "Unit Kerja", "Alasan"))
    # Above a hundred names they stay in the workbook (contract §6).
    assert columns(attached, heads) == (named if len(named) <= 100 else [])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("sheet", "key", "heads"),
    [
        (
            "Sudah Berpartisipasi",
            "sudah",
            (
                "NIP",
                "Nama",
                "Unit Kerja",
                "Pekerja Rentan Terlindungi",
                "Bulan Terakhir",
                "Penjelasan",
            ),
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
    in_book = columns(part_of_book(book, "Menurut jenis ASN"), ("Rincian", *TALLY))
    assert in_book == columns(of_page(page, "jenis"), ("Jenis ASN", *TALLY))
    units = columns(listed(book, "Per Unit Kerja"), ("Unit Kerja", *TALLY))
    assert units == columns(of_page(page, "unit"), ("Unit Kerja", *TALLY))
    ages = columns(part_of_book(book, "Lama tanpa iuran"), ("Rincian", "Belum"))
    assert ages == columns(of_page(page, "umur"), ("Lama Tanpa Iuran", "Jumlah ASN"))
    reasons = [
        (row["Rincian"], max(row[head] for head in TALLY[1:]))
        for row in part_of_book(book, "Menurut status dan keadaan catatan")
    ]
    assert reasons == columns(of_page(page, "alasan"), ("Keadaan Catatan", "Jumlah ASN"))


@pytest.mark.parametrize("name", NAMES)
def test_units_in_the_letter_are_those_of_the_workbook(name: str) -> None:
    book, _, letter = documents(name)
    heads = ("Wajib", "Sudah", "Belum", "Persen")
    in_letter = of_letter(letter, "Unit Kerja")
    units = listed(book, "Per Unit Kerja")
    named = [row for row in in_letter[:-1] if not row["Unit Kerja"].endswith("unit kerja lain")]
    assert (
        columns(named, ("Unit Kerja", *heads))
        == columns(units, ("Unit Kerja", *heads))[: len(named)]
    )
    # A single unit more is named, too, and not put together.
    most = 15 if len(units) > 16 else len(units)
    assert len(named) == most or not report(name).counts.wajib


@pytest.mark.parametrize("name", NAMES)
def test_changes_since_last_month_are_told_of_the_same_people(name: str) -> None:
    book, page, _ = documents(name)
    frame = report(name).changes
    wanted = [] if frame is None else [(formats.nip(nip),) for nip in frame["nip"]]
    told = [] if frame is None else columns(listed(book, "Sejak Bulan Lalu"), ("NIP",))
    assert told == wanted
    assert columns(of_page(page, "perubahan"), ("NIP",)) == wanted


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
        "Pekerja Rentan Terlindungi",
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
        "Pekerja Rentan Terlindungi",
        "Sudah, Pertama Terbit",
        "Persen, Pertama Terbit",
    )
    assert columns(of_book(book, "Bulan demi Bulan"), heads) == columns(
        of_page(page, "tren"), heads
    )


def test_the_city_s_changes_by_person_add_up_to_those_by_opd() -> None:
    report_, _, page = city()
    names = city_names_workbook(report_)
    people = pl.DataFrame(
        [(row["Perangkat Daerah"], row["Perubahan"]) for row in of_book(names, "Sejak Bulan Lalu")],
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
    cost = part_of_book(book, "Tambahan iuran")[0]["Bulan Ini"]
    assert cost == formats.number(report_.monthly_cost)
    assert formats.rupiah(report_.monthly_cost) in page.decode()


def test_what_was_answered_is_the_same_in_workbook_and_page_of_the_recap() -> None:
    made = html_samples.answered_city()
    book, page = city_workbook(made), city_page(made)
    heads = (
        "Perangkat Daerah",
        "Belum",
        "Dijawab",
        "Terbukti",
        "Bertentangan",
        "Janji Lewat",
        "Menunggu",
        "Belum Dijawab",
    )
    in_book = columns(of_book(book, "Tindak Lanjut"), heads)
    assert in_book == columns(of_page(page, "jawaban"), heads)
    assert len(in_book) == made.follow_up_by_opd.height
    told = " ".join(
        " ".join(row.values()) for row in part_of_book(book, "Tindak lanjut oleh sekretaris")
    )
    for name in made.silent_opds:
        assert name in told
        assert name in page.decode()
    for _, answered, _ in made.answers_by_month.iter_rows():
        assert formats.number(answered) in told


def test_the_recap_s_page_names_nobody_who_was_answered_for() -> None:
    made = html_samples.answered_city()
    shown = city_page(made).decode()
    assert not [nip for nip in made.belum["nip"] if nip in shown.replace(" ", "")]

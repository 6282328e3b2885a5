"""Cases from the field about rules of contract sections 2 to 5, and variants of their kind."""

import datetime as dt
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from pipeline.assessing.month import Month, assess
from pipeline.core.periods import Period
from pipeline.knowledge.knowledge import gather
from pipeline.knowledge.references import read_references
from pipeline.reading.intake import parse_file
from pipeline.system.sources import read_input, take_stock
from schemas.codes import UNMAPPED_OPD
from tests.builders.books import xlsx
from tests.builders.kota_kecil import INPUTS

CASES: Final = Path(__file__).parent
HEAD: Final = [
    "NO",
    "NIP DONATUR",
    "NAMA DONATUR",
    "NIK PEKERJA",
    "BULAN IURAN",
    "NOMINAL",
    "TANGGAL BAYAR",
    "STATUS BAYAR",
    "SUMBER DANA",
]
BAGAS, CITRA = "197501012000011001", "197602022001022002"
Files = dict[str, bytes]


def files_of(case: str) -> Files:
    """Return the inputs of a case by path.

    A lone file goes into April 2026 beside roster-30.csv.
    """
    folder = CASES / case
    months = folder / "inputs"
    if months.is_dir():
        return {
            p.relative_to(months).as_posix(): p.read_bytes()
            for p in sorted(months.rglob("*"))
            if p.is_file()
        }
    lone = {f"2026-04/iuran/{path.name}": path.read_bytes() for path in folder.iterdir()}
    return {**lone, "2026-04/asn/roster.csv": (CASES / "roster-30.csv").read_bytes()}


def decided(folder: Path, files: Files, period: str) -> Month:
    """Assess `period` from `files` laid into `folder` with kota-kecil's references under them."""
    shipped = {
        f"referensi/{p.name}": p.read_bytes() for p in sorted((INPUTS / "referensi").iterdir())
    }
    for path, data in {**shipped, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    references = read_references(folder / "referensi")
    stock = take_stock(folder, Period.parse(period), None)
    rules = references.policy.reading
    known = gather(
        stock, references, lambda f: parse_file(read_input(folder, f), f.kind, rules, b"kunci uji")
    )
    return assess(known, Period.parse(period))


def dispositions(month: Month, file: str = "") -> list[str]:
    iuran = month.tables["iuran"]
    return list(
        iuran.filter(pl.col("berkas").str.ends_with(file)).sort("berkas", "baris")["disposisi"]
    )


def verdict(month: Month, nip: str) -> dict[str, object]:
    return month.tables["status"].row(by_predicate=pl.col("nip") == nip, named=True)


def codes(month: Month) -> list[str]:
    return list(month.tables["temuan"]["kode"])


def payments(*rows: list[object]) -> Files:
    """Return April's payments as a workbook beside roster-30.csv."""
    book = xlsx({"Data": [list(HEAD), *rows]})
    return {
        "2026-04/iuran/iuran.xlsx": book,
        "2026-04/asn/roster.csv": (CASES / "roster-30.csv").read_bytes(),
    }


def paid(
    donor: str, name: str, worker: object, month: object, date: object, nominal: object = "16800"
) -> list[object]:
    return ["1", donor, name, worker, month, nominal, date, "LUNAS", "ASN"]


def test_who_paid_first_by_date_and_time_keeps_the_worker(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("claim-order-datetime"), "2026-04")
    assert verdict(month, CITRA)["alasan"] == "lunas"
    assert verdict(month, BAGAS)["alasan"] == "diklaim_lebih_dulu"
    assert "membayar lebih dulu" in str(verdict(month, BAGAS)["penjelasan"])
    assert "tanggal_tak_terbaca" not in codes(month)


@pytest.mark.parametrize(
    ("early", "late"),
    [
        ("02/04/2026 09:00", "20/04/2026 09:00"),
        ("02-04-2026 9.00", "20-04-2026 09.00"),
        ("2 April 2026 23:59", "20 April 2026 00:01:30"),
        ("02-APR-2026 09:00:00 PM", "20-Apr-2026 08:30 WIB"),
        ("2026-04-01T17:00:00Z", "2026-04-02T17:00:00.000Z"),
        ("2026-04-02 23:00:00+07:00", "2026-04-02 23:00:00 +0000"),
    ],
)
def test_dates_with_times_in_other_writings_decide_the_same(
    tmp_path: Path, early: str, late: str
) -> None:
    rows = [
        paid(BAGAS, "Bagas Prakoso", "3374010101605001", "2026-04", late),
        paid(CITRA, "Citra Lestari", "3374010101605001", "2026-04", early),
    ]
    month = decided(tmp_path, payments(*rows), "2026-04")
    assert dispositions(month) == ["diklaim_lebih_dulu", "dihitung"]
    assert "membayar lebih dulu" in str(verdict(month, BAGAS)["penjelasan"])


def test_dates_that_lost_twelve_seconds_are_the_next_day_and_said_once(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("date-12s-before-midnight"), "2026-04")
    assert codes(month).count("tanggal_dimajukan") == 1
    assert set(dispositions(month)) == {"dihitung"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-03-31T23:59:48", "2026-04-01"),
        ("2026-03-31T23:59:30", "2026-04-01"),
        ("2026-03-31T23:59:29", "2026-03-31"),
        ("2026-04-01T00:00:00", "2026-04-01"),
        ("2026-02-28T23:59:59.5", "2026-03-01"),
    ],
)
def test_the_line_between_two_days_is_half_a_minute_before_midnight(
    tmp_path: Path, written: str, read: str
) -> None:
    cell = dt.datetime.fromisoformat(written)
    files = payments(paid(BAGAS, "Bagas Prakoso", "3374010101605001", cell, cell, "50400"))
    row = decided(tmp_path, files, "2026-04").tables["iuran"].row(0, named=True)
    assert str(row["tanggal_bayar"]) == read
    assert row["bulan_awal"] == read[:7]


def test_a_text_just_before_midnight_is_that_day(tmp_path: Path) -> None:
    files = payments(
        paid(BAGAS, "Bagas Prakoso", "3374010101605001", "2026-04", "2026-03-31T23:59:48")
    )
    month = decided(tmp_path, files, "2026-04")
    assert str(month.tables["iuran"]["tanggal_bayar"][0]) == "2026-03-31"
    assert "tanggal_dimajukan" not in codes(month)


def test_a_month_written_as_a_date_with_a_time_is_read(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("iuran-all-rejected"), "2026-04")
    assert set(dispositions(month)) == {"dihitung"}


def test_numbers_above_two_to_the_53rd_take_no_worker(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("nik-papua-angka"), "2026-02")
    assert set(dispositions(month)) <= {"dihitung", "duplikat"}
    assert "diklaim_lebih_dulu" not in set(month.tables["status"]["alasan"])
    assert {"nik_meragukan", "pekerja_tak_terbedakan"} <= set(codes(month))


@pytest.mark.parametrize(
    "other", [9471010101600126, "9471010101600126", "9471010101600126.0", 3374010101605000]
)
def test_a_doubtful_worker_is_counted_for_both(tmp_path: Path, other: object) -> None:
    number = int(str(other).removesuffix(".0"))
    rows = [
        paid(BAGAS, "Bagas Prakoso", other, "2026-04", "02/04/2026"),
        paid(CITRA, "Citra Lestari", number, "2026-04", "03/04/2026"),
    ]
    month = decided(tmp_path, payments(*rows), "2026-04")
    assert dispositions(month) == ["dihitung", "dihitung"]
    assert codes(month).count("pekerja_tak_terbedakan") == 1


def test_a_denial_reaches_over_a_joined_list_and_no_further(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("non-apbd-apbn"), "2026-02")
    by_row = dict(zip(range(2, 19), dispositions(month), strict=False))
    assert {by_row[row] for row in (2, 3, 4, 5, 6, 7, 8, 9)} == {"dihitung"}
    assert by_row[10] == by_row[16] == "dana_bukan_asn"


def test_ranges_without_blanks_are_three_months(tmp_path: Path) -> None:
    iuran = decided(tmp_path, files_of("sd-tanpa-spasi"), "2026-02").tables["iuran"]
    assert set(iuran.select("bulan_awal", "bulan_akhir").rows()) == {("2026-01", "2026-03")}
    assert set(iuran["disposisi"]) == {"dihitung"}


@pytest.mark.parametrize("period", ["2026-02", "2026-03"])
def test_sentences_name_the_records_that_do_not_count(tmp_path: Path, period: str) -> None:
    month = decided(tmp_path, files_of("penjelasan-menyangkal-catatan"), period)
    first = list(month.tables["iuran"].filter(bulan_terima="2026-01")["nip_tercatat"])
    people = month.tables["status"].filter(
        pl.col("nip").is_in(first) & (pl.col("status") == "belum")
    )
    denied = people.filter(
        pl.col("penjelasan").str.contains(
            "idak ada catatan iuran (sejak|untuk) (Januari|Februari) 2026"
        )
    )
    assert people.height >= 5
    assert sorted(denied["alasan"]) == [
        reason for reason in sorted(denied["alasan"]) if reason == "menunggak"
    ]


def test_a_worker_who_becomes_an_asn_was_a_worker_before(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("pekerja-jadi-asn"), "2026-03")
    payer = verdict(month, "196902012003022008")
    assert (payer["alasan"], payer["bulan_terakhir"]) == ("menunggak", "2026-02")


def test_part_time_kinds_as_offices_write_them(tmp_path: Path) -> None:
    kinds = dict(
        decided(tmp_path, files_of("pppk-pw"), "2026-02")
        .tables["status"]
        .select("nip", "jenis_asn")
        .rows()
    )
    full = kinds.pop("197508112023212050")
    assert (full, set(kinds.values())) == ("PPPK", {"PPPK Paruh Waktu"})


def test_a_number_that_changed_without_a_nik_is_suggested(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("ni-changed-nonik"), "2026-04")
    gita = "198006062005062006"
    assert set(month.tables["usulan"].select("nip_usulan", "dasar").rows()) == {
        (gita, "ni_berganti")
    }
    assert verdict(month, gita)["alasan"] == "diduga_salah_catat"


def test_a_date_ten_years_before_its_receipt_decides_nothing(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("date-2016"), "2026-04")
    assert verdict(month, BAGAS)["alasan"] == "lunas"
    assert dispositions(month, "z.csv") == ["diklaim_lebih_dulu"]
    assert codes(month).count("tanggal_mustahil") == 1


def test_one_person_with_two_numbers_is_to_be_cleared_up(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("two-nip"), "2026-04")
    gita = month.tables["status"].filter(pl.col("nama").str.contains("Gita Puspita"))
    assert sorted(gita.select("status", "alasan").rows()) == [
        ("klarifikasi", "orang_ganda"),
        ("sudah", "lunas"),
    ]
    assert codes(month).count("orang_ganda") == 2


def test_an_opd_that_nobody_knows_is_not_answered_from_memory(tmp_path: Path) -> None:
    month = decided(tmp_path, files_of("unknown-opd-remembered"), "2026-04")
    assert month.tables["status"].filter(kode_opd=UNMAPPED_OPD).height == 28


MERGED: Final = (
    "DINKOPUM,Dinas Koperasi dan Usaha Mikro,dinas,,,2026-03\n"
    "DISPERIN,Dinas Perindustrian,dinas,,,2026-03\n"
    "KOP-PERIND,Dinas Koperasi dan Perindustrian,dinas,,2026-04,\n"
)


def merged_files() -> Files:
    opd = pl.read_csv(INPUTS / "referensi/opd.csv", infer_schema=False)
    others = opd.filter(
        ~pl.col("nama_opd").is_in(["Dinas Koperasi dan Usaha Mikro", "Dinas Perindustrian"])
    )
    rows = others.select(
        "kode_opd", "nama_opd", "jenis", "alias", sejak=pl.lit(""), sampai=pl.lit("")
    ).write_csv()
    return {**files_of("merge-opd-history"), "referensi/opd.csv": (rows + MERGED).encode()}


@pytest.mark.parametrize(
    ("period", "there", "gone"),
    [
        ("2026-02", {"DINKOPUM", "DISPERIN"}, {"KOP-PERIND"}),
        ("2026-03", {"DINKOPUM", "DISPERIN"}, {"KOP-PERIND"}),
        ("2026-04", {"KOP-PERIND"}, {"DINKOPUM", "DISPERIN"}),
    ],
)
def test_a_merge_changes_no_month_before_it(
    tmp_path: Path, period: str, there: set[str], gone: set[str]
) -> None:
    month = decided(tmp_path, merged_files(), period)
    assert there <= set(month.tables["status"]["kode_opd"])
    assert there <= set(month.tables["opd"]["kode_opd"])
    assert not gone & set(month.tables["opd"]["kode_opd"])
    assert UNMAPPED_OPD not in set(month.tables["opd"]["kode_opd"])

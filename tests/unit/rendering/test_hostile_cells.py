"""Cells and lines that once went wrong.

There is no crash, no person lost, no number or name where it must not be.
"""

from pathlib import Path

import pytest

from pipeline.core.periods import Period
from pipeline.system.sources import take_stock
from tests.builders.small_city import known, lay_down, month, parse

HEAD = "NIP,Nama,OPD,Kedudukan Hukum,Jenis ASN\n"
BUDI, ANI = "199001012015041001", "199201012017042001"
PAY = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal\n"
ROWS = f"{BUDI},Budi Santoso,DINKES,Aktif,PNS\n{ANI},Ani Lestari,DINKES,Aktif,PNS\n"


@pytest.mark.parametrize("cell", ["１", "٣", "(２)", "１２٣"])
def test_a_digit_of_another_script_anywhere_is_a_text_like_any_other(cell: str) -> None:
    file = parse(f"NIP,Nama,Catatan\n{BUDI},Budi,{cell}\n{cell},,\n", "asn")
    assert file.rows["nip"].to_list()[0] == BUDI
    assert not file.refused


@pytest.mark.parametrize(
    "written", ["ſept 2026", "Junı 2026", "Juni ٢٠٢٦", "٢٠٢٦-03", "۵ Mei 2026"]
)
def test_a_month_in_letters_or_digits_of_another_script_is_unreadable(written: str) -> None:
    file = parse(f"{PAY}{BUDI},Budi,3374021507800001,{written},16800\n", "iuran")
    assert file.rows["kelas"].to_list() == ["ditolak"]


def test_an_amount_in_digits_of_another_script_is_unreadable() -> None:
    file = parse(f"{PAY}{BUDI},Budi,3374021507800001,2026-03,١٦٨٠٠\n", "iuran")
    assert file.findings["kode"].to_list() == ["nominal_tak_terbaca"]


def test_two_lines_with_a_stray_quote_each_are_not_one_payment_of_the_first() -> None:
    torn = (
        f'{BUDI},"Budi,3374021507800001,2026-03,16800\n{ANI},Ani",3374021507800002,2026-03,16800\n'
    )
    file = parse(PAY + torn, "iuran")
    assert file.rows.select("baris", "kelas").rows() == [(2, "ditolak"), (3, "diterima")]
    assert file.rows["nip"].to_list() == [BUDI, ANI]
    assert file.accounting["baris"].to_list() == [2]


def test_a_single_line_with_surplus_empty_fields_is_a_shifted_one() -> None:
    shifted = f"{BUDI},Budi, S.T.,DINKES,Aktif,PNS,,\n"
    file = parse(HEAD + ROWS.splitlines()[1] + "\n" + shifted, "asn")
    assert file.rows.select("baris", "kelas").rows() == [(2, "diterima"), (3, "ditolak")]


def test_an_export_that_ends_every_line_with_a_delimiter_is_read() -> None:
    file = parse(HEAD + "".join(f"{line},\n" for line in ROWS.splitlines()), "asn")
    assert file.rows["kelas"].to_list() == ["diterima", "diterima"]


def test_a_sheet_of_people_whose_nip_excel_damaged_refuses_the_file_and_is_not_skipped() -> None:
    people = "".join(f"1.9900101201504E+17,Orang {n}\n" for n in range(6))
    file = parse("Nomor,Orang\n" + people, "asn")
    assert file.refused
    assert file.findings["kode"].to_list() == ["lembar_berisi_nip"]


def test_a_refusal_names_no_person_when_the_row_most_like_a_header_is_one_of_data() -> None:
    people = "".join(f"{3374021507800001 + n},Budi Rahasia {n},DINKES\n" for n in range(9))
    file = parse(people, "iuran")
    assert file.refused
    said = " ".join(file.findings["pesan"])
    assert "Rahasia" not in said
    assert "3374" not in said


def test_a_payment_file_in_the_roster_folder_is_refused_and_told_where_it_belongs() -> None:
    file = parse(
        f"NIP,Nama ASN,NIK TK,BLTH,Total Iuran\n{BUDI},Budi,3374021507800001,2026-03,16800\n", "asn"
    )
    assert file.refused
    assert "folder iuran" in file.findings["pesan"][0]


def test_a_nik_in_a_free_text_is_shown_by_its_last_four_digits_only() -> None:
    roster = parse(
        HEAD + f"{BUDI},Budi 3374021507800001,Unit 3374021507800002,3374021507800003,PNS\n", "asn"
    )
    iuran = parse(f"{PAY}NIK 3374021507800004,Budi,3374021507800001,2026-03,16800\n", "iuran")
    for frame in (roster.rows, iuran.rows):
        texts = " ".join(str(value) for row in frame.rows() for value in row)
        assert "33740215078000" not in texts
    assert iuran.rows["nip_tercatat"].to_list() == ["NIK ************0004"]


def test_a_repair_of_a_record_with_a_nik_in_it_still_fits(tmp_path: Path) -> None:
    files = {
        "2026-03/asn/a.csv": HEAD + ROWS,
        "2026-03/iuran/a.csv": f"{PAY}NIK 3374021507800004,Budi,3374021507800001,2026-03,16800\n",
        "referensi/koreksi.csv": f"nip_tercatat,nama_tercatat,nip_benar\nNIK 3374021507800004,BUDI,{BUDI}\n",
    }
    verdicts = month(lay_down(tmp_path, files), "2026-03").tables["status"]
    assert dict(verdicts.select("nip", "status").iter_rows())[BUDI] == "sudah"


def test_a_row_without_a_name_is_shown_to_the_opd_where_the_person_was_last_month(
    tmp_path: Path,
) -> None:
    unit = "NIP,Nama,Unit Kerja,OPD\n"
    files = {
        "2026-02/asn/a.csv": f"{unit}{BUDI},Budi,Seksi Tanpa Nama,DINKES\n",
        "2026-03/asn/a.csv": f"{unit}{BUDI},,Seksi Tanpa Nama,\n{ANI},Ani,,DINKES\n",
    }
    unread = known(lay_down(tmp_path, files), "2026-03").unread
    assert unread["kode_opd"].to_list() == ["DINKES"]


def test_names_that_are_no_text_and_things_that_are_no_files_are_findings(tmp_path: Path) -> None:
    lay_down(
        tmp_path,
        {"2026-03/asn/a.csv": HEAD + ROWS, "2026-03/iuran/a.csv": PAY, "2026-04": "bukan folder"},
    )
    (tmp_path / "2026-03" / "iuran" / "hilang.csv").symlink_to(tmp_path / "tidak-ada.csv")
    (Path(str(tmp_path)) / "2026-03" / "iuran" / "rekap\udcff.csv").write_bytes(PAY.encode())
    stock = take_stock(tmp_path, Period.parse("2026-03"), None)
    assert stock.strays == (
        ("", "2026-04"),
        ("2026-03", "iuran/hilang.csv"),
    )
    assert stock.misplaced == (("2026-03", "iuran/hilang.csv"),)
    assert stock.unnamed == (("2026-03", "iuran/rekap<0xFF>.csv"),)
    assert [file.path for file in stock.files] == ["asn/a.csv", "iuran/a.csv"]


def test_an_as_of_after_the_last_folder_says_what_is_known_and_not_what_was_asked(
    tmp_path: Path,
) -> None:
    lay_down(tmp_path, {"2026-03/asn/a.csv": HEAD + ROWS})
    assert take_stock(tmp_path, Period.parse("2026-03"), Period.parse("2030-01")).as_of == "2026-03"

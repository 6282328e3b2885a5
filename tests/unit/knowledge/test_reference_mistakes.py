"""Every column of the reference CSVs, wrong in each way (§1, §7).

It is absent, misspelt, empty, of a wrong kind, out of bounds, or contradictory.
"""

import re
from pathlib import Path
from typing import Final

import pytest

from pipeline.core.errors import RefusedError
from pipeline.core.wording import say
from pipeline.knowledge.references import (
    COVERAGE_COLUMNS,
    OPD_COLUMNS,
    REPAIR_COLUMNS,
    UNIT_COLUMNS,
    References,
    read_references,
)
from tests.builders.small_city import lay_down, policy_text

NIP: Final = "199001012015041001"
COLUMNS: Final = {
    "opd.csv": OPD_COLUMNS,
    "unit_kerja.csv": UNIT_COLUMNS,
    "koreksi.csv": REPAIR_COLUMNS,
    "cakupan.csv": COVERAGE_COLUMNS,
}
# A whole row of each file, its other rows being those of `whole_files`.
ROWS: Final = {
    "opd.csv": [
        "DISDIK",
        "Dinas Pendidikan",
        "dinas",
        "Disdik;P dan K",
        "Sekretaris",
        "Contoh",
        NIP,
        "Pembina",
        "a@contoh.go.id",
        "Jalan Contoh 1",
        "024 000",
        "50132",
        "dinas@contoh.go.id",
        "disdik.contoh.go.id",
        "Kepala Dinas Pendidikan",
        "2026-01",
        "2026-12",
    ],
    "unit_kerja.csv": ["U-9", "SMP 9", "DINKES", "2026-01", "2026-12"],
    "koreksi.csv": ["1990", "BUDI", NIP],
    "cakupan.csv": ["2026", "331.270", "753600"],
}
EVERY_COLUMN: Final = [(file, column) for file, columns in COLUMNS.items() for column in columns]
NEEDED: Final = {
    "opd.csv": ("kode_opd", "nama_opd"),
    "unit_kerja.csv": ("kode_opd",),
    "koreksi.csv": ("nip_benar",),
    "cakupan.csv": COVERAGE_COLUMNS,
}
LONG: Final = "x" * 501
WRONG: Final = [
    *(
        ("opd.csv", "kode_opd", code)
        for code in ("disdik", "../X", "BELUM-DIPETAKAN", "A" * 41, "CON", "NUL", "AUX", "COM1")
    ),
    ("opd.csv", "nama_opd", "..."),
    *(
        ("opd.csv", column, LONG)
        for column in OPD_COLUMNS
        if column not in ("kode_opd", "alias", "sejak", "sampai")
    ),
    ("opd.csv", "alias", "Disdik;;P dan K"),
    ("opd.csv", "alias", "x" * 5001),
    ("opd.csv", "pelapor_nip", "12345"),
    ("opd.csv", "pelapor_nip", "1.99E+17"),
    ("opd.csv", "pelapor_nip", f"{NIP}.0"),
    ("opd.csv", "pos_el", "sekretariat"),
    ("opd.csv", "pos_el", "a@b.id; c@d.id"),
    *(
        (file, column, text)
        for file in ("opd.csv", "unit_kerja.csv")
        for column in ("sejak", "sampai")
        for text in ("2026", "2026-13", "Okt-26", "1926-01")
    ),
    ("unit_kerja.csv", "unor_id", "???"),
    ("unit_kerja.csv", "unit_kerja", "..."),
    ("unit_kerja.csv", "unit_kerja", LONG),
    ("unit_kerja.csv", "kode_opd", "TIADA"),
    ("koreksi.csv", "nip_tercatat", LONG),
    ("koreksi.csv", "nama_tercatat", LONG),
    *(
        ("koreksi.csv", "nip_benar", text)
        for text in ("123", "199013012015041001", "1,99001E+17", "NIP")
    ),
    *(("cakupan.csv", "tahun", text) for text in ("26", "2100", "tahun")),
    *(
        ("cakupan.csv", column, text)
        for column in ("peserta_aktif", "potensi")
        for text in ("-1", "12.3", "1e6", "9" * 30)
    ),
    ("cakupan.csv", "potensi", "0"),
]
CONTRADICTIONS: Final = [
    ("one code twice", "opd.csv", "DINKES,Dinas Lain", "kode_opd", "sudah ada pada baris 2"),
    (
        "two OPDs of one name",
        "opd.csv",
        "DINSOS,Dinas Kesehatan Kota Semarang",
        "nama_opd",
        "baris 2 milik OPD lain",
    ),
    (
        "an alias that is another's name",
        "opd.csv",
        "DINSOS,Dinas Sosial,dinas,dinas kesehatan",
        "alias",
        "milik OPD lain",
    ),
    (
        "an alias that is another's code",
        "opd.csv",
        "DINSOS,Dinas Sosial,dinas,Dinsos;DINKES",
        "alias",
        "milik OPD lain",
    ),
    (
        "an alias that is another's alias",
        "opd.csv",
        "DINSOS,Dinas Sosial,dinas,D K K",
        "alias",
        "milik OPD lain",
    ),
    ("a name that is another's alias", "opd.csv", "DINSOS,DKK", "nama_opd", "milik OPD lain"),
    (
        "months that end before they begin",
        "opd.csv",
        "DINSOS,Dinas Sosial,,,,,,,,,,,,,,2026-05,2026-04",
        "sampai",
        "lebih awal",
    ),
    (
        "one id with two OPDs",
        "unit_kerja.csv",
        "u001,Lain,DISDIK",
        "unor_id",
        "sudah ada pada baris 2",
    ),
    (
        "one name with two OPDs",
        "unit_kerja.csv",
        ",PAUD Melati,DISDIK",
        "unit_kerja",
        "menuju OPD lain",
    ),
    ("name and id empty", "unit_kerja.csv", ",,DINKES", "unit_kerja", "sama-sama kosong"),
    (
        "a unit's months that end before they begin",
        "unit_kerja.csv",
        ",X,DINKES,2026-05,2026-04",
        "sampai",
        "lebih awal",
    ),
    (
        "two repairs that disagree",
        "koreksi.csv",
        "1990,budi,199201012017042001",
        "nip_benar",
        "pada baris 2 menuju orang lain",
    ),
    ("a repair of nobody", "koreksi.csv", f",,{NIP}", "nip_tercatat", "sama-sama kosong"),
    ("a year twice", "cakupan.csv", "2025,1,2", "tahun", "sudah ada pada baris 2"),
    (
        "more members than people",
        "cakupan.csv",
        "2026,753601,753600",
        "peserta_aktif",
        "lebih besar daripada potensi",
    ),
]


def whole_files() -> dict[str, list[list[str]]]:
    """Return heading and rows of every file; each is right, and none contradicts another."""
    rows = {
        "opd.csv": [
            ["DINKES", "Dinas Kesehatan", "dinas", "Dinkes;DKK"],
            ["DISPERKIM", "Dinas Perkim", "dinas", ""],
        ],
        "unit_kerja.csv": [["U-001", "Puskesmas A", "DINKES"], ["", "PAUD Melati", "DISPERKIM"]],
        "koreksi.csv": [["1990", "BUDI", NIP]],
        "cakupan.csv": [["2025", "283450", "748900"]],
    }
    return {
        file: [list(columns), *([*row, *[""] * (len(columns) - len(row))] for row in rows[file])]
        for file, columns in COLUMNS.items()
    }


def read(folder: Path, files: dict[str, list[list[str]]], **more: str) -> References:
    texts = {
        f"referensi/{file}": "\n".join(_line(row) for row in rows) + "\n"
        for file, rows in files.items()
    }
    return read_references(lay_down(folder, {**texts, **more}) / "referensi")


def _line(row: list[str]) -> str:
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in row)


def refused(folder: Path, files: dict[str, list[list[str]]]) -> list[str]:
    """Return the sentences with which the files are refused.

    Each says what is wrong and what to do, and no cell.
    """
    with pytest.raises(RefusedError) as caught:
        read(folder, files)
    told = str(caught.value).splitlines()
    sentences = told[1:] if len(told) > 1 else told
    assert all(re.search(r": .+\. .+\.$", sentence) for sentence in sentences)
    assert NIP not in str(caught.value)
    return sentences


def with_cell(file: str, column: str, text: str) -> dict[str, list[list[str]]]:
    """Return the whole files, one more row in `file`, whose cell in `column` is `text`."""
    files = whole_files()
    row = list(ROWS[file]) if file != "koreksi.csv" else ["2000", "SITI", NIP]
    row[COLUMNS[file].index(column)] = text
    files[file].append(row)
    return files


def test_whole_files_are_read(tmp_path: Path) -> None:
    for at, (file, row) in enumerate(ROWS.items()):
        held = read(tmp_path / str(at), with_cell(file, COLUMNS[file][0], row[0]))
        assert held.opd.height == 2 + (file == "opd.csv")
    assert held.coverage.rows() == [(2025, 283450, 748900), (2026, 331270, 753600)]


@pytest.mark.parametrize(("file", "column"), EVERY_COLUMN)
def test_a_misspelt_heading_is_refused_with_the_one_that_is_meant(
    file: str, column: str, tmp_path: Path
) -> None:
    files = whole_files()
    files[file][0][COLUMNS[file].index(column)] = f"{column}x"
    said = refused(tmp_path, files)
    assert (
        f"{file} baris 1, {column}x: {say('acuan.salah.tak_dikenal_mirip', mirip=column)}" in said
    )


@pytest.mark.parametrize(
    ("heading", "meant"),
    [("email", "pos_el"), ("alis", "alias"), ("Surel", "pos_el"), ("telp", "telepon")],
)
def test_what_people_call_a_column_is_understood(heading: str, meant: str, tmp_path: Path) -> None:
    files = whole_files()
    files["opd.csv"][0][OPD_COLUMNS.index(meant)] = heading
    assert refused(tmp_path, files) == [
        f"opd.csv baris 1, {heading}: {say('acuan.salah.tak_dikenal_mirip', mirip=meant)}"
    ]


def test_a_heading_that_may_be_a_persons_data_is_told_by_its_number(tmp_path: Path) -> None:
    files = {**whole_files(), "koreksi.csv": [["1990", "BUDI SANTOSO", NIP]]}
    said = " ".join(refused(tmp_path, files))
    assert "kolom ke-2" in said
    assert "nip_tercatat, nama_tercatat, nip_benar tidak ada" in said
    assert "BUDI" not in said


@pytest.mark.parametrize("heading", ["catatan", "Ket.", "Keterangan"])
def test_a_column_for_remarks_may_stand_in_every_file(heading: str, tmp_path: Path) -> None:
    files = {
        file: [[*rows[0], heading], *([*row, "sudah dicek"] for row in rows[1:])]
        for file, rows in whole_files().items()
    }
    assert read(tmp_path, files).opd.height == 2


@pytest.mark.parametrize(
    ("file", "column"), [(file, column) for file in COLUMNS for column in COLUMNS[file][:3]]
)
def test_a_column_that_lacks_is_named(file: str, column: str, tmp_path: Path) -> None:
    at = COLUMNS[file].index(column)
    files = whole_files()
    files[file] = [row[:at] + row[at + 1 :] for row in files[file]]
    assert f"{file} baris 1: kolom {column} tidak ada. Perbaiki baris judulnya." in refused(
        tmp_path, files
    )


@pytest.mark.parametrize(
    ("file", "column"), [pair for pair in EVERY_COLUMN if pair[1] not in COLUMNS[pair[0]][:3]]
)
def test_a_column_beyond_the_first_three_may_be_absent(
    file: str, column: str, tmp_path: Path
) -> None:
    at = COLUMNS[file].index(column)
    files = whole_files()
    files[file] = [row[:at] + row[at + 1 :] for row in files[file]]
    assert (
        getattr(read(tmp_path, files), {"opd.csv": "opd", "unit_kerja.csv": "units"}[file])[
            column
        ].null_count()
        == 2
    )


@pytest.mark.parametrize(("file", "column"), EVERY_COLUMN)
def test_a_column_that_stands_twice_is_refused(file: str, column: str, tmp_path: Path) -> None:
    files = whole_files()
    files[file] = [[*row, column if at == 0 else ""] for at, row in enumerate(files[file])]
    assert refused(tmp_path, files) == [
        f"{file} baris 1, {column}: {say('acuan.salah.kolom_dua_kali')}"
    ]


@pytest.mark.parametrize(("file", "column"), EVERY_COLUMN)
def test_an_empty_cell_is_refused_where_it_is_needed(
    file: str, column: str, tmp_path: Path
) -> None:
    files = with_cell(file, column, "")
    if column in NEEDED[file]:
        assert (
            f"{file} baris {len(files[file])}, {column}: {say('acuan.salah.sel_kosong')}"
            in refused(tmp_path, files)
        )
    else:
        read(tmp_path, files)


@pytest.mark.parametrize(("file", "column", "text"), WRONG, ids=lambda part: part[:30])
def test_a_cell_that_is_wrong_is_refused_with_its_line_and_column(
    file: str, column: str, text: str, tmp_path: Path
) -> None:
    files = with_cell(file, column, text)
    said = [sentence.partition(":")[0] for sentence in refused(tmp_path, files)]
    assert f"{file} baris {len(files[file])}, {column}" in said


def test_every_column_has_been_tried_with_a_wrong_cell() -> None:
    assert {(file, column) for file, column, _ in WRONG} == set(EVERY_COLUMN)


@pytest.mark.parametrize(
    ("file", "row", "column", "says"),
    [row[1:] for row in CONTRADICTIONS],
    ids=[row[0] for row in CONTRADICTIONS],
)
def test_rows_that_contradict_each_other_are_refused(
    file: str, row: str, column: str, says: str, tmp_path: Path
) -> None:
    files = whole_files()
    files["opd.csv"] += (
        [["DISDIK", "Dinas Pendidikan", *[""] * 15]] if file == "unit_kerja.csv" else []
    )
    cells = row.split(",")
    files[file].append([*cells, *[""] * (len(COLUMNS[file]) - len(cells))])
    [sentence] = refused(tmp_path, files)
    assert sentence.startswith(f"{file} baris {len(files[file])}, {column}: ")
    assert says in sentence


def test_rows_for_different_months_do_not_contradict_each_other(tmp_path: Path) -> None:
    files = whole_files()
    files["opd.csv"] += [
        ["DISDIK", "Dinas Pendidikan", *[""] * 13, "", "2025-12"],
        ["DISDIKBUD", "Dinas Pendidikan", *[""] * 13, "2026-01", ""],
    ]
    files["unit_kerja.csv"] += [
        ["U-5", "SMP 5", "DISDIK", "", "2025-12"],
        ["U-5", "SMP 5", "DISDIKBUD", "2026-01", ""],
    ]
    assert read(tmp_path, files).opd["sejak"].to_list() == [None, None, None, "2026-01"]


def test_an_ni_that_changed_has_two_repairs_of_one_person(tmp_path: Path) -> None:
    files = whole_files()
    files["koreksi.csv"].append(["1990", "BUDI", "199001012025211001"])
    assert read(tmp_path, files).repairs.height == 2


def test_a_name_may_lead_to_two_kecamatan_and_beside_an_id_anywhere(tmp_path: Path) -> None:
    files = whole_files()
    files["opd.csv"] += [[kode, kode, "kecamatan", *[""] * 14] for kode in ("KEC-A", "KEC-B")]
    files["unit_kerja.csv"] += [
        ["", "Kelurahan Purwosari", kode, "", ""] for kode in ("KEC-A", "KEC-B")
    ]
    files["unit_kerja.csv"] += [
        [f"T-{kode}", "Subbagian Umum", kode, "", ""] for kode in ("KEC-A", "DINKES")
    ]
    assert read(tmp_path, files).units.height == 6


def test_a_stray_quote_and_too_few_fields_cost_no_other_line_its_check(tmp_path: Path) -> None:
    files = whole_files()
    files["opd.csv"] += [["DISDIK", '"Dinas Pendidikan', *[""] * 15], ["DINSOS", "Dinas Sosial"]]
    files["opd.csv"] += [["dishub", "Dinas Perhubungan", *[""] * 15]]
    files["unit_kerja.csv"] += [["U-7", "SMP 7", "DISDIK", "", ""]]
    places = [sentence.partition(":")[0] for sentence in refused(tmp_path, files)]
    assert places == ["opd.csv baris 4", "opd.csv baris 5", "opd.csv baris 6, kode_opd"]


def test_rows_whose_empty_ends_excel_left_out_are_whole(tmp_path: Path) -> None:
    files = whole_files()
    files["opd.csv"] += [[f"OPD-{at}", f"Dinas {at}", "dinas"] for at in range(16)]
    assert read(tmp_path, files).opd.height == 18


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = whole_files()
    files["opd.csv"][0][-1] = "sampei"
    files["unit_kerja.csv"].append(["", "", "TIADA", "", ""])
    files["koreksi.csv"].append(
        [
            "",
            "SITI",
            "1",
        ]
    )
    files["cakupan.csv"] = [["tahun"]]
    policy = policy_text().replace("minimal_pekerja = 1 ", "minimal_pekerja = 0 ")
    with pytest.raises(RefusedError) as caught:
        read(tmp_path, files, **{"referensi/kebijakan.toml": policy})
    heads = [line.partition(":")[0] for line in str(caught.value).splitlines()[1:]]
    assert [head.split()[0].rstrip(",") for head in heads] == [
        "opd.csv",
        "unit_kerja.csv",
        "unit_kerja.csv",
        "kebijakan.toml",
        "koreksi.csv",
        "cakupan.csv",
    ]


def test_a_unit_that_is_to_be_split_is_an_opd(tmp_path: Path) -> None:
    policy = {"referensi/kebijakan.toml": f'{policy_text()}\n[unit]\npecah = ["TIADA"]\n'}
    with pytest.raises(
        RefusedError, match=r"kebijakan.toml baris \d+, unit.pecah: TIADA tidak ada di opd.csv"
    ):
        read(tmp_path, whole_files(), **policy)

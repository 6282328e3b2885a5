"""Finding the header and its columns (contract §2.2, §2.3; labels of domain §4)."""

import pytest

from pipeline.reading.tables.headers import column_letters, find_header
from schemas.layouts import layout
from tests.builders.books import xlsx
from tests.builders.small_city import parse

NIPS = [f"19900101201504100{n}" for n in range(1, 10)]


def test_labels_are_compared_without_case_blanks_and_marks() -> None:
    header = find_header(
        [["No.", "N.I.P", " nama  LENGKAP ", "Kedudukan-Hukum (Nama)"]], layout("asn")
    )
    assert header is not None
    assert header.columns == {"nip": 1, "nama": 2, "kedudukan_hukum": 3}


@pytest.mark.parametrize(("title_rows", "found"), [(0, True), (3, True), (29, True), (30, False)])
def test_the_header_stands_within_the_first_thirty_rows(title_rows: int, found: bool) -> None:
    rows = [["Judul"]] * title_rows + [["NIP", "Nama"]]
    header = find_header(rows, layout("asn"))
    assert (header is not None) is found
    assert header is None or header.index == title_rows


def test_the_first_row_with_every_required_field_is_the_header() -> None:
    rows = [["NIP", "Keterangan"], ["NIP", "Nama"], ["NIP BARU", "Nama", "NIK"]]
    header = find_header(rows, layout("asn"))
    assert header is not None
    assert (header.index, set(header.columns)) == (1, {"nip", "nama"})


@pytest.mark.parametrize(
    ("labels", "complete"),
    [
        (["NIP DONATUR", "NIK PEKERJA", "BULAN IURAN"], True),
        (["NIK DONATUR", "KPJ", "BLTH AWAL"], True),
        (["NIP DONATUR", "NIK PEKERJA"], False),
        (["NIP DONATUR", "BULAN IURAN"], False),
        (["NIK PEKERJA", "BULAN IURAN"], False),
        (["NIP DONATUR", "NIK PEKERJA", "BULAN AKHIR"], False),
    ],
)
def test_what_an_iuran_header_must_have(labels: list[str], complete: bool) -> None:
    assert (find_header([labels], layout("iuran")) is not None) is complete


def test_of_two_columns_for_a_field_the_alias_listed_first_wins_then_the_leftmost_and_it_is_said() -> (
    None
):
    text = f"NIP BARU,NIP,Nama,Nama,Golongan\n111,{NIPS[0]},Budi,Salah,III/a\n"
    file = parse(text, "asn")
    assert file.rows.select("nip", "nama").row(0) == (NIPS[0], "Budi")
    said = file.findings.filter(kode="kolom_ganda")
    assert said["kolom"].to_list() == ["nama", "nip"]
    assert "NIP (B), yang tidak dibaca NIP BARU (A)" in said["pesan"][1]


@pytest.mark.parametrize(
    ("column", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")],
)
def test_a_column_is_called_as_excel_calls_it(column: int, letters: str) -> None:
    assert column_letters(column) == letters


DOMAIN_LABELS = {
    "asn": {
        "nip": "NIP, NIP BARU, NO NIP, NIP18, NIP PEGAWAI, NOMOR INDUK PEGAWAI",
        "nama": "NAMA, NAMA LENGKAP, NAMA PEGAWAI, NAMA ASN",
        "gelar_depan": "GELAR DEPAN",
        "gelar_belakang": "GELAR BELAKANG",
        "nik": "NIK, NO KTP, NOMOR KTP",
        "jenis_asn": "JENIS PEGAWAI NAMA, JENIS PEGAWAI, JENIS ASN, STATUS PEGAWAI, STATUS KEPEGAWAIAN",
        "status_cpns": "STATUS CPNS PNS",
        "kedudukan_hukum": "KEDUDUKAN HUKUM NAMA, KEDUDUKAN HUKUM, KEDUDUKAN, STATUS AKTIF",
        "golongan": "GOL AKHIR NAMA, GOL AKHIR, GOL, GOLONGAN, GOL RUANG, PANGKAT GOL",
        "jabatan": "JABATAN NAMA, JABATAN, NAMA JABATAN",
        "unor_id": "UNOR ID",
        "unit_kerja": "UNOR NAMA, UNIT KERJA, NAMA UNOR, UNIT ORGANISASI",
        "unit_induk": "UNOR INDUK, UNOR INDUK NAMA, UNIT KERJA INDUK",
        "opd": "OPD, SKPD, PERANGKAT DAERAH, NAMA OPD, KODE OPD",
    },
    "iuran": {
        "nip_donatur": "NIP DONATUR, NIP PENANGGUNG, NIP ASN, NIP ORANG TUA ASUH, NIP",
        "nama_donatur": "NAMA DONATUR, NAMA ASN, NAMA PENANGGUNG, NAMA ORANG TUA ASUH",
        "nik_donatur": "NIK DONATUR, NIK ASN, NIK PENANGGUNG",
        "opd_donatur": "OPD DONATUR, OPD, ASAL OPD",
        "nik_pekerja": "NIK PEKERJA, NIK PESERTA, NIK TK, NIK",
        "kpj": "KPJ, NO KPJ, NOMOR KPJ, NOMOR KPJ BPJS",
        "jenis_pekerjaan": "JENIS PEKERJAAN, PEKERJAAN",
        "sektor": "SEKTOR",
        "bulan_iuran": "BULAN IURAN, PERIODE IURAN, BLTH, BLTH IURAN, PERIODE",
        "bulan_awal": "BULAN AWAL, PERIODE AWAL, BLTH AWAL, MULAI BULAN",
        "bulan_akhir": "BULAN AKHIR, PERIODE AKHIR, BLTH AKHIR, SAMPAI BULAN",
        "jumlah_bulan": "JUMLAH BULAN, JML BULAN",
        "nominal": "NOMINAL, IURAN, JUMLAH IURAN, TOTAL IURAN, JUMLAH BAYAR, NOMINAL IURAN",
        "tanggal_bayar": "TANGGAL BAYAR, TGL BAYAR, TGL TRANSAKSI, TANGGAL TRANSAKSI",
        "status_bayar": "STATUS BAYAR, STATUS PEMBAYARAN, STATUS IURAN, STATUS TRANSAKSI",
        "sumber_dana": "SUMBER DANA, SUMBER IURAN, PENDANAAN",
        "kode_bayar": "KODE IURAN, KODE BAYAR, KODE BILLING, NO TRANSAKSI",
    },
}


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind, fields in DOMAIN_LABELS.items() for field in fields]
)
def test_every_label_known_from_the_first_day_is_known_in_its_order(kind: str, field: str) -> None:
    known = [
        label
        for label in layout(kind).labels[field]
        if label in DOMAIN_LABELS[kind][field].split(", ")
    ]
    assert known == DOMAIN_LABELS[kind][field].split(", ")


def test_no_label_leads_to_two_fields() -> None:
    for kind in DOMAIN_LABELS:
        assert len(layout(kind).ranked) == sum(map(len, layout(kind).labels.values()))


def test_all_sheets_are_read_and_one_without_a_header_is_skipped_and_said() -> None:
    book = xlsx(
        {
            "A": [["NIP", "Nama"], [NIPS[0], "Budi"]],
            "Catatan": [["Disusun oleh", "Bagian"]],
            "B": [["NIP", "Nama"], [NIPS[1], "Ani"]],
        }
    )
    file = parse(book, "asn")
    assert file.rows.select("lembar", "urut_lembar", "nip").rows() == [
        ("A", 0, NIPS[0]),
        ("B", 2, NIPS[1]),
    ]
    assert file.findings.filter(kode="lembar_tanpa_judul")["lembar"].to_list() == ["Catatan"]
    assert file.accounting["lembar"].to_list() == ["A", "B"]


@pytest.mark.parametrize(("people", "refused"), [(4, False), (5, True)])
def test_a_sheet_without_a_header_that_holds_five_nip_refuses_the_file(
    people: int, refused: bool
) -> None:
    lost = [["Nomor", "Orang"]] + [[nip, "Orang"] for nip in NIPS[:people]]
    file = parse(xlsx({"A": [["NIP", "Nama"], [NIPS[8], "Budi"]], "B": lost}), "asn")
    assert file.refused is refused
    if refused:
        assert file.findings["kode"].to_list() == ["lembar_berisi_nip"]
        assert "5 NIP" in file.findings["pesan"][0]


def test_a_file_without_any_header_is_refused_with_what_lacks_and_what_was_found() -> None:
    file = parse("Nomor Pegawai;Nama;Alamat\n12;Budi;Jalan\n", "asn")
    assert file.refused
    assert file.findings["kode"].to_list() == ["kolom_wajib_tidak_ada"]
    assert "tidak ditemukan: nip." in file.findings["pesan"][0]
    assert "Nomor Pegawai, Nama, Alamat" in file.findings["pesan"][0]


def test_a_refused_file_is_told_which_label_may_be_meant_below_its_title() -> None:
    file = parse("Daftar Pegawai Kota;;\nNIP;Nm Lengkap;Alamat\n12;Budi;Jalan\n", "asn")
    assert file.findings["kode"].to_list() == ["kolom_wajib_tidak_ada"]
    assert "Nm Lengkap mirip NAMA LENGKAP" in file.findings["pesan"][0]


@pytest.mark.parametrize("kind", ["asn", "iuran"])
def test_a_file_of_data_without_a_header_is_refused_without_quoting_people(kind: str) -> None:
    data = f"Budi Santoso;3374010101900001;{NIPS[0]}\nSiti Aminah;3374014101920001;{NIPS[1]}\n"
    file = parse(data, kind)
    assert file.findings["kode"].to_list() == ["kolom_wajib_tidak_ada"]
    assert "Label yang ada: tidak ada" in file.findings["pesan"][0]


def test_an_iuran_file_names_alternatives_that_lack() -> None:
    message = parse("NIP Donatur;Nominal\n1;2\n", "iuran").findings["pesan"][0]
    assert "nik_pekerja atau kpj" in message
    assert "bulan_iuran atau bulan_awal" in message

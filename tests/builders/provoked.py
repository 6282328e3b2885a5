"""For every code of schemas/findings.toml the files that provoke it, and what they are made of."""

import datetime as dt

from tests.builders.books import biff_record, biff_sheet, xlsx
from tests.builders.paths import CASES
from tests.builders.raw_files import ASN, edited, hidden_second_sheet
from tests.builders.returned_workbooks import published

BUDI, SITI = "199001012015041001", "199201012017042001"
ROSTER = f"NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n{BUDI},Budi Santoso,3374010101900001,PNS,Aktif,DINKES\n"
HEAD = "NIP Donatur;Nama Donatur;NIK Pekerja;KPJ;Bulan Iuran;Bulan Akhir;Jumlah Bulan;Nominal;Tanggal Bayar;Status;Sumber Dana\n"
HEAD = HEAD.replace(";Status;", ";Status Bayar;")
WORKER = "3374021507800001"
Files = dict[str, str | bytes]
REPAIRS = "referensi/koreksi.csv"


def nips_divisible_by_32(wanted: int) -> list[str]:
    """Return valid NIPs that are multiples of 32, as Excel's rounding leaves them."""
    candidates = (199001012015041001 + n for n in range(32 * wanted))
    return [str(nip) for nip in candidates if nip % 32 == 0 and str(nip)[15:] != "000"][:wanted]


def asn(row: str, head: str = "NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n") -> Files:
    """Return a roster file of three: a bad `row` between two whole ones."""
    tail = f"{SITI},Siti Aminah,,PNS,Aktif,DISDIK\n"
    return {
        "2026-03/asn/b.csv": head + row + "\n" + tail if head.count(",") == 5 else head + row + "\n"
    }


def pay(**cells: str) -> Files:
    """Return an iuran file of one record; `cells` by the first word of their label, lower case."""
    names = [
        "nip",
        "nama",
        "nik",
        "kpj",
        "bulan",
        "akhir",
        "banyak",
        "nominal",
        "tanggal",
        "status",
        "sumber",
    ]
    whole = {
        "nip": BUDI,
        "nama": "Budi Santoso",
        "nik": WORKER,
        "bulan": "2026-03",
        "nominal": "16800",
    }
    row = {**dict.fromkeys(names, ""), **whole, **cells}
    return {"2026-03/iuran/b.csv": HEAD + ";".join(row[name] for name in names) + "\n"}


def just_before_midnight() -> list[object]:
    """Return the cells of a record whose payment date lost twelve seconds in a browser's export."""
    paid = dt.datetime.fromisoformat("2026-03-04T23:59:48")
    return [BUDI, "Budi Santoso", WORKER, None, "2026-03", None, None, "16800", paid, None, None]


def repair(*lines: str) -> Files:
    return {REPAIRS: "nip_tercatat,nama_tercatat,nip_benar\n" + "\n".join(lines)}


TWINS = f"{BUDI},Budi Santoso,,PNS,Aktif,DINKES\n199001012015041002,Budi Santoso,,PNS,Aktif,DISDIK"
CLAIMED: Files = {
    **asn(""),
    **pay(),
    "2026-03/iuran/c.csv": pay(nip=SITI, nama="Siti Aminah")["2026-03/iuran/b.csv"],
}
PROVOKED: dict[str, Files] = {
    "berkas_kosong": {"2026-03/iuran/b.csv": ""},
    "berkas_terenkripsi": {
        "2026-03/iuran/b.xls": bytes.fromhex("d0cf11e0a1b11ae1")
        + "EncryptedPackage".encode("utf-16-le")
    },
    "berkas_rusak": {"2026-03/iuran/b.xlsx": b"PK\x03\x04rusak"},
    "berkas_bukan_tabel": {"2026-03/iuran/b.xlsx": b"%PDF-1.4"},
    "berkas_terlalu_besar": {
        "2026-03/iuran/b.csv": HEAD + "x" * 5000,
        "referensi/kebijakan.toml": b"",
    },
    "kolom_wajib_tidak_ada": {"2026-03/iuran/b.csv": "Nomor,Orang\n1,2\n"},
    "berkas_terpotong": {"2026-03/iuran/b.csv": HEAD + "\x00" * 9},
    "berkas_sel_bertabrakan": {
        "2026-03/iuran/b.xls": (CASES / "dup-row-number" / "roster.xlsx").read_bytes()
    },
    "berkas_simpan_ulang": {
        "2026-03/iuran/b.xls": biff_sheet([["NIP", "Nama"]], before=biff_record(0x00FD, bytes(10))),
    },
    "nip_di_luar_tabel": {
        "2026-03/asn/b.xls": "<table><tr><td>NIP<td>Nama</table><p>"
        + " ".join(nips_divisible_by_32(5))
    },
    "lembar_berisi_nip": {
        "2026-03/asn/b.csv": "Nomor,Orang\n"
        + "".join(f"19900101201504100{n},Orang\n" for n in range(1, 6))
    },
    "tabel_bersebelahan": {
        "2026-03/asn/b.csv": "NIP,Nama,,NIP,Nama\n"
        + "".join(f"19920201201704200{n},Siti,,19900101201504100{n},Orang\n" for n in range(1, 6))
    },
    "tabel_di_luar_kolom": {
        "2026-03/asn/b.csv": f"NIP,Nama,,,\n{SITI},Siti,,,\n"
        + "".join(f",,,19900101201504100{n},Orang\n" for n in range(1, 6))
    },
    "lembar_kerja_salah_folder": {"2026-03/iuran/b.xlsx": published()},
    "berkas_salah_folder": {
        "2026-03/asn/b.csv": f"NIP,Nama ASN,NIK TK,BLTH,Total Iuran\n{BUDI},Budi,{WORKER},2026-03,16800\n"
    },
    "roster_salah_folder": {"2026-03/iuran/b.csv": ROSTER},
    "roster_nip_rusak": {"2026-03/asn/b.csv": "NIP,Nama\n1.99E+17,Orang\n"},
    "roster_nip_kelipatan_32": {
        "2026-03/asn/b.csv": "NIP,Nama\n"
        + "".join(f"{n},Orang\n" for n in nips_divisible_by_32(50))
    },
    "berkas_tak_dikenal": {"2026-03/iuran/surat.pdf": b"%PDF-1.4"},
    "berkas_salah_tempat": {"2026-03/bayar.csv": HEAD},
    "nama_berkas_rusak": {"2026-03/iuran/semar\udce9ng.csv": "NIP\n"},
    "lembar_tanpa_judul": {
        "2026-03/asn/b.xlsx": xlsx({"A": [["NIP", "Nama"], [SITI, "Siti"]], "B": [["Catatan"]]})
    },
    "kolom_ganda": asn(f"{SITI},Siti,Siti", "NIP,Nama,Nama\n"),
    "baris_bukan_utf8": {
        "2026-03/asn/b.csv": f"NIP,Nama\n{SITI},Sit\u00ed\n".encode()
        + "199001012015041003,\u00c9lan\n".encode("cp1252")
    },
    "kolom_tak_dibaca": asn(f"{SITI},Siti,Ikan", "NIP,Nama,Hobi\n"),
    "sel_gabung": {"2026-03/asn/b.xlsx": (CASES / "merged-kedudukan" / "roster.xlsx").read_bytes()},
    "kaki_menyebut_asn": {
        "2026-03/asn/b.csv": f"NIP,Nama,OPD\n{SITI},Siti Aminah,DISDIK\n-,Joko Susilo,DINKES\n"
    },
    "kaki_menyebut_donatur": {
        path: f"{text!s}{SITI};Siti Aminah{';' * 9}\n" for path, text in pay().items()
    },
    "sel_tanpa_hasil": pay(status="#REF!"),
    "lembar_tersembunyi": {
        "2026-03/asn/b.xlsx": edited(
            hidden_second_sheet, {"Data": [["NIP", "Nama"], [SITI, "Siti"]], "Rahasia": ASN}
        )
    },
    "lembar_tersembunyi_dilewati": {
        "2026-03/asn/b.xlsx": (CASES / "very-hidden" / "roster.xlsx").read_bytes()
    },
    "tanpa_baris": {"2026-03/iuran/b.csv": HEAD},
    "nip_di_atas_judul": asn(f"{SITI},Siti", f"{BUDI},Budi\nNIP,Nama\n"),
    "nip_di_luar_kolom": {
        "2026-03/asn/b.csv": f"NIP,Nama,,,\n{SITI},Siti,,,\n,,,199001012015041005,Orang\n"
    },
    "kolom_mirip": asn(f"{SITI},Siti,Aktif", "NIP,Nama,Kedudukan Hkum\n"),
    "kedudukan_kosong": asn(f"{SITI},Siti", "NIP,Nama\n"),
    "baris_csv_rusak": asn(f'{SITI},"Siti,,PNS,Aktif,DINKES'),
    "baris_terbelah": asn("199001012015041005,Ani\nMaria,,PNS,Aktif,DINKES"),
    "nip_kosong": asn(",Ani,,PNS,Aktif,DINKES"),
    "nip_rusak": asn(
        "199001012015041000,Rusak,,PNS,Aktif,DINKES\n"
        + "\n".join(f"1990010120150410{n},Orang,,PNS,Aktif,DINKES" for n in range(11, 35))
    ),
    "nip_salah": asn("1990010120150410,Ani,,PNS,Aktif,DINKES"),
    "nama_kosong": asn("199001012015041005,,,PNS,Aktif,DINKES"),
    "nip_ganda": asn(f"{BUDI},Budi Santoso,,PNS,Aktif,DINKES"),
    "pekerja_tanpa_kunci": pay(nik="12"),
    "bulan_tak_terbaca": pay(bulan="entah"),
    "bulan_terbalik": pay(akhir="2026-01"),
    "bulan_terlalu_banyak": pay(banyak="25"),
    "nominal_tak_terbaca": pay(nominal="-1"),
    "nik_meragukan": pay(nik="9974021507800001"),
    "nik_salah": pay(nik="12", kpj="12345678901"),
    "kpj_salah": pay(kpj="12"),
    "kpj_dipadankan": pay(kpj="1234567890"),
    "tanggal_tak_terbaca": pay(tanggal="kemarin"),
    "jenis_beda_nip": asn("199001012023211005,Ani,,PNS,Aktif,DINKES"),
    "jenis_tidak_dikenal": asn("199001012015041005,Ani,,Honorer,Aktif,DINKES"),
    "kedudukan_tidak_dikenal": asn("199001012015041005,Ani,,PNS,Melamun,DINKES"),
    "opd_belum_dipetakan": asn("199001012015041005,Ani,,PNS,Aktif,Entah"),
    "tanpa_nominal": pay(nominal=""),
    "jumlah_bulan_beda": pay(akhir="2026-04", banyak="3"),
    "status_tidak_dikenal": pay(status="melayang"),
    "sumber_tidak_dikenal": pay(sumber="arisan"),
    "nip_donatur_rusak": pay(nip="1.99E+17"),
    "nip_donatur_salah": pay(nip="123"),
    "nama_donatur_beda": pay(nama="Zulkarnaen Effendi"),
    "donatur_diduga": pay(nip="199001012015041008"),
    "donatur_seri": {
        **asn(TWINS),
        "2026-03/asn/a.csv": "NIP,Nama\n",
        **pay(nip="199001012015041003"),
    },
    "donatur_tidak_dikenal": pay(nip="197001012000031009", nama="Entah Siapa"),
    "diklaim_dua_asn": CLAIMED,
    "diklaim_asn_lain": CLAIMED,
    "tanggal_dimajukan": {
        "2026-03/iuran/b.xlsx": xlsx({"A": [HEAD.strip().split(";"), just_before_midnight()]}),
    },
    "tanggal_mustahil": pay(tanggal="05/03/2016"),
    "pekerja_tak_terbedakan": {
        **asn(""),
        **pay(),
        "2026-03/iuran/c.csv": pay(nip=SITI, nama="Siti Aminah", nik="9107011507800001.0")[
            "2026-03/iuran/b.csv"
        ],
        "2026-03/iuran/d.csv": pay(nik="9107011507800001")["2026-03/iuran/b.csv"],
    },
    "orang_ganda": asn("198801012026041001,Budi Santoso,3374010101900001,PNS,Aktif,DINKES"),
    "nik_dua_nama": asn("198801012026041001,Orang Lain,3374010101900001,PNS,Aktif,DINKES"),
    "koreksi_tanpa_orang": repair(f"1,A,{SITI}"),
    "koreksi_bertentangan": {
        **asn("199001012015041002,Bayu Wibowo,,PNS,Aktif,DINKES"),
        **repair(f"1,A,{BUDI}", "1,A,199001012015041002"),
    },
    "koreksi_salah": repair(f"NIK 3374021507800004,,{BUDI}"),
}

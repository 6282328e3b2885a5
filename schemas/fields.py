"""The field dictionary: the one source of every column's name, label, type and meaning.

Models, workbook headings, page headings and the generated data dictionary all come from here.
`personal` marks what UU 27/2022 calls personal data: such a column stays out of logs, exceptions
and everything Prefect keeps (domain §6).
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

DType = type[pl.DataType]


@dataclass(frozen=True)
class Field:
    """One column: `name` in data, `label` for readers, and whether it is personal data."""

    name: str
    label: str
    description: str
    dtype: DType = pl.String
    personal: bool = False
    nullable: bool = True


def _index(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


def _text(name: str, label: str, description: str, **marks: bool) -> Field:
    return Field(name, label, description, pl.String, **marks)


def _count(name: str, label: str, description: str) -> Field:
    return Field(name, label, description, pl.Int64, nullable=False)


FIELDS: Final = _index(
    _text("periode", "Periode", "Bulan iuran yang dilaporkan, TTTT-BB.", nullable=False),
    _text("nip", "NIP", "Nomor induk ASN, 18 digit.", personal=True, nullable=False),
    _text("nama", "Nama", "Nama ASN berikut gelar.", personal=True, nullable=False),
    _text("gelar_depan", "Gelar Depan", "Gelar di depan nama.", personal=True),
    _text("gelar_belakang", "Gelar Belakang", "Gelar di belakang nama.", personal=True),
    _text(
        "nik",
        "NIK",
        "Nomor induk kependudukan; hanya dipakai sebagai sidik berkunci.",
        personal=True,
    ),
    _text(
        "jenis_asn",
        "Jenis ASN",
        "PNS, CPNS, PPPK, PPPK Paruh Waktu atau tidak diketahui.",
        nullable=False,
    ),
    _text("status_cpns", "Status CPNS", "C untuk CPNS, P untuk PNS."),
    _text("golongan", "Golongan", "Golongan ruang terakhir sebagaimana tertulis."),
    _text("jabatan", "Jabatan", "Nama jabatan sebagaimana tertulis."),
    _text("unor_id", "UNOR ID", "Kode unit organisasi SIASN."),
    _text("unit_kerja", "Unit Kerja", "Unit terkecil tempat ASN bekerja."),
    _text("unit_induk", "Unit Induk", "Unit organisasi induk."),
    _text("opd", "OPD", "Perangkat daerah sebagaimana tertulis di roster."),
    _text(
        "kedudukan_hukum",
        "Kedudukan Hukum",
        "Kedudukan hukum sebagaimana tertulis; kosong dihitung Aktif.",
    ),
    _text("kode_opd", "Kode OPD", "Kode perangkat daerah menurut opd.csv.", nullable=False),
    _text("nama_opd", "Perangkat Daerah", "Nama perangkat daerah menurut opd.csv.", nullable=False),
    _text("status", "Status", "sudah, belum, dikecualikan atau klarifikasi.", nullable=False),
    _text("alasan", "Alasan", "Kode alasan dari status.", nullable=False),
    _count(
        "jumlah_pekerja",
        "Pekerja Rentan Terlindungi",
        "Pekerja rentan berbeda yang dilindungi pada periode ini.",
    ),
    _text(
        "bulan_terakhir",
        "Bulan Terakhir",
        "Bulan terakhir, sampai periode ini, yang tercatat dibayar, TTTT-BB.",
    ),
    _count(
        "bulan_tanpa_iuran",
        "Bulan Tanpa Iuran",
        "Banyak bulan tanpa iuran yang terhitung, periode ini termasuk.",
    ),
    _text(
        "penjelasan",
        "Penjelasan",
        "Satu kalimat berisi bukti dari status.",
        personal=True,
        nullable=False,
    ),
    _text("bulan_terima", "Bulan Terima", "Folder bulan tempat berkas diterima.", nullable=False),
    _text("berkas", "Berkas", "Jalur berkas di dalam folder bulan.", nullable=False),
    _text("lembar", "Lembar", "Nama lembar; kosong untuk CSV.", nullable=False),
    Field("baris", "Baris", "Nomor baris seperti terlihat di Excel.", pl.Int64),
    _text("nip_tercatat", "NIP Tercatat", "NIP penanggung sebagaimana tertulis.", personal=True),
    _text("nama_tercatat", "Nama Tercatat", "Nama penanggung sebagaimana tertulis.", personal=True),
    _text("nip_asn", "NIP ASN", "NIP ASN yang dikenali sebagai penanggung.", personal=True),
    _text(
        "nik_pekerja_samar",
        "NIK Pekerja",
        "NIK pekerja, hanya empat digit terakhir.",
        personal=True,
    ),
    _text("bulan_awal", "Bulan Awal", "Bulan pertama yang dinyatakan dibayar."),
    _text("bulan_akhir", "Bulan Akhir", "Bulan terakhir yang dinyatakan dibayar."),
    Field("nominal", "Nominal", "Rupiah yang dibayar untuk semua bulannya.", pl.Int64),
    Field("tanggal_bayar", "Tanggal Bayar", "Tanggal pembayaran.", pl.Date),
    _text("status_bayar", "Status Bayar", "Kata status pembayaran sebagaimana tertulis."),
    _text("sumber_dana", "Sumber Dana", "Asal uangnya sebagaimana tertulis."),
    _text(
        "disposisi", "Disposisi", "Putusan atas catatan ini pada periode laporan.", nullable=False
    ),
    _text("kode", "Kode", "Kode temuan menurut daftar temuan.", nullable=False),
    _text("tingkat", "Tingkat", "berkas, baris atau peringatan.", nullable=False),
    _text(
        "jenis_berkas", "Jenis Berkas", "asn, iuran, tindak_lanjut atau referensi.", nullable=False
    ),
    _text("kolom", "Kolom", "Bidang yang bermasalah."),
    _text("pesan", "Pesan", "Apa yang salah dan apa yang perlu dilakukan.", nullable=False),
    _text("pemilik", "Pemilik", "Siapa yang dapat memperbaiki.", nullable=False),
    _count("wajib", "Wajib", "ASN yang wajib berpartisipasi: sudah + belum."),
    _count("sudah", "Sudah", "ASN wajib yang melindungi sedikitnya satu pekerja pada periode ini."),
    _count("belum", "Belum", "ASN wajib yang belum berpartisipasi pada periode ini."),
    _count("dikecualikan", "Dikecualikan", "ASN yang tidak dihitung wajib menurut kebijakan."),
    _count("klarifikasi", "Klarifikasi", "ASN yang jenis atau kedudukannya belum jelas."),
    _count(
        "tak_terbaca", "Tak Terbaca", "Baris roster yang tidak dapat dibaca; di luar jumlah ASN."
    ),
    Field("persen", "Persen", "Sudah dibagi wajib, dalam persen.", pl.Float64),
    _text(
        "nip_usulan",
        "NIP Usulan",
        "NIP di roster yang diduga dimaksud.",
        personal=True,
        nullable=False,
    ),
    _text(
        "nama_usulan",
        "Nama Usulan",
        "Nama di roster yang diduga dimaksud.",
        personal=True,
        nullable=False,
    ),
    Field("skor", "Skor", "Kemiripan nama, 0 sampai 100.", pl.Float64, nullable=False),
    _text("dasar", "Dasar", "Mengapa orang ini diusulkan.", nullable=False),
    _text(
        "nilai_samar",
        "Isi Tertulis",
        "Isi sel yang bermasalah; NIP, NIK, KPJ disamarkan, nama tidak ditampilkan.",
    ),
    _count("dibaca", "Dibaca", "Baris di bawah judul, sampai baris terakhir yang berisi."),
    _count("diterima", "Diterima", "Baris yang dipakai."),
    _count("ditolak", "Ditolak", "Baris yang tidak dapat dipakai."),
    _count("ganda", "Ganda", "Baris roster yang NIP-nya sudah ada."),
    _count("kosong", "Kosong", "Baris tanpa isi pada kolom yang dibaca."),
    _count("total", "Total", "Baris penjumlahan."),
    _count("judul", "Judul", "Baris judul yang diulang."),
    _count("nomor_kolom", "Nomor Kolom", "Baris yang menomori kolom."),
    _count("kaki", "Kaki", "Catatan dan tanda tangan di bawah tabel."),
    _count("lainnya", "Bukan Data", "Baris kosong, total, judul, nomor kolom dan kaki."),
    _count("jumlah_temuan", "Jumlah Temuan", "Banyaknya temuan."),
    _text("contoh", "Contoh Tempat", "Tempat temuan yang pertama."),
    _text("bagian", "Bagian", "Kelompok baris di dalam tabel."),
    _text("rincian", "Rincian", "Apa yang dihitung."),
    Field("selisih_bulan", "Selisih dari Bulan Lalu", "Bulan ini dikurangi bulan lalu.", pl.Int64),
    _text(
        "jawaban_terakhir",
        "Jawaban Terakhir",
        "Jawaban terbaru sekretaris tentang ASN ini, dan bulan diterimanya.",
        personal=True,
    ),
    _text("tindak_lanjut", "Tindak Lanjut", "Pilihan yang diisi sekretaris."),
    _text("periode_asal", "Periode Asal", "Periode lembar kerja yang dijawab.", nullable=False),
    _text("revisi_asal", "Revisi Asal", "Revisi lembar kerja yang dijawab.", nullable=False),
    _text(
        "jawaban",
        "Jawaban",
        "mendaftarkan, akan, membayar, salah, mutasi atau keberatan; kosong bila tak dipilih.",
    ),
    _text("target_bulan", "Target Bulan", "Bulan yang dijanjikan, TTTT-BB."),
    _text("catatan", "Catatan", "Keterangan bebas sekretaris; NIK disamarkan.", personal=True),
    Field(
        "berlaku",
        "Berlaku",
        "Apakah ini jawaban terbaru untuk ASN itu.",
        pl.Boolean,
        nullable=False,
    ),
    _count("dijawab", "Dijawab", "ASN wajib yang sudah dijawab sekretaris."),
    _count("terbukti", "Terbukti", "ASN yang dijawab dan kini sudah berpartisipasi."),
    _count("bertentangan", "Bertentangan", "ASN yang jawabannya bertentangan dengan data."),
    _count("janji_lewat", "Janji Lewat", "ASN yang target bulannya sudah lewat."),
    _count("menunggu", "Menunggu", "ASN yang dijawab dan masih ditunggu."),
    _count("tanpa_jawaban", "Belum Dijawab", "ASN belum berpartisipasi yang belum dijawab."),
    _count("perangkat_menjawab", "OPD Menjawab", "Banyaknya perangkat daerah yang menjawab."),
    _text("sebab", "Sebab yang Mungkin", "Apa yang mungkin menjelaskan jawaban itu."),
    _text("syarat", "Pemeriksaan", "Apa yang diperiksa.", nullable=False),
    _text(
        "keadaan",
        "Keadaan",
        "lolos, menahan, dilewati, cocok; jawaban: terbukti, bertentangan, janji_lewat, menunggu.",
        nullable=False,
    ),
    _text("angka", "Angka Bulan Ini", "Nilai yang diukur."),
    _text("batas", "Batas", "Nilai tertinggi yang diizinkan kebijakan."),
    _text(
        "kiriman",
        "Kiriman",
        "Berkas dari satu pengirim: tercantum di kebijakan, atau dipelajari dari nama berkas.",
    ),
    _text("sebutan", "Disebut", "Sebutan kiriman itu di dokumen yang tidak menyebut nama berkas."),
    _text(
        "sumber",
        "Sumber",
        "Kiriman tempat barisnya, dengan nomor berkas dan lembar bila lebih dari satu.",
    ),
    _text("kontak", "Kontak", "Kepada siapa kiriman itu ditanyakan."),
    _text("keadaan_kiriman", "Keadaan", "datang, susulan, tidak datang, atau tidak ditunggu."),
    _count("berkas_kini", "Berkas", "Banyaknya berkas bulan ini."),
    _count("berkas_lalu", "Berkas Bulan Lalu", "Banyaknya berkas bulan lalu."),
    _count("dibaca_kini", "Baris", "Baris yang dibaca bulan ini."),
    _count("dibaca_lalu", "Baris Bulan Lalu", "Baris yang dibaca bulan lalu."),
    _count("diterima_kini", "Diterima", "Baris yang dipakai bulan ini."),
    _count("diterima_lalu", "Diterima Bulan Lalu", "Baris yang dipakai bulan lalu."),
    _count("jumlah_kini", "Bulan Ini", "Banyaknya ASN bulan ini."),
    Field(
        "jumlah_lalu",
        "Bulan Lalu",
        "Banyaknya ASN bulan lalu; kosong bila tidak ada rosternya.",
        pl.Int64,
    ),
    _text("peringatan", "Peringatan", "Yang perlu diperiksa dan tidak menahan."),
    _text("kata", "Kata", "Kata yang belum dikenal kebijakan atau referensi."),
    _text("jenis_kata", "Jenis Kata", "Apa yang disebut oleh kata itu."),
    _count("kali", "Kali", "Berapa kali tertulis."),
    _text("kunci", "Kunci", "Kunci yang menerima kata itu."),
    _text(
        "jalan_keluar",
        "Keterangan dan Jalan Keluar",
        "Apa yang ditemukan dan apa yang perlu dilakukan.",
    ),
)


def label(name: str) -> str:
    """Return the reader's label of field `name`."""
    return FIELDS[name].label

"""The tables of a published month: which fields each has, in the contract's order (§6)."""

from typing import Final

from schemas.fields import FIELDS, DType

TABLES: Final[dict[str, tuple[str, ...]]] = {
    "status": (
        "periode",
        "nip",
        "nama",
        "jenis_asn",
        "golongan",
        "jabatan",
        "kode_opd",
        "unit_kerja",
        "kedudukan_hukum",
        "status",
        "alasan",
        "jumlah_pekerja",
        "bulan_terakhir",
        "bulan_tanpa_iuran",
        "penjelasan",
    ),
    "iuran": (
        "bulan_terima",
        "berkas",
        "lembar",
        "baris",
        "nip_tercatat",
        "nip_asn",
        "nik_pekerja_samar",
        "bulan_awal",
        "bulan_akhir",
        "nominal",
        "tanggal_bayar",
        "disposisi",
    ),
    "temuan": (
        "kode",
        "tingkat",
        "jenis_berkas",
        "bulan_terima",
        "berkas",
        "lembar",
        "baris",
        "kolom",
        "pesan",
        "pemilik",
        "kode_opd",
    ),
    "opd": (
        "kode_opd",
        "nama_opd",
        "wajib",
        "sudah",
        "belum",
        "dikecualikan",
        "klarifikasi",
        "tak_terbaca",
        "persen",
        "jumlah_pekerja",
    ),
    "tindak_lanjut": (
        "periode_asal",
        "revisi_asal",
        "kode_opd",
        "nip",
        "jawaban",
        "target_bulan",
        "catatan",
        "bulan_terima",
        "berkas",
        "baris",
        "berlaku",
        "keadaan",
    ),
    "usulan": (
        "berkas",
        "lembar",
        "baris",
        "nip_tercatat",
        "nama_tercatat",
        "nip_usulan",
        "nama_usulan",
        "skor",
        "dasar",
    ),
}


def table_schema(table: str) -> dict[str, DType]:
    """Return name -> polars type of the columns of `table`, in the contract's order (§6)."""
    return {name: FIELDS[name].dtype for name in TABLES[table]}

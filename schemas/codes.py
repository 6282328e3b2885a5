"""The closed vocabularies of the contract: kinds, row classes, dispositions, verdicts and reasons.

Order matters: where the contract says "the first that applies" or "furthest down the table", the
order of these tuples is that table (contract §2.4, §5.4, §5.5).
"""

from typing import Final

UNMAPPED_OPD: Final = "BELUM-DIPETAKAN"

ROSTER: Final = "asn"
IURAN: Final = "iuran"
# What secretaries send back; the folder of a month and the layout are named so.
ANSWERS: Final = "tindak_lanjut"
# What a secretary fills in for each ASN (contract §6, §8.2), in the order of its columns.
FILL_INS: Final = ("tindak_lanjut", "target_bulan", "catatan")

ROW_CLASSES: Final = (
    "diterima",
    "ditolak",
    "ganda",
    "kosong",
    "total",
    "judul",
    "nomor_kolom",
    "kaki",
)

UNKNOWN_KIND: Final = "tidak diketahui"
ASN_KINDS: Final = ("PNS", "CPNS", "PPPK", "PPPK Paruh Waktu", UNKNOWN_KIND)

DISPOSITIONS: Final = (
    "ditolak",
    "di_luar_periode",
    "belum_lunas",
    "dana_bukan_asn",
    "donatur_tidak_di_roster",
    "donatur_diduga",
    "donatur_tidak_dikenal",
    "diri_sendiri",
    "pekerja_asn",
    "kurang_bayar",
    "duplikat",
    "diklaim_lebih_dulu",
    "dihitung",
)

STATUSES: Final = ("sudah", "belum", "dikecualikan", "klarifikasi")

OWN_RECORD_REASONS: Final = (
    "belum_lunas",
    "dana_bukan_asn",
    "diri_sendiri",
    "pekerja_asn",
    "kurang_bayar",
    "diklaim_lebih_dulu",
)

REASONS: Final = {
    "dikecualikan": ("keluar", "kedudukan", "jenis_tidak_wajib", "belum_mulai_wajib"),
    "sudah": ("lunas",),
    "klarifikasi": ("orang_ganda", "jenis_tidak_dikenal", "kedudukan_tidak_dikenal"),
    "belum": (
        *OWN_RECORD_REASONS,
        "kurang_dari_minimal",
        "catatan_tidak_terbaca",
        "diduga_salah_catat",
        "menunggak",
        "berhenti",
        "belum_pernah",
    ),
}

# The state of a record is not a fault of a person: belum is shown in these groups (contract §6).
LATE_GROUPS: Final = {
    "belum_ada_catatan": ("belum_pernah",),
    "tidak_berlanjut": ("menunggak", "berhenti"),
    "sedang_diperiksa": ("diduga_salah_catat", "catatan_tidak_terbaca", "diklaim_lebih_dulu"),
    "belum_memenuhi": (
        "belum_lunas",
        "dana_bukan_asn",
        "diri_sendiri",
        "pekerja_asn",
        "kurang_bayar",
        "kurang_dari_minimal",
    ),
}

CHANGES: Final = ("baru_berpartisipasi", "baru_belum", "pindah", "masuk", "keluar")

LEVELS: Final = ("berkas", "baris", "peringatan")
OWNERS: Final = ("OPD", "BKPP", "BPJS", "operator")

PROVEN: Final = "terbukti"
CONTRADICTED: Final = "bertentangan"
LATE_PROMISE: Final = "janji_lewat"
OPEN_ANSWER: Final = "menunggu"
# What the data say to an answer, the first that applies (contract §8.4).
ANSWER_STATES: Final = (PROVEN, CONTRADICTED, LATE_PROMISE, OPEN_ANSWER)

"""Why: the sentence for each verdict, with its evidence, on tables (contract §5.5, penjelasan)."""

from typing import Any, Final

import polars as pl

from pipeline.assessing.evidence import claim_number, explained, payment_order
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from tests.builders.small_city import policy

MARCH: Final = Period.parse("2026-03")
Row = dict[str, Any]
TEXT: Final = pl.String
PEOPLE: Final[dict[str, Any]] = {
    **dict.fromkeys(("nip", "alasan", "kedudukan_hukum", "jenis_asn"), TEXT),
    "jumlah_pekerja": pl.Int64,
    **dict.fromkeys(("terakhir", "mulai_wajib", "sejak"), pl.Int32),
}
RECORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("bulan_terima", "berkas", "lembar", "sumber"), TEXT),
    **dict.fromkeys(("baris", "nominal", "nomor_klaim"), pl.Int64),
    **dict.fromkeys(("awal", "akhir", "dibayar_sampai"), pl.Int32),
    **dict.fromkeys(("nip_asn", "nip_usulan", "disposisi", "status_bayar", "sumber_dana"), TEXT),
    **dict.fromkeys(("lunas", "dana_asn", "diri", "lebih_dulu"), pl.Boolean),
}
LOST: Final[dict[str, Any]] = {
    **{name: RECORDS[name] for name in ("bulan_terima", "berkas", "lembar", "sumber", "baris")},
    **dict.fromkeys(("awal", "akhir"), pl.Int32),
    "nip": TEXT,
    "bulan_salah": pl.Boolean,
}


def index(month: str) -> int:
    return Period.parse(month).index


def place(at: int) -> str:
    return f"iuran baris {at} (diterima Maret 2026)"


def sentence(
    person: Row, *records: Row, lost: tuple[Row, ...] = (), beside: tuple[Row, ...] = ()
) -> str:
    """Return what is told of a person; `beside`: others of whom the same table tells."""
    held: Row = {
        "bulan_terima": "2026-03",
        "berkas": "iuran/a.csv",
        "lembar": "",
        "sumber": "iuran",
    }
    span = {"awal": MARCH.index, "akhir": MARCH.index, "dibayar_sampai": MARCH.index}
    plain = {"lunas": True, "dana_asn": True, "diri": False, "nominal": 16800, "lebih_dulu": False}
    usual: Row = held | span | plain | {"nip_asn": "1"}
    people = [{"nip": "1", "jumlah_pekerja": 0, "sejak": None} | person, *beside]
    decision = Decision(
        MARCH,
        pl.DataFrame(people, schema=PEOPLE),
        pl.DataFrame(
            [usual | {"baris": at} | row for at, row in enumerate(records, 2)], schema=RECORDS
        ),
        pl.DataFrame(
            [
                held | {"baris": at, "nip": "1", "bulan_salah": False} | row
                for at, row in enumerate(lost, 50)
            ],
            schema=LOST,
        ),
        pl.DataFrame(),
    )
    told = explained(decision, policy("minimal_pekerja = 3"))
    assert told.height == len(people)
    assert not {"_nominal", "tak_terhitung"} & set(told.columns)
    return str(told.filter(nip="1")["penjelasan"][0])


COUNTS: Final[Row] = {"disposisi": "dihitung"}


def test_who_takes_part_is_told_by_the_first_record_that_counts() -> None:
    for reason, end in (("lunas", "."), ("kurang_dari_minimal", ", belum mencapai 3 pekerja.")):
        person = {"alasan": reason, "jumlah_pekerja": 2}
        first = COUNTS | {"awal": index("2026-02"), "akhir": index("2026-04")}
        told = sentence(person, {"disposisi": "belum_lunas"}, first, COUNTS)
        shown = (
            f"(iuran Februari 2026 s.d. April 2026; {place(3)})"
            if reason == "lunas"
            else f"({place(3)})"
        )
        assert told == f"Melindungi 2 pekerja rentan pada Maret 2026 {shown}{end}"


def test_who_is_exempt_or_unclear_is_told_by_the_roster() -> None:
    told = {
        reason: sentence({"alasan": reason, "kedudukan_hukum": "CLTN", "jenis_asn": "CPNS", "mulai_wajib": index("2026-04")})
        for reason in ("keluar", "kedudukan", "jenis_tidak_wajib", "belum_mulai_wajib", "kedudukan_tidak_dikenal")
    }  # fmt: skip
    assert told == {
        "keluar": "Kedudukan hukum pada daftar ASN: CLTN; tidak dihitung sebagai ASN aktif.",
        "kedudukan": "Kedudukan hukum pada daftar ASN: CLTN; dikecualikan oleh kebijakan.",
        "jenis_tidak_wajib": "Jenis CPNS belum diwajibkan oleh kebijakan.",
        "belum_mulai_wajib": "Jenis CPNS baru wajib mulai April 2026.",
        "kedudukan_tidak_dikenal": "Kedudukan hukum pada daftar ASN (CLTN) belum ada dalam "
        "kebijakan, sehingga kewajibannya belum dapat ditentukan.",
    }
    assert "NIP lain" in sentence({"alasan": "orang_ganda"})
    assert "Jenis ASN pada daftar ASN tidak dikenal" in sentence({"alasan": "jenis_tidak_dikenal"})


def test_a_record_that_does_not_count_is_told_with_what_it_lacks() -> None:
    def told(reason: str, **cells: Any) -> str:
        own = {"disposisi": reason} | cells
        others = (
            {"disposisi": "dihitung"},
            {"disposisi": "belum_lunas"},
            {"disposisi": "pekerja_asn"},
        )
        return sentence({"alasan": reason}, *others, own, own)

    first = {"belum_lunas": 3, "pekerja_asn": 4}
    assert told("belum_lunas") == (
        f"Catatan iuran Maret 2026 di {place(3)} belum lunas; status tertulis: kosong."
    )
    assert told("dana_bukan_asn", sumber_dana="APBD") == (
        f"Iuran Maret 2026 ({place(5)}) tercatat dari sumber dana APBD, bukan dana pribadi ASN."
    )
    assert "dari sumber dana kosong," in told("dana_bukan_asn")
    assert f"ASN yang bersangkutan ({place(5)})" in told("diri_sendiri")
    assert f"({place(first['pekerja_asn'])})" in told("pekerja_asn")
    assert "status tertulis: gagal." in sentence(
        {"alasan": "belum_lunas"}, {"disposisi": "belum_lunas", "status_bayar": "gagal"}
    )


def test_too_little_money_is_told_with_how_far_it_reaches() -> None:
    short = {"disposisi": "kurang_bayar", "awal": index("2026-01"), "nominal": 20000}
    person = {"alasan": "kurang_bayar"}
    assert sentence(person, short | {"dibayar_sampai": index("2026-01")}) == (
        f"Iuran Rp20.000 untuk Januari 2026 s.d. Maret 2026 ({place(2)}) belum mencukupi tarif "
        "terendah sampai Maret 2026; cukup sampai Januari 2026."
    )
    assert sentence(person, short | {"dibayar_sampai": None}).endswith(
        "tidak cukup untuk satu bulan."
    )


def test_a_worker_whom_another_has_is_told_by_the_claim_and_who_paid_earlier_if_that_is_known() -> (
    None
):
    late = {"disposisi": "diklaim_lebih_dulu", "nomor_klaim": 4}
    person = {"alasan": "diklaim_lebih_dulu"}
    for earlier, word in ((True, "membayar"), (False, "tercatat")):
        assert sentence(person, late | {"lebih_dulu": earlier}) == (
            f"Pekerja pada catatan {place(2)} sama dengan pekerja ASN lain yang {word} lebih dulu "
            "(klaim K-004)."
        )


def test_a_claims_number_has_three_digits_or_more() -> None:
    frame = pl.DataFrame({"n": [4, 123, 1234]})
    assert frame.select(claim_number(pl.col("n"))).to_series().to_list() == [
        "K-004",
        "K-123",
        "K-1234",
    ]
    orders = pl.DataFrame({"e": [True, False]}).select(payment_order(pl.col("e"))).to_series()
    assert orders.to_list() == ["membayar lebih dulu", "tercatat lebih dulu"]


def test_nothing_is_denied_that_is_known() -> None:
    """Since when, until P, and what there is that does not count."""
    since = {"sejak": index("2026-01"), "terakhir": index("2025-12")}
    never = {"alasan": "belum_pernah"} | since
    assert sentence(never) == "Tidak ada catatan iuran sejak Januari 2026 sampai Maret 2026."
    assert sentence(never | {"sejak": MARCH.index}) == "Tidak ada catatan iuran untuk Maret 2026."
    ahead = {"disposisi": "di_luar_periode", "awal": index("2026-04"), "akhir": index("2026-04")}
    assert sentence(never, ahead) == (
        "Tidak ada iuran yang terhitung sejak Januari 2026 sampai Maret 2026, tetapi ada catatan "
        "yang tidak terhitung: 1 untuk bulan sesudah Maret 2026."
    )
    for reason in ("menunggak", "berhenti"):
        assert sentence({"alasan": reason} | since) == (
            "Iuran terakhir yang tercatat: Desember 2025; tidak ada catatan iuran sejak Januari "
            "2026 sampai Maret 2026."
        )
        assert "tidak ada iuran yang terhitung" in sentence({"alasan": reason} | since, ahead)


def test_what_waits_to_be_mended_is_told_and_what_else_there_is() -> None:
    since = {"sejak": index("2026-01")}
    unread = {"awal": MARCH.index, "akhir": MARCH.index}
    other = {"awal": index("2026-02"), "akhir": index("2026-02")}
    assert sentence({"alasan": "catatan_tidak_terbaca"} | since, lost=(other, unread)) == (
        f"Ada catatan atas NIP ini di {place(51)} yang tidak dapat dibaca dan perlu diperbaiki; "
        "tidak ada iuran lain yang terhitung sejak Januari 2026 sampai Maret 2026, tetapi ada pula "
        "catatan yang tidak terhitung: 1 tidak terbaca."
    )
    suspected = {"disposisi": "donatur_diduga", "nip_asn": None, "nip_usulan": "1"}
    before = suspected | other | {"disposisi": "di_luar_periode", "akhir": index("2025-12")}
    assert sentence({"alasan": "diduga_salah_catat"} | since, before, suspected) == (
        f"Ada catatan di {place(3)} dengan NIP atau nama yang mirip, menunggu pemeriksaan; tidak "
        "ada catatan iuran lain sejak Januari 2026 sampai Maret 2026."
    )


def test_each_is_told_of_their_own_records() -> None:
    other: Row = {"nip": "2", "alasan": "lunas", "jumlah_pekerja": 9}
    told = sentence(
        {"alasan": "lunas", "jumlah_pekerja": 1}, COUNTS | {"nip_asn": "2"}, COUNTS, beside=(other,)
    )
    assert told == f"Melindungi 1 pekerja rentan pada Maret 2026 (iuran Maret 2026; {place(3)})."

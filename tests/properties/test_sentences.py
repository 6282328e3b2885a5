"""In any small city no sentence contradicts a record (contract §5.4, §5.5: penjelasan)."""

import re
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.periods import MONTH_NAMES, Period
from tests.builders.examples import FEW
from tests.builders.small_city import lay_down, month

PEOPLE = {
    "199001012015041001": "Budi Santoso",
    "199201012017042001": "Siti Aminah",
    "198805052023211001": "Joko Susilo",
    "199303032019032002": "Dewi Lestari",
    "198001012005011009": "Eko Prasetyo",
}
NIKS = {nip: f"337401{nip[6:8]}{nip[4:6]}{nip[2:4]}{at:04d}" for at, nip in enumerate(PEOPLE, 1)}
ROSTER = "NIP,Nama,NIK,Jenis ASN,OPD\n" + "".join(
    f"{n},{name},{NIKS[n]},,DINKES\n" for n, name in PEOPLE.items()
)
HEAD = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Status Bayar,Sumber Dana,Tanggal Bayar,NIK Donatur\n"
WORKERS = ["3374021507800001", "3374021607800002", *NIKS.values()]
RECORDS = st.lists(
    st.tuples(
        st.sampled_from([*PEOPLE, "19900101201504100", "1990010120150410012", ""]),
        st.sampled_from([*PEOPLE.values(), ""]),
        st.sampled_from(WORKERS),
        st.sampled_from(
            ["2026-01", "2026-02", "2026-03", "2026-05", "Jan-Mar 2026", "Mar - Mei 2026", "?"]
        ),
        st.sampled_from(["16800", "16800", "1000", "", "x"]),
        st.sampled_from(["", "", "gagal"]),
        st.sampled_from(["", "", "APBD"]),
        st.sampled_from(["", "03/03/2026", "04/03/2026"]),
        st.just(""),
    ),
    min_size=1,
    max_size=8,
)
Record = tuple[str, ...]
_SINCE = re.compile(
    rf"(?:iuran|lain|terhitung) (?:sejak|untuk) ({'|'.join(MONTH_NAMES)}) (\d{{4}})"
)


def decided(early: list[Record], late: list[Record]) -> dict[str, pl.DataFrame]:
    laid = {"2026-01/asn/a.csv": ROSTER, "2026-03/asn/a.csv": ROSTER}
    laid |= {
        f"2026-0{m}/iuran/{m}.csv": HEAD + "\n".join(map(",".join, rows))
        for m, rows in ((1, early), (3, late))
    }
    with tempfile.TemporaryDirectory() as folder:
        return month(lay_down(Path(folder), laid), "2026-03").tables


def since(sentence: str) -> str | None:
    found = _SINCE.search(sentence)
    return str(Period.of(int(found[2]), MONTH_NAMES.index(found[1]) + 1)) if found else None


def records_since(nip: str, start: str, tables: dict[str, pl.DataFrame]) -> int:
    """Count what is known of this person from `start` on.

    That is own records, rejected ones, and those that may be meant.
    """
    iuran, suggested = tables["iuran"], tables["usulan"].filter(nip_usulan=nip)
    meant = iuran.join(
        suggested.select("berkas", "lembar", "baris"), on=["berkas", "lembar", "baris"], how="semi"
    )
    bearing = (pl.col("nip_tercatat") == nip) & (pl.col("disposisi") == "ditolak")
    own = iuran.filter(
        (pl.col("nip_asn") == nip).fill_null(value=False) | bearing.fill_null(value=False)
    )
    both = pl.concat([own, meant]).unique()
    ends = pl.coalesce("bulan_akhir", "bulan_terima")
    return both.filter(ends >= start).height


@FEW
@given(RECORDS, RECORDS)
def test_no_sentence_denies_a_record_that_is_known(early: list[Record], late: list[Record]) -> None:
    tables = decided(early, late)
    for nip, sentence in tables["status"].select("nip", "penjelasan").iter_rows():
        start = since(sentence)
        if start is None:
            continue
        known = records_since(nip, start, tables)
        if "tidak ada catatan iuran lain" in sentence:
            assert known == 1, sentence
        elif "idak ada catatan iuran" in sentence:
            assert known == 0, sentence
        else:
            told = sum(map(int, re.findall(r"(?:: |, )(\d+) ", sentence.split("terhitung")[-1])))
            assert told == known - ("lain" in sentence), sentence


@FEW
@given(RECORDS, RECORDS)
def test_who_is_said_to_have_paid_earlier_has_the_earlier_date(
    early: list[Record], late: list[Record]
) -> None:
    tables = decided(early, late)
    iuran = tables["iuran"]
    counted = iuran.filter(disposisi="dihitung").select("nik_pekerja_samar", dulu="tanggal_bayar")
    claimed = iuran.filter(disposisi="diklaim_lebih_dulu").join(counted, on="nik_pekerja_samar")
    later = claimed.filter((pl.col("dulu") < pl.col("tanggal_bayar")).fill_null(value=False))[
        "nip_asn"
    ]
    for nip, sentence in (
        tables["status"].filter(alasan="diklaim_lebih_dulu").select("nip", "penjelasan").iter_rows()
    ):
        if "membayar lebih dulu" in sentence:
            assert nip in later
        else:
            assert "tercatat lebih dulu" in sentence

"""Which of several records has a worker, and the numbers of claims (contract §5.4)."""

from pathlib import Path

import polars as pl

from pipeline.assessing.month import Month
from tests.builders.books import xlsx
from tests.builders.small_city import lay_down, month

BUDI, SITI = "199001012015041001", "199201012017042001"
ROSTER = f"NIP,Nama,OPD\n{BUDI},Budi Santoso,DINKES\n{SITI},Siti Aminah,DISDIK\n"
HEAD = ["NIP Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal", "Tanggal Bayar"]
FIRST, SECOND = "3374021507800001", "3374021607800002"


def paid(donor: str, worker: str, date: str) -> list[str]:
    return [donor, worker, "2026-03", "16800", date]


def decided(folder: Path, content: str | bytes, name: str) -> Month:
    return month(
        lay_down(folder, {"2026-03/asn/a.csv": ROSTER, f"2026-03/iuran/{name}": content}), "2026-03"
    )


def test_on_one_day_the_order_of_the_sheets_decides(tmp_path: Path) -> None:
    book = xlsx(
        {"Z": [HEAD, paid(SITI, FIRST, "05/03/2026")], "A": [HEAD, paid(BUDI, FIRST, "05/03/2026")]}
    )
    iuran = decided(tmp_path, book, "a.xlsx").tables["iuran"]
    assert dict(iuran.select("lembar", "disposisi").rows()) == {
        "Z": "dihitung",
        "A": "diklaim_lebih_dulu",
    }


def test_claims_are_numbered_by_first_place_whatever_their_dates(tmp_path: Path) -> None:
    rows = [
        paid(BUDI, FIRST, "20/03/2026"),
        paid(BUDI, SECOND, "18/03/2026"),
        paid(SITI, SECOND, "09/03/2026"),
        paid(SITI, FIRST, "10/03/2026"),
    ]
    tables = decided(tmp_path, "\n".join(",".join(row) for row in [HEAD, *rows]), "a.csv").tables
    findings = tables["temuan"].filter(pl.col("kode").str.starts_with("diklaim"))
    numbers = (
        findings.select("baris", nomor=pl.col("pesan").str.extract(r"(K-\d+)")).sort("baris").rows()
    )
    assert numbers == [(2, "K-001"), (3, "K-002"), (4, "K-002"), (5, "K-001")]
    assert "baris 2 " in tables["status"].filter(nip=BUDI)["penjelasan"][0]


def test_a_name_exactly_sixty_similar_is_not_a_different_one(tmp_path: Path) -> None:
    held, exactly, below = "ABCDEFGHIJ", "ABCDEFXXXX", "ABCDEXXXXX"
    files = {
        "2026-03/asn/a.csv": f"NIP,Nama,OPD\n{BUDI},{held},DINKES\n",
        "2026-03/iuran/a.csv": f"Nama Donatur,{','.join(HEAD)}\n"
        + "\n".join(
            f"{name},{','.join(paid(BUDI, worker, ''))}"
            for name, worker in ((exactly, FIRST), (below, SECOND))
        ),
    }
    findings = month(lay_down(tmp_path, files), "2026-03").tables["temuan"]
    assert list(findings.filter(kode="nama_donatur_beda")["baris"]) == [3]


def test_a_worker_known_by_the_kpj_alone_is_nobodys_double(tmp_path: Path) -> None:
    roster = f"NIP,Nama,NIK,OPD\n{BUDI},Budi Santoso,3374010101900001,DINKES\n"
    paid_for = f"NIP Donatur,KPJ,Bulan Iuran,Nominal\n{BUDI},12345678901,2026-03,16800\n"
    files = {"2026-03/asn/a.csv": roster, "2026-03/iuran/a.csv": paid_for}
    tables = month(lay_down(tmp_path, files), "2026-03").tables
    assert tables["iuran"]["disposisi"].to_list() == ["dihitung"]
    assert "pekerja_tak_terbedakan" not in tables["temuan"]["kode"].to_list()

"""`explain`: for a person the verdict of the reports, each record, its rule, who was meant (§7)."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipeline.assessing.evidence import explained
from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision, decide
from pipeline.dossier import building, months
from pipeline.dossier.building import asked_nip, explain
from pipeline.dossier.model import Dossier
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.policy import Policy
from schemas.codes import DISPOSITIONS, REASONS
from tests.builders import kota_kecil
from tests.builders.books import xlsx
from tests.builders.paths import EXPLAIN_EXAMPLES, SCENARIOS
from tests.builders.provoked import BUDI, SITI, TWINS, Files, asn, pay
from tests.builders.small_city import known, lay_down, scenario_known, scenario_settings
from tests.explain_examples import with_examples

NAMES = sorted(path.parent.name for path in SCENARIOS.glob("*/skenario.toml"))
PERIOD = "2026-03"


def someone_of_each_reason() -> list[tuple[str, str]]:
    """Return (alasan, nip): the first of each reason that kota-kecil has in March 2026."""
    status = kota_kecil.expected(f"{PERIOD}/status.csv").sort("nip").unique("alasan", keep="first")
    return sorted(status.select("alasan", "nip").rows())


@cache
def in_kota_kecil(nip: str, period: str = PERIOD) -> Dossier:
    return explain(kota_kecil.known(period), Period.parse(period), nip)


def in_city(folder: Path, files: Files, nip: str) -> Dossier:
    roster = asn("") | {
        "2026-03/asn/a.csv": f"NIP,Nama,NIK,Jenis ASN,OPD\n{BUDI},Budi,3374010101900001,PNS,DINKES\n"
    }
    return explain(known(lay_down(folder, {**roster, **files}), PERIOD), Period.parse(PERIOD), nip)


def everyone(name: str) -> list[Dossier]:
    period, held = scenario_settings(name).periode, scenario_known(name)
    return [explain(held, Period.parse(period), nip) for nip in held.rosters[period]["nip"]]


@pytest.fixture(scope="module", autouse=True)
def _decided_once() -> Iterator[None]:
    """The same knowledge is decided and worded once a month, for all whom it is explained to."""
    decisions: dict[tuple[int, Period], tuple[Known, Decision]] = {}
    sentences: dict[int, tuple[Decision, pl.DataFrame]] = {}

    def decided(held: Known, month: Period) -> Decision:
        by = (id(held), month)
        if by not in decisions:
            decisions[by] = (held, decide(held, month))
        return decisions[by][1]

    def worded(decision: Decision, policy: Policy) -> pl.DataFrame:
        if id(decision) not in sentences:
            sentences[id(decision)] = (decision, explained(decision, policy))
        return sentences[id(decision)][1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(building, "decide", decided)
        patched.setattr(months, "decide", decided)
        patched.setattr(building, "explained", worded)
        yield


def test_kota_kecil_has_most_reasons() -> None:
    assert len(someone_of_each_reason()) >= 12


@pytest.mark.parametrize(
    ("alasan", "nip"), someone_of_each_reason(), ids=lambda text: text if text.isalpha() else ""
)
def test_the_verdict_is_the_one_that_the_reports_give(alasan: str, nip: str) -> None:
    dossier = in_kota_kecil(nip)
    row = (
        kota_kecil.month(PERIOD).tables["status"].row(by_predicate=pl.col("nip") == nip, named=True)
    )
    assert dossier.putusan is not None
    assert dossier.putusan.alasan == alasan
    assert dossier.putusan.penjelasan == row["penjelasan"]
    assert dossier.putusan.ubah
    assert dossier.bulan[-1].keadaan == row["status"]


@pytest.mark.parametrize(
    ("alasan", "nip"), someone_of_each_reason(), ids=lambda text: text if text.isalpha() else ""
)
def test_every_record_of_the_person_is_there_with_its_expected_disposition(
    alasan: str, nip: str
) -> None:
    del alasan
    wanted = kota_kecil.expected(f"{PERIOD}/iuran.csv").filter(pl.col("nip_asn") == nip)
    records = in_kota_kecil(nip).catatan
    for row in wanted.iter_rows(named=True):
        file, line = f"{row['bulan_terima']}/{row['berkas']} ", f"baris {row['baris']}"
        here = [r for r in records if r.tempat.startswith(file) and r.tempat.endswith(line)]
        assert row["disposisi"] in [record.disposisi for record in here]


def test_everyone_in_every_scenario_can_be_explained_and_every_code_has_its_words() -> None:
    dossiers = [dossier for name in NAMES for dossier in everyone(name)]
    assert all(dossier.putusan and len(dossier.kewajiban) == 2 for dossier in dossiers)
    assert all(
        r.aturan and "{" not in r.aturan + r.kaitan for dossier in dossiers for r in dossier.catatan
    )
    reasons = {dossier.putusan.alasan for dossier in dossiers if dossier.putusan}
    assert reasons == {reason for some in REASONS.values() for reason in some}
    strangers = {"donatur_tidak_di_roster", "donatur_tidak_dikenal"}
    assert {r.disposisi for d in dossiers for r in d.catatan} >= set(DISPOSITIONS) - strangers


def test_the_examples_in_the_operators_guide_are_what_the_program_says() -> None:
    page = EXPLAIN_EXAMPLES.read_text(encoding="utf-8")
    assert with_examples(page) == page


def test_a_mistyped_nip_leads_to_the_nearest(tmp_path: Path) -> None:
    dossier = in_city(tmp_path, pay(), BUDI[:-1])
    assert dossier.orang is None
    assert dossier.putusan is None
    assert [(near.nip, near.beda) for near in dossier.mirip] == [(BUDI, 1)]
    assert "tidak ada di roster mana pun" in dossier.peringatan[0]


def test_records_that_bear_a_mistyped_nip_are_shown_with_whom_they_may_mean(tmp_path: Path) -> None:
    mistyped = "199001012015041002"
    dossier = in_city(tmp_path, pay(nip=mistyped, nama="Budi"), mistyped)
    assert [(r.disposisi, r.kaitan) for r in dossier.catatan] == [
        ("donatur_diduga", "NIP ini tertulis")
    ]
    assert BUDI in dossier.catatan[0].aturan


def test_a_number_that_excel_damaged_is_nobodys_even_where_it_looks_like_somebodys(
    tmp_path: Path,
) -> None:
    snapped = "199001012015041024"  # divisible by 32: what a floating-point number makes of its neighbours
    heads = ["NIP Donatur", "Nama Donatur", "NIK Pekerja", "Bulan Iuran"]
    book = xlsx([heads, [int(snapped), "Orang Lain", "3374021507800002", "2026-03"]])
    files: Files = {
        "2026-03/asn/b.csv": f"NIP,Nama,OPD\n{snapped},Wahyu,DINKES\n",
        "2026-03/iuran/c.xlsx": book,
    }
    assert in_city(tmp_path, files, snapped).catatan == ()


def test_two_that_fit_equally_both_see_the_record(tmp_path: Path) -> None:
    files = {**asn(TWINS), "2026-03/asn/a.csv": "NIP,Nama\n", **pay(nip="199001012015041003")}
    seen = in_city(tmp_path, files, BUDI).catatan
    assert [(r.disposisi, "sama miripnya" in r.kaitan) for r in seen] == [
        ("donatur_tidak_dikenal", True)
    ]


def test_a_payment_that_a_repair_gives_to_another_is_said_to_be(tmp_path: Path) -> None:
    repair = f"nip_tercatat,nama_tercatat,nip_benar\n{BUDI},Budi Santoso,{SITI}\n"
    files = {**asn(""), **pay(), "referensi/koreksi.csv": repair}
    assert [r.kaitan for r in in_city(tmp_path / "a", files, BUDI).catatan] == [
        "NIP ini tertulis, tetapi dikaitkan dengan orang lain"
    ]
    assert [r.kaitan for r in in_city(tmp_path / "b", files, SITI).catatan] == [
        "miliknya menurut koreksi.csv"
    ]


def test_whoever_left_is_shown_with_the_last_roster_and_without_a_verdict(tmp_path: Path) -> None:
    before = {
        "2026-02/asn/a.csv": f"NIP,Nama,NIK,Jenis ASN,OPD\n{SITI},Siti,3374014101920001,PNS,DISDIK\n"
    }
    dossier = in_city(
        tmp_path, {**before, "2026-03/asn/b.csv": "NIP,Nama\n", **pay(nip=SITI, nama="Siti")}, SITI
    )
    assert not dossier.di_roster
    assert dossier.putusan is None
    assert "terakhir ada di roster Februari 2026" in dossier.peringatan[0]
    assert [record.disposisi for record in dossier.catatan] == ["donatur_tidak_di_roster"]
    assert [mark.keadaan for mark in dossier.bulan[-2:]] == ["belum", "di_luar"]


def test_an_old_ni_leads_to_the_new_one_and_the_new_one_has_the_old_months(tmp_path: Path) -> None:
    old, new = "198805052022211009", "198805052023211001"
    head = "NIP,Nama,NIK,Jenis ASN,OPD\n"
    files: Files = {
        "2026-02/asn/a.csv": f"{head}{old},Joko Susilo,3374010505880001,PPPK,DISDIK\n",
        "2026-03/asn/b.csv": f"{head}{new},Joko Susilo,3374010505880001,PPPK,DISDIK\n",
        **pay(nip=old, nama="Joko Susilo"),
    }
    gone, now = in_city(tmp_path / "a", files, old), in_city(tmp_path / "b", files, new)
    assert any(new in warning for warning in gone.peringatan)
    assert [record.kaitan for record in now.catatan] == ["NIP lamanya (NIK sama)"]
    assert [mark.keadaan for mark in now.bulan[-2:]] == ["belum", "sudah"]


def test_someone_new_with_a_nik_that_another_has_is_not_given_the_other_s_months(
    tmp_path: Path,
) -> None:
    head, nik = "NIP,Nama,NIK,Jenis ASN,OPD\n", "3374010101900001"
    before: Files = {"2026-02/asn/a.csv": f"{head}{BUDI},Budi,{nik},PNS,DINKES\n"}
    files: Files = {**before, "2026-03/asn/b.csv": f"{head}{SITI},Siti,{nik},PNS,DISDIK\n", **pay()}
    assert [mark.keadaan for mark in in_city(tmp_path / "a", files, SITI).bulan[-2:]] == [
        "di_luar",
        "belum",
    ]
    assert [mark.keadaan for mark in in_city(tmp_path / "b", files, BUDI).bulan[-2:]] == [
        "belum",
        "sudah",
    ]


def test_whoever_left_is_not_taken_for_a_colleague_with_the_same_nik(tmp_path: Path) -> None:
    head, nik = "NIP,Nama,NIK,Jenis ASN,OPD\n", "3374010101900001"
    before: Files = {
        "2026-02/asn/a.csv": f"{head}{BUDI},Budi,{nik},PNS,DINKES\n{SITI},Siti,{nik},PNS,DISDIK\n"
    }
    gone = in_city(tmp_path, {**before, "2026-03/asn/b.csv": "NIP,Nama\n", **pay()}, SITI)
    assert len(gone.peringatan) == 1
    assert "terakhir ada di roster Februari 2026" in gone.peringatan[0]


def test_a_roster_row_that_was_rejected_or_doubled_is_named(tmp_path: Path) -> None:
    twice = {"2026-03/asn/b.csv": f"NIP,Nama,OPD\n{BUDI},Budi,DINKES\n{BUDI},,DINKES\n"}
    said = in_city(tmp_path, {**twice, **pay()}, BUDI).peringatan
    assert any("b.csv baris 2; baris itu tidak dipakai" in text for text in said)
    assert any("b.csv baris 3 memuat NIP ini tetapi ditolak" in text for text in said)


def test_a_rejected_record_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    record = in_city(tmp_path, pay(bulan="Brumaire"), BUDI).catatan[0]
    assert record.disposisi == "ditolak"
    assert "jumlah bulannya kosong atau tidak terbaca" in record.aturan


@pytest.mark.parametrize("text", ["", "123", "3374010101900001", "19900101201504100A", "1" * 21])
def test_what_can_be_no_nip_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError):
        asked_nip(text)


@pytest.mark.parametrize("text", [BUDI, "19900101 201504 1 001", "'19900101.201504.1.001"])
def test_a_nip_may_be_written_in_groups(text: str) -> None:
    assert asked_nip(text) == BUDI


def test_a_month_without_a_roster_is_refused() -> None:
    with pytest.raises(RefusedError, match="2026-09/asn"):
        explain(kota_kecil.known("2026-04"), Period.parse("2026-09"), BUDI)

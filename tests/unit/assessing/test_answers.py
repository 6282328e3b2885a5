"""Answers beside the data: which of them counts, and what the data of a month say to it (§8.3-4)."""

from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.month import Month, assess
from pipeline.core.periods import Period
from pipeline.reading.returned.given import NO_ANSWERS, GivenAnswers
from pipeline.reporting.followup import answer_counts, follow_up_by_opd, own_follow_ups
from tests.builders.small_city import known, lay_down

BUDI, SITI, DEWI = "199001012015041001", "199201012017042001", "198804042012042004"
NAMES: Final = {BUDI: "Budi Santoso", SITI: "Siti Aminah", DEWI: "Dewi Lestari"}
HEAD: Final = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Status Bayar\n"
MONTHS: Final = ("2026-03", "2026-04", "2026-05")
WORKER: Final = iter(range(1001, 9999))


def roster(**moved: str) -> str:
    """Return a roster of three; `moved`: name -> another OPD, "" for one who is gone."""
    seats = {BUDI: "DINKES", SITI: "DINKES", DEWI: "DISDIK"}
    seats |= {
        nip: moved[name.split()[0]] for nip, name in NAMES.items() if name.split()[0] in moved
    }
    rows = [
        f"{nip},{NAMES[nip]},33740101{at}900001,PNS,Aktif,{opd}\n"
        for at, (nip, opd) in enumerate(seats.items(), 11)
        if opd
    ]
    return "NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n" + "".join(rows)


def payment(nip: str, month: str, status: str = "lunas", name: str = "") -> str:
    return f"{nip},{name or NAMES.get(nip, 'Budi')},337402150780{next(WORKER)},{month},16800,{status}\n"


def city(folder: Path, **files: str) -> Path:
    """Lay down three months in which Budi pays; `files` replace some ("iuran_05", "asn_05")."""
    laid: dict[str, str | bytes] = {}
    for month in MONTHS:
        end = month[-2:]
        laid[f"{month}/asn/r.csv"] = files.get(f"asn_{end}", roster()) + f"\nDicetak {month}\n"
        laid[f"{month}/iuran/i.csv"] = HEAD + files.get(f"iuran_{end}", payment(BUDI, month))
    return lay_down(folder, laid)


def answer(nip: str, jawaban: str | None, **more: Any) -> dict[str, Any]:
    """Return an answer to March's list of Dinas Kesehatan that came in April, with changes."""
    usual = {
        "periode_asal": "2026-03",
        "revisi_asal": "r01",
        "kode_opd": "DINKES",
        "nip": nip,
        "jawaban": jawaban,
        "target_bulan": None,
        "catatan": None,
        "lembar": "Belum Berpartisipasi",
        "baris": 7,
        "bulan_terima": "2026-04",
        "berkas": "tindak_lanjut/a.xlsx",
    }
    return {**usual, **more}


def given(*answers: dict[str, Any]) -> GivenAnswers:
    frame = pl.DataFrame(list(answers), schema=NO_ANSWERS.answers.schema)
    return GivenAnswers(frame, NO_ANSWERS.notes, NO_ANSWERS.sources)


def judged(inputs: Path, period: str, *answers: dict[str, Any]) -> Month:
    return assess(known(inputs, period), Period.parse(period), given=given(*answers))


def states(month: Month) -> dict[str, str]:
    rows = month.tables["tindak_lanjut"].filter("berlaku")
    return dict(rows.select("nip", "keadaan").rows())


def test_who_takes_part_now_has_kept_the_word(tmp_path: Path) -> None:
    inputs = city(tmp_path, iuran_05=payment(BUDI, "2026-05") + payment(SITI, "2026-05"))
    for choice in ("mendaftarkan", "akan", "membayar", "keberatan", None):
        assert states(judged(inputs, "2026-05", answer(SITI, choice))) == {SITI: "terbukti"}


def test_one_said_to_have_moved_who_is_on_a_later_roster_of_the_same_opd(tmp_path: Path) -> None:
    moved = answer(SITI, "mutasi")
    inputs = city(tmp_path)
    assert states(judged(inputs, "2026-03", moved)) == {SITI: "menunggu"}
    assert states(judged(inputs, "2026-05", moved)) == {SITI: "bertentangan"}


def test_one_said_to_have_moved_whose_standing_is_unclear_in_the_same_opd_is_still_there(
    tmp_path: Path,
) -> None:
    rows = roster().splitlines(keepends=True)
    unclear = "".join(row.replace("Aktif", "Cuti") if SITI in row else row for row in rows)
    month = judged(city(tmp_path, asn_05=unclear), "2026-05", answer(SITI, "mutasi"))
    assert month.tables["status"].filter(nip=SITI)["status"].to_list() == ["klarifikasi"]
    assert states(month) == {SITI: "bertentangan"}


def test_one_whom_the_roster_has_in_the_same_opd_as_retired_is_as_was_said(tmp_path: Path) -> None:
    for said in ("Pensiun", "CLTN"):
        rows = roster().splitlines(keepends=True)
        gone = "".join(row.replace("Aktif", said) if SITI in row else row for row in rows)
        month = judged(city(tmp_path / said, asn_05=gone), "2026-05", answer(SITI, "mutasi"))
        assert month.tables["status"].filter(nip=SITI)["status"].to_list() == ["dikecualikan"]
        assert states(month) == {SITI: "menunggu"}


@pytest.mark.parametrize("where", ["DISDIK", ""])
def test_one_who_moved_indeed_or_is_gone_is_not_contradicted(tmp_path: Path, where: str) -> None:
    inputs = city(tmp_path, asn_05=roster(Siti=where))
    assert states(judged(inputs, "2026-05", answer(SITI, "mutasi"))) == {SITI: "menunggu"}


def test_one_said_to_have_paid_of_whom_the_months_since_hold_nothing(tmp_path: Path) -> None:
    inputs = city(tmp_path)
    paid = answer(SITI, "membayar")
    assert states(judged(inputs, "2026-03", paid)) == {SITI: "menunggu"}
    assert states(judged(inputs, "2026-04", paid)) == {SITI: "menunggu"}
    assert states(judged(inputs, "2026-05", paid)) == {SITI: "bertentangan"}


@pytest.mark.parametrize(
    "record",
    [
        payment(SITI, "2026-05", "belum lunas"),
        payment(SITI, "2026-12"),
        payment("199201012017042010", "2026-05", name="Siti Aminah"),
        payment(SITI, "bulan depan"),
        payment("", "2026-05", name="Siti Aminah"),
    ],
    ids=["belum lunas", "bulan lain", "NIP mirip", "ditolak", "tanpa NIP"],
)
def test_any_record_that_is_or_may_be_the_persons_speaks_against_a_contradiction(
    tmp_path: Path, record: str
) -> None:
    inputs = city(tmp_path, iuran_05=payment(BUDI, "2026-05") + record)
    assert states(judged(inputs, "2026-05", answer(SITI, "membayar"))) == {SITI: "menunggu"}


def test_what_came_before_the_answer_says_nothing_of_it(tmp_path: Path) -> None:
    early = payment(BUDI, "2026-04") + payment(SITI, "2026-04", "belum lunas")
    inputs = city(tmp_path, iuran_04=early)
    paid = answer(SITI, "membayar", bulan_terima="2026-04", periode_asal="2026-03")
    assert states(judged(inputs, "2026-05", paid)) == {SITI: "menunggu"}
    late = answer(SITI, "membayar", bulan_terima="2026-05")
    assert states(judged(inputs, "2026-05", late)) == {SITI: "menunggu"}


@pytest.mark.parametrize(("period", "state"), [("2026-04", "menunggu"), ("2026-05", "janji_lewat")])
def test_a_promise_passes_when_its_month_is_over(tmp_path: Path, period: str, state: str) -> None:
    promise = answer(SITI, "akan", target_bulan="2026-04")
    assert states(judged(city(tmp_path), period, promise)) == {SITI: state}


def test_who_is_on_no_roster_any_more_keeps_the_answer_and_waits(tmp_path: Path) -> None:
    inputs = city(tmp_path, asn_05=roster(Siti=""))
    month = judged(inputs, "2026-05", answer(SITI, "akan", target_bulan="2026-04"))
    assert states(month) == {SITI: "menunggu"}
    assert answer_counts(month) == {}


NEWER: Final = {
    "bulan terima": {"bulan_terima": "2026-05"},
    "periode asal": {"periode_asal": "2026-04"},
    "revisi": {"revisi_asal": "r02"},
    "revisi dua angka": {"revisi_asal": "r10"},
    "berkas": {"berkas": "tindak_lanjut/b.xlsx"},
    "berkas lain, revisi lama": {"bulan_terima": "2026-05", "revisi_asal": "r01"},
}


@pytest.mark.parametrize("newer", NEWER.values(), ids=list(NEWER))
def test_the_newest_answer_is_in_force_whatever_order_they_come_in(
    tmp_path: Path, newer: dict[str, str]
) -> None:
    inputs = city(tmp_path)
    old = answer(SITI, "keberatan", revisi_asal="r01" if "revisi_asal" in newer else "r02")
    old |= {"revisi_asal": "r09"} if newer.get("revisi_asal") == "r10" else {}
    old |= {} if "berkas" in newer else {"berkas": "tindak_lanjut/z.xlsx"}
    new = answer(SITI, "akan", **{"revisi_asal": old["revisi_asal"], **newer})
    for order in ((old, new), (new, old)):
        rows = judged(inputs, "2026-05", *order).tables["tindak_lanjut"]
        assert rows.select("jawaban", "berlaku").rows() == [("keberatan", False), ("akan", True)]


def test_an_answer_to_a_later_list_says_nothing_of_an_earlier_month(tmp_path: Path) -> None:
    later = answer(SITI, "akan", periode_asal="2026-05", bulan_terima="2026-05")
    assert judged(city(tmp_path), "2026-04", later).tables["tindak_lanjut"].height == 0


def test_no_verdict_changes_for_an_answer(tmp_path: Path) -> None:
    inputs = city(tmp_path)
    plain = assess(known(inputs, "2026-05"), Period.parse("2026-05"))
    for choice in ("mendaftarkan", "membayar", "mutasi", "salah"):
        month = judged(inputs, "2026-05", answer(SITI, choice), answer(DEWI, choice))
        for name in ("status", "opd", "iuran", "usulan", "temuan"):
            assert month.tables[name].equals(plain.tables[name])
        assert month.stops == plain.stops


def test_the_counts_add_up_by_opd_and_for_the_city(tmp_path: Path) -> None:
    inputs = city(tmp_path, iuran_05=payment(BUDI, "2026-05") + payment(DEWI, "2026-05"))
    answers = (
        answer(SITI, "membayar"),
        answer(DEWI, "akan", kode_opd="DISDIK"),
        answer(BUDI, "akan", target_bulan="2026-04"),
    )
    month = judged(inputs, "2026-05", *answers)
    rows = {row["kode_opd"]: row for row in follow_up_by_opd(month).to_dicts()}
    assert set(rows) == {"DINKES", "DISDIK"}
    for row in rows.values():
        open_ = row["bertentangan"] + row["janji_lewat"] + row["menunggu"]
        assert row["dijawab"] == row["terbukti"] + open_
        assert row["belum"] == open_ + row["tanpa_jawaban"]
    assert (rows["DINKES"]["terbukti"], rows["DINKES"]["bertentangan"]) == (1, 1)
    assert answer_counts(month)["dijawab"] == 3


def test_who_answered_is_told_by_who_answered_not_by_where_the_person_is_now(
    tmp_path: Path,
) -> None:
    """Disdik answers for Dewi, who moves to Dinkes; Dinkes answers nothing."""
    inputs = city(tmp_path, asn_05=roster(Dewi="DINKES"))
    month = judged(inputs, "2026-05", answer(DEWI, "akan", kode_opd="DISDIK"))
    rows = {row["kode_opd"]: row for row in follow_up_by_opd(month).to_dicts()}
    assert (rows["DINKES"]["dijawab"], rows["DINKES"]["menjawab"]) == (1, False)
    assert {name: answer_counts(month)[name] for name in ("opd_menjawab", "opd_diam")} == {
        "opd_menjawab": 1,
        "opd_diam": 1,
    }
    people = month.tables["status"].filter(kode_opd="DINKES")
    assert own_follow_ups(people, month) == {}
    theirs = answer(SITI, "keberatan")
    both = judged(inputs, "2026-05", answer(DEWI, "akan", kode_opd="DISDIK"), theirs)
    [(kode, own)] = own_follow_ups(people, both).items()
    assert kode == "DINKES"
    assert (own.belum, own.dijawab, own.tanpa_jawaban) == (2, 1, 1)
    assert own.choices == (("keberatan", 1),)
    assert follow_up_by_opd(both)["menjawab"].to_list() == [True]


def test_an_opd_whose_only_answer_moved_away_has_answered(tmp_path: Path) -> None:
    """Nor is it silent while others of it are still unanswered for."""
    inputs = city(tmp_path, asn_05=roster(Siti="DISDIK"), iuran_05="")
    month = judged(inputs, "2026-05", answer(SITI, "akan"))
    rows = {row["kode_opd"]: row["menjawab"] for row in follow_up_by_opd(month).to_dicts()}
    assert rows == {"DINKES": True, "DISDIK": False}


CAUSES: Final = {
    "usulan": (payment("199201012017042010", "2026-05", name="Siti Aminah"), "Usulan: 2026-05/"),
    "ditolak": (payment(SITI, "bulan depan"), "Baris ditolak: 2026-05/"),
    "tak terhitung": (payment(SITI, "2026-05", "belum lunas"), "catatan yang tidak terhitung"),
    "tidak ada": ("", "Tidak ada dalam data"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_doubt_stands_beside_its_likely_cause(tmp_path: Path, cause: str) -> None:
    record, said = CAUSES[cause]
    inputs = city(tmp_path, iuran_05=payment(BUDI, "2026-05") + record)
    answers = (answer(SITI, "membayar", catatan="bukti 12"), answer(DEWI, "akan"))
    [doubt] = judged(inputs, "2026-05", *answers).doubts.to_dicts()
    assert (doubt["nip"], doubt["jawaban"], doubt["catatan"]) == (SITI, "membayar", "bukti 12")
    assert said in doubt["sebab"]


def test_who_takes_part_now_is_no_doubt(tmp_path: Path) -> None:
    inputs = city(tmp_path, iuran_05=payment(BUDI, "2026-05") + payment(SITI, "2026-05"))
    assert judged(inputs, "2026-05", answer(SITI, "salah")).doubts.height == 0

"""What the gate measures of two decided months, and whom a mistaken stop would hurt (contract §5.7).

Decided months as tables: people with their verdicts, records with their dispositions.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.gate.hurt import Stakes
from pipeline.assessing.gate.model import CONDITIONS, Measure, Stop
from pipeline.assessing.gate.opds import lost_opds, opd_cautions, opd_stops
from pipeline.assessing.gate.rows import rejected_rows, rejected_share, row_stops
from pipeline.assessing.gate.shares import measures, share_stops, skipped_note
from pipeline.assessing.gate.telling import brief_refusal, labels, sentences, unnamed_sentences
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from pipeline.knowledge.policy import Gate
from schemas.codes import UNMAPPED_OPD

MARCH: Final = Period.parse("2026-03")
FEBRUARY: Final = MARCH.plus(-1)
JOINED, LATE, EXEMPT, UNCLEAR = "sudah", "belum", "dikecualikan", "klarifikasi"
RECORDS: Final[dict[str, Any]] = {
    "nip_asn": pl.String,
    "bulan_terima": pl.String,
    "berkas": pl.String,
    "awal": pl.Int32,
    "akhir": pl.Int32,
    "lunas": pl.Boolean,
    "dana_asn": pl.Boolean,
    "status_dikenal": pl.Boolean,
    "disposisi": pl.String,
}
Row = dict[str, Any]


def decided(
    period: Period, people: list[tuple[str, str, str]], records: list[Row] | None = None
) -> Decision:
    """Take people as nip, status and kode_opd, and records that count where nothing else is said."""
    usual: Row = {
        "bulan_terima": str(period),
        "berkas": "iuran/a.csv",
        "awal": period.index,
        "akhir": period.index,
        "lunas": True,
        "dana_asn": True,
        "status_dikenal": True,
        "disposisi": "dihitung",
    }
    schema = dict.fromkeys(("nip", "status", "kode_opd"), pl.String)
    return Decision(
        period,
        pl.DataFrame(people, schema=schema, orient="row"),
        pl.DataFrame([usual | row for row in records or ()], schema=RECORDS),
        pl.DataFrame(),
        pl.DataFrame(),
    )


def many(size: int, status: str = JOINED, opd: str = "DINKES", start: int = 0) -> list[Any]:
    return [(f"{n:03d}", status, opd) for n in range(start, start + size)]


GATE: Final = Gate(
    *(0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19, 0.21, 0.22),
)


def measured(now: Decision, before: Decision | None) -> dict[str, Measure]:
    return {measure.kode: measure for measure in measures(now, before, GATE)}


def test_what_two_months_are_compared_by() -> None:
    before = decided(FEBRUARY, many(50) + many(10, LATE, start=50), [{}, {}, {}, {}, {}])
    now = decided(MARCH, many(45) + many(9, LATE, start=60), [{}, {}])
    found = measured(now, before)
    assert [
        found["perubahan_roster"],
        found["penurunan_sudah"],
        found["penurunan_iuran"],
    ] == [
        Measure("perubahan_roster", 6, 60, 0.11, now=54, before=60),
        Measure("penurunan_sudah", 5, 50, 0.22, now=45, before=50),
        Measure("penurunan_iuran", 3, 5, 0.12, now=2, before=5),
    ]


def test_more_than_before_is_no_fall_but_a_grown_roster_is_a_change() -> None:
    before = decided(FEBRUARY, many(50), [{}])
    now = decided(MARCH, many(60), [{}, {}])
    found = measured(now, before)
    assert found["perubahan_roster"].part == 10
    assert found["penurunan_sudah"].part == 0
    assert found["penurunan_iuran"].part == 0


@pytest.mark.parametrize(("joined", "whole"), [(49, 0), (50, 50), (51, 51)])
def test_a_fall_of_those_who_take_part_is_measured_from_fifty_on(joined: int, whole: int) -> None:
    found = measured(decided(MARCH, []), decided(FEBRUARY, many(joined)))["penurunan_sudah"]
    assert (found.whole, found.before) == (whole, joined)


def test_what_a_month_is_measured_by_alone() -> None:
    people = [
        *many(3),
        *many(2, UNCLEAR, start=3),
        *many(3, LATE, UNMAPPED_OPD, start=5),
        ("x", UNCLEAR, UNMAPPED_OPD),
    ]
    records: list[Row] = [
        {},
        {"status_dikenal": False, "lunas": False, "disposisi": "belum_lunas"},
        {"dana_asn": False, "disposisi": "dana_bukan_asn"},
        {"disposisi": "kurang_bayar"},
        {"disposisi": "kurang_bayar", "lunas": False},
        {"disposisi": "donatur_diduga"},
        {"disposisi": "donatur_tidak_dikenal"},
        {"disposisi": "donatur_tidak_dikenal", "dana_asn": False},
        {"disposisi": "donatur_tidak_di_roster"},
        {"awal": MARCH.index - 1},
        {"akhir": MARCH.index + 1},
        {"awal": MARCH.index + 1, "akhir": MARCH.index + 1, "status_dikenal": False},
        {"awal": MARCH.index - 1, "akhir": MARCH.index - 1, "disposisi": "kurang_bayar"},
    ]
    assert measures(decided(MARCH, people, records), None, GATE) == (
        Measure("belum_dipetakan", 4, 9, 0.21, now=4, before=9),
        Measure("klarifikasi", 3, 9, 0.15, now=3, before=9),
        Measure("status_tak_dikenal", 1, 11, 0.16, now=1, before=11),
        Measure("kurang_bayar", 1, 7, 0.17, now=1, before=7),
        Measure("donatur_tidak_dikenal", 2, 7, 0.18, now=2, before=7),
    )


def test_a_share_stops_beyond_its_limit_and_not_at_it() -> None:
    shares = [
        Measure("klarifikasi", part, whole, 0.05, 0, 0)
        for part, whole in ((5, 100), (6, 100), (1, 0), (0, 0))
    ]
    assert [share.exceeds for share in shares] == [False, True, False, False]
    assert [share.share for share in shares] == [0.05, 0.06, None, None]


TWO_MONTHS: Final = Stakes(
    decided(
        MARCH,
        [
            ("fell", LATE, "DINKES"),
            ("fell too", LATE, "DISDIK"),
            ("stayed", JOINED, "DINKES"),
            ("was late", LATE, "DINKES"),
            ("was exempt", LATE, "DINKES"),
            ("was unclear", LATE, "DISDIK"),
            ("still exempt", EXEMPT, "DINKES"),
            ("new", LATE, "DINKES"),
            ("lost its place", JOINED, UNMAPPED_OPD),
            ("never had one", JOINED, UNMAPPED_OPD),
            ("joined", JOINED, "DISDIK"),
        ],
        [
            {"nip_asn": "stayed"},
            {"nip_asn": "still exempt"},
            {"nip_asn": "joined", "berkas": "iuran/b.csv"},
            {"nip_asn": "joined", "disposisi": "duplikat"},
            {"nip_asn": "fell", "disposisi": "belum_lunas"},
        ],
    ),
    decided(
        FEBRUARY,
        [
            ("fell", JOINED, "DINKES"),
            ("fell too", JOINED, "DINKES"),
            ("stayed", JOINED, "DINKES"),
            ("was late", LATE, "DINKES"),
            ("was exempt", EXEMPT, "DINKES"),
            ("was unclear", UNCLEAR, "DINKES"),
            ("still exempt", EXEMPT, "DINKES"),
            ("lost its place", JOINED, "DISDIK"),
            ("never had one", LATE, UNMAPPED_OPD),
            ("joined", LATE, "DISDIK"),
            ("gone", JOINED, "DINKES"),
            ("gone too", JOINED, "DISDIK"),
            ("gone, and late", LATE, "DINKES"),
        ],
        [
            {"nip_asn": "fell"},
            {"nip_asn": "fell too", "berkas": "iuran/b.csv"},
            {"nip_asn": "was late", "disposisi": "kurang_bayar"},
            {"nip_asn": "fell too", "bulan_terima": "2026-01"},
        ],
    ),
)
A, B = ("2026-02", "iuran/a.csv"), ("2026-02", "iuran/b.csv")
HURT: Final[dict[str, tuple[Callable[[], pl.DataFrame], list[tuple[str, str]]]]] = {
    "took part, and are late now": (
        TWO_MONTHS.late,
        [("fell", "DINKES"), ("fell too", "DISDIK")],
    ),
    "of these, who paid by a file": (lambda: TWO_MONTHS.late({A}), [("fell", "DINKES")]),
    "or by another": (lambda: TWO_MONTHS.late({B}), [("fell too", "DISDIK")]),
    "or by one of an earlier month": (
        lambda: TWO_MONTHS.late({("2026-01", "iuran/a.csv")}),
        [("fell too", "DISDIK")],
    ),
    "or by none": (lambda: TWO_MONTHS.late([]), []),
    "were exempt or unclear, and are late now": (
        TWO_MONTHS.newly_late,
        [("was exempt", "DINKES"), ("was unclear", "DISDIK")],
    ),
    "took part, and are on no roster now": (
        TWO_MONTHS.gone,
        [("gone", "DINKES"), ("gone too", "DISDIK")],
    ),
    "of these, who were in an OPD": (lambda: TWO_MONTHS.gone("DISDIK"), [("gone too", "DISDIK")]),
    "had an OPD, and have none now": (
        TWO_MONTHS.unmapped,
        [("lost its place", "DISDIK")],
    ),
    "take part by a file": (
        lambda: TWO_MONTHS.resting_on({("2026-03", "iuran/a.csv")}),
        [("stayed", "DINKES")],
    ),
    "take part by one of two files": (
        lambda: TWO_MONTHS.resting_on({("2026-03", "iuran/b.csv"), ("2026-03", "iuran/a.csv")}),
        [("joined", "DISDIK"), ("stayed", "DINKES")],
    ),
}


@pytest.mark.parametrize("name", HURT)
def test_whom_a_mistake_would_name_wrongly(name: str) -> None:
    whom, wanted = HURT[name]
    found = whom()
    assert sorted(found.rows()) == wanted
    assert found.columns == ["nip", "kode_opd"]


def test_without_a_month_before_nobody_is_known_to_be_hurt() -> None:
    alone = Stakes(TWO_MONTHS.now, None)
    for found in (alone.late(), alone.newly_late(), alone.gone(), alone.unmapped()):
        assert found.height == 0
        assert found.columns == ["nip", "kode_opd"]


BEYOND: Final = {
    "perubahan_roster": (2, "tidak akan dinilai"),
    "belum_dipetakan": (1, "tidak masuk laporan mana pun"),
    "penurunan_sudah": (2, "akan disebut belum"),
    "penurunan_iuran": (2, "akan disebut belum"),
    "status_tak_dikenal": (2, "akan disebut belum"),
    "kurang_bayar": (2, "akan disebut belum"),
    "donatur_tidak_dikenal": (2, "akan disebut belum"),
    "klarifikasi": (0, ""),
}


@pytest.mark.parametrize("kode", BEYOND)
def test_a_share_beyond_its_limit_says_how_much_and_whom_it_would_hurt(kode: str) -> None:
    within = Measure("klarifikasi", 0, 8, 0.1, now=0, before=8)
    beyond = Measure(kode, 2, 16, 0.1, now=1402, before=1600)
    [stop] = share_stops([within, beyond], MARCH, TWO_MONTHS)
    count, said = BEYOND[kode]
    assert (stop.kode, stop.absolute, stop.files, stop.about) == (kode, False, (), "")
    for part in ("12,50%", "1.402", "1.600", "10,00%"):
        assert part in stop.pesan
    assert sum(each for _, each in stop.hurt) == count
    assert (f"Bila ini keliru, {count} ASN" in stop.pesan) == (count > 0)
    assert said in stop.pesan


def test_comparisons_that_were_skipped_are_said_to_be() -> None:
    assert skipped_note(TWO_MONTHS.before, MARCH) == ()
    assert skipped_note(None, MARCH) == (
        "Perbandingan dengan bulan lalu dilewati: Februari 2026 tidak punya roster.",
    )


NAMES: Final = {"BIG": "Dinas Besar", "SMALL": "Dinas Kecil", "NEW": "Dinas Baru"}
BEFORE: Final = decided(
    FEBRUARY,
    many(20, opd="BIG") + many(19, opd="SMALL", start=20) + [("m", JOINED, UNMAPPED_OPD)],
)
NOW: Final = decided(MARCH, many(3, opd="STAYED", start=90) + many(2, opd="NEW", start=95))


def test_an_opd_that_is_gone_stops_from_twenty_people_on_and_is_told_whatever_its_size() -> None:
    lost = lost_opds(NOW, BEFORE)
    assert lost == (("BIG", 20), ("SMALL", 19))
    [stop] = opd_stops(lost, NAMES, Stakes(NOW, BEFORE))
    assert (stop.kode, stop.about, stop.hurt) == ("opd_hilang", "BIG", (("BIG", 20),))
    assert stop.pesan.startswith("Dinas Besar punya 20 ASN bulan lalu")
    told = opd_cautions(lost, NOW, BEFORE, NAMES)
    assert [(one.kode, one.pesan.split(" ASN")[0]) for one in told] == [
        ("opd_hilang", "Dinas Besar punya 20"),
        ("opd_hilang", "Dinas Kecil punya 19"),
        ("opd_baru", "Dinas Baru punya 2"),
        ("opd_baru", "STAYED punya 3"),
    ]


def test_opds_whose_people_had_no_opd_last_month_are_told_as_one() -> None:
    """As 35 OPDs were called new after a roster without OPDs, and its cause by nobody."""
    before = decided(FEBRUARY, many(5, opd=UNMAPPED_OPD) + many(4, opd="BIG", start=20))
    now = decided(
        MARCH,
        many(2, opd="NEW") + many(3, opd="SMALL", start=2) + many(3, opd="BIG", start=20),
    )
    [told] = opd_cautions((), now, before, NAMES)
    assert told.kode == "opd_baru"
    assert told.pesan.startswith("2 perangkat daerah tampak baru karena Februari 2026 ASN-nya (5)")


def test_an_opd_of_somebody_new_or_from_another_opd_is_new() -> None:
    before = decided(FEBRUARY, many(3, opd="BIG") + many(1, opd=UNMAPPED_OPD, start=9))
    now = decided(
        MARCH, many(1, opd="BIG") + many(2, opd="SMALL", start=1) + many(1, opd="NEW", start=5)
    )
    told = [one.pesan.split(" ASN")[0] for one in opd_cautions((), now, before, NAMES)]
    assert told == ["Dinas Baru punya 1", "Dinas Kecil punya 2"]


def test_an_opd_half_of_whose_people_are_new_is_new() -> None:
    before = decided(FEBRUARY, many(2, opd=UNMAPPED_OPD))
    now = decided(MARCH, many(4, opd="NEW"))
    [told] = opd_cautions((), now, before, NAMES)
    assert told.pesan.startswith("Dinas Baru punya 4 ASN bulan ini")


def test_without_a_month_before_no_opd_is_gone_or_new() -> None:
    assert lost_opds(NOW, None) == ()
    assert opd_cautions((), NOW, None, NAMES) == []


def counted(*rows: tuple[str, str, int, int, int, int]) -> SimpleNamespace:
    """Take bulan, berkas, diterima, ditolak, ganda and kosong of each sheet."""
    names = ("bulan", "berkas", "diterima", "ditolak", "ganda", "kosong")
    schema: dict[str, Any] = dict.fromkeys(names, pl.Int64) | {
        "bulan": pl.String,
        "berkas": pl.String,
    }
    return SimpleNamespace(
        accounting=pl.DataFrame(rows, schema=schema, orient="row"),
        references=SimpleNamespace(policy=SimpleNamespace(gerbang=Gate())),
        deliveries={("2026-03", f"iuran/{name}.csv"): name for name in "abcdef"},
        files_before=lambda whose, month: [("2026-02", f"iuran/{whose}.csv")],
    )


ROWS: Final = counted(
    ("2026-03", "iuran/b.csv", 10, 3, 2, 5),
    ("2026-03", "iuran/b.csv", 6, 3, 0, 0),
    ("2026-03", "iuran/a.csv", 15, 5, 0, 9),
    ("2026-03", "iuran/c.csv", 16, 4, 0, 0),
    ("2026-03", "iuran/d.csv", 0, 30, 0, 0),
    ("2026-03", "iuran/e.csv", 10, 9, 0, 0),
    ("2026-03", "iuran/f.csv", 0, 0, 0, 4),
    ("2026-03", "asn/r.csv", 0, 1, 40, 0),
    ("2026-03", "asn/s.csv", 0, 1, 0, 0),
    ("2026-03", "asn/t.csv", 1, 4, 15, 0),
    ("2026-03", "asn/u.csv", 1, 19, 0, 0),
    ("2026-02", "iuran/a.csv", 0, 90, 0, 0),
)


def test_the_rows_of_each_file_of_the_month_that_are_data() -> None:
    found = rejected_rows(ROWS, MARCH)  # type: ignore[arg-type]
    assert found.select("berkas", "data", "ditolak", "diterima").rows() == [
        ("asn/r.csv", 41, 1, 40),
        ("asn/s.csv", 1, 1, 0),
        ("asn/t.csv", 20, 4, 16),
        ("asn/u.csv", 20, 19, 1),
        ("iuran/a.csv", 20, 5, 15),
        ("iuran/b.csv", 24, 6, 18),
        ("iuran/c.csv", 20, 4, 16),
        ("iuran/d.csv", 30, 30, 0),
        ("iuran/e.csv", 19, 9, 10),
        ("iuran/f.csv", 0, 0, 0),
    ]


@pytest.mark.parametrize("known", [counted(), counted(("2026-02", "iuran/a.csv", 1, 9, 0, 0))])
def test_where_nothing_came_nothing_was_rejected(known: Any) -> None:
    files = rejected_rows(known, MARCH)
    assert files.columns == ["berkas", "data", "diterima", "ditolak"]
    assert rejected_share(files, 0.2) == Measure("baris_ditolak", 0, 0, 0.2, now=0, before=0)
    assert row_stops(files, known, MARCH, TWO_MONTHS) == []


def test_the_worst_file_of_twenty_rows_or_more_is_the_measure() -> None:
    """Of two that are alike the first by path; one without an accepted row stops by itself."""
    known: Any = ROWS
    files = rejected_rows(known, MARCH)
    found = rejected_share(files.filter(pl.col("berkas") != "asn/u.csv"), 0.2)
    assert found == Measure("baris_ditolak", 5, 20, 0.2, now=5, before=20)
    assert rejected_share(files, 0.2).part == 19


def test_a_file_with_too_many_rejected_rows_or_none_accepted_stops() -> None:
    known: Any = ROWS
    stops = row_stops(rejected_rows(known, MARCH), known, MARCH, TWO_MONTHS)
    assert [(stop.kode, stop.files, stop.hurt) for stop in stops] == [
        ("tanpa_diterima", ("2026-03/asn/s.csv",), ()),
        ("tanpa_diterima", ("2026-03/iuran/d.csv",), ()),
        ("baris_ditolak", ("2026-03/asn/u.csv",), ()),
        ("baris_ditolak", ("2026-03/iuran/a.csv",), (("DINKES", 1),)),
        ("baris_ditolak", ("2026-03/iuran/b.csv",), (("DISDIK", 1),)),
    ]
    for part in ("2026-03/iuran/a.csv", "25,00%", "5 dari 20", "20,00%"):
        assert part in stops[3].pesan
    assert "tidak satu pun dari 30 barisnya" in stops[1].pesan


FULL: Final = Stop(
    "berkas_kembar", "Sama.", files=("2026-03/a", "2026-02/b"), hurt=(("X", 2),), about="x"
)


def test_a_stop_is_kept_and_read_again_as_it_was() -> None:
    for stop in (FULL, Stop("tanpa_roster", "Tidak ada.", absolute=True)):
        assert Stop.from_json(stop.to_json()) == stop


def test_a_reason_once_given_holds_for_what_stopped_then_alone() -> None:
    assert FULL.subject == ("berkas_kembar", "x", "2026-03/a", "2026-02/b")


def test_what_stops_is_told_without_files_once_for_each_kind() -> None:
    stops = [
        FULL,
        Stop("klarifikasi", "Lima."),
        Stop("berkas_kembar", "Sama.", files=("2026-03/c",), hurt=(("X", 1), ("Y", 3))),
    ]
    twins, unclear = labels(["berkas_kembar"]), labels(["klarifikasi"])
    assert labels([stop.kode for stop in stops]) == f"{twins}; {unclear}"
    assert f"{twins}; {unclear}" in brief_refusal(MARCH, stops)
    told = unnamed_sentences(stops)
    assert len(told) == 2
    assert twins in told[0]
    assert "2" in told[0]
    assert "6 ASN" in told[0]
    assert unclear in told[1]
    assert "ASN" not in told[1].replace(unclear, "")


@pytest.mark.parametrize(("count", "more"), [(2, None), (3, None), (4, 1), (6, 3)])
def test_three_reasons_are_told_and_how_many_more_there_are(count: int, more: int | None) -> None:
    told = sentences([f"{n}." for n in range(count)], MARCH)
    assert told[:3] == [f"{n}." for n in range(min(count, 3))]
    said = [f'Dan {more} hal lain; lihat "asn-peduli check 2026-03".'] if more else []
    assert told[3:] == said


def test_every_share_that_is_measured_has_its_place_among_the_conditions() -> None:
    found = measures(TWO_MONTHS.now, TWO_MONTHS.before, GATE)
    assert {measure.kode for measure in found} <= set(CONDITIONS)
    assert len(found) == 8

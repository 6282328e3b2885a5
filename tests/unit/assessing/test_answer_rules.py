"""Which answer counts and what the data say to it, in tables (contract §8.3 to §8.5)."""

from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.answers import answer_table, unheard_notes
from pipeline.assessing.arrivals import ABSENT, CAME, LATE, NOT_DUE, Arrival, Arrivals
from pipeline.assessing.doubts import doubt_table
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from pipeline.knowledge.deliveries import KnownDelivery

MAY: Final = Period.parse("2026-05")
SITI: Final = "199201012017042001"
MAIN, BRANCH, BOOK = (
    KnownDelivery("iuran", "majapahit"),
    KnownDelivery("iuran", "cabang"),
    KnownDelivery("asn", "simpeg"),
)
PEOPLE: Final = {
    "nip": pl.String,
    "status": pl.String,
    "kode_opd": pl.String,
    "nama_tampil": pl.String,
}
RECORDS: Final[dict[str, Any]] = {
    "nip_asn": pl.String,
    "nip_usulan": pl.String,
    "calon": pl.List(pl.String),
    "disposisi": pl.String,
    "bulan_terima": pl.String,
    "berkas": pl.String,
    "lembar": pl.String,
    "baris": pl.Int64,
}
Row = dict[str, Any]


def arrivals(*each: tuple[KnownDelivery, str, str, int]) -> Arrivals:
    """Take delivery, month, state and accepted rows."""
    arrived = tuple(
        Arrival(one, Period.parse(month), state, None, 1, rows, rows)
        for one, month, state, rows in each
    )
    return Arrivals(MAY, arrived, ())


CAME_EACH_MONTH: Final = arrivals(*((MAIN, f"2026-0{n}", CAME, 9) for n in (3, 4, 5)))


def decision(
    people: list[tuple[str, str, str, str]],
    records: tuple[Row, ...] = (),
    lost: tuple[Row, ...] = (),
) -> Decision:
    place: Row = {"bulan_terima": "2026-05", "berkas": "iuran/a.csv", "lembar": ""}
    usual: Row = {"nip_asn": None, "nip_usulan": None, "calon": None, **place}
    taken = [
        usual | {"baris": at, "disposisi": "belum_lunas"} | row for at, row in enumerate(records)
    ]
    rejected = [place | {"baris": at + 50} | row for at, row in enumerate(lost)]
    return Decision(
        MAY,
        pl.DataFrame(people, schema=PEOPLE, orient="row"),
        pl.DataFrame(taken, schema=RECORDS),
        pl.DataFrame(rejected, schema={"nip": pl.String, **dict(list(RECORDS.items())[4:])}),
        pl.DataFrame(),
    )


def answers(*rows: Row) -> pl.DataFrame:
    usual: Row = {
        "periode_asal": "2026-03",
        "revisi_asal": "r01",
        "kode_opd": "DINKES",
        "nip": SITI,
        "target_bulan": None,
        "catatan": None,
        "bulan_terima": "2026-04",
        "berkas": "tindak_lanjut/a.xlsx",
        "baris": 7,
    }
    names = ("periode_asal", "revisi_asal", "kode_opd", "nip", "jawaban", "target_bulan")
    rest = ("catatan", "bulan_terima", "berkas")
    schema: dict[str, Any] = {**dict.fromkeys((*names, *rest), pl.String), "baris": pl.Int64}
    return pl.DataFrame([usual | row for row in rows], schema=schema)


LATE_IN_DINKES: Final = [(SITI, "belum", "DINKES", "Siti")]


def state(
    answer: Row,
    status: str = "belum",
    opd: str = "DINKES",
    *records: Row,
    came: Arrivals = CAME_EACH_MONTH,
    lost: tuple[Row, ...] = (),
) -> str:
    """Return what the data of May say to an answer of Siti."""
    held = decision([(SITI, status, opd, "Siti")], records, lost)
    return str(answer_table(answers(answer), held, came)["keadaan"][0])


AGES: Final[tuple[Row, ...]] = (
    {"bulan_terima": "2026-03", "periode_asal": "2026-03", "revisi_asal": "r09", "baris": 9},
    {"bulan_terima": "2026-04", "periode_asal": "2026-02", "revisi_asal": "r200", "baris": 9},
    {"periode_asal": "2026-03", "revisi_asal": "r99", "berkas": "tindak_lanjut/z.xlsx"},
    {"periode_asal": "2026-03", "revisi_asal": "r100", "baris": 9},
    {"periode_asal": "2026-03", "revisi_asal": "r100", "berkas": "tindak_lanjut/b.xlsx"},
)


@pytest.mark.parametrize("step", [1, -1])
def test_the_newest_answer_of_each_is_in_force(step: int) -> None:
    """By month of receipt, the month asked about, the revision as a number, and the file."""
    asked: list[Row] = [{"jawaban": str(at)} | age for at, age in enumerate(AGES)]
    other = {"jawaban": "other", "nip": "other", "bulan_terima": "2026-02"}
    beside = {"jawaban": "beside", "nip": "beside", "bulan_terima": "2026-02", "baris": 8}
    every = [*asked, beside, other][::step]
    found = answer_table(answers(*every), decision(LATE_IN_DINKES), CAME_EACH_MONTH)
    assert found.select("jawaban", "berlaku").rows() == [
        ("other", True),
        ("beside", True),
        *((str(at), at == len(AGES) - 1) for at in range(len(AGES))),
    ]


@pytest.mark.parametrize("said", ["akan", "mutasi", "membayar", None])
def test_who_takes_part_now_has_proven_the_word(said: str | None) -> None:
    assert state({"jawaban": said, "target_bulan": "2026-04"}, "sudah") == "terbukti"


@pytest.mark.parametrize(
    ("answer", "status", "opd", "wanted"),
    [
        ({}, "belum", "DINKES", "bertentangan"),
        ({}, "klarifikasi", "DINKES", "bertentangan"),
        ({}, "dikecualikan", "DINKES", "menunggu"),
        ({}, "belum", "DISDIK", "menunggu"),
        ({"periode_asal": "2026-05"}, "belum", "DINKES", "menunggu"),
        ({"nip": "gone"}, "belum", "DINKES", "menunggu"),
        ({"jawaban": "keberatan"}, "belum", "DINKES", "menunggu"),
    ],
)
def test_moved_or_retired_is_contradicted_by_a_later_roster_of_the_same_opd(
    answer: Row, status: str, opd: str, wanted: str
) -> None:
    assert state({"jawaban": "mutasi"} | answer, status, opd) == wanted


@pytest.mark.parametrize(
    ("target", "status", "wanted"),
    [
        ("2026-04", "belum", "janji_lewat"),
        ("2026-05", "belum", "menunggu"),
        (None, "belum", "menunggu"),
        ("2026-04", "klarifikasi", "menunggu"),
    ],
)
def test_a_promise_has_passed_where_its_month_is_over_and_nothing_is_paid(
    target: str | None, status: str, wanted: str
) -> None:
    assert state({"jawaban": "akan", "target_bulan": target}, status) == wanted


PAID: Final[Row] = {"jawaban": "membayar"}
ELSE: Final[Row] = {"nip_asn": "other", "nip_usulan": "other", "calon": ["other"]}


def test_paid_is_contradicted_where_the_months_since_came_in_without_a_record() -> None:
    assert state(PAID, "belum", "DINKES", ELSE, lost=({"nip": "other"},)) == "bertentangan"
    assert state(PAID, "belum", "DISDIK") == "bertentangan"


@pytest.mark.parametrize(
    "record", [{"nip_asn": SITI}, {"nip_usulan": SITI}, {"calon": ["other", SITI]}]
)
@pytest.mark.parametrize("month", ["2026-04", "2026-05"])
def test_paid_waits_where_a_record_since_is_or_may_be_hers(record: Row, month: str) -> None:
    heard = ELSE | record | {"bulan_terima": month}
    assert state(PAID, "belum", "DINKES", heard) == "menunggu"
    before = heard | {"bulan_terima": "2026-03"}
    assert state(PAID, "belum", "DINKES", before) == "bertentangan"
    assert state(PAID, "belum", "DINKES", before, heard, before) == "menunggu"


def test_paid_waits_where_a_rejected_row_bears_her_number() -> None:
    assert state(PAID, lost=({"nip": SITI},)) == "menunggu"


@pytest.mark.parametrize(
    ("last", "wanted"),
    [
        ([(MAIN, "2026-05", CAME, 9)], "bertentangan"),
        ([(MAIN, "2026-05", CAME, 0)], "menunggu"),
        ([(MAIN, "2026-05", CAME, 9), (BRANCH, "2026-05", ABSENT, 0)], "menunggu"),
        ([(MAIN, "2026-05", CAME, 9), (BRANCH, "2026-05", NOT_DUE, 0)], "bertentangan"),
        ([(MAIN, "2026-05", CAME, 9), (BOOK, "2026-05", ABSENT, 0)], "bertentangan"),
        ([(BOOK, "2026-05", CAME, 9)], "menunggu"),
        ([], "menunggu"),
    ],
)
def test_paid_waits_until_a_later_month_has_come_in_whole(
    last: list[tuple[KnownDelivery, str, str, int]], wanted: str
) -> None:
    """The month in which the answer came may hold only what was paid before it."""
    came = arrivals((MAIN, "2026-03", CAME, 9), (MAIN, "2026-04", CAME, 9), *last)
    assert state(PAID, came=came) == wanted


def test_where_no_payments_ever_came_nothing_is_contradicted() -> None:
    assert state(PAID, came=arrivals((BOOK, "2026-05", CAME, 9))) == "menunggu"


HELD: Final = "2026-05/iuran/a.csv baris "
NONE: Final = "Tidak ada dalam data yang diterima. Minta bukti bayar atau rincian datanya."
SUGGESTED: Final = f"Usulan: {HELD}0 diduga miliknya. Jawab dengan asn-peduli accept."
LACKING: Final = "Kiriman cabang untuk April 2026 belum atau terlambat datang."
# Records of who is doubted, in an order that is not the causes'.
HERS: Final = {"nip_asn": SITI}
CAUSES: Final[dict[str, tuple[tuple[Row, ...], tuple[Row, ...], str]]] = {
    "a suggestion first": (
        ({"nip_usulan": SITI, "calon": [SITI]}, HERS),
        ({"nip": SITI},),
        SUGGESTED,
    ),
    "equally well as another": (
        (HERS, {"calon": ["other", SITI]}),
        ({"nip": SITI},),
        f"{HELD}1 mungkin miliknya, tetapi ASN lain sama cocoknya. Tanyakan kepada cabang.",
    ),
    "a rejected row": (
        (HERS,),
        ({"nip": SITI}, {"nip": "other"}),
        f"Baris ditolak: {HELD}50 memuat NIP ini. Minta diperbaiki.",
    ),
    "a record that does not count": (
        (HERS | {"baris": 5}, HERS | {"baris": 3}, HERS | {"baris": 4}),
        (),
        f"Ada catatan yang tidak terhitung: {HELD}3.",
    ),
    "records that count, or are for other months": (
        tuple(HERS | {"disposisi": code} for code in ("dihitung", "di_luar_periode", "duplikat")),
        (),
        NONE,
    ),
    "nothing": ((ELSE,), (), NONE),
}


def doubts(held: Decision, *rows: Row, came: Arrivals = CAME_EACH_MONTH) -> pl.DataFrame:
    given = answers(*rows)
    return doubt_table(answer_table(given, held, came), held, came)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_doubt_stands_beside_the_first_likely_cause(cause: str) -> None:
    records, lost, wanted = CAUSES[cause]
    held = decision(LATE_IN_DINKES, records, lost)
    assert doubts(held, PAID)["sebab"].to_list() == [wanted]


@pytest.mark.parametrize(
    ("asked", "each", "wanted"),
    [
        ("2026-04", [(BRANCH, "2026-04", ABSENT, 0)], LACKING),
        ("2026-04", [(BRANCH, "2026-04", LATE, 0)], LACKING),
        ("2026-03", [(BRANCH, "2026-04", LATE, 0)], LACKING),
        ("2026-05", [(BRANCH, "2026-04", LATE, 0)], NONE),
        ("2026-04", [(BOOK, "2026-04", ABSENT, 0), (BRANCH, "2026-04", CAME, 5)], NONE),
        (
            "2026-04",
            [(BRANCH, "2026-05", ABSENT, 0), (BRANCH, "2026-04", LATE, 0)],
            LACKING.replace("April", "Mei"),
        ),
    ],
)
def test_a_delivery_that_lacks_since_the_month_asked_about_is_a_likely_cause(
    asked: str, each: list[tuple[KnownDelivery, str, str, int]], wanted: str
) -> None:
    came = arrivals(*each)
    found = doubts(decision(LATE_IN_DINKES), PAID | {"periode_asal": asked}, came=came)
    assert found["sebab"].to_list() == [wanted]


def test_doubts_are_the_answers_in_force_of_who_is_late_that_say_the_data_are_wrong() -> None:
    people = [
        ("1", "belum", "DISDIK", "Zaki"),
        ("2", "belum", "DINKES", "Siti"),
        ("3", "belum", "DINKES", "Ani"),
        ("4", "belum", "DINKES", "Siti"),
        ("5", "sudah", "DINKES", "Budi"),
        ("6", "belum", "DINKES", "Joko"),
        ("7", "belum", "DINKES", "Dewi"),
    ]
    rows: list[Row] = [
        {"nip": "4", "jawaban": "salah"},
        {"nip": "1", "jawaban": "membayar", "catatan": "bukti 12"},
        {"nip": "2", "jawaban": "salah"},
        {"nip": "3", "jawaban": "salah"},
        {"nip": "5", "jawaban": "salah"},
        {"nip": "6", "jawaban": "akan"},
        {"nip": "7", "jawaban": "salah"},
        {"nip": "7", "jawaban": "akan", "bulan_terima": "2026-05"},
    ]
    found = doubts(decision(people), *rows).select("kode_opd", "nama", "nip", "catatan")
    # The OPD is where the person is now, whoever answered.
    assert found.rows() == [
        ("DINKES", "Ani", "3", None),
        ("DINKES", "Siti", "2", None),
        ("DINKES", "Siti", "4", None),
        ("DISDIK", "Zaki", "1", "bukti 12"),
    ]


def note(kode: str, baris: int | None, pesan: str, **place: str) -> dict[str, Any]:
    """Return a finding on a workbook that came back in May."""
    usual = {"bulan_terima": "2026-05", "berkas": "tindak_lanjut/a.xlsx", "lembar": "Belum"}
    return {**usual, "kode": kode, "baris": baris, "pesan": pesan, **place}


NOTED: Final = pl.DataFrame(
    [
        note("jawaban_asing", None, "Sudah dilaporkan Maret.", bulan_terima="2026-03"),
        note("jawaban_asing", None, "Bukan kami.", berkas="tindak_lanjut/b.xlsx", lembar=""),
        note("jawaban_target_lampau", 9, "2026-01 lampau."),
        note("jawaban_bukan_pilihan", 9, "Bukan pilihan."),
        note("jawaban_bukan_pilihan", 7, "Bukan pilihan."),
        note("jawaban_lama", None, "Dari bulan yang lebih lama, dan dipakai."),
        note("jawaban_asing", None, "Sudah dilaporkan April.", bulan_terima="2026-04"),
    ]
)
OF_MAY: Final = [
    "2026-05/tindak_lanjut/a.xlsx lembar Belum baris 7: Bukan pilihan. Begitu juga 1 baris lain.",
    "2026-05/tindak_lanjut/a.xlsx lembar Belum baris 9: 2026-01 lampau.",
    "2026-05/tindak_lanjut/b.xlsx: Bukan kami.",
]


@pytest.mark.parametrize(
    ("rosters", "period"),
    [
        (("2026-03", "2026-04"), "2026-04"),
        (("2026-03", "2026-04", "2026-06"), "2026-06"),
    ],
    ids=["before May has a roster", "May never gets one"],
)
def test_what_came_back_unusable_is_told_where_its_own_month_is_not_reported(
    rosters: tuple[str, ...], period: str
) -> None:
    """As a wrongly filled row vanished: the report of its month of receipt had no roster yet."""
    told = unheard_notes(NOTED, rosters, Period.parse(period))
    assert [one.removeprefix("Lembar kerja yang kembali, ") for one in told] == OF_MAY


@pytest.mark.parametrize(
    ("rosters", "period"),
    [
        (("2026-03", "2026-04"), "2026-03"),
        (("2026-03", "2026-04", "2026-05"), "2026-05"),
        (("2026-03", "2026-04", "2026-06", "2026-07"), "2026-07"),
    ],
    ids=["April tells of it", "May reports it", "June told of it"],
)
def test_what_another_month_tells_of_is_not_told_again(
    rosters: tuple[str, ...], period: str
) -> None:
    assert unheard_notes(NOTED, rosters, Period.parse(period)) == ()

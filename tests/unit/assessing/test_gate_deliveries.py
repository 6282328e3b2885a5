"""Deliveries: what came when, what lacks, and who of last month's donors stands again (§5.7)."""

from types import SimpleNamespace
from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.arrivals import (
    ABSENT,
    CAME,
    LATE,
    NOT_DUE,
    SCHEMA,
    Arrival,
    Arrivals,
    arrival_frame,
    arrivals,
)
from pipeline.assessing.gate.hurt import Stakes
from pipeline.assessing.gate.lacking import delivery_cautions, is_halved, lacking_stops
from pipeline.assessing.gate.returning import returning_cautions
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from pipeline.knowledge.deliveries import DeliveryBook, KnownDelivery
from pipeline.knowledge.policy import ExpectedDelivery

JUNE: Final = Period.parse("2026-06")
MAY: Final = JUNE.plus(-1)
MAIN: Final = KnownDelivery("iuran", "majapahit")
BRANCH: Final = KnownDelivery("iuran", "pemuda")
BOOK: Final = KnownDelivery("asn", "simpeg")
NOBODY: Final = Stakes(Decision(JUNE, *[pl.DataFrame()] * 4), None)


def month(number: int) -> Period:
    return Period.of(2026, number)


# ---- what came (arrivals)

Sheet = tuple[KnownDelivery, int, int, int]


def known(
    *sheets: Sheet,
    paid: tuple[tuple[KnownDelivery, int, int, int], ...] = (),
    expected: tuple[ExpectedDelivery, ...] = (),
    months: tuple[int, ...] = (1, 2, 3, 4, 5, 6),
) -> Any:
    """Return what is known of sheets: delivery, month, accepted and rejected rows.

    paid: delivery, month of receipt, first month paid and how many such records. A file is named
    by its delivery and place.
    """
    rows = [
        (str(month(number)), f"{one.kind}/{one.name}{at}.csv", good, bad, good + bad + 1)
        for at, (one, number, good, bad) in enumerate(sheets)
    ]
    files = {(row[0], row[1]): sheet[0] for row, sheet in zip(rows, sheets, strict=True)}
    extra = {(str(month(n)), f"iuran/{one.name}.csv"): one for one, n, *_ in paid}
    names = ("bulan", "berkas", "diterima", "ditolak", "baris")
    schema: dict[str, Any] = dict.fromkeys(names, pl.Int64) | {
        "bulan": pl.String,
        "berkas": pl.String,
    }
    records = [
        (str(month(n)), f"iuran/{one.name}.csv", month(first).index)
        for one, n, first, size in paid
        for _ in range(size)
    ]
    iuran = {"bulan_terima": pl.String, "berkas": pl.String, "awal": pl.Int64}
    return SimpleNamespace(
        accounting=pl.DataFrame(rows, schema=schema, orient="row").with_columns(
            ganda=pl.lit(0, dtype=pl.Int64)
        ),
        deliveries=files | extra,
        book=DeliveryBook(expected),
        stock=SimpleNamespace(months=[str(month(number)) for number in months]),
        iuran=pl.DataFrame(records, schema=iuran, orient="row"),
    )


def states(came: Arrivals, one: KnownDelivery) -> dict[int, str]:
    return {each.month.month: each.state for each in came.each if each.delivery == one}


def test_what_came_is_told_by_month_with_its_files_and_rows() -> None:
    came = arrivals(
        known((MAIN, 6, 5, 2), (MAIN, 6, 3, 0), (MAIN, 5, 4, 0), (BRANCH, 6, 0, 0)), JUNE
    )
    assert came.period == JUNE
    assert came.of(JUNE) == {
        MAIN: Arrival(MAIN, JUNE, CAME, None, 2, 12, 8),
        BRANCH: Arrival(BRANCH, JUNE, NOT_DUE, None, 1, 1, 0),
    }
    assert came.of(MAY)[MAIN] == Arrival(MAIN, MAY, CAME, None, 1, 5, 4)
    assert states(came, MAIN) == {
        1: NOT_DUE, 2: NOT_DUE, 3: NOT_DUE, 4: NOT_DUE, 5: CAME, 6: CAME,
    }  # fmt: skip


def test_rows_that_are_all_rejected_are_data_and_have_come() -> None:
    assert arrivals(known((MAIN, 6, 0, 4)), JUNE).of(JUNE)[MAIN].state == CAME


def test_rows_that_are_all_double_are_data_too() -> None:
    held = known((MAIN, 6, 0, 0))
    held.accounting = held.accounting.with_columns(ganda=pl.lit(3, dtype=pl.Int64))
    assert arrivals(held, JUNE).of(JUNE)[MAIN].state == CAME


def test_of_several_files_one_with_data_is_enough_and_all_without_are_not() -> None:
    before = ((MAIN, 4, 9, 0), (MAIN, 5, 9, 0))
    alike = arrivals(known(*before, (MAIN, 6, 7, 0), (MAIN, 6, 7, 0)), JUNE)
    assert alike.of(JUNE)[MAIN] == Arrival(MAIN, JUNE, CAME, None, 2, 16, 14)
    empty = arrivals(known(*before, (MAIN, 6, 0, 0), (MAIN, 6, 0, 0)), JUNE)
    assert empty.of(JUNE)[MAIN] == Arrival(MAIN, JUNE, ABSENT, None, 2, 2, 0)


def test_where_nothing_is_known_nothing_came() -> None:
    assert arrivals(known(months=()), JUNE).each == ()


def test_what_came_in_both_months_before_is_due_and_lacks_where_it_does_not_come() -> None:
    came = arrivals(known((MAIN, 4, 9, 0), (MAIN, 5, 9, 0), (BRANCH, 5, 9, 0)), JUNE)
    assert came.due == (MAIN,)
    assert came.lacking == (Arrival(MAIN, JUNE, ABSENT, None, 0, 0, 0),)
    assert states(came, MAIN)[6] == ABSENT
    assert states(came, BRANCH)[6] == NOT_DUE


def test_a_file_without_a_row_of_data_has_not_come() -> None:
    came = arrivals(known((MAIN, 4, 9, 0), (MAIN, 5, 9, 0), (MAIN, 6, 0, 0)), JUNE)
    [lacking] = came.lacking
    assert (lacking.files, lacking.rows, lacking.accepted) == (1, 1, 0)


def test_twelve_months_are_told_of_those_that_are_there_and_the_months_own() -> None:
    sheets = [(MAIN, number, 9, 0) for number in (5, 6)]
    last_year = Period.of(2025, 6)
    held = known(*sheets, months=(1, 3, 5))
    held.stock.months += [str(last_year), str(last_year.plus(1)), str(JUNE.plus(1))]
    came = arrivals(held, JUNE)
    assert [str(each.month) for each in came.each] == [
        "2025-07", "2026-01", "2026-03", "2026-05", "2026-06",
    ]  # fmt: skip


def late(first: int, size: int, usual: int, which: KnownDelivery = MAIN, received: int = 6) -> str:
    """Return how May is told, of which `size` payments for the month `first` came later.

    In April `usual` came for April, and one for each of two other months.
    """
    april = ((MAIN, 4, 4, usual), (MAIN, 4, 3, 1), (MAIN, 4, 5, 1))
    held = known(
        (MAIN, 3, 9, 0), (MAIN, 4, 9, 0), (MAIN, 6, 9, 0),
        paid=(*april, (which, received, first, size)),
    )  # fmt: skip
    return states(arrivals(held, JUNE), MAIN)[5]


AFTER: Final = KnownDelivery("iuran", "majapahit susulan")


LATER_STATES: Final[dict[str, tuple[tuple[Any, ...], str]]] = {
    "half of what is usual": ((5, 2, 4), LATE),
    "more than half": ((5, 3, 5), LATE),
    "less than half": ((5, 2, 5), ABSENT),
    "for another month": ((6, 4, 4), ABSENT),
    "by a file that was sent after": ((5, 4, 4, AFTER), LATE),
    "by a file that was sent after in its own month": ((5, 4, 4, AFTER, 5), ABSENT),
    "by another branch": ((5, 4, 4, BRANCH), ABSENT),
    "in its own month": ((5, 4, 4, MAIN, 5), ABSENT),
    "for what was usual long ago": ((5, 1, 1), ABSENT),
    "for what was usual last": ((6, 1, 1), LATE),
}


@pytest.mark.parametrize("name", LATER_STATES)
def test_what_lacks_came_later_where_half_of_the_usual_payments_for_it_did(name: str) -> None:
    """What it was to bring: the next month after what most of April's paid, of like ones the last."""
    arguments, state = LATER_STATES[name]
    assert late(*arguments) == state


def test_the_month_in_which_it_came_late_is_the_first_of_them() -> None:
    usual = ((MAIN, 3, 3, 4), (MAIN, 6, 4, 4), (MAIN, 5, 4, 4))
    held = known((MAIN, 2, 9, 0), (MAIN, 3, 9, 0), (MAIN, 5, 9, 0), (MAIN, 6, 9, 0), paid=usual)
    came = arrivals(held, JUNE)
    assert came.of(month(4))[MAIN].later == MAY
    assert came.of(month(4))[MAIN].expected
    assert not came.of(MAY)[MAIN].expected


def test_a_roster_never_comes_late() -> None:
    """Its months are not paid."""
    due = ExpectedDelivery("simpeg", "asn", "*", month(5))
    named = KnownDelivery("asn", "simpeg", declared=True)
    held = known((named, 6, 9, 0), paid=((MAIN, 4, 4, 1), (MAIN, 6, 5, 1)), expected=(due,))
    assert states(arrivals(held, JUNE), named)[5] == ABSENT


def test_what_came_as_a_table() -> None:
    asked = KnownDelivery("iuran", "Pemuda", declared=True, contact="Ibu Contoh")
    unnamed = KnownDelivery("iuran", "")
    each = [
        Arrival(MAIN, JUNE, LATE, month(7), 1, 5, 4),
        Arrival(MAIN, MAY, CAME, None, 1, 5, 4),
        Arrival(asked, JUNE, ABSENT, None, 0, 0, 0),
        Arrival(unnamed, JUNE, CAME, None, 2, 7, 6),
        Arrival(BOOK, JUNE, CAME, None, 2, 7, 6),
    ]
    table = arrival_frame(each, {MAIN: "kiriman iuran ke-1", BOOK: "kiriman asn ke-1"})
    assert table.schema == SCHEMA
    assert table.rows() == [
        ("asn", "simpeg", "kiriman asn ke-1", "", "2026-06", CAME, None, 2, 7, 6),
        ("iuran", "Pemuda", "kiriman Pemuda", "Ibu Contoh", "2026-06", ABSENT, None, 0, 0, 0),
        ("iuran", "majapahit", "kiriman iuran ke-1", "", "2026-05", CAME, None, 1, 5, 4),
        ("iuran", "majapahit", "kiriman iuran ke-1", "", "2026-06", LATE, "2026-07", 1, 5, 4),
        ("iuran", "tanpa nama", "kiriman ", "", "2026-06", CAME, None, 2, 7, 6),
    ]


# ---- what lacks, or is much shorter or longer (lacking)


def came(
    *each: tuple[KnownDelivery, Period, str, int], due: tuple[KnownDelivery, ...] = ()
) -> Arrivals:
    """Take delivery, month, state and rows (of a file, where there are any)."""
    arrived = [Arrival(o, m, s, None, int(rows > 0), rows, rows) for o, m, s, rows in each]
    return Arrivals(JUNE, tuple(arrived), due)


ASKED: Final = KnownDelivery("iuran", "Pemuda", declared=True, contact="Ibu Contoh")
OPTIONAL: Final = KnownDelivery("iuran", "Agen", declared=True, required=False)


def files(*places: tuple[str, str, KnownDelivery], declares: bool = False) -> Any:
    return SimpleNamespace(
        deliveries={(month_, path): one for month_, path, one in places},
        book=SimpleNamespace(declares=lambda kind: declares and kind == "iuran"),
        files_before=lambda one, until: [("2026-05", f"iuran/{one.name}.csv")],
    )


LATER: Final = Stakes(
    Decision(
        JUNE,
        pl.DataFrame({"nip": ["1", "2"], "status": ["belum"] * 2, "kode_opd": ["DINKES"] * 2}),
        *[pl.DataFrame()] * 3,
    ),
    Decision(
        MAY,
        pl.DataFrame({"nip": ["1", "2"], "status": ["sudah"] * 2, "kode_opd": ["DINKES"] * 2}),
        pl.DataFrame(
            {
                "nip_asn": ["1", "2"],
                "disposisi": ["dihitung"] * 2,
                "bulan_terima": ["2026-05"] * 2,
                "berkas": ["iuran/majapahit.csv", "iuran/Pemuda.csv"],
            }
        ),
        *[pl.DataFrame()] * 2,
    ),
)


def test_each_required_delivery_that_lacks_stops_says_whom_to_ask_and_whom_it_would_hurt() -> None:
    lacking = came(
        (MAIN, JUNE, ABSENT, 0),
        (MAIN, MAY, CAME, 26),
        (ASKED, JUNE, ABSENT, 0),
        (OPTIONAL, JUNE, ABSENT, 0),
        (BOOK, JUNE, ABSENT, 0),
        (BRANCH, JUNE, LATE, 0),
        (BRANCH, MAY, ABSENT, 0),
    )
    stops = lacking_stops(lacking, files(), LATER)
    assert [(stop.kode, stop.about, stop.hurt) for stop in stops] == [
        ("kiriman_tidak_datang", "iuran/majapahit", (("DINKES", 1),)),
        ("kiriman_tidak_datang", "iuran/Pemuda", (("DINKES", 1),)),
        ("kiriman_tidak_datang", "asn/simpeg", ()),
    ]
    assert stops[0].pesan == (
        "Kiriman majapahit belum datang di folder 2026-06/iuran. Isinya 26 baris pada Mei 2026. "
        "Minta kepada pengirimnya, lalu jalankan lagi. Bila ini keliru, 1 ASN yang bulan lalu "
        "sudah akan disebut belum."
    )
    assert "folder 2026-06/iuran. Minta kepada Ibu Contoh, lalu" in stops[1].pesan
    assert "Kiriman simpeg belum datang di folder 2026-06/asn. Minta" in stops[2].pesan
    [caution] = delivery_cautions(lacking, files())
    assert caution.kode == "kiriman_tidak_datang"
    assert caution.pesan.startswith("Kiriman Agen belum datang")


def test_a_delivery_that_came_without_a_row_is_told_so() -> None:
    empty = Arrivals(JUNE, (Arrival(MAIN, JUNE, ABSENT, None, 1, 0, 0),), ())
    [stop] = lacking_stops(empty, files(), NOBODY)
    assert (
        "majapahit datang di folder 2026-06/iuran, tetapi tanpa satu pun baris data" in stop.pesan
    )


@pytest.mark.parametrize(
    ("now", "before", "kode"),
    [
        (50, 100, "kiriman_separuh"),
        (51, 100, None),
        (100, 100, None),
        (199, 100, None),
        (200, 100, "kiriman_dua_kali"),
        (1, 2, "kiriman_separuh"),
        (0, 100, None),
        (100, 0, None),
    ],
)
def test_a_delivery_half_or_twice_as_long_as_last_months_is_told(
    now: int, before: int, kode: str | None
) -> None:
    held = came((BRANCH, JUNE, CAME, 7), (MAIN, JUNE, CAME, now), (MAIN, MAY, CAME, before), due=(BRANCH, MAIN))  # fmt: skip
    told = delivery_cautions(held, files())
    assert [one.kode for one in told] == ([kode] if kode else [])
    assert is_halved(held, MAIN) == (kode == "kiriman_separuh")
    assert not is_halved(held, BRANCH)
    for one in told:
        assert f"Kiriman majapahit berisi {now} baris; Mei 2026: {before} baris" in one.pesan


def test_a_delivery_that_is_not_due_is_not_measured() -> None:
    assert delivery_cautions(came((MAIN, JUNE, CAME, 1), (MAIN, MAY, CAME, 90)), files()) == []


def test_a_file_that_no_declared_delivery_fits_is_told() -> None:
    places = (
        ("2026-06", "iuran/x.csv", KnownDelivery("iuran", "x")),
        ("2026-06", "iuran/b.csv", KnownDelivery("iuran", "b")),
        ("2026-06", "iuran/p.csv", ASKED),
        ("2026-05", "iuran/y.csv", KnownDelivery("iuran", "y")),
        ("2026-06", "asn/z.csv", KnownDelivery("asn", "z")),
    )
    told = delivery_cautions(came(), files(*places, declares=True))
    assert [one.pesan.split(" ")[0] for one in told] == [
        "2026-06/iuran/b.csv",
        "2026-06/iuran/x.csv",
    ]
    assert {one.kode for one in told} == {"kiriman_tak_dikenal"}
    assert delivery_cautions(came(), files(*places)) == []


# ---- who of last month's donors stands again (returning)


def donors(
    by_month: dict[int, range], until: dict[int, int] | None = None, one: KnownDelivery = MAIN
) -> tuple[dict[tuple[str, str], KnownDelivery], list[tuple[Any, ...]]]:
    """Return the files and records of who pays each month for it alone, or up to `until`."""
    places = {(str(month(n)), f"iuran/{one.name}.csv"): one for n in by_month}
    rows: list[tuple[Any, ...]] = [
        (str(month(n)), f"iuran/{one.name}.csv", month((until or {}).get(who, n)).index, str(who), None, None)
        for n, people in by_month.items()
        for who in people
    ]  # fmt: skip
    return places, rows


def told(
    *deliveries: Any, came_: Arrivals | None = None, more: tuple[tuple[Any, ...], ...] = ()
) -> list[str]:
    places: dict[Any, Any] = {("2026-06", "asn/r.csv"): BOOK}
    rows: list[Any] = [*more]
    for files_, records in deliveries:
        places |= files_
        rows += records
    schema: dict[str, Any] = dict.fromkeys(("bulan_terima", "berkas"), pl.String)
    schema |= {
        "akhir": pl.Int32,
        **dict.fromkeys(("nip", "nip_tercatat", "nik_donatur"), pl.String),
    }
    held: Any = SimpleNamespace(
        deliveries=places, iuran=pl.DataFrame(rows[::-1], schema=schema, orient="row")
    )
    return [one.pesan for one in returning_cautions(came_ or came(), held)]


USUAL: Final = {n: range(200) for n in (2, 3, 4, 5)}


def test_far_fewer_of_last_months_donors_are_told_with_what_is_usual() -> None:
    usual = {2: range(200), 3: range(190), 4: range(196), 5: range(198)}
    nameless = (("2026-05", "iuran/majapahit.csv", MAY.index, None, None, None),) * 9
    [said] = told(donors(usual | {6: range(150)}), more=nameless)
    # 190 of 200 came again in March, the fewest; in June 150 of 198.
    assert said.startswith(
        "Kiriman majapahit: hanya 150 dari 198 penanggung Mei 2026 tercatat lagi (75,76%; "
        "pada bulan-bulan sebelumnya paling sedikit 95,00%)."
    )


@pytest.mark.parametrize(
    ("again", "is_told"), [(360, True), (361, False), (400, False), (100, True)]
)
def test_a_tenth_less_is_told_and_less_than_that_is_not(again: int, is_told: bool) -> None:
    usual = {n: range(400) for n in (2, 3, 4, 5)}
    assert bool(told(donors(usual | {6: range(400 - again, 800 - again)}))) == is_told


def test_where_nobody_comes_again_it_is_said_so() -> None:
    [said] = told(donors(USUAL | {6: range(300, 500)}))
    assert "hanya 0 dari 200 penanggung Mei 2026 tercatat lagi (0,00%;" in said


@pytest.mark.parametrize(("again", "is_told"), [(60, True), (61, False)])
def test_fewer_than_twenty_people_less_are_not_told(again: int, is_told: bool) -> None:
    found = told(donors({n: range(80) for n in (2, 3, 4, 5)} | {6: range(again)}))
    assert bool(found) == is_told


@pytest.mark.parametrize(("again", "is_told"), [(78, True), (79, False)])
def test_what_chance_makes_of_so_many_is_not_told(again: int, is_told: bool) -> None:
    """Half of two hundred come again by chance: three times its spread are 21 and a bit."""
    halves = {n: range(n * 100, n * 100 + 200) for n in (2, 3, 4, 5)}
    found = told(donors(halves | {6: range(700 - again, 900 - again)}))
    assert bool(found) == is_told


def test_of_the_three_months_before_the_fewest_that_came_again_are_usual() -> None:
    """Of March 150 of 200 came in April, a month that is left out a month later."""
    fell = {3: range(200), 4: range(150), 5: range(200), 6: range(155)}
    assert told(donors({2: range(200)} | fell)) == []
    earlier = {1: range(200), 2: range(150), 3: range(200), 4: range(200), 5: range(200)}
    assert len(told(donors(earlier | {6: range(155)}))) == 1


@pytest.mark.parametrize(("first", "is_told"), [(3, True), (4, False)])
def test_two_months_to_compare_with_are_enough_and_one_is_not(first: int, is_told: bool) -> None:
    held = {n: range(200) for n in range(first, 6)} | {6: range(100)}
    assert bool(told(donors(held))) == is_told


def test_who_has_paid_the_month_already_is_not_expected_again() -> None:
    ahead = dict.fromkeys(range(150, 200), 6)
    assert told(donors(USUAL | {6: range(150)}, ahead)) == []
    another = tuple(
        ("2026-05", "iuran/majapahit.csv", MAY.index, str(who), None, None)
        for who in range(150, 200)
    )
    assert told(donors(USUAL | {6: range(150)}, ahead), more=another) == []
    assert len(told(donors(USUAL | {6: range(150)}, dict.fromkeys(range(150, 200), 5)))) == 1


def test_a_delivery_that_did_not_come_or_is_half_as_long_is_told_by_others() -> None:
    assert told(donors(USUAL)) == []
    halved = came((MAIN, JUNE, CAME, 90), (MAIN, MAY, CAME, 200), due=(MAIN,))
    cut = donors(USUAL | {6: range(90)})
    assert told(cut, came_=halved) == []
    not_due = came((MAIN, JUNE, CAME, 90), (MAIN, MAY, CAME, 200))
    assert len(told(cut, came_=not_due)) == 1
    whole = came((MAIN, JUNE, CAME, 190), (MAIN, MAY, CAME, 200), due=(MAIN,))
    assert len(told(cut, came_=whole)) == 1


def test_a_month_in_which_a_delivery_did_not_come_is_no_month_to_compare_with() -> None:
    """Though another came: nobody of March could come again in April."""
    held = {n: range(200) for n in (1, 2, 3, 5)} | {6: range(100)}
    other = donors(USUAL | {6: range(200)}, one=BRANCH)
    assert [one.split(":")[0] for one in told(donors(held), other)] == ["Kiriman majapahit"]


def test_each_delivery_is_held_against_itself_and_told_in_order() -> None:
    cut = {6: range(100)}
    found = told(donors(USUAL | cut, one=BRANCH), donors(USUAL | cut), donors(USUAL | {6: range(200)}, one=AFTER))  # fmt: skip
    assert [one.split(":")[0] for one in found] == ["Kiriman majapahit", "Kiriman pemuda"]


def test_a_donor_is_known_by_the_nip_else_by_what_stands_there_else_by_the_nik() -> None:
    """A later file says nothing of the month."""
    place = ("2026-06", "iuran/majapahit.csv", JUNE.index)
    others = [("x", None, None), (None, "y", None), (None, None, "z"), (None, None, None)]
    written: list[tuple[Any, ...]] = [
        *((*place, str(who), "else", "else") for who in range(100, 120)),
        *((*place, None, str(who), "else") for who in range(120, 140)),
        *((*place, None, None, str(who)) for who in range(140, 200)),
        *((*place, *other) for other in others for _ in range(2)),
    ]
    assert told(donors(USUAL | {6: range(100)}), more=tuple(written)) == []
    later = donors({7: range(200)})
    assert len(told(donors(USUAL | {6: range(100)}), later)) == 1

"""Deliveries that are lacking, or much shorter or longer than last month's (contract §5.7)."""

from collections.abc import Iterator
from typing import Final

from pipeline.assessing.arrivals import Arrival, Arrivals
from pipeline.assessing.gate.hurt import LATE, Stakes, with_hurt
from pipeline.assessing.gate.model import Caution, Stop
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.deliveries import KnownDelivery
from pipeline.knowledge.knowledge import Known
from schemas.codes import IURAN

_FACTOR: Final = 2


def lacking_stops(came: Arrivals, known: Known, stakes: Stakes) -> list[Stop]:
    """Return a stop for each required delivery that the period waits for and that has not come."""
    return [_stop(one, came, known, stakes) for one in came.lacking if one.delivery.required]


def delivery_cautions(came: Arrivals, known: Known) -> list[Caution]:
    """Return delivery cautions, which stop nothing: not required, halved, doubled, not declared."""
    optional = (one for one in came.lacking if not one.delivery.required)
    lacking = [Caution("kiriman_tidak_datang", _lacking_sentence(one, came)) for one in optional]
    return [*lacking, *_lengths(came), *_unknown(known, came.period)]


def is_halved(came: Arrivals, one: KnownDelivery) -> bool:
    """Tell whether a delivery has half of last month's rows or fewer."""
    new, old = (came.of(month).get(one) for month in (came.period, came.period.plus(-1)))
    return bool(new and old and new.rows and old.rows and _FACTOR * new.rows <= old.rows)


def _stop(one: Arrival, came: Arrivals, known: Known, stakes: Stakes) -> Stop:
    about = f"{one.delivery.kind}/{one.delivery.name}"
    stop = Stop("kiriman_tidak_datang", _lacking_sentence(one, came), about=about)
    if one.delivery.kind != IURAN:
        return stop
    return with_hurt(stop, LATE, stakes.late(known.files_before(one.delivery, str(came.period))))


def _lacking_sentence(one: Arrival, came: Arrivals) -> str:
    whose, last = one.delivery, came.of(came.period.plus(-1)).get(one.delivery)
    named = {"kiriman": whose.shown_name, "folder": f"{came.period}/{whose.kind}"}
    before = (
        say("gerbang.kiriman_lalu", baris=number(last.rows), bulan=last.month.name)
        if last and last.rows
        else ""
    )
    ask = (
        say("gerbang.kiriman_kontak", kontak=whose.contact)
        if whose.contact
        else say("gerbang.kiriman_minta")
    )
    key = "kiriman_kosong" if one.files else "kiriman_tidak_datang"
    return " ".join(part for part in (say(f"gerbang.{key}", **named), before, ask) if part)


def _lengths(came: Arrivals) -> Iterator[Caution]:
    now, before = came.of(came.period), came.of(came.period.plus(-1))
    for one in came.due:
        new, old = now[one], before.get(one)
        if not new.rows or old is None or not old.rows:
            continue
        kode = "kiriman_separuh" if is_halved(came, one) else "kiriman_dua_kali"
        if kode == "kiriman_separuh" or new.rows >= _FACTOR * old.rows:
            yield Caution(kode, say(f"gerbang.{kode}", **_told(one, new, old)))


def _told(one: KnownDelivery, new: Arrival, old: Arrival) -> dict[str, str]:
    return {
        "kiriman": one.shown_name,
        "kini": number(new.rows),
        "lalu": number(old.rows),
        "bulan": old.month.name,
    }


def _unknown(known: Known, period: Period) -> Iterator[Caution]:
    book = known.book
    for (month, path), one in sorted(known.deliveries.items()):
        if month == str(period) and not one.declared and book.declares(one.kind):
            told = say("gerbang.kiriman_tak_dikenal", berkas=f"{month}/{path}")
            yield Caution("kiriman_tak_dikenal", told)

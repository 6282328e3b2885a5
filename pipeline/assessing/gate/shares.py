"""The shares that the gate watches, each with its limit from the policy (contract §5.7)."""

from collections.abc import Callable, Sequence
from typing import Final

import polars as pl

from pipeline.assessing.gate.hurt import GONE, LATE, UNMAPPED, Stakes, with_hurt
from pipeline.assessing.gate.model import Measure, Stop
from pipeline.core.formats import number, percent
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision, covering_records, paid_records
from pipeline.deciding.tally import Participation
from pipeline.knowledge.policy import Gate
from schemas.codes import UNMAPPED_OPD

_ENOUGH_JOINED: Final = 50
_UNKNOWN_DONOR: Final = ("donatur_diduga", "donatur_tidak_dikenal")
_HURT: Final[dict[str, tuple[str, Callable[[Stakes], pl.DataFrame]]]] = {
    "perubahan_roster": (GONE, Stakes.gone),
    "belum_dipetakan": (UNMAPPED, Stakes.unmapped),
    "penurunan_sudah": (LATE, Stakes.late),
    "penurunan_iuran": (LATE, Stakes.late),
    "status_tak_dikenal": (LATE, Stakes.late),
    "kurang_bayar": (LATE, Stakes.late),
    "donatur_tidak_dikenal": (LATE, Stakes.late),
}


def measures(now: Decision, before: Participation | None, gate: Gate) -> tuple[Measure, ...]:
    """Return every share the gate watches in decisions on P (and P-1, None without a roster)."""
    compared: tuple[Measure, ...] = ()
    if before is not None:
        compared = (
            _roster_change(now, before, gate),
            _fewer_joined(now, before, gate),
            _fewer_paid(now, before, gate),
        )
    return (*compared, _unmapped(now, gate), _clarify(now, gate), *_payments(now, gate))


def share_stops(measured: Sequence[Measure], period: Period, stakes: Stakes) -> list[Stop]:
    """Return a stop for each of `measured` that goes beyond its limit."""
    return [_beyond(measure, period, stakes) for measure in measured if measure.exceeds]


def skipped_note(before: Participation | None, period: Period) -> tuple[str, ...]:
    """Say that comparisons with P-1 were skipped, when they were."""
    return (
        () if before is not None else (say("gerbang.tanpa_pembanding", lalu=period.plus(-1).name),)
    )


def _beyond(measure: Measure, period: Period, stakes: Stakes) -> Stop:
    value = percent(100 * measure.part / measure.whole)
    told = {"kini": number(measure.now), "lalu": number(measure.before), "periode": period.name}
    limit = percent(100 * measure.limit)
    stop = Stop(measure.kode, say(f"gerbang.{measure.kode}", nilai=value, batas=limit, **told))
    kind, whom = _HURT.get(measure.kode, (LATE, None))
    return with_hurt(stop, kind, whom(stakes)) if whom else stop


def _of(kode: str, part: int, whole: int, limit: float) -> Measure:
    return Measure(kode, part, whole, limit, now=part, before=whole)


def _roster_change(now: Decision, before: Participation, gate: Gate) -> Measure:
    new, old = now.people.height, before.people.height
    return Measure(
        "perubahan_roster", abs(new - old), old, gate.perubahan_roster, now=new, before=old
    )


def _fewer_joined(now: Decision, before: Participation, gate: Gate) -> Measure:
    new, old = (
        decision.people.filter(pl.col("status") == "sudah").height for decision in (now, before)
    )
    whole = old if old >= _ENOUGH_JOINED else 0
    return Measure(
        "penurunan_sudah", max(old - new, 0), whole, gate.penurunan_sudah, now=new, before=old
    )


def _fewer_paid(now: Decision, before: Participation, gate: Gate) -> Measure:
    new, old = paid_records(now).height, paid_records(before).height
    return Measure(
        "penurunan_iuran", max(old - new, 0), old, gate.penurunan_iuran, now=new, before=old
    )


def _unmapped(now: Decision, gate: Gate) -> Measure:
    nowhere = now.people.filter(pl.col("kode_opd") == UNMAPPED_OPD).height
    return _of("belum_dipetakan", nowhere, now.people.height, gate.belum_dipetakan)


def _clarify(now: Decision, gate: Gate) -> Measure:
    unclear = now.people.filter(pl.col("status") == "klarifikasi").height
    return _of("klarifikasi", unclear, now.people.height, gate.klarifikasi)


def _payments(now: Decision, gate: Gate) -> tuple[Measure, ...]:
    covering = covering_records(now)
    paid = paid_records(now)
    odd = covering.filter(~pl.col("status_dikenal")).height
    short = paid.filter(pl.col("disposisi") == "kurang_bayar").height
    unknown = paid.filter(pl.col("disposisi").is_in(_UNKNOWN_DONOR)).height
    return (
        _of("status_tak_dikenal", odd, covering.height, gate.status_tak_dikenal),
        _of("kurang_bayar", short, paid.height, gate.kurang_bayar),
        _of("donatur_tidak_dikenal", unknown, paid.height, gate.donatur_tidak_dikenal),
    )

"""The gate: what must not be published, with its numbers and its way out (contract §5.7)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import polars as pl

from pipeline.core.errors import RefusedError
from pipeline.core.formats import number, percent
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision, covering_records, paid_records
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.policy import Gate
from pipeline.system.sources import InputFile
from schemas.codes import IURAN, ROSTER, UNMAPPED_OPD

CONDITIONS: Final = (
    "berkas_ditolak", "tanpa_roster", "tanpa_iuran", "berkas_kembar", "perubahan_roster", "opd_hilang",
    "penurunan_iuran", "klarifikasi", "status_tak_dikenal", "kurang_bayar", "donatur_tidak_dikenal",
)  # fmt: skip
_LARGE_OPD: Final = 20
_STOPS_SHOWN: Final = 3
_UNKNOWN_DONOR: Final = ("donatur_diduga", "donatur_tidak_dikenal")


@dataclass(frozen=True)
class Stop:
    """One reason not to publish; `absolute` ones no --accept-anomaly can lift."""

    kode: str
    pesan: str
    absolute: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Measure:
    """One share that the gate watches: `part` of `whole` against `limit`; `kini` and `lalu` are the numbers told."""

    kode: str
    part: int
    whole: int
    limit: float
    kini: int
    lalu: int

    @property
    def share(self) -> float | None:
        """part / whole; None where there is nothing to measure."""
        return self.part / self.whole if self.whole else None

    @property
    def exceeds(self) -> bool:
        """Whether the share goes beyond the limit."""
        return self.share is not None and self.share > self.limit


def input_stops(known: Known, period: Period) -> list[Stop]:
    """Return what stands against publishing before anything is decided: refused, missing and twin files."""
    stops = list(_refused(known))
    if str(period) not in known.rosters:
        stops.append(_no_roster(known, period))
    files = _files_read(known)
    if not any(file.kind == IURAN and file.month == str(period) for file in files):
        stops.append(Stop("tanpa_iuran", say("gerbang.tanpa_iuran", periode=period)))
    return [*stops, *_twins(files, str(period))]


def measures(now: Decision, before: Decision | None, gate: Gate) -> tuple[Measure, ...]:
    """Return every share that the gate watches in the decisions on P (and P-1, None when it has no roster)."""
    compared = (_roster_change(now, before, gate), _fewer(now, before, gate)) if before is not None else ()
    return (*compared, _clarify(now, gate), *_payments(now, gate))


def decision_stops(
    measured: Sequence[Measure], now: Decision, before: Decision | None, opd_names: dict[str, str]
) -> list[Stop]:
    """Return what stands against publishing in what was `measured`, and OPDs of P-1 that are gone."""
    beyond = [_beyond(measure, now.period) for measure in measured if measure.exceeds]
    lost = _lost_opds(now, before, opd_names) if before is not None else ()
    return sorted([*beyond, *lost], key=lambda stop: CONDITIONS.index(stop.kode))


def labels(codes: Sequence[str]) -> str:
    """Return what conditions of the gate are about, without a file or a number, for places where others look."""
    return "; ".join(say(f"mutu.syarat.{code}") for code in dict.fromkeys(codes))


def brief_refusal(period: Period, stops: Sequence[Stop]) -> str:
    """Return in a sentence, without naming a file, why the gate refuses `period`."""
    return say("jalan.gerbang", periode=period.name, sebab=labels([stop.kode for stop in stops]), kode=period)


def sentences(stops: Sequence[Stop]) -> list[str]:
    """Return what the gate says; beyond a few, how many more there are: a refusal is read, not studied."""
    shown = [stop.pesan for stop in stops[:_STOPS_SHOWN]]
    more = len(stops) - _STOPS_SHOWN
    return [*shown, say("gerbang.lainnya", jumlah=more)] if more > 0 else shown


def skipped_note(before: Decision | None, period: Period) -> tuple[str, ...]:
    """Say that comparisons with P-1 were skipped, when they were."""
    return () if before is not None else (say("gerbang.tanpa_pembanding", lalu=period.plus(-1).name),)


def require_roster(known: Known, period: Period) -> None:
    """Raise RefusedError when no roster of `period` is known: nothing can be decided then."""
    if str(period) not in known.rosters:
        stop = _no_roster(known, period)
        raise RefusedError(stop.pesan, brief_refusal(period, [stop]))


def _no_roster(known: Known, period: Period) -> Stop:
    if any(file.kind == ROSTER and file.month == str(period) for file in _files_read(known)):
        return Stop("tanpa_roster", say("gerbang.roster_kosong", periode=period.name), absolute=True)
    others = ", ".join(sorted(known.rosters)) or "tidak ada"
    return Stop("tanpa_roster", say("gerbang.tanpa_roster", periode=period, lain=others), absolute=True)


def _refused(known: Known) -> Iterator[Stop]:
    place = pl.concat_str("bulan_terima", pl.lit("/"), "berkas")
    for file in known.refused:
        reason = known.findings.filter(place == file)["pesan"][0]
        yield Stop("berkas_ditolak", say("gerbang.berkas_ditolak", berkas=file, sebab=reason), absolute=True)


def _files_read(known: Known) -> list[InputFile]:
    """Return the files that hold a table: neither a stray, such as a cover letter, nor a refused one."""
    if not known.accounting.height:
        return []
    read = set(known.accounting.select("bulan", "berkas").iter_rows())
    return [file for file in known.stock.files if (file.month, file.path) in read]


def _twins(files: Sequence[InputFile], period: str) -> Iterator[Stop]:
    others = {(file.kind, file.sha256): file for file in files if file.month != period}
    for file in files:
        twin = others.get((file.kind, file.sha256))
        if file.month == period and twin:
            pair = {"berkas": f"{file.month}/{file.path}", "lain": f"{twin.month}/{twin.path}"}
            yield Stop("berkas_kembar", say("gerbang.berkas_kembar", **pair))


def _beyond(measure: Measure, period: Period) -> Stop:
    value = percent(100 * (measure.share or 0))
    told = {"kini": number(measure.kini), "lalu": number(measure.lalu), "periode": period.name}
    return Stop(measure.kode, say(f"gerbang.{measure.kode}", nilai=value, batas=percent(100 * measure.limit), **told))


def _of(kode: str, part: int, whole: int, limit: float) -> Measure:
    return Measure(kode, part, whole, limit, kini=part, lalu=whole)


def _roster_change(now: Decision, before: Decision, gate: Gate) -> Measure:
    new, old = now.people.height, before.people.height
    return Measure("perubahan_roster", abs(new - old), old, gate.perubahan_roster, kini=new, lalu=old)


def _lost_opds(now: Decision, before: Decision, names: dict[str, str]) -> Iterator[Stop]:
    counted = before.people.filter(pl.col("kode_opd") != UNMAPPED_OPD).group_by("kode_opd").len("lalu")
    lost = counted.filter(pl.col("lalu") >= _LARGE_OPD).join(now.people, on="kode_opd", how="anti").sort("kode_opd")
    for kode, size in lost.select("kode_opd", "lalu").iter_rows():
        yield Stop("opd_hilang", say("gerbang.opd_hilang", opd=names.get(kode, kode), lalu=number(size)))


def _fewer(now: Decision, before: Decision, gate: Gate) -> Measure:
    new, old = paid_records(now).height, paid_records(before).height
    return Measure("penurunan_iuran", max(old - new, 0), old, gate.penurunan_iuran, kini=new, lalu=old)


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

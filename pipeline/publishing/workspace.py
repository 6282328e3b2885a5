"""The staging folder where one run works: the assessed month and the plan, kept between two tasks.

Tasks pass paths, not frames.
"""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipeline.assessing.gate import Caution, Measure, Stop
from pipeline.assessing.month import TABLES, Month
from pipeline.assessing.restatement import Restatement
from pipeline.core.periods import Period
from pipeline.system.files import remove_folder, write_private
from pipeline.system.settings import Settings
from schemas.codes import UNMAPPED_OPD

WORK: Final = "kerja"


TREE: Final = "terbit"


_PLAN: Final = "rencana.json"
_OPDS_AT_A_TIME: Final = 256


def opds_among(kodes: Iterable[str]) -> int:
    """Count OPDs; the unmapped are none (contract §6)."""
    return sum(kode != UNMAPPED_OPD for kode in kodes)


@dataclass(frozen=True)
class Plan:
    """What publishing a month will do.

    `reuse` are OPDs whose documents in the current revision stay as they are.

    heals: whether the results equal the current revision's, but files of it are gone or altered.
    units: kode_opd -> the codes of its units, of the OPDs that get a workbook for each.
    """

    period: str
    revision: str
    anomaly: str | None
    digest: str
    opd_digests: dict[str, str]
    render: tuple[str, ...]
    reuse: tuple[str, ...]
    heals: bool = False
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def opds_made(self) -> int:
        """How many OPDs' documents are made anew."""
        return opds_among(self.render)

    @property
    def opds_kept(self) -> int:
        """How many OPDs' documents stay as they are."""
        return opds_among(self.reuse)

    @property
    def opds(self) -> int:
        """How many OPDs the month has documents of."""
        return opds_among(self.opd_digests)

    @property
    def nothing_new(self) -> bool:
        """Whether the results equal the current revision's."""
        return not self.revision


def workspace(settings: Settings, period: Period) -> Path:
    """Return an empty folder in staging for this period's run.

    What runs that died left in staging is removed.
    """
    remove_folder(settings.staging)
    return settings.staging / str(period)


def save_plan(plan: Plan, folder: Path) -> None:
    """Keep `plan` in `folder` for the next steps."""
    write_private(folder / _PLAN, json.dumps(asdict(plan)).encode())


def load_plan(folder: Path) -> Plan:
    """Read the plan that `make_plan` kept."""
    raw: dict[str, Any] = json.loads((folder / _PLAN).read_bytes())
    lists: dict[str, Any] = {name: tuple(raw[name]) for name in ("render", "reuse")}
    units = {kode: tuple(codes) for kode, codes in raw["units"].items()}
    return Plan(**{**raw, **lists, "units": units})


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return `frame` as Parquet; the same rows give the same bytes."""
    sink = io.BytesIO()
    frame.rechunk().write_parquet(sink, compression="zstd", statistics=True)
    return sink.getvalue()


def save_month(month: Month, folder: Path) -> None:
    """Write `month` into `folder` for a later task to read: tasks pass paths, not frames."""
    late = month.restatement
    for name, frame in _frames_of(month).items():
        if frame is not None:
            write_private(folder / f"{name}.parquet", parquet_bytes(frame))
    small = {
        "period": str(month.period),
        "as_of": str(month.as_of),
        "stops": [asdict(stop) for stop in month.stops],
        "measures": [asdict(measure) for measure in month.measures],
        "cautions": [asdict(caution) for caution in month.cautions],
        "unheard": month.unheard,
        "hilang": month.lost_opds,
        "notes": month.notes,
        "conservation": month.conservation,
        "inputs": month.inputs,
        "references": month.references,
        _RESTATED: [late.revision, str(late.known_until)] if late else None,
    }
    write_private(folder / _SMALL, json.dumps(small).encode())


def load_month(folder: Path) -> Month:
    """Read what `save_month` wrote."""
    return _month(folder, {name: pl.read_parquet(path) for name, path in _kept(folder)})


def load_part(folder: Path, kodes: Sequence[str]) -> Month:
    """Read of what `save_month` wrote no more than the reports of some OPDs show.

    What concerns other OPDs stays on disk, and so does what no OPD's report shows: such frames
    come without rows.
    """
    lazy = {name: pl.scan_parquet(path) for name, path in _kept(folder)}
    mine = pl.col("kode_opd").is_in(list(kodes))
    parts = {
        name: frame.filter(mine) if name in _BY_OPD else frame.head(0)
        for name, frame in lazy.items()
        if name not in _WHOLE
    }
    whole = {name: lazy[name] for name in _WHOLE}
    return _month(folder, {name: frame.collect() for name, frame in (parts | whole).items()})


def month_parts(month: Month) -> Iterator[Month]:
    """Yield of an assessed month what the reports of its OPDs show, some of them at a time."""
    for opds in month.tables["opd"].iter_slices(_OPDS_AT_A_TIME):
        yield _part_of(month, opds["kode_opd"])


def _part_of(month: Month, kodes: pl.Series) -> Month:
    mine = pl.col("kode_opd").is_in(kodes.implode())
    frames = {name: frame for name, frame in _frames_of(month).items() if name in _BY_OPD}
    parts: dict[str, Any] = {
        name: None if frame is None else frame.filter(mine) for name, frame in frames.items()
    }
    late, restated = month.restatement, parts.pop(_RESTATED)
    tables = {name: parts.pop(name) for name in TABLES if name in parts}
    return replace(
        month,
        **parts,
        tables=month.tables | tables,
        restatement=late and replace(late, changes=restated),
    )


def _frames_of(month: Month) -> dict[str, Any]:
    """Return all frames of `month`, or None for one, by the names they are kept under."""
    late = month.restatement
    extras = {name: getattr(month, name) for name in _EXTRAS}
    return {**month.tables, **extras, _RESTATED: late.changes if late else None}


def people_per_opd(folder: Path) -> dict[str, int]:
    """Return kode_opd -> how many people stand in its lists, of the month kept in `folder`."""
    status = dict(_kept(folder / WORK))["status"]
    return dict(pl.scan_parquet(status).group_by("kode_opd").len().collect().rows())


def _kept(folder: Path) -> Iterator[tuple[str, Path]]:
    paths = ((name, folder / f"{name}.parquet") for name in (*TABLES, *_EXTRAS, _RESTATED))
    return ((name, path) for name, path in paths if path.exists())


def _month(folder: Path, frames: dict[str, pl.DataFrame]) -> Month:
    small: dict[str, Any] = json.loads((folder / _SMALL).read_bytes())
    return Month(
        period=Period.parse(small["period"]),
        as_of=Period.parse(small["as_of"]),
        tables={name: frames[name] for name in TABLES},
        to_mend=frames["to_mend"],
        quality=frames["quality"],
        findings_by_month=frames["findings_by_month"],
        candidates=frames["candidates"],
        near=frames["near"],
        doubts=frames["doubts"],
        trend=frames["trend"],
        restatement=_restatement(small, frames),
        changes=frames.get("changes"),
        opds_before=frames.get("opds_before"),
        accounting=frames["accounting"],
        deliveries=frames["deliveries"],
        unplaced_words=frames["unplaced_words"],
        sources=frames["sources"],
        files_behind=frames["files_behind"],
        lost_opds=tuple(small["hilang"]),
        stops=tuple(Stop.from_json(stop) for stop in small["stops"]),
        cautions=tuple(Caution(**caution) for caution in small["cautions"]),
        unheard=tuple(small["unheard"]),
        measures=tuple(Measure(**measure) for measure in small["measures"]),
        notes=tuple(small["notes"]),
        conservation=tuple(small["conservation"]),
        inputs=small["inputs"],
        references=small["references"],
    )


def _restatement(small: dict[str, Any], frames: dict[str, pl.DataFrame]) -> Restatement | None:
    if small[_RESTATED] is None:
        return None
    revision, known = small[_RESTATED]
    return Restatement(revision, Period.parse(known), frames[_RESTATED])


_EXTRAS: Final = (
    "to_mend",
    "quality",
    "findings_by_month",
    "candidates",
    "near",
    "doubts",
    "trend",
    "changes",
    "opds_before",
    "accounting",
    "deliveries",
    "unplaced_words",
    "sources",
    "files_behind",
)


_RESTATED: Final = "restatement"


# What an OPD's report shows of its own, of what it names its sources, and who answered for whom:
# an answer goes with its ASN to another OPD.
_BY_OPD: Final = ("status", "opd", "to_mend", "changes", "opds_before", _RESTATED)


_WHOLE: Final = ("accounting", "sources", "files_behind", "tindak_lanjut")


_SMALL: Final = "bulan.json"

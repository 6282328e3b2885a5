"""The staging folder where one run works: the assessed month and the plan, kept between two tasks.

Tasks pass paths, not frames.
"""

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipeline.assessing.gate import Caution, Measure, Stop
from pipeline.assessing.month import TABLES, Month
from pipeline.assessing.restatement import Restatement
from pipeline.core.periods import Period
from pipeline.system.files import remove_folder, write_private
from pipeline.system.settings import Settings

WORK: Final = "kerja"


TREE: Final = "terbit"


_PLAN: Final = "rencana.json"


@dataclass(frozen=True)
class Plan:
    """What publishing a month will do.

    `reuse` are OPDs whose documents in the current revision stay as they are.

    heals: whether the results equal the current revision's, but files of it are gone or altered.
    """

    period: str
    revision: str
    anomaly: str | None
    digest: str
    opd_digests: dict[str, str]
    render: tuple[str, ...]
    reuse: tuple[str, ...]
    heals: bool = False

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
    return Plan(**{**raw, "render": tuple(raw["render"]), "reuse": tuple(raw["reuse"])})


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return `frame` as Parquet; the same rows give the same bytes."""
    sink = io.BytesIO()
    frame.rechunk().write_parquet(sink, compression="zstd", statistics=True)
    return sink.getvalue()


def save_month(month: Month, folder: Path) -> None:
    """Write `month` into `folder` for a later task to read: tasks pass paths, not frames."""
    late = month.restatement
    frames = {**month.tables, **{name: getattr(month, name) for name in _EXTRAS}}
    frames[_RESTATED] = late.changes if late else None
    for name, frame in frames.items():
        if frame is not None:
            write_private(folder / f"{name}.parquet", parquet_bytes(frame))
    small = {
        "period": str(month.period),
        "as_of": str(month.as_of),
        "stops": [asdict(stop) for stop in month.stops],
        "measures": [asdict(measure) for measure in month.measures],
        "cautions": [asdict(caution) for caution in month.cautions],
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
    small: dict[str, Any] = json.loads((folder / _SMALL).read_bytes())
    paths = {name: folder / f"{name}.parquet" for name in (*TABLES, *_EXTRAS, _RESTATED)}
    frames = {name: pl.read_parquet(path) for name, path in paths.items() if path.exists()}
    return Month(
        period=Period.parse(small["period"]),
        as_of=Period.parse(small["as_of"]),
        tables={name: frames[name] for name in TABLES},
        to_mend=frames["to_mend"],
        quality=frames["quality"],
        findings_by_month=frames["findings_by_month"],
        candidates=frames["candidates"],
        near=frames["near"],
        trend=frames["trend"],
        restatement=_restatement(small, frames),
        changes=frames.get("changes"),
        opds_before=frames.get("opds_before"),
        accounting=frames["accounting"],
        deliveries=frames["deliveries"],
        unplaced_words=frames["unplaced_words"],
        sources=frames["sources"],
        lost_opds=tuple(small["hilang"]),
        stops=tuple(Stop.from_json(stop) for stop in small["stops"]),
        cautions=tuple(Caution(**caution) for caution in small["cautions"]),
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
    "trend",
    "changes",
    "opds_before",
    "accounting",
    "deliveries",
    "unplaced_words",
    "sources",
)


_RESTATED: Final = "restatement"


_SMALL: Final = "bulan.json"

"""Files that contradict each other (contract §5.7).

They are conflict copies of a roster, or the same payments told in two ways.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.assessing.gate.hurt import RESTS_ON, Stakes, with_hurt
from pipeline.assessing.gate.model import Stop
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.knowledge import Known
from schemas.fields import label

_SHARED: Final = 0.8
_TOLD: Final = (
    "nama",
    "gelar_depan",
    "gelar_belakang",
    "nik",
    "jenis_asn",
    "kedudukan_hukum",
    "golongan",
    "jabatan",
    "unor_id",
    "unit_kerja",
    "unit_induk",
    "opd",
)
_PAYMENT: Final = {"lunas": "status_bayar", "dana_asn": "sumber_dana", "nominal": "nominal"}
_RECORD: Final = ("_pekerja", "awal", "akhir", "_donatur")


@dataclass(frozen=True)
class Pair:
    """Two files of which the shorter shares `shared` rows with the other.

    `differing`: field -> how many differ.
    """

    first: str
    second: str
    shared: int
    differing: dict[str, int]


def contradiction_stops(known: Known, period: Period, stakes: Stakes) -> list[Stop]:
    """Return a stop for each pair of files that say different things of the same rows.

    The files are those of the period's folder.
    """
    copies = (
        _stop("salinan_berbeda", pair, period)
        for pair in _pairs(_roster_rows(known, period), ("nip",), _TOLD)
    )
    rivals = _pairs(_payments(known, period), _RECORD, tuple(_PAYMENT))
    return [*copies, *(_rival_stop(pair, period, stakes) for pair in rivals)]


def _roster_rows(known: Known, period: Period) -> pl.DataFrame:
    """Return the accepted roster rows of every file of the period, the doubled ones too."""
    frames = [
        known.rosters[str(period)],
        known.doubled.filter(pl.col("bulan_terima") == str(period)),
    ]
    rows = pl.concat(
        [frame.select("berkas", "nip", *_TOLD) for frame in frames if "nip" in frame.columns]
    )
    return rows.unique(["berkas", "nip"], keep="first")


def _payments(known: Known, period: Period) -> pl.DataFrame:
    own = known.iuran.filter(pl.col("bulan_terima") == str(period))
    worker, donor = (
        pl.coalesce("nik_pekerja", "kpj"),
        pl.coalesce("nip", "nip_tercatat", "nik_donatur"),
    )
    rows = own.with_columns(_pekerja=worker, _donatur=donor).drop_nulls(["_pekerja", "_donatur"])
    return rows.select("berkas", *_RECORD, *_PAYMENT).unique(["berkas", *_RECORD], keep="first")


def _pairs(rows: pl.DataFrame, key: Sequence[str], told: Sequence[str]) -> Iterator[Pair]:
    """Yield pairs of files, by path, that share enough of the shorter's rows and differ in one."""
    sizes = dict(rows.group_by("berkas").len().iter_rows())
    both = rows.join(rows, on=list(key), how="inner", suffix="_lain").filter(
        pl.col("berkas") < pl.col("berkas_lain")
    )
    filled = {name: _has(rows, name) for name in told}
    groups = both.partition_by("berkas", "berkas_lain", as_dict=True)
    for first, second in sorted(groups):
        group = groups[first, second]
        if group.height < _SHARED * min(sizes[first], sizes[second]):
            continue
        compared = [name for name in told if {first, second} <= filled[name]]
        counts = {
            name: group.filter(pl.col(name).ne_missing(pl.col(f"{name}_lain"))).height
            for name in compared
        }
        differing = {name: count for name, count in counts.items() if count}
        if differing:
            yield Pair(first, second, group.height, differing)


def _has(rows: pl.DataFrame, name: str) -> set[str]:
    """Return the files that say anything in `name`: what a file does not tell it does not deny."""
    return set(rows.filter(pl.col(name).is_not_null())["berkas"])


def _stop(kode: str, pair: Pair, period: Period) -> Stop:
    places = (f"{period}/{pair.first}", f"{period}/{pair.second}")
    named = {"berkas": places[0], "lain": places[1]}
    differing = sorted(pair.differing.items(), key=lambda one: (-one[1], one[0]))
    where = ", ".join(
        say("gerbang.beda_butir", bidang=label(_PAYMENT.get(name, name)), jumlah=number(n))
        for name, n in differing
    )
    return Stop(
        kode, say(f"gerbang.{kode}", **named, sama=number(pair.shared), beda=where), files=places
    )


def _rival_stop(pair: Pair, period: Period, stakes: Stakes) -> Stop:
    stop = _stop("iuran_bertentangan", pair, period)
    files = [(str(period), path) for path in (pair.first, pair.second)]
    return with_hurt(stop, RESTS_ON, stakes.resting_on(files))

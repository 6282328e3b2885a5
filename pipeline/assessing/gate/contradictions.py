"""Files that contradict each other, and sheets of one file (contract §5.7).

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
# Of two sheets of one file the shorter must be a telling of the whole list, and not a part that was
# set apart: who was refunded, transferred, or paid the rest.
_WHOLE: Final = 0.5
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
_PLACE: Final = ("berkas", "lembar")
_RECORD: Final = ("_pekerja", "awal", "akhir", "_donatur")


# Of what a list is part: its file, and of the lists of one file its sheet.
Place = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two files, or two sheets of one, of which the shorter shares `shared` rows with the other.

    Each is its file and its sheet, "" where the whole file is meant. `differing`: field -> how many
    differ.
    """

    first: Place
    second: Place
    shared: int
    differing: dict[str, int]


def contradiction_stops(known: Known, period: Period, stakes: Stakes) -> list[Stop]:
    """Return a stop for each pair of files that say different things of the same rows.

    The files are those of the period's folder; two sheets of one are as two files.
    """
    copies = (
        _stop("salinan_berbeda", pair, period)
        for pair in _rivals(_roster_rows(known, period), ("nip",), _TOLD)
    )
    rivals = _rivals(_payments(known, period), _RECORD, tuple(_PAYMENT))
    return [*copies, *(_rival_stop(pair, period, stakes) for pair in rivals)]


def _rivals(rows: pl.DataFrame, key: Sequence[str], told: Sequence[str]) -> Iterator[Pair]:
    """Yield the pairs of files, and then those of sheets of one file."""
    files = rows.with_columns(lembar=pl.lit(""))
    yield from _pairs(files, key, told, pl.col("berkas") < pl.col("berkas_lain"))
    sheets = rows.filter(pl.col("lembar").n_unique().over("berkas") > 1)
    within = (pl.col("berkas") == pl.col("berkas_lain")) & (
        pl.col("lembar") < pl.col("lembar_lain")
    )
    yield from _pairs(sheets, key, told, within, _WHOLE)


def _roster_rows(known: Known, period: Period) -> pl.DataFrame:
    """Return the accepted roster rows of every file of the period, the doubled ones too."""
    frames = [
        known.rosters[str(period)],
        known.doubled.filter(pl.col("bulan_terima") == str(period)),
    ]
    return pl.concat(
        [frame.select(*_PLACE, "nip", *_TOLD) for frame in frames if "nip" in frame.columns]
    )


def _payments(known: Known, period: Period) -> pl.DataFrame:
    own = known.iuran.filter(pl.col("bulan_terima") == str(period))
    worker, donor = (
        pl.coalesce("nik_pekerja", "kpj"),
        pl.coalesce("nip", "nip_tercatat", "nik_donatur"),
    )
    rows = own.with_columns(_pekerja=worker, _donatur=donor).drop_nulls(["_pekerja", "_donatur"])
    return rows.select(*_PLACE, *_RECORD, *_PAYMENT)


def _pairs(
    rows: pl.DataFrame,
    key: Sequence[str],
    told: Sequence[str],
    apart: pl.Expr,
    of_longer: float = 0.0,
) -> Iterator[Pair]:
    """Yield pairs of places that share enough of the shorter's rows and differ in one, by place.

    `apart` says of two places whether they are a pair, `of_longer` how much of the longer's rows
    they must share too.
    """
    once = rows.unique([*_PLACE, *key], keep="first", maintain_order=True)
    sizes = {(file, sheet): size for file, sheet, size in once.group_by(_PLACE).len().iter_rows()}
    both = once.join(once, on=list(key), how="inner", suffix="_lain").filter(apart)
    filled = {name: _has(once, name) for name in told}
    groups = both.partition_by(*_PLACE, *(f"{name}_lain" for name in _PLACE), as_dict=True)
    for places in sorted(groups):
        group, first, second = groups[places], _place(places[:2]), _place(places[2:])
        shorter, longer = sorted((sizes[first], sizes[second]))
        if group.height < max(_SHARED * shorter, of_longer * longer):
            continue
        compared = [name for name in told if {first, second} <= filled[name]]
        counts = {
            name: group.filter(pl.col(name).ne_missing(pl.col(f"{name}_lain"))).height
            for name in compared
        }
        differing = {name: count for name, count in counts.items() if count}
        if differing:
            yield Pair(first, second, group.height, differing)


def _place(found: Sequence[object]) -> Place:
    file, sheet = map(str, found)
    return file, sheet


def _has(rows: pl.DataFrame, name: str) -> set[Place]:
    """Return the places that say anything in `name`: what one does not tell it does not deny."""
    return set(rows.filter(pl.col(name).is_not_null()).select(_PLACE).iter_rows())


def _stop(kode: str, pair: Pair, period: Period) -> Stop:
    paths = tuple(dict.fromkeys(f"{period}/{file}" for file, _ in (pair.first, pair.second)))
    named = (
        {"berkas": paths[0], "lain": paths[1]}
        if len(paths) > 1
        else {"berkas": paths[0], "lembar": pair.first[1], "lain": pair.second[1]}
    )
    sentence = f"gerbang.{kode}" if len(paths) > 1 else f"gerbang.{kode}_lembar"
    differing = sorted(pair.differing.items(), key=lambda one: (-one[1], one[0]))
    where = ", ".join(
        say("gerbang.beda_butir", bidang=label(_PAYMENT.get(name, name)), jumlah=number(n))
        for name, n in differing
    )
    said = say(sentence, **named, sama=number(pair.shared), beda=where)
    about = " / ".join(sheet for _, sheet in (pair.first, pair.second) if sheet)
    return Stop(kode, said, files=paths, about=about)


def _rival_stop(pair: Pair, period: Period, stakes: Stakes) -> Stop:
    stop = _stop("iuran_bertentangan", pair, period)
    files = [(str(period), path) for path, _ in (pair.first, pair.second)]
    return with_hurt(stop, RESTS_ON, stakes.resting_on(files))

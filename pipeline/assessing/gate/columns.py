"""Columns that decide and are gone, and labels that are new or gone (contract §5.7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
from rapidfuzz.fuzz import ratio

from pipeline.assessing.gate.hurt import LATE, RESTS_ON, UNMAPPED, Stakes, with_hurt
from pipeline.assessing.gate.model import Caution, Stop
from pipeline.assessing.slipped import labels_without_names
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.deliveries import KnownDelivery
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.people_names import PeopleNames
from schemas.codes import IURAN, ROSTER
from schemas.fields import FIELDS
from schemas.layouts import layout, plain_label

# What decides, each with the fields that can tell it; of a kind the first that the earlier file had
# counts.
_DECIDING: Final = {
    ROSTER: (
        ("kedudukan_hukum",),
        ("jenis_asn", "status_cpns"),
        ("opd", "unit_induk", "unor_id", "unit_kerja"),
    ),
    IURAN: (("status_bayar",), ("sumber_dana",), ("nominal",)),
}
_KIND: Final = "jenis_asn"
_LABELS_SHOWN: Final = 12


@dataclass(frozen=True)
class Headers:
    """One file's headers: its month, path, whose it is, and lembar, bidang, label of each label."""

    month: str
    path: str
    delivery: KnownDelivery
    labels: pl.DataFrame

    @property
    def sheets(self) -> dict[str, set[str]]:
        """The fields that each sheet has."""
        fields = self.labels.drop_nulls("bidang").group_by("lembar").agg("bidang")
        return {str(sheet): set(found) for sheet, found in fields.iter_rows()}

    @property
    def everywhere(self) -> set[str]:
        """The fields that every sheet of the file has."""
        return set.intersection(*self.sheets.values()) if self.sheets else set()

    @property
    def anywhere(self) -> set[str]:
        """The fields that any sheet of the file has."""
        return set().union(*self.sheets.values())

    def written(self, fields: Sequence[str]) -> list[str]:
        """Return the labels as written that are read as one of `fields`."""
        return list(dict.fromkeys(self.labels.filter(pl.col("bidang").is_in(fields))["label"]))

    @property
    def unknown(self) -> list[str]:
        """The labels that no field knows."""
        return list(dict.fromkeys(self.labels.filter(pl.col("bidang").is_null())["label"]))


@dataclass(frozen=True)
class Lost:
    """A deciding column that a file, in the sheet `sheet`, has no more.

    `fields` could tell it, `before` had it.
    """

    now: Headers
    sheet: str
    fields: tuple[str, ...]
    before: Headers


def column_stops(known: Known, period: Period, stakes: Stakes) -> list[Stop]:
    """Return a stop for each deciding column that this file lacks.

    The delivery's latest earlier file had it.
    """
    every = _headers(known)
    files = [one for one in every if one.month == str(period)]
    lost = [found for now in files for found in _lost_columns(now, _earlier(now, every), files)]
    names = known.names
    return [_stop(found, names, stakes) for found in lost]


def label_cautions(known: Known, period: Period) -> list[Caution]:
    """Return labels new or gone in each file of the period against its delivery's latest one."""
    every, names = _headers(known), known.names
    return [
        caution
        for now in every
        if now.month == str(period)
        for caution in _label_changes(now, every, names)
    ]


def _headers(known: Known) -> list[Headers]:
    """Return the headers of every file, by month and path."""
    groups = known.labels.partition_by("bulan", "berkas", as_dict=True)
    return [
        Headers(month, path, known.deliveries[month, path], groups[month, path])
        for month, path in sorted(groups)
    ]


def _earlier(now: Headers, every: Sequence[Headers]) -> list[Headers]:
    """Return the files to compare with: the delivery's latest earlier ones.

    Of a roster the latest, whoever sent it.

    Where the latest earlier roster has files of the same delivery, only those count: an office may
    send several lists.
    """
    kind = [
        one for one in every if one.delivery.kind == now.delivery.kind and one.month < now.month
    ]
    own = [one for one in kind if one.delivery == now.delivery]
    last = max((one.month for one in (kind if now.delivery.kind == ROSTER else own)), default="")
    latest_own = [one for one in own if one.month == last]
    return latest_own or [one for one in kind if one.month == last and now.delivery.kind == ROSTER]


def _lost_columns(
    now: Headers, earlier: Sequence[Headers], files: Sequence[Headers]
) -> Iterator[Lost]:
    """Yield what `now` lacks of what an earlier file had.

    A sheet is held against the one of its name, and a sheet of a new name against what all had. A
    delivery of several files may go on having as many without a column as it had.
    """
    now_of_it = [one for one in files if one.delivery == now.delivery]
    then_of_it = [one for one in earlier if one.delivery == now.delivery]
    for fields in _DECIDING[now.delivery.kind]:
        having = [one for one in earlier if one.anywhere & set(fields)]
        if not having:
            continue
        wanted = _that_tell(fields, having[0].anywhere)
        if now.anywhere & wanted:
            without = _sheets_without(now, wanted, having[0], fields)
        else:
            more = _count_without(now_of_it, wanted) > _count_without(then_of_it, wanted)
            without = [min(now.sheets, default="")] if more else []
        for sheet in without:
            yield Lost(now, sheet, fields, having[0])


def _count_without(files: Sequence[Headers], fields: set[str]) -> int:
    return sum(not one.anywhere & fields for one in files)


def _sheets_without(
    now: Headers, wanted: set[str], before: Headers, fields: Sequence[str]
) -> list[str]:
    """Return the sheets of `now` that have none of `wanted`, though `before` had it there."""
    had = {sheet: before.sheets.get(sheet, before.everywhere) & set(fields) for sheet in now.sheets}
    return sorted(sheet for sheet, found in now.sheets.items() if had[sheet] and not found & wanted)


def _that_tell(fields: Sequence[str], had: set[str]) -> set[str]:
    """Return which fields can replace what the earlier file had: letter C or P tells no PPPK."""
    return {_KIND} if _KIND in fields and _KIND in had else set(fields)


def _stop(lost: Lost, names: PeopleNames, stakes: Stakes) -> Stop:
    place, before = f"{lost.now.month}/{lost.now.path}", f"{lost.before.month}/{lost.before.path}"
    where = say("gerbang.di_lembar", lembar=lost.sheet) if len(lost.now.sheets) > 1 else ""
    message = say(
        "gerbang.kolom_hilang",
        berkas=place,
        lembar=where,
        apa=FIELDS[lost.fields[0]].label,
        lama=_quoted(lost.before.written(lost.fields)),
        dahulu=before,
        jalan=_way_out(lost, names),
    )
    return _with_hurt(
        Stop("kolom_hilang", message, files=(place, before), about=lost.fields[0]), lost, stakes
    )


def _way_out(lost: Lost, names: PeopleNames) -> str:
    """Name new unknown labels, the known one the nearest is like, and the line that takes it."""
    had = {plain_label(label) for label in lost.before.unknown}
    unknown = [label for label in lost.now.unknown if plain_label(label) not in had]
    new = labels_without_names(unknown, names)
    if not new:
        return say("gerbang.kolom_tanpa_ganti")
    known = layout(lost.now.delivery.kind)
    pairs = [
        (label, old, field) for label in new for field in lost.fields for old in known.labels[field]
    ]
    near = sorted(pairs, key=lambda pair: -ratio(plain_label(pair[0]), plain_label(pair[1])))
    ordered = list(dict.fromkeys(label for label, _, _ in near))
    label, old, field = near[0]
    line = {"tata_letak": known.file, "baris": known.line_of(field), "bidang": field}
    return say("gerbang.kolom_ganti", baru=_quoted(ordered), mirip=label, dikenal=old, **line)


def _with_hurt(stop: Stop, lost: Lost, stakes: Stakes) -> Stop:
    if lost.now.delivery.kind == IURAN:
        return with_hurt(stop, RESTS_ON, stakes.resting_on([(lost.now.month, lost.now.path)]))
    if "opd" in lost.fields:
        return with_hurt(stop, UNMAPPED, stakes.unmapped())
    return with_hurt(stop, LATE, stakes.newly_late())


def _label_changes(now: Headers, every: Sequence[Headers], names: PeopleNames) -> Iterator[Caution]:
    earlier = [one for one in _earlier(now, every) if one.delivery == now.delivery]
    if not earlier:
        return
    old = {plain_label(label): label for one in earlier for label in one.labels["label"]}
    new = {plain_label(label): label for label in now.labels["label"]}
    told = {
        "berkas": f"{now.month}/{now.path}",
        "bulan": Period.parse(earlier[0].month).name,
    }
    for kode, here, there in (("label_baru", new, old), ("label_hilang", old, new)):
        labels = [label for plain, label in here.items() if plain not in there]
        if labels:
            spared = labels_without_names(labels, names)
            yield Caution(kode, say(f"gerbang.{kode}", label=_quoted(spared), **told))


def _quoted(labels: Sequence[str]) -> str:
    shown = ", ".join(f'"{label}"' for label in labels[:_LABELS_SHOWN])
    more = len(labels) - _LABELS_SHOWN
    return shown + say("gerbang.label_lagi", jumlah=more) if more > 0 else shown

"""Files that lack, are refused, came twice, or lie where nothing reads them (contract §5.7, §1)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from pipeline.assessing.gate.model import Caution, Stop
from pipeline.assessing.gate.telling import brief_refusal
from pipeline.core.errors import RefusedError
from pipeline.core.formats import number
from pipeline.core.periods import Period, month_meant
from pipeline.core.wording import say
from pipeline.knowledge.knowledge import Known
from pipeline.system.sources import InputFile
from schemas.codes import IURAN, ROSTER

_REFUSED: Final = "berkas_ditolak"
_NO_ROSTER: Final = "tanpa_roster"
_MISPLACED: Final = "salah_tempat"
_NEAR_MONTH: Final = "folder_bulan"


def input_stops(known: Known, period: Period) -> list[Stop]:
    """Return what stands against publishing before anything is decided.

    These are refused, missing, twin and misplaced files.
    """
    stops = list(_refused(known))
    if str(period) not in known.rosters:
        stops.append(_no_roster(known, period))
    stops += _no_iuran(known, period)
    return [
        *stops,
        *_misplaced(known, period),
        *_unnamed(known, period),
        *_near_months(known),
        *_twins(_files_read(known), str(period)),
    ]


def against_deciding(stops: Sequence[Stop], period: Period) -> list[Stop]:
    """Return those of `stops` without whose cause removed `period` cannot be decided.

    A lacking roster comes first, with what was refused or lies unread and may be it.
    """
    first = _lacking_roster(stops, period)
    return [*first, *(stop for stop in stops if stop.absolute and stop not in first)]


def require_roster(known: Known, period: Period) -> None:
    """Raise RefusedError when no roster of `period` is known: nothing can be decided then."""
    stops = _lacking_roster(input_stops(known, period), period)
    if stops:
        raise RefusedError(" ".join(stop.pesan for stop in stops), brief_refusal(period, stops))


def _lacking_roster(stops: Sequence[Stop], period: Period) -> list[Stop]:
    """Return the stop of a lacking roster and beside it what may hold it; nothing where it came.

    The month's refused files, a folder that is nearly that month, and its misplaced files as one.
    """
    lacking = [stop for stop in stops if stop.kode == _NO_ROSTER]
    if not lacking:
        return []
    refused = [stop for stop in stops if stop.kode == _REFUSED]
    own = [stop for stop in refused if stop.files[0].startswith(f"{period}/")]
    folders = [stop for stop in stops if stop.kode == _NEAR_MONTH]
    meant = [stop for stop in folders if month_meant(stop.files[0]) == period]
    return [*own, *lacking, *meant, *_as_one([stop for stop in stops if stop.kode == _MISPLACED])]


def _as_one(misplaced: Sequence[Stop]) -> list[Stop]:
    if len(misplaced) < 2:
        return [*misplaced]
    more = say("gerbang.salah_tempat_lagi", jumlah=number(len(misplaced) - 1))
    return [replace(misplaced[0], pesan=f"{misplaced[0].pesan} {more}")]


def same_bytes_cautions(known: Known, period: Period) -> list[Caution]:
    """Return a caution for each file in the period's folder with the bytes of another one in it."""
    files = [file for file in _files_read(known) if file.month == str(period)]
    first: dict[tuple[str, str], InputFile] = {}
    pairs = [(file, first.setdefault((file.kind, file.sha256), file)) for file in files]
    return [
        Caution(
            "kembar_sefolder",
            say("gerbang.kembar_sefolder", berkas=_place(b), lain=_place(a)),
        )
        for b, a in pairs
        if a != b
    ]


def _no_roster(known: Known, period: Period) -> Stop:
    if any(file.kind == ROSTER and file.month == str(period) for file in _files_read(known)):
        return Stop(_NO_ROSTER, say("gerbang.roster_kosong", periode=period.name), absolute=True)
    rosters = [f for f in known.stock.files if f.kind == ROSTER and f.month == str(period)]
    if any(_place(file) in known.refused for file in rosters):
        return Stop(_NO_ROSTER, say("gerbang.roster_ditolak", periode=period.name), absolute=True)
    others = ", ".join(sorted(known.rosters)) or "tidak ada"
    return Stop(_NO_ROSTER, say("gerbang.tanpa_roster", periode=period, lain=others), absolute=True)


def _no_iuran(known: Known, period: Period) -> list[Stop]:
    if not any(file.kind == IURAN and file.month == str(period) for file in _files_read(known)):
        return [Stop("tanpa_iuran", say("gerbang.tanpa_iuran", periode=period))]
    if not known.iuran.filter(pl.col("bulan_terima") == str(period)).height:
        return [Stop("tanpa_iuran", say("gerbang.iuran_kosong", periode=period))]
    return []


def _refused(known: Known) -> Iterator[Stop]:
    place = pl.concat_str("bulan_terima", pl.lit("/"), "berkas")
    for file in known.refused:
        reason = known.findings.filter(place == file)["pesan"][0]
        message = say("gerbang.berkas_ditolak", berkas=file, sebab=reason)
        yield Stop(_REFUSED, message, absolute=True, files=(file,))


def _misplaced(known: Known, period: Period) -> Iterator[Stop]:
    for month, path in known.stock.misplaced:
        if month == str(period):
            place = f"{month}/{path}"
            message = say("gerbang.salah_tempat", berkas=place, periode=period)
            yield Stop(_MISPLACED, message, files=(place,))


def _unnamed(known: Known, period: Period) -> Iterator[Stop]:
    for month, path in known.stock.unnamed:
        if month == str(period):
            place = f"{month}/{path}"
            yield Stop(_MISPLACED, say("gerbang.nama_rusak", berkas=place), files=(place,))


def _near_months(known: Known) -> Iterator[Stop]:
    for name in known.stock.near_months:
        yield Stop(
            _NEAR_MONTH,
            say("gerbang.folder_bulan", folder=name, bulan=month_meant(name)),
            files=(name,),
        )


def _files_read(known: Known) -> list[InputFile]:
    """Return the files that hold a table: no stray, such as a cover letter, and no refused one."""
    return [file for file in known.stock.files if (file.month, file.berkas) in known.deliveries]


def _twins(files: Sequence[InputFile], period: str) -> Iterator[Stop]:
    others = {(file.kind, file.sha256): file for file in files if file.month != period}
    for file in files:
        twin = others.get((file.kind, file.sha256))
        if file.month == period and twin:
            message = say("gerbang.berkas_kembar", berkas=_place(file), lain=_place(twin))
            yield Stop("berkas_kembar", message, files=(_place(file), _place(twin)))


def _place(file: InputFile) -> str:
    return f"{file.month}/{file.berkas}"

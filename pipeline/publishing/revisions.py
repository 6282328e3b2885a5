"""Which revisions there are, what each changed, and if all are still as published (contract §6)."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.core.errors import PublicationError
from pipeline.core.periods import Period
from pipeline.publishing.manifest import (
    CURRENT,
    MANIFEST,
    PRUNED,
    Manifest,
    current_manifest,
    older_revisions,
    pointer_bytes,
    published_periods,
    read_manifest,
    revision_number,
)
from pipeline.publishing.pruning import begun, recorded
from pipeline.publishing.since_revision import counted

CHANGED: Final = "berubah"
MISSING: Final = "hilang"
STRAY: Final = "asing"
UNREADABLE: Final = "tak_terbaca"
POINTERLESS: Final = "tanpa_penunjuk"
LOST: Final = "revisi_hilang"
_PERIOD: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_REVISION: Final = re.compile(r"r[0-9]+")
_LINK: Final = re.compile(rb'href="([^"#:]+)"')


@dataclass(frozen=True)
class Revision:
    """One revision of a period, kept or pruned.

    manifest: None when nothing of it is left. made_at: when it was made. pruned_at: when its
    documents were pruned, "" when they are there. differences: how many OPDs of how many differ
    from the revision before; None when it was the first.
    """

    period: Period
    name: str
    current: bool
    manifest: Manifest | None
    made_at: str
    pruned_at: str
    differences: tuple[int, int] | None


@dataclass(frozen=True)
class Difference:
    """One published file or revision that is not as it was published: where, and what is wrong.

    kind: CHANGED, MISSING, STRAY or UNREADABLE; POINTERLESS where revisions lie that nothing points
    to; LOST for a whole revision that is gone and is not on record as pruned.
    """

    path: str
    kind: str


def revisions(outputs: Path) -> list[Revision]:
    """Return every revision ever published: newest period first, in it the newest revision first.

    Raises PublicationError when a manifest cannot be read.
    """
    return [one for period in published_periods(outputs) for one in _of(outputs, period)]


def verify(outputs: Path) -> list[Difference]:
    """Hash each published file anew; return what differs from the manifests or is gone, by path."""
    found = [
        difference for period in _periods(outputs) for difference in _differences(outputs, period)
    ]
    return sorted([*found, *_dead_links(outputs)], key=lambda one: (one.path, one.kind))


def _of(outputs: Path, period: Period) -> Iterator[Revision]:
    current = current_manifest(outputs, period)
    if current is None:
        return
    gone = {one.revisi: one for one in recorded(outputs) if one.periode == str(period)}
    kept = [current.revisi, *older_revisions(outputs, current)]
    for name in sorted({*kept, *gone}, key=lambda name: int(name[1:]), reverse=True):
        if name in kept:
            yield _kept(outputs, period, name, name == current.revisi)
        else:
            yield Revision(period, name, False, None, gone[name].dibuat, gone[name].kapan, None)


def _kept(outputs: Path, period: Period, name: str, current: bool) -> Revision:
    folder = outputs / str(period) / name
    manifest, mark = read_manifest(folder), _mark(folder)
    block = manifest.sejak_revisi
    made, pruned = str(manifest.jalan.get("selesai", "")), str(mark["kapan"]) if mark else ""
    return Revision(
        period, name, current, manifest, made, pruned, counted(block) if block else None
    )


def _mark(folder: Path) -> dict[str, Any] | None:
    path = folder / PRUNED
    return dict(json.loads(path.read_bytes())) if path.is_file() else None


def _differences(outputs: Path, period: Period) -> Iterator[Difference]:
    pointer = outputs / str(period) / CURRENT
    current, broken = _current(outputs, period)
    if current is None:
        yield Difference(f"{period}/{CURRENT}", UNREADABLE if broken else POINTERLESS)
    elif pointer.read_bytes() != pointer_bytes(current):
        yield Difference(f"{period}/{current.revisi}/{MANIFEST}", CHANGED)
    last = revision_number(current.revisi) if current else max(_numbers(pointer.parent), default=0)
    gone = {
        one.revisi
        for one in (*recorded(outputs), *begun(outputs))
        if one.periode == str(period) and not one.tinggal
    }
    for name in (f"r{number:02d}" for number in range(1, last + 1)):
        if (pointer.parent / name).is_dir():
            yield from _revision_differences(pointer.parent / name)
        elif name not in gone:
            yield Difference(f"{period}/{name}", LOST)


def _current(outputs: Path, period: Period) -> tuple[Manifest | None, bool]:
    """Return the current manifest, and whether there is a pointer that does not lead to one."""
    try:
        return current_manifest(outputs, period), False
    except PublicationError:
        return None, True


def _periods(outputs: Path) -> list[Period]:
    """Return the periods that have a pointer or a revision, oldest first."""
    folders = [path for path in outputs.glob("[0-9]*") if _PERIOD.fullmatch(path.name)]
    return sorted(
        Period.parse(path.name) for path in folders if (path / CURRENT).is_file() or _numbers(path)
    )


def _numbers(folder: Path) -> list[int]:
    return [
        revision_number(path.name)
        for path in folder.glob("r[0-9]*")
        if _REVISION.fullmatch(path.name)
    ]


def _revision_differences(folder: Path) -> Iterator[Difference]:
    place = f"{folder.parent.name}/{folder.name}"
    try:
        manifest, mark = read_manifest(folder), _mark(folder)
    except (PublicationError, ValueError):
        yield Difference(f"{place}/{MANIFEST}", UNREADABLE)
        return
    files = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    stays = (
        manifest.keluaran
        if mark is None
        else {n: h for n, h in manifest.keluaran.items() if n in mark["tinggal"]}
    )
    yield from (Difference(f"{place}/{name}", MISSING) for name in stays.keys() - files.keys())
    yield from (
        Difference(f"{place}/{name}", STRAY) for name in files.keys() - {*stays, MANIFEST, PRUNED}
    )
    for name in stays.keys() & files.keys():
        if hashlib.sha256(files[name].read_bytes()).hexdigest() != stays[name]:
            yield Difference(f"{place}/{name}", CHANGED)


def _dead_links(outputs: Path) -> Iterator[Difference]:
    index = outputs / "index.html"
    if not index.is_file():
        if published_periods(outputs):
            yield Difference(index.name, MISSING)
        return
    links = sorted({link.decode() for link in _LINK.findall(index.read_bytes())})
    yield from (Difference(link, MISSING) for link in links if not (outputs / link).is_file())

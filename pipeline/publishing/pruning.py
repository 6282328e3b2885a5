"""Taking old revisions away, so that a kill at any instant leaves nothing half-gone (contract §6).

What is to go is written down first (`.pangkas/niat.json`), then marked, then taken off the index,
and only then removed; `finish` completes what a process that died had begun. Of a period's first
revision the documents go, but what "published first" is told from stays: manifest, verdicts and
records (restatement.py, trend.py).
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.assessing.restatement import COMPARED
from pipeline.core.periods import Period
from pipeline.publishing.manifest import (
    MANIFEST,
    PRUNED,
    current_manifest,
    older_revisions,
    published_periods,
    read_manifest,
    revision_number,
)
from pipeline.publishing.paths import table_path
from pipeline.publishing.publishing import write_root_index
from pipeline.system.failpoints import around
from pipeline.system.files import (
    move_folder,
    remove_file,
    remove_folder,
    replace_private,
    sync_folder,
)
from pipeline.system.settings import Settings, now

RECORD: Final = "pemangkasan.jsonl"
KEPT_OF_FIRST: Final = (MANIFEST, PRUNED, *(table_path(name) for name in COMPARED))
_WORKSPACE: Final = ".pangkas"
_INTENT: Final = "niat.json"


@dataclass(frozen=True)
class Doomed:
    """One revision to go, as recorded: `tinggal` are the paths that stay, of a first revision."""

    periode: str
    revisi: str
    dibuat: str
    kapan: str
    berkas: int
    bita: int
    manifest_sha256: str
    tinggal: tuple[str, ...]
    perintah: str


def beyond_newest(
    settings: Settings, periods: Sequence[Period], keep: int, words: str
) -> list[Doomed]:
    """Return the revisions of `periods` that are not among the `keep` newest.

    The current one counts as the newest.
    """
    return [
        _doomed(settings, period, name, words)
        for period in periods
        for name in _standing(settings.outputs, period)[max(0, keep - 1) :]
    ]


def made_before(
    settings: Settings, periods: Sequence[Period], moment: dt.datetime, words: str
) -> list[Doomed]:
    """Return the revisions of `periods`, never a current one, that were made before `moment`.

    One whose manifest does not say when it was made stays.
    """
    found = [
        _doomed(settings, period, name, words)
        for period in periods
        for name in _standing(settings.outputs, period)
    ]
    return [one for one in found if one.dibuat and dt.datetime.fromisoformat(one.dibuat) < moment]


def prune(settings: Settings, doomed: Sequence[Doomed]) -> None:
    """Remove the revisions, durably recorded. The caller holds the outputs folder.

    Raises DiskError.
    """
    finish(settings)
    left = [
        one
        for one in doomed
        if one.revisi in _standing(settings.outputs, Period.parse(one.periode))
    ]
    if left:
        with around("pangkas-niat"):
            replace_private(_intent(settings), json.dumps([asdict(one) for one in left]).encode())
        finish(settings)


def finish(settings: Settings) -> None:
    """Complete what a prune that died had begun; nothing where there is nothing.

    The caller holds the folder.
    """
    if not _intent(settings).is_file():
        remove_folder(settings.outputs / _WORKSPACE)
        return
    doomed = begun(settings.outputs)
    for one in doomed:
        _mark(settings.outputs, one)
    write_root_index(settings)
    for one in doomed:
        _remove(settings.outputs, one)
    with around("pangkas-catat"):
        replace_private(settings.outputs / RECORD, _with_lines(settings.outputs, doomed))
    with around("pangkas-selesai"):
        remove_folder(settings.outputs / _WORKSPACE)


def recorded(outputs: Path) -> list[Doomed]:
    """Return every revision that was ever pruned, in the order in which that was done."""
    path = outputs / RECORD
    lines = path.read_bytes().splitlines() if path.is_file() else []
    return [_read(json.loads(line)) for line in lines]


def begun(outputs: Path) -> list[Doomed]:
    """Return what a prune that is going on, or died, has written down to take away."""
    path = outputs / _WORKSPACE / _INTENT
    return [_read(raw) for raw in json.loads(path.read_bytes())] if path.is_file() else []


def periods_of(outputs: Path, period: Period | None) -> list[Period]:
    """Return `period`, or every published one, oldest first."""
    return [period] if period else sorted(published_periods(outputs))


def _standing(outputs: Path, period: Period) -> list[str]:
    """Return the older revisions that still have their documents, newest first."""
    current = current_manifest(outputs, period)
    older = older_revisions(outputs, current) if current else []
    return [name for name in older if not (outputs / str(period) / name / PRUNED).is_file()]


def _doomed(settings: Settings, period: Period, name: str, words: str) -> Doomed:
    folder = settings.outputs / str(period) / name
    stays = KEPT_OF_FIRST if _is_first(settings.outputs, period, name) else ()
    going = [path for path in _files(folder) if path.relative_to(folder).as_posix() not in stays]
    return Doomed(
        periode=str(period),
        revisi=name,
        dibuat=str(read_manifest(folder).jalan.get("selesai", "")),
        kapan=now().isoformat(timespec="seconds"),
        berkas=len(going),
        bita=sum(p.stat().st_size for p in going),
        manifest_sha256=hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest(),
        tinggal=stays,
        perintah=words,
    )


def _is_first(outputs: Path, period: Period, name: str) -> bool:
    names = (path.parent.name for path in (outputs / str(period)).glob(f"r[0-9]*/{MANIFEST}"))
    return revision_number(name) == min(map(revision_number, names))


def _mark(outputs: Path, one: Doomed) -> None:
    folder = outputs / one.periode / one.revisi
    if folder.is_dir():
        with around("pangkas-tanda"):
            content = {"kapan": one.kapan, "tinggal": list(one.tinggal)}
            replace_private(folder / PRUNED, json.dumps(content, indent=1).encode() + b"\n")


def _remove(outputs: Path, one: Doomed) -> None:
    folder = outputs / one.periode / one.revisi
    if one.tinggal:
        _thin_out(folder, one.tinggal)
        return
    aside = outputs / _WORKSPACE / f"{one.periode}-{one.revisi}"
    if folder.is_dir():
        with around("pangkas-singkir"):
            move_folder(folder, aside)
    with around("pangkas-hapus"):
        remove_folder(aside)


def _thin_out(folder: Path, stays: Sequence[str]) -> None:
    """Remove all but `stays` where it lies: what stays is never absent, not even for an instant."""
    for path in _files(folder):
        if path.relative_to(folder).as_posix() not in stays:
            with around("pangkas-tipis"):
                remove_file(path)
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not any(path.iterdir()):
            remove_folder(path)
    for path in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
        sync_folder(path)


def _with_lines(outputs: Path, doomed: Sequence[Doomed]) -> bytes:
    done = recorded(outputs)
    known = {(one.periode, one.revisi, one.kapan) for one in done}
    new = [one for one in doomed if (one.periode, one.revisi, one.kapan) not in known]
    return "".join(
        f"{json.dumps(asdict(one), ensure_ascii=False)}\n" for one in (*done, *new)
    ).encode()


def _read(raw: dict[str, Any]) -> Doomed:
    return Doomed(**{**raw, "tinggal": tuple(raw["tinggal"])})


def _intent(settings: Settings) -> Path:
    return settings.outputs / _WORKSPACE / _INTENT


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())

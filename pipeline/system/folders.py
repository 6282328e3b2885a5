"""The inputs folder by name: months, their parts and files, what lies elsewhere (contract §1)."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pipeline.core.periods import Period, month_meant
from pipeline.core.shown_names import is_text, shown_name
from pipeline.system.ignored import is_ignored
from pipeline.system.settings import Settings
from schemas.codes import IURAN, ROSTER

KINDS: Final = (ROSTER, IURAN)
EXTENSIONS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt"})
# What else holds tables, or files that do: read or refused by its content, and never passed over as
# a stray (contract §1).
OTHER_TABLES: Final = frozenset(
    {".fods", ".slk", ".sylk", ".dif", ".mht", ".mhtml", ".xlt", ".xltx", ".numbers"}
    | {".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".rar", ".7z"}
)
RETURNED: Final = "tindak_lanjut"
_MONTH_PARTS: Final = frozenset({*KINDS, RETURNED})


def named_from(home: Path, text: str) -> Path:
    """Return the place that `text` names from the folder `home`, without the ways back in it."""
    return Path(os.path.normpath(home / text.strip()))


def marks_of(folder: Path) -> tuple[str, ...]:
    """Return what tells `folder` and each folder around it from any other, itself first.

    A disk may take upper and lower case for the same, or hold one folder in two places: where it
    lies there, its number on the disk is told, and else its name.
    """
    return tuple(_mark(place) for place in (folder, *folder.parents))


def _mark(folder: Path) -> str:
    try:
        told = folder.stat()
    except (OSError, ValueError):
        return str(folder)
    return f"{told.st_dev}:{told.st_ino}"


def month_folders(inputs: Path) -> list[Period]:
    """Return the months for which `inputs` has a folder, oldest first."""
    names = [p.name for p in inputs.iterdir() if p.is_dir()] if inputs.is_dir() else []
    return sorted(Period.parse(name) for name in names if _is_period(name))


def near_months(inputs: Path, limit: Period | None) -> tuple[str, ...]:
    """Return the names of folders that are nearly a month up to `limit`, in code point order.

    When it is None, any month counts.
    """
    names = [p.name for p in _entries(inputs) if p.is_dir()]
    meant = {name: month_meant(name) for name in names if not _is_period(name)}
    return tuple(
        shown_name(name)
        for name, month in meant.items()
        if month and (limit is None or month <= limit)
    )


def files_in(inputs: Path, month: Period, part: str) -> list[Path]:
    """Return the files of one part of a month folder by name.

    Where two folders hold one name, the first one's.
    """
    places = folders_of(inputs / str(month), part)
    named: dict[str, Path] = {}
    for path in (path for place in places for path in candidates(place)):
        named.setdefault(path.name, path)
    return [named[name] for name in sorted(named)]


def stray_folders(inputs: Path) -> list[tuple[str, str]]:
    """Return ("", name) of what lies in `inputs` and is neither a month nor known (contract §1)."""
    known = {"referensi", "demo", "demo-armada"}
    strays = [
        p
        for p in _entries(inputs)
        if p.name not in known and not (_is_period(p.name) and p.is_dir())
    ]
    return [("", shown_name(p.name)) for p in strays]


def strays_of(inputs: Path, month: Period) -> Iterator[tuple[str, str]]:
    """Yield (month, path) of each thing in a month folder that no part reads (contract §1)."""
    folder = inputs / str(month)
    parts = [p for p in _entries(folder) if p.name.lower() not in _MONTH_PARTS or not p.is_dir()]
    yield from ((str(month), shown_name(p.name)) for p in parts)
    for kind in (*KINDS, RETURNED):
        known = {*files_in(inputs, month, kind), *_unnamed(folder, kind)}
        entries = [
            p for place in folders_of(folder, kind) for p in _entries(place) if p not in known
        ]
        yield from ((str(month), f"{p.parent.name}/{shown_name(p.name)}") for p in entries)


def unnamed_files(inputs: Path, month: Period, part: str) -> Iterator[str]:
    """Yield the path, as it is shown, of each file of `part` in `month` whose name is no text.

    Bytes of another system, which cannot be written down: such a file is not read, and is told of.
    """
    yield from (f"{part}/{shown_name(p.name)}" for p in _unnamed(inputs / str(month), part))


def _unnamed(month_folder: Path, part: str) -> list[Path]:
    places = folders_of(month_folder, part)
    return [p for place in places for p in _entries(place) if p.is_file() and not is_text(p.name)]


def links_leading_out(inputs: Path, months: Iterable[Period]) -> Iterator[str]:
    """Yield what in the folders of `months` is a link to a place outside inputs, as it is shown.

    Links within inputs, and into the references folder wherever that lies, are as good as files.
    One among what came back is passed over: it stops no month (contract §8.6), and is not followed.
    """
    for month in months:
        folder = inputs / str(month)
        places = [place for part in KINDS for place in folders_of(folder, part)]
        found = [folder, *places, *(p for place in places for p in _entries(place))]
        for path in found:
            if path.is_symlink() and not lies_inside(inputs, path):
                yield shown_name(path.relative_to(inputs).as_posix())


def lies_inside(inputs: Path, path: Path) -> bool:
    """Tell whether `path`, all links followed, lies in `inputs` or in its references folder."""
    return _is_below(path, (inputs, inputs / "referensi"))


def lies_beside(references: Path, path: Path) -> bool:
    """Tell whether `path`, all links followed, lies in `references` or in the folder around it."""
    return _is_below(path, (references, references.parent))


def _is_below(path: Path, homes: Iterable[Path]) -> bool:
    real = path.resolve()
    return any(real.is_relative_to(home.resolve()) for home in homes)


def misplaced_files(inputs: Path, month: Period) -> Iterator[tuple[str, str]]:
    """Yield (month, path) of known-format files in folder `month` that nothing reads (contract §1).

    What lies below tindak_lanjut is left out: no answer file stops a month (contract §8.6).
    """
    folder = inputs / str(month)
    read = {path for kind in KINDS for path in files_in(inputs, month, kind)}
    told = {path for kind in KINDS for path in _unnamed(folder, kind)}
    for path in _files_below(folder):
        inside = path.relative_to(folder)
        if path not in read | told and inside.parts[0].lower() != RETURNED:
            yield str(month), shown_name(inside.as_posix())


def _is_period(name: str) -> bool:
    try:
        Period.parse(name)
    except ValueError:
        return False
    return True


def candidates(folder: Path) -> Iterator[Path]:
    """Yield the files of `folder` that can be inputs, in code point order of their names."""
    yield from (p for p in files_of(folder) if is_text(p.name))


def files_of(folder: Path) -> Iterator[Path]:
    """Yield the files of `folder` that are not to be ignored, in code point order of the names."""
    yield from (p for p in _entries(folder) if p.is_file())


def _entries(folder: Path) -> list[Path]:
    """Return what lies in `folder` and is not to be ignored, in code point order of the names."""
    found = [p for p in folder.iterdir() if not is_ignored(p.name)] if folder.is_dir() else []
    return sorted(found, key=lambda p: p.name)


def folders_of(folder: Path, part: str) -> list[Path]:
    """Return the folders in `folder` that are named `part` in whatever case (contract §1).

    The one so written comes first.
    """
    found = [p for p in _entries(folder) if p.is_dir() and p.name.lower() == part]
    return sorted(found, key=lambda p: (p.name != part, p.name))


def _files_below(folder: Path) -> Iterator[Path]:
    for path in _entries(folder):
        if path.is_dir() and not path.is_symlink():
            yield from _files_below(path)
        elif (path.is_file() or path.is_symlink()) and path.suffix.lower() in EXTENSIONS:
            yield path


def last_change(settings: Settings, since: Period) -> float:
    """Return when an input of month `since` or later, or a reference file, last came or changed.

    In seconds of the epoch; 0.0 where there is none. A file that was moved here with its old date
    came when it was moved.
    """
    inputs = settings.inputs
    months = [month for month in month_folders(inputs) if month >= since]
    files = [path for month in months for kind in KINDS for path in files_in(inputs, month, kind)]
    references = [path for path in settings.references.glob("*") if path.is_file()]
    named = [settings.policy] if settings.policy and settings.policy.is_file() else []
    seen = [path.stat() for path in (*files, *references, *named)]
    return max((max(one.st_mtime, one.st_ctime) for one in seen), default=0.0)

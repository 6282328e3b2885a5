"""The one place that opens inputs: which files there are, their hashes, and their bytes (contract §1)."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period, month_meant
from pipeline.core.wording import say
from pipeline.system.ignored import is_ignored, open_elsewhere
from schemas.codes import IURAN, ROSTER

KINDS: Final = (ROSTER, IURAN)
EXTENSIONS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt"})
RETURNED: Final = "tindak_lanjut"
_MONTH_PARTS: Final = frozenset({*KINDS, RETURNED})
_BLOCK: Final = 1 << 20
_MAIL_SIZE: Final = 64 << 20


@dataclass(frozen=True, order=True)
class InputFile:
    """One file of a month folder; `path` is relative to that folder, as in "iuran/x.csv"."""

    month: str
    path: str
    sha256: str
    size: int

    @property
    def kind(self) -> str:
        """ "asn" or "iuran"."""
        return self.path.split("/", 1)[0]

    @property
    def known_extension(self) -> bool:
        return Path(self.path).suffix.lower() in EXTENSIONS


@dataclass(frozen=True)
class Stock:
    """What lies in the inputs folder up to `as_of`, for a report on `period`.

    `strays` are (month, path) of what belongs to no kind; `as_of` is no later than the last month folder.
    `misplaced` are (month, path) of the files of a known format that lie where nothing is read; `near_months` are the
    names of folders that are nearly months ("2026-4") and so are not read.
    """

    period: str
    as_of: str
    months: tuple[str, ...]
    files: tuple[InputFile, ...]
    strays: tuple[tuple[str, str], ...]
    misplaced: tuple[tuple[str, str], ...] = ()
    near_months: tuple[str, ...] = ()

    def of(self, kind: str, month: str | None = None) -> tuple[InputFile, ...]:
        """Return the files of `kind`, of one month when given, in code point order of their paths."""
        return tuple(f for f in self.files if f.kind == kind and month in (None, f.month))

    def to_json(self) -> dict[str, Any]:
        """Return plain values, for handing the stock from one task to the next."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Stock":
        """Rebuild what `to_json` gave."""
        files = tuple(InputFile(**file) for file in raw["files"])
        strays, misplaced = (
            tuple((month, path) for month, path in raw[name]) for name in ("strays", "misplaced")
        )
        months, near = tuple(raw["months"]), tuple(raw["near_months"])
        return cls(raw["period"], raw["as_of"], months, files, strays, misplaced, near)


def take_stock(inputs: Path, period: Period, as_of: Period | None) -> Stock:
    """List and hash every input known for `period` (contract §5.1).

    Raises UsageError when as_of lies before the period, RefusedError when the folder is missing.
    """
    if not inputs.is_dir():
        raise RefusedError(say("tolak.folder", folder=inputs))
    present = month_folders(inputs)
    latest = max([*present, period])
    limit = min(as_of or latest, latest) if as_of is None or as_of >= period else as_of
    if limit < period:
        raise UsageError(say("tolak.as_of", sampai=limit, periode=period))
    months = [m for m in present if m <= limit]
    files = tuple(file for month in months for file in _files_of(inputs, month))
    strays = (*_stray_folders(inputs), *(s for month in months for s in _strays_of(inputs, month)))
    misplaced = tuple(place for month in months for place in misplaced_files(inputs, month))
    near = near_months(inputs, limit if as_of else None)
    return Stock(str(period), str(limit), tuple(map(str, months)), files, strays, misplaced, near)


def month_folders(inputs: Path) -> list[Period]:
    """Return the months for which `inputs` has a folder, oldest first."""
    names = [p.name for p in inputs.iterdir() if p.is_dir()] if inputs.is_dir() else []
    return sorted(Period.parse(name) for name in names if _is_period(name))


def arrivals(inputs: Path, month: Period) -> dict[str, float | None]:
    """Return, for each kind, when the newest of its files in the folder of `month` changed (seconds of the epoch).

    None where there is no file of that kind.
    """
    newest = {kind: [p.stat().st_mtime for p in _files_in(inputs, month, kind)] for kind in KINDS}
    return {kind: max(times, default=None) for kind, times in newest.items()}


def names_received(inputs: Path, month: Period) -> tuple[tuple[str, str], ...]:
    """Return (kind, name) of every file in the folders of `month`, unread."""
    return tuple((kind, path.name) for kind in KINDS for path in _files_in(inputs, month, kind))


def is_unfinished(inputs: Path, month: Period, kind: str) -> bool:
    """Tell whether a file of `kind` is still empty, or held open by an office program, in the folder of `month`."""
    empty = any(path.stat().st_size == 0 for path in _files_in(inputs, month, kind))
    return empty or bool(names_held_open(inputs, month, kind))


def names_held_open(inputs: Path, month: Period, kind: str) -> tuple[str, ...]:
    """Return the names of the files of `kind` that an office program holds open in the folder of `month`."""
    return tuple(
        name for folder in _folders_of(inputs / str(month), kind) for name in open_elsewhere(folder)
    )


def changed_at(inputs: Path, place: str) -> float | None:
    """Return when the input at `place` ("2026-04/asn/x.csv") last changed (seconds of the epoch), or None."""
    month, _, path = place.partition("/")
    try:
        return input_path(inputs, month, path).stat().st_mtime
    except OSError:
        return None


def input_path(inputs: Path, month: str, path: str) -> Path:
    """Return where a file of a month folder lies: `path` names its kind in lower case, the folder may not."""
    part, _, name = path.partition("/")
    places = [folder / name for folder in _folders_of(inputs / month, part)]
    return next((place for place in places if place.is_file()), inputs / month / path)


def read_input(inputs: Path, file: InputFile) -> bytes:
    """Return the bytes of `file`. Raises RefusedError when it changed since the stock was taken."""
    data = input_path(inputs, file.month, file.path).read_bytes()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise RefusedError(say("tolak.berubah", berkas=f"{file.month}/{file.path}"))
    return data


def read_reference(references: Path, name: str) -> bytes | None:
    """Return the bytes of a reference file, or None when it is not there."""
    path = reference_path(references, name)
    return path.read_bytes() if path.is_file() else None


def mail_files(place: Path) -> Iterator[tuple[str, bytes | None]]:
    """Yield name and bytes of a file of mail, or of each in a folder; None for one too large, or not to be opened.

    Raises UsageError when there is no such place.
    """
    if not place.exists():
        raise UsageError(say("pantulan.tanpa_tempat", tempat=place))
    for path in [place] if place.is_file() else _candidates(place):
        yield path.name, _bytes_up_to(path, _MAIL_SIZE)


def returned_files(inputs: Path, size_limit: int) -> Iterator[tuple[Period, str, bytes | None]]:
    """Yield month of receipt, path within the month folder and bytes of each returned workbook (contract §1).

    None stands for one that is larger than `size_limit` or cannot be opened.
    """
    for month in month_folders(inputs):
        for path in _files_in(inputs, month, RETURNED):
            yield month, f"{RETURNED}/{path.name}", _bytes_up_to(path, size_limit)


def _bytes_up_to(path: Path, limit: int) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= limit else None
    except OSError:
        return None


def reference_path(references: Path, name: str) -> Path:
    """Return where the reference file `name` lies."""
    return references / name


def _is_period(name: str) -> bool:
    try:
        Period.parse(name)
    except ValueError:
        return False
    return True


def _ignored(path: Path) -> bool:
    return is_ignored(path.name)


def _candidates(folder: Path) -> Iterator[Path]:
    yield from (p for p in _entries(folder) if p.is_file() and _readable_name(p.name))


def _entries(folder: Path) -> list[Path]:
    """Return what lies in `folder` and is not to be ignored, in code point order of the names."""
    found = [p for p in folder.iterdir() if not _ignored(p)] if folder.is_dir() else []
    return sorted(found, key=lambda p: p.name)


def _readable_name(name: str) -> bool:
    """Tell whether a name can be written down: a folder from another system may hold names that are no text."""
    return name.isprintable() and _shown(name) == name


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def _files_of(inputs: Path, month: Period) -> Iterator[InputFile]:
    for kind in KINDS:
        for path in _files_in(inputs, month, kind):
            yield InputFile(str(month), f"{kind}/{path.name}", _sha256(path), path.stat().st_size)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _stray_folders(inputs: Path) -> list[tuple[str, str]]:
    known = {"referensi", "demo"}
    strays = [
        p
        for p in _entries(inputs)
        if p.name not in known and not (_is_period(p.name) and p.is_dir())
    ]
    return [("", _shown(p.name)) for p in strays]


def _strays_of(inputs: Path, month: Period) -> Iterator[tuple[str, str]]:
    folder = inputs / str(month)
    parts = [p for p in _entries(folder) if p.name.lower() not in _MONTH_PARTS or not p.is_dir()]
    yield from ((str(month), _shown(p.name)) for p in parts)
    for kind in KINDS:
        read = set(_files_in(inputs, month, kind))
        entries = [
            p for place in _folders_of(folder, kind) for p in _entries(place) if p not in read
        ]
        yield from ((str(month), f"{p.parent.name}/{_shown(p.name)}") for p in entries)


def _folders_of(folder: Path, part: str) -> list[Path]:
    """Return the folders in `folder` that are named `part` in whatever case, the one so written first (contract §1)."""
    found = [p for p in _entries(folder) if p.is_dir() and p.name.lower() == part]
    return sorted(found, key=lambda p: (p.name != part, p.name))


def _files_in(inputs: Path, month: Period, part: str) -> list[Path]:
    """Return the files of one part of a month folder by name; where two folders hold one name, the first one's."""
    places = _folders_of(inputs / str(month), part)
    named: dict[str, Path] = {}
    for path in (path for place in places for path in _candidates(place)):
        named.setdefault(path.name, path)
    return [named[name] for name in sorted(named)]


def misplaced_files(inputs: Path, month: Period) -> Iterator[tuple[str, str]]:
    """Yield (month, path) of each file of a known format in the folder of `month` that nothing reads (contract §1).

    What lies below tindak_lanjut is left out: no answer file stops a month (contract §8.6).
    """
    folder = inputs / str(month)
    read = {path for kind in KINDS for path in _files_in(inputs, month, kind)}
    for path in _files_below(folder):
        inside = path.relative_to(folder)
        if path not in read and inside.parts[0].lower() != RETURNED:
            yield str(month), _shown(inside.as_posix())


def _files_below(folder: Path) -> Iterator[Path]:
    for path in _entries(folder):
        if path.is_dir() and not path.is_symlink():
            yield from _files_below(path)
        elif path.is_file() and path.suffix.lower() in EXTENSIONS:
            yield path


def near_months(inputs: Path, limit: Period | None) -> tuple[str, ...]:
    """Return the names of folders that are nearly a month up to `limit` (any month when None), in code point order."""
    names = [p.name for p in _entries(inputs) if p.is_dir()]
    meant = {name: month_meant(name) for name in names if not _is_period(name)}
    return tuple(
        _shown(name) for name, month in meant.items() if month and (limit is None or month <= limit)
    )

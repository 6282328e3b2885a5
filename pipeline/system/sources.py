"""The one place that opens inputs: which files there are, their hashes and bytes (contract §1)."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.system.folders import (
    EXTENSIONS,
    KINDS,
    RETURNED,
    candidates,
    files_in,
    folders_of,
    misplaced_files,
    month_folders,
    near_months,
    stray_folders,
    strays_of,
)
from pipeline.system.ignored import open_elsewhere
from pipeline.system.settings import Settings

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

    `strays` are (month, path) of what belongs to no kind; `as_of` is no later than the last month
    folder. `misplaced` are (month, path) of the files of a known format that lie where nothing is
    read; `near_months` are the names of folders that are nearly months ("2026-4") and so are not
    read.
    """

    period: str
    as_of: str
    months: tuple[str, ...]
    files: tuple[InputFile, ...]
    strays: tuple[tuple[str, str], ...]
    misplaced: tuple[tuple[str, str], ...] = ()
    near_months: tuple[str, ...] = ()

    def of(self, kind: str, month: str | None = None) -> tuple[InputFile, ...]:
        """Return the files of `kind`, of one month when given, in code point order of path."""
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
    strays = (*stray_folders(inputs), *(s for month in months for s in strays_of(inputs, month)))
    misplaced = tuple(place for month in months for place in misplaced_files(inputs, month))
    near = near_months(inputs, limit if as_of else None)
    return Stock(str(period), str(limit), tuple(map(str, months)), files, strays, misplaced, near)


def arrivals(inputs: Path, month: Period) -> dict[str, float | None]:
    """Return, for each kind, when its newest file in the folder of `month` changed (epoch seconds).

    None where there is no file of that kind.
    """
    newest = {kind: [p.stat().st_mtime for p in files_in(inputs, month, kind)] for kind in KINDS}
    return {kind: max(times, default=None) for kind, times in newest.items()}


def names_received(inputs: Path, month: Period) -> tuple[tuple[str, str], ...]:
    """Return (kind, name) of every file in the folders of `month`, unread."""
    return tuple((kind, path.name) for kind in KINDS for path in files_in(inputs, month, kind))


def is_unfinished(inputs: Path, month: Period, kind: str) -> bool:
    """Tell whether a file of `kind` in the folder of `month` is still empty, or held open.

    An office program holds it open.
    """
    empty = any(path.stat().st_size == 0 for path in files_in(inputs, month, kind))
    return empty or bool(names_held_open(inputs, month, kind))


def names_held_open(inputs: Path, month: Period, kind: str) -> tuple[str, ...]:
    """Return the names of files of `kind` in `month`'s folder that an office program holds open."""
    return tuple(
        name for folder in folders_of(inputs / str(month), kind) for name in open_elsewhere(folder)
    )


def last_change(settings: Settings, since: Period) -> float:
    """Return when an input of month `since` or later, or a reference file, last came or changed.

    In seconds of the epoch; 0.0 where there is none. A file that was moved here with its old date
    came when it was moved.
    """
    inputs = settings.inputs
    months = [month for month in month_folders(inputs) if month >= since]
    files = [path for month in months for kind in KINDS for path in files_in(inputs, month, kind)]
    references = [path for path in settings.references.glob("*") if path.is_file()]
    seen = [path.stat() for path in (*files, *references)]
    return max((max(one.st_mtime, one.st_ctime) for one in seen), default=0.0)


def changed_at(inputs: Path, place: str) -> float | None:
    """Return when the input at `place` last changed (seconds of the epoch), or None.

    A place is "2026-04/asn/x.csv", for example.
    """
    month, _, path = place.partition("/")
    try:
        return input_path(inputs, month, path).stat().st_mtime
    except OSError:
        return None


def input_path(inputs: Path, month: str, path: str) -> Path:
    """Return where a file of a month folder lies.

    `path` names its kind in lower case, the folder may not.
    """
    part, _, name = path.partition("/")
    places = [folder / name for folder in folders_of(inputs / month, part)]
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
    """Yield name and bytes of a file of mail, or of each in a folder.

    None for one too large, or not to be opened.

    Raises UsageError when there is no such place.
    """
    if not place.exists():
        raise UsageError(say("pantulan.tanpa_tempat", tempat=place))
    for path in [place] if place.is_file() else candidates(place):
        yield path.name, _bytes_up_to(path, _MAIL_SIZE)


def returned_files(inputs: Path, size_limit: int) -> Iterator[tuple[Period, str, bytes | None]]:
    """Yield month of receipt, path in its folder and bytes of each returned workbook (contract §1).

    None stands for one that is larger than `size_limit` or cannot be opened.
    """
    for month in month_folders(inputs):
        for path in files_in(inputs, month, RETURNED):
            yield month, f"{RETURNED}/{path.name}", _bytes_up_to(path, size_limit)


def _bytes_up_to(path: Path, limit: int) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= limit else None
    except OSError:
        return None


def reference_path(references: Path, name: str) -> Path:
    """Return where the reference file `name` lies."""
    return references / name


def _files_of(inputs: Path, month: Period) -> Iterator[InputFile]:
    for kind in KINDS:
        for path in files_in(inputs, month, kind):
            yield InputFile(str(month), f"{kind}/{path.name}", _sha256(path), path.stat().st_size)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()

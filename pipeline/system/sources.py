"""The one place that opens inputs: which files there are, their hashes and bytes (contract §1)."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.core.shown_names import shown_name, shown_names
from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.system.folders import (
    EXTENSIONS,
    KINDS,
    OTHER_TABLES,
    RETURNED,
    files_in,
    folders_of,
    lies_beside,
    lies_inside,
    links_leading_out,
    misplaced_files,
    month_folders,
    near_months,
    stray_folders,
    strays_of,
    unnamed_files,
)
from pipeline.system.ignored import open_elsewhere

_BLOCK: Final = 1 << 20
_REFERENCE_SIZE: Final = 64 << 20
_LINKS_SHOWN: Final = 5


@dataclass(frozen=True, order=True)
class InputFile:
    """One file of a month folder; `path` is relative to that folder, as in "iuran/x.csv".

    berkas: the path as everything but the opening of the file calls it (core.shown_names). sha256:
    "" for one that was not read: larger than any file may be, or returned and beyond reading.
    """

    month: str
    path: str
    sha256: str
    size: int
    berkas: str = ""

    @property
    def kind(self) -> str:
        """ "asn", "iuran" or "tindak_lanjut"."""
        return self.path.split("/", 1)[0]

    @property
    def is_meant_to_be_read(self) -> bool:
        """Whether it is called a table, or what holds one: no letter and no picture."""
        return Path(self.path).suffix.lower() in EXTENSIONS | OTHER_TABLES


@dataclass(frozen=True)
class Stock:
    """What lies in the inputs folder up to `as_of`, for a report on `period`.

    `strays` are (month, path) of what belongs to no kind; `as_of` is no later than the last month
    folder. `misplaced` are (month, path) of the files of a known format that lie where nothing is
    read; `near_months` are the names of folders that are nearly months ("2026-4") and so are not
    read; `unnamed` are (month, path) of files whose names are no text. All of them as they are
    shown. `returned` are the files that secretaries sent back.
    """

    period: str
    as_of: str
    months: tuple[str, ...]
    files: tuple[InputFile, ...]
    strays: tuple[tuple[str, str], ...]
    misplaced: tuple[tuple[str, str], ...] = ()
    near_months: tuple[str, ...] = ()
    unnamed: tuple[tuple[str, str], ...] = ()
    returned: tuple[InputFile, ...] = ()

    @property
    def hashes(self) -> dict[str, str]:
        """Path below inputs -> SHA-256, of every file that is read."""
        return {f"{f.month}/{f.berkas}": f.sha256 for f in (*self.files, *self.returned)}

    def of(self, kind: str, month: str | None = None) -> tuple[InputFile, ...]:
        """Return the files of `kind`, of one month when given, in code point order of path."""
        return tuple(f for f in self.files if f.kind == kind and month in (None, f.month))

    def to_json(self) -> dict[str, Any]:
        """Return plain values, for handing the stock from one task to the next."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Stock":
        """Rebuild what `to_json` gave."""
        files, returned = (
            tuple(InputFile(**file) for file in raw[name]) for name in ("files", "returned")
        )
        strays, misplaced, unnamed = (
            tuple((month, path) for month, path in raw[name])
            for name in ("strays", "misplaced", "unnamed")
        )
        months, near = tuple(raw["months"]), tuple(raw["near_months"])
        period, as_of = raw["period"], raw["as_of"]
        return cls(period, as_of, months, files, strays, misplaced, near, unnamed, returned)


def take_stock(
    inputs: Path, period: Period, as_of: Period | None, largest: int | None = None
) -> Stock:
    """List and hash every input known for `period` (contract §5.1).

    A file of more than `largest` bytes is listed and not read. Raises UsageError when as_of lies
    before the period, RefusedError when the folder is missing or a link leads out of it.
    """
    if not inputs.is_dir():
        raise RefusedError(say("tolak.folder", folder=inputs))
    present = month_folders(inputs)
    latest = max([*present, period])
    limit = min(as_of or latest, latest) if as_of is None or as_of >= period else as_of
    if limit < period:
        raise UsageError(say("tolak.as_of", sampai=limit, periode=period))
    months = [m for m in present if m <= limit]
    _refuse_links_out(inputs, months)
    files = tuple(file for month in months for file in _input_files(inputs, month, largest))
    strays = (*stray_folders(inputs), *(s for month in months for s in strays_of(inputs, month)))
    misplaced = tuple(place for month in months for place in misplaced_files(inputs, month))
    near = near_months(inputs, limit if as_of else None)
    unnamed = tuple(
        (str(month), path)
        for month in months
        for kind in KINDS
        for path in unnamed_files(inputs, month, kind)
    )
    known = tuple(map(str, months))
    returned = returned_files(inputs, limit, largest)
    return Stock(str(period), str(limit), known, files, strays, misplaced, near, unnamed, returned)


def _refuse_links_out(inputs: Path, months: list[Period]) -> None:
    found = list(links_leading_out(inputs, months))
    if found:
        shown = ", ".join(found[:_LINKS_SHOWN]) + (", ..." if len(found) > _LINKS_SHOWN else "")
        raise RefusedError(say("tolak.tautan_keluar", apa=shown))


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
    """Return the names, as shown, of files of `kind` in `month` that an office program holds."""
    return tuple(
        shown_name(name)
        for folder in folders_of(inputs / str(month), kind)
        for name in open_elsewhere(folder)
    )


def changed_at(inputs: Path, place: str) -> float | None:
    """Return when the input at `place` last changed (seconds of the epoch), or None.

    A place is the month and the path as it is shown: "2026-04/asn/x.csv", for example.
    """
    month, _, berkas = place.partition("/")
    kind = berkas.partition("/")[0]
    paths = files_in(inputs, Period.parse(month), kind)
    try:
        return dict(zip(_shown_paths(kind, paths), paths, strict=True))[berkas].stat().st_mtime
    except (OSError, KeyError):
        return None


def input_path(inputs: Path, month: str, path: str) -> Path:
    """Return where a file of a month folder lies; its kind is in lower case in `path` only."""
    part, _, name = path.partition("/")
    places = [folder / name for folder in folders_of(inputs / month, part)]
    return next((place for place in places if place.is_file()), inputs / month / path)


def read_input(inputs: Path, file: InputFile) -> bytes:
    """Return the bytes of `file`. Raises RefusedError when it changed since the stock was taken."""
    path = input_path(inputs, file.month, file.path)
    try:
        data = path.read_bytes() if path.stat().st_size == file.size else None
    except FileNotFoundError:
        data = None
    if data is None or hashlib.sha256(data).hexdigest() != file.sha256:
        raise RefusedError(say("tolak.berubah", berkas=f"{file.month}/{file.berkas}"))
    return data


def read_reference(references: Path, name: str) -> bytes | None:
    """Return the bytes of a reference file, or None when it is not there.

    Raises RefusedError for one that is far too large, or a link to a place out of the folder.
    """
    path = reference_path(references, name)
    if not lies_beside(references, path):
        raise RefusedError(say("tolak.tautan_keluar", apa=name))
    return read_table(path)


def read_table(path: Path) -> bytes | None:
    """Return the bytes of a small table that the operator named, or None when it is not there.

    Raises RefusedError for one that is far too large.
    """
    if not path.is_file():
        return None
    if path.stat().st_size > _REFERENCE_SIZE:
        largest = size_text(_REFERENCE_SIZE)
        raise RefusedError(say("tolak.tabel_besar", berkas=path.name, batas=largest))
    return path.read_bytes()


def returned_files(
    inputs: Path, limit: Period | None = None, largest: int | None = None
) -> tuple[InputFile, ...]:
    """Return what secretaries sent back up to the month `limit`, by month and name (contract §1).

    When it is None, of every month. One that is larger than `largest`, is a link to a place out of
    inputs, cannot be read, or whose name is no text, is listed and not read.
    """
    months = [month for month in month_folders(inputs) if limit is None or month <= limit]
    return tuple(file for month in months for file in _returned_in(inputs, month, largest))


def _returned_in(inputs: Path, month: Period, largest: int | None) -> Iterator[InputFile]:
    """Yield what came back in `month`.

    What cannot be read is yielded without a hash: it stops no month (contract §8.6).
    """
    for path, file in _named_files(inputs, month, RETURNED):
        try:
            yield _hashed(file, path, largest) if lies_inside(inputs, path) else file
        except (OSError, RuntimeError):
            # No right to read it, gone since, a disk fault, or a circle of links.
            yield file
    for berkas in unnamed_files(inputs, month, RETURNED):
        yield InputFile(str(month), berkas, "", 0, berkas)


def _shown_paths(part: str, paths: list[Path]) -> list[str]:
    return [f"{part}/{name}" for name in shown_names(path.name for path in paths)]


def reference_path(references: Path, name: str) -> Path:
    """Return where the reference file `name` lies."""
    return references / name


def _input_files(inputs: Path, month: Period, largest: int | None) -> Iterator[InputFile]:
    for kind in KINDS:
        for path, file in _named_files(inputs, month, kind):
            yield _hashed(file, path, largest)


def _named_files(inputs: Path, month: Period, kind: str) -> Iterator[tuple[Path, InputFile]]:
    paths = files_in(inputs, month, kind)
    for path, berkas in zip(paths, _shown_paths(kind, paths), strict=True):
        yield path, InputFile(str(month), f"{kind}/{path.name}", "", 0, berkas)


def _hashed(file: InputFile, path: Path, largest: int | None) -> InputFile:
    size = path.stat().st_size
    too_large = largest is not None and size > largest
    return replace(file, size=size, sha256="" if too_large else _sha256(path))


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()

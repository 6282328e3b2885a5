"""What a published revision says of itself, and reading what is published (contract §6)."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pipeline.assessing.counts import Counts
from pipeline.core.errors import PublicationError
from pipeline.core.libraries import LIBRARIES
from pipeline.core.periods import Period
from pipeline.core.wording import say

MANIFEST: Final = "manifest.json"
CURRENT: Final = "terkini.json"
# Lies in a revision whose documents were pruned, or are about to be.
PRUNED: Final = "dipangkas.json"
_LISTS: Final = ("konservasi", "gerbang", "catatan", "akuntansi")
# Stands among the versions for templates, wording and rendering code (rendering_fingerprint).
LOOK: Final = "tampilan"
_LIBRARIES: Final = ("asn-peduli", *LIBRARIES)


@dataclass(frozen=True)
class OpdEntry:
    """One OPD in a manifest: its documents' content hash, the revision that made them, counts.

    kelompok: belum by the state of the record; empty in a manifest of an earlier version.
    """

    sidik: str
    revisi: str
    jumlah: dict[str, int]
    kelompok: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """The manifest of one revision. `jalan` alone may differ between two runs over the same inputs.

    sejak_revisi: what differs from the revision before (since_revision.py); None in a first one.
    datang: what came in beside last month's (kiriman, jumlah), peringatan, and hilang: the OPDs of
    whom the roster holds nobody any more. kunci: the fingerprint of the key that signed the
    workbooks (core/signing.py); left out when there was none. jawaban: how many ASN secretaries
    answered for, and what the data say to it (reporting.FollowUp), OPDs that did and did not; left
    out while nobody answered.
    """

    periode: str
    revisi: str
    data_sampai: str
    sidik: str
    masukan: dict[str, str]
    referensi: dict[str, str]
    versi: dict[str, str]
    jumlah: dict[str, int]
    konservasi: tuple[str, ...]
    gerbang: tuple[dict[str, Any], ...]
    catatan: tuple[str, ...]
    anomali: str | None
    akuntansi: tuple[dict[str, Any], ...]
    opd: dict[str, OpdEntry]
    gagal: dict[str, str]
    keluaran: dict[str, str]
    sejak_revisi: dict[str, Any] | None = None
    datang: dict[str, Any] = field(default_factory=dict)
    kunci: str = ""
    jawaban: dict[str, int] = field(default_factory=dict)
    jalan: dict[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the manifest as JSON."""
        content = asdict(self)
        for name in ("kunci", "jawaban"):
            if not content[name]:
                del content[name]
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read what `to_bytes` gave."""
        raw = json.loads(data)
        entries = {kode: OpdEntry(**entry) for kode, entry in raw.pop("opd").items()}
        listed: dict[str, Any] = {name: tuple(raw.pop(name)) for name in _LISTS}
        return cls(**raw, **listed, opd=entries)

    @property
    def counts(self) -> Counts:
        """The city's counts of this revision."""
        return Counts(**{name: self.jumlah[name] for name in Counts.__dataclass_fields__})


def count_fields(counts: Counts) -> dict[str, int]:
    """Return counts as the manifest keeps them."""
    return {name: getattr(counts, name) for name in Counts.__dataclass_fields__}


def current_manifest(outputs: Path, period: Period) -> Manifest | None:
    """Return the manifest of the current revision of `period`, or None when nothing is published.

    Raises PublicationError when the pointer or the manifest cannot be read.
    """
    pointer = outputs / str(period) / CURRENT
    if not pointer.is_file():
        return None
    try:
        revision = json.loads(pointer.read_bytes())["revisi"]
        return Manifest.from_bytes((pointer.parent / revision / MANIFEST).read_bytes())
    except (ValueError, KeyError, TypeError, FileNotFoundError):
        raise PublicationError(say("tolak.terkini", periode=period)) from None


def first_manifest(outputs: Path, period: Period) -> Manifest | None:
    """Return the manifest of the first published revision of `period`.

    None when nothing is published.

    Raises PublicationError when it cannot be read.
    """
    current = current_manifest(outputs, period)
    if current is None:
        return None
    first = [current.revisi, *older_revisions(outputs, current)][-1]
    return read_manifest(outputs / str(period) / first)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the revision in `folder`.

    Raises PublicationError when it cannot be read.
    """
    try:
        return Manifest.from_bytes((folder / MANIFEST).read_bytes())
    except (ValueError, KeyError, TypeError, FileNotFoundError):
        raise PublicationError(say("tolak.manifest", periode=folder.parent.name)) from None


def revision_manifest(outputs: Path, period: Period, revision: str) -> Manifest:
    """Return the manifest of the revision with this name.

    Raises PublicationError when it cannot be read.
    """
    try:
        return Manifest.from_bytes((outputs / str(period) / revision / MANIFEST).read_bytes())
    except (ValueError, KeyError, TypeError, FileNotFoundError):
        raise PublicationError(say("tolak.manifest", periode=period)) from None


def published_periods(outputs: Path) -> list[Period]:
    """Return the periods that have a current revision, newest first."""
    found = [path.parent.name for path in outputs.glob(f"[0-9]*/{CURRENT}")]
    return sorted((Period.parse(name) for name in found), reverse=True)


def pointer_bytes(manifest: Manifest) -> bytes:
    """Return terkini.json: the current revision's name, its manifest's hash, `jalan` left out."""
    content = {
        "periode": manifest.periode,
        "revisi": manifest.revisi,
        "manifest_sha256": hashlib.sha256(replace(manifest, jalan={}).to_bytes()).hexdigest(),
    }
    return json.dumps(content, indent=1).encode() + b"\n"


def next_revision(outputs: Path, period: Period, current: Manifest | None) -> str:
    """Return "r01", or the one after the current revision.

    A single complete folder beyond the current one is what a run left that died before it was
    pointed to: its number is used again. More than that means that the pointer was lost, and no
    published revision may be overwritten.
    """
    after = revision_number(current.revisi) + 1 if current else 1
    highest = max(
        (revision_number(path.parent.name) for path in _complete(outputs, period)), default=0
    )
    return f"r{after if highest <= after else highest + 1:02d}"


def older_revisions(outputs: Path, manifest: Manifest) -> list[str]:
    """Return the names of the revisions before the current one, newest first."""
    found = [path.parent.name for path in _complete(outputs, Period.parse(manifest.periode))]
    before = [name for name in found if revision_number(name) < revision_number(manifest.revisi)]
    return sorted(before, key=revision_number, reverse=True)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file as `keluaran` keeps it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def altered_files(outputs: Path, manifest: Manifest) -> frozenset[str]:
    """Return which files of a revision are gone, or are no longer what its manifest says."""
    folder = outputs / manifest.periode / manifest.revisi
    return frozenset(
        name
        for name, hashed in manifest.keluaran.items()
        if not (folder / name).is_file() or file_hash(folder / name) != hashed
    )


def revision_number(name: str) -> int:
    """Return 2 for "r02"."""
    return int(name[1:])


def _complete(outputs: Path, period: Period) -> list[Path]:
    return list((outputs / str(period)).glob(f"r[0-9]*/{MANIFEST}"))


def versions() -> dict[str, str]:
    """Return the versions of what makes the results: libraries by number, LOOK by its hash."""
    return {**_libraries(), LOOK: rendering_fingerprint()}


@cache
def _libraries() -> dict[str, str]:
    return {name: version(name) for name in _LIBRARIES}


@cache
def rendering_fingerprint() -> str:
    """Return a hash of all that shapes a document besides its content.

    That is the templates, the wording, and the core and rendering code.
    """
    root = Path(__file__).resolve().parents[2]
    folders = (
        root / "templates",
        *(root / "pipeline" / name for name in ("core", "rendering")),
        root / "schemas",
    )
    paths = [
        p
        for folder in folders
        for p in folder.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    ]
    state = hashlib.sha256(repr(sorted(_libraries().items())).encode())
    for path in sorted(paths):
        state.update(path.relative_to(root).as_posix().encode() + b"\x00" + path.read_bytes())
    return state.hexdigest()

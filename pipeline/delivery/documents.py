"""An OPD's published documents, checked before sending: what the manifest names, and this OPD's."""

import hashlib
import sys
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.core.errors import PublicationError, UsageError
from pipeline.core.marks import Marks
from pipeline.core.periods import period_of
from pipeline.core.wording import say
from pipeline.knowledge.sending_rules import ATTACHED, SMTP, SendingRules
from pipeline.publishing.manifest import Manifest, current_manifest
from pipeline.publishing.paths import opd_documents, units_zip_path
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.properties import workbook_marks
from pipeline.system.settings import Settings

# They are our own and have the hash that the manifest names: none is too large to be looked into.
_ANY_SIZE: Final = sys.maxsize
_ARCHIVE: Final = ".zip"


@dataclass(frozen=True)
class Document:
    """One plain document as it was published."""

    name: str
    data: bytes

    @property
    def is_workbook(self) -> bool:
        return self.name.endswith(".xlsx")

    @property
    def is_page(self) -> bool:
        return self.name.endswith(".html")

    @property
    def is_archive(self) -> bool:
        """Whether it holds the workbooks of the OPD's units."""
        return self.name.endswith(_ARCHIVE)


def published_manifest(settings: Settings, period: str) -> Manifest:
    """Return the manifest of the current revision.

    Raises UsageError when the month is not published.
    """
    manifest = current_manifest(settings.outputs, period_of(period))
    if manifest is None:
        raise UsageError(say("kirim.belum_terbit", periode=period))
    return manifest


def published_files(manifest: Manifest, kode: str) -> tuple[tuple[str, str], ...] | None:
    """Return (file name, SHA-256) of an OPD's documents.

    None when the manifest does not name all of them.
    """
    paths = _paths(manifest, kode)
    if kode not in manifest.opd or any(path not in manifest.keluaran for path in paths):
        return None
    return tuple((Path(path).name, manifest.keluaran[path]) for path in paths)


def handed_over(
    files: Iterable[tuple[str, str]], rules: SendingRules
) -> tuple[tuple[str, str], ...]:
    """Return which of an OPD's `files` the channel takes: an archive only where it is asked for."""
    whole = rules.saluran != SMTP or rules.unit == ATTACHED
    return tuple(one for one in files if whole or not one[0].endswith(_ARCHIVE))


def read_documents(
    outputs: Path, manifest: Manifest, kode: str, names: Container[str]
) -> tuple[Document, ...]:
    """Read those of an OPD's documents that have one of `names`, and check them.

    Raises PublicationError when one is missing, is not the one that the manifest names, or when the
    workbook's own marks name another period or OPD: a wrong list is never sent, even if files were
    mixed up by hand.
    """
    folder = outputs / manifest.periode / manifest.revisi
    documents = tuple(
        _document(folder / path, manifest.keluaran[path])
        for path in _paths(manifest, kode)
        if Path(path).name in names
    )
    for document in documents:
        if document.is_workbook:
            _check_marks(document, manifest.periode, kode)
    return documents


def _paths(manifest: Manifest, kode: str) -> tuple[str, ...]:
    """Return where an OPD's documents lie, the archive of its units too where there is one."""
    archive = units_zip_path(kode, manifest.periode)
    own = (archive,) if archive in manifest.keluaran else ()
    return (*opd_documents(kode, manifest.periode), *own)


def _document(path: Path, sha256: str) -> Document:
    try:
        data = path.read_bytes()
    except OSError:
        raise PublicationError(say("kirim.dokumen_hilang", berkas=path.name)) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PublicationError(say("kirim.dokumen_berubah", berkas=path.name))
    return Document(path.name, data)


def _check_marks(document: Document, periode: str, kode: str) -> None:
    try:
        marks = workbook_marks(document.data, _ANY_SIZE)
    except UnreadableError:
        marks = Marks()
    if not marks.is_report_of(kode, periode):
        raise PublicationError(say("kirim.dokumen_tertukar", berkas=document.name))

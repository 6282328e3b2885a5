"""What a revision handed out to one OPD, for telling a workbook that comes back (contract §8.1)."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core.errors import PublicationError
from pipeline.core.marks import Marks
from pipeline.core.periods import Period
from pipeline.core.signing import key_fingerprint, signature
from pipeline.publishing.manifest import (
    Manifest,
    current_manifest,
    older_revisions,
    revision_manifest,
)
from pipeline.publishing.paths import opd_path, table_path, unit_path
from pipeline.reading.returned.books import ReturnedBook
from pipeline.reading.returned.states import Publication
from pipeline.reporting.units import UNIT, units_of, with_one_spelling
from pipeline.system.files import own_bytes
from schemas.codes import UNMAPPED_OPD
from schemas.tables import table_schema

OpenBook = Callable[[bytes], ReturnedBook]
_TOLD_FROM: Final = ["nip", "nama", "kode_opd", "unit_kerja", "status"]
_LIST_OF: Final = {
    "belum": ("belum",),
    "sudah": ("sudah",),
    "dikecualikan": ("dikecualikan", "klarifikasi"),
}


@dataclass(frozen=True)
class Shelf:
    """What is published in `outputs`; manifests and names are read once, when first asked for."""

    outputs: Path
    _read: dict[Period, tuple[Manifest, ...]] = field(default_factory=dict)
    _names: dict[Period, pl.DataFrame | None] = field(default_factory=dict)

    def revisions(self, period: Period) -> tuple[Manifest, ...]:
        """Return the manifests of `period`, the first one first and the current one last.

        Empty where nothing is published. Raises PublicationError where one cannot be read.
        """
        if period not in self._read:
            current = current_manifest(self.outputs, period)
            older = older_revisions(self.outputs, current) if current else []
            before = (revision_manifest(self.outputs, period, name) for name in reversed(older))
            self._read[period] = (*before, current) if current else ()
        return self._read[period]

    def names(self, period: Period) -> pl.DataFrame | None:
        """Return nip and nama of everybody whom the current revision of `period` judges.

        None where nothing is published or its verdicts are gone.
        """
        if period not in self._names:
            self._names[period] = _names_published(self, period)
        return self._names[period]


def publication(shelf: Shelf, marks: Marks, key: bytes, open_book: OpenBook) -> Publication | None:
    """Return what was handed out under `marks`, which have the form of ours (is_signed_report).

    None where nothing of it can be told: never published, or its documents and tables are gone.
    `open_book` reads a workbook.
    """
    try:
        held = list(_revisions_with(shelf, marks))
    except PublicationError:
        return None
    outputs = shelf.outputs
    found = (_as_handed_out(outputs, manifest, marks, open_book) for manifest in held)
    whole = next((one for one in found if one is not None), None)
    told = whole or next(filter(None, (_from_tables(outputs, m, marks, key) for m in held)), None)
    return replace(told, superseded=_is_superseded(shelf, marks)) if told else None


def _names_published(shelf: Shelf, period: Period) -> pl.DataFrame | None:
    try:
        revisions = shelf.revisions(period)
    except PublicationError:
        return None
    current = revisions[-1].revisi if revisions else ""
    path = shelf.outputs / str(period) / current / table_path("status")
    if not path.is_file():
        return None
    return pl.read_parquet(path, columns=["nip", "nama"]).sort("nip")


def asked_about(outputs: Path, manifest: Manifest) -> pl.DataFrame:
    """Return nip, nama and kode_opd of everybody whom a revision asks a secretary about."""
    path = outputs / manifest.periode / manifest.revisi / table_path("status")
    people = pl.read_parquet(path, columns=["nip", "nama", "kode_opd", "status"]).filter(
        (pl.col("status") == "belum") & (pl.col("kode_opd") != UNMAPPED_OPD)
    )
    return people.drop("status").sort("nip")


def published_records(outputs: Path, manifest: Manifest) -> pl.DataFrame:
    """Return the records that a revision rests on: the columns of iuran.parquet (contract §6)."""
    return pl.read_parquet(outputs / manifest.periode / manifest.revisi / table_path("iuran"))


def answers_in_force(outputs: Path, manifest: Manifest) -> pl.DataFrame:
    """Return the rows of a revision's tindak_lanjut.parquet that are in force (contract §8.3).

    The whole table is empty where its file is gone.
    """
    path = outputs / manifest.periode / manifest.revisi / table_path("tindak_lanjut")
    if not path.is_file():
        return pl.DataFrame(schema=table_schema("tindak_lanjut"))
    return pl.read_parquet(path).filter("berlaku")


def _revisions_with(shelf: Shelf, marks: Marks) -> Iterator[Manifest]:
    """Yield the manifests of revisions that hold these documents, the one that made them first.

    Later ones copy what stayed as it was.
    """
    for manifest in shelf.revisions(Period.parse(marks.periode)):
        entry = manifest.opd.get(marks.kode_opd)
        if entry is not None and entry.revisi == marks.revisi:
            yield manifest


def _is_superseded(shelf: Shelf, marks: Marks) -> bool:
    revisions = shelf.revisions(Period.parse(marks.periode))
    entry = revisions[-1].opd.get(marks.kode_opd) if revisions else None
    return entry is None or entry.revisi != marks.revisi


def _as_handed_out(
    outputs: Path, manifest: Manifest, marks: Marks, open_book: OpenBook
) -> Publication | None:
    """Read the published workbook itself; None where it is gone or not as it was published."""
    opds_path = opd_path(marks.kode_opd, manifest.periode, "xlsx")
    opds = _published_book(outputs, manifest, opds_path, open_book)
    if not marks.unit:
        return Publication(opds.marks.tanda, opds.lists, opds.rows) if opds else None
    path = unit_path(marks.kode_opd, marks.unit, manifest.periode)
    book = _published_book(outputs, manifest, path, open_book)
    if book is None:
        return None
    # A secretariat puts its units' workbooks into one: all of them it was asked about.
    whole = opds or book
    return Publication(book.marks.tanda, book.lists, whole.rows, others=whole.lists["belum"])


def _published_book(
    outputs: Path, manifest: Manifest, path: str, open_book: OpenBook
) -> ReturnedBook | None:
    data = own_bytes(outputs / manifest.periode / manifest.revisi / path)
    if data is None or hashlib.sha256(data).hexdigest() != manifest.keluaran.get(path):
        return None
    return open_book(data)


def _from_tables(outputs: Path, manifest: Manifest, marks: Marks, key: bytes) -> Publication | None:
    """Tell from the verdicts that a pruned first revision keeps; only with the key it had."""
    path = outputs / manifest.periode / manifest.revisi / table_path("status")
    if not path.is_file() or not key or manifest.kunci != key_fingerprint(key):
        return None
    judged = pl.read_parquet(path, columns=_TOLD_FROM)
    whole = with_one_spelling(judged.filter(pl.col("kode_opd") == marks.kode_opd))
    people = _people_under(marks, whole)
    if people is None:
        return None
    lists = {
        name: tuple(people.filter(pl.col("status").is_in(statuses))["nip"])
        for name, statuses in _LIST_OF.items()
    }
    names = whole.select("nip", "nama").sort("nip")
    others = tuple(whole.filter(pl.col("status") == "belum")["nip"])
    return Publication(signature(key, marks, lists), lists, names=names, others=others)


def _people_under(marks: Marks, own: pl.DataFrame) -> pl.DataFrame | None:
    """Return whom of an OPD the workbook with these marks is about; None for no unit of its."""
    if not marks.unit:
        return own
    names = [unit.name for unit in units_of(own) if unit.code == marks.unit]
    return own.filter(pl.col(UNIT) == names[0]) if names else None

"""What reading noted, placed by month and file, and what shows only across files (contract §3)."""

from typing import Final

import polars as pl

from pipeline.reading.findings import LOCAL, note_file, note_rows
from pipeline.reading.intake import ParsedFile
from pipeline.system.sources import InputFile, Stock
from schemas.codes import ROSTER

_NOTE_PLACE: Final = {
    "bulan_terima": pl.String,
    "jenis_berkas": pl.String,
    "berkas": pl.String,
    "lembar": pl.String,
}


_STRAY: Final = "berkas_tak_dikenal"
_IGNORABLE: Final = frozenset({"berkas_kosong", "berkas_bukan_tabel", "kolom_wajib_tidak_ada"})


def all_findings(
    files: list[tuple[InputFile, ParsedFile]],
    stock: Stock,
    doubled: pl.DataFrame,
    dated: pl.DataFrame,
) -> pl.DataFrame:
    """Return the findings of every file, with month, kind and path, and those across files.

    `doubled` are the rosters' second rows of a NIP; `dated` the findings on impossible dates.
    """
    frames = [_file_findings(file, parsed) for file, parsed in files]
    strays = [
        *(_stray_note(*stray, _stray_kode(stray, stock)) for stray in stock.strays),
        *(_stray_note(month, path, "nama_berkas_rusak") for month, path in stock.unnamed),
    ]
    across = [_duplicate_notes(doubled), dated.select([*LOCAL, *_NOTE_PLACE])]
    return pl.concat([pl.DataFrame(schema={**LOCAL, **_NOTE_PLACE}), *frames, *strays, *across])


def _file_findings(file: InputFile, parsed: ParsedFile) -> pl.DataFrame:
    if is_stray(file, parsed):
        return _stray_note(file.month, file.berkas)
    return _put(parsed.findings, file.month, file.kind, file.berkas)


def is_stray(file: InputFile, parsed: ParsedFile) -> bool:
    """Tell if a refused file is none of the formats at all: a finding, no refusal (contract §1)."""
    codes = set(parsed.findings["kode"]) if parsed.refused else set()
    return bool(codes) and codes <= _IGNORABLE and not file.is_meant_to_be_read


def _stray_kode(stray: tuple[str, str], stock: Stock) -> str:
    """Tell a table that lies where nothing is read, or a folder that holds one, from the rest."""
    month, path = stray
    misplaced = any(
        month == other and (found == path or found.startswith(f"{path}/"))
        for other, found in stock.misplaced
    )
    return "berkas_salah_tempat" if misplaced else _STRAY


def _stray_note(month: str, path: str, kode: str = _STRAY) -> pl.DataFrame:
    kind = path.split("/", 1)[0] if "/" in path else ""
    return _put(note_file(kode).with_columns(lembar=pl.lit("")), month, kind, path)


def _put(findings: pl.DataFrame, month: str, kind: str, path: str) -> pl.DataFrame:
    placed = findings.with_columns(
        bulan_terima=pl.lit(month), jenis_berkas=pl.lit(kind), berkas=pl.lit(path)
    )
    return placed.select([*LOCAL, *_NOTE_PLACE])


def _duplicate_notes(doubled: pl.DataFrame) -> pl.DataFrame:
    if not doubled.height:
        return pl.DataFrame(schema={**LOCAL, **_NOTE_PLACE})
    place = doubled.select("bulan_terima", pl.lit(ROSTER).alias("jenis_berkas"), "berkas", "lembar")
    notes = note_rows(doubled, "nip_ganda", "nip", cell="nip", lain=pl.col("_pertama"))
    return notes.hstack(place).select([*LOCAL, *_NOTE_PLACE])

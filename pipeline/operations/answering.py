"""Answers that came on another way, handed in by an operator: all of a file or none (contract §7).

They are kept among what came back in a month, signed, so that they are read as a workbook is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.core.wording import has, say
from pipeline.operations.desk import Desk
from pipeline.operations.slip_names import slip_place
from pipeline.publishing.manifest import Manifest, current_manifest
from pipeline.publishing.publications import asked_about
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.limits import Limits
from pipeline.reading.returned.answers import answers_in
from pipeline.reading.returned.handed_in import handed_in_rows
from pipeline.reading.returned.judging import why_unreadable
from pipeline.reading.returned.slips import new_slip, slip_bytes
from pipeline.reading.returned.states import Publication
from pipeline.system.files import replace_private
from pipeline.system.folders import month_folders
from pipeline.system.settings import now
from pipeline.system.sources import read_table
from schemas.layouts import answer_choices

_TOLD: Final = 20


@dataclass(frozen=True)
class HandedIn:
    """What became of a file of answers: where they lie, for how many ASN and OPDs, if it is new."""

    month: Period
    path: Path
    answers: int
    opds: int
    new: bool


def hand_in(desk: Desk, period: Period, file: Path, received: Period | None) -> HandedIn:
    """Keep the answers in `file` to what the current revision of `period` asks.

    They count as received in the month `received`, else in this one. The caller holds the outputs.

    Raises UsageError or RefusedError, which names the lines; then none of them is kept.
    """
    manifest = current_manifest(desk.settings.outputs, period)
    if manifest is None:
        raise UsageError(say("jawab.belum_terbit", periode=period.name, bulan=period))
    month = _month_of_receipt(desk, period, received)
    rows = _rows_in(desk, file)
    asked = asked_about(desk.settings.outputs, manifest)
    answers = _checked(desk, rows, asked, month)
    return _kept(desk, manifest, month, [_slip_row(row, asked) for row in answers.to_dicts()])


def _month_of_receipt(desk: Desk, period: Period, received: Period | None) -> Period:
    """Return the month in which the answers count as received.

    None before the period, for nobody was asked yet; none that is still to come.
    """
    today = now().astimezone(desk.references.policy.zone)
    latest = max(Period.of(today.year, today.month), period, *month_folders(desk.settings.inputs))
    if received is None:
        return max(Period.of(today.year, today.month), period)
    if not period <= received <= latest:
        raise UsageError(say("jawab.bulan_terima", awal=period.name, akhir=latest.name))
    return received


def _rows_in(desk: Desk, file: Path) -> pl.DataFrame:
    data = read_table(file)
    if data is None:
        raise UsageError(say("jawab.tanpa_berkas", berkas=file.name))
    try:
        rows = handed_in_rows(data, Limits(desk.references.policy.ukuran_terurai))
    except UnreadableError as error:
        raise RefusedError(
            say("jawab.tak_terbaca", berkas=file.name, sebab=why_unreadable(error))
        ) from None
    if rows is None:
        raise RefusedError(say("jawab.tanpa_kolom", berkas=file.name))
    return rows


def _checked(desk: Desk, rows: pl.DataFrame, asked: dict[str, str], month: Period) -> pl.DataFrame:
    """Return what `rows` answer; a row of which anything cannot be taken refuses the whole file."""
    published = Publication("", {"belum": tuple(asked)})
    filled = answers_in(rows, published, month, desk.references.policy.zone)
    if filled.notes.height:
        raise RefusedError(say("jawab.ditolak", isi=" ".join(_told(filled.notes))))
    if not filled.answers.height:
        raise RefusedError(say("jawab.kosong"))
    return filled.answers


def _told(notes: pl.DataFrame) -> Iterator[str]:
    rows = notes.sort("lembar", "baris", "kode").to_dicts()
    for row in rows[:_TOLD]:
        key = f"jawab.salah.{row['kode']}"
        yield say("jawab.baris", baris=row["baris"], pesan=say(key) if has(key) else row["pesan"])
    if len(rows) > _TOLD:
        yield say("jawab.lainnya", jumlah=len(rows) - _TOLD)


def _slip_row(row: dict[str, Any], asked: dict[str, str]) -> tuple[str, ...]:
    choice = answer_choices()[row["jawaban"]][0] if row["jawaban"] else ""
    return (
        asked[row["nip"]],
        row["nip"],
        choice,
        row["target_bulan"] or "",
        row["catatan"] or "",
    )


def _kept(desk: Desk, manifest: Manifest, month: Period, rows: list[tuple[str, ...]]) -> HandedIn:
    """Keep a slip under a name that counts up; one that is in force already is not kept again."""
    settings = desk.settings
    slip = new_slip(manifest.periode, manifest.revisi, rows, settings.signing_key)
    path = slip_place(settings.inputs, month, slip, settings.signing_key)
    new = not path.exists()
    if new:
        replace_private(path, slip_bytes(slip))
    return HandedIn(month, path, len(rows), len({kode for kode, *_ in rows}), new)

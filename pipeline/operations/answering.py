"""Answers that came on another way, handed in by an operator: all of a file or none (contract §7).

One file is the word of one OPD. The answers are kept among what came back in a month, signed, so
that they are read as a workbook is.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.core.sentences import say_expr
from pipeline.core.wording import has, say
from pipeline.operations.desk import Desk
from pipeline.operations.slip_names import slip_place
from pipeline.publishing.manifest import Manifest, current_manifest
from pipeline.publishing.publications import asked_about
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.limits import Limits
from pipeline.reading.returned.answers import answers_in
from pipeline.reading.returned.handed_in import NotWholeError, handed_in_rows
from pipeline.reading.returned.judging import why_unreadable
from pipeline.reading.returned.slips import new_slip, slip_bytes
from pipeline.reading.returned.states import Publication
from pipeline.system.files import replace_private
from pipeline.system.folders import month_folders
from pipeline.system.settings import now
from pipeline.system.sources import read_table
from schemas.layouts import answer_choices

_MOST_LINES: Final = 20
_LOCKED_CELL: Final = "jawaban_sel_terkunci"


@dataclass(frozen=True)
class HandedIn:
    """What became of a file of answers: where they lie, of how many ASN, whose, if it is new."""

    month: Period
    path: Path
    answers: int
    opd: str
    new: bool


@dataclass(frozen=True)
class Handing:
    """What an operator hands in.

    opd: the code of the OPD that answers, None where it shall be told by whom the file names.
    received: in which month the answers came, None for this one.
    """

    file: Path
    opd: str | None = None
    received: Period | None = None


def hand_in(desk: Desk, period: Period, handing: Handing) -> HandedIn:
    """Keep the answers in a file to what the current revision of `period` asks one OPD.

    The caller holds the outputs.

    Raises UsageError or RefusedError, which names the lines; then none of them is kept.
    """
    manifest = current_manifest(desk.settings.outputs, period)
    if manifest is None:
        raise UsageError(say("jawab.belum_terbit", periode=period.name, bulan=period))
    if handing.opd is not None and handing.opd not in {*manifest.opd, *manifest.gagal}:
        named = {"opd": handing.opd[:80], "periode": period.name}
        raise UsageError(say("kirim.opd_tak_dikenal", **named))
    month = _month_of_receipt(desk, period, handing.received)
    rows = _rows_in(desk, handing.file)
    asked = asked_about(desk.settings.outputs, manifest)
    answers = _checked(desk, rows, asked, month, handing.opd)
    kode = handing.opd or _only_opd(desk, rows, answers)
    return _kept(desk, manifest, month, kode, answers)


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
    except (UnreadableError, NotWholeError) as error:
        why = str(error) if isinstance(error, NotWholeError) else why_unreadable(error)
        raise RefusedError(say("jawab.tak_terbaca", berkas=file.name, sebab=why)) from None
    if rows is None:
        raise RefusedError(say("jawab.tanpa_kolom", berkas=file.name))
    return rows


def _checked(
    desk: Desk, rows: pl.DataFrame, asked: pl.DataFrame, month: Period, opd: str | None
) -> pl.DataFrame:
    """Return what `rows` answer, with kode_opd of the list that asks.

    A row of which anything cannot be taken refuses the whole file; so does a row of somebody who is
    on the list of another OPD than `opd`.
    """
    published = Publication("", {"belum": tuple(asked["nip"])}, asked.select("nip", "nama"))
    filled = answers_in(rows, published, month, desk.references.policy.zone)
    seats = asked.select("nip", "kode_opd")
    answers = filled.answers.join(seats, on="nip", how="left", maintain_order="left")
    notes = filled.notes.filter(pl.col("kode") != _LOCKED_CELL)
    wrong = pl.concat(
        [notes.select("lembar", "baris", "kode", "pesan"), _of_other_opds(desk, answers, opd)]
    )
    if wrong.height:
        raise RefusedError(say("jawab.ditolak", isi=" ".join(_lines_refused(wrong))))
    if not answers.height:
        raise RefusedError(say("jawab.kosong"))
    return answers


def _of_other_opds(desk: Desk, answers: pl.DataFrame, opd: str | None) -> pl.DataFrame:
    """Return lembar, baris, kode and pesan of the answers for people on other lists than `opd`."""
    others = answers.filter(pl.col("kode_opd") != pl.lit(opd, pl.String))
    named = desk.references.named
    message = say_expr(
        "jawab.opd_lain", daftar=named(pl.col("kode_opd")), opd=named(pl.lit(opd, pl.String))
    )
    return others.select("lembar", "baris", kode=pl.lit("opd_lain"), pesan=message)


def _lines_refused(wrong: pl.DataFrame) -> list[str]:
    """Return what is wrong, line by line; beyond _MOST_LINES only how many more there are."""
    ordered = wrong.sort("lembar", "baris", "kode")
    keys = {kode: f"jawab.salah.{kode}" for kode in ordered["kode"].unique()}
    ours = {kode: say(key) for kode, key in keys.items() if has(key)}
    message = pl.coalesce(
        pl.col("kode").replace_strict(ours, default=None, return_dtype=pl.String), pl.col("pesan")
    )
    line = say_expr("jawab.baris", baris=pl.col("baris"), pesan=message)
    told = ordered.head(_MOST_LINES).select(line.alias("_baris"))["_baris"].to_list()
    more = ordered.height - _MOST_LINES
    return [*told, say("jawab.lainnya", jumlah=more)] if more > 0 else told


def _only_opd(desk: Desk, rows: pl.DataFrame, answers: pl.DataFrame) -> str:
    """Return the one OPD whose people are answered for, each confirmed by the name beside the NIP.

    Raises UsageError, which asks for the code, where there are several or a name lacks.
    """
    kodes = answers["kode_opd"].unique().sort().to_list()
    if len(kodes) > 1:
        names = "; ".join(desk.references.opd_of(kode).nama for kode in kodes)
        raise UsageError(say("jawab.banyak_opd", opd=names))
    answered = rows.filter(pl.col("nip").is_in(answers["nip"].to_list()))
    if "nama" not in answered.columns or answered["nama"].null_count():
        raise UsageError(say("jawab.tanpa_nama"))
    return str(kodes[0])


def _slip_rows(answers: pl.DataFrame, kode: str) -> list[tuple[str, ...]]:
    words = {code: choices[0] for code, choices in answer_choices().items()}
    choice = pl.col("jawaban").replace_strict(words, default=None, return_dtype=pl.String)
    texts = (choice, pl.col("target_bulan"), pl.col("catatan"))
    return answers.select(pl.lit(kode), "nip", *(text.fill_null("") for text in texts)).rows()


def _kept(
    desk: Desk, manifest: Manifest, month: Period, kode: str, answers: pl.DataFrame
) -> HandedIn:
    """Keep a slip under a name that counts up; one that is in force already is not kept again."""
    settings, rows = desk.settings, _slip_rows(answers, kode)
    slip = new_slip(manifest.periode, manifest.revisi, rows, settings.signing_key)
    path = slip_place(settings.inputs, month, slip, settings.signing_key)
    new = not path.exists()
    if new:
        replace_private(path, slip_bytes(slip))
    return HandedIn(month, path, len(rows), desk.references.opd_of(kode).nama, new)

"""Repairs a person decides on: what is open, and writing answers down (contract §5.3, §7 accept).

koreksi.csv holds what was accepted; usulan_ditolak.csv what was refused, so that it is not asked
again. A refusal changes no verdict: the contract knows accepted repairs only.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

import polars as pl

from pipeline.assessing.gate import require_roster
from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.core.places import place
from pipeline.core.shown_names import shown_name
from pipeline.core.wording import say
from pipeline.deciding.attribution import usable_repairs, with_repair_key
from pipeline.deciding.decision import Decision, decide
from pipeline.knowledge.references import REPAIR_COLUMNS, References, repair_rows
from pipeline.operations.desk import Desk
from pipeline.operations.months import know
from pipeline.system.failpoints import around
from pipeline.system.files import replace_private
from pipeline.system.settings import Settings
from pipeline.system.sources import Stock, read_reference, read_table, reference_path
from schemas.layouts import plain_label

REPAIRS: Final = "koreksi.csv"
REFUSALS: Final = "usulan_ditolak.csv"
_KEY: Final = ("_nip_kunci", "_nama_kunci")
# Two files are checked as one: the lines of the second are told apart by a number that no file has
# so many lines of.
_BEYOND: Final = 10**9
_DELIMITERS: Final = ",;\t|"


@dataclass(frozen=True)
class Repair:
    """One row of koreksi.csv: what was written, and the NIP that was meant."""

    nip_tercatat: str
    nama_tercatat: str
    nip_benar: str


def suggestions(desk: Desk, stock: Stock) -> pl.DataFrame:
    """Return what waits for an answer in the stock's period (open_suggestions).

    Raises RefusedError.
    """
    refusals = repair_rows(read_reference(desk.settings.references, REFUSALS), REFUSALS)
    return open_suggestions(_decided(desk, stock), desk.references, refusals)


def repairs_in(desk: Desk, stock: Stock, file: Path) -> tuple[Repair, ...]:
    """Return the new repairs in the CSV `file`.

    Raises UsageError or RefusedError; then none of them is to be taken.
    """
    data, name = read_table(file), shown_name(file.name)
    if data is None:
        raise UsageError(say("terima.tanpa_berkas", berkas=name))
    return checked_repairs(repair_rows(data, name), _decided(desk, stock), desk.references)


def write_repairs(settings: Settings, name: str, rows: Iterable[Repair]) -> None:
    """Add rows to the reference file `name` (REPAIRS or REFUSALS).

    Whole on disk when this returns.
    """
    data = read_reference(settings.references, name)
    for row in rows:
        data = with_row(data, row)
    if data is not None:
        with around("koreksi"):
            replace_private(reference_path(settings.references, name), data)


def _decided(desk: Desk, stock: Stock) -> Decision:
    known, period = know(desk, stock), Period.parse(stock.period)
    require_roster(known, period)
    return decide(known, period)


def open_suggestions(
    decision: Decision, references: References, refusals: pl.DataFrame
) -> pl.DataFrame:
    """Return one row per donor as written and person suggested, unless it was refused.

    What concerns P first.

    `refusals` are rows of usulan_ditolak.csv (REPAIR_COLUMNS). Columns given: nip_tercatat,
    nama_tercatat, nip_usulan, nama_usulan, kode_opd, nama_opd, unit_kerja, alasan (the person's
    now), skor, dasar, catatan (how many records are written so: a repair takes them all),
    catatan_periode (how many of them now wait in P), catatan_lain (how many of them are somebody's
    already or may mean another), contoh (a place).
    """
    written = decision.records.with_columns(*with_repair_key())
    suggested = written.filter(pl.col("nip_usulan").is_not_null())
    refused = refusals.with_columns(*with_repair_key()).rename({"nip_benar": "nip_usulan"})
    asked = suggested.join(
        refused, on=[*_KEY, "nip_usulan"], how="anti", nulls_equal=True, maintain_order="left"
    )
    grouped = asked.group_by(*_KEY, "nip_usulan", maintain_order=True).agg(
        *(pl.col(name).first() for name in ("nip_tercatat", "nama_tercatat", "skor", "dasar")),
        diusulkan=pl.len().cast(pl.Int64),
        contoh=place().first(),
        catatan_periode=(pl.col("disposisi") == "donatur_diduga").sum().cast(pl.Int64),
    )
    whose = decision.people.select(
        "kode_opd",
        "unit_kerja",
        "alasan",
        nip_usulan="nip",
        nama_usulan="nama_tampil",
        nama_opd=references.named(pl.col("kode_opd")),
    )
    alike = written.group_by(_KEY).agg(catatan=pl.len().cast(pl.Int64))
    counted = grouped.join(
        alike, on=_KEY, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(catatan_lain=pl.col("catatan") - pl.col("diusulkan"))
    joined = counted.join(whose, on="nip_usulan", how="left", maintain_order="left").drop(
        *_KEY, "diusulkan"
    )
    order = ["catatan_periode", "skor", "nip_usulan", "nip_tercatat", "nama_tercatat"]
    return joined.sort(order, descending=[True, True, False, False, False], nulls_last=True)


def checked_repairs(
    wanted: pl.DataFrame, decision: Decision, references: References
) -> tuple[Repair, ...]:
    """Return those rows of `wanted` (REPAIR_COLUMNS and baris) that koreksi.csv does not hold yet.

    Raises RefusedError naming the lines when any row is malformed, points at nobody on roster P or
    contradicts another row, here or in koreksi.csv: then none is taken.
    """
    roster = decision.people
    far = wanted.with_columns(pl.col("baris") + _BEYOND)
    together = pl.concat([references.repairs, far.select(references.repairs.columns)])
    _, faults = usable_repairs(together, roster)
    mine = faults.filter(pl.col("baris") > _BEYOND).sort("baris", "kode")
    if mine.height:
        lines = (
            say("terima.baris_salah", baris=line - _BEYOND, pesan=text)
            for line, text in mine.select("baris", "pesan").iter_rows()
        )
        raise RefusedError(say("terima.berkas_salah", isi=" ".join(lines)))
    keyed = wanted.with_columns(*with_repair_key()).unique(
        [*_KEY, "nip_benar"], keep="first", maintain_order=True
    )
    held = references.repairs.with_columns(*with_repair_key())
    new = keyed.join(held, on=[*_KEY, "nip_benar"], how="anti", maintain_order="left").sort("baris")
    return tuple(
        Repair(*(text or "" for text in row)) for row in new.select(REPAIR_COLUMNS).iter_rows()
    )


def with_row(data: bytes | None, row: Repair) -> bytes:
    """Return the CSV `data` with `row` at its end, in its own delimiter, column order, line ends.

    Without data, or with an empty file, a new one begins. Raises RefusedError when it is not UTF-8
    text.
    """
    text = _decoded(data or b"")
    if not text.strip("\ufeff \t\r\n"):
        return (
            _csv_line(list(REPAIR_COLUMNS), ",", "\n") + _csv_line(list(astuple(row)), ",", "\n")
        ).encode()
    head = text.removeprefix("\ufeff").splitlines()[0]
    delimiter = max(_DELIMITERS, key=head.count)
    newline = "\r\n" if "\r\n" in text else "\n"
    labels = [plain_label(cell) for cell in next(csv.reader([head], delimiter=delimiter))]
    cells = {
        plain_label(name): value for name, value in zip(REPAIR_COLUMNS, astuple(row), strict=True)
    }
    whole = text if text.endswith(("\n", "\r")) else text + newline
    return (
        whole + _csv_line([cells.get(label, "") for label in labels], delimiter, newline)
    ).encode()


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError(say("terima.sandi")) from None


def _csv_line(cells: list[str], delimiter: str, newline: str) -> str:
    sink = io.StringIO()
    csv.writer(sink, delimiter=delimiter, lineterminator=newline).writerow(cells)
    return sink.getvalue()

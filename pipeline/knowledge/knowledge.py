"""All known for one run: each known month's rosters and iuran, placed, deduplicated, with OPD.

Contract §3 (duplicates, OPD), §5.1 (what is known).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from pipeline.core.uniform import only
from pipeline.knowledge.deliveries import DeliveryBook, KnownDelivery, deliveries_by_file
from pipeline.knowledge.file_findings import all_findings, is_stray
from pipeline.knowledge.organisation import Books, books_by_month, opd_by_name
from pipeline.knowledge.payment_dates import impossible_date_notes, without_impossible_dates
from pipeline.knowledge.people_names import PeopleNames, people_names
from pipeline.knowledge.received import PlainNames, ReceivedRows, no_iuran
from pipeline.knowledge.references import References
from pipeline.knowledge.rosters import known_rosters
from pipeline.knowledge.source_names import called, source_names
from pipeline.reading.intake import ParsedFile
from pipeline.reading.tables.classes import CLASS
from pipeline.reading.tables.header_labels import SCHEMA as LABELS
from pipeline.system.sources import InputFile, Stock
from schemas.codes import IURAN

FileReader = Callable[[InputFile], ParsedFile]


@dataclass(frozen=True)
class Known:
    """What is known up to the as-of month.

    rosters: month -> one row per ASN (accepted, not ganda) with nama_tampil, nama_polos and
    kode_opd. unread: rejected roster rows of all months with kode_opd. doubled: ganda rows, with
    the kode_opd of the row kept. iuran: accepted records; iuran_rejected: the others. findings:
    local findings with bulan_terima, jenis_berkas, berkas, lembar. accounting: bulan, berkas,
    lembar, urut_lembar and the rows per class. labels: bulan, berkas, lembar, bidang, label of
    every header, from the left. deliveries: (bulan, berkas) of every file that holds a table ->
    whose it is. called: what each delivery is called where no file may be named; sources: likewise
    each sheet, source_names.SCHEMA, which rows of rosters and iuran have as `sumber`. refused: as
    "bulan/berkas".
    """

    stock: Stock
    references: References
    rosters: dict[str, pl.DataFrame]
    unread: pl.DataFrame
    doubled: pl.DataFrame
    iuran: pl.DataFrame
    iuran_rejected: pl.DataFrame
    findings: pl.DataFrame
    accounting: pl.DataFrame
    labels: pl.DataFrame
    deliveries: dict[tuple[str, str], KnownDelivery]
    called: dict[KnownDelivery, str]
    sources: pl.DataFrame
    refused: tuple[str, ...]

    @cached_property
    def names(self) -> PeopleNames:
        """The names of everybody on any roster or in any payment."""
        frames = (*self.rosters.values(), self.iuran)
        return people_names(one["nama_polos"] for one in frames if "nama_polos" in one.columns)

    @property
    def book(self) -> DeliveryBook:
        """The deliveries that the policy names, or that are learned."""
        return DeliveryBook(self.references.policy.kiriman)

    def files_before(self, delivery: KnownDelivery, month: str) -> list[tuple[str, str]]:
        """Return sorted (month of receipt, path) of files the delivery brought before `month`."""
        return sorted(
            place
            for place, whose in self.deliveries.items()
            if whose == delivery and place[0] < month
        )


def gather(stock: Stock, references: References, read: FileReader) -> Known:
    """Bring every known file together.

    `read` gives the parsed rows of one file (from the cache, mostly).
    """
    files, rows = _received(stock, read)
    usable = [(file, parsed) for file, parsed in files if not parsed.refused]
    every = _deliveries(stock.files, references)
    read_ones = {(file.month, file.berkas) for file, _ in usable}
    deliveries = {place: whose for place, whose in every.items() if place in read_ones}
    names = called(every)
    sources = source_names(deliveries, names, _sheets(usable))
    books, plain = books_by_month(references), PlainNames()
    rosters = known_rosters(rows, sources, books, plain)
    iuran = _known_iuran(rows, sources, books, plain)
    return Known(
        stock=stock,
        references=references,
        rosters=rosters.by_month,
        unread=rosters.unread,
        doubled=rosters.doubled,
        iuran=iuran.accepted,
        iuran_rejected=iuran.rejected,
        findings=all_findings(files, stock, rosters.doubled, iuran.notes),
        accounting=_all_accounting(usable, rosters.doubled),
        labels=_all_labels(usable),
        deliveries=deliveries,
        called=names,
        sources=sources,
        refused=tuple(
            f"{f.month}/{f.berkas}" for f, p in files if p.refused and not is_stray(f, p)
        ),
    )


def _received(
    stock: Stock, read: FileReader
) -> tuple[list[tuple[InputFile, ParsedFile]], ReceivedRows]:
    """Read every file; give what each holds but its rows, and the rows of all."""
    files: list[tuple[InputFile, ParsedFile]] = []
    rows = ReceivedRows()
    for file in stock.files:
        parsed = read(file)
        if not parsed.refused:
            rows.add(file, parsed)
        files.append((file, replace(parsed, rows=parsed.rows.clear())))
    return files, rows


@dataclass(frozen=True)
class _Iuran:
    """Accepted and rejected records of all months by PLACE, and findings on impossible dates."""

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    notes: pl.DataFrame


def _known_iuran(
    rows: ReceivedRows, sources: pl.DataFrame, books: Books, plain: PlainNames
) -> _Iuran:
    accepted, rejected, notes = [], [], []
    for month in rows.months(IURAN):
        dated = _routed(rows.take(IURAN, month, sources), books, month, plain)
        notes.append(impossible_date_notes(dated))
        iuran = without_impossible_dates(dated)
        accepted.append(only(iuran, iuran[CLASS] == "diterima"))
        rejected.append(iuran.filter(pl.col(CLASS) == "ditolak"))
    nothing = no_iuran()
    # In one piece: the first join would make one, and the pieces would be held beside it.
    return _Iuran(
        pl.concat(accepted or [nothing], rechunk=True),
        pl.concat(rejected or [nothing]),
        pl.concat(notes or [impossible_date_notes(nothing)]),
    )


def _routed(month: pl.DataFrame, books: Books, name: str, plain: PlainNames) -> pl.DataFrame:
    """Add the plain donor name and `opd_tujuan`.

    That is the OPD that opd_donatur names, for routing only (contract §4).
    """
    return month.with_columns(
        opd_tujuan=opd_by_name(month, "opd_donatur", books(name)),
        nama_polos=plain.of(month["nama_tercatat"]),
    )


def _sheets(
    files: list[tuple[InputFile, ParsedFile]],
) -> list[tuple[tuple[str, str], list[str]]]:
    return [((f.month, f.berkas), parsed.accounting["lembar"].to_list()) for f, parsed in files]


def _all_labels(files: list[tuple[InputFile, ParsedFile]]) -> pl.DataFrame:
    place = {"bulan": pl.String, "berkas": pl.String}
    frames = [
        parsed.labels.select(
            pl.lit(f.month).alias("bulan"), pl.lit(f.berkas).alias("berkas"), *LABELS
        )
        for f, parsed in files
    ]
    return pl.concat([pl.DataFrame(schema=place | LABELS), *frames])


def _deliveries(
    files: Iterable[InputFile], references: References
) -> dict[tuple[str, str], KnownDelivery]:
    return deliveries_by_file(DeliveryBook(references.policy.kiriman), files)


def _all_accounting(
    files: list[tuple[InputFile, ParsedFile]], doubled: pl.DataFrame
) -> pl.DataFrame:
    """Return the accounting of every sheet, with ganda moved out of diterima.

    Duplicates show only across files.
    """
    frames = [
        parsed.accounting.with_row_index("_urut").with_columns(
            bulan=pl.lit(file.month), berkas=pl.lit(file.berkas)
        )
        for file, parsed in files
    ]
    if not frames:
        return pl.DataFrame()
    keys = ["bulan", "berkas", "lembar"]
    twice = doubled.group_by(bulan="bulan_terima", berkas="berkas", lembar="lembar").len("_ganda")
    accounting = pl.concat(frames)
    moved = accounting.join(twice, on=keys, how="left").with_columns(
        pl.col("_ganda").fill_null(0).cast(pl.Int64)
    )
    counted = moved.with_columns(
        diterima=pl.col("diterima") - pl.col("_ganda"), ganda=pl.col("_ganda")
    )
    return counted.sort("bulan", "berkas", "_urut").drop("_urut", "_ganda")

"""All known for one run: each known month's rosters and iuran, placed, deduplicated, with OPD.

Contract §3 (duplicates, OPD), §5.1 (what is known).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from pipeline.core.names import plain_name, shown_name
from pipeline.core.places import told_row
from pipeline.core.validation import validated
from pipeline.knowledge.deliveries import DeliveryBook, KnownDelivery, deliveries_by_file
from pipeline.knowledge.file_findings import all_findings, is_stray
from pipeline.knowledge.organisation import (
    Books,
    assign_opd,
    books_by_month,
    opd_by_name,
    remember,
)
from pipeline.knowledge.payment_dates import without_impossible_dates
from pipeline.knowledge.people_names import PeopleNames, people_names
from pipeline.knowledge.references import References
from pipeline.knowledge.source_names import called, source_names
from pipeline.reading.intake import ParsedFile
from pipeline.reading.iuran import SCHEMA as IURAN_SCHEMA
from pipeline.reading.tables.classes import CLASS
from pipeline.reading.tables.header_labels import SCHEMA as LABELS
from pipeline.system.sources import InputFile, Stock
from schemas.codes import IURAN, ROSTER
from schemas.models import KNOWN_ROSTER

# Files stand in the order of their own names, of which readers may be shown less (contract §5.4).
PLACE: Final = ("bulan_terima", "urut_berkas", "urut_lembar", "baris")

_NAME: Final = {"nama": pl.String}
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
    files = [(file, read(file)) for file in stock.files]
    usable = [(file, parsed) for file, parsed in files if not parsed.refused]
    every = _deliveries(stock.files, references)
    read_ones = {(file.month, file.berkas) for file, _ in usable}
    deliveries = {place: whose for place, whose in every.items() if place in read_ones}
    names = called(every)
    sources = source_names(deliveries, names, _sheets(usable))
    marked = _with_duplicates(_placed(usable, ROSTER, sources))
    books = books_by_month(references)
    dated = _with_routing(_placed(usable, IURAN, sources), books)
    iuran = without_impossible_dates(dated)
    rosters, unread = _rosters(marked, books)
    return Known(
        stock=stock,
        references=references,
        rosters=rosters,
        unread=unread,
        doubled=_doubled(marked, rosters),
        iuran=iuran.filter(pl.col(CLASS) == "diterima"),
        iuran_rejected=iuran.filter(pl.col(CLASS) == "ditolak"),
        findings=all_findings(files, stock, marked, dated),
        accounting=_all_accounting(usable, marked),
        labels=_all_labels(usable),
        deliveries=deliveries,
        called=names,
        sources=sources,
        refused=tuple(
            f"{f.month}/{f.berkas}" for f, p in files if p.refused and not is_stray(f, p)
        ),
    )


def _sheets(
    files: list[tuple[InputFile, ParsedFile]],
) -> list[tuple[tuple[str, str], list[str]]]:
    return [((f.month, f.berkas), parsed.accounting["lembar"].to_list()) for f, parsed in files]


def _placed(
    files: list[tuple[InputFile, ParsedFile]], kind: str, sources: pl.DataFrame
) -> pl.DataFrame:
    """Return the rows of every file of `kind`, in the order of contract §3 and §5.4."""
    frames = [
        parsed.rows.with_columns(
            bulan_terima=pl.lit(file.month),
            berkas=pl.lit(file.berkas),
            urut_berkas=pl.lit(at, dtype=pl.Int32),
        )
        for at, (file, parsed) in enumerate(files)
        if file.kind == kind
    ]
    if not frames:
        return pl.DataFrame()
    sheet = ["bulan_terima", "berkas", "lembar"]
    names = sources.select(*sheet, "sumber")
    return pl.concat(frames).join(names, on=sheet, how="left").sort(PLACE)


def _with_duplicates(rows: pl.DataFrame) -> pl.DataFrame:
    """Turn the second and later accepted rows of a NIP in one month into ganda.

    `_pertama` is where the first is.
    """
    if not rows.width:
        return rows
    again = (pl.col(CLASS) == "diterima") & ~pl.col("nip").is_first_distinct().over(
        "bulan_terima", CLASS
    )
    return rows.with_columns(
        pl.when(again).then(pl.lit("ganda")).otherwise(pl.col(CLASS)).alias(CLASS),
        _pertama=told_row().filter(pl.col(CLASS) == "diterima").first().over("bulan_terima", "nip"),
    )


def _rosters(marked: pl.DataFrame, books: Books) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Return each month's roster and the rejected rows of all, oldest month first.

    Each remembers those before.
    """
    rosters: dict[str, pl.DataFrame] = {}
    unread = [pl.DataFrame(schema={"bulan_terima": pl.String, "kode_opd": pl.String})]
    memory: pl.DataFrame | None = None
    plain = _plain_names(marked)
    for month in sorted(marked["bulan_terima"].unique()) if marked.width else ():
        placed = assign_opd(marked.filter(pl.col("bulan_terima") == month), books(month), memory)
        unread.append(placed.filter(pl.col(CLASS) == "ditolak"))
        accepted = placed.filter(pl.col(CLASS) == "diterima")
        if accepted.height:
            rosters[month] = validated(_finished(accepted, plain).sort("nip"), KNOWN_ROSTER)
            memory = remember(memory, rosters[month])
    return rosters, pl.concat(unread, how="diagonal")


def _plain_names(marked: pl.DataFrame) -> pl.DataFrame:
    """Return nama, nama_polos of every name: most stand on the roster of each month."""
    names = marked.select("nama").unique() if marked.width else pl.DataFrame(schema=_NAME)
    return names.with_columns(nama_polos=plain_name(pl.col("nama")))


def _finished(roster: pl.DataFrame, plain: pl.DataFrame) -> pl.DataFrame:
    shown = shown_name(pl.col("nama"), pl.col("gelar_depan"), pl.col("gelar_belakang"))
    named = roster.with_columns(nama_tampil=shown)
    return named.join(plain, on="nama", how="left", maintain_order="left")


def _doubled(marked: pl.DataFrame, rosters: dict[str, pl.DataFrame]) -> pl.DataFrame:
    if not rosters:
        return pl.DataFrame(
            schema=dict.fromkeys(("bulan_terima", "berkas", "lembar", "kode_opd"), pl.String)
        )
    seats = pl.concat(
        [roster.select("bulan_terima", "nip", "kode_opd") for roster in rosters.values()]
    )
    again = marked.filter(pl.col(CLASS) == "ganda")
    return again.join(seats, on=["bulan_terima", "nip"], how="left", maintain_order="left")


def _with_routing(iuran: pl.DataFrame, books: Books) -> pl.DataFrame:
    """Add the plain donor name and `opd_tujuan`.

    That is the OPD that opd_donatur names, for routing only (contract §4).
    """
    if not iuran.height:
        return _no_iuran()
    months = iuran.partition_by("bulan_terima", maintain_order=True)
    return pl.concat([_routed(month, books) for month in months]).with_columns(
        nama_polos=plain_name(pl.col("nama_tercatat"))
    )


def _routed(month: pl.DataFrame, books: Books) -> pl.DataFrame:
    book = books(month["bulan_terima"][0])
    return month.with_columns(opd_tujuan=opd_by_name(month, "opd_donatur", book))


def _no_iuran() -> pl.DataFrame:
    place = {
        "lembar": pl.String,
        "urut_lembar": pl.Int32,
        "bulan_terima": pl.String,
        "berkas": pl.String,
        "urut_berkas": pl.Int32,
        "sumber": pl.String,
    }
    more = dict.fromkeys(("nik_pekerja_samar", "nama_polos", "opd_tujuan"), pl.String)
    return pl.DataFrame(schema={**IURAN_SCHEMA, **place, **more})


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
    files: list[tuple[InputFile, ParsedFile]], marked: pl.DataFrame
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
    again = marked.filter(pl.col(CLASS) == "ganda") if marked.width else marked
    twice = (
        again.group_by(bulan="bulan_terima", berkas="berkas", lembar="lembar").len("_ganda")
        if again.width
        else None
    )
    accounting = pl.concat(frames)
    if twice is None:
        return accounting.sort("bulan", "berkas", "_urut").drop("_urut")
    moved = accounting.join(twice, on=keys, how="left").with_columns(
        pl.col("_ganda").fill_null(0).cast(pl.Int64)
    )
    counted = moved.with_columns(
        diterima=pl.col("diterima") - pl.col("_ganda"), ganda=pl.col("_ganda")
    )
    return counted.sort("bulan", "berkas", "_urut").drop("_urut", "_ganda")

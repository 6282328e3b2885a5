"""The part of a page that says what data it rests on."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.rendering.html.tables import Table, table
from pipeline.rendering.sentences import anomaly_sentence, contact_facts, edition_facts, rules
from pipeline.reporting.model import Edition
from pipeline.reporting.sources import COUNTS, source_groups

_SOURCE: Final = {
    "bulan_terima": pl.String(),
    "jenis": pl.String(),
    "sumber": pl.String(),
    "diterima": pl.Int64(),
    "ditolak": pl.Int64(),
    "ganda": pl.Int64(),
    "lainnya": pl.Int64(),
    "sha256": pl.String(),
}


@dataclass(frozen=True)
class DataState:
    """What a reader must know of the data behind a page."""

    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    sources: Table
    sources_intro: str
    rules: tuple[str, ...]
    laws: tuple[str, ...]


def data_state(edition: Edition, mark: str = "", files: bool = False) -> DataState:
    """Return period, knowledge, revision, notes, sources, policy and legal basis of `edition`.

    `mark` is the signature that an OPD's documents share. `files`: name each file, for the operator
    alone; others are told deliveries and months.
    """
    anomaly = (anomaly_sentence(edition),) if edition.anomaly else ()
    return DataState(
        facts=_signed_facts(edition, mark),
        notes=(*anomaly, *edition.notes),
        sources=sources(edition) if files else _source_groups(edition),
        sources_intro=_sources_intro(edition, files),
        rules=rules(edition.policy, edition.period),
        laws=edition.policy.dasar_hukum,
    )


def _signed_facts(edition: Edition, mark: str) -> tuple[tuple[str, str], ...]:
    signed = ((say("halaman.data.tanda"), mark),) if mark else ()
    return (*edition_facts(edition), *signed, *contact_facts(edition))


def _sources_intro(edition: Edition, files: bool) -> str:
    if files:
        return say("halaman.buka_sumber", jumlah=number(len(edition.sources)))
    return say("halaman.buka_kiriman", jumlah=number(source_groups(edition).height))


def _source_groups(edition: Edition) -> Table:
    names = ("bulan_terima", "kiriman", "berkas_kini", *COUNTS)
    return table("sumber", say("halaman.data.kiriman"), source_groups(edition), names, "kiriman")


def sources(edition: Edition) -> Table:
    """Return the sources behind a page: month, kind, name, rows by fate, start of the hash."""
    rows = [tuple(getattr(source, name) for name in _SOURCE) for source in edition.sources]
    frame = pl.DataFrame(rows, schema=_SOURCE, orient="row")
    return table("sumber", say("halaman.data.sumber"), frame, tuple(_SOURCE), "sumber")

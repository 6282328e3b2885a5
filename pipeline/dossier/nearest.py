"""Whose NIP may have been meant: those on known rosters within two edits."""

from typing import Final

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.core.periods import Period
from pipeline.deciding.near_numbers import MOST_EDITS
from pipeline.dossier.model import Near
from pipeline.knowledge.knowledge import Known

SHOWN: Final = 5


def nearest(known: Known, nip: str) -> tuple[Near, ...]:
    """Return up to five people whose NIP is within two edits of `nip`.

    The nearest come first, each from their latest roster.
    """
    rows = [
        r.select("nip", "nama_tampil", "kode_opd", "bulan_terima") for r in known.rosters.values()
    ]
    latest = pl.concat(rows).sort("bulan_terima", "nip").unique("nip", keep="last").sort("nip")
    nips = latest["nip"].to_list()
    found = process.extract(
        nip, nips, scorer=OSA.distance, score_cutoff=MOST_EDITS, limit=None, processor=None
    )
    ordered = sorted((int(edits), at) for _, edits, at in found)[:SHOWN]
    return tuple(_near(known, latest.row(at, named=True), edits) for edits, at in ordered)


def _near(known: Known, row: dict[str, str], edits: int) -> Near:
    opd = known.references.opd_of(row["kode_opd"]).nama
    return Near(row["nip"], row["nama_tampil"], opd, Period.parse(row["bulan_terima"]).name, edits)

"""People of a period's roster by their name, for an operator who has no NIP (contract §7)."""

import polars as pl

from pipeline.core.names import plain_name
from pipeline.core.periods import Period
from pipeline.dossier.model import Namesake
from pipeline.knowledge.knowledge import Known


def people_named(known: Known, period: Period, words: str) -> tuple[Namesake, ...]:
    """Return everybody on the roster of `period` whose name has all of `words`, by name and NIP.

    Titles, degrees, dots and case do not count, and parts of a word do: "budi san" is enough.
    """
    roster = known.rosters.get(str(period))
    asked = str(pl.select(plain_name(pl.lit(words))).item() or "").split()
    if roster is None or not asked:
        return ()
    plain = plain_name(pl.col("nama"))
    has_all = pl.all_horizontal(plain.str.contains(word, literal=True) for word in asked)
    found = roster.filter(has_all).sort("nama", "nip")
    opds = known.references.names
    return tuple(
        Namesake(row["nip"], row["nama_tampil"], opds.get(row["kode_opd"], row["kode_opd"]))
        for row in found.select("nip", "nama_tampil", "kode_opd").to_dicts()
    )

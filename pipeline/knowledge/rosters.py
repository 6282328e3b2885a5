"""Each month's roster: placed in OPDs, a NIP once, with the names to show and to compare (§3)."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.names import shown_name
from pipeline.core.places import told_row
from pipeline.core.uniform import only
from pipeline.core.validation import validated
from pipeline.knowledge.organisation import Books, assign_opd
from pipeline.knowledge.received import PlainNames, ReceivedRows
from pipeline.reading.tables.classes import CLASS
from schemas.codes import ROSTER
from schemas.models import KNOWN_ROSTER

# How the NIP of a row was written: in the accepted ones it is good.
_SETTLED: Final = ("nip_keadaan", "nip_angka")


@dataclass(frozen=True)
class Rosters:
    """What the rosters of all months hold.

    by_month: one row per ASN (accepted, not ganda), by nip. unread: rejected rows of all months
    with kode_opd. doubled: second and later rows of a NIP, with the kode_opd of the row kept and
    `_pertama`, where that stands.
    """

    by_month: dict[str, pl.DataFrame]
    unread: pl.DataFrame
    doubled: pl.DataFrame


def known_rosters(
    rows: ReceivedRows, sources: pl.DataFrame, books: Books, plain: PlainNames
) -> Rosters:
    """Return the rosters, oldest month first: each remembers where those before put somebody."""
    rosters: dict[str, pl.DataFrame] = {}
    unread = [pl.DataFrame(schema={"bulan_terima": pl.String, "kode_opd": pl.String})]
    doubled: list[pl.DataFrame] = []
    for month in rows.months(ROSTER):
        placed = assign_opd(rows.take(ROSTER, month, sources), books(month), [*rosters.values()])
        unread.append(placed.filter(pl.col(CLASS) == "ditolak"))
        accepted = only(placed, placed[CLASS] == "diterima")
        first = accepted["nip"].is_first_distinct()
        kept = only(accepted, first)
        if kept.height:
            rosters[month] = validated(_finished(kept, plain).sort("nip"), KNOWN_ROSTER)
            doubled.append(_doubled(accepted.filter(~first), rosters[month]))
    return Rosters(rosters, pl.concat(unread, how="diagonal"), pl.concat(doubled or [_nobody()]))


def _finished(roster: pl.DataFrame, plain: PlainNames) -> pl.DataFrame:
    shown = shown_name(pl.col("nama"), pl.col("gelar_depan"), pl.col("gelar_belakang"))
    return roster.drop(_SETTLED).with_columns(
        nama_tampil=shown, nama_polos=plain.of(roster["nama"])
    )


def _doubled(again: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    kept = roster.select("nip", "kode_opd", _pertama=told_row())
    return again.drop("kode_opd").join(kept, on="nip", how="left", maintain_order="left")


def _nobody() -> pl.DataFrame:
    return pl.DataFrame(
        schema=dict.fromkeys(("bulan_terima", "berkas", "lembar", "kode_opd"), pl.String)
    )

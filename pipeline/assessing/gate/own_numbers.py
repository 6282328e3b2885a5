"""Of two columns for the workers' NIK the one that holds the donors' own (contract §2.2, §4)."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from pipeline.assessing.gate.hurt import LATE_NOW, Stakes, with_hurt
from pipeline.assessing.gate.model import Stop
from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.deciding.decision import covering_records
from pipeline.knowledge.knowledge import Known
from schemas.codes import DISPOSITIONS

_MOST: Final = 0.5
# One who registers himself, in a file with an empty second column, is no sign of anything.
_ENOUGH: Final = 5
# What is decided of a record before its worker is looked at (contract §5.4).
_BEFORE: Final = DISPOSITIONS[: DISPOSITIONS.index("diri_sendiri")]
_FIELD: Final = "nik_pekerja"


def own_number_stops(known: Known, stakes: Stakes) -> Iterator[Stop]:
    """Yield a stop per file of the period that has two columns for the workers' NIK.

    Of the one that is read most cells must be their donors' own: then nobody would have a worker.
    """
    period = stakes.now.period
    doubled = known.findings.filter(
        kode="kolom_ganda", kolom=_FIELD, bulan_terima=str(period)
    ).select("berkas", "bulan_terima")
    files = covering_records(stakes.now).join(
        doubled.unique(), on=["berkas", "bulan_terima"], how="semi"
    )
    records = files.filter(~pl.col("disposisi").is_in(_BEFORE))
    own = pl.col("disposisi") == "diri_sendiri"
    counts = records.group_by("berkas").agg(own.sum().alias("sendiri"), pl.len().alias("semua"))
    many = (pl.col("sendiri") >= _ENOUGH) & (pl.col("sendiri") > _MOST * pl.col("semua"))
    most = counts.filter(many).sort("berkas")
    for path, count, whole in most.iter_rows():
        place = f"{period}/{path}"
        message = say(
            "gerbang.pekerja_donatur", berkas=place, jumlah=number(count), dari=number(whole)
        )
        theirs = records.filter(own, pl.col("berkas") == path).select(nip="nip_asn")
        stop = Stop("pekerja_donatur", message, files=(place,))
        yield with_hurt(stop, LATE_NOW, stakes.late_among(theirs))

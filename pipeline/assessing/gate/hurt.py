"""Whom a mistaken stop would name wrongly: what became of last month's `sudah` (contract §5.7)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipeline.assessing.gate.model import Stop
from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision
from pipeline.deciding.tally import Participation
from schemas.codes import UNMAPPED_OPD

GONE: Final = "hilang"
LATE: Final = "belum"
LATE_NOW: Final = "belum_kini"
UNMAPPED: Final = "tanpa_opd"
RESTS_ON: Final = "bersandar"
ELSEWHERE: Final = "tertukar"


@dataclass(frozen=True)
class Stakes:
    """The two months that the gate compares; `before` is None where last month has no roster."""

    now: Decision
    before: Participation | None

    def late(self, files: Collection[tuple[str, str]] | None = None) -> pl.DataFrame:
        """Return nip, kode_opd of those who were `sudah` last month and are `belum` now.

        Of `files` (month of receipt, path) only those whose payments of last month came in one of
        them.
        """
        if self.before is None:
            return _nobody()
        were = self.before.people.filter(pl.col("status") == "sudah").select("nip")
        if files is not None:
            were = were.join(_payers(self.before, files), on="nip", how="semi")
        return (
            self.now.people.filter(pl.col("status") == LATE)
            .join(were, on="nip", how="semi")
            .select("nip", "kode_opd")
        )

    def newly_late(self) -> pl.DataFrame:
        """Return nip, kode_opd of those who are `belum` now.

        Last month they were not obliged, or to be clarified.
        """
        if self.before is None:
            return _nobody()
        free = self.before.people.filter(
            pl.col("status").is_in(["dikecualikan", "klarifikasi"])
        ).select("nip")
        return (
            self.now.people.filter(pl.col("status") == LATE)
            .join(free, on="nip", how="semi")
            .select("nip", "kode_opd")
        )

    def late_among(self, people: pl.DataFrame) -> pl.DataFrame:
        """Return nip, kode_opd of those of `people` (nip) who are `belum` now."""
        late = self.now.people.filter(pl.col("status") == LATE)
        return late.join(people, on="nip", how="semi").select("nip", "kode_opd")

    def gone(self, kode: str | None = None) -> pl.DataFrame:
        """Return nip, kode_opd of last month's `sudah` (in the OPD `kode`) on no roster now."""
        if self.before is None:
            return _nobody()
        here = pl.lit(value=True) if kode is None else pl.col("kode_opd") == kode
        were = self.before.people.filter(here, pl.col("status") == "sudah")
        return were.join(self.now.people, on="nip", how="anti").select("nip", "kode_opd")

    def unmapped(self) -> pl.DataFrame:
        """Return nip and last month's kode_opd of those who had an OPD then and have none now."""
        if self.before is None:
            return _nobody()
        lost = self.now.people.filter(pl.col("kode_opd") == UNMAPPED_OPD).select("nip")
        had = self.before.people.filter(pl.col("kode_opd") != UNMAPPED_OPD)
        return had.join(lost, on="nip", how="semi").select("nip", "kode_opd")

    def resting_on(self, files: Collection[tuple[str, str]]) -> pl.DataFrame:
        """Return nip, kode_opd of those `sudah` now by a payment that came in one of `files`."""
        joined = self.now.people.filter(pl.col("status") == "sudah")
        return joined.join(_payers(self.now, files), on="nip", how="semi").select("nip", "kode_opd")


def with_hurt(stop: Stop, kind: str, hurt: pl.DataFrame) -> Stop:
    """Return `stop` saying how many ASN it would name wrongly, and per OPD.

    As it is where there is nobody.
    """
    if not hurt.height:
        return stop
    per_opd = (
        hurt.group_by("kode_opd").len("jumlah").sort("jumlah", "kode_opd", descending=[True, False])
    )
    told = say(f"gerbang.korban.{kind}", jumlah=number(hurt.height))
    return replace(stop, pesan=f"{stop.pesan} {told}", hurt=tuple(per_opd.iter_rows()))


def _payers(decision: Participation, files: Collection[tuple[str, str]]) -> pl.DataFrame:
    places = pl.DataFrame(
        sorted(files), schema={"bulan_terima": pl.String, "berkas": pl.String}, orient="row"
    )
    counted = decision.records.filter(pl.col("disposisi") == "dihitung")
    return counted.join(places, on=["bulan_terima", "berkas"], how="semi").select(nip="nip_asn")


def _nobody() -> pl.DataFrame:
    return pl.DataFrame(schema={"nip": pl.String, "kode_opd": pl.String})

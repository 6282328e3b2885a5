"""Building the report for the Wali Kota from an assessed month."""

from typing import Final

import polars as pl

from pipeline.assessing.counts import counts_of
from pipeline.assessing.month import Month
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.organisation import named_from, opd_changes
from pipeline.knowledge.references import References
from pipeline.reporting.breakdowns import ages, breakdown, by_reason
from pipeline.reporting.coverage import Coverage
from pipeline.reporting.followup import answers_by_month, city_follow_up, follow_up_by_opd
from pipeline.reporting.late_groups import late_groups, with_late_groups
from pipeline.reporting.model import CityReport, Edition
from pipeline.reporting.opd import PERSON_ORDER
from schemas.codes import UNMAPPED_OPD

_DISTRICT: Final = "kecamatan"


def city_report(month: Month, books: References, of: Edition) -> CityReport:
    """Return the report for the Wali Kota; `books` are the references of all times."""
    references = named_from(books, month.period)
    people = month.tables["status"]
    late = people.filter(pl.col("status") == "belum")
    named = late.with_columns(nama_opd=references.named(pl.col("kode_opd")))
    tariff = _least_tariff(references, month.period)
    return CityReport(
        edition=of,
        counts=counts_of(month.tables["opd"]),
        before=None if month.opds_before is None else counts_of(month.opds_before),
        unmapped=counts_of(month.tables["opd"].filter(pl.col("kode_opd") == UNMAPPED_OPD)),
        opd=with_late_groups(_ranking(month), late),
        by_kind=breakdown(people, "jenis_asn"),
        by_reason=by_reason(people),
        groups=late_groups(late),
        ages=ages(late),
        by_kecamatan=_districts(people, references),
        trend=month.trend,
        reorganised=_reorganised(month, books),
        coverage=_coverage(month.period, references),
        change_counts=_change_counts(month),
        changes=_changed_people(month, references),
        restatement=month.restatement,
        belum=named.select("nama_opd", *people.columns).sort("nama_opd", *PERSON_ORDER),
        monthly_cost=late.height * tariff,
        tariff=tariff,
        follow_up=city_follow_up(month),
        follow_up_by_opd=follow_up_by_opd(month),
        answers_by_month=answers_by_month(month),
    )


def _reorganised(month: Month, books: References) -> tuple[str, ...]:
    """Return a sentence per trend month in which OPDs came or went by the books (contract §1)."""
    months = [Period.parse(name) for name in month.trend["bulan"]]
    return tuple(
        say(
            "halaman.kota.susunan",
            bulan=change.period.name,
            baru=_listed(change.new),
            hilang=_listed(change.gone),
        )
        for change in opd_changes(books, months)
    )


def _listed(names: tuple[str, ...]) -> str:
    return "; ".join(names) or say("halaman.kota.susunan_nihil")


def _least_tariff(references: References, period: Period) -> int:
    return references.policy.tariff_of(period, "lainnya") or 0


def _ranking(month: Month) -> pl.DataFrame:
    before = month.opds_before
    if before is None:
        nothing = [
            pl.lit(None, dtype=pl.Int64).alias(name) for name in ("wajib_lalu", "sudah_lalu")
        ]
        joined = month.tables["opd"].with_columns(nothing)
    else:
        past = before.select("kode_opd", wajib_lalu="wajib", sudah_lalu="sudah")
        joined = month.tables["opd"].join(past, on="kode_opd", how="left")
    ranked = joined.filter(pl.col("kode_opd") != UNMAPPED_OPD)
    order = ["persen", "wajib", "kode_opd"]
    return ranked.sort(order, descending=[True, True, False], nulls_last=True)


def _change_counts(month: Month) -> pl.DataFrame | None:
    if month.changes is None:
        return None
    counts = month.changes.group_by("kode_opd", "perubahan").agg(jumlah=pl.len().cast(pl.Int64))
    return counts.sort("kode_opd", "perubahan")


def _changed_people(month: Month, references: References) -> pl.DataFrame | None:
    if month.changes is None:
        return None
    named = month.changes.with_columns(nama_opd=references.named(pl.col("kode_opd"))).drop(
        "kode_opd"
    )
    return named.sort("nama_opd", "perubahan", "nip")


def _districts(people: pl.DataFrame, references: References) -> pl.DataFrame:
    """Return the breakdown by kecamatan: they are OPDs themselves, with their kelurahan in them."""
    districts = references.opd.filter(pl.col("jenis") == _DISTRICT)["kode_opd"]
    mine = people.filter(pl.col("kode_opd").is_in(districts.implode()))
    return breakdown(mine.with_columns(nama_opd=references.named(pl.col("kode_opd"))), "nama_opd")


def _coverage(period: Period, references: References) -> Coverage | None:
    figures = {
        year: (active, potential) for year, active, potential in references.coverage.iter_rows()
    }
    last = period.year - 1
    if last not in figures:
        return None
    return Coverage(
        last, *figures[last], references.policy.kenaikan_tahunan, figures.get(period.year)
    )

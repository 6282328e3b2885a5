"""Building an OPD secretary's report from an assessed month; what all readers' reports share."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl

from pipeline.assessing.counts import counts_of
from pipeline.assessing.month import Month
from pipeline.assessing.restatement import Restatement
from pipeline.core.marks import OPD_REPORT, Marks
from pipeline.core.signing import signature
from pipeline.knowledge.organisation import references_at
from pipeline.knowledge.references import References
from pipeline.knowledge.sending_rules import SendingRules
from pipeline.reporting.followup import own_follow_up, with_last_answer
from pipeline.reporting.late_groups import late_groups
from pipeline.reporting.model import CandidateReport, Edition, OpdReport, Source
from pipeline.reporting.units import UNIT, units_of, with_one_spelling
from schemas.codes import ROW_CLASSES, STATUSES

PERSON_ORDER: Final = ("unit_kerja", "nama", "nip")
_WITHIN_OPD: Final = (UNIT, "nama", "nip")
_AGES: Final = ("1", "2", "3", "4-6", "> 6")


def edition(month: Month, references: References, revision: str, anomaly: str | None) -> Edition:
    """Return what the documents of `revision` say of themselves.

    `anomaly` is the operator's reason, if any.
    """
    stopped = tuple(stop.public_sentence for stop in month.stops)
    return Edition(
        period=month.period,
        known_until=month.as_of,
        revision=revision,
        policy=references.policy,
        sources=_sources(month),
        anomaly=anomaly,
        notes=(*month.notes, *stopped),
        coat_of_arms=references.coat_of_arms,
    )


def opd_report(
    month: Month, references: References, kode: str, of: Edition, signing_key: bytes
) -> OpdReport:
    """Return the report of the OPD `kode`."""
    people = own_people(month, kode)
    by_status = {status: people.filter(pl.col("status") == status) for status in STATUSES}
    exempt = exempt_people(by_status)
    mine = pl.col("kode_opd") == kode
    changed = None if month.changes is None else month.changes.filter(mine).drop("kode_opd")
    return OpdReport(
        edition=of,
        opd=references_at(references, month.period).opd_of(kode),
        counts=counts_of(month.tables["opd"].filter(mine)),
        before=None if month.opds_before is None else counts_of(month.opds_before.filter(mine)),
        by_unit=breakdown(people, UNIT).rename({UNIT: "unit_kerja"}),
        by_kind=breakdown(people, "jenis_asn"),
        by_reason=by_reason(people),
        belum=with_last_answer(by_status["belum"], month, references),
        sudah=by_status["sudah"],
        dikecualikan=exempt,
        to_mend=month.to_mend.filter(mine),
        changes=changed,
        groups=late_groups(by_status["belum"]),
        ages=ages(by_status["belum"]),
        restatement=month.restatement.of(kode) if month.restatement else None,
        signature=signature(
            signing_key,
            Marks(OPD_REPORT, str(of.period), kode, of.revision),
            signed_lists(by_status, exempt),
        ),
        follow_up=own_follow_up(people, month),
        answer_by=references.policy.kirim.answer_by(month.period),
        answer_to=references.policy.kirim.answer_to,
        units=units_of(people) if kode in references.policy.unit_pecah else (),
    )


def own_people(month: Month, kode: str) -> pl.DataFrame:
    """Return the verdicts on an OPD's people, with UNIT, unit by unit."""
    people = month.tables["status"].filter(pl.col("kode_opd") == kode)
    return with_one_spelling(people).sort(_WITHIN_OPD)


def exempt_people(by_status: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return those who do not count, and those of whom something is to be made clear."""
    both = pl.concat([by_status["dikecualikan"], by_status["klarifikasi"]])
    return both.sort("status", *_WITHIN_OPD)


def signed_lists(
    by_status: Mapping[str, pl.DataFrame], exempt: pl.DataFrame
) -> dict[str, pl.Series]:
    """Return the NIPs of each list, as they are signed (contract §6)."""
    return {
        "belum": by_status["belum"]["nip"],
        "sudah": by_status["sudah"]["nip"],
        "dikecualikan": exempt["nip"],
    }


def candidate_report(month: Month, references: References, of: Edition) -> CandidateReport:
    """Return whom the records of unknown donors may mean."""
    named = month.candidates.with_columns(nama_opd=references.named(pl.col("kode_opd"))).drop(
        "kode_opd"
    )
    alone = pl.col("sama") == 1
    near, doubts = (
        frame.with_columns(nama_opd=references.named(pl.col("kode_opd"))).drop("kode_opd")
        for frame in (month.near, month.doubts)
    )
    return CandidateReport(
        of,
        named.filter(alone).drop("sama"),
        named.filter(~alone).drop("sama"),
        near,
        doubts.rename({"catatan": "catatan_jawaban"}).sort("nama_opd", "nama", "nip"),
    )


def breakdown(people: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return `by`, wajib and the four statuses and persen, most belum first, then by name."""
    counts = people.group_by(by).agg(
        (pl.col("status") == s).sum().cast(pl.Int64).alias(s) for s in STATUSES
    )
    obliged = counts.with_columns(wajib=pl.col("sudah") + pl.col("belum"))
    share = pl.when(pl.col("wajib") > 0).then(100 * pl.col("sudah") / pl.col("wajib"))
    columns = [by, "wajib", *STATUSES, "persen"]
    return (
        obliged.with_columns(persen=share)
        .select(columns)
        .sort("belum", by, descending=[True, False])
    )


def by_reason(people: pl.DataFrame) -> pl.DataFrame:
    """Return status, alasan, jumlah in the order of statuses, most frequent first."""
    counts = people.group_by("status", "alasan").agg(jumlah=pl.len().cast(pl.Int64))
    order = pl.col("status").replace_strict(
        {s: i for i, s in enumerate(STATUSES)}, return_dtype=pl.Int8
    )
    return (
        counts.with_columns(_o=order)
        .sort("_o", "jumlah", "alasan", descending=[False, True, False])
        .drop("_o")
    )


def ages(late: pl.DataFrame) -> pl.DataFrame:
    """Return kelompok and jumlah: ASN in belum by months without iuran, every group present."""
    months = pl.col("bulan_tanpa_iuran")
    group = (
        pl.when(months <= 1)
        .then(pl.lit("1"))
        .when(months == 2)
        .then(pl.lit("2"))
        .when(months == 3)
        .then(pl.lit("3"))
        .when(months <= 6)
        .then(pl.lit("4-6"))
        .otherwise(pl.lit("> 6"))
    )
    counted = late.group_by(kelompok=group).agg(jumlah=pl.len().cast(pl.Int64))
    every = pl.DataFrame({"kelompok": _AGES})
    joined = every.join(counted, on="kelompok", how="left", maintain_order="left")
    return joined.with_columns(pl.col("jumlah").fill_null(0))


def digest(*contents: Any) -> str:
    """Return a hash of what a document says: frames by rows, the rest by its representation."""
    state = hashlib.sha256()
    for content in contents:
        text = content.write_json() if isinstance(content, pl.DataFrame) else repr(content)
        state.update(text.encode() + b"\x00")
    return state.hexdigest()


def opd_digest(report: OpdReport) -> str:
    """Hash what the report says, revision and sources apart: equal ones need no new document.

    How documents are sent, and where and until when an answer is asked for, is not part of what
    they say: a corrected address makes no correction of a report. Nor is it which other OPDs get a
    workbook for each unit.
    """
    of = report.edition
    own = tuple(kode for kode in of.policy.unit_pecah if kode == report.opd.kode)
    policy = replace(of.policy, kirim=SendingRules(), unit_pecah=own)
    opd = replace(report.opd, pos_el="")
    return digest(
        of.period,
        policy,
        of.anomaly,
        of.notes,
        hashlib.sha256(of.coat_of_arms).hexdigest(),
        opd,
        report.counts,
        report.before,
        report.by_unit,
        report.by_kind,
        report.by_reason,
        report.belum,
        report.sudah,
        report.dikecualikan,
        report.to_mend,
        report.changes,
        report.follow_up,
        *_restated(report.restatement),
    )


def _restated(late: Restatement | None) -> tuple[object, ...]:
    return (late.revision, late.known_until, late.changes) if late else ()


def _sources(month: Month) -> tuple[Source, ...]:
    """Return the sheets of the period's roster files and of iuran files with records covering it.

    In the order of the files, which are not named (contract §6).
    """
    period = str(month.period)
    iuran = month.tables["iuran"].filter(
        ~pl.col("disposisi").is_in(["ditolak", "di_luar_periode"])
        | (pl.col("bulan_terima") == period)
    )
    used = set(iuran.select("bulan_terima", "berkas").unique().iter_rows())
    used |= {tuple(name.split("/", 1)) for name in month.inputs if name.startswith(f"{period}/")}
    sheets = month.accounting.rename({"bulan": "bulan_terima"}).join(
        month.sources,
        on=["bulan_terima", "berkas", "lembar"],
        how="left",
        maintain_order="left",
    )
    return tuple(
        _source(month, row)
        for row in sheets.to_dicts()
        if (row["bulan_terima"], row["berkas"]) in used
    )


def _source(month: Month, row: dict[str, Any]) -> Source:
    others: Sequence[str] = [
        name for name in ROW_CLASSES if name not in ("diterima", "ditolak", "ganda")
    ]
    return Source(
        bulan_terima=row["bulan_terima"],
        jenis=row["berkas"].split("/", 1)[0],
        sumber=row["sumber"],
        kiriman=row["kiriman"],
        sha256=month.inputs[f"{row['bulan_terima']}/{row['berkas']}"],
        diterima=row["diterima"],
        ditolak=row["ditolak"],
        ganda=row["ganda"],
        lainnya=sum(row[name] for name in others),
    )

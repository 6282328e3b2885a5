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
from pipeline.reporting.breakdowns import ages_by_opd, breakdown, by_reason
from pipeline.reporting.followup import own_follow_ups, with_last_answer
from pipeline.reporting.late_groups import late_groups_by_opd
from pipeline.reporting.model import CandidateReport, Edition, OpdReport, Source
from pipeline.reporting.parted import Parted
from pipeline.reporting.units import UNIT, units_of, with_one_spelling
from schemas.codes import ROW_CLASSES, STATUSES

PERSON_ORDER: Final = ("unit_kerja", "nama", "nip")
_WITHIN_OPD: Final = (UNIT, "nama", "nip")


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


class OpdReports:
    """The reports of some OPDs: what all are made of is worked out once and parted."""

    def __init__(
        self, month: Month, references: References, of: Edition, signing_key: bytes
    ) -> None:
        """Work out what the reports of all OPDs in `month` are made of."""
        people = people_by_opd(month)
        self._month, self._of, self._key = month, of, signing_key
        self._references = references_at(references, month.period)
        self._people = Parted(people)
        self._counts = Parted(month.tables["opd"])
        self._before = None if month.opds_before is None else Parted(month.opds_before)
        self._to_mend = Parted(month.to_mend)
        self._changes = None if month.changes is None else Parted(month.changes, named=False)
        self._follow_up = own_follow_ups(people, month)
        self._part_people(people, references)

    def _part_people(self, people: pl.DataFrame, references: References) -> None:
        kodes = self._month.tables["opd"]["kode_opd"].to_list()
        by_status = {status: people.filter(pl.col("status") == status) for status in STATUSES}
        late = by_status["belum"]
        units = breakdown(people, UNIT, ["kode_opd"]).rename({UNIT: "unit_kerja"})
        self._lists = {
            "belum": Parted(with_last_answer(late, self._month, references)),
            "sudah": Parted(by_status["sudah"]),
            "dikecualikan": Parted(exempt_people(by_status)),
        }
        self._figures = {
            "by_unit": Parted(units, named=False),
            "by_kind": Parted(breakdown(people, "jenis_asn", ["kode_opd"]), named=False),
            "by_reason": Parted(by_reason(people, ["kode_opd"]), named=False),
            "groups": Parted(late_groups_by_opd(late, kodes), named=False),
            "ages": Parted(ages_by_opd(late, kodes), named=False),
        }

    def people(self, kode: str) -> pl.DataFrame:
        """Return the verdicts on an OPD's people, with UNIT, unit by unit."""
        return self._people.of(kode)

    def of(self, kode: str) -> OpdReport:
        """Return the report of the OPD `kode`."""
        lists = {name: parted.of(kode) for name, parted in self._lists.items()}
        figures = {name: parted.of(kode) for name, parted in self._figures.items()}
        late, policy, period = self._month.restatement, self._references.policy, self._of.period
        marks = Marks(OPD_REPORT, str(period), kode, self._of.revision)
        asked = kode in policy.unit_pecah
        return OpdReport(
            edition=self._of,
            opd=self._references.opd_of(kode),
            counts=counts_of(self._counts.of(kode)),
            before=None if self._before is None else counts_of(self._before.of(kode)),
            by_unit=figures["by_unit"],
            by_kind=figures["by_kind"],
            by_reason=figures["by_reason"],
            belum=lists["belum"],
            sudah=lists["sudah"],
            dikecualikan=lists["dikecualikan"],
            to_mend=self._to_mend.of(kode),
            changes=None if self._changes is None else self._changes.of(kode),
            groups=figures["groups"],
            ages=figures["ages"],
            restatement=late.of(kode) if late else None,
            signature=signature(self._key, marks, nips_of(lists)),
            follow_up=self._follow_up.get(kode),
            answer_by=policy.kirim.answer_by(period),
            answer_to=policy.kirim.answer_to,
            units=units_of(self.people(kode)) if asked else (),
        )


def people_by_opd(month: Month) -> pl.DataFrame:
    """Return the verdicts on all people, with UNIT, OPD by OPD and unit by unit."""
    return with_one_spelling(month.tables["status"]).sort("kode_opd", *_WITHIN_OPD)


def exempt_people(by_status: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return those who do not count, and those of whom something is to be made clear."""
    both = pl.concat([by_status["dikecualikan"], by_status["klarifikasi"]])
    return both.sort("kode_opd", "status", *_WITHIN_OPD)


def nips_of(lists: Mapping[str, pl.DataFrame]) -> dict[str, pl.Series]:
    """Return the NIPs of each list, as they are signed (contract §6)."""
    return {name: frame["nip"] for name, frame in lists.items()}


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
    used = set(month.files_behind.iter_rows())
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

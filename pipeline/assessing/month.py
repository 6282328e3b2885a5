"""One month assessed: its tables, its gate and its sums, in memory."""

from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipeline.assessing.answers import answer_table, unheard_notes
from pipeline.assessing.arrivals import arrival_frame, arrivals
from pipeline.assessing.changes import changes
from pipeline.assessing.doubts import doubt_table
from pipeline.assessing.evidence import explained
from pipeline.assessing.finding_rows import (
    concerning,
    finding_table,
    for_secretaries,
    owners_of_rows,
)
from pipeline.assessing.gate import (
    Caution,
    Measure,
    Stop,
    against_deciding,
    brief_refusal,
    input_stops,
    judge_gate,
    sentences,
    skipped_note,
)
from pipeline.assessing.restatement import FirstPublished, Restatement, restated
from pipeline.assessing.slipped import decision_without_names, people_without_names
from pipeline.assessing.tables import (
    candidate_table,
    files_behind,
    iuran_table,
    near_table,
    opd_table,
    status_table,
    suggestion_table,
)
from pipeline.assessing.trend import beside_first_figures, trend
from pipeline.assessing.words import unplaced_words
from pipeline.core.errors import ConservationError, RefusedError
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.validation import validated
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision, decide, keyed_records
from pipeline.deciding.tally import Participation, participation
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.organisation import named_from, references_at
from pipeline.knowledge.people_names import PeopleNames
from pipeline.reading.returned.given import NO_ANSWERS, GivenAnswers
from schemas.codes import DISPOSITIONS, ROW_CLASSES, STATUSES
from schemas.models import table_model
from schemas.tables import table_schema

_REFUSALS_SHOWN: Final = 10
TABLES: Final = ("status", "iuran", "temuan", "opd", "usulan", "tindak_lanjut")


@dataclass(frozen=True)
class Month:
    """All that reports and publishing need of one period.

    tables: the tables of contract §6. to_mend: finding_rows.for_secretaries. quality: the
    columns of temuan and nilai_samar, of the findings that concern the period. findings_by_month:
    kode, bulan_terima, jumlah of all findings of reading. candidates: tables.candidate_table. near:
    tables.near_table. doubts: doubts.SCHEMA. trend: trend.trend. changes: changes.changes and
    opds_before: last month's opd table; both None when P-1 has no roster. accounting: rows per
    file, sheet and class.
    deliveries: arrivals.SCHEMA, each delivery in each of the last twelve months. unplaced_words:
    words.SCHEMA, words that need a place. sources: what each sheet is called where no file may be
    named. files_behind: tables.files_behind. stops, measures, cautions: what the gate found, all
    that it measured, and what it only tells; lost_opds: the OPDs that had ASN in P-1 and have none.
    unheard: answers.unheard_notes, for the operator's screen alone.
    inputs: "bulan/berkas" -> SHA-256; references: file -> SHA-256. restatement: against what was
    published first.
    """

    period: Period
    as_of: Period
    tables: dict[str, pl.DataFrame]
    to_mend: pl.DataFrame
    quality: pl.DataFrame
    findings_by_month: pl.DataFrame
    candidates: pl.DataFrame
    near: pl.DataFrame
    doubts: pl.DataFrame
    trend: pl.DataFrame
    changes: pl.DataFrame | None
    opds_before: pl.DataFrame | None
    accounting: pl.DataFrame
    deliveries: pl.DataFrame
    unplaced_words: pl.DataFrame
    sources: pl.DataFrame
    files_behind: pl.DataFrame
    stops: tuple[Stop, ...]
    measures: tuple[Measure, ...]
    cautions: tuple[Caution, ...]
    unheard: tuple[str, ...]
    lost_opds: tuple[str, ...]
    notes: tuple[str, ...]
    conservation: tuple[str, ...]
    inputs: dict[str, str]
    references: dict[str, str]
    restatement: Restatement | None = None


NOTHING_PUBLISHED: Final = FirstPublished()


def assess(
    known: Known,
    period: Period,
    first: FirstPublished = NOTHING_PUBLISHED,
    given: GivenAnswers = NO_ANSWERS,
) -> Month:
    """Decide `period` and put its tables together (contract §5, §6).

    `first` is what was published before, `given` what secretaries have answered as far as is known.
    Raises RefusedError when a refused file or a missing roster stands against deciding at all.
    """
    stops = input_stops(known, period)
    _refuse(period, against_deciding(stops, period))
    keyed, written, now, before = _decided(known, period)
    findings = finding_table(known, now, given.noted_up_to(period))
    ours = concerning(findings, now)
    came = arrivals(known, period)
    gate = judge_gate(known, now, before, came, first.seats)
    answers = answer_table(given.about(period), now, came)
    tables = _tables(known, now, findings, answers)
    sources = pl.concat([known.sources, given.sources])
    judged = Month(
        period=period,
        as_of=Period.parse(known.stock.as_of),
        tables=tables,
        to_mend=for_secretaries(ours, sources, owners_of_rows(now, ours)),
        quality=ours,
        findings_by_month=_counted(known.findings, given.noted_up_to(period)),
        candidates=candidate_table(now),
        near=near_table(now),
        doubts=doubt_table(answers, now, came),
        trend=trend(known, keyed, now, before),
        changes=_changes(known, now, before) if before else None,
        opds_before=_opds(known, before) if before else None,
        accounting=known.accounting,
        deliveries=arrival_frame(came.each, known.called),
        unplaced_words=unplaced_words(known, written),
        stops=(*stops, *gate.stops),
        measures=gate.measures,
        cautions=gate.cautions,
        unheard=unheard_notes(given.notes, known.rosters, period),
        lost_opds=gate.lost,
        notes=skipped_note(before, period),
        conservation=_conservation(known, tables),
        references=known.references.hashes,
        sources=sources,
        files_behind=files_behind(tables["iuran"], period),
        inputs=known.stock.hashes,
    )
    return beside_first_published(judged, first)


def _decided(
    known: Known, period: Period
) -> tuple[pl.DataFrame, Decision, Decision, Participation | None]:
    """Return the keyed records, the decision as it is written, as it may be shown, and P-1.

    Of P-1 nobody asks for reasons (contract §5.6, §5.7).
    """
    people, keyed, last = known.names, keyed_records(known), period.plus(-1)
    written = decide(known, period, keyed)
    before = (
        _as_shown(participation(known, last, keyed), people) if str(last) in known.rosters else None
    )
    return keyed, written, decision_without_names(written, people), before


def _as_shown(before: Participation, names: PeopleNames) -> Participation:
    return replace(before, people=people_without_names(before.people, names))


def _changes(known: Known, now: Decision, before: Participation) -> pl.DataFrame:
    return changes(now.people, before.people, named_from(known.references, now.period).names)


def _refuse(period: Period, stops: list[Stop]) -> None:
    if stops:
        # Nothing else lists them: `check`, too, ends here.
        told = " ".join(sentences([stop.pesan for stop in stops], period, _REFUSALS_SHOWN))
        text = say("gerbang.ditolak", periode=period.name, pesan=told)
        raise RefusedError(text, brief_refusal(period, stops))


def beside_first_published(month: Month, first: FirstPublished) -> Month:
    """Return the month beside what was published first, in place of what it stood beside before."""
    months = beside_first_figures(month.trend, month.period, first.figures)
    differs = restated(month.tables, month.candidates, month.sources, first.revision, month.period)
    return replace(month, trend=months, restatement=differs)


def _counted(*findings: pl.DataFrame) -> pl.DataFrame:
    every = pl.concat(frame.select("kode", "bulan_terima") for frame in findings)
    counts = every.group_by("kode", "bulan_terima").agg(jumlah=pl.len().cast(pl.Int64))
    return counts.sort("kode", "bulan_terima")


def _tables(
    known: Known, now: Decision, findings: pl.DataFrame, answers: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    people = explained(now, known.references.policy)
    tables = {
        "status": status_table(people, now.period),
        "iuran": iuran_table(now),
        "temuan": findings.select(table_schema("temuan").keys()),
        "opd": _opds(known, now),
        "usulan": suggestion_table(now),
        "tindak_lanjut": answers,
    }
    return {name: validated(table, table_model(name)) for name, table in tables.items()}


def _opds(known: Known, decision: Participation) -> pl.DataFrame:
    unread = known.unread.filter(pl.col("bulan_terima") == str(decision.period))
    return opd_table(
        decision.people, unread, references_at(known.references, decision.period).names
    )


def _conservation(known: Known, tables: dict[str, pl.DataFrame]) -> tuple[str, ...]:
    """Return the sums as sentences.

    Raises ConservationError when any does not add up (contract §2.4, §5.4, §5.5).
    """
    return (_row_sum(known), _record_sum(known, tables["iuran"]), _people_sum(known, tables))


def _row_sum(known: Known) -> str:
    sums = {name: int(known.accounting[name].sum()) for name in ("baris", *ROW_CLASSES)}
    others = sum(sums[name] for name in ROW_CLASSES if name not in ("diterima", "ditolak", "ganda"))
    _require(
        sums["baris"] == sums["diterima"] + sums["ditolak"] + sums["ganda"] + others, "baris berkas"
    )
    shown = {name: number(sums[name]) for name in ("baris", "diterima", "ditolak", "ganda")}
    return say("konservasi.baris", **shown, lainnya=number(others))


def _record_sum(known: Known, iuran: pl.DataFrame) -> str:
    read = known.accounting.filter(pl.col("berkas").str.starts_with("iuran/"))
    records = int(read["diterima"].sum()) + int(read["ditolak"].sum())
    disposed = dict(iuran["disposisi"].value_counts().iter_rows())
    _require(
        sum(disposed.get(code, 0) for code in DISPOSITIONS) == records == iuran.height,
        "catatan iuran",
    )
    return say(
        "konservasi.iuran", catatan=number(records), dihitung=number(disposed.get("dihitung", 0))
    )


def _people_sum(known: Known, tables: dict[str, pl.DataFrame]) -> str:
    status, opd = tables["status"], tables["opd"]
    period = pl.lit(status["periode"].first(), dtype=pl.String)
    roster = known.accounting.filter(
        (pl.col("bulan") == period) & pl.col("berkas").str.starts_with("asn/")
    )
    counts = {name: status.filter(pl.col("status") == name).height for name in STATUSES}
    _require(
        sum(counts.values()) == int(roster["diterima"].sum()) == status.height, "ASN di roster"
    )
    _require(all(int(opd[name].sum()) == count for name, count in counts.items()), "ASN per OPD")
    _require(int(roster["ditolak"].sum()) == int(opd["tak_terbaca"].sum()), "baris tak terbaca")
    shown = {name: number(count) for name, count in counts.items()}
    return say(
        "konservasi.roster",
        roster=number(status.height),
        tak_terbaca=number(int(opd["tak_terbaca"].sum())),
        **shown,
    )


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ConservationError(say("tolak.hitungan", apa=what))

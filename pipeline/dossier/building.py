"""Building a dossier: who and where, if obliged, each record, the verdict, what would change it."""

from typing import Any, Final

import polars as pl

from pipeline.assessing.evidence import explained
from pipeline.assessing.gate import require_roster
from pipeline.core.errors import UsageError
from pipeline.core.periods import Period
from pipeline.core.places import place
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision, decide
from pipeline.dossier.answers import told_by_secretaries
from pipeline.dossier.model import Dossier, Person, Verdict
from pipeline.dossier.months import strip
from pipeline.dossier.nearest import nearest
from pipeline.dossier.obligation import obligation
from pipeline.dossier.records import considered
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.references import References
from pipeline.reading.cells.identifiers import nip_digits
from pipeline.reading.returned.given import NO_ANSWERS, GivenAnswers

_LENGTHS: Final = range(17, 21)


def asked_nip(text: str) -> str:
    """Return the digits of the NIP asked for.

    Raises UsageError when they can be no NIP, mistyped or not.

    One digit left out, or two too many, still leads to the nearest; 16 digits are a NIK, by which
    nobody is looked up.
    """
    cleaned = str(pl.select(nip_digits(pl.lit(text))).item() or "")
    if not (cleaned.isascii() and cleaned.isdigit()) or len(cleaned) not in _LENGTHS:
        raise UsageError(say("jelaskan.salah_nip"))
    return cleaned


def explain(known: Known, period: Period, nip: str, given: GivenAnswers = NO_ANSWERS) -> Dossier:
    """Return everything about `nip` (digits, as `asked_nip` gives them) in `period`.

    `given` is what secretaries have answered.

    Raises RefusedError when no roster of `period` is known: without one nothing can be decided.
    """
    require_roster(known, period)
    decision = decide(known, period)
    row = _roster_row(known, period, nip)
    here = row is not None and row["bulan_terima"] == str(period)
    person = _person(row, known.references) if row is not None else None
    return Dossier(
        nip=nip,
        periode=str(period),
        data_sampai=known.stock.as_of,
        di_roster=here,
        orang=person,
        kewajiban=obligation(person, known.references.policy) if person else (),
        putusan=_verdict(decision, known.references, nip) if here else None,
        catatan=considered(known, decision, nip),
        jawaban=told_by_secretaries(known, decision, nip, given),
        bulan=strip(known, decision, nip, row["nik"] if row else None) if row else (),
        mirip=() if here else tuple(near for near in nearest(known, nip) if near.nip != nip),
        peringatan=_warnings(known, period, nip, row),
    )


def _roster_row(known: Known, period: Period, nip: str) -> dict[str, Any] | None:
    """Return the row of roster P.

    Else of the latest earlier roster that has the NIP; else of the first later one.
    """
    earlier = sorted((m for m in known.rosters if m <= str(period)), reverse=True)
    later = sorted(m for m in known.rosters if m > str(period))
    for month in (*earlier, *later):
        found = known.rosters[month].filter(pl.col("nip") == nip).with_columns(tempat=place())
        if found.height:
            return found.row(0, named=True)
    return None


def _person(row: dict[str, Any], references: References) -> Person:
    names = (
        "nip",
        "jenis_asn",
        "golongan",
        "jabatan",
        "kode_opd",
        "unit_kerja",
        "kedudukan_hukum",
        "tempat",
    )
    opd = references.opd_of(row["kode_opd"]).nama
    return Person(**{name: row[name] for name in names}, nama=row["nama_tampil"], nama_opd=opd)


def _verdict(decision: Decision, references: References, nip: str) -> Verdict:
    people = explained(decision, references.policy)
    row = people.row(by_predicate=pl.col("nip") == nip, named=True)
    names = (
        "status",
        "alasan",
        "penjelasan",
        "jumlah_pekerja",
        "bulan_terakhir",
        "bulan_tanpa_iuran",
    )
    change = say(
        f"jelaskan.ubah.{row['alasan']}", periode=decision.period.name, kode=decision.period
    )
    return Verdict(**{name: row[name] for name in names}, ubah=change)


def _warnings(
    known: Known, period: Period, nip: str, row: dict[str, Any] | None
) -> tuple[str, ...]:
    parts = [
        *(say("jelaskan.awas.berkas_ditolak", berkas=file) for file in known.refused),
        *_roster_rows_unused(known, period, nip),
        *(_absent(known, period, row) if row is not None else [say("jelaskan.awas.tak_dikenal")]),
    ]
    return tuple(parts)


def _roster_rows_unused(known: Known, period: Period, nip: str) -> list[str]:
    frames = {"baris_ditolak": known.unread, "baris_ganda": known.doubled}
    said: list[str] = []
    for key, frame in frames.items():
        if "nip" in frame.columns:
            mine = frame.filter((pl.col("nip") == nip) & (pl.col("bulan_terima") == str(period)))
            said += [
                say(f"jelaskan.awas.{key}", tempat=where)
                for where in mine.select(place()).to_series()
            ]
    return said


def _absent(known: Known, period: Period, row: dict[str, Any]) -> list[str]:
    """Return what to say of one whom roster P lacks: since when, under which NIP the NIK is now."""
    if row["bulan_terima"] == str(period):
        return []
    roster = known.rosters[str(period)]
    same = roster.filter(pl.col("nik") == pl.lit(row["nik"], dtype=pl.String))
    # Whoever stood beside this person before is somebody else with the same NIK, not the same one
    # with a new NIP.
    new_nips = same.join(known.rosters[row["bulan_terima"]], on="nip", how="anti")["nip"]
    key = (
        "jelaskan.awas.keluar" if row["bulan_terima"] < str(period) else "jelaskan.awas.belum_masuk"
    )
    gone = say(key, periode=period.name, bulan=Period.parse(row["bulan_terima"]).name)
    found = new_nips if same.height == 1 else ()
    return [gone, *(say("jelaskan.awas.ni_baru", nip=new, periode=period.name) for new in found)]

"""The sentences that more than one document says: of counts, rules and data, each worded once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.restatement import Restatement
from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.references import Opd
from pipeline.rendering.columns import EXPLAINED_COUNTS, blank
from pipeline.reporting.coverage import Coverage
from pipeline.reporting.model import CandidateReport, CityReport, Edition, OpdReport
from schemas.fields import label

# More names than these are no longer read in a sentence; a list beside it has them all.
_NAMED_UNITS = 5
_EXPLAINED_IN_LISTS = ("bulan_terakhir", "bulan_tanpa_iuran")


def opd_title(report: OpdReport) -> str:
    """Return what workbook and page of an OPD are called."""
    return say("halaman.opd.judul", opd=report.whose, periode=report.edition.period.name)


def city_title(report: CityReport) -> str:
    """Return what workbook and page of the city are called."""
    return say("halaman.kota.judul", periode=report.edition.period.name)


def city_names_title(report: CityReport) -> str:
    """Return what the workbook with the city's names is called."""
    return say("halaman.kota.judul_nama", periode=report.edition.period.name)


def candidates_title(report: CandidateReport) -> str:
    """Return what workbook and page of the suggestions are called."""
    return say("usulan.judul", periode=report.edition.period.name)


def recipient(opd: Opd) -> str:
    """Return to whom the report of `opd` goes, as far as opd.csv says."""
    if not opd.pelapor_jabatan:
        return say("halaman.opd.tanpa_pelapor", opd=opd.nama)
    if not opd.pelapor_nama:
        return say("halaman.opd.untuk", kantor=office_of_reporter(opd))
    return say("halaman.opd.untuk_nama", nama=opd.pelapor_nama, kantor=office_of_reporter(opd))


def office_of_reporter(opd: Opd) -> str:
    """Return the office of the one who reports for `opd`.

    "Sekretaris Dinas" of "Dinas Kesehatan" is the "Sekretaris Dinas Kesehatan", as is who is called
    so in full: what the office says of its name already is not said again.
    """
    title, words = opd.pelapor_jabatan or say("surat.pelapor"), opd.nama.split()
    said = (
        at for at in range(len(words), 0, -1) if f" {title}".endswith(" ".join(["", *words[:at]]))
    )
    return " ".join([title, *words[next(said, 0) :]])


def answer_sentence(report: OpdReport) -> str:
    """Return until when, and where, the workbook is to be sent back."""
    until = formats.date(report.answer_by)
    if report.unit:
        return say("lembar.isian.kembalikan_unit", opd=report.opd.nama, tanggal=until)
    if report.answer_to:
        return say("lembar.isian.kembalikan_ke", tanggal=until, alamat=report.answer_to)
    return say("lembar.isian.kembalikan", tanggal=until)


def figure_label(name: str) -> str:
    """Return what the headline figure `name` is called."""
    return say(f"halaman.angka.{name}")


def figure_value(counts: Counts, name: str) -> str:
    """Return the headline figure `name` as it is read."""
    value = getattr(counts, name)
    return formats.percent(value) if name == "persen" else formats.number(value)


def conservation(counts: Counts) -> tuple[str, ...]:
    """Return the sentence by which counts add up, and what stands beside them (contract §5.5)."""
    names = ("total", "sudah", "belum", "dikecualikan", "klarifikasi")
    total = say(
        "halaman.angka.jumlah_asn",
        **{name: formats.number(getattr(counts, name)) for name in names},
    )
    return (total, unreadable_sentence(counts)) if counts.tak_terbaca else (total,)


def unmapped_sentences(unmapped: Counts) -> tuple[str, ...]:
    """Return how many of the city's ASN no OPD is known of; nothing where there is nobody."""
    if not unmapped.total:
        return ()
    counts = {"jumlah": formats.number(unmapped.total), "wajib": formats.number(unmapped.wajib)}
    return (say("halaman.kota.belum_dipetakan", **counts),)


def unreadable_sentence(counts: Counts) -> str:
    """Return how many rows could not be read."""
    return say("halaman.angka.tak_terbaca", jumlah=formats.number(counts.tak_terbaca))


def list_sentence(report: OpdReport, key: str, listed: pl.DataFrame) -> str:
    """Return what the list `key` of an OPD holds, or why nobody stands in it."""
    nobody = "nihil" if report.counts.wajib or key != "belum" else "tanpa_wajib"
    said = f"halaman.opd.{key}_{'isi' if listed.height else nobody}"
    return say(said, periode=report.edition.period.name, jumlah=formats.number(listed.height))


@dataclass(frozen=True)
class UnitsAtZero:
    """The units with ASN obliged of which nobody is known to take part, as readers are told them.

    counts: `jumlah` of them out of `semua` that have anybody obliged.
    """

    items: tuple[str, ...]
    counts: dict[str, str]


def units_at_zero(by_unit: pl.DataFrame) -> UnitsAtZero:
    """Return the units of `by_unit` that stand at zero, in its order."""
    columns = (by_unit[name].to_list() for name in ("unit_kerja", "wajib", "sudah"))
    obliged = [unit for unit in zip(*columns, strict=True) if unit[1] > 0]
    zero = [(name, count) for name, count, joined in obliged if joined == 0]
    counts = {"jumlah": formats.number(len(zero)), "semua": formats.number(len(obliged))}
    return UnitsAtZero(tuple(zero_item(name or blank(), count) for name, count in zero), counts)


def zero_item(name: str, obliged: int) -> str:
    """Return a unit or an OPD of which nobody takes part, and how many are obliged."""
    return say("halaman.kota.nol_butir", nama=name, wajib=formats.number(obliged))


def units_at_zero_sentence(by_unit: pl.DataFrame) -> str:
    """Return how many units have nobody who takes part, and which where they are few.

    "" where every unit has somebody.
    """
    zero = units_at_zero(by_unit)
    if not zero.items:
        return ""
    if len(zero.items) > _NAMED_UNITS:
        return say("lembar.per_unit_nol", **zero.counts)
    return say("lembar.per_unit_nol_nama", **zero.counts, isi="; ".join(zero.items))


def no_changes_sentence(report: OpdReport) -> str:
    """Return why no change of an OPD's people since last month is listed; "" where some are."""
    month = report.edition.period.plus(-1).name
    if report.changes is None:
        return say("halaman.opd.perubahan_tanpa", bulan=month)
    return "" if report.changes.height else say("halaman.opd.perubahan_nihil", bulan=month)


def suggestions_sentence(edition: Edition, key: str, listed: pl.DataFrame) -> str:
    """Return how many suggestions the list `key` ("usulan" or "seri") holds."""
    said = f"usulan.{key}_{'isi' if listed.height else 'nihil'}"
    return say(said, jumlah=formats.number(listed.height), periode=edition.period)


def restated_sentence(late: Restatement) -> str:
    """Return how many verdicts differ from what was published first, and what that was."""
    count = formats.number(late.changes.height)
    return say("susulan.isi", jumlah=count, revisi=late.revision, bulan=late.known_until.name)


def gaps_sentence(months: Sequence[Period]) -> str:
    """Name the months that are not published; "" where there are none."""
    if not months:
        return ""
    return say("jatuh_tempo.lubang", bulan=", ".join(month.name for month in months))


def anomaly_sentence(edition: Edition) -> str:
    """Return why a month outside the gate was published all the same.

    "" when it was not (contract §5.7).
    """
    return say("halaman.anomali", alasan=edition.anomaly) if edition.anomaly else ""


def edition_facts(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Return (label, value) of an edition: period, what is known, revision."""
    known = say("halaman.data.data_sampai_isi", bulan=edition.known_until.name)
    facts = (("periode", edition.period.name), ("data_sampai", known), ("revisi", edition.revision))
    return tuple((say(f"halaman.data.{name}"), value) for name, value in facts)


def contact_facts(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Return (label, value) of whom to ask where the policy names somebody, and of correction."""
    contact = edition.policy.kontak
    named = ((say("halaman.data.kontak"), contact),) if contact else ()
    return (*named, (say("halaman.data.koreksi"), correction_sentence(edition.policy)))


def correction_sentence(policy: Policy) -> str:
    """Return to whom and how a person asks for correction, and within what time (contract §6)."""
    whom = policy.kontak or say("halaman.data.koreksi_operator")
    return say("halaman.data.koreksi_isi", kepada=whom)


def definitions(
    edition: Edition, reasons: Iterable[str], lists: bool
) -> tuple[tuple[str, str], ...]:
    """Return (term, meaning) of every count, the lists' own columns, and the reasons that occur."""
    names = (*EXPLAINED_COUNTS, *(_EXPLAINED_IN_LISTS if lists else ()))
    terms = ((label(name), meaning(name, edition)) for name in names)
    return (*terms, *((say(f"alasan.{code}"), reason_meaning(code, edition)) for code in reasons))


def meaning(name: str, edition: Edition) -> str:
    """Return what the count or column `name` means under the policy in force."""
    return say(f"halaman.arti.{name}", **_policy_words(edition))


def reason_meaning(reason: str, edition: Edition) -> str:
    """Return what `reason` means under the policy in force."""
    return say(f"halaman.arti_alasan.{reason}", **_policy_words(edition))


def _policy_words(edition: Edition) -> dict[str, Any]:
    policy = edition.policy
    return {
        "periode": edition.period.name,
        "minimal": formats.number_in_letters(policy.minimal_pekerja),
        "tenggang": policy.masa_tenggang_bulan,
    }


def rules(policy: Policy, period: Period) -> tuple[str, ...]:
    """Return the rules in force: how many workers, and since when each kind is obliged.

    Also the tariffs of `period`.
    """
    least = say("halaman.data.minimal", jumlah=formats.number_in_letters(policy.minimal_pekerja))
    obliged = (
        say("halaman.data.wajib_sejak", jenis=kind, bulan=month.name)
        for kind, month in policy.wajib.items()
    )
    return (least, *obliged, *_tariff_rule(policy, period))


def _tariff_rule(policy: Policy, period: Period) -> tuple[str, ...]:
    other, transport = (policy.tariff_of(period, sector) for sector in ("lainnya", "transportasi"))
    if other is None or transport is None:
        return ()
    amounts = {"lainnya": formats.rupiah(other), "transportasi": formats.rupiah(transport)}
    return (
        say(
            f"halaman.data.tarif_{'sama' if other == transport else 'beda'}",
            periode=period.name,
            **amounts,
        ),
    )


def coverage(held: Coverage | None) -> tuple[str, ...]:
    """Return the city's coverage in sentences: base, formula, both targets, and this year so far.

    None without it.
    """
    if held is None:
        return ()
    counts = {"peserta": formats.number(held.insured), "potensi": formats.number(held.potential)}
    base = formats.percent(held.percent)
    rise = formats.number(round(100 * held.yearly_rise))
    targets = {
        "kali": formats.percent(held.target_times),
        "poin": formats.percent(held.target_points),
    }
    year = {"tahun": held.year, "tahun_ini": held.year + 1}
    now = (
        say("terlindungi.kini_nihil", **year) if held.now is None else _covered_now(held, held.now)
    )
    return (
        say("terlindungi.dasar", **counts, persen=base, **year),
        say("terlindungi.target", dasar=base, naik=rise, **targets, **year),
        now,
    )


def _covered_now(held: Coverage, now: tuple[int, int]) -> str:
    active, potential = now
    counts = {"peserta": formats.number(active), "potensi": formats.number(potential)}
    return say(
        "terlindungi.kini",
        tahun_ini=held.year + 1,
        **counts,
        persen=formats.percent(held.percent_now),
    )

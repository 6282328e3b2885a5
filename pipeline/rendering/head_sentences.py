"""The message of a report: how many take part, and how the records of the others stand."""

from collections.abc import Iterable

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.reporting.late_groups import with_record
from pipeline.reporting.model import CityReport, Edition, OpdReport


def core_sentence(counts: Counts, edition: Edition) -> str:
    """Return a one-sentence message, also where nobody, everybody or no one obliged takes part."""
    period, least = edition.period.name, edition.policy.minimal_pekerja
    in_letters = formats.number_in_letters(least)
    if not counts.total:
        return say("halaman.inti.tanpa_asn", periode=period)
    kind = "tanpa_wajib" if not counts.wajib else "nihil" if not counts.sudah else "lengkap"
    if counts.sudah and counts.belum:
        kind = "sebagian"
    shown = {name: formats.number(getattr(counts, name)) for name in ("wajib", "sudah", "belum")}
    whom = say(f"halaman.inti.pekerja_{'satu' if least == 1 else 'minimal'}", minimal=in_letters)
    share = formats.percent(counts.persen)
    return say(f"halaman.inti.{kind}", **shown, persen=share, periode=period, pekerja=whom)


def head_sentences(report: OpdReport | CityReport) -> tuple[str, ...]:
    """Return the message of a report: how many take part, and how the records of the others stand.

    With more than one worker asked for, also who protects some (contract §6).
    """
    told = (
        core_sentence(report.counts, report.edition),
        _thanks(report.counts),
        _partly_sentence(report),
        late_sentence(report.groups),
    )
    return tuple(sentence for sentence in told if sentence)


def _thanks(counts: Counts) -> str:
    return say("halaman.inti.terima_kasih") if counts.all_take_part else ""


def _partly_sentence(report: OpdReport | CityReport) -> str:
    reasons = zip(report.by_reason["alasan"], report.by_reason["jumlah"], strict=True)
    partly = sum(count for reason, count in reasons if reason == "kurang_dari_minimal")
    if not partly:
        return ""
    least = formats.number_in_letters(report.edition.policy.minimal_pekerja)
    return say("halaman.inti.sebagian_minimal", jumlah=formats.number(partly), minimal=least)


def late_sentence(groups: pl.DataFrame) -> str:
    """Return how many in belum stand in each group; "" where nobody is in belum."""
    if not groups["jumlah"].sum():
        return ""
    return groups_sentence(groups.rows())


def groups_sentence(groups: Iterable[tuple[str, int]]) -> str:
    """Return the groups (name, how many) of belum in one sentence."""
    items = (
        say("kelompok_catatan.butir", kelompok=group_phrase(name), jumlah=formats.number(count))
        for name, count in groups
    )
    return say("kelompok_catatan.kalimat", isi="; ".join(items))


def group_phrase(group: str) -> str:
    """Return what the group of belum is called within a sentence."""
    words = say(f"kelompok_catatan.{group}")
    return words[:1].lower() + words[1:]


def zero_sentence(report: OpdReport) -> str:
    """Return, where nobody is known to take part, if any record came; "" elsewhere."""
    if report.counts.sudah or not report.counts.belum:
        return ""
    touched = with_record(dict(report.groups.rows()))
    if touched:
        return say("halaman.inti.nihil_ada", jumlah=formats.number(touched))
    return no_record_sentence(report.whose, report.edition.period)


def zero_sentences(report: OpdReport) -> tuple[str, ...]:
    """Return `zero_sentence`, and what a secretary is asked where no record came."""
    told = zero_sentence(report)
    asked = proof_sentence() if not with_record(dict(report.groups.rows())) else ""
    return tuple(one for one in (told, asked) if told and one)


def proof_sentence() -> str:
    """Return what a secretary is asked where no record came: the mayor, in a letter, is not."""
    return say("halaman.inti.nihil_bukti")


def no_record_sentence(whose: str, period: Period) -> str:
    """Return that no record of the month came for the ASN of `whose`, for whoever reads it."""
    return say("halaman.inti.nihil_opd", opd=whose, periode=period.name)

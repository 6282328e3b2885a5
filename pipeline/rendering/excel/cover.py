"""The cover: what a workbook is, for whom, how to read it and what to do with it."""

from collections.abc import Sequence
from typing import Final

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.excel.body import SheetRow
from pipeline.rendering.excel.summaries import part_rows
from pipeline.rendering.sentences import (
    anomaly_sentence,
    answer_sentence,
    conservation,
    contact_facts,
    edition_facts,
    recipient,
)
from pipeline.reporting.model import (
    CandidateReport,
    CityReport,
    Edition,
    OpdReport,
    QualityReport,
)

_STEPS: Final = ("langkah_1", "langkah_2", "langkah_3")
_PASSING_ON: Final = ("teruskan", "perbaiki", "ulangi")


def opd_cover(report: OpdReport, sheets: Sequence[str]) -> list[SheetRow]:
    """Return the cover's rows of an OPD's workbook, whose other sheets have the keys `sheets`."""
    edition = report.edition
    return [
        *part_rows(
            "tentang",
            [
                *_about_opd(report),
                *edition_facts(edition),
                *contact_facts(edition),
                *_signed_fact(report),
            ],
        ),
        *_published_and_summed(edition, conservation(report.counts)),
        *part_rows("baca", _sheet_contents(sheets, "opd")),
        *part_rows("isian", _steps(report)),
        *part_rows("bantuan", _next_steps(report)),
    ]


def city_cover(report: CityReport, sheets: Sequence[str]) -> list[SheetRow]:
    """Return the cover's rows of the city's workbook, whose other sheets have the keys `sheets`."""
    edition, policy = report.edition, report.edition.policy
    words = {"gerakan": policy.gerakan, "periode": edition.period.name}
    about = [
        (say("lembar.sampul.tentang"), say("lembar.kota_tentang", **words)),
        (say("lembar.sampul.untuk"), say("halaman.kota.untuk", yth=policy.surat.yth)),
    ]
    return [
        *part_rows("tentang", [*about, *_edition_and_contact(edition)]),
        *_published_and_summed(edition, conservation(report.counts)),
        *part_rows("baca", _sheet_contents(sheets, "kota")),
    ]


def quality_cover(report: QualityReport, sheets: Sequence[str]) -> list[SheetRow]:
    """Return the cover's rows of the quality workbook, whose other sheets have keys `sheets`."""
    edition = report.edition
    words = {"gerakan": edition.policy.gerakan, "periode": edition.period.name}
    about = [
        (say("lembar.sampul.tentang"), say("mutu.tentang", **words)),
        (say("lembar.sampul.untuk"), say("mutu.untuk")),
    ]
    steps = [(say(f"mutu.langkah.{key}"), say(f"mutu.langkah.{key}_isi")) for key in _PASSING_ON]
    return [
        *part_rows("tentang", [*about, *_edition_and_contact(edition)]),
        *_published_and_summed(
            edition, report.conservation["jalan_keluar"].to_list(), say("mutu.bagian.konservasi")
        ),
        *part_rows("baca", [(say(f"mutu.lembar.{key}"), say(f"mutu.isi.{key}")) for key in sheets]),
        *part_rows("bantuan", steps),
    ]


def candidates_cover(report: CandidateReport, sheets: Sequence[str]) -> list[SheetRow]:
    """Return the cover's rows of the suggestions workbook; its other sheets have keys `sheets`."""
    edition = report.edition
    about = [(say("lembar.sampul.tentang"), say("usulan.tentang", periode=edition.period))]
    contents = [(say(f"usulan.{key}"), say(f"usulan.isi_{key}")) for key in sheets]
    return [
        *part_rows("tentang", [*about, *_edition_and_contact(edition)]),
        *part_rows("baca", contents),
    ]


def _about_opd(report: OpdReport) -> list[tuple[str, str]]:
    opd, edition = report.opd, report.edition
    words = {"gerakan": edition.policy.gerakan, "periode": edition.period.name}
    whole = (say("lembar.sampul.untuk"), recipient(opd))
    unit = report.unit
    whom = (say("lembar.sampul.unit_kerja"), unit.title) if unit else whole
    return [
        (say("lembar.sampul.tentang"), say("halaman.opd.tentang", **words)),
        whom,
        (
            say("lembar.sampul.perangkat_daerah"),
            say("lembar.perangkat_daerah", nama=opd.nama, kode=opd.kode),
        ),
    ]


def _steps(report: OpdReport) -> list[tuple[str, str]]:
    """Return how the workbook is filled in and sent back; nothing where nobody is in belum."""
    if not report.belum.height:
        return []
    told = (*(say(f"lembar.isian.{key}") for key in _STEPS), answer_sentence(report))
    return [(say("lembar.sampul.langkah", nomor=n), text) for n, text in enumerate(told, 1)]


def _next_steps(report: OpdReport) -> list[tuple[str, str]]:
    """Return what this reader is asked for, or thanked for: nothing that is not theirs to do."""
    late = report.belum.height > 0
    asked = {
        "tindak_lanjut_unit" if report.unit else "tindak_lanjut": late,
        "perbaikan": report.to_mend.height > 0,
        "keberatan": late,
    }
    minimal = formats.number_in_letters(report.edition.policy.minimal_pekerja)
    told = [
        (say(f"lembar.sampul.{key}"), say(f"lembar.bantuan.{key}", minimal=minimal))
        for key, wanted in asked.items()
        if wanted
    ]
    if report.counts.all_take_part:
        thanks = say("halaman.opd.langkah_lengkap", opd=report.whose)
        return [(say("lembar.sampul.tindak_lanjut"), thanks), *told]
    return told


def _signed_fact(report: OpdReport) -> list[tuple[str, str]]:
    """Return the marks in a cell, which stays where an office program drops the properties."""
    signed = report.marks.on_cover()
    return [(say("halaman.data.tanda"), signed)] if signed else []


def _edition_and_contact(edition: Edition) -> tuple[tuple[str, str], ...]:
    return (*edition_facts(edition), *contact_facts(edition))


def _published_and_summed(edition: Edition, sums: Sequence[str], of: str = "") -> list[SheetRow]:
    """Return what every cover says of how the month was published and how its numbers add up."""
    why = anomaly_sentence(edition)
    anomaly = [(say("lembar.sampul.anomali"), why)] if why else []
    notes = [(say("lembar.sampul.catatan"), note) for note in edition.notes]
    added = [(of or say("lembar.sampul.jumlah"), " ".join(sums))]
    return [*part_rows("terbit", [*anomaly, *notes]), *part_rows("jumlah", added)]


def _sheet_contents(sheets: Sequence[str], whose: str) -> list[tuple[str, str]]:
    return [(say(f"lembar.nama.{key}"), say(f"lembar.isi_{whose}.{key}")) for key in sheets]

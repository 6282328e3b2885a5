"""The cover: what a workbook is, for whom, on which data, how to read it and what to do with it."""

from collections.abc import Sequence
from typing import Final

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.knowledge.references import Opd
from pipeline.rendering.excel.parts import part
from pipeline.rendering.excel.tables import Row
from pipeline.rendering.html.data import anomaly_sentence
from pipeline.rendering.html.parts import conservation
from pipeline.reporting.model import CandidateReport, CityReport, Edition, OpdReport, QualityReport, Source

_STEPS: Final = ("langkah_1", "langkah_2", "langkah_3", "langkah_4")
_HELP: Final = ("tindak_lanjut", "perbaikan", "keberatan")
_PASSING_ON: Final = ("teruskan", "perbaiki", "ulangi")
_HASH_SHOWN: Final = 12


def opd_cover(report: OpdReport, sheets: Sequence[str]) -> list[Row]:
    """Return the cover's rows of an OPD's workbook, whose other sheets have the keys `sheets`."""
    edition, minimal = report.edition, report.edition.kebijakan.minimal_pekerja
    steps = [(say("lembar.sampul.langkah", nomor=n), say(f"lembar.isian.{key}")) for n, key in enumerate(_STEPS, 1)]
    nexts = [(say(f"lembar.sampul.{key}"), say(f"lembar.bantuan.{key}", minimal=minimal)) for key in _HELP]
    return [
        *part("tentang", [*_about_opd(report), *_facts(edition), (say("halaman.data.tanda"), report.tanda)]),
        *_common(edition, conservation(report.counts)),
        *part("baca", _contents(sheets, "opd")),
        *part("isian", steps),
        *part("bantuan", nexts),
        *part("sumber", _sources(edition)),
    ]


def city_cover(report: CityReport, sheets: Sequence[str]) -> list[Row]:
    """Return the cover's rows of the city's workbook, whose other sheets have the keys `sheets`."""
    edition, policy = report.edition, report.edition.kebijakan
    words = {"gerakan": policy.gerakan, "periode": edition.periode.name}
    about = [
        (say("lembar.sampul.tentang"), say("lembar.kota_tentang", **words)),
        (say("lembar.sampul.untuk"), say("halaman.kota.untuk", yth=policy.surat.yth)),
    ]
    return [
        *part("tentang", [*about, *_facts(edition)]),
        *_common(edition, conservation(report.counts)),
        *part("baca", _contents(sheets, "kota")),
        *part("sumber", _sources(edition)),
    ]


def quality_cover(report: QualityReport, sheets: Sequence[str]) -> list[Row]:
    """Return the cover's rows of the quality workbook, whose other sheets have the keys `sheets`."""
    edition = report.edition
    words = {"gerakan": edition.kebijakan.gerakan, "periode": edition.periode.name}
    about = [
        (say("lembar.sampul.tentang"), say("mutu.tentang", **words)),
        (say("lembar.sampul.untuk"), say("mutu.untuk")),
    ]
    steps = [(say(f"mutu.langkah.{key}"), say(f"mutu.langkah.{key}_isi")) for key in _PASSING_ON]
    return [
        *part("tentang", [*about, *_facts(edition)]),
        *_common(edition, report.konservasi["jalan_keluar"].to_list(), say("mutu.bagian.konservasi")),
        *part("baca", [(say(f"mutu.lembar.{key}"), say(f"mutu.isi.{key}")) for key in sheets]),
        *part("bantuan", steps),
    ]


def candidates_cover(report: CandidateReport, sheets: Sequence[str]) -> list[Row]:
    """Return the cover's rows of the workbook of suggestions, whose other sheets have the keys `sheets`."""
    edition = report.edition
    about = [(say("lembar.sampul.tentang"), say("usulan.tentang", periode=edition.periode))]
    contents = [(say(f"usulan.{key}"), say(f"usulan.isi_{key}")) for key in sheets]
    return [*part("tentang", [*about, *_facts(edition)]), *part("baca", contents)]


def _about_opd(report: OpdReport) -> list[tuple[str, str]]:
    opd, edition = report.opd, report.edition
    words = {"gerakan": edition.kebijakan.gerakan, "periode": edition.periode.name}
    return [
        (say("lembar.sampul.tentang"), say("halaman.opd.tentang", **words)),
        (say("lembar.sampul.untuk"), recipient(opd)),
        (say("lembar.sampul.perangkat_daerah"), say("lembar.perangkat_daerah", nama=opd.nama, kode=opd.kode)),
    ]


def recipient(opd: Opd) -> str:
    """Return to whom the report of `opd` goes, as far as opd.csv says."""
    if not opd.pelapor_jabatan:
        return say("halaman.opd.tanpa_pelapor", opd=opd.nama)
    if not opd.pelapor_nama:
        return say("halaman.opd.untuk", jabatan=opd.pelapor_jabatan, opd=opd.nama)
    return say("halaman.opd.untuk_nama", nama=opd.pelapor_nama, jabatan=opd.pelapor_jabatan, opd=opd.nama)


def _facts(edition: Edition) -> list[tuple[str, str]]:
    contact = edition.kebijakan.kontak
    return [
        (say("halaman.data.periode"), edition.periode.name),
        (say("halaman.data.data_sampai"), say("halaman.data.data_sampai_isi", bulan=edition.data_sampai.name)),
        (say("halaman.data.revisi"), edition.revisi),
        *([(say("halaman.data.kontak"), contact)] if contact else []),
    ]


def _common(edition: Edition, sums: Sequence[str], of: str = "") -> list[Row]:
    """Return what every cover says of how the month came to be published and of how its numbers add up."""
    why = anomaly_sentence(edition)
    anomaly = [(say("lembar.sampul.anomali"), why)] if why else []
    notes = [(say("lembar.sampul.catatan"), note) for note in edition.catatan]
    added = [(of or say("lembar.sampul.jumlah"), " ".join(sums))]
    return [*part("terbit", [*anomaly, *notes]), *part("jumlah", added)]


def _contents(sheets: Sequence[str], whose: str) -> list[tuple[str, str]]:
    return [(say(f"lembar.nama.{key}"), say(f"lembar.isi_{whose}.{key}")) for key in sheets]


def _sources(edition: Edition) -> list[tuple[str, str]]:
    return [_source(source) for source in edition.sumber]


def _source(source: Source) -> tuple[str, str]:
    kind = say(f"halaman.jenis_berkas.{source.jenis}")
    counts = {name: formats.number(getattr(source, name)) for name in ("diterima", "ditolak", "ganda", "lainnya")}
    return (
        say("lembar.sumber_nama", jenis=kind, bulan=formats.month(source.bulan_terima)),
        say("lembar.sumber_rincian", berkas=source.berkas, sidik=source.sha256[:_HASH_SHOWN], **counts),
    )

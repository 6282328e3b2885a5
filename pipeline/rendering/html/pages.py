"""The pages: one self-contained HTML file each, readable without script, on a phone and on paper.

Every page carries its own style and script, and a content security policy that allows nothing else, so
that a hostile text in the data stays a text.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Final
from urllib.parse import quote

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.wording import TEMPLATES, say
from pipeline.rendering.html import charts, data, parts, revision
from pipeline.rendering.html import lists as html_lists
from pipeline.reporting.model import CityReport, Edition, MonthIndex, OpdReport, PeriodLink

Contents = tuple[tuple[str, str], ...]

_FOOT: Final[Contents] = (("pengertian", "halaman.pengertian"), ("keadaan-data", "halaman.keadaan_data"))
_OPD_HEAD: Final[Contents] = (("ringkasan", "halaman.ringkasan"), ("langkah", "halaman.opd.langkah"))
_CITY_CONTENTS: Final[Contents] = (
    ("ringkasan", "halaman.ringkasan"),
    ("nol", "halaman.kota.nol"),
    ("peringkat", "halaman.kota.peringkat"),
    ("tren", "halaman.kota.tren"),
    ("alasan", "halaman.rincian_alasan"),
    ("umur", "halaman.kota.umur"),
    ("jenis", "halaman.rincian_jenis"),
    ("kecamatan", "halaman.kota.kecamatan"),
    ("perubahan", "halaman.sejak_lalu"),
    ("biaya", "halaman.kota.biaya"),
    *_FOOT,
)
_MONTH_CONTENTS: Final[Contents] = (
    ("ringkasan", "halaman.ringkasan"),
    ("rekap", "halaman.bulan.rekap"),
    ("opd", "halaman.bulan.opd"),
    ("temuan", "halaman.bulan.temuan"),
    ("mutu", "halaman.bulan.mutu"),
    ("konservasi", "halaman.bulan.konservasi"),
    ("keadaan-data", "halaman.keadaan_data"),
)


def opd_page(report: OpdReport) -> bytes:
    """Return the page for the secretary of one OPD, names included (contract §6)."""
    edition, opd = report.edition, report.opd
    breakdowns, lists = _breakdowns(report), html_lists.opd_lists(report)
    return render_page(
        "opd.html.j2",
        **shell(edition, say("halaman.opd.judul", opd=opd.nama, periode=edition.periode.name)),
        **_headline(report.counts, report.sebelumnya, edition),
        contents=_opd_contents(breakdowns, lists),
        opd=opd,
        recipient=_recipient(report),
        workbook=f"laporan-{opd.kode}-{edition.periode}.xlsx",
        breakdowns=breakdowns,
        lists=lists,
        definitions=data.definitions(edition, _reasons(report.per_alasan), lists=True),
        state=data.data_state(edition, report.tanda),
    )


def city_page(report: CityReport) -> bytes:
    """Return the Wali Kota's page: counts only, neither name nor NIP, because it travels (domain §6)."""
    edition, obliged = report.edition, report.opd.filter(pl.col("wajib") > 0)
    return render_page(
        "kota.html.j2",
        **shell(edition, say("halaman.kota.judul", periode=edition.periode.name)),
        **_headline(report.counts, report.sebelumnya, edition),
        contents=_city_contents(report),
        report=report,
        at_zero=obliged.filter(pl.col("sudah") == 0).select("nama_opd", "wajib").rows(),
        obliged_opd=obliged.height,
        ranking=html_lists.ranking(report.opd),
        reasons=parts.by_reason(report.per_alasan),
        ages=parts.age_breakdown(report.umur),
        kinds=parts.by_kind(report.per_jenis, report.counts),
        months=parts.by_month(report.tren),
        districts=parts.by_district(report.per_kecamatan),
        coverage=data.coverage(report.cakupan),
        changes=(html_lists.city_changes(report), *html_lists.city_restated(report)),
        definitions=data.definitions(edition, _reasons(report.per_alasan), lists=False),
        state=data.data_state(edition),
    )


def month_index(index: MonthIndex) -> bytes:
    """Return the operator's page of one revision: documents, data quality, findings, checks (contract §6)."""
    edition = index.edition
    since = revision.since_revision(index.sejak) if index.sejak else None
    return render_page(
        "bulan.html.j2",
        **shell(edition, say("halaman.bulan.judul", periode=edition.periode.name)),
        **(_headline(index.counts, None, edition) | {"statements": _statements(index)}),
        contents=_month_contents(since),
        since=since,
        rekap=tuple((say(f"halaman.bulan.rekap_{k}"), quote(getattr(index, f"rekap_{k}"))) for k in ("html", "xlsx")),
        quality=_quality_links(index),
        opd_table=html_lists.documents(index.opd),
        files=html_lists.files(index.berkas),
        findings=html_lists.findings(index.temuan),
        checks=index.konservasi,
        state=data.data_state(edition),
    )


def _quality_links(index: MonthIndex) -> tuple[tuple[str, str], ...]:
    documents = (
        ("mutu.baca_halaman", index.mutu_html), ("mutu.baca_excel", index.mutu_xlsx),
        ("usulan.baca_halaman", index.usulan_html), ("usulan.baca_excel", index.usulan_xlsx),
    )  # fmt: skip
    return tuple((say(key), quote(path)) for key, path in documents)


def _statements(index: MonthIndex) -> tuple[str, ...]:
    late = (parts.restated_sentence(index.susulan),) if index.susulan else ()
    return (*parts.conservation(index.counts), *late)


def periods_index(periods: Sequence[PeriodLink]) -> bytes:
    """Return outputs/index.html: every period to its current revision, in the order given (newest first)."""
    rows = [(link.periode.name, link.counts.sudah, link.counts.belum) for link in periods]
    chart = charts.share_chart("grafik-periode", say("halaman.grafik.periode"), rows)
    return render_page(
        "periode.html.j2",
        title=say("halaman.periode.judul"),
        footer="",
        brand=(),
        table=html_lists.periods(periods),
        chart=chart if len(rows) > 1 else None,
    )


def render_page(template: str, **values: object) -> bytes:
    """Return `template` filled with `values`, every text in them escaped."""
    return _environment().get_template(template).render(**values).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    words = {name: getattr(formats, name) for name in ("number", "rupiah", "percent")}
    environment.globals.update(zip=zip, say=say, asset=_asset, policy=_security_policy, **words)
    return environment


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _security_policy() -> str:
    style, script = (_content_hash(_asset(name)) for name in ("css/laporan.css", "partials/daftar.js"))
    allowed = f"style-src '{style}'; script-src '{script}'; img-src data:"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _content_hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def shell(edition: Edition, title: str) -> dict[str, object]:
    """Return what stands around the content of every page of `edition`."""
    policy = edition.kebijakan
    footer = say(
        "halaman.kaki",
        instansi=policy.instansi,
        gerakan=policy.gerakan,
        periode=edition.periode.name,
        revisi=edition.revisi,
        data_sampai=edition.data_sampai.name,
    )
    brand = (policy.instansi, policy.gerakan)
    return {"title": title, "edition": edition, "footer": footer, "brand": brand}


def _headline(counts: Counts, before: Counts | None, edition: Edition) -> dict[str, object]:
    month = edition.periode.plus(-1).name
    alone = () if before else (say("halaman.angka.tanpa_pembanding", bulan=month),)
    return {
        "core": parts.core_sentence(counts, edition.periode),
        "figures": parts.figures(counts, before, edition),
        "statements": (*parts.conservation(counts), *alone),
        "last_month": month,
        "anomaly": data.anomaly_sentence(edition),
    }


def _reasons(per_alasan: pl.DataFrame) -> list[str]:
    return list(dict.fromkeys(per_alasan["alasan"]))


def contents_of(named: Contents) -> Contents:
    """Return a table of contents from (anchor, wording key) pairs."""
    return tuple((anchor, say(key)) for anchor, key in named)


def _city_contents(report: CityReport) -> Contents:
    known = contents_of(_CITY_CONTENTS)
    late = (("susulan", say("susulan.judul")),) if report.susulan else ()
    covered = (("cakupan", say("halaman.kota.cakupan")),) if report.cakupan else ()
    *before, cost = known[: -len(_FOOT)]
    return (*before, *late, cost, *covered, *known[-len(_FOOT) :])


def _month_contents(since: revision.RevisionPart | None) -> Contents:
    first, *others = contents_of(_MONTH_CONTENTS)
    return (first, *(((revision.ANCHOR, since.title),) if since else ()), *others)


def _opd_contents(breakdowns: Sequence[parts.Breakdown], lists: Sequence[html_lists.ListSection]) -> Contents:
    return (
        *contents_of(_OPD_HEAD),
        *((part.key, part.title) for part in breakdowns),
        *((part.key, part.entry) for part in lists),
        *contents_of(_FOOT),
    )


def _recipient(report: OpdReport) -> str:
    opd = report.opd
    if not opd.pelapor_jabatan:
        return say("halaman.opd.tanpa_pelapor", opd=opd.nama)
    key = "untuk_nama" if opd.pelapor_nama else "untuk"
    return say(f"halaman.opd.{key}", nama=opd.pelapor_nama, jabatan=opd.pelapor_jabatan, opd=opd.nama)


def _breakdowns(report: OpdReport) -> tuple[parts.Breakdown, ...]:
    return (
        parts.by_unit(report.per_unit, report.counts),
        parts.by_kind(report.per_jenis, report.counts),
        parts.by_reason(report.per_alasan),
        parts.age_breakdown(report.umur),
    )

"""The pages: one self-contained HTML file each, readable without script, on phones and on paper."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.rendering import sentences
from pipeline.rendering.head_sentences import (
    core_sentence,
    head_sentences,
    late_sentence,
    zero_sentences,
)
from pipeline.rendering.html import charts, figures, published, revision
from pipeline.rendering.html import lists as html_lists
from pipeline.rendering.html.arrivals import arrival_part
from pipeline.rendering.html.data_state import data_state
from pipeline.rendering.html.shell import Contents, contents_of, render_page, shell
from pipeline.reporting.indexes import MonthIndex, PeriodLink
from pipeline.reporting.model import CityReport, Edition, OpdReport

_FOOT: Final[Contents] = (
    ("pengertian", "halaman.pengertian"),
    ("keadaan-data", "halaman.keadaan_data"),
)
_OPD_HEAD: Final[Contents] = (
    ("ringkasan", "halaman.ringkasan"),
    ("langkah", "halaman.opd.langkah"),
)
_CITY_CONTENTS: Final[Contents] = (
    ("ringkasan", "halaman.ringkasan"),
    ("nol", "halaman.kota.nol"),
    ("peringkat", "halaman.kota.peringkat"),
    ("tren", "halaman.kota.tren"),
    ("kelompok", "halaman.rincian_kelompok"),
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
    ("kiriman", "masuk.bagian"),
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
    breakdowns, lists = _opd_breakdowns(report), html_lists.opd_lists(report)
    return render_page(
        "opd.html.j2",
        **shell(edition, sentences.opd_title(report)),
        **_headline_values(report.counts, report.before, edition),
        message=(*head_sentences(report), *zero_sentences(report)),
        contents=_opd_contents(breakdowns, lists),
        correction=sentences.correction_sentence(edition.policy),
        all_take_part=report.counts.all_take_part,
        mends=report.to_mend.height > 0,
        late=report.belum.height > 0,
        opd=opd,
        recipient=sentences.recipient(opd),
        workbook=report.workbook,
        units_archive=report.units_archive,
        breakdowns=breakdowns,
        lists=lists,
        definitions=sentences.definitions(
            edition, _occurring_reasons(report.by_reason), lists=True
        ),
        state=data_state(edition, report.signature),
    )


def city_page(report: CityReport) -> bytes:
    """Return the Wali Kota's page: counts only, no name or NIP, because it travels (domain §6)."""
    edition, obliged = report.edition, report.opd.filter(pl.col("wajib") > 0)
    return render_page(
        "kota.html.j2",
        **shell(edition, sentences.city_title(report)),
        **_headline_values(report.counts, report.before, edition),
        message=(*head_sentences(report), *sentences.unmapped_sentences(report.unmapped)),
        contents=_city_contents(report),
        groups=figures.by_group(report.groups),
        groups_by_opd=figures.groups_by_opd(report.opd),
        report=report,
        at_zero=obliged.filter(pl.col("sudah") == 0).select("nama_opd", "wajib").rows(),
        obliged_opd=obliged.height,
        ranking=html_lists.ranking(report.opd),
        reasons=figures.by_reason(report.by_reason),
        ages=figures.age_breakdown(report.ages),
        kinds=figures.by_kind(report.by_kind, report.counts),
        months=figures.by_month(report.trend),
        reorganised=report.reorganised,
        districts=figures.by_district(report.by_kecamatan),
        coverage=sentences.coverage(report.coverage),
        changes=(html_lists.city_changes(report), *html_lists.city_restated(report)),
        answered=html_lists.city_follow_up(report),
        definitions=sentences.definitions(
            edition, _occurring_reasons(report.by_reason), lists=False
        ),
        state=data_state(edition),
    )


def month_index(index: MonthIndex) -> bytes:
    """Return the operator's page of one revision (contract §6).

    It shows documents, data quality, findings and checks.
    """
    edition = index.edition
    since = revision.since_revision(index.since) if index.since else None
    return render_page(
        "bulan.html.j2",
        **shell(edition, say("halaman.bulan.judul", periode=edition.period.name)),
        **(
            _headline_values(index.counts, None, edition) | {"statements": _month_statements(index)}
        ),
        message=_month_message(index),
        contents=_month_contents(since),
        since=since,
        arrivals=arrival_part(index.arrivals),
        rekap=tuple(
            (say(f"halaman.bulan.rekap_{k}"), quote(getattr(index, f"recap_{k}")))
            for k in ("html", "xlsx", "names")
        ),
        quality=_quality_links(index),
        opd_table=published.documents(index.opds),
        opd_count=sum(bool(files.docx) for files in index.opds),
        files=html_lists.files(index.files),
        findings=html_lists.findings(index.findings),
        checks=index.conservation,
        state=data_state(edition, files=True),
    )


def _quality_links(index: MonthIndex) -> tuple[tuple[str, str], ...]:
    documents = (
        ("mutu.baca_halaman", index.quality_html),
        ("mutu.baca_excel", index.quality_xlsx),
        ("usulan.baca_halaman", index.candidates_html),
        ("usulan.baca_excel", index.candidates_xlsx),
    )
    return tuple((say(key), quote(path)) for key, path in documents)


def _month_message(index: MonthIndex) -> tuple[str, ...]:
    core = core_sentence(index.counts, index.edition)
    return (core, late_sentence(index.groups))


def _month_statements(index: MonthIndex) -> tuple[str, ...]:
    late = (sentences.restated_sentence(index.restatement),) if index.restatement else ()
    return (*sentences.conservation(index.counts), *late)


def periods_index(periods: Sequence[PeriodLink], gaps: Sequence[Period] = ()) -> bytes:
    """Return outputs/index.html: every period to its current revision, as given (newest first).

    `gaps` are the months between them that are not published.
    """
    rows = [
        (link.period.name, link.counts.sudah, link.counts.belum)
        for link in periods
        if link.counts.wajib
    ]
    chart = charts.share_chart("grafik-periode", say("halaman.grafik.periode"), rows)
    return render_page(
        "periode.html.j2",
        title=say("halaman.periode.judul"),
        footer="",
        brand=(),
        table=published.periods(periods),
        gaps=sentences.gaps_sentence(gaps),
        chart=chart if len(rows) > 1 else None,
    )


def _headline_values(counts: Counts, before: Counts | None, edition: Edition) -> dict[str, object]:
    month = edition.period.plus(-1).name
    alone = () if before else (say("halaman.angka.tanpa_pembanding", bulan=month),)
    return {
        "figures": figures.figures(counts, before, edition),
        "statements": (*sentences.conservation(counts), *alone),
        "last_month": month,
        "anomaly": sentences.anomaly_sentence(edition),
    }


def _occurring_reasons(per_alasan: pl.DataFrame) -> list[str]:
    return list(dict.fromkeys(per_alasan["alasan"]))


def _city_contents(report: CityReport) -> Contents:
    known = contents_of(_CITY_CONTENTS)
    late = (("susulan", say("susulan.judul")),) if report.restatement else ()
    covered = (("cakupan", say("halaman.kota.cakupan")),) if report.coverage else ()
    answered = tuple((part.key, part.title) for part in html_lists.city_follow_up(report))
    *before, cost = known[: -len(_FOOT)]
    return (*before, *late, *answered, cost, *covered, *known[-len(_FOOT) :])


def _month_contents(since: revision.RevisionPart | None) -> Contents:
    first, *others = contents_of(_MONTH_CONTENTS)
    return (first, *(((revision.ANCHOR, since.title),) if since else ()), *others)


def _opd_contents(
    breakdowns: Sequence[figures.Breakdown], lists: Sequence[html_lists.ListSection]
) -> Contents:
    return (
        *contents_of(_OPD_HEAD),
        *((part.key, part.title) for part in breakdowns),
        *((part.key, part.entry) for part in lists),
        *contents_of(_FOOT),
    )


def _opd_breakdowns(report: OpdReport) -> tuple[figures.Breakdown, ...]:
    """Return the breakdowns; where nobody is in belum, none that would be a table of zeros."""
    late = report.belum.height > 0
    return (
        figures.by_unit(report.by_unit, report.counts),
        figures.by_kind(report.by_kind, report.counts),
        *((figures.by_group(report.groups),) if late else ()),
        figures.by_reason(report.by_reason),
        *((figures.age_breakdown(report.ages),) if late else ()),
    )

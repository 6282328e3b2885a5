"""The last sheet: what counts, statuses and reasons mean, policy, legal basis, deliveries used."""

from typing import Any, Final

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import in_words
from pipeline.rendering.excel.body import SheetRow
from pipeline.rendering.excel.sheet import Sheet
from pipeline.rendering.excel.summaries import part_rows, text_sheet
from pipeline.rendering.sentences import definitions, reason_meaning, rules
from pipeline.reporting.model import Edition
from pipeline.reporting.sources import COUNTS, source_groups
from schemas.codes import REASONS, STATUSES

# Nobody with a worker can be short of one.
_SHORT: Final = "kurang_dari_minimal"


def notes_sheet(edition: Edition, title: str) -> Sheet:
    """Return the sheet "Keterangan" of any workbook of `edition`."""
    grace = say("lembar.tenggang", bulan=edition.policy.masa_tenggang_bulan)
    rows = [
        *part_rows("arti_angka", definitions(edition, (), lists=True)),
        *(row for status in STATUSES for row in _reason_rows(status, edition)),
        *part_rows(
            "kebijakan", _numbered_items("aturan", (*rules(edition.policy, edition.period), grace))
        ),
        *part_rows("hukum", _numbered_items("dasar", edition.policy.dasar_hukum)),
        *part_rows("sumber", _source_items(edition)),
    ]
    intro = (say("lembar.keterangan_cara", periode=edition.period.name),)
    return text_sheet("keterangan", title, intro, ("istilah", "arti"), rows)


def _reason_rows(status: str, edition: Edition) -> list[SheetRow]:
    title = say("lembar.bagian.arti_alasan", status=in_words("status", status))
    return [
        (title, in_words("alasan", reason), reason_meaning(reason, edition))
        for reason in REASONS[status]
        if reason != _SHORT or edition.policy.minimal_pekerja > 1
    ]


def _numbered_items(key: str, sentences: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (say(f"lembar.sampul.{key}", nomor=number), text)
        for number, text in enumerate(sentences, start=1)
    ]


def _source_items(edition: Edition) -> list[tuple[str, str]]:
    return [_source_item(row) for row in source_groups(edition).iter_rows(named=True)]


def _source_item(row: dict[str, Any]) -> tuple[str, str]:
    counts = {name: formats.number(row[name]) for name in COUNTS}
    month = in_words("bulan_terima", row["bulan_terima"])
    name = say("lembar.sumber_nama", kiriman=row["kiriman"], bulan=month)
    return (
        name[:1].upper() + name[1:],
        say("lembar.sumber_rincian", berkas=formats.number(row["berkas_kini"]), **counts),
    )

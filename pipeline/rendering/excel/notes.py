"""The last sheet: what every count, status and reason means, the policy in force and its legal basis."""

from pipeline.core.wording import say
from pipeline.rendering.excel.parts import part, reason_meaning, text_sheet
from pipeline.rendering.excel.tables import Row, Sheet
from pipeline.rendering.html.data import data_state, definitions
from pipeline.reporting.model import Edition
from schemas.codes import REASONS, STATUSES


def notes_sheet(edition: Edition, title: str) -> Sheet:
    """Return the sheet "Keterangan" of any workbook of `edition`."""
    state = data_state(edition)
    grace = say("lembar.tenggang", bulan=edition.kebijakan.masa_tenggang_bulan)
    rows = [
        *part("arti_angka", definitions(edition, (), lists=True)),
        *(row for status in STATUSES for row in _reasons(status, edition)),
        *part("kebijakan", _numbered("aturan", (*state.rules, grace))),
        *part("hukum", _numbered("dasar", state.laws)),
    ]
    intro = (say("lembar.keterangan_cara", periode=edition.periode.name),)
    return text_sheet("keterangan", title, intro, ("istilah", "arti"), rows)


def _reasons(status: str, edition: Edition) -> list[Row]:
    title = say("lembar.bagian.arti_alasan", status=say(f"status.{status}"))
    return [(title, say(f"alasan.{reason}"), reason_meaning(reason, edition)) for reason in REASONS[status]]


def _numbered(key: str, sentences: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(say(f"lembar.sampul.{key}", nomor=number), text) for number, text in enumerate(sentences, start=1)]

"""The part of the month's page that says what this revision changes against the one before it."""

from dataclasses import dataclass
from typing import Final

from pipeline.core.wording import say
from pipeline.rendering.html.tables import Table, table
from pipeline.reporting.model import Cause, SinceRevision

ANCHOR: Final = "sejak-revisi"
_COLUMNS: Final = (
    "nama_opd",
    "keadaan_opd",
    "wajib_dahulu",
    "wajib_kini",
    "sudah_dahulu",
    "sudah_kini",
    "belum_dahulu",
    "belum_kini",
)
_NAMES: Final = 12


@dataclass(frozen=True)
class RevisionPart:
    """The section as drawn: heading, sentence, what came to differ, OPDs of differing documents."""

    title: str
    intro: str
    causes: tuple[str, ...]
    table: Table


def since_revision(since: SinceRevision) -> RevisionPart:
    """Return the section for `since`."""
    title = say("revisi.judul", revisi=since.revision)
    return RevisionPart(
        title=title,
        intro=_intro_sentence(since),
        causes=tuple(map(_cause_sentence, since.causes)) or (say("revisi.tanpa_sebab"),),
        table=table(ANCHOR, title, since.opds, _COLUMNS, "nama_opd"),
    )


def _intro_sentence(since: SinceRevision) -> str:
    if since.different == since.total:
        return say("revisi.isi_semua", revisi=since.revision, semua=since.total)
    return say("revisi.isi", revisi=since.revision, beda=since.different, semua=since.total)


def _cause_sentence(cause: Cause) -> str:
    more = len(cause.names) - _NAMES
    names = ", ".join(cause.names[:_NAMES]) + (say("revisi.lagi", jumlah=more) if more > 0 else "")
    return say(f"revisi.sebab.{cause.kind}_{cause.state}", jumlah=len(cause.names), nama=names)

"""What a run shows on Prefect's pages: counts and documents of each OPD, the gate, quality, links.

No person.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate

from flows.runtime.figures import counts_line
from flows.runtime.progress import about, fill, spoken_of
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.operations.spans import MonthState
from pipeline.publishing.month_summary import RunReport
from pipeline.rendering.fleet_cells import fleet_headings, fleet_texts
from pipeline.reporting.fleet import MemberLine
from pipeline.reporting.units import code_of_name
from schemas.fields import label

# A bar is moved so far at least: each move is a call to the server.
_STEP: Final = 0.02
_FULL: Final = 100.0


def show_published(report: RunReport, address: str) -> None:
    """Leave tables of OPDs and deliveries, the month's state, and where its pages are.

    `address` is where the outputs folder is opened, "" for nowhere. A browser follows no link from
    Prefect's page to a file: without an address the pages are told by their place.
    """
    create_table_artifact(
        key=_key(f"opd-{report.period}"),
        table=[dict(row) for row in report.opds],
        description=about(say("artefak.opd", periode=report.period.name, revisi=report.revision)),
    )
    create_table_artifact(
        key=_key(f"masuk-{report.period}"),
        table=[dict(row) for row in report.deliveries],
        description=about(say("artefak.masuk", periode=report.period.name)),
    )
    create_markdown_artifact(
        key=_key(f"bulan-{report.period}"),
        markdown="\n".join(_month_lines(report, with_places=not address)),
        description=about(say("artefak.bulan", periode=report.period.name, revisi=report.revision)),
    )
    for name, path in report.links if address else ():
        create_link_artifact(
            key=_key(f"tautan-{name}-{report.period}"),
            link=f"{address}/{path}",
            link_text=path,
            description=about(say(f"artefak.tautan.{name}", periode=report.period.name)),
        )


def show_refused(period: Period, brief: str) -> None:
    """Leave why a month was not published, without files: the operator's own screen names them."""
    lines = [f"# {about(say('artefak.ditolak', periode=period.name))}", "", brief]
    create_markdown_artifact(key=_key(f"gerbang-{period}"), markdown="\n".join(lines))


def show_due_months(months: Sequence[tuple[Period, str]], coming: str) -> None:
    """Leave how each due month stands that is not published, and when the next one is due."""
    rows = [f"| {period.name} | {sentence} |" for period, sentence in months]
    head = [
        "| " + say("artefak.kolom.periode") + " | " + say("artefak.kolom.keadaan") + " |",
        "|---|---|",
    ]
    table = [*head, *rows] if rows else [say("jatuh_tempo.semua_terbit")]
    lines = [
        f"# {say('jatuh_tempo.judul')}",
        "",
        *table,
        "",
        say("jatuh_tempo.berikut", kapan=coming),
    ]
    made = ArtifactCreate(key="bulan-belum-terbit", type="markdown", data="\n".join(lines))
    with get_client(sync_client=True) as client:
        client.create_artifact(made)


def show_let_through(period: Period, reason: str, stops: Sequence[str]) -> None:
    """Leave what the gate stopped at and was told to let through, and the reason given."""
    head = f"# {about(say('artefak.lewat.judul', periode=period.name))}"
    lines = [head, "", say("artefak.lewat.alasan", alasan=reason), "", *(f"- {s}" for s in stops)]
    create_markdown_artifact(key=_key(f"gerbang-{period}"), markdown="\n".join(lines))


def show_states(states: Sequence[MonthState]) -> None:
    """Leave the table of a backfill's months as they were before it."""
    rows = [
        {
            say("artefak.kolom.periode"): str(state.period),
            say("artefak.kolom.keadaan"): say(f"susul.keadaan.{state.state}"),
            say("artefak.kolom.revisi"): state.revision,
            say("artefak.kolom.sebab"): ", ".join(
                say(f"susul.sebab.{cause}") for cause in state.causes
            ),
            say("artefak.kolom.berubah"): say(
                "susul.berubah", berubah=state.changed, semua=state.total
            ),
            say("artefak.kolom.pesan"): state.brief,
        }
        for state in states
    ]
    create_table_artifact(key="susulan", table=rows, description=say("susul.judul"))


def show_backfilled(months: Sequence[tuple[str, str]]) -> None:
    """Leave a table of what became of each month of a backfill."""
    columns = (say("artefak.kolom.periode"), say("artefak.kolom.pesan"))
    rows = [dict(zip(columns, month, strict=True)) for month in months]
    create_table_artifact(key="susulan-hasil", table=rows, description=say("artefak.susulan"))


def show_fleet(period: str, lines: Sequence[MemberLine]) -> None:
    """Leave a table of how each instansi's month ended."""
    headings = fleet_headings()
    rows = [dict(zip(headings, fleet_texts(line), strict=True)) for line in lines]
    described = say("armada.judul", periode=Period.parse(period).name)
    create_table_artifact(key=f"armada-{period}", table=rows, description=described)


def show_sent(period: str, states: Mapping[str, str]) -> None:
    """Leave a table of how sending to each OPD ended, or why it could not.

    Addresses stay in the ledger.
    """
    rows = [
        {label("kode_opd"): kode, say("artefak.kolom.keadaan"): say(f"artefak.kirim.{state}")}
        for kode, state in sorted(states.items())
    ]
    create_table_artifact(
        key=f"kirim-{period}", table=rows, description=say("artefak.kiriman", periode=period)
    )


class Progress:
    """A bar on Prefect's page that fills while the files of a month, or its documents, are made.

    `what` is "baca" or "susun". It shows once something is done: where nothing is to be done, none
    does.
    """

    def __init__(self, period: str, what: str) -> None:
        self._key = _key(f"{what}-{period}")
        self._text = about(say(f"artefak.kemajuan.{what}", periode=period))
        self._id: UUID | None = None
        self._shown = 0.0

    def filled(self, share: float) -> None:
        """Show that `share` of the work, from 0 to 1, is done; on the operator's screen too."""
        fill(share)
        if self._id is None:
            self._id = _made_bar(self._key, self._text)
        if share == 1 or share - self._shown >= _STEP:
            update_progress_artifact(self._id, progress=_FULL * share)
            self._shown = share


def _made_bar(key: str, text: str) -> UUID:
    made = create_progress_artifact(0.0, key=key, description=text)
    return made if isinstance(made, UUID) else UUID(str(made))


def _key(name: str) -> str:
    """Return the key of an artifact: what bears the same one shows as versions of one thing.

    The months of several instansi are several things.
    """
    instansi = spoken_of()
    return f"{code_of_name(instansi)}-{name}" if instansi else name


def _month_lines(report: RunReport, with_places: bool) -> Iterator[str]:
    head = say("artefak.bulan", periode=report.period.name, revisi=report.revision)
    yield f"# {about(head)}"
    yield from _section("jumlah", [counts_line(report.counts), *report.conservation])
    yield from _section("gerbang", report.gate)
    if report.answers:
        yield from _section("jawaban", report.answers)
    found = [
        say("artefak.temuan", kode=kode, pemilik=owner, jumlah=number(n))
        for kode, owner, n in report.findings
    ]
    yield from _section("mutu", found)
    if with_places:
        places = [
            say(
                "artefak.tempat",
                apa=say(f"artefak.tautan.{name}", periode=report.period.name),
                tempat=path,
            )
            for name, path in report.links
        ]
        yield from _section("halaman", places)


def _section(name: str, sentences: Sequence[str]) -> Iterator[str]:
    yield f"\n## {say(f'artefak.bagian.{name}')}\n"
    yield from (f"- {text}" for text in sentences or [say("artefak.nihil")])

"""Many instansi as one piece of work: their file, how each ended, their page (contract §7)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from pipeline.core.errors import (
    EXIT_LOCKED,
    EXIT_OUR_FAULT,
    EXIT_PARTIAL,
    EXIT_REFUSED,
    DiskError,
    PeduliError,
    RefusedError,
    UsageError,
)
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.fleet_file import Fleet, Member, parse_fleet
from pipeline.knowledge.policy import Timetable
from pipeline.operations.desk import open_desk
from pipeline.operations.readiness import what_is_missing
from pipeline.operations.run_ends import (
    COMPLETED,
    FAILED,
    OF_ONE_MONTH,
    WAITING,
    RunEnd,
    ends_of_months,
    note_end,
)
from pipeline.publishing.manifest import current_manifest
from pipeline.rendering.html.fleet_page import fleet_page
from pipeline.reporting import fleet as states
from pipeline.reporting.fleet import FleetReport, MemberLine
from pipeline.system.files import link_to, replace_private
from pipeline.system.guarding import guard_outputs, link_refusal
from pipeline.system.settings import Settings, fixed_fleet, now, settings_with
from pipeline.system.sources import read_table
from schemas.layouts import plain_label

PAGE: Final = "index.html"
_STATES: Final = {
    EXIT_REFUSED: states.REFUSED,
    EXIT_LOCKED: states.HELD,
    EXIT_PARTIAL: states.IN_PART,
}
_CODES: Final = {states.REFUSED: EXIT_REFUSED, states.HELD: EXIT_LOCKED}


def open_fleet(file: Path) -> Fleet:
    """Read a fleet's file. Raises UsageError where none lies; RefusedError with every mistake."""
    # Its folder without links and ways back: what it names is told from there.
    place = file.absolute().parent.resolve() / file.name
    data = read_table(place)
    if data is None:
        raise UsageError(say("armada.tak_ada", berkas=file))
    return parse_fleet(place, data)


def fleet_fixed() -> Fleet | None:
    """Return the fleet that `serve` fixed for the runs that it starts; None where it fixed none.

    Raises UsageError when its file has changed since: folders are fixed when `serve` starts.
    """
    fixed = fixed_fleet()
    if fixed is None:
        return None
    fleet = open_fleet(fixed[0])
    if fleet.sha256 != fixed[1]:
        raise UsageError(say("armada.berubah", berkas=fleet.file.name))
    return fleet


def fleet_settings(fleet: Fleet) -> Settings:
    """Return the settings of the fleet's own folder: where its page and history lie.

    What ails the outputs of an instansi that lie in it is told where its month is run. Raises as
    `settings_for`.
    """
    theirs = {member.outputs for member in fleet.members}
    own = settings_with(fleet.file.parent, fleet.outputs, None, theirs)
    return replace(own, signing_key=b"")


def member_settings(member: Member) -> Settings:
    """Return the settings of one instansi.

    Raises as `settings_for`, also for a link in the fleet's folder that leads to its outputs;
    RefusedError where no references lie: in a wrong folder nothing is made.
    """
    _refuse_links(member)
    settings = settings_with(member.inputs, member.outputs, member.policy)
    if not settings.references.is_dir():
        told = say("tolak.bukan_kota", folder=member.inputs)
        raise RefusedError(told, say("armada.tanpa_masukan"))
    return settings


def _refuse_links(member: Member) -> None:
    link = next((place for place in member.within if place.is_symlink()), None)
    if link is not None:
        raise link_refusal(say("armada.tautan", tempat=link))


def _guard(member: Member) -> None:
    """See that no link lies in the outputs of an instansi or leads to them. Raises UsageError."""
    _refuse_links(member)
    guard_outputs(member.outputs)


def cautions(fleet: Fleet) -> tuple[str, ...]:
    """Return a sentence for each name of an instansi that the policies of several have.

    Who copied a policy and left the name in it would have reports made in another's name. A policy
    that cannot be read is told where its month is refused.
    """
    named: dict[str, list[tuple[str, str]]] = {}
    for member in fleet.members:
        with suppress(PeduliError, OSError):
            name = open_desk(member_settings(member)).references.policy.instansi
            named.setdefault(plain_label(name), []).append((name, member.name))
    return tuple(
        say("armada.nama_sama", nama=members[0][0], instansi=", ".join(one for _, one in members))
        for members in named.values()
        if len(members) > 1
    )


def lacking_inputs(settings: Settings, period: Period, calendar: Timetable) -> str:
    """Return what a month of one instansi still waits for, "" for nothing. Raises RefusedError.

    How long files must have lain still says the fleet's calendar.
    """
    policy = replace(open_desk(settings).references.policy, jadwal=calendar)
    return " ".join(what_is_missing(settings.inputs, period, policy, now()))


def is_published(member: Member, period: Period) -> bool:
    """Tell whether a month of an instansi is out.

    Raises PublicationError, and UsageError where a link lies in its outputs: none is followed.
    """
    _guard(member)
    return current_manifest(member.outputs, period) is not None


def published_line(fleet: Fleet, member: Member, period: Period, is_new: bool) -> MemberLine:
    """Return the line of a month that is out, as it is or `is_new`. Raises PublicationError."""
    state = states.PUBLISHED if is_new else states.UNCHANGED
    return _with_publication(MemberLine(member.name, state), fleet, member, period)


def failed_line(fleet: Fleet, member: Member, period: Period, error: PeduliError) -> MemberLine:
    """Return the line of a month that did not end well; what was out before is told with it.

    The error may not tell what is out: when that is what cannot be read, or a link leads there.
    """
    state = _STATES.get(error.exit_code, states.FAILED)
    line = MemberLine(member.name, state, reason=one_line(error.brief))
    try:
        _guard(member)
        return _with_publication(line, fleet, member, period)
    except (PeduliError, OSError):
        return line


def waiting_line(member: Member, why: str) -> MemberLine:
    """Return the line of a month whose inputs are not there yet."""
    return MemberLine(member.name, states.WAITING, reason=one_line(why))


def one_line(text: str) -> str:
    """Return what may be several lines as one."""
    return " ".join(text.split())


def _with_publication(line: MemberLine, fleet: Fleet, member: Member, period: Period) -> MemberLine:
    manifest = current_manifest(member.outputs, period)
    if manifest is None:
        return line
    page = member.outputs / manifest.periode / manifest.revisi / "index.html"
    return replace(
        line,
        revision=manifest.revisi,
        counts=manifest.counts,
        files=len(manifest.masukan),
        page=link_to(page, fleet.outputs),
    )


def note_member(member: Member, period: Period, line: MemberLine) -> None:
    """Write into the instansi's own history how its month ended, where anything is published.

    What held it then has an end of its own to note, and what is out since before was noted then: a
    schedule looks often. A disk that takes no line stops no other instansi, nor does a link.
    """
    if line.state == states.HELD or (
        line.state == states.UNCHANGED and _ended_well(member, period)
    ):
        return
    end = COMPLETED if line.well else WAITING if line.state == states.WAITING else FAILED
    told = line.reason or say(f"armada.riwayat.{line.state}", revisi=line.revision)
    at = now().isoformat(timespec="seconds")
    with suppress(DiskError, UsageError, OSError):
        _refuse_links(member)
        if member.outputs.is_dir():
            note_end(member.outputs, RunEnd(at, OF_ONE_MONTH, str(period), end, told))


def _ended_well(member: Member, period: Period) -> bool:
    """Tell whether the last that was noted of a month is that it ended well."""
    ends = ends_of_months(member.outputs).get(str(period), [])
    return bool(ends) and ends[-1].akhir == COMPLETED


def write_fleet_page(fleet: Fleet, period: Period, lines: Sequence[MemberLine]) -> Path:
    """Write the fleet's page and return where it lies. Raises DiskError."""
    page = fleet.outputs / PAGE
    replace_private(page, fleet_page(FleetReport(period, now(), fleet.zone, tuple(lines))))
    return page


def exit_code_of(lines: Sequence[MemberLine]) -> int:
    """Return the exit code of instansi that did not all end well (docs/keputusan/flows.md).

    4 where any has its month out by this run, and where they ended in different ways; else what
    they all ended with.
    """
    if any(line.well or line.state == states.IN_PART for line in lines):
        return EXIT_PARTIAL
    codes = {_CODES.get(line.state, EXIT_OUR_FAULT) for line in lines}
    return codes.pop() if len(codes) == 1 else EXIT_PARTIAL

"""Many instansi in one run: the month of each as a run of its own, then one table (contract §7).

One that fails or is refused leaves the others alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from prefect import tags
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.monthly import monthly
from flows.runtime.artifacts import show_fleet
from flows.runtime.folders import fleet_in_force, settings_in_force, working_over
from flows.runtime.hooks import ASKED_NAME, WAITING_NAME
from flows.runtime.own_flow import flow
from flows.runtime.parameters import PeriodText, described
from flows.runtime.progress import announce, conclude, speaking_of, tell
from flows.runtime.runs import (
    ask_for_another,
    folder_tag,
    from_deployment,
    name_run,
    scheduled_for,
)
from pipeline.core.errors import LockedError, PartialError, PeduliError, stripped
from pipeline.core.formats import moment
from pipeline.core.periods import Period, period_of
from pipeline.core.wording import say
from pipeline.knowledge.fleet_file import Fleet, Member
from pipeline.operations import fleets
from pipeline.operations.readiness import next_look, period_due
from pipeline.rendering.fleet_cells import fleet_result
from pipeline.reporting.fleet import HELD, WAITING, MemberLine
from pipeline.system.locks import exclusive
from pipeline.system.settings import now, stopwatch


@dataclass(frozen=True)
class Worked:
    """How the month of one instansi ended; `whole` is why not well, for the operator's screen."""

    member: Member
    line: MemberLine
    whole: str = ""


Work = Callable[[Fleet, Member, Period], Worked]


@flow("laporan-armada", "armada {period}")
@described("armada", "period")
def fleet(period: PeriodText | None = None) -> Any:
    """Publish one month of every instansi; give what became of each as a list of Worked.

    Raises PartialError, with that list, when not all ended well.
    """
    crew = fleet_in_force()
    month = period_of(period) if period else period_due(now(), crew.zone)
    return ended(month, worked_off(crew, month, publish_member))


@flow("laporan-armada-terjadwal", "terjadwal")
@described("armada_terjadwal", "period", "look")
def fleet_scheduled(period: PeriodText | None = None, look: int = 1) -> Any:
    """Publish the month before the scheduled time of every instansi whose inputs are there.

    Look again later while those of some are missing, or another run works on the fleet. What is
    published stays as it is.
    """
    crew = fleet_in_force()
    month = period_of(period) if period else period_due(scheduled_for(), crew.zone)
    may_wait = look <= crew.jadwal.lihat_lagi_kali and from_deployment()
    try:
        done = worked_off(crew, month, look_at_member)
    except LockedError as error:
        if not may_wait:
            raise
        return look_again(crew, month, look, str(error))
    waits = any(one.line.state in (WAITING, HELD) for one in done)
    return (
        look_again(crew, month, look, waited_for(done))
        if waits and may_wait
        else ended(month, done)
    )


def worked_off(crew: Fleet, month: Period, work: Work) -> list[Worked]:
    """Work on each instansi in turn, then write the page; nobody else may for this fleet now."""
    name_run(say("jalan.nama.armada", periode=month), f"periode:{month}")
    own = settings_in_force()
    with exclusive(own.outputs, say("cli.terkunci"), f"fleet {month}"), tags(folder_tag(own)):
        for text in fleets.cautions(crew):
            tell(text)
        done = list(_each(crew, month, work))
        lines = [one.line for one in done]
        fleets.write_fleet_page(crew, month, lines)
        show_fleet(str(month), lines)
    return done


def _each(crew: Fleet, month: Period, work: Work) -> Iterator[Worked]:
    for at, member in enumerate(crew.members, 1):
        many = {"nomor": at, "jumlah": len(crew.members)}
        announce(say("armada.giliran", nama=member.name, **many))
        done = timed(crew, member, month, work)
        # The table comes at the end: who stops the run before it has seen what became of each.
        conclude(ending_told(done.line))
        yield done


def ending_told(line: MemberLine) -> str:
    """Return how the month of one instansi ended, in a line; the table tells why."""
    return say("armada.perihal", nama=line.name, pesan=fleet_result(line))


def timed(crew: Fleet, member: Member, month: Period, work: Work) -> Worked:
    """Work on one instansi; whatever ends it is told in its line, and in its own history."""
    began = stopwatch()
    try:
        done = work(crew, member, month)
    except Exception as error:  # noqa: BLE001 - a sick share of one instansi stops no other
        told = error if isinstance(error, PeduliError) else stripped(error)
        line = fleets.failed_line(crew, member, month, told)
        done = Worked(member, line, told.whole or str(told))
    line = replace(done.line, seconds=stopwatch() - began)
    fleets.note_member(member, month, line)
    return Worked(member, line, done.whole)


def publish_member(crew: Fleet, member: Member, month: Period) -> Worked:
    """Publish the month of one instansi as a run within this one. Raises as `monthly`."""
    own = fleets.member_settings(member)
    with working_over(own), tags(f"instansi:{member.name}"), speaking_of(member.name):
        outcome: Any = monthly(str(month), keep_reason=True)
    return Worked(member, fleets.published_line(crew, member, month, outcome.published))


def look_at_member(crew: Fleet, member: Member, month: Period) -> Worked:
    """Publish the month of one instansi once its inputs are there. Raises as `monthly`.

    What is published stays as it is: nobody asked for it anew.
    """
    if fleets.is_published(member, month):
        return Worked(member, fleets.published_line(crew, member, month, is_new=False))
    missing = fleets.lacking_inputs(fleets.member_settings(member), month, crew.jadwal)
    if missing:
        return Worked(member, fleets.waiting_line(member, missing), missing)
    return publish_member(crew, member, month)


def waited_for(done: Sequence[Worked]) -> str:
    """Return whom the next look is for.

    Those that failed are told at once, and not only when nobody waits any more.
    """
    waiting = [one for one in done if one.line.state in (WAITING, HELD)]
    failed = [one for one in done if not one.line.well and one not in waiting]
    told = [say("armada.menunggu", instansi=_names(waiting))]
    told += [say("armada.gagal_pula", instansi=_names(failed))] if failed else []
    return " ".join(told)


def look_again(crew: Fleet, month: Period, look: int, why: str) -> State[Any]:
    """Ask for the next look and end this run as waiting; two runs of a month ask for one look."""
    at = next_look(crew.jadwal, now())
    text = say(
        "tunggu.menunggu",
        apa=why,
        kapan=moment(at, crew.zone),
        ke=look + 1,
        dari=1 + crew.jadwal.lihat_lagi_kali,
    )
    asking = {"period": str(month), "look": look + 1}
    name = say("jalan.nama.armada", periode=month)
    key = f"lihat-armada-{month}-{look + 1}"
    asked = ask_for_another(at, name, asking, [f"periode:{month}"], key)
    return Completed(name=WAITING_NAME if asked else ASKED_NAME, message=text)


def ended(month: Period, done: list[Worked]) -> Any:
    """Return what became of the instansi.

    Raises PartialError, with `done` and an exit code that fits, when not all ended well.
    """
    bad = [one for one in done if not one.line.well]
    if bad:
        raise fault(month, done, bad)
    text = say("armada.selesai", jumlah=len(done), periode=month.name)
    return Completed(message=text, data=done)


def fault(month: Period, done: list[Worked], bad: Sequence[Worked]) -> PartialError:
    """Return the error of a fleet of which some did not end well, with its own exit code."""
    counted = {"jumlah": len(bad), "semua": len(done)}
    text = say("armada.sebagian", periode=month.name, instansi=_names(bad), **counted)
    error = PartialError(text, done)
    error.exit_code = fleets.exit_code_of([one.line for one in done])
    return error


def _names(ones: Sequence[Worked]) -> str:
    return ", ".join(one.member.name for one in ones)

"""The command fleet, and what the operator sees of it: one table of many instansi."""

import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.cli.beginning import choose_free_server
from flows.cli.folders import OF_DEMO, DemoFolders
from flows.cli.hints import workable_over
from flows.cli.months import DEMO_LAST
from flows.cli.screen import Screen
from flows.runtime.choices import MEMBER_SIZE
from flows.runtime.folders import working_for
from flows.runtime.progress import announcing
from flows.serving.prefect_home import wait_for_server
from pipeline.core.errors import EXIT_DONE, PartialError
from pipeline.core.periods import Period, period_of
from pipeline.core.wording import say
from pipeline.knowledge.fleet_file import Fleet, Member
from pipeline.operations.fleets import PAGE, fleet_settings, open_fleet
from pipeline.operations.readiness import period_due
from pipeline.rendering.fleet_cells import NAMES, NUMBERS, fleet_headings, fleet_texts
from pipeline.system.invented import claim
from pipeline.system.settings import POLICY_VARIABLE, SHIPPED_REFERENCES, now

if TYPE_CHECKING:
    from flows.fleet import Worked

_DEMO: Final = DemoFolders(Path("inputs/demo-armada"), Path("outputs/demo-armada"))


def fleet(file: Path, period: str | None) -> int:
    """Publish one month of each instansi of a fleet, and show how each ended."""
    screen, crew = Screen(), open_fleet(file)
    month = period_of(period) if period else period_due(now(), crew.zone)
    settings = fleet_settings(crew)
    choose_free_server(settings.outputs)
    try:
        teller = partial(screen.say, style="yellow")
        heard = announcing(
            screen.announce, teller=teller, filler=screen.fill, concluder=screen.note
        )
        with screen.working(), heard:
            screen.announce(say("langkah.server"))
            from flows.fleet import fleet as flow

            wait_for_server()
            with working_for(crew):
                done: Any = flow(str(month))
    except PartialError as error:
        _show(screen, crew, month, error.done)
        raise
    _show(screen, crew, month, done)
    return EXIT_DONE


def demo(count: int, asn: int | None, opd: int | None, months: int, folders: DemoFolders) -> int:
    """Make a fleet of small synthetic cities, and run its last month."""
    from pipeline.demo import make_fleet

    screen = Screen()
    places = DemoFolders(
        _DEMO.inputs if folders.inputs == OF_DEMO.inputs else folders.inputs,
        _DEMO.outputs if folders.outputs == OF_DEMO.outputs else folders.outputs,
    )
    claim(places.inputs, places.outputs)
    with screen.working():
        file = make_fleet(
            places.inputs,
            places.outputs,
            count=count,
            last=Period.parse(DEMO_LAST),
            months=months,
            asn=asn or MEMBER_SIZE,
            opd=opd,
            references=SHIPPED_REFERENCES,
            progress=screen.announce,
        )
    screen.say(say("demo.armada", berkas=file))
    return fleet(file, DEMO_LAST)


def _show(screen: Screen, crew: Fleet, month: Period, done: Sequence["Worked"]) -> None:
    """Print the table, then in full why some did not end well, and where the page is."""
    right = {at for at, name in enumerate(NAMES) if name in NUMBERS}
    rows = [fleet_texts(one.line) for one in done]
    screen.table(say("armada.judul", periode=month.name), fleet_headings(), rows, right=right)
    for one in done:
        if not one.line.well:
            told = say("armada.sendiri", pesan=one.whole, perintah=f"asn-peduli check {month}")
            screen.refuse(one.line.name, _for_member(told, one.member))
    screen.say(say("cli.buka", jalur=crew.outputs / PAGE))


def _for_member(text: str, member: Member) -> str:
    """Return a sentence whose commands work over the folders, and by the policy, of an instansi."""
    own = f"{POLICY_VARIABLE}={shlex.quote(str(member.policy))} " if member.policy else ""
    return workable_over(text, member.inputs, member.outputs, own)

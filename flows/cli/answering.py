"""The command answers: what secretaries said on another way than their workbook (contract §8)."""

from pathlib import Path

from flows.cli.folders import Folders, require_a_city
from flows.cli.screen import Screen
from pipeline.core.errors import EXIT_DONE
from pipeline.core.formats import number
from pipeline.core.periods import period_of
from pipeline.core.wording import say
from pipeline.operations.answering import Handing, hand_in
from pipeline.operations.desk import open_desk
from pipeline.operations.signing import signing_settings
from pipeline.system.locks import exclusive


def answers(
    period: str, source: Path, opd: str | None, received: str | None, folders: Folders
) -> int:
    """Take an OPD's answers in the file `source` to what was asked for `period`: all or none."""
    screen, settings, month = Screen(), folders.settings, period_of(period)
    handing = Handing(source, opd, period_of(received) if received else None)
    require_a_city(settings)
    with exclusive(settings.outputs, say("cli.terkunci"), f"answers {period}"), screen.working():
        desk = open_desk(signing_settings(settings))
        kept = hand_in(desk, month, handing)
    counts = {"jumlah": number(kept.answers), "opd": kept.opd, "bulan": kept.month.name}
    key = "jawab.diambil" if kept.new else "jawab.sudah_ada"
    screen.say(say(key, **counts, jalur=kept.path))
    screen.say(say("jawab.lanjut", periode=period), style="bold green")
    return EXIT_DONE

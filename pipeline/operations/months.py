"""One month: listed, read, judged, planned, rendered and published.

What a flow's tasks, and `check`, call in turn.
"""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.assessing.gate import brief_refusal, sentences
from pipeline.assessing.month import Month, assess, beside_first_published
from pipeline.core.errors import RefusedError
from pipeline.core.masking import without_any_digit
from pipeline.core.periods import Period, period_of
from pipeline.core.wording import say
from pipeline.delivery.returned import Opener, given_answers
from pipeline.knowledge.knowledge import Known, gather
from pipeline.operations.arriving import FileToRead, parsed_file, read_into_cache
from pipeline.operations.checking import dated_stops
from pipeline.operations.desk import Desk
from pipeline.operations.documents import expect_documents
from pipeline.operations.handover import clear_abandoned, take_up
from pipeline.operations.late import late_sentence, records_as_read
from pipeline.operations.pace import unwatched
from pipeline.publishing.first import first_published
from pipeline.publishing.manifest import Manifest, current_manifest
from pipeline.publishing.planning import make_plan
from pipeline.publishing.pruning import finish
from pipeline.publishing.publishing import publish_revision, write_root_index
from pipeline.publishing.workspace import WORK, Plan, load_month, save_month
from pipeline.reading.returned.given import GivenAnswers
from pipeline.system.failpoints import around
from pipeline.system.files import remove_folder
from pipeline.system.folders import KINDS
from pipeline.system.invented import claim_outputs
from pipeline.system.settings import Settings, now
from pipeline.system.sources import InputFile, Stock, take_stock
from schemas.codes import ANSWERS
from schemas.layouts import layout


def begin(settings: Settings) -> dict[str, Any]:
    """Complete a prune that died, tidy up after a backfill that died, start the `jalan` block.

    Raises UsageError where invented people would come into the outputs of real ones, or these into
    the demo's.
    """
    claim_outputs(settings.inputs, settings.outputs)
    finish(settings)
    clear_abandoned(settings)
    return {"mulai": now().isoformat(timespec="seconds")}


def first_moment(desk: Desk, period: Period) -> dt.datetime:
    """Return when `period` begins in the policy's time zone."""
    return dt.datetime(period.year, period.month, 1, tzinfo=desk.references.policy.zone)


def list_inputs(desk: Desk, period: str, as_of: str | None) -> Stock:
    """List and hash what is known (contract §5.1). Raises UsageError or RefusedError."""
    month, until = period_of(period), period_of(as_of) if as_of else None
    return stock_of(desk, month, until)


def stock_of(desk: Desk, period: Period, as_of: Period | None) -> Stock:
    """List and hash what is known for `period`; what is larger than a file may be is not read."""
    return take_stock(desk.settings.inputs, period, as_of, desk.references.policy.ukuran_terurai)


def read_all(
    desk: Desk,
    stock: Stock,
    announce: Callable[[str], None],
    watch: Callable[[float], None] = unwatched,
) -> None:
    """Read every file into the cache, telling how many are read anew; nothing where none is."""
    check_layouts()
    read_into_cache([_to_read(desk, file) for file in stock.files], announce, watch)


def _to_read(desk: Desk, file: InputFile) -> FileToRead:
    settings, rules = desk.settings, desk.references.policy.reading
    return FileToRead(settings.inputs, settings.cache, file, rules)


def check_layouts() -> None:
    """Raise RefusedError when a layouts file, which an operator may extend, cannot be read."""
    for kind in (*KINDS, ANSWERS):
        try:
            layout(kind)
        except (ValueError, KeyError, AttributeError) as error:
            line = re.search(r"line (\d+)", str(error))
            where = say("tolak.baris_ke", baris=line[1]) if line else ""
            file = f"schemas/layouts/{kind}.toml"
            raise RefusedError(say("tolak.tata_letak", berkas=file, baris=where)) from None


def know(desk: Desk, stock: Stock) -> Known:
    """Bring everything known together, reading only what is not in the cache."""
    return gather(stock, desk.references, lambda file: parsed_file(_to_read(desk, file)))


def judge_month(desk: Desk, stock: Stock, opener: Opener | None = None) -> Month:
    """Assess the stock's period in memory, also against what was published first and answered.

    `opener`: the one that judged what came back for other months just now. Raises RefusedError:
    where the roster lacks also with the months that are out and that its records are for, too.
    """
    period, known = Period.parse(stock.period), know(desk, stock)
    outputs = desk.settings.outputs
    given = answers_known(desk, known, opener)
    try:
        return assess(known, period, first_published(outputs, period), given)
    except RefusedError as error:
        lacking = stock.period not in known.rosters
        late = late_sentence(outputs, period, records_as_read(known)) if lacking else ""
        raise RefusedError(f"{error} {late}", error.brief) if late else error from None


def answers_known(desk: Desk, known: Known, opener: Opener | None = None) -> GivenAnswers:
    """Return what is known to be answered, each file judged beside the rosters and publications."""
    judging = opener or Opener(desk.settings, desk.references)
    return given_answers(judging, known.stock.returned, known.rosters)


def reason_given(settings: Settings, month: Month) -> str | None:
    """Return the reason with which the current revision passed the gate.

    It holds for what stopped it then and for nothing more: another delivery that lacks is another
    matter.
    """
    current = current_manifest(settings.outputs, month.period)
    if current is None or not month.stops:
        return None
    accepted = {
        (stop["kode"], stop.get("about", ""), *stop.get("files", ())) for stop in current.gerbang
    }
    return current.anomali if {stop.subject for stop in month.stops} <= accepted else None


def assess_into(desk: Desk, stock: Stock, folder: Path) -> None:
    """Assess the stock's period and leave the result in `folder` for the next steps.

    Raises RefusedError.

    A month that a backfill has just assessed from the same stock and references is taken up as it
    is. Processes that may be asked to render begin meanwhile.
    """
    expect_documents(desk)
    month = _handed_on(desk, stock) or judge_month(desk, stock)
    with around("kerja"):
        save_month(month, folder / WORK)


def _handed_on(desk: Desk, stock: Stock) -> Month | None:
    """Take up what a backfill has just assessed, beside what was published first by now."""
    month = take_up(desk, stock)
    if month is None:
        return None
    return beside_first_published(month, first_published(desk.settings.outputs, month.period))


def loaded(folder: Path) -> Month:
    """Read back the month that `assess_into` left."""
    return load_month(folder / WORK)


def pass_gate(desk: Desk, month: Month, anomaly: str | None) -> None:
    """Raise RefusedError when the gate stops the month.

    It does not when a reason to publish all the same was given (§5.7).
    """
    if month.stops and not anomaly:
        told = sentences(dated_stops(desk, month.stops), month.period)
        text = " ".join([*told, say("gerbang.jalan_keluar")])
        whole = say("gerbang.ditolak", periode=month.period.name, pesan=text)
        raise RefusedError(whole, brief_refusal(month.period, month.stops))


def plan_revision(desk: Desk, folder: Path, anomaly: str | None) -> Plan:
    """Compare the assessed month with the current revision.

    An anomaly counts only where the gate did stop; a personal number in it is masked.
    """
    reason = without_any_digit(anomaly) if anomaly and loaded(folder).stops else None
    return make_plan(folder, desk.settings, desk.references, reason)


def publish(
    desk: Desk, folder: Path, plan: Plan, failed: dict[str, str], run: dict[str, Any]
) -> str:
    """Publish the planned revision, or tidy up when nothing is new.

    Return the name of the current revision.
    """
    current = current_manifest(desk.settings.outputs, Period.parse(plan.period))
    if current is not None and (plan.nothing_new or _no_better(current, plan, failed)):
        with around("bersih"):
            remove_folder(folder)
        write_root_index(desk.settings)
        return current.revisi
    ended = {**run, "selesai": now().isoformat(timespec="seconds")}
    return publish_revision(folder, desk.settings, desk.references, failed, ended).revisi


def _no_better(current: Manifest, plan: Plan, failed: dict[str, str]) -> bool:
    """Tell whether the same results lack the same documents as the current revision.

    Then there is nothing new to publish.
    """
    return not plan.heals and current.sidik == plan.digest and current.gagal.keys() == failed.keys()

"""Each start and each hour: every due month that is not published is run, or named."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Scheduled

from flows.runtime.artifacts import show_due_months
from flows.runtime.hooks import note_and_send
from flows.runtime.runs import month_of
from flows.serving.recovery import mark_crashed
from pipeline.core.errors import PeduliError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.operations.desk import open_desk
from pipeline.operations.due import PUBLISHED, DueMonth, due_months, next_run
from pipeline.operations.reconciling import RUN, Asked, Step, all_well, sentence_of, steps
from pipeline.operations.run_ends import CALENDAR, OVERDUE, RunEnd
from pipeline.system.locks import is_held
from pipeline.system.settings import Settings, heartbeat_address, now

_HOUR: Final = 3600.0
_PAGE: Final = 200
_PATIENCE: Final = 10.0
_STARTED: Final = frozenset({StateType.RUNNING, StateType.PENDING, StateType.CANCELLING})
_ALIVE: Final = frozenset({*_STARTED, StateType.SCHEDULED, StateType.PAUSED})


@dataclass
class Watch:
    """Looks after the due months for one `serve`; remembers what it said, to say it once.

    flows: deployment -> flow, of those whose runs are about one month. scheduled: the one that is
    asked to run a month. clock: what tells the moment. calendar: under what name the history says
    that a month is overdue.
    """

    settings: Settings
    scheduled: UUID
    flows: Mapping[UUID, Flow[..., Any]]
    tell_operator: Callable[[str], None]
    clock: Callable[[], dt.datetime] = now
    calendar: str = CALENDAR
    _said: set[str] = field(default_factory=set)
    _week: tuple[int, int] | None = None

    async def keep_looking(self) -> None:
        """Look each hour, until cancelled."""
        while True:
            await asyncio.sleep(_HOUR)
            await asyncio.to_thread(self.look)

    def due(self, at: dt.datetime) -> tuple[Policy, list[DueMonth]]:
        """Return the policy whose calendar holds, and every month that is due at `at`."""
        policy = open_desk(self.settings).references.policy
        return policy, due_months(self.settings, policy, at)

    def sentence(self, month: DueMonth, policy: Policy) -> str:
        """Return how a due month stands, for the operator."""
        return sentence_of(month, policy)

    def look(self) -> None:
        """Do or say what each due month needs; a look that fails is said, another follows."""
        try:
            self._look()
        except PeduliError as error:
            self._say_once(str(error))
        except Exception as error:  # noqa: BLE001 - whatever it was, serving goes on; its kind names nobody
            self._say_once(say("serve.periksa_gagal", jenis=type(error).__name__))

    def _look(self) -> None:
        at = self.clock()
        policy, months = self.due(at)
        open_months = [month for month in months if month.state != PUBLISHED]
        with get_client(sync_client=True) as client:
            asked = self._asked(client, open_months, policy)
            todo = list(steps(months, asked, at))
            for step in todo:
                self._take(client, step, policy)
        begun = {step.month.period for step in todo if step.kind == RUN}
        told = [(month.period, self.sentence(month, policy)) for month in open_months]
        show_due_months(told, next_run(policy, at))
        for period, sentence in told:
            if period not in begun:
                self._say_once(sentence)
        if all_well(months, at):
            _beat()
            self._say_all_well(months, policy)

    def _take(self, client: SyncPrefectClient, step: Step, policy: Policy) -> None:
        if step.kind == RUN:
            self.tell_operator(say("serve.terlewat", periode=step.month.period.name))
            ask_for_month(client, self.scheduled, step.month.period, step.key)
        else:
            sentence = self.sentence(step.month, policy)
            ended = RunEnd(
                self.clock().isoformat(timespec="seconds"),
                self.calendar,
                str(step.month.period),
                OVERDUE,
                sentence,
            )
            note_and_send(self.settings.outputs, ended)

    def _asked(
        self, client: SyncPrefectClient, months: list[DueMonth], policy: Policy
    ) -> dict[Period, Asked]:
        """Return what Prefect knows of the runs for `months`; what only claims to run is marked."""
        if not months:
            return {}
        known: dict[Period, Asked] = {}
        for run in _runs(client, list(self.flows), months[0].hour, self.clock()):
            month = month_of(run, policy.zone)
            alive = run.state_type in _ALIVE and not self._only_claims(run)
            if run.state_type in _ALIVE and not alive:
                mark_crashed(
                    client, self.flows[run.deployment_id or self.scheduled], run, again=False
                )
            if month is not None:
                before = known.get(month, Asked())
                known[month] = Asked(before.alive or alive, before.count + 1)
        return known

    def _only_claims(self, run: FlowRun) -> bool:
        """Tell whether a run that says it runs does not: an hour after its start nothing holds."""
        begun = run.start_time or run.expected_start_time
        long_ago = begun is not None and (self.clock() - begun).total_seconds() > _HOUR
        return run.state_type in _STARTED and long_ago and not is_held(self.settings.outputs)

    def _say_all_well(self, months: list[DueMonth], policy: Policy) -> None:
        """Say once a week that all is well: a log without a line says nothing."""
        at = self.clock().astimezone(policy.zone)
        week = at.isocalendar()[:2]
        if week != self._week and self._week is not None:
            published = sum(month.state == PUBLISHED for month in months)
            coming = next_run(policy, at)
            self.tell_operator(say("serve.semua_baik", jumlah=published, kapan=coming))
        self._week = week

    def _say_once(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self.tell_operator(sentence)


def ask_for_month(client: SyncPrefectClient, scheduled: UUID, month: Period, key: str) -> None:
    """Have the calendar's deployment run `month` now; asked twice under one key it runs once."""
    client.create_flow_run_from_deployment(
        scheduled,
        parameters={"period": str(month)},
        name=say("jalan.nama.terjadwal", periode=month, ke=1),
        idempotency_key=key,
        state=Scheduled(),
        tags=[f"periode:{month}"],
    )


def _runs(
    client: SyncPrefectClient, deployment_ids: list[UUID], since: dt.datetime, until: dt.datetime
) -> Iterator[FlowRun]:
    """Yield every run of the deployments that was to start in that time, the earliest first."""
    chosen: dict[str, Any] = {
        "deployment_id": {"any_": deployment_ids},
        "expected_start_time": {"after_": since, "before_": until},
    }
    wanted, offset = FlowRunFilter.model_validate(chosen), 0
    while True:
        page = client.read_flow_runs(
            flow_run_filter=wanted,
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=_PAGE,
            offset=offset,
        )
        yield from page
        offset += len(page)
        if len(page) < _PAGE:
            return


def _beat() -> None:
    """Tell the city's monitoring, where it gave an address, that all is well."""
    address = heartbeat_address()
    if address.startswith(("http://", "https://")):
        with suppress(URLError, OSError, ValueError), urlopen(address, timeout=_PATIENCE):  # noqa: S310 - of the operator's own
            pass

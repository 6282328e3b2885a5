"""Handing over planned parcels one by one, the ledger ahead of every step (contract §7, send)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.core.errors import PublicationError
from pipeline.core.wording import say
from pipeline.delivery.channels import (
    Answer,
    Channel,
    FolderChannel,
    PackageChannel,
    Parcel,
    SmtpChannel,
)
from pipeline.delivery.ledger import Ledger
from pipeline.delivery.message.packing import Packer, too_large
from pipeline.delivery.model import ACCEPTED, FAILED, UNKNOWN, Delivery
from pipeline.knowledge.sending_rules import FOLDER, SMTP, SendingRules
from pipeline.system.failpoints import reached
from pipeline.system.interruption import undisturbed
from pipeline.system.settings import Credentials, Settings, pause, stopwatch

Tell = Callable[[str], None]
_MINUTE = 60.0


def channel_for(
    settings: Settings, rules: SendingRules, credentials: Credentials | None
) -> Channel:
    """Return the channel that the policy names."""
    if rules.saluran == SMTP:
        return SmtpChannel(rules, credentials)
    return (
        FolderChannel(settings.outputs)
        if rules.saluran == FOLDER
        else PackageChannel(settings.outputs)
    )


def recover(ledger: Ledger) -> None:
    """Call uncertain what a process that died was handing over: nobody knows if it got through."""
    for delivery in ledger.unfinished():
        ledger.settle(delivery, UNKNOWN, say("kirim.jawaban.mati"))


@dataclass
class Sender:
    """Sends parcels through one channel, at the pace that the policy allows."""

    ledger: Ledger
    packer: Packer
    channel: Channel
    rules: SendingRules
    tell: Tell
    _last: float | None = None

    def send(self, deliveries: Iterable[Delivery]) -> None:
        """Hand over `deliveries`; retry later what is refused for now, as often as the policy says.

        A fault of the server itself ends the work: what was not tried stays planned.
        """
        waiting = list(deliveries)
        for seconds in (0, *self.rules.coba_lagi_detik):
            if not waiting:
                return
            if seconds:
                self.tell(say("kirim.menunggu", jumlah=len(waiting), detik=seconds))
                pause(seconds)
            waiting = self._round(waiting)

    def _round(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Try each once; return those worth another try."""
        again: list[Delivery] = []
        for at, delivery in enumerate(deliveries):
            self.tell(
                say("kirim.sedang", nomor=at + 1, jumlah=len(deliveries), kode=delivery.kode_opd)
            )
            answer = self._one(delivery)
            if answer.again:
                again.append(delivery)
            if answer.server:
                return [*again, *deliveries[at + 1 :]] if answer.again else []
        return again

    def _one(self, delivery: Delivery) -> Answer:
        try:
            parcel = self.packer.pack(delivery)
        except PublicationError as error:
            return self._not_sent(delivery, str(error))
        if why := too_large(parcel, self.rules):
            return self._not_sent(delivery, why)
        self._keep_pace()
        with undisturbed():
            return self._hand_over(parcel)

    def _not_sent(self, delivery: Delivery, why: str) -> Answer:
        self.ledger.settle(delivery, FAILED, why)
        return Answer(FAILED, why)

    def _hand_over(self, parcel: Parcel) -> Answer:
        self.channel.handed_over = False
        self.ledger.begin(parcel.delivery, parcel.size)
        reached("kirim-mulai")
        try:
            answer = self.channel.deliver(parcel)
        except BaseException:
            state = UNKNOWN if self.channel.handed_over else FAILED
            self.ledger.settle(parcel.delivery, state, say("kirim.jawaban.terhenti"))
            raise
        self.ledger.settle(parcel.delivery, answer.state, answer.text)
        if answer.state == ACCEPTED:
            reached("kirim-diterima")
        return answer

    def _keep_pace(self) -> None:
        """Wait until the server may be given another message."""
        if self.channel.name != SMTP:
            return
        if self._last is not None:
            pause(max(0.0, self._last + _MINUTE / self.rules.per_menit - stopwatch()))
        self._last = stopwatch()

"""The ledger of deliveries: what was planned, begun and answered (contract §7).

Each of these is on disk before the outside effect.

It lies outside the revision folders and is never rebuilt: nothing else knows what left the house.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.core.errors import PublicationError
from pipeline.core.wording import say
from pipeline.delivery.model import ACCEPTED, FAILED, SENDING, Attempt, Bounce, Delivery
from pipeline.delivery.statements import (
    ATTEMPT,
    BOUNCE,
    BOUNCES,
    DELIVERIES,
    DELIVERY_OF,
    HOLDERS,
    PLAN,
    REMINDERS,
    REPLACE,
    SCHEMA,
    UNFINISHED,
    UPGRADES,
    VERSION,
)
from pipeline.system.database import Database, DatabaseFault, memory_database, open_database
from pipeline.system.settings import Settings, now


def ledger_folder(settings: Settings) -> Path:
    """Return the folder of the ledger; `send` holds it while it works."""
    return settings.outputs / "pengiriman"


def ledger_path(settings: Settings) -> Path:
    """Return where the ledger lies."""
    return ledger_folder(settings) / "buku-kirim.sqlite3"


@contextmanager
def open_ledger(settings: Settings) -> Iterator["Ledger"]:
    """Open the ledger, made when it is missing.

    Raises PublicationError when it cannot be read or written.
    """
    with (
        _ledger_faults_said(),
        open_database(ledger_path(settings), SCHEMA, VERSION, UPGRADES) as database,
    ):
        yield Ledger(database)


@contextmanager
def look_into_ledger(settings: Settings) -> Iterator["Ledger"]:
    """Open the ledger to look only: where there is none, give an empty one and make nothing."""
    if ledger_path(settings).is_file():
        with open_ledger(settings) as ledger:
            yield ledger
        return
    with memory_database(SCHEMA) as database:
        yield Ledger(database)


@contextmanager
def _ledger_faults_said() -> Iterator[None]:
    try:
        yield
    except DatabaseFault:
        raise PublicationError(say("kirim.buku_rusak")) from None


class Ledger:
    """The open ledger. Every method that changes something is durable when it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def deliveries(self, periode: str | None = None) -> list[Delivery]:
        """Return a period's reports or all: by period, OPD, recipient, then as first planned."""
        return self._read(DELIVERIES, periode)

    def reminders(self, periode: str) -> list[Delivery]:
        """Return a period's reminders, in the order of `deliveries`."""
        return self._read(REMINDERS, periode)

    def _read(self, statement: str, periode: str | None = None) -> list[Delivery]:
        return [
            _delivery(row) for row in self._database.execute(statement, {"periode": periode or ""})
        ]

    def attempts(self, delivery: Delivery) -> list[Attempt]:
        """Return every try at `delivery`, the first one first."""
        rows = self._database.execute(
            "SELECT nomor, mulai, selesai, keadaan, jawaban FROM percobaan"
            " WHERE kiriman = ? ORDER BY nomor",
            (self._number(delivery),),
        )
        return [Attempt(*row) for row in rows]

    def may_have_sent(self, periode: str) -> dict[str, set[str]]:
        """Return kode_opd -> contents received, or maybe so, whatever came of a later copy."""
        rows = self._database.execute(
            "SELECT DISTINCT kode_opd, sidik"
            " FROM kiriman JOIN percobaan ON percobaan.kiriman = kiriman.nomor"
            " WHERE periode = ? AND percobaan.keadaan != ? AND tenggat = ''",
            (periode, FAILED),
        )
        sent: dict[str, set[str]] = {}
        for kode, sidik in rows:
            sent.setdefault(kode, set()).add(sidik)
        return sent

    def holders(self) -> dict[str, str]:
        """Return address, in lower case -> the OPD whose documents it last got, or may have got."""
        return dict(self._database.execute(HOLDERS))

    def unfinished(self) -> list[Delivery]:
        """Return what was being handed over when a process died, of any period."""
        return self._read(UNFINISHED)

    def delivery_of(self, message_id: str) -> Delivery | None:
        """Return the delivery that a message belongs to, when another copy was sent since, too.

        Else None.
        """
        rows = self._database.execute(DELIVERY_OF, (message_id,))
        return next((_delivery(row) for row in rows), None)

    def bounces(self, periode: str | None = None) -> list[Bounce]:
        """Return what came back of a period's messages, or of all: by Message-ID, then as read."""
        return [Bounce(*row) for row in self._database.execute(BOUNCES, {"periode": periode or ""})]

    def plan(self, deliveries: Iterable[Delivery], replaced: str) -> None:
        """Put down what is about to be sent, all of it or nothing.

        What was planned before for the same OPD, period and deadline, with another content or
        recipient, will not be sent any more: it fails, with `replaced` as its answer.
        """
        with self._database:
            for delivery in deliveries:
                self._plan(delivery)
                others = (
                    delivery.periode,
                    delivery.kode_opd,
                    delivery.tenggat,
                    delivery.penerima,
                    delivery.sidik,
                )
                self._database.execute(REPLACE, (replaced, _moment(), *others))

    def begin(self, delivery: Delivery, ukuran: int) -> None:
        """Note that `delivery` is being handed over from now on, as a message of `ukuran` bytes.

        It brings the files that it names now: one that was too large was left out in packing.
        """
        with self._database:
            moment = _moment()
            number = self._set(delivery, SENDING, "", moment)
            self._database.execute(
                "UPDATE kiriman SET ukuran = ?, berkas = ? WHERE nomor = ?",
                (ukuran, json.dumps(delivery.berkas), number),
            )
            self._database.execute(ATTEMPT, (moment, number))

    def settle(self, delivery: Delivery, keadaan: str, jawaban: str) -> None:
        """Note how the try that is under way ended.

        Where none is, the state of the delivery alone.
        """
        with self._database:
            moment = _moment()
            number = self._set(delivery, keadaan, jawaban, moment)
            self._database.execute(
                "UPDATE percobaan SET selesai = ?, keadaan = ?, jawaban = ?"
                " WHERE kiriman = ? AND selesai = ''",
                (moment, keadaan, jawaban, number),
            )

    def state_as_arrived(self, delivery: Delivery, stated: str) -> None:
        """Take an uncertain delivery for received on somebody's word.

        Its attempt, time and answer stay.
        """
        with self._database:
            self._database.execute(
                "UPDATE kiriman SET keadaan = ?, jawaban = jawaban || '; ' || ? WHERE nomor = ?",
                (ACCEPTED, stated, self._number(delivery)),
            )

    def record_bounce(self, bounce: Bounce) -> bool:
        """Keep a message that came back; False when the same one is kept already."""
        values = (bounce.message_id, bounce.penerima, bounce.waktu, bounce.kode, bounce.alasan)
        with self._database:
            done = self._database.execute(
                BOUNCE, (*values, bounce.berkas, bounce.pesan_ke, bounce.sifat)
            )
        return done.rowcount > 0

    def _number(self, delivery: Delivery) -> int:
        row = self._database.execute(
            "SELECT nomor FROM kiriman"
            " WHERE periode = ? AND kode_opd = ? AND penerima = ? AND sidik = ?",
            delivery.key,
        ).fetchone()
        if row is None:
            raise LookupError(delivery.kode_opd)
        return int(row[0])

    def _plan(self, delivery: Delivery) -> None:
        files = json.dumps(delivery.berkas)
        said = (
            delivery.revisi,
            delivery.saluran,
            int(delivery.koreksi),
            delivery.message_id,
            files,
        )
        more = (delivery.ulang, _moment(), delivery.tenggat)
        self._database.execute(PLAN, (*delivery.key, *said, *more))

    def _set(self, delivery: Delivery, keadaan: str, jawaban: str, moment: str) -> int:
        number = self._number(delivery)
        self._database.execute(
            "UPDATE kiriman SET keadaan = ?, jawaban = ?, waktu = ? WHERE nomor = ?",
            (keadaan, jawaban, moment, number),
        )
        return number


def _moment() -> str:
    return now().isoformat(timespec="milliseconds")


def _delivery(row: tuple[Any, ...]) -> Delivery:
    _, periode, kode, penerima, sidik, revisi, saluran, koreksi, message_id, berkas, *rest = row
    files = tuple((name, sha256) for name, sha256 in json.loads(berkas))
    return Delivery(
        periode, kode, penerima, sidik, revisi, saluran, bool(koreksi), message_id, files, *rest
    )

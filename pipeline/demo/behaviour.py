"""Donors from month to month: who begins, pays, prepays, falls behind, stops; what goes wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from pipeline.core.periods import Period
from pipeline.demo.data import demo_data, draw, pick
from pipeline.demo.movements import Roster
from pipeline.demo.payments import MAJAPAHIT, PEMUDA, Donor, Payment, Tariffs
from pipeline.demo.people import Asn
from pipeline.demo.signatures import Clerk
from pipeline.demo.units import City
from pipeline.demo.willingness import Willingness
from pipeline.demo.workers import Hiring, Worker

_IN_PEMUDA: Final = 0.58
_ARREARS_APART: Final = 0.4
_AUTODEBIT_DAYS: Final = 3
_LAST_DAY: Final = 28
_FAREWELL_MONTHS: Final = 2
_TIPS: Final = (200, 3200, 13200)


class Giving:
    """The donors of the city over its months."""

    def __init__(
        self, city: City, months: Sequence[Period], hiring: Hiring, clerk: Clerk, rng: Random
    ) -> None:
        self._city = city
        self._hiring = hiring
        self._clerk = clerk
        self._rng = rng
        self._months = months
        self._grace = city.policy.masa_tenggang_bulan
        self._tariffs = Tariffs(city.policy)
        self._willingness = Willingness(city, len(months), rng)
        self._data = demo_data("behaviour")
        self._donors: dict[str, Donor] = {}
        self._shareable: list[Worker] = []

    def all_payments(self, rosters: Sequence[Roster]) -> list[Payment]:
        """Return every payment of the city's months, in the order in which they were made."""
        made: list[Payment] = []
        for at, roster in enumerate(rosters):
            self._enrol(roster, at)
            present = {person.nik: person for person in roster}
            for nik, donor in self._donors.items():
                made += self._paid(donor, present.get(nik), self._months[at])
        return [copy for payment in made for copy in self._copies(payment)]

    def _enrol(self, roster: Roster, at: int) -> None:
        for person in roster:
            willing = self._willingness.takes_part(person, at)
            if willing and person.nik not in self._donors:
                self._donors[person.nik] = self._donor(person, roster, self._months[at])

    def _donor(self, person: Asn, roster: Roster, month: Period) -> Donor:
        rng = self._rng
        reliable = person.unit.kode == self._city.full_opd
        flaw = None if reliable else draw(rng, self._data["cacat_penanggung"])
        span = self._data["rentang"][pick(rng, self._data["kebiasaan"])]
        branch = PEMUDA if rng.random() < _IN_PEMUDA else MAJAPAHIT
        workers = self._workers(person, roster, flaw, reliable=reliable)
        flat = not reliable and rng.random() < self._data["perjalanan"]["tarif_rata"]
        signature = self._clerk.signature(person, careful=reliable or flaw is not None)
        return Donor(signature, workers, span, month, branch, reliable, flaw, flat)

    def _workers(
        self, person: Asn, roster: Roster, flaw: str | None, *, reliable: bool
    ) -> list[Worker]:
        rng = self._rng
        if flaw == "diri_sendiri":
            return [self._hiring.worker_with(person.nik, person.name, "pedagang kecil")]
        if flaw == "pekerja_asn":
            colleague = rng.choice(roster)
            return [self._hiring.worker_with(colleague.nik, colleague.name, "pedagang kecil")]
        if flaw == "pekerja_bersama" and self._shareable:
            return [rng.choice(self._shareable)]
        count = 2 if rng.random() < self._data["perjalanan"]["dua_pekerja"] else 1
        workers = [self._hiring.worker() for _ in range(count)]
        self._shareable += [] if reliable else workers
        return workers

    def _paid(self, donor: Donor, person: Asn | None, month: Period) -> list[Payment]:
        """Return what `donor` pays in `month`; `person` is None for one who left the roster."""
        if donor.stopped or month < donor.due or (person is None and self._says_farewell(donor)):
            return []
        steps = self._data["perjalanan"]
        slip = (
            None
            if donor.reliable
            else draw(self._rng, {s: steps[s] for s in ("berhenti", "lewat", "gagal")})
        )
        donor.stopped = slip == "berhenti"
        if slip in ("berhenti", "lewat"):
            return []
        spans = self._spans(donor, month)
        if slip != "gagal":
            donor.due = spans[-1][1].plus(1)
        return [
            self._payment(donor, worker, span, month, slip)
            for span in spans
            for worker in donor.workers
        ]

    def _says_farewell(self, donor: Donor) -> bool:
        donor.missing += 1
        keeps_on = self._rng.random() < self._data["perjalanan"]["setelah_keluar"]
        donor.stopped = donor.missing > _FAREWELL_MONTHS or not keeps_on
        return donor.stopped

    def _spans(self, donor: Donor, month: Period) -> list[tuple[Period, Period]]:
        """Return the months to pay, arrears (within the days of grace) together or apart."""
        first = max(donor.due, month.plus(-self._grace))
        last = month.plus(donor.span - 1)
        if first < month and self._rng.random() < _ARREARS_APART:
            return [(first, month.plus(-1)), (month, last)]
        return [(first, last)]

    def _payment(
        self,
        donor: Donor,
        worker: Worker,
        span: tuple[Period, Period],
        month: Period,
        slip: str | None,
    ) -> Payment:
        rng, words = self._rng, self._data["kata"]
        source = rng.choice(
            words["dana_bukan_asn" if donor.flaw == "dana_bukan_asn" else "dana_asn"]
        )
        latest = _AUTODEBIT_DAYS if source == "Autodebet" else _LAST_DAY
        late = not donor.reliable and rng.random() < self._data["perjalanan"]["terlambat_diterima"]
        return Payment(
            signature=donor.signature,
            worker=worker,
            first=span[0],
            last=span[1],
            rupiah=self._rupiah(donor, worker, span),
            day=month.last_day.replace(day=rng.randint(1, latest)),
            status=rng.choice(words["belum_lunas" if slip == "gagal" else "lunas"]),
            source=source,
            received=month.plus(rng.choice((1, 1, 2)) if late else 0),
            branch=donor.branch,
            reliable=donor.reliable,
        )

    def _rupiah(self, donor: Donor, worker: Worker, span: tuple[Period, Period]) -> int:
        if donor.flaw == "kurang_bayar":
            return self._tariffs.too_little(span[0], worker.sector)
        exact = self._tariffs.months(*span, worker.sector)
        if donor.flat:
            return self._tariffs.flat(*span, worker.sector)
        generous = (
            not donor.reliable and self._rng.random() < self._data["perjalanan"]["lebih_bayar"]
        )
        return exact + (self._rng.choice(_TIPS) if generous else 0)

    def _copies(self, payment: Payment) -> Iterable[Payment]:
        """Yield the payment, and at times the same once more from the other branch."""
        yield payment
        if not payment.reliable and self._rng.random() < self._data["perjalanan"]["dua_cabang"]:
            yield replace(payment, branch=MAJAPAHIT if payment.branch == PEMUDA else PEMUDA)

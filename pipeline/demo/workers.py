"""The pekerja rentan whom ASN protect: invented people whose occupation decides the tariff."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Final

from pipeline.core.periods import Period
from pipeline.core.text import names_phrase
from pipeline.demo.data import demo_data, pick
from pipeline.demo.names import full_name
from pipeline.demo.numbers import WORKER_SERIALS, Issuer
from pipeline.knowledge.policy import Policy

TRANSPORT: Final = "transportasi"
OTHER: Final = "lainnya"
_AGES: Final = (19, 63)
_WOMEN: Final = {
    "asisten rumah tangga": 0.95,
    "penjual jamu": 0.97,
    "penjahit": 0.7,
    "pedagang kecil": 0.6,
    "guru ngaji": 0.5,
    "petani": 0.35,
    "pemulung": 0.4,
}
_WOMEN_ELSEWHERE: Final = 0.03


@dataclass(frozen=True, slots=True)
class Worker:
    """One protected worker; `sector` is what the policy makes of the job."""

    nik: str
    kpj: str
    name: str
    job: str
    sector: str


class Hiring:
    """Finds workers; numbers stay unique over its life."""

    def __init__(self, policy: Policy, rng: Random, first: Period) -> None:
        self._policy = policy
        self._rng = rng
        self._issuer = Issuer(rng, WORKER_SERIALS)
        self._start = dt.date(first.year, first.month, 1)

    def worker(self) -> Worker:
        """Return somebody new who works for him- or herself."""
        rng = self._rng
        job = pick(rng, demo_data("workers")["pekerjaan"])
        female = rng.random() < _WOMEN.get(job, _WOMEN_ELSEWHERE)
        birth = self._start - dt.timedelta(days=rng.randint(_AGES[0] * 365, _AGES[1] * 365))
        nik = self._issuer.nik(birth, female=female)
        return self.worker_with(nik, full_name(rng, birth.year, female=female), job)

    def worker_with(self, nik: str, name: str, job: str) -> Worker:
        """Return a worker of that NIK and name: an ASN who was registered, for instance."""
        transport = names_phrase(job, self._policy.sektor_transportasi)
        return Worker(nik, self._issuer.kpj(), name, job, TRANSPORT if transport else OTHER)

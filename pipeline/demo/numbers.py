"""Numbers for invented people: valid as domain §2 says, and in ranges that hardly any real one has.

NIP serials start at 601 and NIK serials at 7001: offices count from 1 for each day of birth, so a
number of the demo city is all but sure to be nobody's.
"""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Final

from pipeline.demo.data import demo_data, pick

_NIP_SERIALS: Final = (601, 999)
ASN_SERIALS: Final = (8500, 9999)
WORKER_SERIALS: Final = (7001, 8499)
_TRIES: Final = 200


class Issuer:
    """Gives out NIP, NIK and KPJ, never the same one twice.

    `serials` bound the last four digits of its NIK.
    """

    def __init__(self, rng: Random, serials: tuple[int, int]) -> None:
        self._rng = rng
        self._serials = serials
        self._given: set[str] = set()
        self._regions = demo_data("workers")["wilayah"]
        self._shares = {region: float(share) for region, (share, _) in self._regions.items()}

    def nip(self, birth: dt.date, appointment: str, *, female: bool) -> str:
        """Return a NIP or NI PPPK; `appointment` is YYYYMM, or year and 2x for a PPPK contract."""
        head = f"{birth:%Y%m%d}{appointment}{2 if female else 1}"
        return self._new(lambda: f"{head}{self._rng.randint(*_NIP_SERIALS)}")

    def nik(self, birth: dt.date, *, female: bool) -> str:
        """Return a NIK whose day of birth is 40 higher for women."""
        day = birth.day + (40 if female else 0)
        return self._new(
            lambda: f"{self._region()}{day:02d}{birth:%m%y}{self._rng.randint(*self._serials)}"
        )

    def kpj(self) -> str:
        """Return a KPJ of 11 digits; older ones begin with a zero (domain §2)."""
        year = self._rng.choice(("08", "15", "19", "22", "24", "25", "25", "26"))
        return self._new(lambda: f"{year}{self._rng.randrange(10**9):09d}")

    def _region(self) -> str:
        region = pick(self._rng, self._shares)
        return f"{region}{self._rng.randint(1, self._regions[region][1]):02d}"

    def _new(self, make: Callable[[], str]) -> str:
        for _ in range(_TRIES):
            number = make()
            if number not in self._given:
                self._given.add(number)
                return number
        raise RuntimeError("no free number left for one day of birth")

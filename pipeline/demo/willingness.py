"""Who wants to take part, from when: OPDs and units differ widely, and all grow (domain §1)."""

from random import Random
from typing import Final

from pipeline.demo.data import demo_data
from pipeline.demo.people import Asn
from pipeline.demo.units import City

_SPREAD: Final = 0.16
_SILENT_UNITS: Final = 0.06
_UNKNOWN_UNIT: Final = 0.4
_BOUNDS: Final = (0.02, 0.97)


class Willingness:
    """Each person has a mood, each unit a rate.

    Who is below what the rate has grown to by a month takes part.
    """

    def __init__(self, city: City, months: int, rng: Random) -> None:
        self._city = city
        self._months = months
        self._rng = rng
        self._growth = demo_data("behaviour")["pertumbuhan"]
        self._moods: dict[str, float] = {}
        by_opd = {row["kode_opd"]: self._opd_rate(row["kode_opd"]) for row in city.opds}
        self._rates = {unit.unor_id: self._unit_rate(by_opd[unit.kode]) for unit in city.units}

    def takes_part(self, person: Asn, at: int) -> bool:
        """Tell whether `person` has begun to take part by month number `at` (0 is the first)."""
        mood = self._moods.setdefault(person.nik, self._rng.random())
        rate = self._rates.get(person.unit.unor_id, _UNKNOWN_UNIT)
        full = person.unit.kode == self._city.full_opd
        part_time = person.kind == "PPPK Paruh Waktu" and not full
        return mood < rate * self._grown(at, full=full) * (
            self._growth["paruh_waktu"] if part_time else 1
        )

    def _grown(self, at: int, *, full: bool) -> float:
        start = self._growth["awal"]
        way = (at / (self._months - 1)) ** self._growth["lengkung"] if self._months > 1 else 1
        grown = float(start + (1 - start) * way)
        return min(1.0, grown * self._growth["teladan"]) if full else grown

    def _opd_rate(self, kode: str) -> float:
        if kode in self._city.empty_opds:
            return 0.0
        if kode == self._city.full_opd:
            return 1.0
        known = demo_data("units")["minat"]
        return float(known.get(kode) or self._rng.uniform(known["terendah"], known["tertinggi"]))

    def _unit_rate(self, opd_rate: float) -> float:
        if opd_rate in (0.0, 1.0):
            return opd_rate
        if self._rng.random() < _SILENT_UNITS:
            return 0.0
        low, high = _BOUNDS
        return min(high, max(low, opd_rate + self._rng.gauss(0, _SPREAD)))

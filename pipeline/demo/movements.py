"""How the city's people change monthly: pensions, deaths, moves, starts, standings, new numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from pipeline.core.periods import Period
from pipeline.demo.data import demo_data
from pipeline.demo.people import ACTIVE, RETIREMENT_PREPARATION, Asn, Registry
from pipeline.demo.units import City, Unit, staffing, unmapped_unit

Roster = tuple[Asn, ...]

GONE: Final = ("Mencapai BUP", "Meninggal Dunia")
_STUDY: Final = "Tugas Belajar"
_PROBATION: Final = 13
_PREPARATION_MONTHS: Final = 6
_JANUARY, _MARCH = 1, 3


class Movements:
    """Makes the true roster of each month out of the one before."""

    def __init__(self, city: City, registry: Registry, rng: Random) -> None:
        self._city = city
        self._registry = registry
        self._rng = rng
        self._chance = demo_data("movements")
        self._homes: dict[str, list[Unit]] = {}
        self._general_jobs = {job["nama"] for job in demo_data("jobs")["jabatan"]["kantor"]}

    def first(self, asn: int) -> Roster:
        """Return the first month's roster of about `asn` people."""
        unmapped = demo_data("units")["tak_terpetakan"]["orang"] if asn >= 1000 else 1
        staffed = [*staffing(self._city, asn - unmapped), (unmapped_unit(), unmapped)]
        for unit, _ in staffed:
            if not self._city.settled(unit):
                self._homes.setdefault(unit.kind, []).append(unit)
        return tuple(
            person for unit, count in staffed for person in self._registry.staff(unit, count)
        )

    def next(self, roster: Roster, month: Period) -> Roster:
        """Return the roster of `month` from that of the month before."""
        stayed = [(person, self._changed(person, month)) for person in roster]
        gone = [before for before, after in stayed if after is None]
        people = [after for _, after in stayed if after is not None]
        return (*people, *self._newcomers(gone, len(roster), month))

    def _newcomers(self, gone: Sequence[Asn], size: int, month: Period) -> Iterable[Asn]:
        yield from [self._registry.successor(person, month) for person in gone]
        if month.month == _MARCH:
            homes = [unit for kind in sorted(self._homes) for unit in self._homes[kind]]
            for unit in self._rng.choices(homes, k=round(size * self._chance["formasi_maret"])):
                yield self._registry.beginner(unit, month)

    def _changed(self, person: Asn, month: Period) -> Asn | None:
        """Return the person as of `month`, or None when no longer on the roster."""
        if person.standing in GONE:
            return None
        if person.retires <= month.index:
            lingers = self._rng.random() < self._chance["tampil_setelah_pensiun"]
            return replace(person, standing=GONE[0]) if lingers else None
        if self._rng.random() < self._chance["meninggal"]:
            return replace(person, standing=GONE[1])
        return self._renumbered(
            self._moved(self._promoted(self._restood(person, month), month)), month
        )

    def _restood(self, person: Asn, month: Period) -> Asn:
        rng, chance = self._rng, self._chance
        roll = rng.random()
        if person.standing == ACTIVE:
            if (
                person.kind == "PNS"
                and person.retires - month.index <= _PREPARATION_MONTHS
                and not person.leads
            ):
                return (
                    replace(person, standing=RETIREMENT_PREPARATION)
                    if roll < chance["mulai_mpp"]
                    else person
                )
            studies = (
                person.kind == "PNS" and not person.leads and roll < chance["mulai_tugas_belajar"]
            )
            return replace(person, standing=_STUDY) if studies else person
        returns = person.standing != RETIREMENT_PREPARATION and roll < chance["kembali_aktif"]
        return replace(person, standing=ACTIVE) if returns else person

    def _promoted(self, person: Asn, month: Period) -> Asn:
        """Make a CPNS a PNS a year after the appointment."""
        if person.kind != "CPNS":
            return person
        started = Period.of(int(person.nip[8:12]), int(person.nip[12:14]))
        return replace(person, kind="PNS") if started.plus(_PROBATION) <= month else person

    def _moved(self, person: Asn) -> Asn:
        stays = person.leads or self._city.settled(person.unit) or person.kind.startswith("PPPK")
        if self._rng.random() >= self._chance["pindah"] or stays:
            return person
        return replace(person, unit=self._rng.choice(self._destinations(person)))

    def _destinations(self, person: Asn) -> list[Unit]:
        """Return the units with the person's job: one that a single OPD has stays in that OPD."""
        homes = self._homes[person.unit.kind]
        general = person.unit.kind != "bidang" or person.job in self._general_jobs
        return homes if general else [unit for unit in homes if unit.kode == person.unit.kode]

    def _renumbered(self, person: Asn, month: Period) -> Asn:
        if person.kind != "PPPK" or month.month != _JANUARY or self._city.settled(person.unit):
            return person
        if self._rng.random() >= self._chance["nomor_baru"]:
            return person
        return replace(person, nip=self._registry.renumbered(person, month))


def true_rosters(city: City, months: Sequence[Period], asn: int, rng: Random) -> list[Roster]:
    """Return the true roster of each of `months`, the first of about `asn` people."""
    movements = Movements(city, Registry(city, rng, months[0]), rng)
    rosters = [movements.first(asn)]
    for month in months[1:]:
        rosters.append(movements.next(rosters[-1], month))
    return rosters

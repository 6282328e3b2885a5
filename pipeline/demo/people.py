"""The people of the demo city: who works where, as what, with numbers and names that fit."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from pipeline.core.periods import Period
from pipeline.demo.data import demo_data, draw
from pipeline.demo.names import degrees, full_name
from pipeline.demo.numbers import ASN_SERIALS, Issuer
from pipeline.demo.units import City, OpdRow, Unit

Job = Mapping[str, Any]
ACTIVE: Final = "Aktif"
RETIREMENT_PREPARATION: Final = "Masa Persiapan Pensiun"
_PENSION_AGE: Final = 58
_PREPARATION_YEARS: Final = 2
_CPNS_SHARE: Final = 0.09
_PART_TIME_SHARE: Final = 0.24
_PART_TIME_LEVELS: Final = frozenset({"pelaksana", "penelaah", "pertama"})
_BEGINNERS: Final = frozenset({"pelaksana", "penelaah", "pertama", "terampil"})
_CAREER_YEARS: Final = 34
_YOUNG: Final = (23, 33)
_APPOINTMENT_MONTHS: Final = ("01", "02", "03", "03", "04", "05", "06", "08", "10", "12", "12")
_CONTRACT_AGES: Final = (0, 1, 1, 2, 3, 4)
_LEADING: Final = ("Kepala", "Lurah", "Komandan", "Inspektur", "Koordinator")
_HEAD_LEVEL: Final = "pimpinan"
_REPORTER_LEVEL: Final = "sekretaris"


@dataclass(frozen=True, slots=True)
class Asn:
    """One ASN as the truth is in one month; exports may spoil it.

    `retires` is the first month gone (month index).
    """

    nip: str
    name: str
    front: str
    back: str
    nik: str
    female: bool
    birth: dt.date
    kind: str
    grade: str
    job: str
    level: str
    unit: Unit
    standing: str
    retires: int

    @property
    def leads(self) -> bool:
        """Whether this person heads a unit or an OPD, or reports for it."""
        return self.level in (_HEAD_LEVEL, _REPORTER_LEVEL) or self.job.startswith(_LEADING)


class Registry:
    """Hires invented people; numbers stay unique over the life of the registry."""

    def __init__(self, city: City, rng: Random, first: Period) -> None:
        self._city = city
        self._rng = rng
        self._first = first
        self._issuer = Issuer(rng, ASN_SERIALS)

    def staff(self, unit: Unit, count: int) -> list[Asn]:
        """Return `count` people for `unit`: those who lead it first."""
        leaders = self._leaders(unit)[:count]
        ordinary = self._rng.choices(*_jobs(unit), k=count - len(leaders))
        return [
            *(self._leader(unit, job) for job in leaders),
            *(self._ordinary(unit, job) for job in ordinary),
        ]

    def successor(self, gone: Asn, month: Period) -> Asn:
        """Return who takes `gone`'s place in `month`: an equal for a leader, else a beginner."""
        posts = [*self._leaders(gone.unit), *_jobs(gone.unit)[0]] if gone.leads else []
        same = next((job for job in posts if job["nama"] == gone.job), None)
        return self._leader(gone.unit, same) if same else self.beginner(gone.unit, month)

    def beginner(self, unit: Unit, month: Period) -> Asn:
        """Return a new CPNS or PPPK of `unit` who starts in `month`."""
        posts = [job for job in _jobs(unit)[0] if job["jenjang"] in _BEGINNERS]
        job = self._rng.choices(posts, [float(post["bobot"]) for post in posts])[0]
        kind = "PPPK" if self._rng.random() < job["pppk"] else "CPNS"
        start = f"{month.year}21" if kind == "PPPK" else f"{month.year}{month.month:02d}"
        return self._person(unit, job, kind, self._birth(_YOUNG), start)

    def renumbered(self, person: Asn, month: Period) -> str:
        """Return the NI that a new contract gives a PPPK."""
        count = int(person.nip[13]) + 1
        return self._issuer.nip(person.birth, f"{month.year}2{count}", female=person.female)

    def _leaders(self, unit: Unit) -> list[Job]:
        if unit.kind in ("kantor", "kecamatan"):
            return _office_leaders(self._city.opd[unit.kode])
        data = demo_data("jobs")
        word = unit.name.split(maxsplit=1)[0]
        return [data["pimpinan"][word]] if word in data["pimpinan"] else []

    def _leader(self, unit: Unit, job: Job) -> Asn:
        birth = self._birth(demo_data("jobs")["umur"][job["jenjang"]])
        return replace(
            self._person(unit, job, "PNS", birth, self._appointed(birth)), standing=ACTIVE
        )

    def _ordinary(self, unit: Unit, job: Job) -> Asn:
        kind = self._kind(job)
        span = _YOUNG if kind == "CPNS" else demo_data("jobs")["umur"][job["jenjang"]]
        birth = self._birth(span)
        starts = {"PNS": self._appointed, "CPNS": self._newly_appointed}
        return self._person(unit, job, kind, birth, starts.get(kind, self._contracted)(birth))

    def _kind(self, job: Job) -> str:
        rng = self._rng
        if rng.random() < job["pppk"]:
            part_time = job["jenjang"] in _PART_TIME_LEVELS and rng.random() < _PART_TIME_SHARE
            return "PPPK Paruh Waktu" if part_time else "PPPK"
        return (
            "CPNS" if job["jenjang"] in _PART_TIME_LEVELS and rng.random() < _CPNS_SHARE else "PNS"
        )

    def _person(self, unit: Unit, job: Job, kind: str, birth: dt.date, start: str) -> Asn:
        rng = self._rng
        female = rng.random() < demo_data("jobs")["perempuan"][job["gelar"]]
        front, back = degrees(rng, job["gelar"], birth.year, female=female)
        return Asn(
            nip=self._issuer.nip(birth, start, female=female),
            name=full_name(rng, birth.year, female=female),
            front=front,
            back=back,
            nik=self._issuer.nik(birth, female=female),
            female=female,
            birth=birth,
            kind=kind,
            grade=self._grade(kind, job["jenjang"], start),
            job=job["nama"],
            level=job["jenjang"],
            unit=unit,
            standing=self._standing(birth, kind),
            retires=_retires(birth, job["jenjang"]),
        )

    def _grade(self, kind: str, level: str, start: str) -> str:
        grades = demo_data("jobs")["golongan"]
        if kind.startswith("PPPK"):
            return str(grades["pppk"][level])
        ladder = grades["pns"][level]
        years = self._first.year - int(start[:4]) + self._rng.randint(-2, 3)
        return str(ladder[max(0, min(years * len(ladder) // _CAREER_YEARS, len(ladder) - 1))])

    def _birth(self, ages: Sequence[int]) -> dt.date:
        start = dt.date(self._first.year, self._first.month, 1)
        return start - dt.timedelta(days=self._rng.randint(ages[0] * 365 + 30, ages[1] * 365 + 320))

    def _appointed(self, birth: dt.date) -> str:
        rng = self._rng
        latest = self._first.year - 2
        year = min(birth.year + rng.choice((21, 22, 23, 24, 24, 25, 26, 27, 28, 30, 33)), latest)
        return f"{year}{rng.choice(_APPOINTMENT_MONTHS)}"

    def _newly_appointed(self, _birth: dt.date) -> str:
        year = self._first.year - (self._first.month < 7)
        return f"{year}{self._rng.choice(('03', '04', '05', '06'))}"

    def _contracted(self, birth: dt.date) -> str:
        latest = self._first.year - (self._first.month < 3)
        return f"{max(latest - self._rng.choice(_CONTRACT_AGES), birth.year + 20)}21"

    def _standing(self, birth: dt.date, kind: str) -> str:
        chances = demo_data("movements")["kedudukan_awal"]
        found = draw(self._rng, chances) if kind == "PNS" else None
        near = self._first.year - birth.year >= _PENSION_AGE - _PREPARATION_YEARS
        return ACTIVE if found is None or (found == RETIREMENT_PREPARATION and not near) else found


def reporter_of(people: Sequence[Asn], opd: OpdRow) -> Asn | None:
    """Return who reports for `opd`, if such a person is among `people`."""
    title = opd["pelapor_jabatan"]
    fitting = (
        p
        for p in people
        if p.unit.kode == opd["kode_opd"] and p.job == title and p.level == _REPORTER_LEVEL
    )
    return next(fitting, None)


def _office_leaders(opd: OpdRow) -> list[Job]:
    reporter = {"nama": opd["pelapor_jabatan"], "jenjang": _REPORTER_LEVEL, "gelar": "pamong"}
    head = demo_data("jobs")["kepala"][opd["jenis"]]
    title = f"{head} {opd['nama_opd'].split()[-1]}" if head == "Sekretaris" else head
    return [reporter, {"nama": title, "jenjang": _HEAD_LEVEL, "gelar": "pamong"}]


def _jobs(unit: Unit) -> tuple[list[Job], list[float]]:
    jobs = demo_data("jobs")["jabatan"]
    listed = jobs.get(unit.kind) or jobs.get(unit.kode) or jobs["kantor"]
    return listed, [float(job["bobot"]) for job in listed]


def _retires(birth: dt.date, level: str) -> int:
    age = demo_data("jobs")["pensiun"].get(level, _PENSION_AGE)
    return Period.of(birth.year + age, birth.month).index + 1

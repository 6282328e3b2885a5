"""How donors are written on the registration form, which is typed by hand (domain §3)."""

import datetime as dt
from random import Random
from typing import Final

from pipeline.demo.data import demo_data, draw
from pipeline.demo.names import full_name
from pipeline.demo.numbers import ASN_SERIALS, Issuer
from pipeline.demo.payments import Signature
from pipeline.demo.people import Asn
from pipeline.demo.units import City
from pipeline.demo.writing import full_title, misspelt, mistyped

Repair = tuple[str, str, str]

_MISSPELT: Final = 0.25
_UPPER: Final = 0.45
_TITLED: Final = 0.12
_WITH_OPD: Final = 0.8
_OLD_NIP: Final = (130_000_000, 140_999_999)
_STRANGER_BORN: Final = (1970, 1995)


class Clerk:
    """Fills in forms, and errs at times.

    Remembers which of the errors the operator has already repaired.
    """

    def __init__(self, city: City, rng: Random) -> None:
        self._city = city
        self._rng = rng
        self._issuer = Issuer(rng, ASN_SERIALS)
        self._data = demo_data("behaviour")
        self.repairs: list[Repair] = []

    def signature(self, person: Asn, *, careful: bool) -> Signature:
        """Return how `person` stands on the form; a careful hand makes no errors."""
        fault = None if careful else draw(self._rng, self._data["cacat_tulis"])
        name, opd = self._name(person), self._opd(person)
        if fault == "nik_saja":
            return Signature("", name, person.nik, opd)
        if fault == "nip_lama":
            return Signature(str(self._rng.randint(*_OLD_NIP)), name, "", opd)
        if fault == "bukan_asn_kota":
            return self._stranger()
        if fault == "salah_ketik":
            return self._mistyped(person, name, opd)
        return Signature(person.nip, name, "", opd)

    def _mistyped(self, person: Asn, name: str, opd: str) -> Signature:
        rng = self._rng
        written = misspelt(rng, name) if rng.random() < _MISSPELT else name
        signature = Signature(mistyped(rng, person.nip), written, "", opd)
        if rng.random() < self._data["koreksi"]["diterima"]:
            self.repairs.append((signature.nip, signature.name.upper(), person.nip))
        return signature

    def _stranger(self) -> Signature:
        """Return an ASN of another government, who is on no roster of the city."""
        rng = self._rng
        birth = dt.date(rng.randint(*_STRANGER_BORN), rng.randint(1, 12), rng.randint(1, 28))
        female = rng.random() < 0.5
        nip = self._issuer.nip(birth, f"{birth.year + 25}03", female=female)
        return Signature(
            nip, full_name(rng, birth.year, female=female), "", self._data["kata"]["instansi_lain"]
        )

    def _name(self, person: Asn) -> str:
        roll = self._rng.random()
        if roll < _UPPER:
            return person.name.upper()
        return (
            full_title(person.name, person.front, person.back)
            if roll < _UPPER + _TITLED
            else person.name
        )

    def _opd(self, person: Asn) -> str:
        if not person.unit.kode or self._rng.random() > _WITH_OPD:
            return ""
        row = self._city.opd[person.unit.kode]
        return str(self._rng.choice([row["nama_opd"], *filter(None, row["alias"].split(";"))]))

"""The units of the demo city: offices, schools, puskesmas, kelurahan, and how many work in each."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from pipeline.demo.data import demo_data
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.references import References

OpdRow = Mapping[str, Any]
_KIND_OF_FIRST_WORD: Final = {
    "SD": "sd",
    "SMP": "smp",
    "TK": "tk",
    "Puskesmas": "puskesmas",
    "Instalasi": "instalasi",
    "Kelurahan": "kelurahan",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A leaf unit. `kind` says which jobs it has.

    An unmapped unit (no kode) is on no list of the city.
    """

    kode: str
    name: str
    kind: str
    unor_id: str


@dataclass(frozen=True)
class City:
    """The demo city's fixed frame: policy, OPDs, units, and which OPDs all or none take part in."""

    policy: Policy
    opds: tuple[OpdRow, ...]
    units: tuple[Unit, ...]

    @cached_property
    def opd(self) -> dict[str, OpdRow]:
        """kode_opd -> its row of opd.csv."""
        return {row["kode_opd"]: row for row in self.opds}

    @cached_property
    def empty_opds(self) -> frozenset[str]:
        """The OPDs in which nobody takes part."""
        return frozenset(demo_data("units")["peran"]["nihil"])

    @cached_property
    def full_opd(self) -> str:
        """The OPD in which everybody does."""
        return str(demo_data("units")["peran"]["penuh"])

    def settled(self, unit: Unit) -> bool:
        """Tell whether nobody moves in or out.

        So the OPD keeps its 0 % or 100 %, or the unit its few.
        """
        return unit.kode in self.empty_opds or unit.kode in ("", self.full_opd)


def build_city(references: References) -> City:
    """Lay out the demo city over the shipped OPDs and units."""
    rows = tuple(references.opd.fill_null("").to_dicts())
    return City(references.policy, rows, tuple(_units(rows, references.units)))


def unmapped_unit() -> Unit:
    """Return the unit that stands in rosters but in no list of the city."""
    return Unit(
        "", demo_data("units")["tak_terpetakan"]["nama"], "bidang", _unor_id("", "tak terpetakan")
    )


def staffing(city: City, asn: int) -> list[tuple[Unit, int]]:
    """Share `asn` people out over the units, in proportion to the sizes of a real city.

    Every OPD has someone.
    """
    sizes = demo_data("units")["ukuran"]
    weights = demo_data("units")["bobot"]
    opds = [row["kode_opd"] for row in city.opds]
    shares = _shares([float(sizes.get(kode, 80)) for kode in opds], asn - len(opds))
    staffed: list[tuple[Unit, int]] = []
    for kode, share in zip(opds, shares, strict=True):
        units = [unit for unit in city.units if unit.kode == kode]
        counts = _shares([float(weights[unit.kind]) for unit in units], share)
        counts[0] += 1
        staffed += [(unit, count) for unit, count in zip(units, counts, strict=True) if count]
    return staffed


def _shares(weights: Sequence[float], total: int) -> list[int]:
    """Share `total` by largest remainder, the first winning ties."""
    whole = sum(weights)
    exact = [max(total, 0) * weight / whole for weight in weights]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_remainder[: max(total, 0) - sum(counts)]:
        counts[i] += 1
    return counts


def _units(rows: Iterable[OpdRow], listed: pl.DataFrame) -> Iterable[Unit]:
    spellings = set(demo_data("units")["ejaan_lain"]["kelurahan"])
    known = [
        (r["kode_opd"], r["unit_kerja"])
        for r in listed.iter_rows(named=True)
        if r["unit_kerja"] not in spellings
    ]
    kelurahan = [name for _, name in known if name.startswith("Kelurahan ")]
    for row in rows:
        kode = row["kode_opd"]
        own = [name for owner, name in known if owner == kode]
        names = dict.fromkeys(
            [_office(row), *own, *_divisions(row), *_institutions(kode, kelurahan)]
        )
        yield from (Unit(kode, name, _kind(row, name), _unor_id(kode, name)) for name in names)


def _office(row: OpdRow) -> str:
    names = demo_data("units")["kantor"]
    name = names.get(row["kode_opd"]) or names.get(row["jenis"]) or names["umum"]
    return f"{name} {row['nama_opd']}"


def _divisions(row: OpdRow) -> list[str]:
    names = demo_data("units")["bidang"].get(row["kode_opd"], [])
    return [f"{name} {row['nama_opd']}" for name in names]


def _institutions(kode: str, kelurahan: Sequence[str]) -> list[str]:
    data = demo_data("units")
    if kode == "DISDIK":
        return [
            *data["sekolah"]["tk"],
            *_elementary(kelurahan),
            *_secondary(data["sekolah"]["smp"]),
        ]
    if kode == "DINKES":
        return [f"Puskesmas {name}" for name in data["puskesmas"]["nama"]]
    return []


def _elementary(kelurahan: Sequence[str]) -> list[str]:
    most = demo_data("units")["sekolah"]["sd_paling_banyak"]
    places = [name.removeprefix("Kelurahan ") for name in kelurahan]
    return [
        f"SD Negeri {place} {number:02d}"
        for i, place in enumerate(places)
        for number in range(1, i % most + 2)
    ]


def _secondary(count: int) -> list[str]:
    return [f"SMP Negeri {number} Semarang" for number in range(1, count + 1)]


def _kind(row: OpdRow, name: str) -> str:
    if name == _office(row):
        return "kecamatan" if row["jenis"] == "kecamatan" else "kantor"
    return _KIND_OF_FIRST_WORD.get(name.split(maxsplit=1)[0], "bidang")


def _unor_id(kode: str, name: str) -> str:
    return "A" + hashlib.sha256(f"{kode}|{name}".encode()).hexdigest()[:15].upper()

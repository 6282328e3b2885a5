"""Cities by chance: people who move, pay for each other's workers, and are written down wrongly."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.builders.delivered_city import OPDS, PERIOD, set_addresses, set_sending
from tests.builders.small_city import lay_down

BEFORE, AFTER = "2026-02", "2026-04"
_SYLLABLES: Final = (
    "ba",
    "ce",
    "di",
    "fu",
    "go",
    "ha",
    "je",
    "ki",
    "lu",
    "mo",
    "na",
    "pe",
    "ra",
    "su",
    "to",
    "wi",
)
_ROSTER: Final = "NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,Jabatan,Unit Kerja,OPD\n"
_PAID: Final = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar,Status Bayar,Sumber Dana,OPD Donatur\n"
_UNITS: Final = "unor_id,unit_kerja,kode_opd\nU-001,Puskesmas Pandanaran,DINKES\n"


@dataclass(frozen=True)
class Person:
    """Somebody whose name no other bears in part, and where they are last month and now ("": not)."""

    nip: str
    name: str
    nik: str
    before: str
    now: str


def invented_people(chance: random.Random, count: int = 40) -> list[Person]:
    """Return people of whom some come, go or move."""
    words: set[str] = set()
    while len(words) < 2 * count:
        words.add("".join(chance.sample(_SYLLABLES, 4)).capitalize())
    names = sorted(words)
    chance.shuffle(names)
    people = []
    for n in range(count):
        born = f"{chance.randint(1970, 1999)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
        nip = f"{born}2015{chance.randint(1, 12):02d}{chance.randint(1, 2)}{n + 1:03d}"
        nik = f"337401{born[6:8]}{born[4:6]}{born[2:4]}{n + 1:04d}"
        home = OPDS[n % len(OPDS)]
        now = chance.choice([home] * 8 + [*OPDS, ""])
        before = chance.choice([home] * 8 + [""])
        people.append(
            Person(
                nip,
                f"{names[2 * n]} {names[2 * n + 1]}",
                nik,
                before,
                now or home if not before else now,
            )
        )
    return people


def lay_random_city(folder: Path, seed: int) -> list[Person]:
    """Lay down the inputs of a city in `folder` and return its people."""
    chance = random.Random(seed)
    people = invented_people(chance)
    marked = chance.choice(people)
    files = {
        f"{BEFORE}/asn/roster.csv": _ROSTER + "".join(_roster(people, "before", chance)),
        f"{BEFORE}/iuran/bayar.csv": _PAID + "".join(_payments(people, BEFORE, chance)),
        f"{PERIOD}/asn/{marked.name}.csv": _ROSTER + "".join(_roster(people, "now", chance)),
        f"{PERIOD}/iuran/{marked.name} {marked.nip}.csv": _PAID
        + "".join(_payments(people, PERIOD, chance)),
        f"{PERIOD}/iuran/cabang dua.csv": _PAID + "".join(_payments(people, PERIOD, chance)),
        f"{AFTER}/iuran/susulan {marked.nip}.csv": _PAID
        + "".join(_payments(people, PERIOD, chance, AFTER)),
    }
    lay_down(folder, files)
    (folder / "referensi" / "unit_kerja.csv").write_text(_UNITS, encoding="utf-8")
    set_addresses(folder, {kode: f"sekretariat.{kode.lower()}@dinas.contoh.go.id" for kode in OPDS})
    set_sending(folder, saluran="folder", pengirim="operator@kota.contoh.go.id")
    return people


def _roster(people: list[Person], when: str, chance: random.Random) -> Iterator[str]:
    """Yield rows, in some of which a cell of somebody else's has slipped."""
    for one in people:
        opd = str(getattr(one, when))
        if not opd:
            continue
        other = chance.choice(people)
        slip = chance.choice(["", "", "", "", other.name, other.nip, other.nik])
        cells = {
            "jenis": "PNS",
            "kedudukan": "Aktif",
            "jabatan": "Guru",
            "unit": f"Unit {chance.randint(1, 3)}",
        }
        if slip:
            cells[chance.choice([*cells])] = slip
        yield ",".join([one.nip, one.name, one.nik, *cells.values(), opd]) + "\n"
    twice = chance.choice([one for one in people if getattr(one, when)])
    yield f"{twice.nip},{chance.choice(people).name},,PNS,Aktif,Guru,Unit 1,{chance.choice(OPDS)}\n"


def _payments(
    people: list[Person], month: str, chance: random.Random, received: str = ""
) -> Iterator[str]:
    """Yield payments: for each other's workers, for each other, under mistyped NIPs, unreadable."""
    for n, one in enumerate(people):
        if chance.random() < 0.3:
            continue
        other = chance.choice(people)
        cells = {
            "nip": chance.choice([one.nip] * 6 + [one.nip[:-1], _swapped(one.nip), "", other.nip]),
            "nama": chance.choice([one.name] * 5 + [other.name, ""]),
            "nik": chance.choice([f"33740215078{n % 20:05d}"] * 4 + [other.nik, ""]),
            "bulan": month,
            "nominal": chance.choice(["16800"] * 6 + ["8400", "50400"]),
            "tanggal": chance.choice([f"{received or month}-0{1 + n % 9}", ""]),
            "status": chance.choice(["lunas"] * 6 + ["gagal"]),
            "dana": chance.choice([""] * 6 + ["APBD"]),
            "opd": chance.choice(["", *OPDS]),
        }
        slip = chance.choice(
            [""] * 5 + [other.name, other.nip, f"atas nama {other.name}", other.nik]
        )
        if slip:
            cells[chance.choice([*cells][3:])] = slip
        yield ",".join(cells.values()) + "\n"


def _swapped(nip: str) -> str:
    return nip[:-3] + nip[-2] + nip[-3] + nip[-1]

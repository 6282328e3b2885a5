"""Roster exports: a month's true roster as SIMPEG, SIASN or a CSV shows it, with their faults."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Any, Final

from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.demo.data import demo_data
from pipeline.demo.exporting import Row, csv_bytes, sheets_bytes
from pipeline.demo.movements import Roster
from pipeline.demo.people import Asn
from pipeline.demo.units import City
from pipeline.demo.writing import excel_number, full_title

_REPEAT_HEADER_AFTER: Final = 400
_SHORT_STANDING: Final = {"Masa Persiapan Pensiun": "MPP"}
_UPPER_UNITS: Final = 0.3
_CLOSING_ROWS: Final = 2


class RosterExport:
    """One month's roster file in one of the layouts."""

    def __init__(self, city: City, roster: Roster, month: Period, rng: Random) -> None:
        self._city = city
        self._roster = roster
        self._month = month
        self._rng = rng
        self._layout = demo_data("layouts")
        self._fault = self._layout["cacat_roster"]
        self._order = {row["kode_opd"]: at for at, row in enumerate(city.opds)}

    def file(self, kind: str) -> tuple[str, bytes]:
        """Return name and bytes of the export of `kind`: simpeg, siasn or csv."""
        make: dict[str, Callable[[], bytes]] = {
            "simpeg": self._simpeg,
            "siasn": self._siasn,
            "csv": self._csv,
        }
        name = self._layout["berkas"][kind].format(bulan=self._month, nama_bulan=self._month.name)
        return name, make[kind]()

    def _happens(self, fault: str) -> bool:
        return self._rng.random() < float(self._fault[fault])

    def _listed(self, people: Iterable[Asn]) -> Iterator[Asn]:
        """Yield the people in the file's order; some stand in it twice."""
        for person in people:
            yield person
            if self._happens("ganda"):
                yield person

    def _nip(self, person: Asn, *, numbers: bool) -> object:
        faultless = person.unit.kode == self._city.full_opd
        if numbers and not faultless and self._happens("nip_angka"):
            return excel_number(person.nip)
        if not faultless and self._happens("nip_salah"):
            return person.nip[:-1]
        return person.nip

    def _name(self, text: str) -> str:
        return "" if self._happens("nama_kosong") else text

    def _nik(self, person: Asn) -> str:
        if self._happens("nik_kosong"):
            return "-"
        return f"{person.nik[:6]}**********" if self._happens("nik_samar") else person.nik

    def _standing(self, person: Asn) -> str:
        if self._happens("kedudukan_kosong"):
            return ""
        return _SHORT_STANDING.get(person.standing, person.standing)

    def _kind(self, person: Asn) -> str:
        return (
            str(self._layout["kata"]["kontrak"]) if self._happens("jenis_kontrak") else person.kind
        )

    def _csv(self) -> bytes:
        rows = (
            self._csv_row(number, person)
            for number, person in enumerate(self._listed(self._roster), 1)
        )
        return csv_bytes([self._layout["csv"], *rows], ";")

    def _csv_row(self, number: int, person: Asn) -> Row:
        return (
            number,
            self._nip(person, numbers=False),
            self._name(person.name),
            person.front,
            person.back,
            self._nik(person),
            self._kind(person),
            person.grade,
            person.job,
            person.unit.name,
            self._standing(person),
        )

    def _siasn(self) -> bytes:
        columns = self._layout["siasn"]
        rows = (self._siasn_row(person, columns) for person in self._listed(self._roster))
        return sheets_bytes([("Data", [columns, *rows])])

    def _siasn_row(self, person: Asn, columns: Sequence[str]) -> Row:
        values = {**self._siasn_person(person), **self._siasn_post(person)}
        return [values.get(column, "") for column in columns]

    def _siasn_person(self, person: Asn) -> dict[str, object]:
        apostrophe = "'" if self._happens("nip_petik") else ""
        return {
            "PNS ID": hashlib.sha256(person.nik.encode()).hexdigest()[:16].upper(),
            "NIP BARU": f"{apostrophe}{self._nip(person, numbers=False)}",
            "NIP LAMA": "-",
            "NAMA": self._name(person.name.upper()),
            "GELAR DEPAN": person.front,
            "GELAR BELAKANG": person.back,
            "TEMPAT LAHIR NAMA": self._rng.choice(self._layout["tempat_lahir"]),
            "TANGGAL LAHIR": f"{person.birth:%d-%m-%Y}",
            "JENIS KELAMIN": "F" if person.female else "M",
            "NIK": self._nik(person),
            "NOMOR HP": "080000000000",
            "ALAMAT": "Jl. Contoh No. 1",
            "IS VALID NIK": "1",
        }

    def _siasn_post(self, person: Asn) -> dict[str, object]:
        contract = person.kind.startswith("PPPK")
        standing = "PPPK Aktif" if contract and person.standing == "Aktif" else person.standing
        name = person.unit.name.upper() if self._rng.random() < _UPPER_UNITS else person.unit.name
        agency = self._layout["kata"]["instansi"]
        return {
            "JENIS PEGAWAI NAMA": self._layout["jenis_siasn"][person.kind],
            "STATUS CPNS PNS": self._layout["status_siasn"].get(person.kind, ""),
            "KEDUDUKAN HUKUM NAMA": "" if self._happens("kedudukan_kosong") else standing,
            "GOL AKHIR NAMA": person.grade,
            "JABATAN NAMA": person.job,
            "UNOR ID": person.unit.unor_id,
            "UNOR NAMA": name,
            "INSTANSI INDUK NAMA": agency,
            "INSTANSI KERJA NAMA": agency,
        }

    def _simpeg(self) -> bytes:
        words, month = self._layout["kata"], self._month.name
        cover = [(words["sampul"],), (), (words["keadaan"].format(nama_bulan=month),)]
        sheets = [
            (title, self._simpeg_sheet(kinds)) for title, kinds in self._layout["lembar"].items()
        ]
        return sheets_bytes([("Cover", cover), *sheets])

    def _simpeg_sheet(self, kinds: Sequence[str]) -> list[Row]:
        words, header = self._layout["kata"], self._layout["simpeg"]
        people = [p for p in self._roster if self._opd_value(p, "jenis") in kinds]
        rows: list[Row] = [
            (words["judul_simpeg"],),
            (words["keadaan"].format(nama_bulan=self._month.name),),
            (),
        ]
        for number, person in enumerate(self._listed(sorted(people, key=self._opd_order)), 1):
            if number % _REPEAT_HEADER_AFTER == 1:
                rows += [header, tuple(range(1, len(header) + 1))]
            rows.append(self._simpeg_row(number, person))
        return rows + self._closing(len(people))

    def _simpeg_row(self, number: int, person: Asn) -> Row:
        nip = self._nip(person, numbers=True)
        spaced = (
            isinstance(nip, str) and len(nip) == len(person.nip) and self._happens("nip_berspasi")
        )
        return (
            number,
            formats.nip(person.nip) if spaced else nip,
            self._name(full_title(person.name, person.front, person.back)),
            self._nik(person),
            self._kind(person),
            person.grade,
            person.job,
            person.unit.name,
            self._opd_name(person),
            self._standing(person),
        )

    def _closing(self, count: int) -> list[Row]:
        words = self._layout["kata"]
        place = words["tempat_tanggal"].format(tanggal=formats.date(self._month.last_day))
        blank = [()] * _CLOSING_ROWS
        return [
            (words["jumlah"], count),
            (),
            _signed(place),
            _signed(words["penanda_roster"]),
            *blank,
            _signed("...."),
        ]

    def _opd_value(self, person: Asn, field: str) -> Any:
        return self._city.opd[person.unit.kode][field] if person.unit.kode else ""

    def _opd_order(self, person: Asn) -> int:
        return self._order.get(person.unit.kode, len(self._order))

    def _opd_name(self, person: Asn) -> str:
        aliases = [alias for alias in str(self._opd_value(person, "alias")).split(";") if alias]
        name = str(self._opd_value(person, "nama_opd"))
        return self._rng.choice(aliases) if aliases and self._rng.random() < _UPPER_UNITS else name


def _signed(text: str) -> Row:
    """Return a line of the signature block, which stands under the column of job titles."""
    return ("", "", "", "", "", "", text)


def roster_kind(months_before_last: int) -> str:
    """Return the layout of a month by how long before the last month it lies: they take turns."""
    turns = demo_data("layouts")["giliran"]
    return str(turns[months_before_last % len(turns)])

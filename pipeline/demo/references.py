"""The reference files of the demo city: the shipped ones, filled in and extended (contract §1)."""

from collections.abc import Iterable, Sequence

from pipeline.core.periods import Period
from pipeline.demo.data import demo_data
from pipeline.demo.exporting import csv_bytes
from pipeline.demo.movements import Roster
from pipeline.demo.people import reporter_of
from pipeline.demo.signatures import Repair
from pipeline.demo.units import City, OpdRow
from pipeline.demo.writing import full_title
from pipeline.knowledge.references import LASTING_COLUMNS, OPD_COLUMNS, REPAIR_COLUMNS, UNIT_COLUMNS

# The demo's organisation is one for all its months.
_OPD_COLUMNS = tuple(name for name in OPD_COLUMNS if name not in LASTING_COLUMNS)
_UNIT_COLUMNS = tuple(name for name in UNIT_COLUMNS if name not in LASTING_COLUMNS)


def opd_csv(city: City, roster: Roster) -> bytes:
    """Return opd.csv with an invented reporter for every OPD.

    It is the person of that office on the last roster.
    """
    rows = [_with_reporter(row, number, roster) for number, row in enumerate(city.opds, 1)]
    return csv_bytes([_OPD_COLUMNS, *([row[c] for c in _OPD_COLUMNS] for row in rows)], ",")


def unit_csv(city: City, shipped: Iterable[Sequence[str]]) -> bytes:
    """Return unit_kerja.csv: every unit of the city, and the shipped rows no one works in.

    The shipped rows have UNIT_COLUMNS.
    """
    own = [(unit.unor_id, unit.name, unit.kode) for unit in city.units]
    housed = {(name, kode) for _, name, kode in own}
    others = [tuple(row[: len(_UNIT_COLUMNS)]) for row in shipped if (row[1], row[2]) not in housed]
    return csv_bytes([_UNIT_COLUMNS, *own, *others], ",")


def repairs_csv(repairs: Iterable[Repair]) -> bytes:
    """Return koreksi.csv from the repairs that the operator has accepted."""
    return csv_bytes([REPAIR_COLUMNS, *dict.fromkeys(repairs)], ",")


def coverage_csv(last: Period) -> bytes:
    """Return cakupan.csv with invented figures for the year of `last` and the two before."""
    years = demo_data("references")["cakupan"]
    rows = [(last.year - year["mundur"], year["peserta_aktif"], year["potensi"]) for year in years]
    return csv_bytes([("tahun", "peserta_aktif", "potensi"), *rows], ",")


def _with_reporter(row: OpdRow, number: int, roster: Roster) -> dict[str, str]:
    texts = demo_data("references")
    kode = str(row["kode_opd"])
    post = texts["pos_el"].format(kode=kode.lower())
    filled = {**row, "pos_el": post, "alamat": texts["alamat"].format(nomor=number)}
    person = reporter_of(roster, row)
    if person is not None:
        name = full_title(person.name, person.front, person.back)
        rank = demo_data("jobs")["pangkat"].get(person.grade, "")
        filled |= {"pelapor_nama": name, "pelapor_nip": person.nip, "pelapor_pangkat": rank}
    return filled

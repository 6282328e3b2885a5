"""Every pair of conditions that can meet in one record or person.

Sections 5.4 and 5.5 say "the first that applies".
"""

import tempfile
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Final

import pytest

from pipeline.assessing.month import Month
from schemas.codes import DISPOSITIONS, OWN_RECORD_REASONS
from tests.builders.small_city import lay_down, month

LABELS: Final = {
    "nip": "NIP Donatur",
    "nama": "Nama Donatur",
    "nik": "NIK Donatur",
    "pekerja": "NIK Pekerja",
    "bulan": "Bulan Iuran",
    "akhir": "Bulan Akhir",
    "nominal": "Nominal",
    "status": "Status Bayar",
    "sumber": "Sumber Dana",
    "tanggal": "Tanggal Bayar",
}
Cells = dict[str, str]
# Which cells a condition is made of: two that want the same cell cannot meet.
RECORD_CONDITIONS: Final = {
    "ditolak": "akhir",
    "di_luar_periode": "bulan",
    "belum_lunas": "status",
    "dana_bukan_asn": "sumber",
    "donatur_tidak_di_roster": "nip",
    "donatur_diduga": "nip",
    "donatur_tidak_dikenal": "nip",
    "diri_sendiri": "pekerja",
    "pekerja_asn": "pekerja",
    "kurang_bayar": "nominal",
    "duplikat": "pekerja",
    "diklaim_lebih_dulu": "pekerja",
    "dihitung": "",
}
RECORD_PAIRS: Final = [
    (first, second)
    for first, second in combinations(DISPOSITIONS, 2)
    if RECORD_CONDITIONS[first] != RECORD_CONDITIONS[second]
]
NAMES: Final = (
    "Agus",
    "Bambang",
    "Cahyo",
    "Darmawan",
    "Eko",
    "Fajar",
    "Galih",
    "Hendra",
    "Irfan",
    "Joko",
)


def nip(number: int) -> str:
    return f"1990010120150{4 + number // 900}1{number % 900 + 100:03d}"


def name(number: int) -> str:
    """Return a name unlike every other person's, so that only who is meant is suggested."""
    tens, ones = divmod(number, 10)
    return f"{NAMES[ones]} {NAMES[tens % 10]} {'Wi' * (number + 1)}"


def nik(number: int, kind: int = 1) -> str:
    return f"33740{kind}010190{number + 1:04d}"


def record(number: int, **cells: str) -> Cells:
    own = {
        "nip": nip(number),
        "nama": name(number),
        "pekerja": nik(number, 2),
        "bulan": "2026-03",
        "nominal": "16800",
    }
    return {**dict.fromkeys(LABELS, ""), **own, "tanggal": "20/03/2026", **cells}


def with_condition(cells: Cells, condition: str, number: int) -> Cells:
    """Return the record `cells` of person `number` with one line of §5.4 made true of it."""
    stranger = nip(number).replace("1990", "1955")
    made: Mapping[str, Cells] = {
        "ditolak": {"akhir": "entah"},
        "di_luar_periode": {"bulan": "2026-02"},
        "belum_lunas": {"status": "gagal"},
        "dana_bukan_asn": {"sumber": "APBD"},
        "donatur_tidak_di_roster": {"nip": nip(number).replace("1990", "1970"), "nama": ""},
        "donatur_diduga": {"nip": nip(number)[:-1]},
        "donatur_tidak_dikenal": {"nip": stranger, "nama": "Orang Asing"},
        "diri_sendiri": {"pekerja": nik(number)}
        if cells["nip"] == nip(number)
        else {"nik": cells["pekerja"]},
        "pekerja_asn": {"pekerja": nik(0)},
        "kurang_bayar": {"nominal": "1000"},
    }
    return {**cells, **made.get(condition, {})}


def line(cells: Cells) -> str:
    return ",".join(cells[key] for key in LABELS)


def month_of(roster: list[str], earlier: list[str], records: list[Cells], *settings: str) -> Month:
    head, labels = "NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD", ",".join(LABELS.values())
    files = {
        "2026-02/asn/roster.csv": "\n".join([head, *earlier]),
        "2026-03/asn/roster.csv": "\n".join([head, *roster]),
        "2026-03/iuran/bayar.csv": "\n".join([labels, *map(line, records)]),
    }
    with tempfile.TemporaryDirectory() as folder:
        return month(lay_down(Path(folder), files), "2026-03", None, *settings)


def pair_of_record(number: int, first: str, second: str) -> Iterator[Cells]:
    """Yield the record of a pair last, after those that it needs before it."""
    cells = record(number)
    for condition in (first, second):
        cells = with_condition(cells, condition, number)
    if "duplikat" in (first, second):
        yield record(number, tanggal="01/03/2026")
    if "diklaim_lebih_dulu" in (first, second):
        yield record(0, pekerja=nik(number, 2), tanggal="01/03/2026")
    yield cells


@pytest.fixture(scope="module")
def dispositions() -> dict[tuple[str, str], str]:
    """Return per pair of conditions the disposition of the record with both, all in one month."""
    pairs = [list(pair_of_record(at, *pair)) for at, pair in enumerate(RECORD_PAIRS, 1)]
    people = [f"{nip(n)},{name(n)},{nik(n)},PNS,Aktif,DINKES" for n in range(len(pairs) + 1)]
    gone = [
        f"{nip(n).replace('1990', '1970')},Pensiunan,,PNS,Aktif,DINKES"
        for n in range(len(pairs) + 1)
    ]
    table = (
        month_of(people, gone, [cells for pair in pairs for cells in pair])
        .tables["iuran"]
        .sort("baris")
    )
    ends = [sum(map(len, pairs[: at + 1])) - 1 for at in range(len(pairs))]
    return dict(zip(RECORD_PAIRS, (table["disposisi"][end] for end in ends), strict=True))


@pytest.mark.parametrize("pair", RECORD_PAIRS, ids="+".join)
def test_of_two_dispositions_the_first_of_the_table_applies(
    pair: tuple[str, str], dispositions: dict[tuple[str, str], str]
) -> None:
    assert dispositions[pair] == pair[0]


# In the order of §5.5; the own reasons from the one nearest to counting on.
VERDICTS: Final = (
    "keluar",
    "kedudukan",
    "jenis_tidak_wajib",
    "belum_mulai_wajib",
    "lunas",
    "orang_ganda",
    "jenis_tidak_dikenal",
    "kedudukan_tidak_dikenal",
    *reversed(OWN_RECORD_REASONS),
    "catatan_tidak_terbaca",
    "diduga_salah_catat",
    "menunggak",
    "berhenti",
    "belum_pernah",
)
ROSTER_CELLS: Final = {
    "keluar": ("kedudukan", "Pensiun"),
    "kedudukan": ("kedudukan", "CLTN"),
    "kedudukan_tidak_dikenal": ("kedudukan", "Cuti"),
    "jenis_tidak_wajib": ("jenis", "PPPK Paruh Waktu"),
    "belum_mulai_wajib": ("jenis", "CPNS"),
    "jenis_tidak_dikenal": ("jenis", "Honorer"),
}
PAST: Final = {"menunggak": "2026-02", "berhenti": "2025-11"}
# A payment that pays a month before P has its own cell here too: of two past months the later is
# the last.
VERDICT_PAIRS: Final = [
    (first, second)
    for first, second in combinations(VERDICTS, 2)
    if ROSTER_CELLS.get(first, (first,))[0] != ROSTER_CELLS.get(second, (second,))[0]
]


def of_person(number: int, reasons: tuple[str, ...]) -> tuple[list[str], list[Cells]]:
    """Return the roster rows and records of one person of whom all of `reasons` could be said."""
    cells = {
        "kedudukan": "Aktif",
        "jenis": "PNS",
        **dict(ROSTER_CELLS[r] for r in reasons if r in ROSTER_CELLS),
    }
    row = f"{name(number)},{nik(number)},{cells['jenis']},{cells['kedudukan']},DINKES"
    twin = [f"{nip(number).replace('1990', '1991')},{row}"] if "orang_ganda" in reasons else []
    return [f"{nip(number)},{row}", *twin], [
        cells for reason in reasons for cells in _records_for(reason, number)
    ]


def _records_for(reason: str, number: int) -> Iterator[Cells]:
    at = VERDICTS.index(reason)
    own = record(number, pekerja=nik(number, 3)[:-4] + f"{at + 1:02d}{number % 90 + 10:02d}")
    unique = {
        **own,
        "pekerja": f"3374{at + 10:02d}0101{80 + number // 100:02d}{number % 100 + 1:04d}",
    }
    if reason == "diklaim_lebih_dulu":
        yield {**unique, "nip": nip(0), "nama": name(0), "tanggal": "01/03/2026"}
    if reason in OWN_RECORD_REASONS:
        yield with_condition(unique, reason, number)
    elif reason == "catatan_tidak_terbaca":
        yield {**unique, "nominal": "x"}
    elif reason == "diduga_salah_catat":
        yield with_condition(unique, "donatur_diduga", number)
    elif reason in PAST:
        yield {**unique, "bulan": PAST[reason]}
    elif reason == "lunas":
        yield unique


def reasons_of(pairs: list[tuple[str, str]], *settings: str) -> dict[tuple[str, str], str]:
    people = [of_person(at, pair) for at, pair in enumerate(pairs, 1)]
    first = f"{nip(0)},{name(0)},{nik(0)},PNS,Aktif,DINKES"
    roster, records = (
        [first, *(r for rows, _ in people for r in rows)],
        [c for _, cells in people for c in cells],
    )
    table = month_of(roster, [first], records, *settings).tables["status"]
    found = dict(table.select("nip", "alasan").iter_rows())
    return {pair: found[nip(at)] for at, pair in enumerate(pairs, 1)}


@pytest.fixture(scope="module")
def reasons() -> dict[tuple[str, str], str]:
    return reasons_of(VERDICT_PAIRS, 'CPNS = "2026-05"')


@pytest.mark.parametrize("pair", VERDICT_PAIRS, ids="+".join)
def test_of_two_reasons_the_first_of_the_table_applies(
    pair: tuple[str, str], reasons: dict[tuple[str, str], str]
) -> None:
    assert reasons[pair] == pair[0]


SHORT_PAIRS: Final = [("lunas", reason) for reason in VERDICTS[VERDICTS.index("lunas") + 1 :]]


@pytest.fixture(scope="module")
def short() -> dict[tuple[str, str], str]:
    return reasons_of(SHORT_PAIRS, 'CPNS = "2026-05"', "minimal_pekerja = 2")


@pytest.mark.parametrize("pair", SHORT_PAIRS, ids="+".join)
def test_too_few_workers_replace_every_reason_of_a_late_person(
    pair: tuple[str, str], short: dict[tuple[str, str], str]
) -> None:
    unclear = pair[1] in ("orang_ganda", "jenis_tidak_dikenal", "kedudukan_tidak_dikenal")
    assert short[pair] == (pair[1] if unclear else "kurang_dari_minimal")

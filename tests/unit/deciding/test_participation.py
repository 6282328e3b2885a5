"""The verdict on each ASN and the months behind it, in tables (contract §5.5).

Each person of the table has a roster row, payments and rejected rows of their own; what is not said
of them is what hardly anybody would ask about: an active PNS, obliged, on the roster since January.
"""

from itertools import count
from typing import Any, Final

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.deciding.participation import judge
from schemas.codes import OWN_RECORD_REASONS
from tests.builders.small_city import policy

MARCH: Final = Period.parse("2026-03")
FIRST_IURAN: Final = "2025-12"
RULES: Final = ('CPNS = "2026-04"', 'PPPK = "2026-03"')
Cells = dict[str, Any]
ROSTER: Final[dict[str, Any]] = {
    "nip": pl.String,
    "nik": pl.String,
    "nik_tak_pasti": pl.Boolean,
    "nama_polos": pl.String,
    "jenis_asn": pl.String,
    "kedudukan_hukum": pl.String,
    "bulan_terima": pl.String,
}
RECORDS: Final[dict[str, Any]] = {
    "nip_asn": pl.String,
    "nip_usulan": pl.String,
    "pekerja": pl.String,
    "pekerja_nik": pl.String,
    "pekerja_ragu": pl.Boolean,
    "awal": pl.Int32,
    "dibayar_sampai": pl.Int32,
    "lunas": pl.Boolean,
    "dana_asn": pl.Boolean,
    "diri": pl.Boolean,
    "disposisi": pl.String,
}
REJECTED: Final[dict[str, Any]] = {
    "nip": pl.String,
    "awal": pl.Int32,
    "akhir": pl.Int32,
    "bulan_salah": pl.Boolean,
    "bulan_terima": pl.String,
}


def index(month: str) -> int:
    return Period.parse(month).index


class Person:
    """Somebody of whom a line of the table is told, with what is known of them."""

    def __init__(self, **roster: Any) -> None:
        self.roster: Cells = roster
        self.payments: list[Cells] = []
        self.lost: list[Cells] = []
        self.since = "2026-01"

    def paid(self, disposisi: str, month: str = "2026-03", **cells: Any) -> "Person":
        """Add a record that pays one month."""
        month_paid = {"awal": index(month), "dibayar_sampai": index(month)}
        self.payments.append({"disposisi": disposisi, **month_paid, **cells})
        return self

    def suspected(self, disposisi: str = "donatur_diduga") -> "Person":
        """Add a record of an unknown donor who may be this person."""
        self.payments.append({"disposisi": disposisi, "of": None})
        return self

    def rejected(self, first: str | None, last: str | None, received: str) -> "Person":
        """Add a rejected row; without months these are what was wrong with it."""
        months = {"awal": first and index(first), "akhir": last and index(last)}
        self.lost.append({**months, "bulan_salah": first is None, "bulan_terima": received})
        return self

    def first_seen(self, month: str) -> "Person":
        """Say since when the rosters have this NIP."""
        self.since = month
        return self


def judged(
    people: dict[str, Person], *settings: str, first_iuran: str = FIRST_IURAN
) -> dict[str, dict[str, Any]]:
    """Return each person's verdict."""
    nips = {name: f"1990010120150410{at:02d}" for at, name in enumerate(people, 10)}
    rows = {name: _roster_row(nips[name], name, one) for name, one in people.items()}
    rosters = {
        month: pl.DataFrame(
            [
                row | {"bulan_terima": month}
                for name, row in reversed(rows.items())
                if people[name].since <= month
            ],
            schema=ROSTER,
        )
        for month in ("2026-01", "2026-02", "2026-03", "2026-04")
    }
    number = count(1)
    records = [
        _record(nips[name], each, next(number))
        for name, one in people.items()
        for each in one.payments
    ]
    lost = [{"nip": nips[name], **each} for name, one in people.items() for each in one.lost]
    table = judge(
        rosters["2026-03"],
        rosters,
        pl.DataFrame(records, schema=RECORDS),
        pl.DataFrame(lost, schema=REJECTED),
        policy(*RULES, *settings),
        MARCH,
        Period.parse(first_iuran),
    )
    assert table["nip"].to_list() == sorted(nips.values())
    months = ("jumlah_pekerja", "bulan_tanpa_iuran")
    assert {table.schema[name] for name in months} == {pl.Int64()}
    found = {row["nip"]: row for row in table.iter_rows(named=True)}
    return {name: found[nip] for name, nip in nips.items()}


def _roster_row(nip: str, name: str, one: Person) -> Cells:
    plain: Cells = {"nik": f"nik {nip}", "nik_tak_pasti": False, "nama_polos": name.upper()}
    usual = {"jenis_asn": "PNS", "kedudukan_hukum": "Aktif"}
    return {"nip": nip, **plain, **usual, **one.roster}


def _record(nip: str, cells: Cells, number: int) -> Cells:
    worker = f"w{number}"
    usual = {"pekerja": worker, "pekerja_nik": worker, "pekerja_ragu": False, "diri": False}
    record = {"nip_asn": nip, "nip_usulan": None, **usual, "lunas": True, "dana_asn": True, **cells}
    if record.pop("of", nip) is None:
        record |= {"nip_asn": None, "nip_usulan": nip}
    return record


def verdicts(people: dict[str, Person], *settings: str) -> dict[str, tuple[str, str]]:
    found = judged(people, *settings)
    return {name: (row["status"], row["alasan"]) for name, row in found.items()}


UNKNOWN: Final = "tidak diketahui"
STANDINGS: Final = {
    "retired": (Person(kedudukan_hukum="Pensiun"), "dikecualikan", "keluar"),
    "retired, paid": (Person(kedudukan_hukum="PENSIUN").paid("dihitung"), "dikecualikan", "keluar"),
    "retired, of an unknown kind": (
        Person(kedudukan_hukum="Pensiun", jenis_asn=UNKNOWN),
        "dikecualikan",
        "keluar",
    ),
    "on unpaid leave": (Person(kedudukan_hukum="C.L.T.N."), "dikecualikan", "kedudukan"),
    "on unpaid leave, of a kind not obliged": (
        Person(kedudukan_hukum="CLTN", jenis_asn="PPPK Paruh Waktu"),
        "dikecualikan",
        "kedudukan",
    ),
    "a kind not obliged": (
        Person(jenis_asn="PPPK Paruh Waktu").paid("dihitung"),
        "dikecualikan",
        "jenis_tidak_wajib",
    ),
    "obliged from next month on": (
        Person(jenis_asn="CPNS").paid("dihitung"),
        "dikecualikan",
        "belum_mulai_wajib",
    ),
    "obliged from this month on": (Person(jenis_asn="PPPK"), "belum", "belum_pernah"),
    "paid": (Person().paid("dihitung"), "sudah", "lunas"),
    "paid, without a standing": (Person(kedudukan_hukum=None).paid("dihitung"), "sudah", "lunas"),
    "not paid, without a standing": (Person(kedudukan_hukum=None), "belum", "belum_pernah"),
    "paid, of an unknown kind": (Person(jenis_asn=UNKNOWN).paid("dihitung"), "sudah", "lunas"),
    "paid, of an unknown standing": (
        Person(kedudukan_hukum="Cuti").paid("dihitung"),
        "sudah",
        "lunas",
    ),
    "of an unknown kind": (Person(jenis_asn=UNKNOWN), "klarifikasi", "jenis_tidak_dikenal"),
    "of an unknown standing": (
        Person(kedudukan_hukum="Cuti"),
        "klarifikasi",
        "kedudukan_tidak_dikenal",
    ),
    "of both unknown": (
        Person(jenis_asn=UNKNOWN, kedudukan_hukum="Cuti"),
        "klarifikasi",
        "jenis_tidak_dikenal",
    ),
}


def test_who_is_exempt_takes_part_or_must_be_clarified() -> None:
    found = verdicts({name: one for name, (one, *_) in STANDINGS.items()})
    assert found == {name: tuple(wanted) for name, (_, *wanted) in STANDINGS.items()}


def test_one_person_with_two_numbers_must_be_clarified() -> None:
    joko, sri = {"nik": "J", "nama_polos": "JOKO"}, {"nik": "S", "nama_polos": "SRI"}
    nobody = {"nik": "N", "nama_polos": None}
    people = {
        "first": Person(**joko),
        "second": Person(**joko),
        "second, of an unknown kind": Person(**joko, jenis_asn=UNKNOWN),
        "second, paid": Person(**joko).paid("dihitung"),
        "twin": Person(nik="T", nama_polos="TONO"),
        "the other twin": Person(nik="T", nama_polos="TONO"),
        "another's NIK": Person(**sri),
        "whose NIK it is": Person(**sri | {"nama_polos": "SRI REJEKI"}),
        "a namesake": Person(nik=None, nama_polos="BUDI"),
        "a namesake, without NIK": Person(nik=None, nama_polos="BUDI"),
        "no name to compare": Person(**nobody),
        "none either": Person(**nobody),
    }
    double, late = ("klarifikasi", "orang_ganda"), ("belum", "belum_pernah")
    wanted = [double] * 3 + [("sudah", "lunas")] + [double] * 2 + [late] * 6
    assert verdicts(people) == dict(zip(people, wanted, strict=True))


# Of the reasons of who is late the first that can be said; each is said of somebody of whom the
# later ones could be said too.
LATE: Final = (
    *reversed(OWN_RECORD_REASONS),
    "catatan_tidak_terbaca",
    "diduga_salah_catat",
    "menunggak",
    "belum_pernah",
)


def late_for(reasons: tuple[str, ...]) -> Person:
    person = Person()
    for reason in reasons:
        if reason in OWN_RECORD_REASONS:
            person.paid(reason, diri=True)
        elif reason == "catatan_tidak_terbaca":
            person.rejected("2026-03", "2026-03", "2026-03").rejected(None, None, "2026-03")
        elif reason == "diduga_salah_catat":
            person.suspected().suspected()
        elif reason == "menunggak":
            person.paid("di_luar_periode", "2026-02")
    return person


def test_the_reason_of_who_is_late_is_the_first_that_can_be_said() -> None:
    people = {reason: late_for(LATE[at:]) for at, reason in enumerate(LATE)}
    mirrored = {f"{reason}, told last": late_for(LATE[at:][::-1]) for at, reason in enumerate(LATE)}
    found = verdicts(people | mirrored)
    assert found == {name: ("belum", name.removesuffix(", told last")) for name in found}


UNREADABLE: Final = {
    "for the month": (Person().rejected("2026-03", "2026-03", "2026-02"), True),
    "around the month": (Person().rejected("2026-02", "2026-04", "2026-02"), True),
    "for the month before": (Person().rejected("2026-02", "2026-02", "2026-03"), False),
    "for the month after": (Person().rejected("2026-04", "2026-04", "2026-03"), False),
    "of unreadable months, received in it": (Person().rejected(None, None, "2026-03"), True),
    "of unreadable months, received before": (Person().rejected(None, None, "2026-02"), False),
}


def test_a_rejected_row_that_may_have_been_meant_for_the_month_is_the_reason() -> None:
    found = verdicts({name: one for name, (one, _) in UNREADABLE.items()})
    said = {name: reason == "catatan_tidak_terbaca" for name, (_, reason) in found.items()}
    assert said == {name: wanted for name, (_, wanted) in UNREADABLE.items()}


def test_too_few_workers_replace_every_reason_of_who_is_late() -> None:
    people = {
        "one of two": late_for(LATE).paid("dihitung"),
        "the same one twice": Person()
        .paid("dihitung", pekerja="w")
        .paid("dihitung", pekerja="w")
        .paid("duplikat"),
        "two of two": Person().paid("dihitung").paid("dihitung"),
        "none of two": Person(),
    }
    found = judged(people, "minimal_pekerja = 2")
    assert {n: (row["alasan"], row["jumlah_pekerja"]) for n, row in found.items()} == {
        "one of two": ("kurang_dari_minimal", 1),
        "the same one twice": ("kurang_dari_minimal", 1),
        "two of two": ("lunas", 2),
        "none of two": ("belum_pernah", 0),
    }


# alasan, bulan_terakhir, bulan_tanpa_iuran and since when nothing was paid.
MONTHS: Final[dict[str, tuple[Person, tuple[str, str | None, int, str | None]]]] = {
    "this month": (Person().paid("dihitung"), ("lunas", "2026-03", 0, None)),
    "last month": (
        Person().paid("di_luar_periode", "2026-02"),
        ("menunggak", "2026-02", 1, "2026-03"),
    ),
    "three months ago": (
        Person().paid("di_luar_periode", "2025-12"),
        ("menunggak", "2025-12", 3, "2026-01"),
    ),
    "four months ago": (
        Person().paid("di_luar_periode", "2025-11").first_seen("2026-02"),
        ("berhenti", "2025-11", 2, "2026-02"),
    ),
    "the last of several": (
        Person().paid("di_luar_periode", "2026-01").paid("di_luar_periode", "2025-12"),
        ("menunggak", "2026-01", 2, "2026-02"),
    ),
    "for a month to come only": (
        Person().paid("di_luar_periode", "2026-04"),
        ("belum_pernah", None, 3, "2026-01"),
    ),
    "for this month, whom another had": (
        Person().paid("diklaim_lebih_dulu"),
        ("diklaim_lebih_dulu", None, 3, "2026-01"),
    ),
    "may be somebody's who paid for another month": (
        Person().suspected("di_luar_periode"),
        ("belum_pernah", None, 3, "2026-01"),
    ),
    "on the roster since January": (Person(), ("belum_pernah", None, 3, "2026-01")),
    "on the roster since this month": (
        Person().first_seen("2026-03"),
        ("belum_pernah", None, 1, "2026-03"),
    ),
    "under another number in January": (
        Person(nik="same", nama_polos="NEW").first_seen("2026-03"),
        ("belum_pernah", None, 3, "2026-01"),
    ),
    "whose NIK it was, too": (
        Person(nik="same", nama_polos="OLD"),
        ("belum_pernah", None, 3, "2026-01"),
    ),
    "without NIK, since February": (
        Person(nik=None).first_seen("2026-02"),
        ("belum_pernah", None, 2, "2026-02"),
    ),
    "obliged since this month": (
        Person(jenis_asn="PPPK").paid("di_luar_periode", "2026-01"),
        ("menunggak", "2026-01", 1, "2026-03"),
    ),
    "exempt, but pays": (
        Person(kedudukan_hukum="CLTN").paid("dihitung"),
        ("kedudukan", "2026-03", 0, None),
    ),
    "exempt, and paid": (
        Person(kedudukan_hukum="CLTN").paid("di_luar_periode", "2026-02"),
        ("kedudukan", "2026-02", 0, None),
    ),
}


def test_since_when_nothing_was_paid() -> None:
    found = judged({name: one for name, (one, _) in MONTHS.items()})
    told = {
        name: (
            row["alasan"],
            row["bulan_terakhir"],
            row["bulan_tanpa_iuran"],
            row["sejak"] and str(Period(row["sejak"])),
        )
        for name, row in found.items()
    }
    assert told == {name: wanted for name, (_, wanted) in MONTHS.items()}


@pytest.mark.parametrize(("first", "months"), [("2026-02", 2), ("2026-03", 1), ("2025-10", 3)])
def test_nothing_is_said_of_the_time_before_the_first_folder_with_payments(
    first: str, months: int
) -> None:
    found = judged({"nobody": Person()}, first_iuran=first)
    assert found["nobody"]["bulan_tanpa_iuran"] == months

"""Months for gate tests: rosters and payments of the number of rows and the kind a test wants."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.assessing.gate import Stop
from pipeline.assessing.month import Month
from tests.builders.small_city import Files, lay_down, month

ROSTER_HEAD = "NIP,Nama,OPD,Kedudukan Hukum,Jenis ASN\n"
PAID_HEAD = "NIP Donatur,NIK Pekerja,Bulan Iuran,Nominal,Status Bayar,Sumber Dana\n"
JANUARY, FEBRUARY, MARCH = "2026-01", "2026-02", "2026-03"


def nip(n: int) -> str:
    """Return the n-th person's NIP."""
    return f"19900101201504{1 + n // 900}{1 + n % 900:03d}"


def person(n: int, opd: str = "DINKES", standing: str = "Aktif", kind: str = "PNS") -> str:
    """Return a roster row."""
    return f"{nip(n)},Orang {n},{opd},{standing},{kind}\n"


def payment(
    n: int, bulan: str, nominal: str = "16800", status: str = "lunas", source: str = ""
) -> str:
    """Return the n-th person's payment for a worker of its own."""
    return f"{nip(n)},337402150780{1 + n:04d},{bulan},{nominal},{status},{source}\n"


def roster(people: range, **told: str) -> str:
    """Return a roster file of `people`."""
    return ROSTER_HEAD + "".join(person(n, **told) for n in people)


def payments(people: range, bulan: str, **told: str) -> str:
    """Return a file of payments of `people`."""
    return PAID_HEAD + "".join(payment(n, bulan, **told) for n in people)


def good_months(size: int = 60, joined: int = 52) -> dict[str, str | bytes]:
    """Return January to March with nothing amiss: a roster, and a file of each of two branches."""
    half = joined // 2
    files: dict[str, str | bytes] = {}
    for bulan in (JANUARY, FEBRUARY, MARCH):
        files[f"{bulan}/asn/roster {bulan}.csv"] = roster(range(size)) + "\n" * int(bulan[-1])
        files[f"{bulan}/iuran/pemuda {bulan}.csv"] = payments(range(half), bulan)
        files[f"{bulan}/iuran/majapahit {bulan}.csv"] = payments(range(half, joined), bulan)
    return files


def assessed(folder: Path, files: Files, period: str = MARCH, policy: str = "") -> Month:
    """Lay the files down and assess `period`; `policy` is added to the small cities' policy."""
    inputs = lay_down(folder, files)
    rules = inputs / "referensi" / "kebijakan.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + policy, encoding="utf-8")
    return month(inputs, period)


def stops_of(folder: Path, files: Files, period: str = MARCH, policy: str = "") -> dict[str, Stop]:
    """Return the stops of a month by code."""
    return {stop.kode: stop for stop in assessed(folder, files, period, policy).stops}


def cautions_of(
    folder: Path, files: Files, period: str = MARCH, policy: str = ""
) -> Mapping[str, str]:
    """Return what is only told of a month, by code."""
    return {
        caution.kode: caution.pesan for caution in assessed(folder, files, period, policy).cautions
    }

"""A synthetic city: a complete inputs/ folder of invented people (contract §1, §7 `demo`).

Takes: a folder, the shipped references, a seed. Gives: month folders as offices would send them,
faults included. Raises: RefusedError for shipped references that cannot be read. Knows nothing of:
how any of it is read or judged.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.demo.behaviour import Giving
from pipeline.demo.branches import BranchFile
from pipeline.demo.data import stream
from pipeline.demo.fleet import make_fleet
from pipeline.demo.movements import Roster, true_rosters
from pipeline.demo.nation import make_nation
from pipeline.demo.payments import MAJAPAHIT, PEMUDA, Payment
from pipeline.demo.references import coverage_csv, opd_csv, repairs_csv, unit_csv
from pipeline.demo.rosters import RosterExport, roster_kind
from pipeline.demo.signatures import Clerk, Repair
from pipeline.demo.units import City, build_city
from pipeline.demo.workers import Hiring
from pipeline.knowledge.references import UNIT_COLUMNS, References, read_references
from pipeline.system.files import write_private
from pipeline.system.sources import read_reference
from schemas.codes import IURAN, ROSTER

_POLICY: Final = "kebijakan.toml"
_REFERENCES: Final = "referensi"


def make_city(
    inputs: Path,
    *,
    references: Path,
    last: Period,
    months: int = 12,
    asn: int = 16_000,
    seed: int = 2026,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Write a full inputs folder to `inputs`: reference files, `months` month folders up to `last`.

    `references` is the folder of the shipped reference files, `asn` about how many are on the first
    roster. The same arguments give the same bytes. Raises RefusedError when a shipped reference
    file is missing or unreadable.
    """
    tell = progress or (lambda _: None)
    shipped = read_references(references)
    city = build_city(shipped)
    span = [last.plus(back) for back in range(1 - months, 1)]
    tell(say("demo.orang", jumlah=formats.number(asn), opd=len(city.opds)))
    rosters = true_rosters(city, span, asn, stream(seed, "orang"))
    payments, repairs = _iuran(city, span, rosters, seed)
    _copy_policy(references, inputs / _REFERENCES)
    _write_references(
        inputs / _REFERENCES, _reference_files(city, shipped, rosters[-1], repairs, last)
    )
    for at, month in enumerate(span):
        tell(say("demo.bulan", bulan=month.name))
        export = RosterExport(city, rosters[at], month, stream(seed, f"roster {month}"))
        _write(inputs / str(month) / ROSTER, export.file(roster_kind(months - 1 - at)))
        _write_branches(inputs / str(month) / IURAN, payments, month, seed)
    tell(say("demo.selesai", folder=inputs.name))


def _iuran(
    city: City, span: Sequence[Period], rosters: Sequence[Roster], seed: int
) -> tuple[list[Payment], list[Repair]]:
    clerk = Clerk(city, stream(seed, "formulir"))
    hiring = Hiring(city.policy, stream(seed, "pekerja"), span[0])
    payments = Giving(city, span, hiring, clerk, stream(seed, "iuran")).all_payments(rosters)
    return payments, clerk.repairs


def _reference_files(
    city: City, shipped: References, roster: Roster, repairs: Sequence[Repair], last: Period
) -> dict[str, bytes]:
    units = shipped.units.select(UNIT_COLUMNS).fill_null("").rows()
    return {
        "opd.csv": opd_csv(city, roster),
        "unit_kerja.csv": unit_csv(city, units),
        "koreksi.csv": repairs_csv(repairs),
        "cakupan.csv": coverage_csv(last),
    }


def _write_references(folder: Path, files: Mapping[str, bytes]) -> None:
    for file in files.items():
        _write(folder, file)


def _copy_policy(source: Path, target: Path) -> None:
    policy = read_reference(source, _POLICY)
    if policy is not None:
        _write(target, (_POLICY, policy))


def _write_branches(folder: Path, payments: Sequence[Payment], month: Period, seed: int) -> None:
    for branch in (PEMUDA, MAJAPAHIT):
        received = [
            payment
            for payment in payments
            if payment.received == month and payment.branch == branch
        ]
        _write(folder, BranchFile(received, month, stream(seed, f"{branch} {month}")).file(branch))


def _write(folder: Path, file: tuple[str, bytes]) -> None:
    write_private(folder / file[0], file[1])


__all__ = ["make_city", "make_fleet", "make_nation"]

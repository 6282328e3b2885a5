"""A city small enough to publish dozens of times: two OPDs with people, three months of receipt."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from pipeline.core.periods import Period
from pipeline.core.wording import _sentences
from pipeline.operations import months
from pipeline.operations.desk import open_desk
from pipeline.operations.documents import render_documents
from pipeline.publishing import staging, units
from pipeline.publishing.workspace import workspace
from pipeline.rendering.html.shell import _template_environment
from pipeline.reporting.model import OpdReport
from pipeline.system.locks import exclusive
from pipeline.system.settings import Settings
from tests.builders.small_city import lay_down, policy_text

PERIOD: Final = "2026-03"
_PEOPLE: Final = (
    ("199001012015041001", "Budi", "DINKES"),
    ("199001012015041002", "Siti", "DISDIK"),
)
_ROSTER: Final = "NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n" + "".join(
    f"{nip},{name},337401010190000{at},PNS,Aktif,{opd}\n"
    for at, (nip, name, opd) in enumerate(_PEOPLE, 1)
)
HEAD: Final = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar\n"
# Documents that cost nothing; what they would say is told by the report they are made of.
PLAIN: Final[dict[str, Callable[[Any], bytes]]] = {
    "opd_workbook": lambda report: f"{report.opd.kode} {report.counts}".encode(),
    "opd_page": lambda report: f"{report.opd.kode} {report.edition.revision}".encode(),
    "nota_dinas": lambda report: f"surat {report.opd.kode}".encode(),
    "city_workbook": lambda report: b"rekap",
    "city_page": lambda report: b"rekap",
    "quality_workbook": lambda report: b"mutu",
    "quality_page": lambda report: b"mutu",
    "candidates_workbook": lambda report: b"usulan",
    "candidates_page": lambda report: b"usulan",
}
_LINK: Final = re.compile(r'href="([^"#:]+)"')


def paid(person: int, worker: int, received: str = PERIOD) -> str:
    """Return an iuran record for PERIOD of one of the two people."""
    nip, name, _ = _PEOPLE[person]
    return f"{nip},{name},337402150780000{worker},{PERIOD},16800,{received}-05\n"


def lay_city(folder: Path) -> Path:
    """Lay down the inputs: three months of receipt, each changing one OPD's report of PERIOD.

    The one that the payments change gets a workbook for each of its units too.
    """
    return lay_down(
        folder,
        {
            f"{PERIOD}/asn/roster.csv": _ROSTER,
            f"{PERIOD}/iuran/bayar.csv": HEAD + paid(0, 1),
            "2026-04/iuran/susulan.csv": HEAD + paid(1, 2, "2026-04"),
            "2026-05/iuran/susulan.csv": HEAD + paid(1, 3, "2026-05"),
            "referensi/kebijakan.toml": f'{policy_text()}\n[unit]\npecah = ["DISDIK"]\n',
        },
    )


def run(settings: Settings, as_of: str | None = None) -> str:
    """Publish PERIOD: the steps of the monthly flow, one after the other, without Prefect."""
    with exclusive(settings.outputs, "sedang dipakai", f"run {PERIOD}"):
        began = months.begin(settings)
        desk = open_desk(settings)
        stock = months.list_inputs(desk, PERIOD, as_of)
        months.read_all(desk, stock, lambda _: None)
        folder = workspace(settings, Period.parse(PERIOD))
        months.assess_into(desk, stock, folder)
        plan = months.plan_revision(desk, folder, None)
        failed = render_documents(desk, folder, plan, lambda _: None)
        return months.publish(desk, folder, plan, failed, began)


def use_plain_documents(patched: pytest.MonkeyPatch) -> None:
    """Make documents that cost nothing, for as long as `patched` holds."""
    for name, make in PLAIN.items():
        patched.setattr(staging, name, make)
    patched.setattr(units, "unit_workbook", _plain_unit)


def _plain_unit(report: OpdReport) -> bytes:
    assert report.unit is not None
    return f"unit {report.unit.code} {report.counts}".encode()


def read_what_never_changes() -> None:
    """Read sentences and page templates before there are forks: each of them would read them."""
    _sentences()
    templates = _template_environment()
    for name in templates.list_templates(filter_func=lambda name: name.endswith(".html.j2")):
        templates.get_template(name)


def state(outputs: Path) -> dict[str, bytes]:
    """Return all an undisturbed run leaves, but for the manifest's `jalan` block and the cache."""
    files = {
        p.relative_to(outputs).as_posix(): p for p in sorted(outputs.rglob("*")) if p.is_file()
    }
    kept = {
        name: path for name, path in files.items() if not name.startswith((".cache/", ".prefect/"))
    }
    return {name: _timeless(path) for name, path in kept.items()}


def _timeless(path: Path) -> bytes:
    if path.name != "manifest.json":
        return path.read_bytes()
    raw = json.loads(path.read_bytes())
    raw.pop("jalan")
    return json.dumps(raw).encode()


def assert_whole(outputs: Path, before: dict[str, bytes]) -> None:
    """Require that what is published is whole.

    That is pointer, manifest and every hash, the index, and what was there before.

    `before` are the files of revisions that were published before the kill, by path.
    """
    for pointer in outputs.glob("[0-9]*/terkini.json"):
        revision = pointer.parent / json.loads(pointer.read_bytes())["revisi"]
        listed = json.loads((revision / "manifest.json").read_bytes())["keluaran"]
        found = {p.relative_to(revision).as_posix(): p for p in revision.rglob("*") if p.is_file()}
        assert set(found) == {*listed, "manifest.json"}
        assert {
            name: hashlib.sha256(found[name].read_bytes()).hexdigest() for name in listed
        } == listed
    index = outputs / "index.html"
    links = _LINK.findall(index.read_text(encoding="utf-8")) if index.exists() else []
    assert [link for link in links if not (outputs / link).is_file()] == []
    assert {name: (outputs / name).read_bytes() for name in before} == before

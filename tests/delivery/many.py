"""A published period of many OPDs, for `python -m tests.delivery.many`.

It tells the memory that sending the period takes at most.
"""

import hashlib
import json
import resource
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from pipeline.delivery.channels import Answer, Parcel
from pipeline.delivery.model import ACCEPTED
from pipeline.knowledge.sending_rules import FOLDER
from pipeline.operations import deliveries
from pipeline.operations.desk import open_desk
from pipeline.publishing.manifest import Manifest, OpdEntry, pointer_bytes
from pipeline.publishing.paths import opd_documents
from pipeline.system.settings import Settings, settings_for
from tests.builders.delivered_city import DOMAIN, PERIOD, lay_city

FILLING: Final = 100_000
_MARKS = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{}</Properties>'
)
_MARK = '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{}" name="{}"><vt:lpwstr>{}</vt:lpwstr></property>'


class Discarding:
    """A channel that takes everything and keeps nothing but a count."""

    name = FOLDER
    handed_over = False
    taken = 0
    bytes_taken = 0

    def deliver(self, parcel: Parcel) -> Answer:
        self.taken += 1
        self.bytes_taken += len(parcel.message)
        return Answer(ACCEPTED, "")


def publish(folder: Path, opds: int) -> Settings:
    """Lay down a published period of `opds` OPDs with documents of the size of a large OPD's."""
    lay_city(folder / "inputs")
    kodes = [f"OPD-{at:03d}" for at in range(opds)]
    rows = [f"{kode},Dinas {kode},dinas,,Sekretaris,{kode.lower()}@{DOMAIN}" for kode in kodes]
    heading = "kode_opd,nama_opd,jenis,alias,pelapor_jabatan,pos_el"
    (folder / "inputs/referensi/opd.csv").write_text("\n".join([heading, *rows]), encoding="utf-8")
    (folder / "inputs/referensi/unit_kerja.csv").write_text(
        "unor_id,unit_kerja,kode_opd\n", encoding="utf-8"
    )
    revision = folder / "outputs" / PERIOD / "r01"
    listed = {
        path: _write(revision / path, kode)
        for kode in kodes
        for path in opd_documents(kode, PERIOD)
    }
    counts = {
        "sudah": 1,
        "belum": 2,
        "dikecualikan": 0,
        "klarifikasi": 0,
        "tak_terbaca": 0,
        "jumlah_pekerja": 1,
    }
    manifest = Manifest(
        periode=PERIOD,
        revisi="r01",
        data_sampai=PERIOD,
        sidik="",
        masukan={},
        referensi={},
        versi={},
        jumlah=counts,
        konservasi=(),
        gerbang=(),
        catatan=(),
        anomali=None,
        akuntansi=(),
        opd={kode: OpdEntry("", "r01", counts) for kode in kodes},
        gagal={},
        keluaran=listed,
    )
    (revision / "manifest.json").write_bytes(manifest.to_bytes())
    (revision.parent / "terkini.json").write_bytes(pointer_bytes(manifest))
    assert json.loads(pointer_bytes(manifest))["revisi"] == "r01"
    return settings_for(folder / "inputs", folder / "outputs")


def _write(path: Path, kode: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        named = {"dokumen": "laporan-opd", "periode": PERIOD, "kode_opd": kode}
        marks = "".join(_MARK.format(at, *pair) for at, pair in enumerate(named.items(), start=2))
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("docProps/custom.xml", _MARKS.format(marks))
            archive.writestr("isi", b"\x00" * FILLING)
    else:
        path.write_bytes(b"isi")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def peak(folder: Path, opds: int) -> int:
    """Send to `opds` OPDs and return the most memory that this process has had so far, in bytes."""
    settings, channel = publish(folder, opds), Discarding()
    desk = open_desk(settings)
    plan = deliveries.plan(desk, PERIOD, [], [])
    with patch("pipeline.operations.deliveries.channel_for", lambda *_: channel):
        states = deliveries.send(desk, plan, None, lambda _: None)
    assert (channel.taken, len(states), set(states.values())) == (opds, opds, {ACCEPTED})
    assert channel.bytes_taken > opds * FILLING
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Print the peak after each of the numbers of OPDs that are asked for."""
    for opds in map(int, sys.argv[1:]):
        with TemporaryDirectory() as folder:
            print(peak(Path(folder), opds))  # noqa: T201 - its report is what it is run for


if __name__ == "__main__":
    main()

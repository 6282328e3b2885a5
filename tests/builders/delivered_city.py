"""A published city of three OPDs with addresses, and one ASN of no OPD.

A late payment changes the report of one.
"""

import re
import shutil
from pathlib import Path
from typing import Any, Final

from flows.cli.app import answer
from pipeline.delivery.ledger import look_into_ledger
from pipeline.system.settings import settings_for
from tests.builders.small_city import lay_down, policy_text

PERIOD: Final = "2026-03"
OPDS: Final = ("DINKES", "DISDIK", "KEC-MIJEN")
DOMAIN: Final = "dinas.contoh.go.id"
ADDRESSES: Final = {kode: f"sekretariat.{kode.lower()}@{DOMAIN}" for kode in OPDS}
SENDER: Final = "operator@kota.contoh.go.id"
CHANGED: Final = "DISDIK"
_OPD_HEAD: Final = "kode_opd,nama_opd,jenis,alias,pelapor_jabatan,pos_el"
_UNITS: Final = "unor_id,unit_kerja,kode_opd\nU-001,Puskesmas Pandanaran,DINKES\n"
_NAMES: Final = {
    "DINKES": "Dinas Kesehatan",
    "DISDIK": "Dinas Pendidikan",
    "KEC-MIJEN": "Kecamatan Mijen",
}
PEOPLE: Final = (
    ("199001012015041001", "Budi Santoso", "DINKES"),
    ("198502022010012002", "Siti Rahayu", "DINKES"),
    ("199103032016031003", "Agus Wibowo", "DISDIK"),
    ("198804042012042004", "Dewi Lestari", "DISDIK"),
    ("199205052017051005", "Joko Prasetyo", "KEC-MIJEN"),
    ("199306062018062006", "Rina Kusuma", "Badan Antah"),
)
_IURAN_HEAD: Final = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar"


def lay_city(folder: Path, **sending: Any) -> Path:
    """Lay down the inputs of the city in `folder` and return it.

    `sending` are settings of [kirim].
    """
    roster = "".join(
        f"{nip},{name},337401{at:02d}01800001,PNS,Aktif,{opd}\n"
        for at, (nip, name, opd) in enumerate(PEOPLE, 1)
    )
    lay_down(
        folder,
        {
            f"{PERIOD}/asn/roster.csv": f"NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n{roster}",
            f"{PERIOD}/iuran/bayar.csv": f"{_IURAN_HEAD}\n{_paid(0, 1)}",
        },
    )
    (folder / "referensi" / "unit_kerja.csv").write_text(_UNITS, encoding="utf-8")
    set_addresses(folder, ADDRESSES)
    set_sending(folder, **sending)
    return folder


def add_late_payment(folder: Path, month: str = "2026-04", person: int = 2) -> None:
    """Add what makes another revision in which the documents of one OPD, CHANGED, differ.

    `month` of receipt; `person`: 2 or 3, who are of that OPD.
    """
    path = folder / month / "iuran" / "susulan.csv"
    path.parent.mkdir(parents=True)
    path.write_text(f"{_IURAN_HEAD}\n{_paid(person, person)}", encoding="utf-8")


def _paid(person: int, worker: int) -> str:
    nip, name, _ = PEOPLE[person]
    return f"{nip},{name},337402150780000{worker},{PERIOD},16800,05/03/2026\n"


def set_addresses(folder: Path, addresses: dict[str, str]) -> None:
    """Write opd.csv with these addresses; an OPD without one has none."""
    rows = [f'{kode},{_NAMES[kode]},dinas,,Sekretaris,"{addresses.get(kode, "")}"' for kode in OPDS]
    (folder / "referensi" / "opd.csv").write_text(
        "\n".join([_OPD_HEAD, *rows, ""]), encoding="utf-8"
    )


def set_sending(folder: Path, **sending: Any) -> None:
    """Write kebijakan.toml with these settings of [kirim]; without any the table is left out."""
    table = "".join(f"{name} = {_toml(value)}\n" for name, value in sending.items())
    # One of six belongs to no OPD: that is what some of these tests are about, and no reason to
    # stop.
    text = re.sub(r"(?m)^\[gerbang\]$", "[gerbang]\nbelum_dipetakan = 0.5", policy_text())
    text += f"\n[kirim]\n{table}" if table else ""
    (folder / "referensi" / "kebijakan.toml").write_text(text, encoding="utf-8")


def _toml(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def hint(folder: Path, word: str, rest: str) -> str:
    """Return how a command is proposed on the screen of one that was given these folders."""
    return f"asn-peduli {word} --inputs {folder}/inputs --outputs {folder}/outputs {rest}"


def command(word: str, folder: Path, *more: str) -> int:
    """Run a command for the city whose inputs/ and outputs/ lie in `folder`.

    Return its exit code.
    """
    return answer(
        [
            word,
            PERIOD,
            *more,
            "--inputs",
            str(folder / "inputs"),
            "--outputs",
            str(folder / "outputs"),
        ]
    )


def copy_of(city: Path, folder: Path, **sending: Any) -> Path:
    """Return a copy of a published city with these settings of [kirim]."""
    shutil.copytree(city, folder, dirs_exist_ok=True)
    set_sending(folder / "inputs", **sending)
    return folder


def states(folder: Path) -> dict[str, list[str]]:
    """Return the states that the ledger holds of each OPD, as first planned."""
    held: dict[str, list[str]] = {}
    with look_into_ledger(settings_for(folder / "inputs", folder / "outputs")) as ledger:
        for one in sorted(ledger.deliveries(PERIOD), key=lambda one: one.revisi):
            held.setdefault(one.kode_opd, []).append(one.keadaan)
    return held


def all_in(state: str) -> dict[str, list[str]]:
    """Return what `states` gives when every OPD was sent to once and ended in `state`."""
    return {kode: [state] for kode in OPDS}

"""The city of three OPDs a month later: what its secretaries answered, and what came in since."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from flows.cli.app import answer
from pipeline.core.periods import Period
from pipeline.publishing.manifest import Manifest, current_manifest
from pipeline.publishing.paths import opd_path, table_path
from tests.builders.delivered_city import PEOPLE, PERIOD
from tests.builders.filling_in import Answer, Edit, answered

NEXT: Final = "2026-04"
BUDI, SITI, AGUS, DEWI, JOKO, RINA = (nip for nip, _, _ in PEOPLE)
MOVED_TO: Final = "DINKES"
NOTE: Final = "menunggu gaji ke-13 yang rahasia"
HANDED_IN: Final[Mapping[str, Mapping[str, Answer]]] = {
    "DINKES": {SITI: ("Sudah membayar - data belum masuk", None, "bukti 778120")},
    "DISDIK": {
        AGUS: ("Sudah mendaftarkan", None, None),
        DEWI: ("Akan mendaftarkan", "2026-05", NOTE),
    },
}


def at(word: str, period: str, folder: Path, *more: str) -> int:
    """Run a command about `period` in the city whose inputs/ and outputs/ lie in `folder`."""
    words = [word, period, *more]
    return answer(
        [*words, "--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs")]
    )


def lay_next_month(folder: Path) -> None:
    """Lay down April: Dewi works for another OPD now, Budi and Agus have paid."""
    seats = [(nip, name, MOVED_TO if nip == DEWI else opd) for nip, name, opd in PEOPLE]
    roster = "".join(
        f"{nip},{name},337401{at:02d}01800001,PNS,Aktif,{opd}\n"
        for at, (nip, name, opd) in enumerate(seats, 1)
    )
    paid = "".join(
        f"{nip},{name},337402150780000{worker},2026-04,16800,2026-04-10\n"
        for worker, (nip, name, _) in enumerate(PEOPLE, 1)
        if nip in (BUDI, AGUS)
    )
    head = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar\n"
    put(folder, "asn/roster.csv", f"NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n{roster}".encode())
    put(folder, "iuran/bayar.csv", f"{head}{paid}".encode())


def put(folder: Path, path: str, data: bytes, month: str = NEXT) -> None:
    place = folder / "inputs" / month / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def workbook(folder: Path, kode: str, period: str = PERIOD) -> bytes:
    """Return the workbook of an OPD as it is out."""
    path = opd_path(kode, period, "xlsx")
    return (folder / "outputs" / period / manifest(folder, period).revisi / path).read_bytes()


def give_back(
    folder: Path,
    kode: str,
    answers: Mapping[str, Answer],
    *edits: Edit,
    name: str = "",
    month: str = NEXT,
) -> bytes:
    """Fill in an OPD's workbook, put it where an operator puts it, and return it."""
    data = answered(workbook(folder, kode), answers, *edits)
    put(folder, f"tindak_lanjut/{name or f'laporan-{kode}-{PERIOD}.xlsx'}", data, month)
    return data


def hand_in_all(folder: Path) -> None:
    for kode, answers in HANDED_IN.items():
        give_back(folder, kode, answers)


def manifest(folder: Path, period: str) -> Manifest:
    found = current_manifest(folder / "outputs", Period.parse(period))
    assert found is not None
    return found


def revision(folder: Path, period: str = NEXT) -> Path:
    return folder / "outputs" / period / manifest(folder, period).revisi


def table(folder: Path, name: str, period: str = NEXT) -> pl.DataFrame:
    return pl.read_parquet(revision(folder, period) / table_path(name))


def followed_up(folder: Path, period: str = NEXT) -> dict[str, Any]:
    """Return NIP -> (jawaban, keadaan) of the answers in force."""
    rows = table(folder, "tindak_lanjut", period).filter("berlaku")
    return {row[0]: row[1:] for row in rows.select("nip", "jawaban", "keadaan").rows()}

"""One marked person in every place where a person may stand, and in many where none should."""

import io
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from tests.builders.books import xlsx
from tests.builders.delivered_city import OPDS, set_addresses, set_sending
from tests.builders.small_city import lay_down

LAST, PERIOD, NEXT = "2026-02", "2026-03", "2026-04"
OWN: Final = "DINKES"
NAME: Final = "Zulaikha Kenari Wijayakusuma"
NIP: Final = "198712252010012987"
NIK: Final = "3374556512870099"
KPJ: Final = "90817263545"
# The worker for whom she pays: whole numbers of a person who must be named nowhere.
WORKER: Final = "3374121108650042"
NUMBERS: Final = (NIP, NIK, KPJ, WORKER)
PART: Final = 9
PART_IN_A_JOURNAL: Final = 11
SPACED_NIP: Final = "19871225 201001 2 987"
SPACED_NIK: Final = "3374 5565 1287 0099"
MARKED_FILE: Final = f"iuran {NAME} {SPACED_NIP} {NIK}.xlsx"
_ROSTER: Final = "NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,Jabatan,Unit Kerja,OPD\n"
_PAID: Final = (
    "NIP Donatur",
    "Nama Donatur",
    "NIK Pekerja",
    "KPJ",
    "Bulan Iuran",
    "Nominal",
    "Tanggal Bayar",
    "Status Bayar",
    "Sumber Dana",
    "OPD Donatur",
    f"Catatan {NAME}",
    f"NIK {SPACED_NIK}",
)
Row = tuple[str, ...]


def lay_canary(folder: Path) -> Path:
    """Lay down the inputs of three months in `folder` and return it."""
    files: dict[str, str | bytes] = {}
    for at, month in enumerate((LAST, PERIOD, NEXT)):
        files[f"{month}/asn/roster {NAME} {NIP}.csv"] = _roster() + "\n" * at
        files[f"{month}/iuran/{MARKED_FILE}"] = _payments(month)
        files[f"{month}/iuran/surat {NAME} {NIK}.pdf"] = b"%PDF-1.4"
        files[f"{month}/tindak_lanjut/jawaban {NAME} {NIP}.xlsx"] = b"bukan buku kerja"
    lay_down(folder, files)
    units = "unor_id,unit_kerja,kode_opd\nU-001,Puskesmas Pandanaran,DINKES\n"
    (folder / "referensi" / "unit_kerja.csv").write_text(units, encoding="utf-8")
    set_addresses(folder, {kode: f"sekretariat.{kode.lower()}@dinas.contoh.go.id" for kode in OPDS})
    set_sending(folder)
    return folder


def _roster() -> str:
    others = "".join(
        f"{nip_of(n)},{name_of(n)},337401{n:02d}01800001,PNS,Aktif,Guru,Unit {n % 5},{OPDS[n % 3]}\n"
        for n in range(60)
    )
    slipped = (
        f"{nip_of(60)},{name_of(60)},{NIK},{NAME},Aktif,{NAME},{NAME},{OPDS[1]}\n"
        f"{nip_of(61)},{name_of(61)},,PNS,{NAME},{SPACED_NIP},{SPACED_NIK},{OPDS[2]}\n"
        f'2,{NIP},"{NAME}",rusak,karena,kolomnya,terlalu,banyak,untuk,dibaca\n'
    )
    return _ROSTER + f"{NIP},{NAME},{NIK},PNS,Aktif,Bidan,Puskesmas,{OWN}\n" + others + slipped


def nip_of(n: int) -> str:
    """Return the NIP of the n-th other person."""
    return f"1970010119950{1 + n % 9:d}1{n + 1:03d}"


def name_of(n: int) -> str:
    """Return the name of the n-th other person."""
    first, last = (
        ("Budi", "Siti", "Agus", "Dewi", "Joko"),
        ("Santoso", "Rahayu", "Wibowo", "Umpama"),
    )
    return f"{first[n % 5]} {last[n % 4]} {'ABCDEFGHIJKLM'[n // 5]}"


def _payments(month: str) -> bytes:
    def paid(nip: str, name: str, worker: str, **more: str) -> Row:
        usual = {
            "nip": nip,
            "nama": name,
            "nik": worker,
            "kpj": "",
            "bulan": month,
            "nominal": "16800",
            "tanggal": f"{month}-05",
            "status": "lunas",
            "dana": "",
            "opd": "",
            "catatan": f"{NAME} {NIP}",
            "lain": NIK,
        }
        return tuple((usual | more).values())

    good = [paid(nip_of(n), name_of(n), f"33740215078{n:05d}") for n in range(50)]
    hers = [paid(NIP, NAME, WORKER, kpj=KPJ)]
    odd = [
        paid(nip_of(50), NAME, WORKER, status=NAME, dana=f"gaji {NAME} NIP {SPACED_NIP}"),
        paid(nip_of(51), name_of(51), "3374021507890001", bulan=NAME),
        paid(nip_of(52), name_of(52), "3374021507890002", nominal=NAME, tanggal=SPACED_NIP),
        paid(nip_of(53), name_of(53), "3374021507890003", tanggal=NIK, opd=SPACED_NIK),
        paid(NAME, NIP, "3374021507890004", opd=OPDS[1]),
        paid(SPACED_NIK, NAME, "3374021507890005", opd=f"{NAME} {KPJ}"),
        paid(NIP[:-1], NAME, "", kpj=f"{KPJ[:4]} {KPJ[4:]}", opd=OPDS[2]),
        paid(nip_of(54), name_of(54), WORKER, status=f"menunggu {SPACED_NIK}"),
    ]
    heads: list[Row] = [_PAID]
    rows = [*heads, *good, *hers, *odd]
    return xlsx({f"{NAME} {NIP}"[:31]: rows, f"NIK {NIK}": [("Catatan",), (NAME,)]})


def texts_in(path: Path) -> Iterator[str]:
    """Yield all that a file says: rows of a database or table, parts of an archive, else its text.

    Journals beside a database are read as they are.
    """
    data = path.read_bytes()
    if data.startswith(b"SQLite format 3"):
        yield from _rows_of(path)
    elif data.startswith(b"PAR1"):
        yield from (repr(row) for row in pl.read_parquet(io.BytesIO(data)).rows())
    elif zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (
                f"{name} {archive.read(name).decode('utf-8', 'replace')}"
                for name in archive.namelist()
            )
    else:
        yield data.decode("utf-8", "replace")
    yield path.name


def _rows_of(path: Path) -> Iterator[str]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            yield from (repr(row) for row in database.execute(f'SELECT * FROM "{table}"'))  # noqa: S608


def least_of(place: str) -> int:
    """Return how many digits of a number in a row are its trace in the file at `place`.

    In a journal the columns of a row stand without anything between: the microseconds of a time and
    the year of the next are nine digits, too.
    """
    return PART_IN_A_JOURNAL if place.endswith("-wal") else PART


def traces(text: str, least: int = PART) -> set[str]:
    """Return what of her stands in `text`: a name, or a number plain, spaced, masked or in part."""
    lower = unicodedata.normalize("NFKC", text).lower()
    joined = re.sub(r"(?<=[\d*])[\s.\-_'\u200b\u00a0]+(?=[\d*])", "", lower)
    masked = {number for number in NUMBERS if re.search(rf"\*{{4,}}{number[-4:]}(?!\d)", joined)}
    return masked | unmasked_traces(text, least)


def unmasked_traces(text: str, least: int = PART) -> set[str]:
    """Return what of her stands in `text` but masked numbers."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return {word for word in NAME.lower().split() if word in lower} | numbers_in(lower, least)


def numbers_in(text: str, least: int = PART) -> set[str]:
    """Return which of her numbers stand in `text`, `least` digits of it in a row being enough."""
    joined = re.sub(r"(?<=\d)[\s.\-_'\u200b\u00a0]+(?=\d)", "", unicodedata.normalize("NFKC", text))
    return {number for number in NUMBERS if any(part in joined for part in _parts(number, least))}


def _parts(number: str, least: int) -> set[str]:
    return {number[at : at + least] for at in range(len(number) - least + 1)}

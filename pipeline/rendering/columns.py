"""All documents' columns: each one's heading, the word for a coded value, and which a list has.

Workbook, page and letter show the same ones; how wide or in which style is theirs.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Final

import polars as pl

from pipeline.core import formats
from pipeline.core.wording import say
from schemas.codes import FILL_INS, IURAN, LATE_GROUPS, ROSTER, ROW_CLASSES
from schemas.fields import FIELDS
from schemas.layouts import answer_choices, layout

# What was answered, per OPD and for the city (contract §8.5).
FOLLOW_UP: Final = (
    "belum",
    "dijawab",
    "terbukti",
    "bertentangan",
    "janji_lewat",
    "menunggu",
    "tanpa_jawaban",
)
DOUBTS: Final = (
    "nama_opd",
    "nip",
    "nama",
    "jawaban",
    "catatan_jawaban",
    "bulan_terima",
    "sebab",
)
_PEOPLE: Final = ("nip", "nama", "jenis_asn", "golongan", "jabatan", "unit_kerja")
# The lists of an OPD in the order in which its secretary needs them (contract §6).
OPD_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "belum": (
        *_PEOPLE,
        "alasan",
        "bulan_terakhir",
        "bulan_tanpa_iuran",
        "penjelasan",
        "jawaban_terakhir",
    ),
    "sudah": (*_PEOPLE, "jumlah_pekerja", "bulan_terakhir", "penjelasan"),
    "dikecualikan": (*_PEOPLE, "kedudukan_hukum", "status", "alasan", "penjelasan"),
    "perbaikan": (
        "bulan_terima",
        "sumber",
        "baris",
        "kolom",
        "nip",
        "nama",
        "pesan",
        "tingkat",
        "pemilik",
    ),
}
HEADLINE: Final = ("wajib", "sudah", "belum", "persen", "jumlah_pekerja")
EXPLAINED_COUNTS: Final = (*HEADLINE, "dikecualikan", "klarifikasi", "tak_terbaca")
TALLY: Final = ("wajib", "sudah", "belum", "persen", "dikecualikan", "klarifikasi")
TREND: Final = (
    "bulan",
    "wajib",
    "sudah",
    "persen",
    "jumlah_pekerja",
    "sudah_pertama",
    "persen_pertama",
)
FILES: Final = (
    "bulan_terima",
    "jenis_berkas",
    "berkas",
    "lembar",
    "sumber",
    "dibaca",
    *ROW_CLASSES,
)
# A chart of more units than these is no longer read; a table beside it has them all.
CHARTED_UNITS: Final = 15
# Enough of a SHA-256 to tell files apart; the whole of it stands in manifest.json.
_HASH_SHOWN: Final = 12


def heading(name: str) -> str:
    """Return a column's label for readers: the field dictionary's, else the documents' wording."""
    if name in LATE_GROUPS:
        return say(f"kelompok_catatan.{name}")
    # Headings of columns to fill in say so; in data they are called as they are.
    known = name in FIELDS and name not in FILL_INS
    return FIELDS[name].label if known else say(f"kolom.{name}")


def blank() -> str:
    """Return what stands where there is no value."""
    return say("halaman.kosong")


def words_for(name: str) -> Callable[[Any], str] | None:
    """Return what turns a value of column `name` into the reader's words.

    None for one that stands as it is.
    """
    return _WORDS.get(name)


def in_words(name: str, value: Any) -> str:
    """Return a value of the coded column `name` in the reader's words.

    Raises KeyError for a column without any.
    """
    return _WORDS[name](value)


def points(now: float | None, before: float | None) -> Decimal | None:
    """Return the difference of two percentages as printed, so that the reader's sum agrees."""
    if now is None or before is None:
        return None
    printed = [
        Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP) for value in (now, before)
    ]
    return printed[0] - printed[1]


def points_since_last_month(row: Mapping[str, Any]) -> Decimal | None:
    """Return by how many points an OPD (persen, wajib_lalu, sudah_lalu) differs from last month."""
    before = 100 * row["sudah_lalu"] / row["wajib_lalu"] if row["wajib_lalu"] else None
    return points(row["persen"], before)


def with_shares(months: pl.DataFrame) -> pl.DataFrame:
    """Add persen and persen_pertama to the months of CityReport.tren."""
    shares = (
        pl.when(pl.col(f"wajib{end}") > 0)
        .then(100 * pl.col(f"sudah{end}") / pl.col(f"wajib{end}"))
        .alias(f"persen{end}")
        for end in ("", "_pertama")
    )
    return months.with_columns(shares)


def short_hash(sha256: str) -> str:
    """Return as much of a file's hash as tells it from others."""
    return sha256[:_HASH_SHOWN]


def _choice(code: str | None) -> str:
    return answer_choices()[code][0] if code else blank()


def _length_without_iuran(group: str) -> str:
    if group.startswith(">"):
        return say("halaman.umur.lebih", bulan=group.removeprefix(">").strip())
    if group == "1":
        return say("halaman.umur.satu")
    return say("halaman.umur.banyak", kelompok=group.replace("-", "\N{EN DASH}"))


@cache
def _input_labels() -> dict[str, str]:
    """Map the fields of the inputs to the label that their senders use first."""
    kinds = (layout(IURAN), layout(ROSTER))
    return {field: labels[0] for kind in kinds for field, labels in kind.labels.items()}


def _field_label(name: str | None) -> str:
    if not name:
        return blank()
    return FIELDS[name].label if name in FIELDS else _input_labels().get(name, name)


_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "nip": lambda value: formats.nip(value) if value else blank(),
    "nip_usulan": formats.nip,
    "bulan": formats.month,
    "bulan_terakhir": formats.month,
    "bulan_terima": formats.month,
    "status": lambda value: say(f"status.{value}"),
    "alasan": lambda value: say(f"alasan.{value}"),
    "kelompok_catatan": lambda value: say(f"kelompok_catatan.{value}"),
    "perubahan": lambda value: say(f"perubahan.{value}"),
    "tingkat": lambda value: say(f"halaman.tingkat.{value}"),
    "keadaan": lambda value: say(f"mutu.keadaan.{value}"),
    "keadaan_opd": lambda value: say(f"revisi.keadaan.{value}"),
    "jawaban": _choice,
    "jenis_berkas": lambda value: say(f"halaman.jenis_berkas.{value}"),
    "jenis": lambda value: say(f"halaman.jenis_berkas.{value}"),
    "dasar": lambda value: say(f"jelaskan.dasar.{value}"),
    "kelompok": _length_without_iuran,
    "kolom": _field_label,
    "sha256": short_hash,
}

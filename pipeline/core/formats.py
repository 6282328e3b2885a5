"""Numbers, money, dates and identifiers as Indonesian readers write them (domain §7)."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from pipeline.core.periods import MONTH_NAMES, Period

_IN_LETTERS: Final = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)

_NIP_DIGITS: Final = 18


def number(value: int) -> str:
    """16000 -> "16.000"."""
    return f"{value:,}".replace(",", ".")


def number_in_letters(value: int) -> str:
    """1 -> "satu", 11 -> "sebelas", 12 -> "12": what one word says stands in letters in prose."""
    return _IN_LETTERS[value] if 0 < value < len(_IN_LETTERS) else number(value)


def rupiah(value: int) -> str:
    """16800 -> "Rp16.800"."""
    return f"Rp{number(value)}"


def percent(value: float | None) -> str:
    """51.594 -> "51,59%"; None -> "-" (nobody is obliged)."""
    if value is None:
        return "-"
    rounded = Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded}%".replace(".", ",")


def date(value: dt.date | None) -> str:
    """2026-11-21 -> "21 November 2026"; None -> ""."""
    return f"{value.day} {MONTH_NAMES[value.month - 1]} {value.year}" if value else ""


def moment(at: str | dt.datetime, zone: dt.tzinfo | None) -> str:
    """ "2026-04-02T03:15:00+00:00" -> "2 April 2026 10.15 WIB" in Asia/Jakarta, None being here.

    "" -> "-".
    """
    if at == "":
        return "-"
    local = (dt.datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(zone)
    return f"{date(local)} {local:%H.%M} {local.tzname()}"


def month(text: str | None) -> str:
    """ "2026-10" -> "Oktober 2026"; None -> "-"."""
    return Period.parse(text).name if text else "-"


def nip(text: str) -> str:
    """199001012015011001 -> "19900101 201501 1 001" (domain §2); of another length as it is."""
    if len(text) != _NIP_DIGITS:
        return text
    return f"{text[:8]} {text[8:14]} {text[14]} {text[15:]}"


def signed(value: int) -> str:
    """3 -> "+3", -2 -> "-2" with a true minus sign, 0 -> "0"."""
    if value == 0:
        return "0"
    return f"+{number(value)}" if value > 0 else f"\N{MINUS SIGN}{number(-value)}"

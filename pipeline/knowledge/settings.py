"""The kinds of value kebijakan.toml settings may have, as pydantic checks them (contract §1, §7).

Each refuses with the code of a sentence ([acuan.salah] of the wording) and the numbers or words
that it names.
"""

import re
from functools import partial
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictBool, StrictStr

from pipeline.core.periods import Period
from pipeline.core.sizes import parse_size, size_text
from pipeline.knowledge.addresses import is_domain, is_host, plain_address
from schemas.layouts import plain_label

# No setting may be unknown; texts, numbers and switches are not made out of one another.
CHECKED: Final = ConfigDict(extra="forbid", frozen=True)
_LONGEST_TEXT: Final = 500
_MOST_WORDS: Final = 500
_YEARS: Final = (2000, 2099)
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class WrongValueError(ValueError):
    """A value that breaks a rule: the sentence `code` of [acuan.salah] tells it with `values`.

    `key` is the setting that is meant where a whole table was looked at.
    """

    def __init__(self, code: str, key: str, values: dict[str, object]) -> None:
        super().__init__(code)
        self.code, self.key, self.values = code, key, values


def wrong(code: str, key: str = "", **values: object) -> WrongValueError:
    """Return the fault that the sentence `code` of [acuan.salah] tells, for a check to raise."""
    return WrongValueError(code, key, values)


def _one_line(text: str) -> str:
    if _UNSEEN.search(text):
        raise wrong("satu_baris")
    return text


def _filled(text: str) -> str:
    if not plain_label(text):
        raise wrong("kosong")
    return text


def _month(value: Any) -> Period:
    try:
        month = Period.parse(value)
    except (TypeError, ValueError):
        raise wrong("bulan") from None
    if not _YEARS[0] <= month.year <= _YEARS[1]:
        raise wrong("tahun", awal=_YEARS[0], akhir=_YEARS[1])
    return month


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):
        raise wrong("zona") from None


def _size(least: int, most: int, value: Any) -> int:
    try:
        size = parse_size(value)
    except (TypeError, ValueError):
        raise wrong("ukuran") from None
    if not least <= size <= most:
        raise wrong("ukuran_luar", paling_kecil=size_text(least), paling_besar=size_text(most))
    return size


def _address(value: str) -> str:
    try:
        return plain_address(value.strip()) if value.strip() else ""
    except ValueError:
        raise wrong("alamat") from None


def _domain(value: str) -> str:
    domain = value.strip().lstrip("@")
    if not is_domain(domain):
        raise wrong("domain")
    return domain


def _host(value: str) -> str:
    if value.strip() and not is_host(value.strip()):
        raise wrong("server")
    return value.strip()


def _web_address(value: str) -> str:
    if value.strip() and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value.strip()):
        raise wrong("tautan")
    return value.strip().rstrip("/")


def _chosen(choices: tuple[str, ...], value: Any) -> str:
    if value not in choices:
        raise wrong("pilihan", pilihan=", ".join(f'"{choice}"' for choice in choices))
    return str(value)


def _distinct(words: tuple[str, ...]) -> tuple[str, ...]:
    labels = [plain_label(word) for word in words]
    twice = [word for at, word in enumerate(words) if labels[at] in labels[:at]]
    if twice:
        raise wrong("kata_dua_kali", kata=twice[0])
    return words


def one_of(*choices: str) -> BeforeValidator:
    """Return the check that a text is one of `choices`."""
    return BeforeValidator(partial(_chosen, choices))


def size_between(least: int, most: int) -> BeforeValidator:
    """Return the reading of "512 MiB" as bytes, from `least` to `most`."""
    return BeforeValidator(partial(_size, least, most))


def whole(least: int, most: int) -> Any:
    """Return the check that a number is whole, and from `least` to `most`."""
    return Field(strict=True, ge=least, le=most)


Line = Annotated[StrictStr, Field(max_length=_LONGEST_TEXT), AfterValidator(_one_line)]
Text = Annotated[Line, AfterValidator(_filled)]
Lines = Annotated[tuple[Text, ...], Field(max_length=_MOST_WORDS)]
# One text is a list of one: an older policy keeps working.
Offices = Annotated[
    Lines, BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]
Words = Annotated[Lines, AfterValidator(_distinct)]
SomeWords = Annotated[Words, Field(min_length=1)]
Share = Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False)]
Switch = StrictBool
Month = Annotated[Period, BeforeValidator(_month)]
Zone = Annotated[Line, AfterValidator(_zone)]
Address = Annotated[Line, AfterValidator(_address)]
Addresses = tuple[Annotated[Text, AfterValidator(_address), AfterValidator(str.lower)], ...]
Domains = tuple[Annotated[Text, AfterValidator(_domain)], ...]
Host = Annotated[Line, AfterValidator(_host)]
WebAddress = Annotated[Line, AfterValidator(_web_address)]

"""How personal numbers are kept from travelling whole (domain §6; contract §6).

A NIK or KPJ leaves the parsing step only as a keyed pseudonym and its last four digits. Both
numbers can be enumerated, so a plain hash would protect nobody: the key makes the difference. In a
text that people write freely they are found in whatever writing (core.written_numbers).
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import polars as pl

from pipeline.core.periods import month_words
from pipeline.core.text import map_distinct
from pipeline.core.uniform import nothing
from pipeline.core.wording import say
from pipeline.core.written_numbers import with_each_number

_MASK: Final = "*" * 12
_NAMES: Final = ("nama", "gelar")
_NUMBERS: Final = ("nik", "kpj")
# Cells that hold a month, a day or money: words in them are no words of such a cell.
_TYPED: Final = ("bulan", "jumlah_bulan", "tanggal", "nominal")
_UNITS: Final = frozenset({"bulan", "rupiah", "idr", "wib", "sampai", "dengan", "hingga"})
_ENDS: Final = 4
_SHORTEST: Final = 11
_NIP_LIKE: Final = 17
_MOST_SHOWN: Final = 60
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_E_NOTATION: Final = re.compile(r"(?i)[0-9]+([.,][0-9]+)?e\+?[0-9]+")
_DIGIT: Final = re.compile(r"\d")
# Digits enough for a number, whatever stands between: found ten times as fast as they are counted.
_LONG_ENOUGH: Final = rf"\d(?:\D*\d){{{_SHORTEST - 1}}}"

# One number of these lengths by itself is no NIK, and is as it was: so nearly all cells for an NIP.
_NO_NIK: Final = r"^[0-9]{17,20}$"
_NO_NUMBER: Final = r"^[0-9]{0,10}$"
_GROUP: Final = re.compile(r"\d+")
_NIP: Final = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d(?:19|20)\d\d(?:0[1-9]|1[0-2]|2[1-9])[12]\d{3}"
)
_SEPARATORS: Final = re.compile(r"[\s.:\-'\"]|^NIP")
_LIKE_DIGITS: Final = str.maketrans("OIL", "011")
_NIK_DIGITS: Final = 16
_NIP_DIGITS: Final = 18
# An NIP with two digits too many may still be mended; more digits in one run are several numbers.
_MOST_OF_A_NIP: Final = 20


def pseudonyms(numbers: pl.Series, key: bytes) -> pl.Series:
    """Return a keyed 128-bit digest (hex) for each number.

    Equal numbers keep equal digests, null is null.
    """
    if numbers.null_count() == len(numbers):
        return nothing(len(numbers)).alias(numbers.name)
    # Nearly every number is another one, and to take in the key takes as long as a number does.
    keyed = hashlib.blake2b(key=key, digest_size=16)
    digests = [None if number is None else _digest(number, keyed) for number in numbers.to_list()]
    return pl.Series(numbers.name, digests, dtype=pl.String)


def _digest(number: str, keyed: hashlib.blake2b) -> str:
    digest = keyed.copy()
    digest.update(number.encode())
    return digest.hexdigest()


def masked_nik(nik: pl.Expr) -> pl.Expr:
    """Show only the last four digits: "************0001" (contract §6)."""
    return _MASK + nik.str.slice(-4)


def without_numbers(text: str) -> str:
    """Return `text` with all but the last four digits of every personal number in it masked.

    In whatever writing: core.written_numbers.
    """
    return with_each_number(text, lambda number: _starred(number, 0))


def without_numbers_expr(text: pl.Expr) -> pl.Expr:
    """Do what `without_numbers` does to each text."""
    return _mapped(text, without_numbers, _NO_NUMBER)


def without_numbers_in(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Do what `without_numbers` does to each text of `columns`."""
    return _masked_in(frame, columns, without_numbers, _NO_NUMBER)


def without_nik(text: str) -> str:
    """Return a cell for an NIP, or an id, with each number of exactly 16 digits in it masked.

    In whatever writing. Numbers of another length stay: an NIP written wrongly must be seen to be
    mended, also one with letters that were taken for digits (1990...O1).
    """
    meant = _SEPARATORS.sub("", text.upper()).translate(_LIKE_DIGITS)
    return text if _NIP.fullmatch(meant) else with_each_number(text, _without_nik_groups)


def without_nik_expr(text: pl.Expr) -> pl.Expr:
    """Do what `without_nik` does to each text."""
    return _mapped(text, without_nik, _NO_NIK)


def without_nik_in(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Do what `without_nik` does to each text of `columns`."""
    return _masked_in(frame, columns, without_nik, _NO_NIK)


def without_any_digit(text: str) -> str:
    """Return `text` with every digit of every personal number in it masked, the last ones too.

    For what many may read: reasons, and what servers write.
    """
    return with_each_number(text, lambda number: _DIGIT.sub("*", number))


def shape_of(text: str) -> str:
    """Return what a text is without what it says: "teks, 14 huruf"."""
    letters = sum(character.isalpha() for character in text)
    return say("bentuk.campuran" if _DIGIT.search(text) else "bentuk.teks", jumlah=letters)


def masked_cells(field: str, cells: pl.Series) -> pl.Series:
    """Return cells of input field `field` as reports may show them, so that readers find the fault.

    A name is never shown (null). Of an NIP the first and last four digits stay, of a NIK or KPJ the
    last four, their other letters and digits become stars. Words where a month, a day or money
    should stand are told by their shape: a name may have slipped there. Other texts stay as
    written, personal numbers in them masked, up to 60 long.
    """
    if field.startswith(_NAMES):
        return pl.Series(cells.name, [None] * len(cells), dtype=pl.String)
    return map_distinct(cells, _masking(field), pl.String)


def masked_record(text: str) -> str:
    """Return a whole record so that a person who has its file finds it, and nobody else the person.

    Of a word the first letter stays, of a number of 17 digits or more the first and last four, of
    another one of 11 or more the last four.
    """
    starred = _WORD.sub(lambda word: word[0][0] + "*" * (len(word[0]) - 1), text)
    cells = starred.split("\t")
    return "\t".join(with_each_number(cell, _masked_in_record) for cell in cells)


def _masked_in_record(number: str) -> str:
    digits = len(_DIGIT.findall(number))
    return _starred(number, _ENDS if _NIP_LIKE <= digits <= _MOST_OF_A_NIP else 0)


def _mapped(text: pl.Expr, function: Callable[[str], str], spared: str) -> pl.Expr:
    """Apply `function` to the texts with digits enough for a number, but those like `spared`."""

    def masked(texts: pl.Series) -> pl.Series:
        return _masked_in(texts.to_frame("_t"), ["_t"], function, spared).to_series()

    return text.map_batches(masked, return_dtype=pl.String)


def _masked_in(
    frame: pl.DataFrame, columns: Sequence[str], function: Callable[[str], str], spared: str
) -> pl.DataFrame:
    """Do what `_mapped` does to `columns`; most hold no number so long, and are passed over."""
    numbered = frame.select(pl.col(columns).str.contains(_LONG_ENOUGH))
    held = [marks.name for marks in numbered.get_columns() if marks.any()]
    if not held:
        return frame
    asked = frame.select(numbered[name] & ~pl.col(name).str.contains(spared) for name in held)
    return frame.with_columns(
        _masked_where(frame[marks.name], marks, function)
        for marks in asked.get_columns()
        if marks.any()
    )


def _masked_where(texts: pl.Series, marks: pl.Series, function: Callable[[str], str]) -> pl.Series:
    places = marks.arg_true()
    return texts.clone().scatter(places, map_distinct(texts[places], function, pl.String))


def _without_nik_groups(chain: str) -> str:
    groups = list(_GROUP.finditer(chain))
    taken = _windows(groups, _NIP_DIGITS, _NIP.fullmatch)
    inside = {at for window in taken for at in window}
    free = [at for at in range(len(groups)) if at not in inside]
    masked = [
        *([groups[at]] for at in free if len(groups[at][0]) > _MOST_OF_A_NIP),
        *([groups[at] for at in window] for window in _niks(groups, free)),
    ]
    shown = list(chain)
    for window in masked:
        places = [at for group in window for at in range(*group.span())]
        for at in places[:-_ENDS]:
            shown[at] = "*"
    return "".join(shown)


def _niks(groups: list[re.Match[str]], free: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield which of the `free` groups that stand beside each other make 16 digits together."""
    runs: list[list[int]] = []
    for at in free:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    for run in runs:
        for window in _windows([groups[at] for at in run], _NIK_DIGITS, lambda _: True):
            yield tuple(run[at] for at in window)


def _windows(
    groups: list[re.Match[str]], digits: int, fits: Callable[[str], object]
) -> list[tuple[int, ...]]:
    """Return the places of neighbouring groups that add up to `digits` and fit, none in two."""
    found: list[tuple[int, ...]] = []
    first = 0
    while first < len(groups):
        last, written = first, ""
        while last < len(groups) and len(written) < digits:
            written += groups[last][0]
            last += 1
        if len(written) == digits and fits(written):
            found.append(tuple(range(first, last)))
            first = last
        else:
            first += 1
    return found


def _masking(field: str) -> Callable[[str], str]:
    if field.startswith("nip"):
        return _masked_nip
    if field.startswith(_NUMBERS):
        return _masked_number
    return _typed if field.startswith(_TYPED) else _shortened


def _masked_nip(text: str) -> str:
    # A cell for an NIP may hold a NIK, of which no more than the last four digits may be seen.
    long = sum(character.isdigit() for character in text) >= _NIP_LIKE
    return _starred(text, _ENDS if long else 0)[:_MOST_SHOWN]


def _masked_number(text: str) -> str:
    return _starred(text, 0)[:_MOST_SHOWN]


def _typed(text: str) -> str:
    strange = {word.lower() for word in _LONG_WORD.findall(text)} - month_words().keys() - _UNITS
    return shape_of(text) if strange else _shortened(text)


def _starred(text: str, first: int) -> str:
    """Star letters and digits of `text` but its `first` digits and its last four.

    Punctuation shows the shape.
    """
    digits = [at for at, character in enumerate(text) if character.isdigit()]
    kept = {*digits[:first], *digits[-_ENDS:]}
    kept |= (
        {at for at, character in enumerate(text) if character in "eE"}
        if _E_NOTATION.fullmatch(text)
        else set()
    )
    return "".join(c if at in kept or not c.isalnum() else "*" for at, c in enumerate(text))


def _shortened(text: str) -> str:
    masked = without_numbers(text)
    return (
        masked
        if len(masked) <= _MOST_SHOWN
        else f"{masked[: _MOST_SHOWN - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    )

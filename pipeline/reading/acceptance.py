"""Whether a field accepts a cell: of two columns for it the better filled wins (contract §2.2)."""

from collections.abc import Callable
from typing import Final

import polars as pl

from pipeline.core.text import map_distinct
from pipeline.reading.cells.calendar import parse_month_count, parse_months
from pipeline.reading.cells.identifiers import parse_kpj, parse_nik, parse_nip
from pipeline.reading.cells.money import parse_native_rupiah, parse_rupiah
from pipeline.reading.rules import ReadingRules
from pipeline.reading.tables.choosing import Acceptable

_NIP: Final = ("nip", "nip_donatur")
_NIK: Final = ("nik", "nik_donatur", "nik_pekerja")
_MONTHS: Final = ("bulan_iuran", "bulan_awal", "bulan_akhir")


def acceptable_cells(rules: ReadingRules) -> dict[str, Acceptable]:
    """Return the test of each field for which what its cells hold decides between two columns."""
    months = _accepting(lambda text: parse_months(text, rules.zone) is not None)
    return {
        **dict.fromkeys(_NIP, lambda t, n: parse_nip(t, n)["nip"].is_not_null()),
        **dict.fromkeys(_NIK, lambda t, n: parse_nik(t, n)["nik"].is_not_null()),
        "kpj": lambda t, n: parse_kpj(t, n)["kpj"].is_not_null(),
        **dict.fromkeys(_MONTHS, months),
        "jumlah_bulan": _accepting(lambda text: parse_month_count(text) is not None),
        "nominal": _is_money,
    }


def _accepting(accepts: Callable[[str], bool]) -> Acceptable:
    return lambda texts, _: map_distinct(texts, accepts, pl.Boolean).fill_null(value=False)


def _is_money(texts: pl.Series, natives: pl.Series) -> pl.Series:
    text = map_distinct(texts.set(natives, None), parse_rupiah, pl.Int64)
    number = map_distinct(texts.set(~natives, None), parse_native_rupiah, pl.Int64)
    return text.is_not_null() | number.is_not_null()

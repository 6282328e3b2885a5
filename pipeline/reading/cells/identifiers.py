"""NIP, NIK and KPJ (contract §2 cell rules; domain §2)."""

from collections.abc import Callable
from typing import Final

import polars as pl

from pipeline.core.text import changed_where
from pipeline.core.uniform import nothing, nowhere

_SEPARATORS: Final = "[\\s.\\-\u2010-\u2015'\"\u2018\u2019\u201c\u201d`]"
# How exports keep a long number a text, ="1975...", and how people introduce one, "NIP. 1975...".
_WRAPPED: Final = r"^=\s*[\"\u201c](.*)[\"\u201d]$"
_INTRODUCED: Final = r"(?i)^[\s'\"]*NIP[\s.:]*"
_NIP: Final = r"^[0-9]{12}(?:0[1-9]|1[0-2]|2[1-9])[12][0-9]{3}$"
_E_NOTATION: Final = r"(?i)^[0-9]+(?:[.,][0-9]+)?e\+?[0-9]+$"
# Above this a floating-point number no longer tells every whole number from the next.
_LARGEST_EXACT: Final = 2**53
_POINT_ZERO: Final = r"([0-9])\.0$"
# One digit again and again, of any length that a NIK or KPJ has.
_ALL_SAME: Final = tuple(digit * times for digit in "0123456789" for times in range(1, 17))
# Kemendagri's codes of provinces (first two digits), the four Papua provinces of 2022 included.
_PROVINCES: Final = tuple(
    map(
        str,
        [
            *range(11, 20),
            21,
            *range(31, 37),
            *range(51, 54),
            *range(61, 66),
            *range(71, 77),
            81,
            82,
            *range(91, 98),
        ],
    )
)


def digits(text: pl.Expr) -> pl.Expr:
    """Drop spaces, dots, dashes and quotes, and the `="..."` around them."""
    return text.str.replace(_WRAPPED, "${1}").str.replace_all(_SEPARATORS, "")


def nip_digits(text: pl.Expr) -> pl.Expr:
    """Drop what `digits` drops, and a leading "NIP" or "NIP."."""
    return digits(text.str.replace(_WRAPPED, "${1}").str.replace(_INTRODUCED, ""))


def parse_nip(text: pl.Series, native: pl.Series | None = None) -> pl.DataFrame:
    """Read NIP cells: their texts, and whether each was a number (none was, if left out).

    Gives `nip` (18 digits when valid, else null), `nip_keadaan` ("sah", "rusak" by Excel, "salah",
    "kosong"), `nip_awal` (the 15 significant digits known of a damaged one, null when fewer) and
    `nip_angka` (what was written, separators dropped).
    """
    # Each step stands in a column of its own: polars works a shared part of expressions out anew
    # for each that uses it.
    written, bare = pl.col("teks"), pl.col("nip_angka")
    cells = _cells(text, native).with_columns(_bare(text, nip_digits).alias("nip_angka"))
    marked = cells.with_columns(
        _rusak=pl.col("angka")
        | bare.str.contains(_E_NOTATION)
        | written.str.contains(r"[0-9]\.0\W*$")
        | bare.str.contains(r"^[0-9]{15}000$")
    ).with_columns(
        _sah=~pl.col("_rusak")
        & bare.str.contains(_NIP)
        & _real_date(bare.str.slice(0, 8), "%Y%m%d")
    )
    state = pl.when(written.is_null()).then(pl.lit("kosong")).when("_sah").then(pl.lit("sah"))
    read = marked.with_columns(
        nip=pl.when("_sah").then(bare),
        nip_keadaan=state.when("_rusak").then(pl.lit("rusak")).otherwise(pl.lit("salah")),
    ).collect()
    return read.select("nip", "nip_keadaan", _starts(read), "nip_angka")


def is_nik(nip_cells: pl.Series) -> pl.Series:
    """Tell which cells for an NIP hold a number of 16 digits, a NIK; null where nothing is."""
    bare = _bare(nip_cells, lambda text: nip_digits(text.str.replace(_POINT_ZERO, "$1")))
    return bare.str.contains(r"^[0-9]{16}$")


def _bare(text: pl.Series, strip: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """Return what `strip` leaves of each cell, the same of one that has digits alone."""
    return changed_where(text, text.str.contains(r"[^0-9]"), strip)


def _starts(read: pl.DataFrame) -> pl.Series:
    """Return `nip_awal` of the cells that are damaged."""
    damaged = read["_rusak"].arg_true()
    known = read[damaged].select(_significant(pl.col("teks"), pl.col("nip_angka")))
    return nothing(read.height).alias("nip_awal").scatter(damaged, known.to_series())


def _cells(text: pl.Series, native: pl.Series | None) -> pl.LazyFrame:
    marks = nowhere(len(text)) if native is None else native
    return pl.DataFrame({"teks": text, "angka": marks}).lazy()


def _significant(text: pl.Expr, bare: pl.Expr) -> pl.Expr:
    mantissa = text.str.to_uppercase().str.split("E").list.first().str.replace_all(r"[^0-9]", "")
    known = (
        pl.when(bare.str.contains(_E_NOTATION))
        .then(mantissa)
        .otherwise(bare.str.replace_all(r"[^0-9]", ""))
    )
    return pl.when(known.str.len_chars() >= 15).then(known.str.slice(0, 15))


def _real_date(text: pl.Expr, form: str) -> pl.Expr:
    return text.str.to_date(form, strict=False).is_not_null()


def parse_nik(text: pl.Series, native: pl.Series | None = None) -> pl.DataFrame:
    """Read NIK cells: their texts, and whether each was a number (none was, if left out).

    Gives `nik` (16 digits or null), `nik_ragu` (why it looks wrong, or null) and `nik_tak_pasti`
    (doubtful: the number may have lost its last digits on its way, so that two persons can bear
    it).
    """
    written, bare = pl.col("teks"), pl.col("_polos")
    cells = _cells(text, native).with_columns(
        _bare(text, lambda cell: digits(cell.str.replace(_POINT_ZERO, "$1"))).alias("_polos"),
        # A text that ends in .0 was a number before.
        _bilangan=pl.col("angka") | written.str.contains(_POINT_ZERO),
    )
    number = pl.col("_bilangan")
    marked = cells.with_columns(
        _utuh=bare.str.contains(r"^[0-9]{16}$") & ~bare.is_in(_ALL_SAME),
        _tak_tepat=number & (bare.cast(pl.Int64, strict=False) > _LARGEST_EXACT),
        _bulat=number & bare.str.ends_with("0"),
    )
    whole, inexact, rounded = pl.col("_utuh"), pl.col("_tak_tepat"), pl.col("_bulat")
    doubt = (
        pl.when(inexact)
        .then(pl.lit("angka Excel yang tidak lagi tepat"))
        .when(rounded)
        .then(pl.lit("angka Excel yang berakhir 0"))
        .when(bare.str.ends_with("0000"))
        .then(pl.lit("nomor urut 0000"))
        .when(~bare.str.slice(0, 2).is_in(_PROVINCES))
        .then(pl.lit("kode provinsi tidak dikenal"))
        .when(~_real_birth(bare))
        .then(pl.lit("tanggal lahir tidak mungkin"))
    )
    return marked.select(
        nik=pl.when(whole).then(bare),
        nik_ragu=pl.when(whole).then(doubt),
        nik_tak_pasti=(whole & (inexact | rounded)).fill_null(value=False),
    ).collect()


def _real_birth(nik: pl.Expr) -> pl.Expr:
    # Of the year two digits are known; a day that is real in 19xx is real in 20xx too.
    day = nik.str.slice(6, 2).cast(pl.Int32, strict=False)
    plain_day = pl.when(day > 40).then(day - 40).otherwise(day).cast(pl.String)
    return _real_date(
        pl.lit("20") + nik.str.slice(10, 2) + nik.str.slice(8, 2) + plain_day, "%Y%m%d"
    )


def parse_kpj(text: pl.Series, native: pl.Series | None = None) -> pl.DataFrame:
    """Read KPJ cells: their texts, and whether each was a number (none was, if left out).

    Gives `kpj` (11 digits or null) and `kpj_padan` (a text of 10 digits was padded).
    """
    written, number = pl.col("teks"), pl.col("angka")
    varied = ~written.is_in(_ALL_SAME)
    marked = _cells(text, native).with_columns(
        _pendek=written.str.contains(r"^[0-9]{10}$") & ~number
    )
    short = pl.col("_pendek")
    whole = written.str.contains(r"^[0-9]{11}$")
    fits = whole | short | (number & written.str.contains(r"^[0-9]{1,11}$"))
    read = marked.with_columns(_cocok=fits & varied).select(
        kpj=pl.when("_cocok").then(written.str.zfill(11)), kpj_padan=pl.col("_cocok") & short
    )
    return read.collect()

"""Iuran rows: one row, one payment for one worker (contract §4)."""

from typing import Final

import polars as pl

from pipeline.core.text import contains_undenied, map_distinct, names_phrase, plain
from pipeline.reading.cells.calendar import parse_date, parse_month_count, parse_months
from pipeline.reading.cells.identifiers import is_nik, parse_kpj, parse_nik, parse_nip
from pipeline.reading.cells.money import parse_native_rupiah, parse_rupiah
from pipeline.reading.iuran_findings import MOST_MONTHS, iuran_findings
from pipeline.reading.rules import ReadingRules
from pipeline.reading.tables.body import MOVED_DATE, NATIVE
from pipeline.reading.tables.classes import CLASS, classify
from schemas.layouts import plain_label

FIELDS: Final = (
    "nip_donatur",
    "nama_donatur",
    "nik_donatur",
    "opd_donatur",
    "nik_pekerja",
    "kpj",
    "jenis_pekerjaan",
    "sektor",
    "bulan_iuran",
    "bulan_awal",
    "bulan_akhir",
    "jumlah_bulan",
    "nominal",
    "tanggal_bayar",
    "status_bayar",
    "sumber_dana",
    "kode_bayar",
)
SCHEMA: Final[dict[str, type[pl.DataType]]] = {
    "baris": pl.Int64,
    CLASS: pl.String,
    "nip_tercatat": pl.String,
    "nip": pl.String,
    "nip_keadaan": pl.String,
    "nip_awal": pl.String,
    "nip_angka": pl.String,
    "nama_tercatat": pl.String,
    "nik_donatur": pl.String,
    "opd_donatur": pl.String,
    "nik_pekerja": pl.String,
    "kpj": pl.String,
    "sektor": pl.String,
    "awal": pl.Int32,
    "akhir": pl.Int32,
    "bulan_salah": pl.Boolean,
    "nominal": pl.Int64,
    "tanggal_bayar": pl.Date,
    "lunas": pl.Boolean,
    "status_dikenal": pl.Boolean,
    "dana_asn": pl.Boolean,
    "status_bayar": pl.String,
    "sumber_dana": pl.String,
    "nik_tak_pasti": pl.Boolean,
    MOVED_DATE: pl.Boolean,
}
_MONTHS: Final = pl.Struct({"awal": pl.Int32, "akhir": pl.Int32})


def parse_iuran(
    body: pl.DataFrame, fields: tuple[str, ...], rules: ReadingRules
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn the text rows of a sheet into iuran rows and findings.

    Takes `body` as reading.tables.body_frame gives it and the fields it maps. Gives every row with
    `kelas` (structural, ditolak or diterima) and the columns of SCHEMA (numbers of workers and NIK
    still whole), and findings.
    """
    raw = _with_missing(body)
    parsed = _with_months(_with_donor(_with_worker(raw)), rules).with_columns(
        _amounts(raw),
        _dates(raw, rules),
        *_status(raw, rules),
        *_funds(raw, rules),
        _sector(raw, rules),
    )
    keyed = pl.lit(parsed["nik_pekerja"].is_not_null() | parsed["kpj"].is_not_null())
    classed = classify(raw, tuple(f for f in ("nik_pekerja", "kpj") if f in fields), keyed)
    typed = parsed.with_columns(classed[CLASS]).with_columns(_decided().alias(CLASS))
    read = {"nominal": "nominal_baca", "tanggal_bayar": "tanggal_baca", "sektor": "sektor_baca"}
    columns = [pl.col(read.get(name, name)).alias(name) for name in SCHEMA]
    return typed.select(columns), iuran_findings(typed)


def _with_missing(body: pl.DataFrame) -> pl.DataFrame:
    absent = [f for f in FIELDS if f not in body.columns]
    frame = body.with_columns(pl.lit(None, dtype=pl.String).alias(f) for f in absent)
    return frame.with_columns(pl.lit(value=False).alias(f + NATIVE) for f in absent)


def _with_worker(raw: pl.DataFrame) -> pl.DataFrame:
    nik = parse_nik(raw["nik_pekerja"], raw["nik_pekerja" + NATIVE])
    return raw.with_columns(
        *parse_kpj(raw["kpj"], raw["kpj" + NATIVE]),
        nik_pekerja=nik["nik"],
        nik_ragu=nik["nik_ragu"],
        nik_tak_pasti=nik["nik_tak_pasti"],
        _nik_ada=pl.col("nik_pekerja").is_not_null(),
        _kpj_ada=pl.col("kpj").is_not_null(),
    )


def _with_donor(frame: pl.DataFrame) -> pl.DataFrame:
    """Read the donor (contract §4).

    A 16-digit number in the NIP cell is a NIK, and a filled NIK wins over it.
    """
    shift = pl.lit(is_nik(frame["nip_donatur"]))
    moved = frame.with_columns(
        nip_donatur=pl.when(shift).then(None).otherwise(pl.col("nip_donatur")),
        nik_donatur=pl.coalesce("nik_donatur", pl.when(shift).then(pl.col("nip_donatur"))),
        _angka=pl.when(pl.col("nik_donatur").is_null() & shift)
        .then("nip_donatur" + NATIVE)
        .otherwise("nik_donatur" + NATIVE),
    )
    nik = parse_nik(moved["nik_donatur"], moved["_angka"])
    return moved.with_columns(
        *parse_nip(moved["nip_donatur"], moved["nip_donatur" + NATIVE]),
        nip_tercatat=pl.col("nip_donatur"),
        nama_tercatat=pl.col("nama_donatur"),
        nik_donatur=nik["nik"],
        nik_donatur_ragu=nik["nik_ragu"],
        _nik_donatur_ada=pl.col("nik_donatur").is_not_null(),
    )


def _months(texts: pl.Series, rules: ReadingRules) -> pl.Series:
    def read(text: str) -> dict[str, int] | None:
        months = parse_months(text, rules.zone)
        return {"awal": months[0], "akhir": months[1]} if months else None

    return map_distinct(texts, read, _MONTHS)


def _with_months(frame: pl.DataFrame, rules: ReadingRules) -> pl.DataFrame:
    """Add awal, akhir and what is wrong with them (`bulan_keadaan`).

    They extend one month to many as contract §4 says.
    """
    begin = _months(frame.select(pl.coalesce("bulan_awal", "bulan_iuran")).to_series(), rules)
    end = _months(frame["bulan_akhir"], rules)
    count = map_distinct(frame["jumlah_bulan"], parse_month_count, pl.Int32)
    read = frame.with_columns(
        awal=begin.struct.field("awal"),
        _sendiri=begin.struct.field("akhir"),
        _akhir=end.struct.field("akhir"),
        _banyak=count,
    ).with_columns(_hitung=pl.col("awal") + pl.col("_banyak") - 1)
    stated = pl.when(pl.col("_sendiri") > pl.col("awal")).then(pl.col("_sendiri"))
    extended = read.with_columns(akhir=pl.coalesce("_akhir", stated, "_hitung", "_sendiri"))
    unread = (
        pl.col("awal").is_null()
        | (pl.col("bulan_akhir").is_not_null() & pl.col("_akhir").is_null())
        | (pl.col("jumlah_bulan").is_not_null() & pl.col("_banyak").is_null())
    )
    state = (
        pl.when(unread)
        .then(pl.lit("bulan_tak_terbaca"))
        .when(pl.min_horizontal("akhir", "_sendiri") < pl.col("awal"))
        .then(pl.lit("bulan_terbalik"))
        .when(pl.col("akhir") - pl.col("awal") >= MOST_MONTHS)
        .then(pl.lit("bulan_terlalu_banyak"))
    )
    return extended.with_columns(bulan_keadaan=state).with_columns(
        bulan_salah=pl.col("bulan_keadaan").is_not_null() | pl.col("rusak"),
        _beda=(pl.col("_banyak") != pl.coalesce("_akhir", "_sendiri") - pl.col("awal") + 1)
        & _stated_end(),
    )


def _stated_end() -> pl.Expr:
    return pl.col("_akhir").is_not_null() | (pl.col("_sendiri") > pl.col("awal"))


def _amounts(raw: pl.DataFrame) -> pl.Series:
    native = raw["nominal" + NATIVE]
    text = map_distinct(raw["nominal"].set(native, None), parse_rupiah, pl.Int64)
    number = map_distinct(raw["nominal"].set(~native, None), parse_native_rupiah, pl.Int64)
    return text.zip_with(text.is_not_null(), number).alias("nominal_baca")


def _dates(raw: pl.DataFrame, rules: ReadingRules) -> pl.Series:
    return map_distinct(raw["tanggal_bayar"], lambda t: parse_date(t, rules.zone), pl.Date).alias(
        "tanggal_baca"
    )


def _status(raw: pl.DataFrame, rules: ReadingRules) -> tuple[pl.Series, pl.Series]:
    written = raw["status_bayar"]
    word = raw.select(plain(pl.col("status_bayar")).fill_null("")).to_series()
    paid_words, unpaid_words = (
        [plain_label(w) for w in words] for words in (rules.paid_words, rules.unpaid_words)
    )
    paid = word.is_in([*paid_words, ""]) & ~(written.is_not_null() & (word == ""))
    return paid.alias("lunas"), (paid | word.is_in(unpaid_words)).alias("status_dikenal")


def _funds(raw: pl.DataFrame, rules: ReadingRules) -> tuple[pl.Series, pl.Series]:
    source = raw["sumber_dana"]
    other = map_distinct(
        source, lambda t: names_phrase(t, rules.other_sources), pl.Boolean
    ).fill_null(value=False)
    own = map_distinct(source, lambda t: names_phrase(t, rules.asn_sources), pl.Boolean).fill_null(
        value=True
    )
    return (~other).alias("dana_asn"), (other | own).alias("dana_dikenal")


def _sector(raw: pl.DataFrame, rules: ReadingRules) -> pl.Series:
    stated = map_distinct(raw["sektor"], lambda t: contains_undenied(t, "transport"), pl.Boolean)
    by_job = map_distinct(raw["jenis_pekerjaan"], lambda t: _is_transport_job(t, rules), pl.Boolean)
    transport = stated.zip_with(stated.is_not_null(), by_job).fill_null(value=False)
    names = pl.when(pl.col("_t")).then(pl.lit("transportasi")).otherwise(pl.lit("lainnya"))
    return transport.alias("_t").to_frame().select(names.alias("sektor_baca")).to_series()


def _is_transport_job(text: str, rules: ReadingRules) -> bool:
    return names_phrase(text, rules.transport_words)


def _decided() -> pl.Expr:
    keyless = pl.col("nik_pekerja").is_null() & pl.col("kpj").is_null()
    unreadable = pl.col("nominal").is_not_null() & pl.col("nominal_baca").is_null()
    rejected = pl.col("rusak") | keyless | pl.col("bulan_salah") | unreadable
    record = pl.when(rejected).then(pl.lit("ditolak")).otherwise(pl.lit("diterima"))
    return pl.coalesce(pl.col(CLASS), record)

"""What is filled in on a workbook of ours: answers, and what of them could not be taken (§8.2)."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from pipeline.core.masking import without_numbers_expr
from pipeline.core.month_columns import month_text
from pipeline.core.names import name_likeness, plain_name
from pipeline.core.periods import Period
from pipeline.core.sentences import say_expr
from pipeline.core.text import map_distinct, plain
from pipeline.reading.cells.calendar import parse_months
from pipeline.reading.findings import note_rows
from pipeline.reading.returned.books import HELD, NUMBERED
from pipeline.reading.returned.states import Publication
from schemas.codes import FILL_INS
from schemas.fields import FIELDS
from schemas.layouts import answer_choices, plain_label

# Compared with what was handed out where both have it; what people sort and filter by.
LOCKED_COLUMNS: Final = (
    "nama",
    "jenis_asn",
    "golongan",
    "jabatan",
    "unit_kerja",
    "alasan",
    "bulan_terakhir",
    "bulan_tanpa_iuran",
    "penjelasan",
    "jawaban_terakhir",
)

# What a secretary writes behind a name, and is no part of it.
_REMARK: Final = (
    r"(?i)[\s(,/-]+(?:pensiun|alm|almh|almarhum|almarhumah|meninggal|mpp|mutasi|pindah|cuti)"
    r"\b[\s.)]*$"
)
MOST_LETTERS: Final = 500
# More rows than that without anybody are told together.
_FEW: Final = 3
# From here on two names are one person's, as where a donor is suggested (contract §5.3).
_LEAST_ALIKE: Final = 90
SCHEMA: Final = {
    "nip": pl.String,
    "jawaban": pl.String,
    "target_bulan": pl.String,
    "catatan": pl.String,
    "lembar": pl.String,
    "baris": pl.Int64,
}
_NOTE: Final = ("kode", "baris", "kolom", "pesan", "nilai_samar", "lembar")


@dataclass(frozen=True)
class FilledRows:
    """What rows say.

    answers: SCHEMA, a row per ASN that has an answer. notes: findings within the file (LOCAL and
    lembar), the rows of `answers` among them too.
    """

    answers: pl.DataFrame
    notes: pl.DataFrame


def answers_in(
    rows: pl.DataFrame, published: Publication, month: Period, zone: ZoneInfo
) -> FilledRows:
    """Return what `rows` (ReturnedBook.rows) answer for those in belum of the OPD of `published`.

    `month` is that of receipt: no target lies before it. A row that bears another's name than its
    NIP's answers for nobody: whose it is cannot be told.
    """
    bearers = published.names if published.rows is None else published.rows
    cells = _with_misnamed(_with_cells(rows), bearers)
    is_filled = pl.any_horizontal(pl.col(name).is_not_null() for name in FILL_INS)
    filled, misnamed = cells.filter(is_filled), pl.col("_nama_lain")
    listed = pl.col("nip").is_in([*published.lists["belum"], *published.others])
    theirs = _with_difference(filled.filter(listed.fill_null(value=False)))
    agreed = theirs.filter(~pl.col("_beda"))
    certain = _once(agreed.filter(~misnamed))
    taken, notes = _taken(certain, month, zone)
    known = cells.filter(listed.fill_null(value=False), ~(is_filled & misnamed))
    return FilledRows(
        taken.select(SCHEMA.keys()),
        pl.concat(
            [
                *_of_nobody(filled.filter(pl.col("nip").is_null())),
                _noted(filled.filter(~listed), "jawaban_nip_asing", "nip"),
                _noted(theirs.filter("_beda"), "jawaban_bertentangan_sendiri", "nip"),
                _noted(agreed.filter(misnamed), "jawaban_nama_lain", "nama"),
                *notes,
                _touched(known, published.rows),
            ]
        ),
    )


def _of_nobody(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Note what is filled in without a NIP: once for many rows that hold nothing else.

    An answer that is dragged down goes on below the list.
    """
    others = [pl.col(name).is_null() for name in LOCKED_COLUMNS if name in rows.columns]
    marked = rows.with_columns(_kosong=pl.all_horizontal(~pl.col(NUMBERED), *others))
    bare = pl.col("_kosong")
    counted = marked.with_columns(
        _jumlah=bare.sum().over("lembar"), _sampai=pl.col("baris").filter(bare).max().over("lembar")
    )
    many = bare & (pl.col("_jumlah") > _FEW)
    once = counted.filter(many).unique("lembar", keep="first", maintain_order=True)
    told = {"jumlah": pl.col("_jumlah"), "sampai": pl.col("_sampai")}
    return [
        _noted(counted.filter(~many), "jawaban_nip_tak_terbaca", "nip"),
        _noted(once, "jawaban_tanpa_orang", None, **told),
    ]


def _has(name: str) -> pl.Expr:
    """Tell whether the sheet of a row has this column: what it has not it does not deny."""
    return pl.col(HELD).str.split(",").list.contains(name)


def _with_difference(rows: pl.DataFrame) -> pl.DataFrame:
    """Add _beda: a person's rows say different things; choices are compared as codes (§8.2)."""
    choice, *others = FILL_INS
    told = rows.with_columns(_pilihan=_choice(rows[choice])).with_columns(
        pl.coalesce("_pilihan", choice).alias("_pilihan")
    )
    said = (
        pl.when(_has(name)).then(pl.col(text).fill_null("")).drop_nulls().n_unique().over("nip")
        for name, text in zip(FILL_INS, ("_pilihan", *others), strict=True)
    )
    return told.with_columns(_beda=pl.max_horizontal(said) > 1).drop("_pilihan")


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """Return each person's row that says most, with what only another sheet has a column for."""
    first_said = (pl.col(name).drop_nulls().first().over("nip") for name in FILL_INS)
    cells = pl.sum_horizontal(pl.col(name).is_not_null() for name in FILL_INS)
    fullest = rows.with_row_index("_ke").sort(-cells.cast(pl.Int64), "_ke")
    once = fullest.with_columns(first_said).unique("nip", keep="first", maintain_order=True)
    return once.sort("_ke").drop("_ke")


def _with_cells(rows: pl.DataFrame) -> pl.DataFrame:
    place = {"nip": pl.String, "lembar": pl.String, "baris": pl.Int64}
    empty = pl.lit(None, dtype=pl.String)
    held = rows if rows.width else pl.DataFrame(schema=place)
    marks = {HELD: pl.lit(",".join(held.columns)), NUMBERED: pl.lit(value=True)}
    return held.with_columns(
        *(empty.alias(name) for name in FILL_INS if name not in held.columns),
        *(mark.alias(name) for name, mark in marks.items() if name not in held.columns),
    )


def _with_misnamed(rows: pl.DataFrame, bearers: pl.DataFrame | None) -> pl.DataFrame:
    """Add _nama_lain: the name on the row is another's than that of the bearer of its NIP."""
    if bearers is None or not {"nama"} <= {*rows.columns} & {*bearers.columns}:
        return rows.with_columns(_nama_lain=pl.lit(value=False))
    names = bearers.select("nip", _nama=plain_name(pl.col("nama"))).unique("nip", keep="none")
    without = pl.col("nama").str.replace(_REMARK, "")
    both = rows.with_columns(
        _tertulis=plain_name(pl.col("nama")),
        _tanpa_kata=plain_name(pl.when(without != "").then(without).otherwise("nama")),
    ).join(names, on="nip", how="left", maintain_order="left")
    forms, held = ("_tertulis", "_tanpa_kata"), names["_nama"].drop_nulls().to_list()
    unlike = (name_likeness(both[form], both["_nama"]) < _LEAST_ALIKE for form in forms)
    anothers = (pl.col(form).is_in(held) & (pl.col(form) != pl.col("_nama")) for form in forms)
    # Behind a comma stand degrees, which are no part of a name; somebody else may.
    behind = plain_name(pl.col("nama").str.extract("^[^,]*,(.*)$").str.replace_all(",", " "))
    whole = [name for name in held if " " in name]
    other = pl.any_horizontal(pl.all_horizontal(unlike), *anothers, behind.str.contains_any(whole))
    marked = both.with_columns(_nama_lain=other.fill_null(value=False))
    return marked.drop("_tertulis", "_tanpa_kata", "_nama")


def _taken(
    rows: pl.DataFrame, month: Period, zone: ZoneInfo
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    read = rows.with_columns(
        jawaban=_choice(rows["tindak_lanjut"]),
        _target=map_distinct(rows["target_bulan"], lambda text: _month(text, zone), pl.Int32),
        _panjang=pl.col("catatan").str.len_chars() > MOST_LETTERS,
    )
    early = pl.col("_target") < month.index
    strange = {
        "tindak_lanjut": pl.col("tindak_lanjut").is_not_null() & pl.col("jawaban").is_null(),
        "target_bulan": pl.col("target_bulan").is_not_null() & pl.col("_target").is_null(),
    }
    choices = ", ".join(words[0] for words in answer_choices().values())
    notes = [
        _noted(
            read.filter(strange["tindak_lanjut"]),
            "jawaban_bukan_pilihan",
            "tindak_lanjut",
            pilihan=pl.lit(choices),
        ),
        _noted(read.filter(strange["target_bulan"]), "jawaban_target_tak_terbaca", "target_bulan"),
        _noted(
            read.filter(early),
            "jawaban_target_lampau",
            "target_bulan",
            nilai=month_text(pl.col("_target")),
            bulan=pl.lit(month.name),
        ),
        _noted(
            read.filter(pl.col("_panjang").fill_null(value=False)),
            "jawaban_catatan_panjang",
            "catatan",
            paling_banyak=pl.lit(MOST_LETTERS),
        ),
    ]
    kept = read.with_columns(
        target_bulan=pl.when(~early).then(month_text(pl.col("_target"))),
        catatan=without_numbers_expr(pl.col("catatan")).str.slice(0, MOST_LETTERS),
    )
    said = pl.any_horizontal(
        pl.col(name).is_not_null() for name in ("jawaban", "target_bulan", "catatan")
    )
    return kept.filter(said), notes


def _choice(written: pl.Series) -> pl.Series:
    codes = {plain_label(word): code for code, words in answer_choices().items() for word in words}
    labels = written.to_frame("_t").select(plain(pl.col("_t"))).to_series()
    return labels.replace_strict(codes, default=None, return_dtype=pl.String)


def _month(text: str, zone: ZoneInfo) -> int | None:
    """Return the one month that `text` names; a range names none."""
    months = parse_months(text, zone)
    return months[0] if months is not None and months[0] == months[1] else None


def _touched(rows: pl.DataFrame, handed_out: pl.DataFrame | None) -> pl.DataFrame:
    """Note the locked cells that are not as they were handed out; nothing is taken from them."""
    names = [
        name
        for name in LOCKED_COLUMNS
        if handed_out is not None and name in handed_out.columns and name in rows.columns
    ]
    if handed_out is None or not names:
        return _noted(rows.clear(), "jawaban_sel_terkunci", apa=pl.lit(""))
    before = handed_out.select("nip", *(pl.col(name).alias(f"_{name}") for name in names))
    both = rows.join(before.unique("nip", keep="none"), on="nip", maintain_order="left")
    changed = both.with_columns(
        _kolom=pl.concat_str(
            (
                pl.when(_has(name) & pl.col(name).ne_missing(pl.col(f"_{name}"))).then(
                    pl.lit(FIELDS[name].label)
                )
                for name in names
            ),
            separator=", ",
            ignore_nulls=True,
        )
    ).filter(pl.col("_kolom") != "")
    return _noted(changed, "jawaban_sel_terkunci", apa=pl.col("_kolom"))


def _noted(
    rows: pl.DataFrame, kode: str, field: str | None = None, **values: pl.Expr
) -> pl.DataFrame:
    """Note `kode` per row; of what was written only the length is told: it may name somebody."""
    written = (
        say_expr("jawaban.bentuk", huruf=pl.col(field).str.len_chars())
        if field in FILL_INS
        else pl.lit(None, dtype=pl.String)
    )
    notes = note_rows(rows, kode, field, None, **values)
    told = rows.with_columns(_nilai=written)
    return notes.with_columns(nilai_samar=told["_nilai"], lembar=told["lembar"]).select(_NOTE)

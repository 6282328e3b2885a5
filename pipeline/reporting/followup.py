"""What secretaries have answered, counted and put beside the people of a report (contract §8.5)."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.assessing.month import Month
from pipeline.core.periods import MONTH_NAMES
from pipeline.core.sentences import say_expr
from pipeline.core.wording import say
from pipeline.knowledge.references import References
from schemas.codes import ANSWER_STATES, CONTRADICTED, LATE_PROMISE, UNMAPPED_OPD
from schemas.layouts import answer_choices

LAST_ANSWER: Final = "jawaban_terakhir"
_ANSWERED: Final = ("jawaban", "target_bulan", "catatan", "bulan_terima", "keadaan")
_MONTHS: Final = 12
# Enough of a note to be reminded of it; the whole stands in the workbook it came in.
_NOTE_SHOWN: Final = 80


@dataclass(frozen=True)
class FollowUp:
    """How many ASN secretaries have answered for, and what the data say to it (contract §8.4).

    dijawab = terbukti + bertentangan + janji_lewat + menunggu; belum = the last three of these +
    tanpa_jawaban. choices: (code of the choice, None for none, how many) of those still in belum.
    """

    belum: int
    dijawab: int
    terbukti: int
    bertentangan: int
    janji_lewat: int
    menunggu: int
    tanpa_jawaban: int
    choices: tuple[tuple[str | None, int], ...] = ()

    @classmethod
    def counted(cls) -> tuple[str, ...]:
        """Return the names of the counts."""
        return tuple(name for name in cls.__dataclass_fields__ if name != "choices")


def with_last_answer(
    people: pl.DataFrame, month: Month, references: References, *, notes: bool = True
) -> pl.DataFrame:
    """Add LAST_ANSWER to rows of the status table: the newest answer in words, or null.

    Where the person has moved, the OPD that answered is told, and not its note (contract §8.3);
    with `notes` false no note is.
    """
    answered = people.join(_in_force(month), on="nip", how="left", maintain_order="left")
    told = answered.with_columns(_last_answer(references, notes).alias(LAST_ANSWER))
    return told.select(*people.columns, LAST_ANSWER)


def own_follow_ups(people: pl.DataFrame, month: Month) -> dict[str, FollowUp]:
    """Return what each OPD itself answered for its own of `people` (rows of the status table).

    What another OPD answered before somebody moved is none of it. An OPD that answered nothing is
    not among them.
    """
    held = _obliged(people, month)
    own = pl.col("_penjawab") == pl.col("kode_opd")
    return _counted(held.with_columns(pl.when(own).then(pl.col(_ANSWERED)).name.keep()))


def city_follow_up(month: Month) -> FollowUp | None:
    """Return what was answered for the city's people, of all that belong to an OPD.

    None where no answer is known.
    """
    people = month.tables["status"].filter(pl.col("kode_opd") != UNMAPPED_OPD)
    return _counted(_obliged(people, month).with_columns(kode_opd=pl.lit(""))).get("")


def _counted(held: pl.DataFrame) -> dict[str, FollowUp]:
    """Return kode_opd -> the counts, where anything is answered."""
    counts = _counts(held, "kode_opd").filter(pl.col("dijawab") > 0).sort("kode_opd")
    open_ = held.filter((pl.col("status") == "belum") & pl.col("keadaan").is_not_null())
    chosen = open_.group_by("kode_opd", "jawaban").agg(jumlah=pl.len())
    given = {(kode, code): count for kode, code, count in chosen.iter_rows()}
    return {
        row["kode_opd"]: FollowUp(
            **{name: row[name] for name in FollowUp.counted()},
            choices=tuple(
                (code, given[row["kode_opd"], code])
                for code in (*answer_choices(), None)
                if (row["kode_opd"], code) in given
            ),
        )
        for row in counts.iter_rows(named=True)
    }


def answer_counts(month: Month) -> dict[str, int]:
    """Return the city's counts of FollowUp by name, and how many OPDs answered and did not.

    Nothing while nobody answered.
    """
    of = city_follow_up(month)
    if of is None:
        return {}
    silent = ~follow_up_by_opd(month)["menjawab"]
    opds = {"opd_menjawab": len(_answering(month)), "opd_diam": silent.sum()}
    return {**{name: getattr(of, name) for name in FollowUp.counted()}, **opds}


def follow_up_by_opd(month: Month) -> pl.DataFrame:
    """Return kode_opd, nama_opd, menjawab and FollowUp's counts of each OPD with anyone in belum.

    An answer is counted where the person is now (contract §8.3); `menjawab` tells whether the OPD
    itself has answered for anybody, wherever they are now. The unmapped are no OPD. Most unanswered
    first, then by name; no rows where nobody answered.
    """
    names = month.tables["opd"].select("kode_opd", "nama_opd")
    counts = _counts(_obliged(month.tables["status"], month), "kode_opd")
    told = counts.join(names, on="kode_opd").filter(
        (pl.col("kode_opd") != UNMAPPED_OPD) & (pl.col("belum") + pl.col("dijawab") > 0)
    )
    ordered = told.sort("tanpa_jawaban", "nama_opd", "kode_opd", descending=[True, False, False])
    spoke = pl.col("kode_opd").is_in(_answering(month)).alias("menjawab")
    shown = ordered.select("kode_opd", "nama_opd", spoke, *FollowUp.counted())
    return shown if month.tables["tindak_lanjut"].height else shown.clear()


def answers_by_month(month: Month) -> pl.DataFrame:
    """Return bulan, dijawab (ASN) and perangkat_menjawab of the last months of receipt."""
    counts = (
        month.tables["tindak_lanjut"]
        .group_by(bulan="bulan_terima")
        .agg(
            dijawab=pl.col("nip").n_unique().cast(pl.Int64),
            perangkat_menjawab=pl.col("kode_opd").n_unique().cast(pl.Int64),
        )
    )
    return counts.sort("bulan").tail(_MONTHS)


def _answering(month: Month) -> list[str]:
    """Return the codes of the OPDs that have answered for anybody, in force or not."""
    return month.tables["tindak_lanjut"]["kode_opd"].unique().sort().to_list()


def _in_force(month: Month) -> pl.DataFrame:
    answers = month.tables["tindak_lanjut"].filter("berlaku")
    return answers.select("nip", *_ANSWERED, _penjawab="kode_opd")


def _obliged(people: pl.DataFrame, month: Month) -> pl.DataFrame:
    obliged = people.filter(pl.col("status").is_in(["sudah", "belum"]))
    return obliged.join(_in_force(month), on="nip", how="left", maintain_order="left")


def _counts(held: pl.DataFrame, by: str) -> pl.DataFrame:
    late, answered = pl.col("status") == "belum", pl.col("keadaan").is_not_null()
    sums = {
        "belum": late,
        "dijawab": answered,
        **{state: (pl.col("keadaan") == state).fill_null(value=False) for state in ANSWER_STATES},
        "tanpa_jawaban": late & ~answered,
    }
    return held.group_by(by).agg(
        kept.sum().cast(pl.Int64).alias(name) for name, kept in sums.items()
    )


def _last_answer(references: References, notes: bool) -> pl.Expr:
    moved = pl.col("_penjawab") != pl.col("kode_opd")
    by = say_expr("jawaban.oleh", opd=references.named(pl.col("_penjawab")))
    note = pl.when(~moved & notes).then(say_expr("jawaban.catatan", catatan=_short_note()))
    told = say_expr(
        "jawaban.terakhir",
        isi=_choice_words(),
        target=say_expr("jawaban.target", bulan=_month_name("target_bulan")).fill_null(""),
        bulan=_month_name("bulan_terima"),
        oleh=pl.when(moved).then(by).otherwise(pl.lit("")),
    )
    parts = (told, _state_words(), note)
    whole = pl.concat_str(parts, separator=" ", ignore_nulls=True)
    return pl.when(pl.col("keadaan").is_not_null()).then(whole)


def _choice_words() -> pl.Expr:
    words = {code: choices[0] for code, choices in answer_choices().items()}
    chosen = pl.col("jawaban").replace_strict(words, default=None, return_dtype=pl.String)
    only = pl.when(pl.col("catatan").is_null()).then(pl.lit(say("jawaban.hanya_target")))
    return pl.coalesce(chosen, only, pl.lit(say("jawaban.hanya_catatan")))


def _state_words() -> pl.Expr:
    told = {state: say(f"jawaban.keadaan_kini.{state}") for state in (CONTRADICTED, LATE_PROMISE)}
    return pl.col("keadaan").replace_strict(told, default=None, return_dtype=pl.String)


def _short_note() -> pl.Expr:
    note = pl.col("catatan")
    cut = pl.concat_str(note.str.slice(0, _NOTE_SHOWN - 1), pl.lit("\N{HORIZONTAL ELLIPSIS}"))
    return pl.when(note.str.len_chars() > _NOTE_SHOWN).then(cut).otherwise(note)


def _month_name(column: str) -> pl.Expr:
    number = pl.col(column).str.slice(5, 2).cast(pl.Int32) - 1
    months = dict(enumerate(MONTH_NAMES))
    name = number.replace_strict(months, default=None, return_dtype=pl.String)
    return name + " " + pl.col(column).str.slice(0, 4)

"""Names of people where words should stand: a column that slipped, a label (contract §6).

What is handed on shows of such a cell its shape, and nothing of the person.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import polars as pl

from pipeline.core.masking import shape_of
from pipeline.core.names import plain_name
from pipeline.core.text import map_distinct
from pipeline.deciding.decision import Decision
from pipeline.knowledge.people_names import LONG_WORD, PeopleNames
from schemas.findings import register

# Cells that are masked by what they are for, and units: they bear names of people by right.
_OTHERS: Final = ("nip", "nik", "kpj", "unit")
_TOLD: Final = ("{label}", "{tertulis}", "{dipakai}", "{nilai}")
_ABOUT_WORK: Final = ("golongan", "jabatan", "unit_kerja", "unit_induk", "opd")
_ABOUT_MONEY: Final = ("status_bayar", "sumber_dana")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_MOST_WORDS: Final = 6


def _distinct(texts: pl.Series) -> pl.Series:
    return texts.drop_nulls().unique()


def names_among(texts: pl.Series, names: PeopleNames) -> frozenset[str]:
    """Return which of the texts are somebody's name, or made of nothing but words of names."""
    distinct = _distinct(texts).to_frame("isi")
    worded = distinct.filter(~pl.col("isi").str.contains(r"\d")).with_columns(
        polos=plain_name(pl.col("isi"))
    )
    split = worded.with_columns(kata=pl.col("polos").str.extract_all(LONG_WORD))
    return frozenset(
        text
        for text, plain, words in split.iter_rows()
        if plain in names.whole or (words and names.words.issuperset(words))
    )


def decision_without_names(decision: Decision, names: PeopleNames) -> Decision:
    """Return a decision of whose cells none tells of somebody else, as documents may show it.

    Words of standing, status and funds that may be a name are told by their shape; of a place of
    work, a post and a rank only what is somebody's whole name: many a school bears one.
    """
    records = decision.records.with_columns(
        with_shapes(decision.records[name], names) for name in _ABOUT_MONEY
    )
    return replace(decision, people=people_without_names(decision.people, names), records=records)


def people_without_names(people: pl.DataFrame, names: PeopleNames) -> pl.DataFrame:
    """Return decided people as `decision_without_names` does."""
    return people.with_columns(
        with_shapes(people["kedudukan_hukum"], names),
        *(_without_anybody(people[name], names) for name in _ABOUT_WORK),
    )


def _without_anybody(texts: pl.Series, names: PeopleNames) -> pl.Series:
    distinct = _distinct(texts)
    if distinct.is_empty():
        return texts
    plain = distinct.to_frame("isi").with_columns(polos=plain_name(pl.col("isi")))
    shapes = {text: shape_of(text) for text, polos in plain.iter_rows() if polos in names.whole}
    return texts.replace(list(shapes), list(shapes.values())) if shapes else texts


def with_shapes(texts: pl.Series, names: PeopleNames) -> pl.Series:
    """Return the texts, of those that may be names the shape: "teks, 14 huruf".

    Of one that holds somebody's whole name beside other words, the shape of that.
    """
    distinct = _distinct(texts)
    if distinct.is_empty():
        return texts
    slipped = names_among(distinct, names)
    shapes = {
        text: shape_of(text) if text in slipped else _without_whole_names(text, names.whole)
        for text in distinct
    }
    changed = {text: shown for text, shown in shapes.items() if shown != text}
    return texts.replace(list(changed), list(changed.values())) if changed else texts


def findings_without_names(findings: pl.DataFrame, names: PeopleNames) -> pl.DataFrame:
    """Return findings (kode, kolom, pesan, nilai_samar) that show no name of anybody."""
    field = pl.col("kolom").fill_null("")
    own = ~pl.any_horizontal(field.str.starts_with(start) for start in _OTHERS)
    shaped = with_shapes(findings["nilai_samar"], names).alias("_bentuk")
    spared = findings.with_columns(shaped).with_columns(
        nilai_samar=pl.when(own).then(pl.col("_bentuk")).otherwise(pl.col("nilai_samar"))
    )
    told = spared.drop("_bentuk")
    for kode in sorted(findings["kode"].unique()):
        sentence = register()[kode].pesan
        if _tells_one_value(sentence):
            before, _, after = sentence.partition("{nilai}")
            told = _refilled(told, kode, before, after, names)
    return _with_spared_texts(told, names)


def _tells_one_value(sentence: str) -> bool:
    return "{nilai}" in sentence and sentence.count("{") == 1


def labels_without_names(labels: Iterable[str], names: PeopleNames) -> list[str]:
    """Return labels of columns, whole names of people in them told by their shape."""
    return [_without_whole_names(label, names.whole) for label in labels]


def _refilled(
    findings: pl.DataFrame, kode: str, before: str, after: str, names: PeopleNames
) -> pl.DataFrame:
    """Write the messages of one code anew, a value that may be a name told by its shape."""
    mine = findings["kode"] == kode
    value = findings["pesan"].str.strip_prefix(before).str.strip_suffix(after)
    own = pl.col("kolom").fill_null("").str.starts_with("unit")
    shaped = with_shapes(value.set(~mine, None), names)
    anew = pl.concat_str(pl.lit(before), shaped, pl.lit(after))
    return findings.with_columns(pl.when(mine & ~own).then(anew).otherwise("pesan").alias("pesan"))


def _with_spared_texts(findings: pl.DataFrame, names: PeopleNames) -> pl.DataFrame:
    codes = [
        kode
        for kode, kind in register().items()
        if any(label in kind.pesan for label in _TOLD)
        and "{lembar}" not in kind.pesan
        and not _tells_one_value(kind.pesan)
    ]
    told = findings["pesan"].set(~findings["kode"].is_in(codes), None)
    spared = map_distinct(told, lambda text: _without_whole_names(text, names.whole), pl.String)
    return findings.with_columns(pesan=pl.coalesce(spared.alias("_p"), "pesan"))


def _without_whole_names(text: str, known: frozenset[str]) -> str:
    """Return `text` with each known name of two words or more in it told by its shape."""
    words = list(_WORD.finditer(text))
    parts, done = [], 0
    for at, word in enumerate(words):
        found = _name_at(words[at : at + _MOST_WORDS], known) if word.start() >= done else 0
        if found:
            start, end = word.start(), words[at + found - 1].end()
            parts += [text[done:start], shape_of(text[start:end])]
            done = end
    return "".join([*parts, text[done:]])


def _name_at(words: list[re.Match[str]], known: frozenset[str]) -> int:
    """Return how many of the first `words` are somebody's name; 0 when they are nobody's."""
    plain = [word[0].upper().replace("\u2019", "'") for word in words]
    lengths = range(len(plain), 1, -1)
    return next((length for length in lengths if " ".join(plain[:length]) in known), 0)

"""Records of delimited text in chunks, nearly all lines split at once.

A tidy line is a whole record by itself. No record that spans lines may swallow one and no torn one
ends in one (files.lines, files.records), so what stands around it does not matter.
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from typing import Final

import polars as pl

from pipeline.reading.files.lines import records_in
from pipeline.reading.files.records import Record, Shape, with_torn_marked
from pipeline.reading.files.sheets import CHUNK_ROWS, AnyChunk, Chunk, TextChunk, TornLine

_BATCH_CELLS: Final = 2_000_000
# A text has a few lines that are not tidy, or many.
_STRETCH: Final = 1_000
# A table of ours has some dozens of columns, and each costs something in every chunk.
_WIDEST: Final = 256
# Beyond this the csv module takes no field, quoted or beside a quoted one: longer lines are its.
_LONGEST: Final = csv.field_size_limit()


def text_chunks(
    blocks: Iterable[list[str]], delimiter: str, shape: Shape, stretch: int = _STRETCH
) -> Iterator[AnyChunk]:
    """Yield the records of lines that come in blocks, the same as `chunks_by_line`.

    Lines that are not tidy are gone through one by one, and so is all behind where more than
    `stretch` of them end a block; and every line of a table of more than _WIDEST columns.
    """
    above, waiting = 0, list[str]()
    source = _parted(blocks, _most_rows(shape))
    for block in source if shape.width <= _WIDEST else ():
        lines = pl.Series([*waiting, *block], dtype=pl.String)
        tidy = _tidy(lines, delimiter, shape.width)
        end = 1 + max(tidy.arg_true()[-1:], default=-1)
        if end:
            yield _text_chunk(lines[:end], tidy[:end], above, delimiter, shape)
        above, waiting = above + end, lines[end:].to_list()
        if len(waiting) > stretch:
            break
    rest = chain(waiting, chain.from_iterable(source))
    yield from chunks_by_line(rest, delimiter, shape, above + 1)


def chunks_by_line(
    lines: Iterable[str], delimiter: str, shape: Shape, first: int = 1
) -> Iterator[Chunk]:
    """Yield the records of `lines`, gone through one by one; line `first` is the first of them."""
    records = iter(_records(lines, delimiter, shape, first))
    while batch := list(islice(records, _most_rows(shape))):
        rows, places = [r.fields for r in batch], [r.line for r in batch]
        yield Chunk([*rows], places, [r.broken for r in batch], _torn(batch))


def _tidy(lines: pl.Series, delimiter: str, width: int) -> pl.Series:
    """Tell which lines are records of `width` fields (two at least), whose text is as it stands.

    Such a line has no entity and no formula (files.marks), and each field is quoted whole or not at
    all, without a delimiter or a quote inside.
    """
    line = pl.col("line")
    fits = (line.str.count_matches(delimiter, literal=True) == width - 1) & (
        line.str.len_bytes() <= _LONGEST
    )
    if lines.str.contains('"', literal=True).any():
        divides = f"\\x{{{ord(delimiter):x}}}"
        field = f'(?:"[^"{divides}]*"|[^"{divides}]*)'
        fits &= line.str.contains(f"^{field}(?:{divides}{field})*$")
    whole = fits & ~line.str.contains("&", literal=True) & (width > 1)
    return lines.to_frame("line").select(whole).to_series()


def _text_chunk(
    lines: pl.Series, tidy: pl.Series, above: int, delimiter: str, shape: Shape
) -> TextChunk:
    """Return the records of lines of which the last is tidy."""
    places = pl.int_range(above + 1, above + 1 + len(lines), dtype=pl.Int64, eager=True)
    split = _split(lines.filter(tidy), delimiter, shape.width).with_columns(
        _baris=places.filter(tidy), _rusak=pl.lit(value=False)
    )
    odd = [
        record
        for first, stretch in _stretches(places.filter(~tidy), lines.filter(~tidy))
        for record in _records(stretch, delimiter, shape, first)
    ]
    every = pl.concat([split, _wide(odd, shape.width)]).sort("_baris") if odd else split
    texts = every.drop("_baris", "_rusak")
    return TextChunk(texts, every["_baris"], every["_rusak"], _torn(odd))


def _split(lines: pl.Series, delimiter: str, width: int) -> pl.DataFrame:
    parts = pl.col("line").str.split_exact(delimiter, width - 1)
    named = lines.to_frame("line").select(parts.struct.rename_fields(_names(width)))
    fields = named.unnest("line")
    if not lines.str.contains('"', literal=True).any():
        return fields
    return fields.with_columns(pl.all().str.strip_prefix('"').str.strip_suffix('"'))


def _wide(records: list[Record], width: int) -> pl.DataFrame:
    rows = [
        [*record.fields, *[""] * (width - len(record.fields)), record.line, record.broken]
        for record in records
    ]
    texts = dict.fromkeys(_names(width), pl.String)
    return pl.DataFrame(rows, {**texts, "_baris": pl.Int64, "_rusak": pl.Boolean}, orient="row")


def _stretches(places: pl.Series, lines: pl.Series) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that follow each other, and the number of the first."""
    numbered = enumerate(zip(places, lines, strict=True))
    for _, stretch in groupby(numbered, key=lambda found: found[1][0] - found[0]):
        found = [line for _, line in stretch]
        yield found[0][0], [line for _, line in found]


def _records(lines: Iterable[str], delimiter: str, shape: Shape, first: int) -> Iterator[Record]:
    return with_torn_marked(records_in(lines, delimiter, shape, first), shape, delimiter)


def _torn(records: Iterable[Record]) -> dict[int, TornLine]:
    return {record.line: record.torn for record in records if record.torn}


def _names(width: int) -> list[str]:
    return [f"c{at}" for at in range(width)]


def _most_rows(shape: Shape) -> int:
    return max(1, min(CHUNK_ROWS, _BATCH_CELLS // max(1, shape.width)))


def _parted(blocks: Iterable[list[str]], most: int) -> Iterator[list[str]]:
    for block in blocks:
        for at in range(0, len(block), most):
            yield block[at : at + most]

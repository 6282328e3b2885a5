"""What a sheet's header says: each label, and the field it is read as (contract §2.2, §5.7)."""

import re
from typing import Final

import polars as pl

from pipeline.core.masking import without_numbers
from pipeline.reading.files.sheets import Row
from pipeline.reading.tables.body import header_text
from schemas.layouts import Layout, plain_label

SCHEMA: Final = {"lembar": pl.String, "bidang": pl.String, "label": pl.String}
# A label with so long a number in it is no label but a person's.
_LONG_NUMBER: Final = re.compile(r"\d{6}")


def label_frame(sheet: str, row: Row, layout: Layout) -> pl.DataFrame:
    """Return lembar, bidang and label of each label of the header `row`, from the left.

    Bidang null where unknown.

    Labels that the layout leaves unread on purpose are not among them.
    """
    known = layout.ranked
    texts = [text for text in namable_labels(row) if plain_label(text) not in layout.unread]
    shown = [(sheet, known.get(plain_label(text), (None,))[0], text) for text in texts]
    return pl.DataFrame(shown, schema=SCHEMA, orient="row")


def namable_labels(row: Row) -> list[str]:
    """Return the labels of a header row that a message may repeat, from the left."""
    return [text for cell in row if (text := header_text(cell)) and _is_namable(text)]


def _is_namable(label: str) -> bool:
    return not _LONG_NUMBER.search(label) and without_numbers(label) == label


def no_labels() -> pl.DataFrame:
    """Return the frame of labels of a file without a header."""
    return pl.DataFrame(schema=SCHEMA)

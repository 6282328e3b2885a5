"""What is said about the labels of a sheet: missing, like a known one, doubled, or not read."""

import re
from collections.abc import Sequence
from typing import Final

import polars as pl

from pipeline.core.wording import say
from pipeline.reading.files.sheets import Row
from pipeline.reading.findings import note_file
from pipeline.reading.tables.drift import DriftedLabel, drifted_labels
from pipeline.reading.tables.header_labels import namable_labels
from pipeline.reading.tables.headers import (
    Header,
    header_of,
    label_score,
    missing_fields,
    rival_columns,
)
from schemas.layouts import Layout, plain_label

_SHOWN_LABELS: Final = 12
_LONGEST_LABEL: Final = 40
_JOINT: Final = re.compile(r"[,;|\t]")


def label_notes(row: Row, header: Header, labels: Layout) -> list[pl.DataFrame]:
    """Return the findings about the header `row`.

    They are two columns for one field, and labels that are like a known one.
    """
    twice = [
        note_file("kolom_ganda", field, rival_columns(row, header, field))
        for field, columns in sorted(header.candidates.items())
        if len(columns) > 1
    ]
    alike = [
        note_file(
            "kolom_mirip",
            label.field,
            {"tertulis": label.written, "dikenal": label.known, **_line(label, labels)},
        )
        for label in drifted_labels(row, labels)
    ]
    return twice + alike


def unread_labels(row: Row, labels: Layout) -> list[str]:
    """Return the labels of `row` that no field knows and that are like none.

    Those left unread on purpose are not among them.
    """
    known = {
        *labels.ranked,
        *labels.unread,
        *(plain_label(label.written) for label in drifted_labels(row, labels)),
    }
    return [text[:_LONGEST_LABEL] for text in namable_labels(row) if plain_label(text) not in known]


def unread_note(unread: Sequence[str], labels: Layout) -> list[pl.DataFrame]:
    """Say once per file which labels are not read (contract §2.2)."""
    listed = ", ".join(dict.fromkeys(unread))
    return (
        [note_file("kolom_tak_dibaca", values={"label": listed, "berkas": labels.file})]
        if listed
        else []
    )


def label_hint(row: Row, labels: Layout) -> str:
    """Say which unknown labels are like known ones, and the layouts file's line for a new one."""
    alike = [
        say(
            "tolak.label_mirip", tertulis=label.written, dikenal=label.known, **_line(label, labels)
        )
        for label in drifted_labels(row, labels)
    ]
    if not alike and _is_joined(row, labels):
        return say("tolak.label_menyatu")
    return " ".join(alike) or say("tolak.label_lain", berkas=labels.file)


def _is_joined(row: Row, labels: Layout) -> bool:
    """Tell whether one cell holds several known labels, as a line does that is quoted whole."""
    pieces = ([*_JOINT.split(cell)] for cell in row if isinstance(cell, str))
    return any(label_score(found, labels) > 1 for found in pieces)


def lacking_and_found(row: Row, labels: Layout) -> tuple[str, str]:
    """Return missing fields and the labels of the row most like a header, as messages name them."""
    lacking = missing_fields(header_of(row, labels).columns, labels)
    # A row without a known label may be a row of data, and a message must not carry people.
    found = namable_labels(row) if label_score(row, labels) else []
    return ", ".join(lacking), ", ".join(found[:_SHOWN_LABELS]) or "tidak ada"


def _line(label: DriftedLabel, labels: Layout) -> dict[str, object]:
    return {"berkas": labels.file, "baris": labels.line_of(label.field), "bidang": label.field}

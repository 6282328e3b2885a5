"""What was published first of a period and of the months before it.

It is history, which a new revision only tells of.
"""

from pathlib import Path

import polars as pl

from pipeline.assessing.restatement import COMPARED, FirstPublished, FirstRevision
from pipeline.assessing.trend import MONTHS
from pipeline.core.periods import Period
from pipeline.publishing.manifest import (
    Manifest,
    current_manifest,
    first_manifest,
    published_periods,
)
from pipeline.publishing.paths import table_path

_PEOPLE, _RECORDS = COMPARED


def first_published(outputs: Path, period: Period) -> FirstPublished:
    """Return what was published first of `period` and of the months that its trend shows.

    And where last month's documents have everybody.

    Raises PublicationError.
    """
    months = [
        month for month in published_periods(outputs) if period.plus(-MONTHS) < month <= period
    ]
    firsts = [
        (month, first) for month in months if (first := first_manifest(outputs, month)) is not None
    ]
    figures = {str(month): (first.counts.wajib, first.counts.sudah) for month, first in firsts}
    own = [_revision(outputs, first) for month, first in firsts if month == period]
    return FirstPublished(own[0] if own else None, figures, _seats(outputs, period.plus(-1)))


def _seats(outputs: Path, month: Period) -> pl.DataFrame | None:
    """Return where the current revision of `month` has its people; None where there is none."""
    current = current_manifest(outputs, month)
    path = outputs / str(month) / current.revisi / table_path(_PEOPLE) if current else None
    if path is None or not path.is_file():
        return None
    return pl.read_parquet(path, columns=["nip", "kode_opd"])


def people_in(revision: Path) -> pl.DataFrame:
    """Return the verdicts (status.parquet) of the revision in the folder `revision`."""
    return pl.read_parquet(revision / table_path(_PEOPLE))


def _revision(outputs: Path, first: Manifest) -> FirstRevision:
    folder = outputs / first.periode / first.revisi
    people, records = (pl.read_parquet(folder / table_path(name)) for name in (_PEOPLE, _RECORDS))
    return FirstRevision(first.revisi, Period.parse(first.data_sampai), people, records)

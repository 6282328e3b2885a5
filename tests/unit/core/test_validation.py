"""What is told in one pass of a frame is what pandera tells of it, whatever is broken."""

from collections.abc import Iterator
from typing import Any, Final

import pandera.polars as pa
import polars as pl
import pytest
from polars.exceptions import ShapeError

from pipeline.assessing import month as assessing
from pipeline.core import validation
from pipeline.core.errors import ModelError
from pipeline.core.periods import Period
from pipeline.core.validation import breaches, plainly_fits, validated
from pipeline.deciding import decision
from pipeline.knowledge import knowledge, rosters
from pipeline.reading import intake
from pipeline.system.sources import take_stock
from schemas import models
from schemas.tables import TABLES
from tests.builders import kota_kecil, small_city

PERIOD: Final = Period.parse("2026-04")
STAGES: Final = {
    model.name: model
    for model in (
        models.RECEIVED_ROSTER,
        models.RECEIVED_IURAN,
        models.KNOWN_ROSTER,
        models.VERDICTS,
        *map(models.table_model, TABLES),
    )
}
ROSTER: Final = (
    "NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n"
    "199001012015041001,Budi,3374010101900001,PNS,Aktif,DINKES\n"
)
IURAN: Final = (
    "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar\n"
    "199001012015041001,Budi,3374021507800001,2026-03,16800,05/03/2026\n"
)
WRONG: Final[dict[type[Any], tuple[object, ...]]] = {
    str: ("", "zz", "199001012015041001", "2026-13"),
    int: (-1, 0),
    float: (-1.0, 89.5, 101.0, float("nan")),
    bool: (),
}


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    """One frame of each stage as the pipeline makes it, a few rows of it."""
    held: dict[str, pl.DataFrame] = {}

    def noted(frame: pl.DataFrame, model: pa.DataFrameSchema) -> pl.DataFrame:
        held[model.name] = max(held.get(model.name, frame.clear()), frame, key=len).head(6)
        return validated(frame, model)

    with pytest.MonkeyPatch.context() as patched:
        for module in (intake, rosters, decision, assessing):
            patched.setattr(module, "validated", noted)
        stock = take_stock(kota_kecil.INPUTS, PERIOD, None)
        known = knowledge.gather(stock, kota_kecil.references(), kota_kecil.parsed)
        assessing.assess(known, PERIOD)
        small_city.parse(ROSTER, "asn")
        small_city.parse(IURAN, "iuran")
    return held


Case = tuple[pl.DataFrame, pa.DataFrameSchema]


def spoiled(frame: pl.DataFrame, model: pa.DataFrameSchema) -> Iterator[tuple[str, Case]]:
    """Yield `frame` broken, or perhaps broken, in every way that a model speaks of.

    What is asked of a column is asked of it alone, beside one that may never be null and those by
    which rows are told apart: pandera takes its time for each column.
    """
    yield "as it is", (frame, model)
    yield "empty", (frame.clear(), model)
    yield "each row twice", (pl.concat([frame, frame]), model)
    yield "a column more", (frame.with_columns(lain=pl.lit(1)), model)
    yield "other order", (frame.select(reversed(frame.columns)), model)
    filled = next(name for name, column in model.columns.items() if not column.nullable)
    for name in model.columns:
        beside = {name, filled, *(model.unique or ())}
        asked = [one for one in model.columns if one in beside]
        for what, broken in _spoiled_column(frame.select(asked), name):
            yield what, (broken, model.select_columns(asked))


def _spoiled_column(frame: pl.DataFrame, name: str) -> Iterator[tuple[str, pl.DataFrame]]:
    yield f"no {name}", frame.drop(name)
    yield f"{name} null", _with(frame, name, None)
    other = pl.Int16 if frame.schema[name] != pl.Int16 else pl.Int8
    yield f"{name} of another type", frame.with_columns(pl.lit(1, other).alias(name))
    for value in WRONG.get(frame.schema[name].to_python(), ()):
        yield f"{name} {value!r}", _with(frame, name, value)


def _with(frame: pl.DataFrame, name: str, value: object) -> pl.DataFrame:
    """Return `frame` with `value` in the last row of the column `name`."""
    frame = frame if frame.height else frame.clear(1)
    new = pl.Series(name, [*frame[name].to_list()[:-1], value], frame.schema[name])
    return frame.with_columns(new)


@pytest.mark.parametrize("stage", STAGES)
def test_one_pass_and_pandera_agree(frames: dict[str, pl.DataFrame], stage: str) -> None:
    model = STAGES[stage]
    told = {
        what: (plainly_fits(frame, asked), _pandera_takes(frame, asked))
        for what, (frame, asked) in spoiled(frames[stage], model)
    }
    assert told["as it is"] == (True, True)
    assert {what: by for what, by in told.items() if len(set(by)) > 1} == {}
    assert sum(not fits for fits, _ in told.values()) >= len(model.columns)


def _pandera_takes(frame: pl.DataFrame, model: pa.DataFrameSchema) -> bool:
    try:
        return breaches(frame, model) == ""
    except ShapeError:  # its way to say that a column lacks of those that tell rows apart
        return False


@pytest.mark.parametrize("stage", STAGES)
def test_a_model_asks_only_what_one_pass_looks_at(stage: str) -> None:
    model = STAGES[stage]
    asked_of_all = (model.checks, model.dtype, model.coerce, model.drop_invalid_rows, model.index)
    assert asked_of_all == ([], None, False, False, None)
    assert (model.add_missing_columns, model.unique_column_names) == (False, False)
    for column in model.columns.values():
        asked = (column.unique, column.coerce, column.regex, column.parsers, column.required)
        assert asked == (False, False, False, [], True)
        for check in column.checks:
            assert check.name in validation._MEANINGS
            kinds = (check.ignore_na, check.element_wise, check.raise_warning)
            assert kinds == (True, False, False)


def test_a_breach_names_columns_and_checks_and_no_value() -> None:
    frame = pl.DataFrame({"nip": ["199001012015041001x"], "status": ["sudah"]})
    with pytest.raises(ModelError) as error:
        validated(frame, models.VERDICTS)
    assert "status" not in str(error.value).split("alasan")[0]
    assert "nip: str_matches" in str(error.value)
    assert "199001012015041001" not in str(error.value)

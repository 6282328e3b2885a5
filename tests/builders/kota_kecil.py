"""The sample city kota-kecil, for every test that wants a real month."""

import pickle
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from pipeline.assessing.month import Month, assess
from pipeline.core.periods import Period
from pipeline.knowledge.knowledge import Known, gather
from pipeline.knowledge.references import References, read_references
from pipeline.operations import months
from pipeline.operations.desk import open_desk
from pipeline.reading.intake import ParsedFile, parse_file
from pipeline.system.settings import Settings
from pipeline.system.sources import InputFile, read_input, take_stock
from tests.builders.paths import KOTA_KECIL
from tests.builders.shared import shared_bytes, shared_folder

INPUTS: Final = KOTA_KECIL / "inputs"
EXPECTED: Final = KOTA_KECIL / "expected"
CASES: Final = sorted(path.name for path in EXPECTED.iterdir() if path.is_dir())


@cache
def references() -> References:
    return read_references(INPUTS / "referensi")


_PARSED: Final[dict[tuple[str, str], ParsedFile]] = {}


def parsed(file: InputFile, inputs: Path = INPUTS) -> ParsedFile:
    """Return what a file is read as by kota-kecil's rules.

    The same bytes are read once in a session, whichever process came first and wherever they lie.
    """
    by = (file.kind, file.sha256)
    if by not in _PARSED:
        held = shared_bytes("-".join(("terbaca", *by)), lambda: pickle.dumps(_read(file, inputs)))
        _PARSED[by] = pickle.loads(held)  # noqa: S301 - our own
    return _PARSED[by]


def _read(file: InputFile, inputs: Path) -> ParsedFile:
    return parse_file(
        read_input(inputs, file), file.kind, references().policy.reading, b"kunci uji"
    )


@cache
def known(case: str) -> Known:
    """Return what is known in a case such as "2026-03" or "2026-03@2026-03"."""
    period, _, as_of = case.partition("@")
    stock = take_stock(INPUTS, Period.parse(period), Period.parse(as_of) if as_of else None)
    return gather(stock, references(), parsed)


@cache
def month(case: str) -> Month:
    return assess(known(case), Period.parse(case.partition("@")[0]))


def read_before() -> Path:
    """Return outputs/ with only a cache that knows every file of kota-kecil: copy it before use."""
    return shared_folder("kota-kecil-terbaca", _read_into)


def _read_into(outputs: Path) -> None:
    settings = Settings(INPUTS, outputs)
    for period in sorted(path.name for path in INPUTS.glob("2*")):
        months.read_all(
            open_desk(settings), take_stock(INPUTS, Period.parse(period), None), lambda _: None
        )


def expected(path: str) -> pl.DataFrame:
    """Return an expected CSV as text; an empty cell is null."""
    return pl.read_csv(EXPECTED / path, infer_schema=False)

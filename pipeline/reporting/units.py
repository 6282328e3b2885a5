"""The units of an OPD: which there are, and what each is called in names of files (contract §6)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.wording import say
from pipeline.knowledge.unit_names import name_key

# Of each person, the one spelling of the unit's name that stands for all of them.
UNIT: Final = "unit_baku"
# Where the units' workbooks lie, beside that of their OPD.
UNIT_FOLDER: Final = "unit"
_LONGEST: Final = 48
_OTHERS: Final = re.compile(r"[^a-z0-9]+")
# Long numbers in a name may be somebody's; in the name of a file they have no place.
_NUMBER: Final = re.compile(r"[0-9](?:[^a-z0-9]*[0-9]){7,}")


@dataclass(frozen=True)
class Unit:
    """One unit of an OPD. name: "" for those whose unit nobody knows. code: its name in files."""

    name: str
    code: str

    @property
    def title(self) -> str:
        """What readers are shown."""
        return self.name or say("satuan.tanpa_nama")

    def file(self, period: str) -> str:
        """Return the name of its workbook, which names nobody."""
        return f"{self.code}-{period}.xlsx"


def with_one_spelling(people: pl.DataFrame) -> pl.DataFrame:
    """Add UNIT: every spelling of an OPD's unit as the same text, "" where there is no unit.

    Exports shout some names: of "PUSKESMAS MIROTO" and "Puskesmas Miroto" the latter is kept.
    Names without a letter or digit that can be compared are units by what is written, and numbers
    keep apart: "SD Negeri 1/2" is not "SD Negeri 12", whose list it must not be handed.
    """
    written = pl.col("unit_kerja").fill_null("")
    numbers = written.str.extract_all("[0-9]+").list.join(" ")
    key = pl.concat_str(pl.coalesce(name_key(written), written), numbers, separator=" ")
    return people.with_columns(written.max().over("kode_opd", key).alias(UNIT))


def units_of(people: pl.DataFrame) -> tuple[Unit, ...]:
    """Return the units of an OPD's people (with UNIT), by name."""
    names = people[UNIT].unique().sort().to_list()
    return tuple(Unit(name, code) for name, code in zip(names, _codes(names), strict=True))


def _codes(names: Iterable[str]) -> list[str]:
    """Return a code for each name; of names that would have the same, the later are numbered."""
    codes: list[str] = []
    taken: set[str] = set()
    for name in names:
        plain = code_of_name(name)
        code, number = plain, 1
        while code in taken:
            number += 1
            code = f"{plain}-{number}"
        taken.add(code)
        codes.append(code)
    return codes


def code_of_name(name: str) -> str:
    """Return a unit's name as files can bear it anywhere: a-z, digits, dashes, none at the ends."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = _OTHERS.sub("-", _NUMBER.sub(" ", letters)).strip("-")
    return words[:_LONGEST].strip("-") or say("satuan.kode_tanpa_nama")

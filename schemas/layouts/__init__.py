"""The labels of each export, as data: a TOML file per kind of input (contract §2.2, domain §4)."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Final

from schemas.codes import ANSWERS, IURAN, ROSTER

_NOT_LABEL: Final = re.compile(r"[^a-z0-9]")

# Each inner tuple is one requirement; any one of its alternatives meets it (contract §3, §4, §8).
REQUIRED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    ROSTER: (("nip",), ("nama",)),
    IURAN: (("nik_pekerja", "kpj"), ("bulan_iuran", "bulan_awal"), ("nip_donatur", "nik_donatur")),
    ANSWERS: (("nip",), ("nama",)),
}


@lru_cache(maxsize=4096)
def plain_label(text: str) -> str:
    """Return `text` as labels are compared: lower case, only a-z and 0-9 (contract §2.2)."""
    return _NOT_LABEL.sub("", text.lower())


@dataclass(frozen=True)
class Layout:
    """The fields of an input kind, the labels that tell each, and labels left unread on purpose."""

    kind: str
    file: str
    labels: dict[str, tuple[str, ...]]
    unread: frozenset[str]

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field this kind names, in the file's order."""
        return tuple(self.labels)

    @property
    def required(self) -> tuple[tuple[str, ...], ...]:
        """The requirements, each a tuple of alternatives."""
        return REQUIRED[self.kind]

    @cached_property
    def ranked(self) -> dict[str, tuple[str, int]]:
        """Map each plain label to its field and its rank within that field (0 wins)."""
        return {
            plain_label(label): (field, rank)
            for field, labels in self.labels.items()
            for rank, label in enumerate(labels)
        }

    def line_of(self, field: str) -> int:
        """Return the layouts file's line that holds the labels of `field`.

        It is for an operator who adds one.
        """
        lines = layout_text(self.kind).splitlines()
        return next(
            at for at, line in enumerate(lines, 1) if line.partition("=")[0].strip() == field
        )


@cache
def layout(kind: str) -> Layout:
    """Return the layout of `kind`: "asn", "iuran" or "tindak_lanjut"."""
    raw = layout_text(kind)
    tables = tomllib.loads(raw)
    labels = {field: tuple(names) for field, names in tables["label"].items()}
    unread = frozenset(
        plain_label(name) for names in tables["sengaja_tidak_dibaca"].values() for name in names
    )
    return Layout(kind, f"schemas/layouts/{kind}.toml", labels, unread)


def layout_text(kind: str) -> str:
    """Return the layout file of `kind` as written; the reading cache is keyed by it."""
    return files(__package__).joinpath(f"{kind}.toml").read_text(encoding="utf-8")


@cache
def answer_choices() -> dict[str, tuple[str, ...]]:
    """Return code -> what a secretary may choose as Tindak Lanjut; the first one stands in lists.

    In the order in which the workbook offers them (contract §8.2).
    """
    return {
        code: tuple(words) for code, words in tomllib.loads(layout_text(ANSWERS))["pilihan"].items()
    }

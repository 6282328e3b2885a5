"""The findings register is whole, its levels and owners are known ones, and each code is used."""

import ast
import re
import string
from collections.abc import Iterator
from typing import Final

import pytest

from schemas.codes import LEVELS, OWNERS
from schemas.findings import register
from tests.architecture.tree import Module, called, modules, text_pattern

NOTING: Final = {"note_rows": 1, "note_file": 0, "Fault": 0, "UnreadableError": 0}
NEVER_SAID: Final = {"nip", "nik", "nama", "kpj"}


@pytest.mark.parametrize("kode", sorted(register()))
def test_every_finding_has_a_level_an_owner_and_a_message(kode: str) -> None:
    kind = register()[kode]
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", kode)
    assert kind.tingkat in LEVELS
    assert kind.pemilik in OWNERS
    assert kind.pesan.strip().endswith((".", "}"))


@pytest.mark.parametrize("kode", sorted(register()))
def test_no_finding_repeats_a_personal_number_or_name(kode: str) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(register()[kode].pesan) if name}
    assert names & NEVER_SAID == set()


def test_every_finding_is_used() -> None:
    said = {text for m in modules("pipeline") for text in m.strings()}
    built = [re.compile(p) for m in modules("pipeline") for p in _built(m)]
    assert [
        kode
        for kode in register()
        if kode not in said and not any(p.fullmatch(kode) for p in built)
    ] == []


def test_every_finding_that_code_notes_is_in_the_register() -> None:
    noted = [(m.at(call), pattern) for m in modules("pipeline") for call, pattern in _noted(m)]
    assert noted
    assert [
        (place, p) for place, p in noted if not any(re.fullmatch(p, kode) for kode in register())
    ] == []


def _built(module: Module) -> Iterator[str]:
    """Yield patterns of texts put together around a finding's words.

    One that is all placeholder says nothing.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            yield from (
                pattern for pattern in text_pattern(node) if re.search(r"[a-z]{3,}", pattern)
            )


def _noted(module: Module) -> Iterator[tuple[ast.Call, str]]:
    for call in module.calls():
        place = NOTING.get(called(call))
        if place is not None and len(call.args) > place:
            yield from ((call, pattern) for pattern in text_pattern(call.args[place]))

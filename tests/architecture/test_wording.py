"""Every sentence code and templates ask for is in templates/wording.toml with values it needs."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import pytest

from tests.architecture.tree import Module, called, modules, text_pattern
from tests.builders.paths import ROOT

ASKING: Final = ("say", "say_expr")
TEMPLATE_CALL: Final = re.compile(r"""say\(\s*["']([a-z0-9_.]+)["']\s*([,)~])""")


def test_every_sentence_that_code_asks_for_is_there() -> None:
    asked = [(m.at(call), pattern) for m in modules() for call, pattern in _asked(m)]
    assert len(asked) > 50
    assert [
        (place, p) for place, p in asked if not any(re.fullmatch(p, key) for key in sentences())
    ] == []


def test_every_sentence_that_a_template_asks_for_is_there() -> None:
    asked = [(name, key) for name, key, after in _asked_in_templates() if after != "~"]
    assert asked
    assert [(name, key) for name, key in asked if key not in sentences()] == []


def test_every_sentence_gets_the_values_it_needs() -> None:
    calls = [(m.at(call), call) for m in modules() for call, _ in _asked(m) if _is_plain(call)]
    assert len(calls) > 30
    wrong = {place: sorted(_placeholders(_key(call)) ^ _given(call)) for place, call in calls}
    assert {place: names for place, names in wrong.items() if names} == {}


def test_every_text_that_looks_like_a_key_is_one() -> None:
    """Keys travel in constants and tuples too.

    A text that begins with a section's name must lead somewhere.
    """
    sections = "|".join(sorted({key.split(".")[0] for key in sentences()}))
    looks_like = re.compile(rf"(?:{sections})(?!\.html\.j2)(?:\.[a-z0-9_]+)+")
    found = [
        (m.name, text) for m in modules() for text in m.strings() if looks_like.fullmatch(text)
    ]
    assert found
    assert [(name, text) for name, text in found if not _leads_somewhere(text)] == []


def test_no_sentence_says_that_somebody_violates_a_rule() -> None:
    """No sanction is known: it is "belum berpartisipasi" (domain §1)."""
    assert [
        key
        for key, text in sentences().items()
        if re.search(r"\b(me)?langgar", text, re.IGNORECASE)
    ] == []


OLD_TERMS: Final = {
    "menunggak": "iuran belum berlanjut",
    "berhenti membayar": "iuran tidak berlanjut",
    "pekerja dilindungi": "pekerja rentan terlindungi",
    "jangan disebarkan": "mohon tidak disebarluaskan",
    "berita acara": "bukti pengiriman",
    "kabar yang": "pemberitahuan",
    "putusan {jumlah} ASN": "status {jumlah} ASN",
}


@pytest.mark.parametrize(("term", "instead"), sorted(OLD_TERMS.items()))
def test_one_thing_has_one_term(term: str, instead: str) -> None:
    """Terms that shame, claim more than the data, or stand beside another for the same thing."""
    assert any(instead.lower() in text.lower() for text in sentences().values())
    read = {key: text for key, text in sentences().items() if not key.startswith("jelaskan.")}
    assert [key for key, text in read.items() if term.lower() in text.lower()] == []


def test_ranges_are_written_with_a_dash_and_not_with_signs() -> None:
    read = {key: text for key, text in sentences().items() if key.startswith(("halaman", "lembar"))}
    assert [key for key, text in read.items() if re.search(r"[0-9]-[0-9]| > [0-9]", text)] == []


DOCUMENTS: Final = ("halaman", "lembar", "surat", "usulan", "mutu", "pesan", "berita_acara")


def test_no_sentence_of_a_document_opens_with_figures() -> None:
    figure = re.compile(r"(?:^|\. )\{(?:jumlah|semua|tampil|belum|sudah|wajib)\} [a-z]")
    read = {key: text for key, text in sentences().items() if key.startswith(DOCUMENTS)}
    assert [key for key, text in read.items() if text.endswith(".") and figure.search(text)] == []


def test_no_sentence_is_left_that_nobody_asks_for() -> None:
    exact, patterns = _mentioned()
    unused = [
        key
        for key in sentences()
        if not exact & _ways_to(key) and not any(p.fullmatch(key) for p in patterns)
    ]
    assert unused == []


@cache
def sentences() -> dict[str, str]:
    raw = tomllib.loads((ROOT / "templates" / "wording.toml").read_text(encoding="utf-8"))
    return dict(_flat(raw, ""))


def _flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _asked(module: Module) -> Iterator[tuple[ast.Call, str]]:
    for call in module.calls():
        if called(call) in ASKING and isinstance(call.func, ast.Name) and call.args:
            yield from ((call, pattern) for pattern in text_pattern(call.args[0]))


def _asked_in_templates() -> Iterator[tuple[str, str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.j2")):
        for key, after in TEMPLATE_CALL.findall(path.read_text(encoding="utf-8")):
            yield path.name, key, after


def _is_plain(call: ast.Call) -> bool:
    """Tell a call with one literal key and no **values."""
    return isinstance(call.args[0], ast.Constant) and all(word.arg for word in call.keywords)


def _key(call: ast.Call) -> str:
    return str(call.args[0].value) if isinstance(call.args[0], ast.Constant) else ""


def _placeholders(key: str) -> set[str]:
    return {
        name.split(".")[0] for _, name, _, _ in string.Formatter().parse(sentences()[key]) if name
    }


def _given(call: ast.Call) -> set[str]:
    return {word.arg for word in call.keywords if word.arg}


def _leads_somewhere(text: str) -> bool:
    return text in sentences() or any(key.startswith(f"{text}.") for key in sentences())


def _ways_to(key: str) -> set[str]:
    """Return the key and the tables it stands in, but no whole section.

    For "halaman.kolom.nip" the table is "halaman.kolom".
    """
    parts = key.split(".")
    return {".".join(parts[:end]) for end in range(2, len(parts) + 1)}


def _mentioned() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the keys written whole in code or templates, and patterns of those put together."""
    exact = {text for m in modules() for text in m.strings()} | {
        key for _, key, _ in _asked_in_templates()
    }
    joined = [n for m in modules() for n in ast.walk(m.tree) if isinstance(n, ast.JoinedStr)]
    built = {
        pattern
        for node in joined
        for pattern in text_pattern(node)
        if re.match(r"[a-z_]+\\\.", pattern)
    }
    built |= {re.escape(key) + ".+" for _, key, after in _asked_in_templates() if after == "~"}
    return exact, [re.compile(pattern) for pattern in sorted(built)]

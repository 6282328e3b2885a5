"""Reference file mistakes: pydantic's findings as sentences with file, line, key (contract §7)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final, get_args, get_type_hints

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from pipeline.core.wording import say
from pipeline.knowledge.settings import WrongValueError

_NEAR: Final = 55
_LONGEST_KEY: Final = 60
_UNKNOWN: Final = frozenset({"extra_forbidden", "unexpected_keyword_argument", "literal_error"})
# pydantic's own kinds of error that are one sentence to a reader.
_SENTENCES: Final = {
    "missing": "kurang",
    "missing_argument": "kurang",
    "string_type": "teks",
    "string_too_long": "panjang",
    "string_pattern_mismatch": "nama_berkas",
    "int_type": "bilangan",
    "float_type": "bagian",
    "bool_type": "ya_tidak",
    "finite_number": "bagian",
    "tuple_type": "daftar",
    "dict_type": "tabel",
    "model_type": "tabel",
    "dataclass_type": "tabel",
    "model_attributes_type": "tabel",
    "too_short": "daftar_kosong",
    "too_long": "daftar_panjang",
    "greater_than_equal": "terlalu_kecil",
    "less_than_equal": "terlalu_besar",
    "less_than": "tidak_kurang",
}


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in a reference file; line 0 and key "" where it has none.

    `text` says what is wrong and what to do.

    A cell of a table of people is never in it.
    """

    file: str
    line: int
    key: str
    text: str

    @property
    def sentence(self) -> str:
        """The mistake as it is told: "kebijakan.toml baris 41, gerbang.klarifikasi: ..."."""
        line = say("acuan.baris", baris=self.line) if self.line else ""
        return say(
            "acuan.salah.kalimat",
            berkas=self.file,
            baris=line,
            kunci=f", {self.key}" if self.key else "",
            isi=self.text,
        )


def refusal(mistakes: Iterable[Mistake]) -> str:
    """Return all mistakes as one text, one a line, under their number when there are several."""
    told = list(dict.fromkeys(mistake.sentence for mistake in mistakes))
    return told[0] if len(told) == 1 else "\n".join([say("acuan.banyak", jumlah=len(told)), *told])


def mistakes_of(
    error: ValidationError,
    model: type[BaseModel],
    file: str,
    line_at: Callable[[tuple[str | int, ...]], int],
) -> tuple[Mistake, ...]:
    """Return what pydantic found in `file`, which `model` describes, by line."""
    details = error.errors(include_url=False)
    told = (one for one in details if not _only_follows(one, details))
    return tuple(sorted({_mistake(one, model, file, line_at) for one in told}))


def _only_follows(one: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a list only counts as empty because each thing in it is wrong, and told."""
    path = one["loc"]
    return one["type"] == "too_short" and any(
        other["loc"][: len(path)] == path and len(other["loc"]) > len(path) for other in others
    )


def _mistake(
    details: Mapping[str, Any],
    model: type[BaseModel],
    file: str,
    line_at: Callable[[tuple[str | int, ...]], int],
) -> Mistake:
    path = tuple(part for part in details["loc"] if part != "[key]")
    if details["type"] in _UNKNOWN:
        return Mistake(file, line_at(path), _shortened(dotted(path)), _unknown(path, model))
    fault = _fault(details)
    whole = (*path, fault.key) if fault and fault.key else path
    return Mistake(file, line_at(whole), dotted(whole), told(details))


def told(details: Mapping[str, Any]) -> str:
    """Return the sentence for a value that is not as it should be."""
    context: Mapping[str, Any] = details.get("ctx", {})
    fault = _fault(details)
    if fault:
        return say(f"acuan.salah.{fault.code}", **fault.values)
    return say(
        f"acuan.salah.{_SENTENCES[details['type']]}", **{name: context[name] for name in context}
    )


def _fault(details: Mapping[str, Any]) -> WrongValueError | None:
    """Return what a check of ours raised, None where pydantic itself found the mistake."""
    error = details.get("ctx", {}).get("error")
    return error if isinstance(error, WrongValueError) else None


def dotted(path: Iterable[str | int]) -> str:
    """("tarif", 1, "mulai") -> "tarif[2].mulai"."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the one of `known` that `name` is most like, "" when none is like it."""
    found = process.extractOne(
        name, list(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=_NEAR
    )
    return str(found[0]) if found else ""


def _unknown(path: tuple[str | int, ...], model: type[BaseModel]) -> str:
    known, name = known_keys(model, path[:-1]), str(path[-1])
    elsewhere = [".".join(place) for place in _places(model, name)]
    if elsewhere:
        return say("acuan.salah.salah_tempat", tempat=" / ".join(elsewhere))
    alike = nearest(name, known)
    if alike:
        return say("acuan.salah.tak_dikenal_mirip", mirip=dotted((*path[:-1], alike)))
    return say("acuan.salah.tak_dikenal", dikenal=", ".join(known))


def known_keys(kind: Any, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys that the table at `path` of a policy file may have."""
    members = _members(kind)
    names = [part for part in path if isinstance(part, str)]
    return known_keys(members[names[0]], tuple(names[1:])) if names else tuple(members)


def _places(model: type[BaseModel], name: str) -> list[tuple[str, ...]]:
    """Return where else a key of this name is known: at the top, or in which tables."""
    top = _members(model)
    return [
        *([(name,)] if name in top else []),
        *((table, name) for table in top if name in _members(top[table])),
    ]


def _members(kind: Any) -> dict[str, Any]:
    """Return key -> kind of a table, however wrapped: list of tables, mapping with fixed keys."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {name: field.annotation for name, field in kind.model_fields.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return {field.name: hints[field.name] for field in fields(kind)}
    texts = [part for part in get_args(kind) if isinstance(part, str)]
    return dict.fromkeys(texts) or _inner_members(kind)


def _inner_members(kind: Any) -> dict[str, Any]:
    inner = (_members(part) for part in get_args(kind) if part is not Ellipsis)
    return next((members for members in inner if members), {})


def _shortened(key: str) -> str:
    return key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY]}..."

"""Reading FLEET.toml: many instansi, all mistakes at once with line and key (contract §7)."""

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from pipeline.core.errors import RefusedError
from pipeline.core.wording import say
from pipeline.knowledge.mistakes import Mistake, dotted, mistakes_of
from pipeline.knowledge.policy import Timetable
from pipeline.knowledge.policy_file import looks_within_a_month, unreadable
from pipeline.knowledge.settings import CHECKED, Text, Zone
from pipeline.knowledge.toml_lines import key_lines, line_of
from pipeline.system.folders import marks_of, named_from
from schemas.layouts import plain_label

_OUTPUTS: Final = "armada"
_MEMBERS: Final = "instansi"


class _Table(BaseModel):
    model_config = CHECKED


class _Member(_Table):
    nama: Text
    masukan: Text
    keluaran: Text
    kebijakan: Text | None = None


class FleetFile(_Table):
    """FLEET.toml as it is written; folders are told from where the file lies."""

    keluaran: Text = _OUTPUTS
    zona_waktu: Zone = "Asia/Jakarta"
    jadwal: Annotated[Timetable, AfterValidator(looks_within_a_month)] = Timetable()
    instansi: Annotated[tuple[_Member, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Member:
    """One instansi of a fleet: its own inputs, outputs and policy, the usual one for None.

    within: its outputs and the folders around them, as far as they lie in the fleet's.
    """

    name: str
    inputs: Path
    outputs: Path
    policy: Path | None
    within: tuple[Path, ...]


@dataclass(frozen=True)
class Fleet:
    """Many instansi that are run together, each over its own folders.

    outputs: where the fleet's page and history lie. sha256: of the file as it was read.
    """

    file: Path
    sha256: str
    outputs: Path
    members: tuple[Member, ...]
    zona_waktu: str
    jadwal: Timetable

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the fleet's months begin."""
        return ZoneInfo(self.zona_waktu)


@dataclass(frozen=True)
class _Place:
    """A folder that the file names: at which key, for whom, and what tells where it really is.

    marks: those of the folder and of every folder around it, its own first.
    """

    path: tuple[str | int, ...]
    whose: str
    marks: tuple[str, ...]


def parse_fleet(file: Path, data: bytes) -> Fleet:
    """Read a fleet's file. Raises RefusedError with every mistake in it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(
            _refusal([Mistake(file.name, 0, "", say("acuan.salah.sandi"))])
        ) from None
    try:
        raw = tomllib.loads(text)
    except ValueError as error:
        raise RefusedError(_refusal([unreadable(str(error), file.name)])) from None
    except RecursionError:
        deep = Mistake(file.name, 0, "", say("acuan.salah.bersarang"))
        raise RefusedError(_refusal([deep])) from None
    return _checked(file, hashlib.sha256(data).hexdigest(), raw, text)


def _checked(file: Path, sha256: str, raw: Mapping[str, Any], text: str) -> Fleet:
    lines = key_lines(text)

    def line_at(path: tuple[str | int, ...]) -> int:
        return line_of(lines, path)

    mistakes = [
        Mistake(file.name, line_at(path), dotted(path), told)
        for path, told in (*_names_twice(raw), *_folders_twice(raw, file.parent))
    ]
    try:
        held = FleetFile.model_validate(raw)
    except ValidationError as error:
        found = mistakes_of(error, FleetFile, file.name, line_at)
        raise RefusedError(_refusal([*map(_without_a_shipped_file, found), *mistakes])) from None
    if mistakes:
        raise RefusedError(_refusal(mistakes))
    return _fleet(file, sha256, held)


def _fleet(file: Path, sha256: str, held: FleetFile) -> Fleet:
    outputs = named_from(file.parent, held.keluaran)
    members = tuple(_member(file.parent, outputs, one) for one in held.instansi)
    return Fleet(file, sha256, outputs, members, held.zona_waktu, held.jadwal)


def _member(home: Path, fleets: Path, one: _Member) -> Member:
    outputs = named_from(home, one.keluaran)
    return Member(
        one.nama.strip(),
        named_from(home, one.masukan),
        outputs,
        named_from(home, one.kebijakan) if one.kebijakan else None,
        tuple(place for place in (outputs, *outputs.parents) if fleets in place.parents),
    )


def _refusal(mistakes: list[Mistake]) -> str:
    told = list(dict.fromkeys(one.sentence for one in sorted(mistakes)))
    head = [say("armada.banyak", jumlah=len(told))] if len(told) > 1 else []
    return "\n".join([*head, *told])


def _without_a_shipped_file(mistake: Mistake) -> Mistake:
    """Return a mistake whose sentence sends nobody to a shipped file: there is none of a fleet."""
    lacking = mistake.text == say("acuan.salah.kurang")
    return replace(mistake, text=say("armada.salah.kurang")) if lacking else mistake


def _written_members(raw: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield place and table of each instansi that is written as a table at all."""
    listed = raw.get(_MEMBERS)
    for at, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, dict):
            yield at, one


def _names_twice(raw: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    seen: dict[str, int] = {}
    for at, one in _written_members(raw):
        name = one.get("nama")
        label = plain_label(name) if isinstance(name, str) else ""
        if label in seen:
            yield (_MEMBERS, at, "nama"), say("armada.salah.nama", nomor=seen[label] + 1)
        elif label:
            seen[label] = at


def _folders_twice(
    raw: Mapping[str, Any], home: Path
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what is wrong between folders: one may be nobody else's, nor lie in another's.

    What is published in a folder of somebody else would name other people in their name. Links are
    followed, so that two names of one folder are seen. The fleet's own folder may hold those of its
    instansi.
    """
    inputs, outputs = (list(_places(raw, home, key)) for key in ("masukan", "keluaran"))
    yield from _clashes(inputs, inputs, _overlap, "masukan")
    yield from _clashes(outputs, outputs, _overlap, "keluaran")
    yield from _clashes(outputs, inputs, _overlap, "campur")
    own = raw.get("keluaran", _OUTPUTS)
    if isinstance(own, str) and own.strip():
        fleets = [_Place(("keluaran",), "", marks_of(_real(home, own)))]
        yield from _clashes(fleets, outputs, _lies_in, "milik")
        yield from _clashes(fleets, inputs, _overlap, "milik")


def _places(raw: Mapping[str, Any], home: Path, key: str) -> Iterator[_Place]:
    for at, one in _written_members(raw):
        folder, name = one.get(key), one.get("nama")
        if isinstance(folder, str) and folder.strip():
            whose = name if isinstance(name, str) else ""
            told = whose or say("armada.ke", nomor=at + 1)
            yield _Place((_MEMBERS, at, key), told, marks_of(_real(home, folder)))


def _clashes(
    ones: list[_Place], others: list[_Place], clash: Callable[[_Place, _Place], bool], code: str
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each of `ones` that clashes with one of `others`; of the same list, an earlier one."""
    for at, one in enumerate(ones):
        before = others[:at] if ones is others else others
        found = next((other for other in before if clash(one, other)), None)
        if found is not None:
            yield one.path, say(f"armada.salah.{code}", siapa=found.whose)


def _real(home: Path, folder: str) -> Path:
    """Return the folder that is used for `folder`, links followed as far as they lead anywhere."""
    used = named_from(home, folder)
    try:
        return used.resolve()
    except (OSError, RuntimeError, ValueError):
        return used


def _lies_in(one: _Place, other: _Place) -> bool:
    return other.marks[0] in one.marks


def _overlap(one: _Place, other: _Place) -> bool:
    return _lies_in(one, other) or _lies_in(other, one)

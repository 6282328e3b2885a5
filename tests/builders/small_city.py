"""Small cities for tests: a few text files, run through the real pipeline in memory."""

import pickle
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

from pipeline.assessing.month import Month, assess
from pipeline.core.periods import Period
from pipeline.knowledge.knowledge import Known, gather
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.policy_file import parse_policy
from pipeline.knowledge.references import References, read_references
from pipeline.reading.intake import ParsedFile, parse_file
from pipeline.reading.rules import ReadingRules
from pipeline.system.sources import read_input, take_stock
from tests.builders.paths import SCENARIOS
from tests.builders.shared import shared_bytes

REFERENCES: Final = SCENARIOS / "referensi"
KEY: Final = b"kunci uji"
_PARSED: Final[dict[tuple[bytes, str, str], ParsedFile]] = {}
_REFERENCES: Final[dict[tuple[tuple[str, bytes], ...], References]] = {}
Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Story:
    """What skenario.toml says: the story, the period, the as-of month and policy settings.

    The settings are put over the small city's.
    """

    cerita: str
    periode: str
    as_of: str | None
    kebijakan: tuple[str, ...]


@cache
def policy_text() -> str:
    """Return the policy that small cities use."""
    return (REFERENCES / "kebijakan.toml").read_text(encoding="utf-8")


@cache
def policy(*settings: str) -> Policy:
    """Return the small cities' policy with top-level `settings` put over it.

    One of these is "minimal_pekerja = 2", for example.
    """
    text = policy_text()
    for setting in settings:
        name = setting.split("=")[0].strip()
        text, found = re.subn(rf"^{name}\s*=.*$", setting, text, count=1, flags=re.MULTILINE)
        assert found, f"kebijakan tidak memuat {name}"
    return parse_policy(text)


def lay_down(folder: Path, files: Files) -> Path:
    """Write `files` (path -> text or bytes) under `folder`, and return it.

    The small cities' references go with them.
    """
    for source in sorted(REFERENCES.iterdir()):
        _write(folder / "referensi" / source.name, source.read_bytes())
    for path, content in files.items():
        _write(folder / path, content.encode() if isinstance(content, str) else content)
    return folder


def parse(content: str | bytes, kind: str, *settings: str) -> ParsedFile:
    """Parse one file of `kind` in memory."""
    return parse_file(
        content.encode() if isinstance(content, str) else content,
        kind,
        policy(*settings).reading,
        KEY,
    )


def known(inputs: Path, period: str, as_of: str | None = None, *settings: str) -> Known:
    """Return what is known in the folder `inputs` for `period`."""
    held = references_in(inputs / "referensi")
    rules = policy(*settings) if settings else held.policy
    references = References(rules, held.opd, held.units, held.repairs, held.coverage, held.hashes)
    stock = take_stock(inputs, Period.parse(period), Period.parse(as_of) if as_of else None)
    return gather(
        stock,
        references,
        lambda file: _parsed(read_input(inputs, file), file.kind, rules.reading),
    )


def references_in(folder: Path) -> References:
    """Return what the reference files say: the same files are read once a process."""
    by = tuple(
        (path.name, path.read_bytes()) for path in sorted(folder.glob("*")) if path.is_file()
    )
    if by not in _REFERENCES:
        _REFERENCES[by] = read_references(folder)
    return _REFERENCES[by]


def _parsed(data: bytes, kind: str, rules: ReadingRules) -> ParsedFile:
    """Return what the bytes hold: the same bytes by the same rules are parsed once a process."""
    by = (data, kind, repr(rules))
    if by not in _PARSED:
        _PARSED[by] = parse_file(data, kind, rules, KEY)
    return _PARSED[by]


def month(inputs: Path, period: str, as_of: str | None = None, *settings: str) -> Month:
    """Assess `period` from the folder `inputs`."""
    return assess(known(inputs, period, as_of, *settings), Period.parse(period))


def scenario_inputs(name: str, folder: Path) -> Path:
    """Lay down the inputs of the scenario `name` in `folder` and return it."""
    source = SCENARIOS / name
    files = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in sorted(source.rglob("*.csv"))
    }
    return lay_down(
        folder, {path: data for path, data in files.items() if not path.startswith("harapan/")}
    )


def scenario_known(name: str) -> Known:
    """Return what is known in the scenario `name`: read once a session, and to look at only."""
    held = shared_bytes(f"skenario-{name}", lambda: pickle.dumps(_read_scenario(name)))
    return cast(Known, pickle.loads(held))  # noqa: S301 - our own


def _read_scenario(name: str) -> Known:
    story = scenario_settings(name)
    with TemporaryDirectory() as folder:
        inputs = scenario_inputs(name, Path(folder))
        return known(inputs, story.periode, story.as_of, *story.kebijakan)


def scenario_settings(name: str) -> Story:
    """Return skenario.toml of the scenario `name`."""
    raw = tomllib.loads((SCENARIOS / name / "skenario.toml").read_text(encoding="utf-8"))
    return Story(raw["cerita"], raw["periode"], raw.get("as_of"), tuple(raw.get("kebijakan", ())))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)

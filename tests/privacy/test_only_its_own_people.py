"""Over cities by chance: what a secretary gets names nobody of another OPD (contract §6).

Workbook, page, letter and mail, every part of each.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from pipeline.core import formats
from pipeline.operations import deliveries
from pipeline.operations.desk import open_desk
from pipeline.system.settings import Settings, settings_for
from tests.builders.canary import texts_in
from tests.builders.crash_city import run
from tests.builders.delivered_city import OPDS, PERIOD
from tests.builders.random_city import Person, lay_random_city

SEEDS = (1, 2, 3)
SPLIT = ["DINKES", "DISDIK"]


@dataclass(frozen=True)
class City:
    people: list[Person]
    outputs: Path

    def strangers(self, kode: str) -> list[Person]:
        """Return who has nothing to do with an OPD: not there now, and not last month."""
        return [one for one in self.people if kode not in (one.now, one.before)]

    def own(self, kode: str) -> list[Person]:
        return [one for one in self.people if one.now == kode]


@pytest.fixture(scope="module", params=SEEDS)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> City:
    """A city published early, published again with late payments, and sent."""
    folder = tmp_path_factory.mktemp("kota")
    people = lay_random_city(folder / "inputs", request.param)
    policy = folder / "inputs" / "referensi" / "kebijakan.toml"
    split = f"[unit]\npecah = {json.dumps(SPLIT)}\n"
    policy.write_text(f"{policy.read_text(encoding='utf-8')}\n{split}", encoding="utf-8")
    settings = settings_for(folder / "inputs", folder / "outputs")
    assert run(settings, PERIOD) == "r01"
    assert run(settings) == "r02"
    _send(settings)
    return City(people, settings.outputs)


def _send(settings: Settings) -> None:
    desk = open_desk(settings)
    plan = deliveries.plan(desk, PERIOD, (), ())
    assert sorted(plan.to_send) == sorted(OPDS)
    deliveries.send(desk, plan, None, lambda _: None)


def test_nobody_of_another_opd_is_named_in_any_part(city: City, tmp_path: Path) -> None:
    named: dict[str, list[str]] = {}
    for kode in OPDS:
        strangers = city.strangers(kode)
        assert len(strangers) > 15
        for place, text in _all_that_it_gets(city.outputs, kode, tmp_path):
            found = [one.name for one in strangers if _is_named(one, text)]
            named |= {place: found} if found else {}
    assert named == {}


def test_nobody_of_another_unit_is_named_in_any_part_of_a_unit_s_workbook(city: City) -> None:
    named: dict[str, list[str]] = {}
    whole: dict[str, set[str]] = {kode: set() for kode in SPLIT}
    for kode in SPLIT:
        for book in sorted((city.outputs / PERIOD / "r02" / "opd" / kode / "unit").iterdir()):
            said = " ".join(texts_in(book))
            listed = {one.nip for one in city.people if formats.nip(one.nip) in said}
            found = [
                one.name for one in city.people if one.nip not in listed and _is_named(one, said)
            ]
            named |= {book.name: found} if found else {}
            assert not listed & whole[kode]
            whole[kode] |= listed
        assert whole[kode] == {one.nip for one in city.own(kode)}
    assert named == {}


def test_its_own_people_are(city: City) -> None:
    """Were nobody named, the other test would hold for nothing."""
    for kode in OPDS:
        book = city.outputs / PERIOD / "r02" / "opd" / kode / f"laporan-{kode}-{PERIOD}.xlsx"
        said = " ".join(texts_in(book))
        assert [one.nip for one in city.own(kode) if not _is_named(one, said)] == []


def _is_named(one: Person, text: str) -> bool:
    return any(part in text for part in (one.nip, formats.nip(one.nip), one.nik, *one.name.split()))


def _all_that_it_gets(outputs: Path, kode: str, scratch: Path) -> Iterator[tuple[str, str]]:
    folders = (outputs / PERIOD / name / "opd" / kode for name in ("r01", "r02"))
    sent = outputs / "outbox" / PERIOD / kode
    for path in (one for folder in (*folders, sent) for one in sorted(folder.rglob("*.*"))):
        place = path.relative_to(outputs).as_posix()
        yield from ((place, text) for text in texts_in(path))
        if path.suffix == ".eml":
            yield from ((place, text) for text in _parts_of_mail(path, scratch))


def _parts_of_mail(path: Path, scratch: Path) -> Iterator[str]:
    message = message_from_bytes(path.read_bytes(), policy=default)
    yield from (f"{name}: {value}" for name, value in message.items())
    for at, part in enumerate(message.walk()):
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            laid = scratch / f"{path.stem}-{at}"
            laid.write_bytes(data)
            yield from texts_in(laid)

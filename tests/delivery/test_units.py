"""Workbooks of an OPD's units: each its own people only, handed on, filled in, and read back (§6)."""

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest
from openpyxl import load_workbook

from pipeline.core.marks import Marks
from pipeline.core.periods import Period
from pipeline.core.secret import Secret
from pipeline.delivery.channels import Parcel
from pipeline.delivery.documents import handed_over, published_files
from pipeline.delivery.message.packing import Packer
from pipeline.delivery.model import Delivery
from pipeline.delivery.protection import PasswordProtection, Protection, unprotected
from pipeline.delivery.returned import Opener, given_answers
from pipeline.knowledge.references import read_references
from pipeline.publishing.manifest import MANIFEST, Manifest, current_manifest, read_manifest
from pipeline.publishing.paths import opd_path, table_path, units_zip_path
from pipeline.publishing.pruning import KEPT_OF_FIRST
from pipeline.reading.files.properties import workbook_marks
from pipeline.reading.files.unlocking import is_locked, unlocked
from pipeline.system.settings import Settings
from pipeline.system.sources import InputFile, returned_files
from tests.builders.canary import texts_in
from tests.builders.crash_city import PERIOD, run
from tests.builders.filling_in import answered, other_row
from tests.builders.returned_workbooks import KEY, with_mark, without_properties
from tests.builders.shared import shared_folder
from tests.builders.unit_city import KODE, ROWS, SPELLINGS, lay_units, name, nip, nips_of

RECEIVED: Final = "2026-04"
_ANY: Final = 2**30


@dataclass(frozen=True)
class Units:
    settings: Settings

    @property
    def revision(self) -> Path:
        return self.settings.outputs / PERIOD / self.manifest.revisi

    @property
    def manifest(self) -> Manifest:
        found = current_manifest(self.settings.outputs, Period.parse(PERIOD))
        assert found is not None
        return found

    @property
    def books(self) -> dict[str, bytes]:
        """Return the units' workbooks by the names of their files."""
        folder = self.revision / "opd" / KODE / "unit"
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    def book_of(self, unit: int) -> bytes:
        """Return the workbook of the unit of that row of SPELLINGS."""
        [found] = [data for data in self.books.values() if _people(data) == nips_of(unit)]
        return found

    def states(self, *files: bytes) -> list[tuple[str, int]]:
        """Return the state of each file as it comes back, and for how many it answers."""
        opener = Opener(self.settings, read_references(self.settings.references))
        return [
            (judged.state, judged.answers.height)
            for judged in map(opener.judged, self._laid_down(files))
        ]

    def _laid_down(self, files: tuple[bytes, ...]) -> list[InputFile]:
        folder = self.settings.inputs / RECEIVED / "tindak_lanjut"
        folder.mkdir(parents=True)
        for at, data in enumerate(files):
            (folder / f"{at}.xlsx").write_bytes(data)
        return list(returned_files(self.settings.inputs, largest=_ANY))


def _published(folder: Path) -> None:
    lay_units(folder / "inputs")
    assert run(_settings(folder)) == "r01"


def _settings(folder: Path) -> Settings:
    return Settings(folder / "inputs", folder / "outputs", KEY)


@pytest.fixture(scope="module")
def held() -> Units:
    """Return the city as it was published; nobody changes it."""
    folder = shared_folder("kota-unit", _published)
    return Units(_settings(folder))


@pytest.fixture
def units(held: Units, tmp_path: Path) -> Units:
    """Return a copy of the city."""
    shutil.copytree(held.settings.outputs.parent, tmp_path / "kota")
    return Units(_settings(tmp_path / "kota"))


@cache
def _people(data: bytes) -> frozenset[str]:
    """Return every NIP that any sheet of a workbook shows."""
    book = load_workbook(io.BytesIO(data))
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    digits = (re.sub(r"\D", "", cell) for cell in cells if isinstance(cell, str))
    return frozenset(text for text in digits if len(text) == 18)


def _all_texts(folder: Path, data: bytes) -> Iterator[str]:
    path = folder / "berkas"
    path.write_bytes(data)
    yield from texts_in(path)


def test_everybody_stands_in_the_workbook_of_the_own_unit_and_in_no_other(held: Units) -> None:
    found = sorted(sorted(_people(data)) for data in held.books.values())
    assert found == sorted(sorted(nips_of(unit)) for unit in range(len(SPELLINGS)))


def test_no_part_of_a_unit_s_workbook_says_anything_of_others(held: Units, tmp_path: Path) -> None:
    for data in held.books.values():
        others = set(range(len(ROWS))) - {n for n in range(len(ROWS)) if nip(n) in _people(data)}
        said = " ".join(_all_texts(tmp_path, data))
        packed = said.replace(" ", "")
        assert [n for n in others if nip(n) in packed or name(n).split()[0] in said] == []


def test_names_of_files_name_nobody_and_can_lie_on_any_disk(held: Units) -> None:
    for file in held.books:
        assert re.fullmatch(rf"[a-z0-9](?:[a-z0-9-]{{0,52}}[a-z0-9])?-{PERIOD}\.xlsx", file)
        assert not re.search(r"\d{8}", file.removesuffix(f"-{PERIOD}.xlsx"))
    assert len({file.lower() for file in held.books}) == len(SPELLINGS)


def test_the_manifest_knows_them_and_the_archive_holds_them_all(held: Units) -> None:
    with zipfile.ZipFile(held.revision / units_zip_path(KODE, PERIOD)) as archive:
        packed = {name.removeprefix("unit/"): archive.read(name) for name in archive.namelist()}
    assert packed == held.books
    listed = {path for path in held.manifest.keluaran if "unit" in path}
    assert listed == {
        units_zip_path(KODE, PERIOD),
        *(f"opd/{KODE}/unit/{file}" for file in held.books),
    }


def test_the_same_month_gives_the_same_bytes(held: Units, tmp_path: Path) -> None:
    again = Units(replace(held.settings, outputs=tmp_path / "outputs"))
    assert run(again.settings) == "r01"
    assert again.manifest.keluaran == held.manifest.keluaran


def test_the_sheet_of_units_leads_to_each_unit_s_rows_and_workbook(held: Units) -> None:
    book = load_workbook(held.revision / opd_path(KODE, PERIOD, "xlsx"))
    sheet, listed = book["Per Unit Kerja"], book["Belum Berpartisipasi"]
    leads = {cell.value: cell.hyperlink.location for cell in sheet["B"] if cell.hyperlink}
    files = {cell.value: cell.hyperlink.target for cell in sheet["J"] if cell.hyperlink}
    assert files == {file: f"unit/{file}" for file in held.books}
    assert len(leads) > 3
    for unit, place in leads.items():
        row = listed[place.split("!")[1]].row
        before, first = (listed.cell(at, 7).value for at in (row - 1, row))
        assert _plain(first) in _spellings(unit)
        assert _plain(before) not in _spellings(unit)


def _spellings(unit: str) -> set[str]:
    """Return how the unit that is told as `unit` may be told."""
    every = [{_plain(one or "-") for one in names} for names in SPELLINGS]
    return next(names for names in every if _plain(unit) in names)


def _plain(text: str) -> str:
    """Return a name without what shows nobody's: case, blanks, long numbers."""
    masked = re.sub(r"[0-9]{6,}", lambda number: "*" * len(number[0]), text)
    return " ".join(masked.split()).casefold().lstrip("'")


def test_an_answer_in_a_unit_s_workbook_counts_as_in_its_opd_s(units: Units) -> None:
    first, other = units.book_of(0), units.book_of(3)
    answer = ("Akan mendaftarkan", "2026-05", "rekan sudah dihubungi")
    mine = answered(first, dict.fromkeys(nips_of(0), answer))
    theirs = answered(other, dict.fromkeys(nips_of(3), answer))
    marks = workbook_marks(other, _ANY)
    wrong = {
        "tanpa sifat": without_properties(mine),
        "unit ditukar": with_mark(mine, "unit", marks.unit),
        "tanda ditukar": with_mark(with_mark(mine, "unit", marks.unit), "tanda", marks.tanda),
        "tanpa unit": with_mark(mine, "unit", ""),
        "unit karangan": with_mark(mine, "unit", "../kunci"),
    }
    late = len(nips_of(0) & _late(units)), len(nips_of(3) & _late(units))
    assert min(late) > 0
    assert units.states(mine, theirs, *wrong.values()) == [
        ("asli", late[0]),
        ("asli", late[1]),
        ("asli", late[0]),
        ("asing", 0),
        # All of them were asked about by the same OPD's workbooks.
        ("diubah", late[0]),
        ("asing", 0),
        ("asing", 0),
    ]
    kodes = given_answers(
        Opener(units.settings, read_references(units.settings.references)),
        returned_files(units.settings.inputs, largest=_ANY),
    ).answers["kode_opd"]
    assert set(kodes) == {KODE}


@pytest.mark.parametrize("pruned", [False, True])
def test_a_secretariat_may_put_its_units_workbooks_into_one(units: Units, pruned: bool) -> None:
    answer = ("Akan mendaftarkan", "2026-05", None)
    late = _late(units)
    of_others = [
        other_row(nip(at), answer, name(at))
        for at, (unit, _) in enumerate(ROWS)
        if unit == 3 and nip(at) in late
    ]
    data = answered(units.book_of(0), dict.fromkeys(nips_of(0), answer), *of_others)
    if pruned:
        _prune(units)
    count = len(nips_of(0) & late) + len(of_others)
    assert of_others
    assert units.states(data) == [("diubah", count)]


def _prune(units: Units) -> None:
    for path in [one for one in units.revision.rglob("*") if one.is_file()]:
        if path.relative_to(units.revision).as_posix() not in KEPT_OF_FIRST:
            path.unlink()


def _late(units: Units) -> set[str]:
    people = pl.read_parquet(units.revision / table_path("status"))
    return set(people.filter(pl.col("status") == "belum")["nip"])


def test_a_unit_s_workbook_is_known_when_only_its_verdicts_are_left(units: Units) -> None:
    data = answered(units.book_of(0), dict.fromkeys(nips_of(0), ("Keberatan", None, None)))
    _prune(units)
    state, count = units.states(data)[0]
    assert (state, count) == ("asli", len(nips_of(0) & _late(units)))


def test_a_lost_unit_s_workbook_is_made_again_and_other_opds_stay(units: Units) -> None:
    lost = next(iter(units.books))
    (units.revision / "opd" / KODE / "unit" / lost).unlink()
    before = read_manifest(units.revision)
    assert run(units.settings) == "r02"
    assert lost in units.books
    kept = {kode for kode, entry in units.manifest.opd.items() if entry.revisi == "r01"}
    assert kept == before.opd.keys() - {KODE}
    assert json.loads((units.revision / MANIFEST).read_bytes())["opd"][KODE]["revisi"] == "r02"


@pytest.mark.parametrize(
    ("sending", "in_message", "beside"),
    [
        ({"saluran": "folder"}, False, True),
        ({"saluran": "folder", "unit": "lampiran"}, True, True),
        ({"saluran": "smtp"}, False, False),
        ({"saluran": "smtp", "unit": "lampiran"}, True, True),
        ({"saluran": "smtp", "unit": "lampiran", "ukuran_terbesar": 200_000}, False, False),
        ({"saluran": "paket"}, False, True),
    ],
    ids=str,
)
def test_the_archive_goes_as_the_policy_says(
    held: Units, sending: dict[str, Any], in_message: bool, beside: bool
) -> None:
    parcel, archive = _parcel(held, sending), f"unit-{KODE}-{PERIOD}.zip"
    message = message_from_bytes(parcel.message)
    attached = {part.get_filename() for part in message.walk()}
    assert (archive in attached) == in_message
    assert (archive in {one.name for one in parcel.attachments}) == beside
    assert (archive in {name for name, _ in parcel.delivery.berkas}) == beside
    assert archive in parcel.cover_letter
    assert ("diminta kepada operator" in parcel.cover_letter) == (
        not in_message and sending["saluran"] != "paket"
    )


def test_what_goes_with_a_password_has_one_on_each_unit_s_workbook(held: Units) -> None:
    words = "tiga ekor kerbau membajak sawah basah"
    sealing = PasswordProtection({KODE: Secret(words)})
    parcel = _parcel(held, {"saluran": "folder", "sandi": "wajib"}, sealing)
    [sealed] = [one.data for one in parcel.attachments if one.name.endswith(".zip")]
    with zipfile.ZipFile(io.BytesIO(sealed)) as archive:
        books = [archive.read(name) for name in archive.namelist()]
    assert len(books) == len(SPELLINGS)
    assert all(is_locked(data) for data in books)
    opened = {unlocked(data, [Secret(words)]) for data in books}
    assert opened == set(held.books.values())


def _parcel(held: Units, sending: dict[str, Any], protect: Protection = unprotected) -> Parcel:
    books = read_references(held.settings.references)
    rules = replace(books.policy.kirim, pengirim="a@contoh.go.id", **sending)
    books = replace(books, policy=replace(books.policy, kirim=rules))
    files = published_files(held.manifest, KODE)
    assert files is not None
    delivery = Delivery(
        PERIOD,
        KODE,
        "b@contoh.go.id",
        "",
        "r01",
        rules.saluran,
        False,
        "<a@b>",
        handed_over(files, rules),
    )
    return Packer(held.settings.outputs, held.manifest, books, protect).pack(delivery)


def test_the_marks_on_a_cover_tell_a_unit_from_its_opd(held: Units) -> None:
    marks = workbook_marks(held.book_of(0), _ANY)
    assert Marks.from_cover(marks.on_cover()) == marks
    assert marks.unit
    assert not marks.is_report_of(KODE, PERIOD)

"""Nothing of a file's name in Prefect's tables, the history of runs and notices (contract §6).

Offices put names into names of files. A person is marked in the name of every file here, and runs
fail in each way that speaks of a file; afterwards every table is searched.
"""

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest

from flows.runtime.folders import working_over
from pipeline.core.errors import PeduliError
from pipeline.operations import months
from pipeline.operations.run_ends import RunEnd
from pipeline.reading.files import apart
from pipeline.reading.files.errors import MachineError
from pipeline.system.settings import Settings
from pipeline.system.sources import take_stock
from tests.builders.books import xlsx
from tests.builders.running import prefect_database, prefect_server
from tests.builders.serving import HEAD, ROSTER, small_inputs

pytestmark = pytest.mark.server

MONTH: Final = "2026-03"
PERSON: Final = ("Kenari", "Wulandari", "198807072012072007")
NAME: Final = "roster an. Kenari Wulandari NIP 19880707 201207 2 007"
ROWS: Final = [line.split(",") for line in ROSTER.strip().splitlines()]
NIP_OF_PERSON: Final = re.compile(r"1988.?0707.?2012.?07.?2.?007")


@pytest.fixture
def noticed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[RunEnd]]:
    """Collect the notices to the operator; runs are on the session's server."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    told: list[RunEnd] = []
    monkeypatch.setattr("flows.runtime.hooks.send_message", told.append)
    with temporary_settings({PREFECT_API_URL: prefect_server()}):
        yield told


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    held = Settings(small_inputs(tmp_path / "in", (MONTH,)), tmp_path / "out")
    asn = held.inputs / MONTH / "asn"
    (asn / "r.csv").rename(asn / f"{NAME}.csv")
    with working_over(held):
        yield held


def asked_for(settings: Settings) -> None:
    """Ask for the month in every way that a run can be asked for, whatever becomes of it."""
    from flows.backfill import backfill
    from flows.monthly import monthly
    from flows.scheduled import scheduled

    with suppress(PeduliError):
        monthly(MONTH)
    with suppress(PeduliError):
        scheduled(MONTH, look=99)
    with suppress(PeduliError):
        backfill(MONTH, MONTH)


REASON: Final = "dua salinan roster yang berbeda"


def assert_nobody_is_named(settings: Settings, noticed: list[RunEnd], failing: str) -> None:
    with sqlite3.connect(prefect_database()) as database:
        dump = "\n".join(database.iterdump())
    # The database is the whole session's: what only this run can have left is looked for.
    own = dump if failing == REASON else "".join(end.pesan for end in noticed)
    assert failing in own, "the run did not end in the way that is tested"
    home = [path for path in prefect_database().parent.rglob("*") if path.is_file()]
    told = {
        "tables": dump,
        "files": "".join(path.read_bytes().decode("utf-8", "ignore") for path in home),
        "history": (settings.outputs / "riwayat.jsonl").read_text(encoding="utf-8"),
        "notices": str(noticed),
    }
    assert noticed
    for place, text in told.items():
        assert [word for word in PERSON if word in text] == [], place
        assert NIP_OF_PERSON.search(text) is None, place
        assert str(settings.inputs) not in text, place


def failing_read(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    """Let the disk fail on the marked file, once it has been listed."""
    read = Path.read_bytes

    def reading(path: Path) -> bytes:
        if NAME in path.name:
            raise OSError(error.errno, error.strerror, str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", reading)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EIO, "Input/output error"), "Disk gagal membaca atau menulis disk (EIO)"),
        (OSError(errno.EACCES, "Permission denied"), "Tidak ada izin untuk disk (EACCES)"),
        (OSError(errno.ESTALE, "Stale file handle"), "Kesalahan program (OSError"),
    ],
    ids=["broken", "forbidden", "gone from the server"],
)
def test_the_disk_fails_on_a_file(
    settings: Settings,
    noticed: list[RunEnd],
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    said: str,
) -> None:
    failing_read(monkeypatch, error)
    asked_for(settings)
    assert_nobody_is_named(settings, noticed, said)


def test_the_reader_of_a_workbook_is_killed_again_and_again(
    settings: Settings, noticed: list[RunEnd], monkeypatch: pytest.MonkeyPatch
) -> None:
    asn = settings.inputs / MONTH / "asn"
    (asn / f"{NAME}.csv").unlink()
    (asn / f"{NAME}.xlsx").write_bytes(xlsx(ROWS))

    def killed(*_: Any) -> Any:
        raise MachineError

    monkeypatch.setattr(apart, "_read_by", killed)
    asked_for(settings)
    assert_nobody_is_named(settings, noticed, "Satu berkas masukan belum terbaca")


def test_a_file_changes_while_it_is_read(
    settings: Settings, noticed: list[RunEnd], monkeypatch: pytest.MonkeyPatch
) -> None:
    def listing(*words: Any) -> Any:
        stock = take_stock(*words)
        path = settings.inputs / MONTH / "asn" / f"{NAME}.csv"
        path.write_text(f"{path.read_text()}\n")
        return stock

    monkeypatch.setattr(months, "take_stock", listing)
    asked_for(settings)
    assert_nobody_is_named(settings, noticed, "Masukan ditolak; sebab lengkapnya")


def test_files_are_refused_misplaced_and_contradict(
    settings: Settings, noticed: list[RunEnd]
) -> None:
    month = settings.inputs / MONTH
    (month / "asn" / f"{NAME} (1).csv").write_text(ROSTER.replace("Aktif", "CLTN"))
    (month / f"iuran {NAME}.csv").write_text(HEAD)
    (month / "iuran" / f"bukti {NAME}.pdf").write_bytes(b"%PDF-1.7")
    (month / "iuran" / f"{NAME}.xlsx").write_bytes(b"PK\x03\x04rusak")
    asked_for(settings)
    assert_nobody_is_named(settings, noticed, "Maret 2026 tidak diterbitkan.")


def test_a_month_is_published_past_the_gate(settings: Settings, noticed: list[RunEnd]) -> None:
    from flows.monthly import monthly

    month = settings.inputs / MONTH
    (month / "asn" / f"{NAME} (1).csv").write_text(ROSTER.replace("Aktif", "CLTN"))
    monthly(MONTH, accept_anomaly=REASON)
    assert_nobody_is_named(settings, noticed, REASON)

"""`prune` keeps what secretaries hold, asks on a terminal, and says what it keeps (contract §7)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html as parser

from flows.cli.screen import Screen
from tests.builders.delivered_city import PERIOD, add_late_payment, lay_city
from tests.builders.without_prefect import answered, without_prefect


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two revisions, of which the first was handed over."""
    folder = tmp_path_factory.mktemp("kirim")
    lay_city(folder / "inputs")
    with without_prefect():
        assert _told(folder, "run", PERIOD) == 0
        assert _told(folder, "send", PERIOD) == 0
        add_late_payment(folder / "inputs")
        assert _told(folder, "run", PERIOD) == 0
        yield folder


def _told(folder: Path, *words: str) -> int:
    return answered(*words, *_places(folder)).returncode


def _places(folder: Path) -> tuple[str, ...]:
    return ("--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs"))


def test_what_was_sent_stays_and_it_is_said_why(sent: Path) -> None:
    done = answered("prune", "--keep", "1", *_places(sent))
    assert done.returncode == 0, done.stderr
    assert (
        "1 revisi tetap disimpan karena dokumennya ada pada sekretaris: 2026-03 r01" in done.stdout
    )
    assert (sent / "outputs" / PERIOD / "r01" / "opd").is_dir()


def test_it_goes_where_that_is_asked_for(sent: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kota"
    shutil.copytree(sent, folder)
    done = answered("prune", "--keep", "1", "--sent-too", *_places(folder))
    assert "1 revisi dipangkas" in done.stdout
    assert not (folder / "outputs" / PERIOD / "r01" / "opd").exists()


@pytest.mark.parametrize(("typed", "gone"), [("t\n", False), ("", False), ("y\n", True)])
def test_on_a_terminal_it_asks_first(
    sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, gone: bool
) -> None:
    folder = tmp_path / "kota"
    shutil.copytree(sent, folder)
    monkeypatch.setattr(Screen, "is_typed_at", True)
    done = answered("prune", "--keep", "1", "--sent-too", *_places(folder), typed=typed)
    assert "Pangkas 1 revisi? (y/t)" in done.stdout
    assert ("Tidak jadi" in done.stdout) is not gone
    assert (folder / "outputs" / PERIOD / "r01" / "opd").exists() is not gone


def test_what_lies_ready_is_not_called_sent(sent: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kota"
    shutil.copytree(sent, folder)
    told = answered("send", PERIOD, *_places(folder)).stdout
    assert "1 OPD diletakkan, belum terkirim (1 koreksi)" in told
    assert "2 OPD: isi ini sudah diletakkan sebelumnya" in told
    assert "terkirim lewat" not in told
    status = answered("status", *_places(folder), COLUMNS="80").stdout
    assert "Diletakkan" in status
    receipt = answered("receipt", PERIOD, *_places(folder)).stdout
    assert "3 OPD = 0 terkirim + 3 diletakkan + 0 gagal" in receipt
    [page] = (folder / "outputs").rglob("berita-acara-*.html")
    rows = parser.fromstring(page.read_bytes()).xpath("//*[@id='tabel-kiriman']//tbody/tr")
    states = [row.text_content() for row in rows]
    # Three at first, and the correction of one.
    assert sum("Diletakkan" in state for state in states) == 4
    assert not [state for state in states if "Terkirim" in state]

"""The key that signs the workbooks, as an operator meets it: made once, kept private, never weak."""

from pathlib import Path

import pytest

from flows.cli.app import answer
from tests.builders.delivered_city import command, copy_of

Screen = pytest.CaptureFixture[str]
GOOD = "kuda laut terbang di atas gunung api sambil minum teh"


@pytest.fixture
def folder(city: Path, tmp_path: Path, no_prefect: None) -> Path:
    return copy_of(city, tmp_path / "kota")


def key_file(folder: Path) -> Path:
    return folder / "outputs" / "kunci" / "tanda-tangan"


def kunci(folder: Path) -> int:
    return answer(["kunci", "--outputs", str(folder / "outputs")])


def test_the_first_run_makes_a_private_key_and_the_next_ones_keep_it(folder: Path) -> None:
    made = key_file(folder).read_bytes()
    assert len(made.strip()) == 64
    assert key_file(folder).stat().st_mode & 0o777 == 0o600
    assert key_file(folder).parent.stat().st_mode & 0o777 == 0o700
    assert command("run", folder) == 0
    assert key_file(folder).read_bytes() == made
    assert not (folder / "outputs" / "2026-03" / "r02").exists()


def test_a_key_can_be_made_beforehand_and_is_never_shown(tmp_path: Path, capsys: Screen) -> None:
    assert kunci(tmp_path) == 0
    made = key_file(tmp_path).read_text().strip()
    assert kunci(tmp_path) == 0
    told = capsys.readouterr()
    assert "Tidak diubah" in told.out
    assert made not in told.out + told.err
    assert key_file(tmp_path).read_text().strip() == made


def test_a_key_that_is_gone_is_not_replaced_in_silence(folder: Path, capsys: Screen) -> None:
    key_file(folder).unlink()
    assert command("run", folder) == 2
    assert "asn-peduli kunci" in capsys.readouterr().err
    assert not key_file(folder).exists()
    assert kunci(folder) == 0
    assert "Maret 2026" in capsys.readouterr().out
    assert command("run", folder) == 0
    assert (folder / "outputs" / "2026-03" / "r02").is_dir()


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("rahasia kota", "kurang dari 32"),
        ("ab" * 32, "potongan yang diulang"),
        ("kunci rahasia asn peduli pekerja rentan semarang", "mudah ditebak"),
    ],
)
def test_a_weak_key_is_refused_without_being_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Screen, key: str, said: str
) -> None:
    monkeypatch.setenv("ASN_PEDULI_KUNCI", key)
    assert command("run", folder) == 3
    told = capsys.readouterr().err
    assert said in told
    assert "asn-peduli kunci" in told
    assert key not in told


def test_a_key_file_that_others_can_read_is_refused(folder: Path, capsys: Screen) -> None:
    key_file(folder).chmod(0o640)
    assert command("run", folder) == 3
    assert "chmod 600" in capsys.readouterr().err


def test_a_key_of_the_environment_wins_and_leaves_the_file_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Screen
) -> None:
    held = key_file(folder).read_bytes()
    monkeypatch.setenv("ASN_PEDULI_KUNCI", GOOD)
    assert kunci(folder) == 0
    assert "ASN_PEDULI_KUNCI" in capsys.readouterr().out
    assert command("run", folder) == 0
    assert (folder / "outputs" / "2026-03" / "r02").is_dir()
    assert key_file(folder).read_bytes() == held

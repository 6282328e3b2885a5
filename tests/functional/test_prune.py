"""`asn-peduli prune`, `status`: what operators see, exit codes, who is waited for (contract §7)."""

import shutil
from pathlib import Path

import pytest

from flows.cli.app import answer
from pipeline.system.locks import exclusive
from pipeline.system.settings import Settings
from tests.builders.crash_city import PERIOD, lay_city, run, state, use_plain_documents


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two revisions of one month: copy before you change them."""
    folder = tmp_path_factory.mktemp("dua")
    settings = Settings(lay_city(folder / "in"), folder / "out")
    with pytest.MonkeyPatch.context() as patched:
        use_plain_documents(patched)
        assert [run(settings, PERIOD), run(settings)] == ["r01", "r02"]
    return settings


@pytest.fixture
def city(published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("COLUMNS", "80")
    return Settings(published.inputs, Path(shutil.copytree(published.outputs, tmp_path / "out")))


def asked(city: Settings, *words: str) -> int:
    return answer([*words, "--inputs", str(city.inputs), "--outputs", str(city.outputs)])


def test_a_dry_run_shows_what_would_go_and_removes_nothing(
    city: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state(city.outputs)
    assert asked(city, "prune", "--keep", "1", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "r01" in said
    assert "data terbitan" in said
    assert "1 revisi akan dipangkas" in said
    assert state(city.outputs) == before


def test_pruning_says_what_went_and_once_more_finds_nothing(
    city: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(city, "prune", PERIOD, "--keep", "1") == 0
    assert "1 revisi dipangkas" in capsys.readouterr().out
    assert asked(city, "prune", "--keep", "1") == 0
    assert "Tidak ada revisi lama" in capsys.readouterr().out
    assert not (city.outputs / "pengiriman").exists()


def test_by_age_in_days_and_by_month(city: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(city, "prune", "--older-than", "30") == 0
    assert asked(city, "prune", "--older-than", "2026-03") == 0
    assert capsys.readouterr().out.count("Tidak ada revisi lama") == 2
    assert asked(city, "prune", "--older-than", "2999-01", "--dry-run") == 0
    assert "1 revisi akan dipangkas" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Sebut tepat satu"),
        (("--keep", "1", "--older-than", "30"), "Sebut tepat satu"),
        (("--keep", "0"), "Sebut tepat satu"),
        (("--older-than", "kemarin"), "bukan bulan"),
        (("2026-07", "--keep", "1"), "Juli 2026 belum terbit"),
    ],
)
def test_wrong_words_are_wrong_usage(
    city: Settings, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert asked(city, "prune", *words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert ("asn-peduli prune [BULAN] [--keep N]" in told) is (said == "Sebut tepat satu")


@pytest.mark.parametrize("folder", ["", "pengiriman"])
def test_a_run_or_a_delivery_is_waited_for(
    city: Settings, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    before = state(city.outputs)
    with exclusive(city.outputs / folder, "", "send 2026-03"):
        assert asked(city, "prune", "--keep", "1") == 5
    assert "send 2026-03" in capsys.readouterr().err
    assert {name: data for name, data in state(city.outputs).items() if ".kunci" not in name} == {
        name: data for name, data in before.items() if ".kunci" not in name
    }


def test_status_lists_every_revision_with_what_it_changed(
    city: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(city, "status") == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("r02" in line and "berlaku; 1 dari 4 OPD" in line for line in lines)
    asked(city, "prune", "--keep", "1")
    capsys.readouterr()
    assert asked(city, "status", "--verify") == 0
    said = capsys.readouterr().out
    assert any("r01" in line and "dipangkas" in line for line in said.splitlines())
    assert "Semua berkas terbitan sama dengan sidiknya." in said


def test_status_names_a_file_that_is_not_as_it_was_published(
    city: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (city.outputs / PERIOD / "r02" / "index.html").write_bytes(b"lain")
    assert asked(city, "status", "--verify") == 1
    told = capsys.readouterr()
    assert f"{PERIOD}/r02/index.html isinya bukan lagi yang diterbitkan." in told.err
    assert "1 berkas terbitan tidak seperti ketika diterbitkan" in told.out


@pytest.mark.parametrize(
    ("lost", "sentence"),
    [
        ("terkini.json", f"{PERIOD}/terkini.json tidak ada, padahal"),
        ("r02/manifest.json", f"{PERIOD}/terkini.json tidak terbaca"),
        ("r01/manifest.json", f"{PERIOD}/r01/manifest.json tidak terbaca"),
    ],
)
def test_status_names_what_is_gone_though_it_cannot_list_the_revisions(
    city: Settings, capsys: pytest.CaptureFixture[str], lost: str, sentence: str
) -> None:
    (city.outputs / PERIOD / lost).unlink()
    assert asked(city, "status", "--verify") == 1
    assert sentence in capsys.readouterr().err


def test_where_nothing_is_published_there_is_nothing_to_prune(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(["prune", "--keep", "1", "--outputs", str(tmp_path / "baru")]) == 0
    assert "Tidak ada revisi lama" in capsys.readouterr().out
    assert not (tmp_path / "baru").exists()

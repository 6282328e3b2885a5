"""The sign-in of our own servers: made once, kept for us alone, or taken from the operator."""

import stat
from pathlib import Path
from typing import Final

import pytest

from flows.serving.sign_in import known_sign_in, sign_in_for
from pipeline.core.errors import RefusedError, UsageError
from pipeline.system.environment import use_sign_in

SERVER: Final = "PREFECT_SERVER_API_AUTH_STRING"
CLIENT: Final = "PREFECT_API_AUTH_STRING"


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SERVER, raising=False)
    monkeypatch.delenv(CLIENT, raising=False)


def test_it_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    made = sign_in_for(tmp_path)
    assert made.file is not None
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.file.parent.stat().st_mode) == 0o700
    user, _, password = made.text.partition(":")
    assert (user, len(password)) == ("operator", 64)
    assert made.text not in repr(made)
    assert sign_in_for(tmp_path) == made
    assert known_sign_in(tmp_path) == made.text
    assert sign_in_for(tmp_path / "lain").text != made.text


def test_one_that_others_could_read_is_not_used_any_more(tmp_path: Path) -> None:
    made = sign_in_for(tmp_path)
    assert made.file is not None
    made.file.chmod(0o644)
    with pytest.raises(RefusedError, match="dapat dibaca orang lain") as refused:
        known_sign_in(tmp_path)
    assert made.text not in str(refused.value)
    assert sign_in_for(tmp_path).text != made.text
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", [SERVER, CLIENT])
def test_what_the_operator_gives_is_taken_and_kept_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "budi:sandi-sendiri")
    given = sign_in_for(tmp_path)
    assert (given.text, given.file) == ("budi:sandi-sendiri", None)
    assert list(tmp_path.iterdir()) == []


def test_two_that_differ_and_one_that_prefect_cannot_compare_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SERVER, "budi:satu")
    monkeypatch.setenv(CLIENT, "budi:dua")
    with pytest.raises(UsageError, match="berbeda"):
        sign_in_for(tmp_path)
    monkeypatch.setenv(SERVER, "budi:sätu")
    monkeypatch.delenv(CLIENT)
    with pytest.raises(UsageError, match="ASCII"):
        sign_in_for(tmp_path)


def test_a_client_needs_only_its_own_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SERVER, "budi:satu")
    use_sign_in(sign_in_for(tmp_path).text)
    assert sign_in_for(tmp_path).text == "budi:satu"

"""Secrets in files of our own: for us alone, or not used."""

import os
import stat
from pathlib import Path

import pytest

from pipeline.core.errors import RefusedError
from pipeline.system.own_secrets import kept_secret, made_by_chance, private_text


def test_chance_makes_another_one_each_time() -> None:
    assert len({made_by_chance() for _ in range(50)}) == 50


def test_an_empty_file_holds_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "rahasia"
    path.touch(0o600)
    assert private_text(path) is None
    assert kept_secret(path, lambda: "baru") == "baru"
    assert private_text(path) == "baru"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o777])
def test_a_file_that_others_may_read_or_write_is_not_used(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "rahasia"
    path.write_text("bocor")
    path.chmod(mode)
    with pytest.raises(RefusedError) as refused:
        private_text(path)
    assert (str(path) in str(refused.value), str(path) in refused.value.brief) == (True, False)
    assert kept_secret(path, lambda: "baru") == "baru"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_users_file_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rahasia"
    kept_secret(path, lambda: "punya orang")
    path.chmod(0o600)
    found = path.stat()
    monkeypatch.setattr(os, "getuid", lambda: found.st_uid + 1)
    if found.st_uid == 0:
        os.chown(path, 12345, -1)
    with pytest.raises(RefusedError):
        private_text(path)

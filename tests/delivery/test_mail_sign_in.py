"""Where the mail server's password comes from: the environment, else a file for us alone."""

import stat
from pathlib import Path
from typing import Final

import pytest

from pipeline.core.errors import RefusedError
from pipeline.delivery.mail_sign_in import keep_credentials, mail_credentials, mail_file
from pipeline.system.settings import Credentials, Settings

HARD_TO_WRITE: Final = 'ra"ha\\sia-\x7f-åé'


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("PENGGUNA", "SANDI", "BERKAS"):
        monkeypatch.delenv(f"ASN_PEDULI_SMTP_{name}", raising=False)
    return Settings(tmp_path / "in", tmp_path / "out")


def test_nobody_gave_one(settings: Settings) -> None:
    assert mail_credentials(settings) is None


def test_what_is_kept_is_found_and_only_we_can_read_it(settings: Settings) -> None:
    path = keep_credentials(settings, Credentials("operator@contoh.go.id", HARD_TO_WRITE))
    assert path == settings.outputs / ".rahasia" / "server-surat.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert mail_credentials(settings) == Credentials("operator@contoh.go.id", HARD_TO_WRITE)


def test_the_environment_wins(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_credentials(settings, Credentials("operator", "dari-berkas"))
    monkeypatch.setenv("ASN_PEDULI_SMTP_PENGGUNA", "lain")
    assert mail_credentials(settings) == Credentials("operator", "dari-berkas")
    monkeypatch.setenv("ASN_PEDULI_SMTP_SANDI", "dari-lingkungan")
    assert mail_credentials(settings) == Credentials("lain", "dari-lingkungan")


def test_the_operator_may_name_another_file(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "kredensial" / "surat"
    monkeypatch.setenv("ASN_PEDULI_SMTP_BERKAS", str(named))
    assert mail_file(settings) == named
    keep_credentials(settings, Credentials("operator", "rahasia"))
    assert named.is_file()


@pytest.mark.parametrize(
    "text", ["", "bukan toml", 'pengguna = "a"', "pengguna = 1\nsandi = 2", '"sandi-saja"']
)
def test_a_file_that_is_none_is_refused_without_what_it_holds(
    settings: Settings, text: str
) -> None:
    path = mail_file(settings)
    path.parent.mkdir(parents=True)
    path.write_text(text)
    path.chmod(0o600)
    if not text:
        assert mail_credentials(settings) is None
        return
    with pytest.raises(RefusedError, match="harus berisi dua baris") as refused:
        mail_credentials(settings)
    assert text not in str(refused.value)


def test_one_that_others_may_read_is_refused(settings: Settings) -> None:
    keep_credentials(settings, Credentials("operator", "rahasia")).chmod(0o640)
    with pytest.raises(RefusedError, match="dapat dibaca orang lain"):
        mail_credentials(settings)

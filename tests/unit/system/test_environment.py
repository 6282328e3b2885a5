"""What processes inherit: helpers no secret, a server only its own."""

import os
import platform
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from pipeline.reading.files import apart
from pipeline.system import environment, workers
from pipeline.system.environment import (
    client_sign_in,
    given,
    given_sign_in,
    is_signed_in_by_key,
    plain_environment,
    server_environment,
    withhold_secrets,
    withhold_sign_in,
)
from pipeline.system.processes import mark_children
from pipeline.system.settings import (
    message_addresses,
    password_of,
    secrets_of_a_month,
    secrets_of_sending,
    smtp_credentials,
)

SECRETS: Final = {
    "ASN_PEDULI_KUNCI": "rahasia-kunci",
    "ASN_PEDULI_SMTP_PENGGUNA": "rahasia-pengguna",
    "ASN_PEDULI_SMTP_SANDI": "rahasia-sandi",
    "ASN_PEDULI_SANDI_BERKAS": "/rahasia/sandi.csv",
    "ASN_PEDULI_SANDI_DINKES": "rahasia-dinkes",
    "ASN_PEDULI_KABAR": "mailto://rahasia-kabar",
    "ASN_PEDULI_YANG_BELUM_ADA": "rahasia-esok",
    "AWS_SECRET_ACCESS_KEY": "rahasia-lain",
    "PREFECT_API_KEY": "rahasia-awan",
    "PREFECT_API_AUTH_STRING": "operator:rahasia-klien",
}
# Who starts a run has to ask Prefect for it.
ENTRY: Final = ("PREFECT_API_KEY", "PREFECT_API_AUTH_STRING")
SERVERS_OWN: Final = {
    "PREFECT_HOME": "/kota/keluaran/.prefect",
    "PREFECT_API_DATABASE_CONNECTION_URL": "postgresql+asyncpg://p:rahasia-basis@h/prefect",
}


@pytest.fixture(autouse=True)
def _full_of_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SECRETS, **SERVERS_OWN, "LC_ALL": "C.UTF-8", "TMPDIR": "/t"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(environment, "_withheld", {})


def test_a_helper_inherits_no_secret() -> None:
    mark = mark_children()
    helpers = plain_environment()
    assert "rahasia" not in str(helpers)
    assert {helpers["PATH"], helpers["LC_ALL"], helpers["TMPDIR"], mark} <= set(helpers.values())


def test_a_server_knows_its_database_and_who_may_speak_to_it_and_nothing_else() -> None:
    own = server_environment("operator:masuk")
    assert own["PREFECT_SERVER_API_AUTH_STRING"] == "operator:masuk"
    assert SERVERS_OWN.items() <= own.items()
    assert [value for value in SECRETS.values() if value in own.values()] == []


@pytest.mark.parametrize("helper", [apart, workers])
def test_a_process_that_reads_or_shares_the_work_inherits_no_secret(helper: Any) -> None:
    process = helper._started()
    try:
        assert b"rahasia" not in Path(f"/proc/{process.pid}/environ").read_bytes()
    finally:
        process.communicate()
    assert os.environ["ASN_PEDULI_KUNCI"] == "rahasia-kunci"


def test_who_serves_inherits_to_nobody_what_it_knows_itself() -> None:
    withhold_secrets()
    left = {name: value for name, value in os.environ.items() if "rahasia" in value}
    assert left == {name: SECRETS[name] for name in ("ASN_PEDULI_SANDI_BERKAS", *ENTRY)}
    assert given("ASN_PEDULI_KUNCI") == SECRETS["ASN_PEDULI_KUNCI"]
    assert message_addresses() == [SECRETS["ASN_PEDULI_KABAR"]]
    assert str(password_of("DINKES")) != SECRETS["ASN_PEDULI_SANDI_DINKES"]
    assert smtp_credentials() is not None
    assert "PREFECT_API_DATABASE_CONNECTION_URL" not in os.environ
    assert os.environ["PREFECT_HOME"] == SERVERS_OWN["PREFECT_HOME"]
    withhold_sign_in()
    assert set(ENTRY).isdisjoint(os.environ)
    assert client_sign_in() == SECRETS["PREFECT_API_AUTH_STRING"]
    assert is_signed_in_by_key()


def test_the_server_and_its_sign_in_are_as_if_nothing_were_withheld(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PREFECT_API_AUTH_STRING")
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "operator:untuk-server")
    monkeypatch.setenv("PGPASSWORD", "rahasia-pg")
    before = server_environment("operator:masuk")
    withhold_secrets()
    assert server_environment("operator:masuk") == before
    assert before["PGPASSWORD"] == "rahasia-pg"
    assert given_sign_in() == "operator:untuk-server"


def test_a_month_is_handed_no_mail_password_and_a_sending_what_tells_who_answered() -> None:
    withhold_secrets()
    both = {"ASN_PEDULI_KABAR", "ASN_PEDULI_SANDI_DINKES"}
    assert secrets_of_a_month().keys() == {"ASN_PEDULI_KUNCI", *both}
    assert secrets_of_sending().keys() == {
        "ASN_PEDULI_KUNCI",
        "ASN_PEDULI_SMTP_PENGGUNA",
        "ASN_PEDULI_SMTP_SANDI",
        *both,
    }


def test_what_asks_on_import_what_python_is_built_for_starts_no_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bits = platform.architecture()[0]
    monkeypatch.setattr(platform, "architecture", platform.architecture)
    monkeypatch.setattr(subprocess, "check_output", None)
    environment.import_without_processes()
    assert platform.architecture()[0] == bits
    assert platform.architecture("/bin/sh")[0] == bits
    assert platform.architecture(executable="/bin/sh", bits="16bit")[0] == "16bit"


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_whose_certificates_count_is_no_secret(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office's own proxy is known by them, to whatever tells that a run ended."""
    monkeypatch.setenv(name, "/etc/ssl/kota.pem")
    withhold_secrets()
    assert os.environ[name] == plain_environment()[name] == "/etc/ssl/kota.pem"


def test_where_a_server_keeps_its_work_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address may hold a password."""
    monkeypatch.setenv("PREFECT_SERVER_DOCKET_URL", "redis://u:rahasia-docket@h/0")
    withhold_secrets()
    assert "PREFECT_SERVER_DOCKET_URL" not in os.environ
    assert "rahasia-docket" in server_environment("operator:masuk")["PREFECT_SERVER_DOCKET_URL"]

"""What processes inherit: helpers no secret, a server only its own."""

import os
from pathlib import Path
from typing import Final

import pytest

from pipeline.reading.files import apart
from pipeline.system.environment import plain_environment, server_environment
from pipeline.system.processes import mark_children

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
SERVERS_OWN: Final = {
    "PREFECT_HOME": "/kota/keluaran/.prefect",
    "PREFECT_API_DATABASE_CONNECTION_URL": "postgresql+asyncpg://p:rahasia-basis@h/prefect",
}


@pytest.fixture(autouse=True)
def _full_of_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SECRETS, **SERVERS_OWN, "LC_ALL": "C.UTF-8", "TMPDIR": "/t"}.items():
        monkeypatch.setenv(name, value)


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


def test_a_reader_of_workbooks_inherits_no_secret() -> None:
    process = apart._started()
    try:
        assert b"rahasia" not in Path(f"/proc/{process.pid}/environ").read_bytes()
    finally:
        apart._ended(process)
    assert os.environ["ASN_PEDULI_KUNCI"] == "rahasia-kunci"

"""The one door for folders, environment and clock; everything else is handed what it needs."""

import datetime as dt
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.core.errors import UsageError
from pipeline.core.secret import Secret
from pipeline.core.wording import say
from pipeline.system.guarding import guard_outputs

SHIPPED_REFERENCES: Final = Path(__file__).resolve().parents[2] / "inputs" / "referensi"
SIGNING_KEY_VARIABLE: Final = "ASN_PEDULI_KUNCI"
MESSAGE_VARIABLE: Final = "ASN_PEDULI_KABAR"
PREFECT_SERVER_VARIABLE: Final = "PREFECT_API_URL"
FAILPOINT_VARIABLE: Final = "ASN_PEDULI_GAGAL_DI"
SMTP_VARIABLES: Final = ("ASN_PEDULI_SMTP_PENGGUNA", "ASN_PEDULI_SMTP_SANDI")
WORKBOOK_KEYS_VARIABLE: Final = "ASN_PEDULI_SANDI_BERKAS"
_WORKBOOK_KEY_OF: Final = "ASN_PEDULI_SANDI_"


@dataclass(frozen=True)
class Settings:
    """Where a run reads and writes, and the key that signs the workbooks it hands out.

    Without ASN_PEDULI_KUNCI the signature still tells mixed-up workbooks apart, but not forged
    ones.
    """

    inputs: Path
    outputs: Path
    signing_key: bytes = b""

    @property
    def references(self) -> Path:
        return self.inputs / "referensi"

    @property
    def cache(self) -> Path:
        return self.outputs / ".cache"

    @property
    def staging(self) -> Path:
        return self.outputs / ".staging"


@dataclass(frozen=True)
class Credentials:
    """How the mail server knows us; the password shows in no representation."""

    user: str
    password: str = field(repr=False)


def settings_for(inputs: Path, outputs: Path) -> Settings:
    """Build the settings of one command from its folders and the environment.

    Raises UsageError when the outputs folder is a file, others may write in it, or a link lies in
    it.
    """
    if outputs.exists() and not outputs.is_dir():
        raise UsageError(say("tolak.bukan_folder", folder=outputs))
    guard_outputs(outputs)
    return Settings(
        inputs.absolute(), outputs.absolute(), os.environ.get(SIGNING_KEY_VARIABLE, "").encode()
    )


def password_file() -> Path | None:
    """Return the operator's file of workbook passwords, where ASN_PEDULI_SANDI_BERKAS names one."""
    named = os.environ.get(WORKBOOK_KEYS_VARIABLE, "").strip()
    return Path(named).absolute() if named else None


def password_of(kode_opd: str) -> Secret | None:
    """Return an OPD's workbook password: ASN_PEDULI_SANDI_DINAS_SOSIAL is that of DINAS-SOSIAL."""
    name = _WORKBOOK_KEY_OF + kode_opd.replace("-", "_")
    text = os.environ.get(name, "").strip() if name != WORKBOOK_KEYS_VARIABLE else ""
    return Secret(text) if text else None


def now() -> dt.datetime:
    """The moment, for the manifest's `jalan` block and for progress only: never for results."""
    return dt.datetime.now(dt.UTC)


def pause(seconds: float) -> None:
    """Wait: before another try, or for a mail server's pace."""
    time.sleep(seconds)


def stopwatch() -> float:
    """Return seconds that only ever grow, for measuring a pace: never for results."""
    return time.monotonic()


def smtp_credentials() -> Credentials | None:
    """Return the mail server's user and password from the environment.

    None when they are not both there.
    """
    user, password = (os.environ.get(name, "") for name in SMTP_VARIABLES)
    return Credentials(user, password) if user and password else None


def set_missing_environment(values: dict[str, str]) -> None:
    """Set environment variables that the operator has not set; what is set already wins."""
    for name, value in values.items():
        os.environ.setdefault(name, value)


def message_addresses() -> list[str]:
    """Return the Apprise addresses told of the end of a run, as ASN_PEDULI_KABAR lists them."""
    return os.environ.get(MESSAGE_VARIABLE, "").split()


def prefect_server() -> str:
    """Return the address of the Prefect server that the operator named; "" when none is."""
    return os.environ.get(PREFECT_SERVER_VARIABLE, "")


def no_color() -> bool:
    """Tell whether the operator asked for plain output (NO_COLOR)."""
    return bool(os.environ.get("NO_COLOR"))


def failpoint() -> str:
    """Return where a test wants this process to fail (pipeline/system/failpoints.py).

    "" for an operator.
    """
    return os.environ.get(FAILPOINT_VARIABLE, "")


def prefect_home() -> Path | None:
    """Return where Prefect keeps its database, when the environment says so."""
    home = os.environ.get("PREFECT_HOME")
    return Path(home) if home else None

"""The one door for folders, environment and clock; everything else is handed what it needs."""

import datetime as dt
import os
import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pipeline.core.errors import UsageError
from pipeline.core.secret import Secret
from pipeline.core.wording import say
from pipeline.system.environment import given, withheld
from pipeline.system.guarding import guard_outputs
from pipeline.system.signing_key import SIGNING_KEY_VARIABLE, known_key

SHIPPED_REFERENCES: Final = Path(__file__).resolve().parents[2] / "inputs" / "referensi"
MESSAGE_VARIABLE: Final = "ASN_PEDULI_KABAR"
HEARTBEAT_VARIABLE: Final = "ASN_PEDULI_DENYUT"
PREFECT_SERVER_VARIABLE: Final = "PREFECT_API_URL"
FAILPOINT_VARIABLE: Final = "ASN_PEDULI_GAGAL_DI"
SMTP_VARIABLES: Final = ("ASN_PEDULI_SMTP_PENGGUNA", "ASN_PEDULI_SMTP_SANDI")
ENGINE_VARIABLE: Final = "ASN_PEDULI_MESIN"
WORKERS_VARIABLE: Final = "ASN_PEDULI_PEKERJA"
PROCESSES: Final = "proses"
THREADS: Final = "utas"
CLUSTER: Final = "dask"
CLUSTER_VARIABLE: Final = "ASN_PEDULI_DASK"
WORKBOOK_KEYS_VARIABLE: Final = "ASN_PEDULI_SANDI_BERKAS"
MAIL_FILE_VARIABLE: Final = "ASN_PEDULI_SMTP_BERKAS"
POLICY_VARIABLE: Final = "ASN_PEDULI_KEBIJAKAN"
FLEET_VARIABLE: Final = "ASN_PEDULI_ARMADA"
_FLEET_HASH_VARIABLE: Final = "ASN_PEDULI_ARMADA_SIDIK"
_FOLDER_VARIABLES: Final = ("ASN_PEDULI_MASUKAN", "ASN_PEDULI_KELUARAN")
_WORKBOOK_KEY_OF: Final = "ASN_PEDULI_SANDI_"


@dataclass(frozen=True)
class Settings:
    """Where a run reads and writes, and the key that signs the workbooks it hands out.

    Without a key they are not signed, and none that comes back is known for ours. policy: the file
    that is read in place of kebijakan.toml among the references, where one is named.
    """

    inputs: Path
    outputs: Path
    signing_key: bytes = field(default=b"", repr=False)
    policy: Path | None = None

    @property
    def references(self) -> Path:
        return self.inputs / "referensi"

    @property
    def cache(self) -> Path:
        return self.outputs / ".cache"

    @property
    def staging(self) -> Path:
        return self.outputs / ".staging"

    @property
    def temporary(self) -> Path:
        return self.outputs / ".sementara"


@dataclass(frozen=True)
class Credentials:
    """How the mail server knows us; the password shows in no representation."""

    user: str
    password: str = field(repr=False)


def settings_for(inputs: Path, outputs: Path) -> Settings:
    """Build the settings of one command from its folders and the environment.

    Raises UsageError when the outputs folder is a file, others may write in it, or a link lies in
    it; RefusedError for a weak signing key.
    """
    return settings_with(inputs, outputs, file_named(POLICY_VARIABLE))


def settings_with(
    inputs: Path, outputs: Path, policy: Path | None, others: Collection[Path] = ()
) -> Settings:
    """Build settings over folders that are none of a command's, whatever the environment names.

    others: folders in `outputs` that are outputs of their own. Raises as `settings_for`.
    """
    if outputs.exists() and not outputs.is_dir():
        raise UsageError(say("tolak.bukan_folder", folder=outputs))
    guard_outputs(outputs, others)
    return Settings(inputs.absolute(), outputs.absolute(), known_key(outputs.absolute()), policy)


def with_known_key(settings: Settings) -> Settings:
    """Return the settings with the key that is known by now. Raises RefusedError for a weak one."""
    if settings.signing_key:
        return settings
    return replace(settings, signing_key=known_key(settings.outputs))


def fix_folders(settings: Settings) -> None:
    """Have the runs that this process starts work over these folders and no others."""
    for name, folder in zip(_FOLDER_VARIABLES, (settings.inputs, settings.outputs), strict=True):
        os.environ[name] = str(folder)


def fix_fleet(file: Path, sha256: str) -> None:
    """Have the runs that this process starts work for this fleet, as its file is now."""
    os.environ[FLEET_VARIABLE], os.environ[_FLEET_HASH_VARIABLE] = str(file), sha256


def fix_no_fleet() -> None:
    """Have the runs that this process starts work for no fleet, whatever the environment says."""
    for name in (FLEET_VARIABLE, _FLEET_HASH_VARIABLE):
        os.environ.pop(name, None)


def fixed_fleet() -> tuple[Path, str] | None:
    """Return the file of the fleet that was fixed for this process and its hash; None for none."""
    file = file_named(FLEET_VARIABLE)
    return (file, os.environ.get(_FLEET_HASH_VARIABLE, "")) if file else None


def fixed_settings(others: Collection[Path] = ()) -> Settings:
    """Return the settings over the folders that were fixed for this process.

    Without any they are inputs and outputs, where the process works: a worker of Prefect's own.
    others: as of `settings_with`.

    Raises UsageError as `settings_for`.
    """
    usual = ("inputs", "outputs")
    inputs, outputs = (
        Path(os.environ.get(name) or folder)
        for name, folder in zip(_FOLDER_VARIABLES, usual, strict=True)
    )
    return settings_with(inputs, outputs, file_named(POLICY_VARIABLE), others)


def password_file() -> Path | None:
    """Return the operator's file of workbook passwords, where ASN_PEDULI_SANDI_BERKAS names one."""
    return file_named(WORKBOOK_KEYS_VARIABLE)


def file_named(variable: str) -> Path | None:
    """Return the file that an environment variable names; None where it names none."""
    named = os.environ.get(variable, "").strip()
    return Path(named).absolute() if named else None


def password_of(kode_opd: str) -> Secret | None:
    """Return an OPD's workbook password: ASN_PEDULI_SANDI_DINAS_SOSIAL is that of DINAS-SOSIAL."""
    name = _WORKBOOK_KEY_OF + kode_opd.replace("-", "_")
    text = given(name).strip() if name != WORKBOOK_KEYS_VARIABLE else ""
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
    user, password = (given(name) for name in SMTP_VARIABLES)
    return Credentials(user, password) if user and password else None


def mail_file_named() -> Path | None:
    """Return the file of the mail server's user and password, where the environment names one."""
    return file_named(MAIL_FILE_VARIABLE)


def set_missing_environment(values: dict[str, str]) -> None:
    """Set environment variables that the operator has not set; what is set already wins."""
    for name, value in values.items():
        os.environ.setdefault(name, value)


def secrets_of_a_month() -> dict[str, str]:
    """Return, of what is withheld, what a run needs that publishes months (environment.withheld).

    It signs, opens what came back with an OPD's password, and tells how it ended.
    """
    return withheld(SIGNING_KEY_VARIABLE, _WORKBOOK_KEY_OF, MESSAGE_VARIABLE)


def secrets_of_sending() -> dict[str, str]:
    """Return, of what is withheld, what a run needs that sends.

    With the signing key it tells by what came back who has answered: those are not reminded.
    """
    return withheld(SIGNING_KEY_VARIABLE, *SMTP_VARIABLES, _WORKBOOK_KEY_OF, MESSAGE_VARIABLE)


def message_addresses() -> list[str]:
    """Return the Apprise addresses told of the end of a run, as ASN_PEDULI_KABAR lists them."""
    return given(MESSAGE_VARIABLE).split()


def heartbeat_address() -> str:
    """Return the address that is asked for each hour in which all is well; "" where none is set."""
    return given(HEARTBEAT_VARIABLE).strip()


def prefect_server() -> str:
    """Return the address of the Prefect server that the operator named; "" when none is."""
    return os.environ.get(PREFECT_SERVER_VARIABLE, "")


def no_color() -> bool:
    """Tell whether the operator asked for plain output (NO_COLOR)."""
    return bool(os.environ.get("NO_COLOR"))


def engine() -> str:
    """Return what shares out the work, as ASN_PEDULI_MESIN says: PROCESSES, THREADS or CLUSTER.

    Raises UsageError for another word.
    """
    named = os.environ.get(ENGINE_VARIABLE, "").strip() or PROCESSES
    if named not in (PROCESSES, THREADS, CLUSTER):
        raise UsageError(say("tolak.mesin", isi=named, nama=ENGINE_VARIABLE))
    return named


def cluster_address() -> str:
    """Return the address of the scheduler of the cluster; "" where none is named."""
    return os.environ.get(CLUSTER_VARIABLE, "").strip()


def worker_count() -> int:
    """Return how many share the work: ASN_PEDULI_PEKERJA, else as many as there are cores.

    Raises UsageError for what is no number of at least 1.
    """
    named = os.environ.get(WORKERS_VARIABLE, "").strip()
    if not named:
        return len(os.sched_getaffinity(0))
    if not named.isdecimal() or int(named) < 1:
        raise UsageError(say("tolak.pekerja", isi=named, nama=WORKERS_VARIABLE))
    return int(named)


def failpoint() -> str:
    """Return where a test wants this process to fail (pipeline/system/failpoints.py).

    "" for an operator.
    """
    return os.environ.get(FAILPOINT_VARIABLE, "")


def prefect_home() -> Path | None:
    """Return where Prefect keeps its database, when the environment says so."""
    home = os.environ.get("PREFECT_HOME")
    return Path(home) if home else None

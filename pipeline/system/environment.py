"""What of our environment the processes that we start inherit: never a secret they do not need."""

import os
import platform
import sys
from typing import Final

from pipeline.system.processes import MARK_VARIABLE

SIGN_IN_VARIABLES: Final = ("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING")
_DIRECT: Final = ("no_proxy", "NO_PROXY")
_THIS_MACHINE: Final = ("127.0.0.1", "localhost", "::1")
_PLAIN: Final = frozenset(
    {
        "PATH",
        "HOME",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "VIRTUAL_ENV",
        "LD_LIBRARY_PATH",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "DO_NOT_TRACK",
        MARK_VARIABLE,
    }
)
_PLAIN_BEGINNINGS: Final = ("LC_", "PYTHON", "COVERAGE")
# What a run needs beside: who asks for it and on what screen, with how many threads; how we work.
_OF_A_RUN: Final = frozenset(
    {
        "USER",
        "LOGNAME",
        "TERM",
        "COLORTERM",
        "COLUMNS",
        "LINES",
        "NO_COLOR",
        "FORCE_COLOR",
        "POLARS_MAX_THREADS",
        "ASN_PEDULI_MASUKAN",
        "ASN_PEDULI_KELUARAN",
        "ASN_PEDULI_KEBIJAKAN",
        "ASN_PEDULI_ARMADA",
        "ASN_PEDULI_ARMADA_SIDIK",
        "ASN_PEDULI_MESIN",
        "ASN_PEDULI_PEKERJA",
        "ASN_PEDULI_DASK",
        "ASN_PEDULI_GAGAL_DI",
        "ASN_PEDULI_SANDI_BERKAS",
        "ASN_PEDULI_SMTP_BERKAS",
    }
)
_PROXIES: Final = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy"})
_OF_A_CLIENT: Final = "PREFECT_"
# Dask's own settings: where the certificates lie with which it speaks to its cluster.
_OF_A_CLUSTER: Final = "DASK_"
_ENTRY: Final = ("PREFECT_API_AUTH_STRING", "PREFECT_API_KEY")
# Of Prefect's settings those of a server alone that hold a secret.
_OF_A_SERVER_ALONE: Final = ("SERVER_API_AUTH", "DATABASE", "PASSWORD", "REDIS", "DOCKET")
# Prefect's own, and those with which the driver of PostgreSQL finds its server.
_OF_THE_SERVER: Final = ("PREFECT_", "PG")


_withheld: Final[dict[str, str]] = {}
_BUILT_FOR: Final = platform.architecture


def withhold_secrets() -> None:
    """From now on have no process that this one starts inherit a secret, but how to ask Prefect.

    What is withheld is known here (`given`), and can be handed to who needs it (`withheld`).
    Prefect's runner, and whatever it calls, would hand on all that stands in the environment.
    """
    for name in [name for name in os.environ if not _may_be_inherited(name)]:
        _withheld[name] = os.environ.pop(name)


def withhold_sign_in() -> None:
    """Withhold how to ask Prefect, too: once Prefect is imported it has read its settings.

    It hands them to its runs itself.
    """
    for name in [name for name in _ENTRY if name in os.environ]:
        _withheld[name] = os.environ.pop(name)


def import_without_processes() -> None:
    """Have a library that asks as it is imported what this Python is built for start no process.

    Python asks the program `file`, which would inherit all that we know. Prefect's calendar asks.
    """
    platform.architecture = _architecture_unasked


def _architecture_unasked(
    executable: str = sys.executable,  # noqa: ARG001 - its parameters are architecture's own
    bits: str = "",
    linkage: str = "",
) -> tuple[str, str]:
    """Return what `platform.architecture` returns of this Python, whatever program is named."""
    return _BUILT_FOR("", bits, linkage)


def _may_be_inherited(name: str) -> bool:
    if name.startswith(_OF_A_CLIENT):
        return not any(part in name for part in _OF_A_SERVER_ALONE)
    known = name in _PLAIN | _OF_A_RUN or name.lower() in _PROXIES
    return known or name.startswith((*_PLAIN_BEGINNINGS, _OF_A_CLUSTER))


def given(name: str) -> str:
    """Return what the operator gave in the environment, withheld or not; "" for nothing."""
    return os.environ.get(name) or _withheld.get(name, "")


def withheld(*beginnings: str) -> dict[str, str]:
    """Return what is withheld of the variables whose names begin so."""
    return {name: value for name, value in _withheld.items() if name.startswith(beginnings)}


def plain_environment() -> dict[str, str]:
    """Return what a helper process needs of our environment: nothing that is a secret."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _PLAIN or name.startswith(_PLAIN_BEGINNINGS)
    }


def server_environment(sign_in: str) -> dict[str, str]:
    """Return the environment of a Prefect server of ours that lets in who knows `sign_in`.

    It knows its database, and neither the signing key nor the password of anything else.
    """
    every = {**_withheld, **os.environ}
    own = {name: value for name, value in every.items() if name.startswith(_OF_THE_SERVER)}
    for name in SIGN_IN_VARIABLES:
        own.pop(name, None)
    own.pop("PREFECT_API_URL", None)
    own.pop("PREFECT_API_KEY", None)
    return {**plain_environment(), **own, SIGN_IN_VARIABLES[0]: sign_in}


def given_sign_in() -> str:
    """Return the sign-in for Prefect that the operator gave in the environment; "" when none is.

    Whoever gives it to server or client only means both.
    """
    return next((held for name in SIGN_IN_VARIABLES if (held := given(name))), "")


def sign_ins_differ() -> bool:
    """Tell whether the operator gave the server one sign-in and its clients another."""
    held = {given(name) for name in SIGN_IN_VARIABLES if given(name)}
    return len(held) > 1


def client_sign_in() -> str:
    """Return the sign-in that Prefect's client in this process uses; "" when it uses none."""
    return given(SIGN_IN_VARIABLES[1])


def is_signed_in_by_key() -> bool:
    """Tell whether the operator signs in with a key of Prefect Cloud instead."""
    return bool(given("PREFECT_API_KEY"))


def speak_directly_to_this_machine() -> None:
    """Have no client in this process ask an office's proxy for this machine itself.

    It would not get there, and the proxy would be told the sign-in.
    """
    for name in _DIRECT:
        named = [part for part in os.environ.get(name, "").split(",") if part.strip()]
        more = [part for part in _THIS_MACHINE if part not in named]
        os.environ[name] = ",".join([*named, *more])


def use_sign_in(sign_in: str) -> None:
    """Have Prefect's client in this process, and in those of runs, sign in with `sign_in`."""
    os.environ[SIGN_IN_VARIABLES[1]] = sign_in
    os.environ.pop(SIGN_IN_VARIABLES[0], None)
    _withheld.pop(SIGN_IN_VARIABLES[0], None)

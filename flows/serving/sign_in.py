"""The sign-in of a Prefect server of ours: what the operator gave, or one made once and kept (§7).

Server, its clients and the page in the operator's browser take the same one.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.core.errors import UsageError
from pipeline.core.wording import say
from pipeline.system.environment import SIGN_IN_VARIABLES, given_sign_in, sign_ins_differ
from pipeline.system.own_secrets import FOLDER, kept_secret, made_by_chance, private_text

CLIENT_VARIABLE: Final = SIGN_IN_VARIABLES[1]
_FILE: Final = "masuk-prefect"
_USER: Final = "operator"


@dataclass(frozen=True)
class SignIn:
    """Who may speak to the server; `file` is where it lies, None when the operator gave it."""

    text: str = field(repr=False)
    file: Path | None


def sign_in_for(outputs: Path) -> SignIn:
    """Return the sign-in for a server over `outputs`; made where the operator gave none.

    Raises UsageError when what was given contradicts itself or cannot be used, and DiskError.
    """
    given = known_from_operator()
    if given:
        return SignIn(given, None)
    path = outputs.absolute() / FOLDER / _FILE
    return SignIn(kept_secret(path, lambda: f"{_USER}:{made_by_chance()}"), path)


def known_sign_in(outputs: Path) -> str:
    """Return the sign-in for a server that is kept over `outputs`; "" when this user knows none.

    Raises UsageError, RefusedError and DiskError as `sign_in_for` and `private_text`.
    """
    return known_from_operator() or private_text(outputs.absolute() / FOLDER / _FILE) or ""


def known_from_operator() -> str:
    """Return what the environment gives; "" when it gives nothing. Raises UsageError."""
    if sign_ins_differ():
        raise UsageError(say("tanda_masuk.berbeda"))
    given = given_sign_in()
    if not given.isascii() or not given.isprintable():
        raise UsageError(say("tanda_masuk.bukan_ascii"))
    return given

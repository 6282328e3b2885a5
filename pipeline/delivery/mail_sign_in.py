"""How the mail server knows us: from the environment, else from a file that only we can read.

Never from a Prefect block: whoever may speak to Prefect's server may read what one holds.
"""

import json
import tomllib
from pathlib import Path
from typing import Final

from pipeline.core.errors import RefusedError
from pipeline.core.wording import say
from pipeline.system.files import replace_private
from pipeline.system.own_secrets import FOLDER, private_text
from pipeline.system.settings import Credentials, Settings, mail_file_named, smtp_credentials

_FILE: Final = "server-surat.toml"
_DELETE: Final = "\x7f"


def mail_file(settings: Settings) -> Path:
    """Return where the file lies: where ASN_PEDULI_SMTP_BERKAS says, else in our own folder."""
    return mail_file_named() or settings.outputs / FOLDER / _FILE


def mail_credentials(settings: Settings) -> Credentials | None:
    """Return the mail server's user and password; None when nobody gave them.

    The file holds pengguna = "..." and sandi = "...". Raises RefusedError when it is not like that
    or others may read it, and DiskError.
    """
    return smtp_credentials() or _in_file(mail_file(settings))


def keep_credentials(settings: Settings, held: Credentials) -> Path:
    """Write them into the file, for us alone, and return where it lies. Raises DiskError."""
    path = mail_file(settings)
    lines = {"pengguna": held.user, "sandi": held.password}
    text = "".join(f"{name} = {_quoted(value)}\n" for name, value in lines.items())
    replace_private(path, text.encode())
    return path


def _in_file(path: Path) -> Credentials | None:
    text = private_text(path)
    if text is None:
        return None
    try:
        held = tomllib.loads(text)
        user, password = held["pengguna"], held["sandi"]
    except (tomllib.TOMLDecodeError, KeyError):
        user = password = None
    if not (isinstance(user, str) and isinstance(password, str)):
        raise RefusedError(say("kirim.berkas_surat_salah", berkas=path))
    return Credentials(user, password)


def _quoted(text: str) -> str:
    """Return `text` as TOML writes it, which JSON does but for one character."""
    return json.dumps(text).replace(_DELETE, "\\u007f")

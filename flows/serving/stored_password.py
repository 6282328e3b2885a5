"""The mail password that earlier versions kept in a Secret block, which Prefect hands out (§7)."""

from collections.abc import Mapping
from typing import Any, Final

from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound

from pipeline.core.wording import say
from pipeline.delivery.mail_sign_in import keep_credentials, mail_file
from pipeline.system.settings import Credentials, Settings

BLOCK: Final = "asn-peduli-smtp"
_KIND: Final = "secret"


def move_stored_password(settings: Settings) -> str:
    """Take the password out of Prefect, into a file for us alone; say so, "" when there is none.

    It is deleted there only once the file holds it, or holds another one already.
    """
    with get_client(sync_client=True) as client:
        try:
            document = client.read_block_document_by_name(BLOCK, _KIND, include_secrets=False)
        except ObjectNotFound:
            return ""
        path = mail_file(settings)
        if not path.exists():
            held = _credentials_in(Secret.load(BLOCK))
            if held is None:
                return say("kirim.blok_salah", nama=BLOCK, berkas=path)
            keep_credentials(settings, held)
        client.delete_block_document(document.id)
    return say("kirim.blok_dipindah", nama=BLOCK, berkas=path)


def _credentials_in(block: Any) -> Credentials | None:
    held = block.get()
    if not isinstance(held, Mapping) or not {"pengguna", "sandi"} <= held.keys():
        return None
    return Credentials(str(held["pengguna"]), str(held["sandi"]))

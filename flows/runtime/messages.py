"""Telling the operator how a run ended, by any way the environment names (Apprise addresses)."""

import logging
from typing import Final

from apprise import Apprise

from pipeline.core.wording import say
from pipeline.operations.run_ends import COMPLETED, WAITING, RunEnd
from pipeline.system.settings import message_addresses

_QUIET: Final = logging.getLogger("apprise")


def send_message(ended: RunEnd) -> bool:
    """Send how a run ended; return whether it was sent.

    A message that cannot be sent never fails the run.
    """
    kind = (
        "success" if ended.akhir == COMPLETED else "info" if ended.akhir == WAITING else "failure"
    )
    title = say(
        "jalan.kabar", alur=ended.alur, nama=ended.nama, akhir=say(f"jalan.akhir.{ended.akhir}")
    )
    return notify(title, ended.pesan or title, kind)


def notify(title: str, body: str, kind: str) -> bool:
    """Send a message to every address that the environment names; return whether it was sent."""
    addresses = message_addresses()
    if not addresses:
        return False
    # Apprise logs the address, which holds the token or password of the channel.
    _QUIET.disabled = True
    channel = Apprise()
    for address in addresses:
        channel.add(address)
    return bool(channel.notify(title=title, body=body, notify_type=kind))

"""Ports of this machine's loopback: taken before a server starts, and whose process answers one."""

import socket
from pathlib import Path
from typing import Final

LOOPBACK: Final = "127.0.0.1"
_TABLE: Final = Path("/proc/net/tcp")
_LISTENS: Final = "0A"
_WAITING: Final = 128
# The columns of /proc/net/tcp: number, local address, remote address, state, ..., user.
_ADDRESS, _STATE, _USER = 1, 3, 7


def taken_port(port: int) -> socket.socket | None:
    """Return a socket that listens on `port`, any free one for 0; None when it is taken.

    Taken here and handed on, so that nobody can take it between the choice and the server's start.
    """
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((LOOPBACK, port))
        held.listen(_WAITING)
    except OSError:
        held.close()
        return None
    return held


def is_served_by(port: int, user: int) -> bool:
    """Tell whether it is a process of `user` that listens on `port`: any may, where none is told.

    A sign-in is sent to nobody else: when a server of ours died, its port is anybody's.
    """
    try:
        lines = _TABLE.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return True
    told = [line.split() for line in lines]
    address = f"0100007F:{port:04X}"
    owners = [row[_USER] for row in told if row[_STATE] == _LISTENS and row[_ADDRESS] == address]
    return bool(owners) and all(owner == str(user) for owner in owners)

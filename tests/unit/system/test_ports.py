"""Ports of the loopback: taken before a server starts, and whose process listens."""

import os
import socket

from pipeline.system.ports import is_served_by, taken_port


def test_a_port_is_taken_once() -> None:
    held = taken_port(0)
    assert held is not None
    with held:
        port = held.getsockname()[1]
        assert held.getsockname()[0] == "127.0.0.1"
        assert taken_port(port) is None
    again = taken_port(port)
    assert again is not None
    again.close()


def test_it_is_told_whose_process_listens() -> None:
    held = taken_port(0)
    assert held is not None
    with held:
        port = held.getsockname()[1]
        assert is_served_by(port, os.getuid())
        assert not is_served_by(port, os.getuid() + 1)
    assert not is_served_by(port, os.getuid())


def test_one_who_listens_everywhere_is_not_taken_for_ours() -> None:
    with socket.socket() as everywhere:
        everywhere.bind(("0.0.0.0", 0))  # noqa: S104 - what a stranger on this machine would do
        everywhere.listen()
        assert not is_served_by(everywhere.getsockname()[1], os.getuid())

"""Gives commands as processes forked from one that has imported everything, Prefect left out.

Takes lines of JSON: the words, the failpoint, where standard error goes. Answers each with the
process's number, and with how it ended when that is asked for by an empty line. Nothing here uses
polars before it forks: its threads do not survive that.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.cli import backfill, delivery, months, start
from flows.serving import stored_password
from pipeline.system.settings import FAILPOINT_VARIABLE
from tests.builders.crash_city import read_what_never_changes, use_plain_documents
from tests.builders.without_prefect import leave_prefect_out

_NEEDED = (backfill, delivery, months, stored_password)


def main() -> None:
    """Answer requests until there are no more."""
    patched = pytest.MonkeyPatch()
    leave_prefect_out(patched)
    use_plain_documents(patched)
    read_what_never_changes()
    for line in sys.stdin:
        wish = json.loads(line)
        child = os.fork()
        if child == 0:
            _be(wish)
        _say(child)
        sys.stdin.readline()
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _be(wish: dict[str, Any]) -> None:
    """Be the command: its screen goes to a file, its words are what was asked for."""
    screen = os.open(Path(wish["screen"]), os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    for number in (1, 2):
        os.dup2(screen, number)
    os.environ[FAILPOINT_VARIABLE] = wish["fail"]
    sys.argv = ["asn-peduli", *wish["words"]]
    code: Any = 1
    try:
        start.main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        os._exit(int(code or 0))


if __name__ == "__main__":
    main()

"""Running the real command line in its own process, as an operator does."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("asn-peduli")


def asn_peduli(*words: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `asn-peduli` with `words`; Prefect's own settings of the machine are left out."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        [PROGRAM, *map(str, words)], cwd=cwd, env={**clean, "COLUMNS": "100", **environment},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def documents(revision: Path) -> dict[str, bytes]:
    """Return every file of a revision folder by its path."""
    return {p.relative_to(revision).as_posix(): p.read_bytes() for p in sorted(revision.rglob("*")) if p.is_file()}

"""A command in a folder that is no city's says what lacks, and leaves nothing behind."""

from pathlib import Path
from typing import Final

import pytest

from tests.builders.without_prefect import answered

COMMANDS: Final = (
    "check 2026-10",
    "run 2026-10",
    "backfill 2026-01 2026-02",
    "backfill 2026-01 2026-02 --dry-run",
    "send 2026-10",
    "send 2026-10 --dry-run",
    "bounces 2026-10",
    "receipt 2026-10",
    "accept 2026-10",
    "answers 2026-10 --from jawaban.csv",
    "explain 199001012015041001",
    "status",
    "prune --keep 3",
    "doctor",
    "serve",
)

# They look at what is published only: word -> exit code.
UNBOUND: Final = {
    "status": 0,
    "prune --keep 3": 0,
    "bounces 2026-10": 2,
    "receipt 2026-10": 2,
}


@pytest.mark.parametrize("words", COMMANDS)
def test_in_a_wrong_folder_nothing_is_left(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = answered(*words.split())
    assert list(tmp_path.iterdir()) == []
    assert done.returncode == UNBOUND.get(words, 3)
    told = done.stdout + done.stderr
    assert words in UNBOUND or words == "doctor" or "tidak berisi folder referensi" in told
    assert "Salin dari berkas bawaan" not in told or words == "doctor"

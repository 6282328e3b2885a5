"""`python -m tests.fuzz 20000 [processes]` runs cases 0 to 19,999.

`python -m tests.fuzz kasus 123` one of them.
"""

import multiprocessing
import sys
import time

from tests.fuzz.judging import judged, numbered
from tests.fuzz.mutating import case


def main(words: list[str]) -> int:
    """Run what the command line names; return how many cases went wrong, at most 1."""
    if words[:1] == ["kasus"]:
        number = int(words[1])
        wrong = judged(number)
        print(case(number).origin, wrong or "baik")
        return int(wrong is not None)
    count, processes = int(words[0]), int(words[1]) if len(words) > 1 else 2
    return int(_run(count, processes) > 0)


def _run(count: int, processes: int) -> int:
    began, wrong = time.monotonic(), 0
    # Never fork after polars: it may hang.
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done, (number, fault) in enumerate(pool.imap(numbered, range(count), chunksize=50), 1):
            if fault:
                wrong += 1
                print(f"kasus {number}: {fault}", flush=True)
            if done % 1000 == 0:
                print(
                    f"{done} kasus, {wrong} salah, {time.monotonic() - began:.0f} detik", flush=True
                )
    print(f"{count} kasus selesai, {wrong} salah")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Programs of the office, as a reader opens documents with them."""

import subprocess


def run(program: str, *words: str) -> str:
    """Run a program to its good end and return what it printed."""
    return subprocess.run(
        [program, *words], check=True, capture_output=True, text=True, timeout=180
    ).stdout

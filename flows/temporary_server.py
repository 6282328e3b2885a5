"""Prefect's settings for a run from the command line: its own home, its noise off the operator's screen."""

from pathlib import Path

from pipeline.settings import set_missing_environment
from pipeline.storage import make_folder


def quieten(outputs: Path) -> None:
    """Set, before Prefect is imported, what the operator has not set: home, telemetry, logging.

    A run without PREFECT_API_URL starts a temporary server; its home in the outputs folder keeps it apart from any
    other Prefect on the machine.
    """
    set_missing_environment({
        "PREFECT_HOME": str(make_folder(outputs.absolute() / ".prefect")),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # Prefect gives up after 20 seconds, which a busy machine needs to start it.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
    })  # fmt: skip

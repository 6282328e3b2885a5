"""Prefect's settings for a run from the command line: its own home, its noise off the operator's screen."""

from pathlib import Path

from flows.guardian import watch_over_children
from pipeline.settings import prefect_home, set_missing_environment, uses_own_server
from pipeline.storage import make_folder, require_room


def quieten(outputs: Path) -> None:
    """Set, before Prefect is imported, what the operator has not set: home, telemetry, logging.

    A run without PREFECT_API_URL starts a temporary server; its home in the outputs folder keeps it apart from any
    other Prefect on the machine, and a guardian ends it should the run be killed. Raises DiskError when its home cannot
    be written.
    """
    set_missing_environment({
        "PREFECT_HOME": str(make_folder(outputs.absolute() / ".prefect")),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
        # Prefect gives its server 20 seconds, too few on a small machine that is busy.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    })  # fmt: skip
    require_room_for_prefect()
    if uses_own_server():
        watch_over_children()


def require_room_for_prefect() -> None:
    """Raise DiskError when Prefect's home cannot be written: its own errors do not say so."""
    home = prefect_home()
    if home is not None:
        require_room(make_folder(home))

"""Prefect's settings for what we start: own home, noise off the operator's screen, which server."""

from pathlib import Path

from flows.serving.address import answers, kept_server, lets_in
from flows.serving.sign_in import CLIENT_VARIABLE, known_sign_in
from flows.serving.temporary_server import (
    has_temporary_server,
    start_temporary_server,
    wait_for_temporary_server,
)
from pipeline.core.errors import UsageError
from pipeline.core.wording import say
from pipeline.system.environment import (
    client_sign_in,
    import_without_processes,
    is_signed_in_by_key,
    speak_directly_to_this_machine,
    use_sign_in,
    withhold_sign_in,
)
from pipeline.system.files import make_folder, require_room
from pipeline.system.settings import (
    PREFECT_SERVER_VARIABLE,
    prefect_home,
    prefect_server,
    set_missing_environment,
)


def home_of(outputs: Path) -> Path:
    """Return Prefect's home for `outputs`; made when missing."""
    return make_folder(outputs.absolute() / ".prefect")


def quieten(outputs: Path) -> None:
    """Set, before Prefect is imported, what the operator has not: home, telemetry, logging.

    The home in the outputs folder keeps it apart from any other Prefect on the machine. Raises
    DiskError when it cannot be written.
    """
    set_missing_environment(
        {
            "PREFECT_HOME": str(home_of(outputs)),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_LOGGING_LEVEL": "CRITICAL",
            "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
            "PREFECT_LOGGING_TO_API_ENABLED": "false",
            "PREFECT_CLI_PROMPT": "false",
        }
    )
    speak_directly_to_this_machine()
    import_without_processes()
    require_room_for_prefect()


def choose_server(outputs: Path) -> None:
    """Set which server Prefect's client speaks to, before Prefect is imported.

    The one that the operator names (PREFECT_API_URL); without it the one that `asn-peduli serve`
    keeps for the same outputs folder where it answers, so that the run shows on its pages;
    otherwise one of this process's own, which is being started when this returns:
    `wait_for_server`. Asked again it stays with its own. Raises UsageError when the server lets us
    in only with a sign-in that we have not.
    """
    if has_temporary_server():
        return
    kept = kept_server(home_of(outputs))
    named = prefect_server()
    if kept is not None and named in ("", kept.url):
        use_sign_in(known_sign_in(outputs))
        set_missing_environment({PREFECT_SERVER_VARIABLE: kept.url})
        _require_entry(kept.url, f"tanda_masuk.kurang_{'serve' if kept.given else 'berkas'}")
    elif named:
        _require_entry(named, "tanda_masuk.kurang")
    else:
        start_temporary_server(outputs, home_of(outputs))


def needs_own_server(outputs: Path) -> bool:
    """Tell whether neither the operator nor `serve` has a server for these outputs now."""
    return not prefect_server() and kept_server(home_of(outputs)) is None


def wait_for_server() -> None:
    """Return when the server that `choose_server` chose answers. Raises PeduliError.

    Prefect is imported between the two. It has read then how to sign in, and nothing else that is
    started needs to know.
    """
    withhold_sign_in()
    wait_for_temporary_server()


def require_entry() -> None:
    """Raise UsageError when the server that the operator named does not let us in."""
    _require_entry(prefect_server(), "tanda_masuk.kurang")


def _require_entry(url: str, refusal: str) -> None:
    if is_signed_in_by_key() or not answers(url) or lets_in(url, client_sign_in()):
        return
    raise UsageError(say(refusal, alamat=url, nama=CLIENT_VARIABLE))


def require_room_for_prefect() -> None:
    """Raise DiskError when Prefect's home cannot be written: its own errors do not say so."""
    home = prefect_home()
    if home is not None:
        require_room(make_folder(home))

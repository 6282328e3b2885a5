"""The command doctor: what is fit and what to do, a line each; nothing is changed by it."""

from collections.abc import Iterator

from flows.cli.folders import Folders
from flows.cli.screen import Screen
from flows.serving.address import kept_server
from pipeline.core.errors import EXIT_DONE, EXIT_OUR_FAULT, PeduliError
from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.operations.desk import open_desk
from pipeline.operations.due import next_run
from pipeline.operations.health import Check, look_at_machine, look_at_settings
from pipeline.system.settings import Settings, message_addresses, now


def doctor(kabar: bool, folders: Folders) -> int:
    """Show each thing that was looked at; exit 1 where one is not as it should be."""
    screen, settings = Screen(), folders.settings
    checks = [
        *look_at_machine(settings),
        *look_at_settings(settings),
        _message(kabar),
        *_server(settings),
    ]
    for one in checks:
        told = say(f"periksa.{'beres' if one.good else 'lihat'}")
        what = say(f"periksa.apa.{one.apa}")
        style = None if one.good else "yellow"
        screen.say(say("periksa.baris", keadaan=told, apa=what, isi=one.isi), style=style)
    bad = sum(not one.good for one in checks)
    end = say("periksa.ada", jumlah=number(bad)) if bad else say("periksa.semua_beres")
    screen.say(end, style="bold")
    return EXIT_OUR_FAULT if bad else EXIT_DONE


def _message(asked: bool) -> Check:
    """Tell whether notices have an address; send one where that is asked for."""
    count = len(message_addresses())
    if not count:
        return Check("kabar", not asked, say("periksa.isi.kabar_tanpa"))
    if not asked:
        return Check("kabar", True, say("periksa.isi.kabar_ada", jumlah=number(count)))
    from flows.runtime.messages import notify

    title = say("periksa.isi.kabar_percobaan")
    if notify(title, title, "info"):
        return Check("kabar", True, say("periksa.isi.kabar_sampai", jumlah=number(count)))
    return Check("kabar", False, say("periksa.isi.kabar_gagal"))


def _server(settings: Settings) -> Iterator[Check]:
    """Tell whether `serve` runs for these folders; where the policy is unreadable, nothing."""
    try:
        following = next_run(open_desk(settings).references.policy, now())
    except PeduliError:
        return
    home = settings.outputs / ".prefect"
    kept = kept_server(home) if home.is_dir() else None
    if kept is None:
        yield Check("server", False, say("periksa.isi.server_tanpa", berikut=following))
    else:
        place = kept.url.removesuffix("/api")
        yield Check("server", True, say("periksa.isi.server", alamat=place, berikut=following))

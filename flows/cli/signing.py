"""The command kunci: the key that signs the workbooks, made where there is none (contract §6)."""

from flows.cli.folders import Folders
from flows.cli.screen import Screen
from pipeline.core.errors import EXIT_DONE
from pipeline.core.signing import key_fingerprint
from pipeline.core.wording import say
from pipeline.operations.signing import signed_otherwise, with_made_key
from pipeline.system.locks import exclusive
from pipeline.system.signing_key import SIGNING_KEY_VARIABLE, is_given, key_path, known_key


def signing_key(folders: Folders) -> int:
    """Make the signing key where there is none, and say where it lies; the key itself never."""
    screen, settings = Screen(), folders.settings
    path = key_path(settings.outputs)
    if is_given():
        screen.say(say("kunci.dari_lingkungan", asal=SIGNING_KEY_VARIABLE))
    elif known_key(settings.outputs):
        screen.say(say("kunci.ada", jalur=path))
    else:
        with exclusive(settings.outputs, say("cli.terkunci"), "kunci"):
            settings = with_made_key(settings)
        screen.say(say("kunci.dibuat", jalur=path))
    mark = key_fingerprint(settings.signing_key)
    others = ", ".join(period.name for period in signed_otherwise(settings))
    screen.say(
        say("kunci.sidik", sidik=mark, bulan=others)
        if others
        else say("kunci.sidik_saja", sidik=mark)
    )
    return EXIT_DONE

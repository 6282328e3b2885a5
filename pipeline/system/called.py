"""How this program was called, so that what it proposes can be typed as it stands."""

import os
import shutil
import sys
from pathlib import Path


def program_called(name: str) -> str:
    """Return what is typed to call the program `name` from here.

    Its name where the shell finds it by that, else the path by which it was called. A process that
    was started otherwise (a test, a module) is called by the name.
    """
    called = Path(sys.argv[0])
    if called.name != name or not called.exists():
        return name
    found = shutil.which(name)
    if found and Path(found).samefile(called):
        return name
    near = os.path.relpath(called)
    return str(called.absolute()) if near.startswith(os.pardir) else near

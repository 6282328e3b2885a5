"""A fleet of synthetic cities: each with inputs of its own, and the file that names them all."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.demo.nation import make_nation
from pipeline.system.files import link_to, write_private
from pipeline.system.invented import mark

FILE: Final = "FLEET.toml"
_PEOPLE_PER_OPD: Final = 100


def make_fleet(
    inputs: Path,
    outputs: Path,
    *,
    count: int,
    last: Period,
    months: int,
    asn: int,
    opd: int | None,
    references: Path,
    progress: Callable[[str], None],
) -> Path:
    """Write `count` instansi of `asn` people each below `inputs`, and return the fleet's file.

    The same arguments give the same bytes; no two instansi have the same people. Raises
    RefusedError when a shipped reference file is missing or unreadable.
    """
    names = [say("demo.instansi", nomor=at) for at in range(1, count + 1)]
    folders = [f"kota-{at:02d}" for at in range(1, count + 1)]
    for at, (name, folder) in enumerate(zip(names, folders, strict=True)):
        make_nation(
            inputs / folder,
            references=references,
            last=last,
            months=months,
            asn=asn,
            opd=opd or max(2, asn // _PEOPLE_PER_OPD),
            progress=progress,
            instansi=name,
            first=at * asn,
        )
        mark(inputs / folder)
        mark(outputs / folder)
    tables = [
        _table(name, folder, link_to(outputs / folder, inputs))
        for name, folder in zip(names, folders, strict=True)
    ]
    head = f"keluaran = {json.dumps(link_to(outputs, inputs))}\n"
    file = inputs / FILE
    write_private(file, "\n".join([head, *tables]).encode())
    return file


def _table(name: str, inputs: str, outputs: str) -> str:
    rows = {"nama": name, "masukan": inputs, "keluaran": outputs}
    told = (f"{key} = {json.dumps(value)}\n" for key, value in rows.items())
    return "".join(["[[instansi]]\n", *told])

"""What a source is called where no file may be named: by its delivery and month (contract §6).

Names of files and sheets may name people, and so may what is learned from them. Whom the policy
names is called so; another delivery has a number, which it keeps while months come.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from pipeline.core.wording import say
from pipeline.knowledge.deliveries import KnownDelivery
from schemas.codes import ROSTER

SCHEMA: Final = dict.fromkeys(("bulan_terima", "berkas", "lembar", "sumber", "kiriman"), pl.String)
File = tuple[str, str]


def called(deliveries: Mapping[File, KnownDelivery]) -> dict[KnownDelivery, str]:
    """Return what each delivery is called: "kiriman Majapahit", "kiriman iuran ke-2".

    `deliveries` are those of every file (month of receipt, path), whether it can be read or not. Of
    each kind the learned ones are numbered by the month in which they first came.
    """
    first: dict[KnownDelivery, str] = {}
    for (month, _), one in sorted(deliveries.items()):
        first.setdefault(one, month)
    numbers: Counter[str] = Counter()
    names: dict[KnownDelivery, str] = {}
    for one in sorted(first, key=lambda one: (one.kind, first[one], one)):
        numbers[one.kind] += not one.declared
        names[one] = (
            say("kiriman.bernama", nama=one.name)
            if one.declared
            else say("kiriman.ke", jenis=say(f"sumber.{one.kind}"), nomor=numbers[one.kind])
        )
    return names


def source_names(
    deliveries: Mapping[File, KnownDelivery],
    names: Mapping[KnownDelivery, str],
    sheets: Iterable[tuple[File, Sequence[str]]],
) -> pl.DataFrame:
    """Return SCHEMA: what each sheet of each file is called, `sheets` being those that were read.

    `names` says how their deliveries are called, which is told too, as `kiriman`. The month's only
    roster is just that; of several files of one delivery, and of several sheets of one file, each
    has a number.
    """
    together: dict[tuple[str, KnownDelivery], list[str]] = defaultdict(list)
    rosters: Counter[str] = Counter()
    for (month, path), one in sorted(deliveries.items()):
        together[month, one].append(path)
        rosters[month] += one.kind == ROSTER
    rows = []
    for (month, path), held in sheets:
        one = deliveries[month, path]
        alone = one.kind == ROSTER and rosters[month] == 1
        name = say("sumber.asn") if alone else names[one]
        told = _numbered("sumber.berkas", name, together[month, one], path)
        rows += [(month, path, at, _numbered("sumber.lembar", told, held, at), name) for at in held]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("bulan_terima", "berkas", "lembar")


def _numbered(key: str, name: str, among: Sequence[str], which: str) -> str:
    if len(among) == 1:
        return name
    return say(key, sumber=name, nomor=list(among).index(which) + 1)

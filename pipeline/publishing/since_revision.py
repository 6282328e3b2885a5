"""What a revision changes against the previous, by the two manifests alone (contract §6)."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from pipeline.publishing.manifest import LOOK, Manifest, OpdEntry, versions
from pipeline.reporting.model import Cause, SinceRevision

NEW: Final = "baru"
CHANGED: Final = "berubah"
SAME: Final = "tetap"
GONE: Final = "hilang"
FAILED: Final = "gagal"
CAUSES: Final = ("masukan", "referensi", "versi")
_COUNTED: Final = ("wajib", "sudah", "belum")
_SCHEMA: Final = {
    "kode_opd": pl.String,
    "nama_opd": pl.String,
    "keadaan_opd": pl.String,
    **{f"{name}{when}": pl.Int64 for name in _COUNTED for when in ("_dahulu", "_kini")},
}


def since_revision(
    previous: Manifest | None,
    opd: Mapping[str, OpdEntry],
    failed: Iterable[str],
    inputs: Mapping[str, str],
    references: Mapping[str, str],
) -> dict[str, Any] | None:
    """Return the manifest's `sejak_revisi`: each OPD's state, counts before and now, what differs.

    None for a first revision. `opd` are the new revision's entries, `inputs` and `references` its
    hashes by name.
    """
    if previous is None:
        return None
    hashes = {"masukan": inputs, "referensi": references, "versi": versions()}
    return _block(previous, {*previous.opd, *opd, *failed}, opd, failed, hashes)


def between(previous: Manifest, now: Manifest, kode: str) -> dict[str, Any]:
    """Return what a `sejak_revisi` would say of one OPD, were `previous` the revision before."""
    hashes = {"masukan": now.masukan, "referensi": now.referensi, "versi": now.versi}
    return _block(previous, {kode}, now.opd, now.gagal, hashes)


def _block(
    previous: Manifest,
    kodes: Iterable[str],
    opd: Mapping[str, OpdEntry],
    failed: Iterable[str],
    hashes: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    return {
        "revisi": previous.revisi,
        "opd": {
            kode: _opd(previous.opd.get(kode), opd.get(kode), kode in failed)
            for kode in sorted(kodes)
        },
        **{name: _difference(getattr(previous, name), hashes[name]) for name in CAUSES},
    }


def counted(block: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many OPDs a `sejak_revisi` block says differ, and how many it speaks of."""
    states = [entry["keadaan"] for entry in block["opd"].values()]
    return sum(state != SAME for state in states), len(states)


def causes_of(block: Mapping[str, Any]) -> tuple[Cause, ...]:
    """Return which input files, references, libraries of `sejak_revisi` are new, changed or gone.

    That the LOOK is another is a cause of its own; where the revision before did not note its own,
    it is one too.
    """
    kinds = [(name, state) for name in CAUSES for state in (NEW, CHANGED, GONE)]
    named = [
        (name, state, tuple(one for one in block[name][state] if one != LOOK))
        for name, state in kinds
    ]
    look = any(LOOK in block["versi"][state] for state in (NEW, CHANGED))
    found = tuple(Cause(name, state, names) for name, state, names in named if names)
    return (*found, Cause(LOOK, CHANGED, (LOOK,))) if look else found


def shown(block: Mapping[str, Any] | None, names: Mapping[str, str]) -> SinceRevision | None:
    """Return a `sejak_revisi` block as the month's page shows it; None for a first revision."""
    if block is None:
        return None
    rows = [
        (kode, names.get(kode, kode), entry["keadaan"], *_before_and_now(entry))
        for kode, entry in sorted(block["opd"].items())
        if entry["keadaan"] != SAME
    ]
    differing, every = counted(block)
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return SinceRevision(block["revisi"], frame, differing, every, causes_of(block))


def _before_and_now(entry: Mapping[str, Any]) -> list[int | None]:
    moments = [entry[when] or {} for when in ("dahulu", "kini")]
    return [counts.get(name) for name in _COUNTED for counts in moments]


def _opd(before: OpdEntry | None, now: OpdEntry | None, failed: bool) -> dict[str, Any]:
    if before and now and (before.sidik, before.revisi) == (now.sidik, now.revisi):
        return {"keadaan": SAME}
    state = FAILED if failed else GONE if now is None else NEW if before is None else CHANGED
    return {"keadaan": state, "dahulu": _counts(before), "kini": _counts(now)}


def _counts(entry: OpdEntry | None) -> dict[str, int] | None:
    return (
        {**entry.jumlah, "wajib": entry.jumlah["sudah"] + entry.jumlah["belum"]} if entry else None
    )


def _difference(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        NEW: sorted(now.keys() - before.keys()),
        CHANGED: sorted(name for name in now.keys() & before.keys() if now[name] != before[name]),
        GONE: sorted(before.keys() - now.keys()),
    }

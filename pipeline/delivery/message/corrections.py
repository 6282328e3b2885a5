"""What a correction changes and why, in words that name no file (contract §6, §7)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.publishing.since_revision import CHANGED
from schemas.codes import IURAN, ROSTER

_COUNTED: Final = ("wajib", "sudah", "belum")
_FOLDERS: Final = (ROSTER, IURAN)


def correction_sentences(block: Mapping[str, Any], kode: str) -> tuple[str, ...]:
    """Return what the OPD's counts were in the revision that it has, what they are now, and why.

    `block` is as `since_revision.between` gives it. Nothing where the OPD was not in that revision.
    """
    entry = block["opd"][kode]
    if entry["keadaan"] != CHANGED:
        return ()
    causes = tuple(_causes(block))
    why = (say("pesan.sebab.karena", isi="; ".join(causes)),) if causes else ()
    return (_difference_sentence(block["revisi"], entry), *why)


def _difference_sentence(revision: str, entry: Mapping[str, Any]) -> str:
    before, now = entry["dahulu"], entry["kini"]
    items = [
        say(
            "pesan.koreksi_angka",
            angka=say(f"pesan.angka.{name}"),
            dahulu=formats.number(before[name]),
            kini=formats.number(now[name]),
        )
        for name in _COUNTED
        if before[name] != now[name]
    ]
    if not items:
        return say("pesan.koreksi_tetap", revisi=revision)
    return say("pesan.koreksi_isi", revisi=revision, isi="; ".join(items))


def _causes(block: Mapping[str, Any]) -> Iterator[str]:
    """Yield what differs between the revisions: deliveries by month, books, documents."""
    names = sorted({name for state in block["masukan"].values() for name in state})
    for kind in _FOLDERS:
        months = sorted({name.split("/")[0] for name in names if f"/{kind}/" in f"{name.lower()}/"})
        if months:
            told = ", ".join(formats.month(month) for month in months)
            yield say(f"pesan.sebab.{kind}", bulan=told)
    if any(block["referensi"].values()):
        yield say("pesan.sebab.referensi")
    if not names and any(block["versi"].values()):
        yield say("pesan.sebab.versi")

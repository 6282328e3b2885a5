"""Answers in force in what is published that this run does not know any more (contract §8.1, §8.3).

Told on the screen before anything is published: a document that spoke of it would differ from the
next one over the same bytes. It stops nothing (§8.6).
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from pipeline.assessing.month import Month
from pipeline.core.signing import key_fingerprint
from pipeline.core.wording import say
from pipeline.publishing.manifest import Manifest, current_manifest
from pipeline.publishing.publications import answers_in_force
from pipeline.system.settings import Settings

_SAME: Final = ("periode_asal", "nip", "bulan_terima", "berkas")


def lost_answer_warnings(settings: Settings, month: Month) -> Iterator[str]:
    """Yield how many answers of the current revision are not recognised any more, and what to do.

    Nothing where all of them are. Another key is named as the likely cause.
    """
    current = current_manifest(settings.outputs, month.period)
    lost = _lost(settings, current, month) if current is not None else 0
    if current is not None and lost:
        other = current.kunci not in ("", key_fingerprint(settings.signing_key))
        key = "jawab.hilang_kunci" if other else "jawab.hilang_berkas"
        yield say(key, jumlah=lost, periode=month.period.name, revisi=current.revisi)


def _lost(settings: Settings, current: Manifest, month: Month) -> int:
    """Count the answers in force then of which no file speaks now, among those known by as-of."""
    known = pl.col("bulan_terima") <= str(month.as_of)
    in_force = answers_in_force(settings.outputs, current).filter(known)
    return in_force.join(month.tables["tindak_lanjut"], on=_SAME, how="anti").height

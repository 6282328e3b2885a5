"""What commands tell as JSON: shapes that other programs may rely on (docs/json.md, contract §7).

No name of a person, no NIP and no NIK stands in any of them; addresses of secretaries do in `send`.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flows.cli.screen import Screen
from pipeline.core.errors import FormError
from pipeline.core.wording import say

# Each command knows its own already; of all of them together none needs to be there.
if TYPE_CHECKING:
    from flows.monthly import MonthOutcome
    from pipeline.operations.deliveries import Forecast
    from pipeline.operations.due import DueMonth
    from pipeline.operations.run_ends import RunEnd
    from pipeline.operations.spans import MonthState
    from pipeline.publishing.manifest import Manifest
    from pipeline.publishing.revisions import Difference, Revision


def show_json(screen: Screen, told: Any) -> None:
    """Print `told` and nothing else."""
    screen.say_as_is(json.dumps(told, default=str, ensure_ascii=False, indent=2))


def require_dry_run(as_json: bool, dry_run: bool) -> None:
    """Raise FormError where JSON is asked of what is really done: it tells as it goes."""
    if as_json and not dry_run:
        raise FormError(say("cli.json_hanya_coba"))


def run_json(outcome: "MonthOutcome", manifest: "Manifest", page: str) -> dict[str, Any]:
    """Return how `run` ended."""
    return {
        "periode": outcome.period,
        "revisi": outcome.revision,
        "terbit": outcome.published,
        "dibuat": outcome.rendered,
        "tetap": outcome.reused,
        "gagal": outcome.failed,
        "data_sampai": manifest.data_sampai,
        "jumlah": manifest.jumlah,
        "jawaban": manifest.jawaban,
        "konservasi": list(manifest.konservasi),
        "catatan": list(manifest.catatan),
        "halaman": page,
    }


def states_json(states: Sequence["MonthState"], wanted: Sequence["MonthState"]) -> dict[str, Any]:
    """Return what `backfill` would do."""
    return {
        "bulan": [
            {
                "periode": str(one.period),
                "keadaan": one.state,
                "revisi": one.revision,
                "sebab": list(one.causes),
                "opd_berbeda": one.changed,
                "opd": one.total,
                "masalah": one.problem,
                "dikerjakan": one in wanted,
            }
            for one in states
        ]
    }


def forecast_json(
    manifest: "Manifest", channel: str, forecast: Sequence["Forecast"], unmapped: int
) -> dict[str, Any]:
    """Return what `send` would do."""
    return {
        "periode": manifest.periode,
        "revisi": manifest.revisi,
        "saluran": channel,
        "belum_dipetakan": unmapped,
        "opd": [
            {
                "kode_opd": one.prospect.kode,
                "penerima": one.prospect.recipient,
                "tindakan": one.prospect.action,
                "masalah": one.prospect.problem,
                "halangan": one.hindrance,
                "bita": one.size,
            }
            for one in forecast
        ],
    }


def status_json(
    known: Sequence["Revision"],
    deliveries: dict[str, dict[str, int]],
    ends: Sequence["RunEnd"],
    due: Sequence["DueMonth"],
    damaged: "Sequence[Difference] | None",
) -> dict[str, Any]:
    """Return what is published and sent, how the last runs ended, and what is due.

    `damaged`: what is not as it was published; None where nobody looked.
    """
    return {
        "revisi": [_revision_json(one) for one in known],
        "pengiriman": deliveries,
        "jalan": [asdict(end) for end in ends],
        "jatuh_tempo": [
            {
                "periode": str(one.period),
                "keadaan": one.state,
                "jadwal": one.hour.isoformat(),
                "sampai": one.until.isoformat(),
                "kurang": list(one.missing),
            }
            for one in due
        ],
        "periksa": None if damaged is None else [asdict(one) for one in damaged],
    }


def _revision_json(one: "Revision") -> dict[str, Any]:
    return {
        "periode": str(one.period),
        "revisi": one.name,
        "berlaku": one.current,
        "dibuat": one.made_at,
        "dipangkas": one.pruned_at,
        "data_sampai": one.manifest.data_sampai if one.manifest else "",
        "jumlah": one.manifest.jumlah if one.manifest else {},
        "jawaban": one.manifest.jawaban if one.manifest else {},
        "opd_berbeda": one.differences[0] if one.differences else None,
        "opd": one.differences[1] if one.differences else None,
    }

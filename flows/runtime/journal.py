"""What `serve` says in its log of the runs that it runs: each start and each end, a line."""

import sys

from prefect.client.schemas.objects import FlowRun

from flows.runtime.folders import zone_of_telling
from pipeline.core.formats import moment
from pipeline.core.wording import say
from pipeline.operations.run_ends import RunEnd
from pipeline.system.settings import Settings


def write_down(run: FlowRun, settings: Settings, ended: RunEnd) -> None:
    """Say on standard output where a run stands; nothing of one that the operator's command runs.

    That command says it itself.
    """
    if run.deployment_id is None:
        return
    state = say(f"jalan.akhir.{ended.akhir}")
    line = say(
        "jalan.catatan",
        waktu=moment(ended.waktu, zone_of_telling(settings)),
        alur=ended.alur,
        nama=ended.nama,
        akhir=f"{state}: {ended.pesan}" if ended.pesan else state,
    )
    sys.stdout.write(" ".join(line.split()) + "\n")
    sys.stdout.flush()

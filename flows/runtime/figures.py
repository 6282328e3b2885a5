"""A month's counts as one sentence, for the screen and Prefect's pages alike."""

from pipeline.assessing.counts import Counts
from pipeline.core.formats import number, percent
from pipeline.core.wording import say


def counts_line(counts: Counts) -> str:
    """Return a month's counts as one sentence."""
    shown = {
        name: number(getattr(counts, name))
        for name in ("wajib", "sudah", "belum", "dikecualikan", "klarifikasi")
    }
    return say(
        "cli.jumlah",
        **shown,
        persen=percent(counts.persen),
        tak_terbaca=number(counts.tak_terbaca),
        pekerja=number(counts.jumlah_pekerja),
    )

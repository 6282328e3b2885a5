"""The examples of `asn-peduli explain` in the guide: one invented kota-kecil person per reason.

`python -m tests.explain_examples` writes them anew; a test holds that they are what the program
says.
"""

import io
from contextlib import redirect_stdout
from typing import Final

import polars as pl

from flows.cli.dossier import show_dossier
from flows.cli.screen import Screen
from pipeline.assessing.month import assess
from pipeline.core.periods import Period
from pipeline.dossier.building import explain
from pipeline.knowledge.knowledge import Known
from schemas.codes import REASONS
from tests.builders import kota_kecil, small_city
from tests.builders.paths import EXPLAIN_EXAMPLES

BEGIN: Final = "<!-- contoh explain: ditulis oleh make pages -->\n"
END: Final = "<!-- akhir contoh explain -->\n"
# Where a reason occurs: most in March 2026; what kota-kecil does not have, a scenario has.
ELSEWHERE: Final = {"belum_mulai_wajib": "2025-11"}
IN_SCENARIOS: Final = {"kurang_dari_minimal": "minimal-dua-pekerja", "orang_ganda": "orang-ganda"}


def examples() -> str:
    """Return one example for each alasan, in the order of the contract's table, as Markdown."""
    return "\n".join(_example(reason) for reasons in REASONS.values() for reason in reasons)


def _example(reason: str) -> str:
    if reason in IN_SCENARIOS:
        return _shown(reason, *_of_scenario(reason))
    case = ELSEWHERE.get(reason, "2026-03")
    status = kota_kecil.month(case).tables["status"].filter(pl.col("alasan") == reason).sort("nip")
    return _shown(
        reason,
        case,
        str(status["nip"][0]),
        _screen(kota_kecil.known(case), case, str(status["nip"][0])),
    )


def _of_scenario(reason: str) -> tuple[str, str, str]:
    story = small_city.scenario_settings(IN_SCENARIOS[reason])
    held = small_city.scenario_known(IN_SCENARIOS[reason])
    status = assess(held, Period.parse(story.periode)).tables["status"]
    nip = str(status.filter(pl.col("alasan") == reason).sort("nip")["nip"][0])
    return story.periode, nip, _screen(held, story.periode, nip)


def _screen(known: Known, period: str, nip: str) -> str:
    sink = io.StringIO()
    with redirect_stdout(sink):
        show_dossier(Screen(), explain(known, Period.parse(period), nip))
    return sink.getvalue()


def _shown(reason: str, period: str, nip: str, screen: str) -> str:
    return f"## {reason}\n\n```\n$ asn-peduli explain {nip} --period {period}\n{screen}```\n"


def with_examples(page: str) -> str:
    """Return the guide's page with the examples between its two marks."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{examples()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    before = EXPLAIN_EXAMPLES.read_text(encoding="utf-8")
    EXPLAIN_EXAMPLES.write_text(with_examples(before), encoding="utf-8")

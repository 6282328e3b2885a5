"""What a published month leaves on Prefect's pages: links that open, or places."""

from collections.abc import Callable
from typing import Any

import pytest

from flows.runtime import artifacts
from flows.runtime.progress import speaking_of
from pipeline.core.periods import Period
from pipeline.publishing.month_summary import RunReport
from tests.builders import report_samples

MONTH = Period.of(2026, 10)
PAGES = (("bulan", "2026-10/r01/index.html"),)
Left = dict[str, list[dict[str, Any]]]


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> Left:
    kept: Left = {"table": [], "markdown": [], "link": []}

    def keeping(kind: str) -> Callable[..., None]:
        return lambda **given: kept[kind].append(given)

    for kind in kept:
        monkeypatch.setattr(artifacts, f"create_{kind}_artifact", keeping(kind))
    return kept


def report() -> RunReport:
    counts = report_samples.city_of(3).counts
    return RunReport(MONTH, "r01", counts, (), (), (), (), (), PAGES, ())


def test_where_the_outputs_are_opened_the_links_lead_there(left: Left) -> None:
    artifacts.show_published(report(), "https://laporan.contoh.go.id")
    assert [one["link"] for one in left["link"]] == [
        "https://laporan.contoh.go.id/2026-10/r01/index.html"
    ]
    assert "index.html" not in left["markdown"][0]["markdown"]


def test_elsewhere_the_places_are_told_and_nothing_links_to_a_file(left: Left) -> None:
    artifacts.show_published(report(), "")
    assert left["link"] == []
    assert "Halaman bulan Oktober 2026: `2026-10/r01/index.html`" in left["markdown"][0]["markdown"]


def test_months_of_several_instansi_are_several_things(left: Left) -> None:
    artifacts.show_published(report(), "")
    with speaking_of("Kota Asrína & Sekar"):
        artifacts.show_published(report(), "")
    alone, among = left["table"][0], left["table"][2]
    assert alone["key"] == "opd-2026-10"
    assert among["key"] == "kota-asrina-sekar-opd-2026-10"
    assert among["description"] == f"Kota Asrína & Sekar: {alone['description']}"
    assert left["markdown"][1]["markdown"].startswith("# Kota Asrína & Sekar: ")

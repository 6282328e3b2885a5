"""What may be told of a published month on Prefect's pages (contract §6).

No person, and nothing of a file's name.
"""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.publishing.contents import _came_in
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.month_summary import _delivery_rows
from schemas.fields import label
from tests.builders.gate_months import assessed, good_months

DECLARED = """
[[kiriman]]
nama = "BPJS Semarang Pemuda"
jenis = "iuran"
pola = "pemuda*"
sejak = "2026-01"
"""


def told(came_in: dict[str, Any]) -> list[dict[str, Any]]:
    return _delivery_rows(cast("Manifest", SimpleNamespace(datang=came_in)))


def test_a_learned_delivery_is_told_by_its_number_alone(tmp_path: Any) -> None:
    files = good_months()
    files["2026-03/iuran/kiriman Budi Santoso 2026-03.csv"] = files.pop(
        "2026-03/iuran/pemuda 2026-03.csv"
    )
    rows = told(_came_in(assessed(tmp_path, files)))
    names = [str(row[label("kiriman")]) for row in rows]
    assert len(set(names)) == len(names) == 4
    assert all(name.startswith("kiriman ") and name[-1].isdigit() for name in names)
    assert "budi" not in repr(rows).lower()


def test_a_delivery_that_the_policy_names_is_told_by_its_name_with_its_figures(
    tmp_path: Any,
) -> None:
    rows = told(_came_in(assessed(tmp_path, good_months(), policy=DECLARED)))
    [row] = [row for row in rows if row[label("kiriman")] == "kiriman BPJS Semarang Pemuda"]
    assert [row[label(name)] for name in ("berkas_kini", "dibaca_kini", "diterima_lalu")] == [
        1,
        26,
        26,
    ]


@pytest.mark.parametrize("came_in", [{}, {"kiriman": []}])
def test_a_revision_of_before_has_no_deliveries_to_tell(came_in: dict[str, Any]) -> None:
    assert told(came_in) == []

"""What a run does once: reading the references, and judging the month, however it was asked for."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.runtime.folders import working_over
from pipeline.assessing.month import Month, assess
from pipeline.assessing.restatement import FirstPublished
from pipeline.core.periods import Period
from pipeline.knowledge import references
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.policy_file import POLICY_FILE
from pipeline.operations import months
from pipeline.system.settings import Settings
from pipeline.system.sources import read_reference
from tests.builders.running import prefect_server
from tests.builders.serving import HEAD, NAME, NIP, small_inputs

pytestmark = pytest.mark.server
SPAN = ("2026-01", "2026-02", "2026-03")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Counts how often each month was judged, and how often the references were read ("acuan")."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    count: Counter[str] = Counter()
    judge, read = assess, read_reference

    def judging(known: Known, period: Period, first: FirstPublished, *more: Any) -> Month:
        count[str(period)] += 1
        return judge(known, period, first, *more)

    def reading(folder: Path, name: str) -> bytes | None:
        count["acuan"] += name == POLICY_FILE
        return read(folder, name)

    monkeypatch.setattr(months, "assess", judging)
    monkeypatch.setattr(references, "read_reference", reading)
    with temporary_settings({PREFECT_API_URL: prefect_server()}):
        yield count


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Settings]:
    settings = Settings(small_inputs(tmp_path / "in", SPAN), tmp_path / "out")
    with working_over(settings):
        yield settings


def odd(folders: Settings, month: str) -> None:
    """Have the gate stop `month`: no record of it pays enough."""
    iuran = folders.inputs / month / "iuran"
    for path in iuran.iterdir():
        path.unlink()
    (iuran / "i.csv").write_text(f"{HEAD}{NIP},{NAME},3374021507800001,{month},100,{month}-05\n")


def manifest(outputs: Path, month: str) -> dict[str, Any]:
    revision = json.loads((outputs / month / "terkini.json").read_bytes())["revisi"]
    return dict(json.loads((outputs / month / revision / "manifest.json").read_bytes()))


def test_a_month_that_is_asked_for_is_judged_once_by_references_read_once(
    counted: Counter[str], folders: Settings
) -> None:
    from flows.monthly import monthly

    monthly("2026-03")
    assert counted == {"2026-03": 1, "acuan": 1}


def test_a_scheduled_month_is_judged_once(counted: Counter[str], folders: Settings) -> None:
    """The calendar's run reads the references, for its hours, and so does the run it has done."""
    from flows.scheduled import scheduled

    scheduled("2026-03")
    assert counted == {"2026-03": 1, "acuan": 2}


def test_each_month_of_a_backfill_is_judged_once(counted: Counter[str], folders: Settings) -> None:
    from flows.backfill import backfill
    from flows.monthly import monthly

    monthly("2026-01")
    counted.clear()
    backfill(SPAN[0], SPAN[-1])
    assert {month: counted[month] for month in SPAN} == dict.fromkeys(SPAN, 1)
    assert counted["acuan"] == 1 + len(SPAN[1:])
    assert not list((folders.outputs / ".susulan").glob("*/*"))


def test_a_backfilled_month_says_what_the_month_run_by_itself_says(
    counted: Counter[str], folders: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was published first of earlier months, too: they were not out yet when it was judged."""
    from flows.backfill import backfill
    from flows.monthly import monthly

    monkeypatch.setenv("ASN_PEDULI_KUNCI", "kuda laut terbang di atas gunung api sambil minum teh")
    alone = Settings(folders.inputs, tmp_path / "sendiri")
    backfill(SPAN[0], SPAN[-1])
    for month in SPAN:
        with working_over(alone):
            monthly(month)
    for month in SPAN:
        theirs, mine = (
            manifest(tmp_path / "sendiri", month),
            manifest(folders.outputs, month),
        )
        assert {**theirs, "jalan": {}} == {**mine, "jalan": {}}


def test_a_reason_once_given_holds_for_what_stopped_the_month_then_and_no_more(
    counted: Counter[str], folders: Settings
) -> None:
    from flows.monthly import monthly
    from flows.scheduled import scheduled
    from pipeline.core.errors import RefusedError

    odd(folders, "2026-03")
    with pytest.raises(RefusedError):
        monthly("2026-03")
    monthly("2026-03", accept_anomaly="uji coba gerbang")
    (folders.inputs / "2026-03" / "iuran" / "lagi.csv").write_text(
        f"{HEAD}{NIP},{NAME},3374021507800002,2026-03,100,2026-03-06\n"
    )
    with pytest.raises(RefusedError):
        monthly("2026-03")
    monthly("2026-03", keep_reason=True)
    assert manifest(folders.outputs, "2026-03")["anomali"] == "uji coba gerbang"
    (folders.inputs / "2026-03" / "iuran" / "i.csv").write_text(
        f"{HEAD}1,{NAME},3374021507800001,2026-03,100,2026-03-05\n"
    )
    (folders.inputs / "2026-03" / "iuran" / "lagi.csv").unlink()
    with pytest.raises(RefusedError):
        scheduled("2026-03", look=99)

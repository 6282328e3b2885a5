"""`asn-peduli backfill`: first every month's state, then months, one of them bad (contract §7)."""

import json
import subprocess
from pathlib import Path

import pytest

from pipeline.assessing.month import Month
from pipeline.core.periods import Period
from pipeline.delivery import returned
from pipeline.delivery.returned import Opener
from pipeline.operations import months, spans
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.named_span import span
from pipeline.operations.spans import (
    CURRENT,
    HELD,
    MISSING,
    STALE,
    MonthState,
    chosen,
    state_of_month,
    states_of_span,
)
from pipeline.system.settings import settings_for
from pipeline.system.sources import InputFile, Stock, read_input
from tests.builders.running import asn_peduli
from tests.builders.small_city import lay_down
from tests.builders.without_prefect import answered, without_prefect

ROSTER = "NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n199001012015041001,Budi,3374010101900001,PNS,Aktif,DINKES\n"
HEAD = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar\n"
MONTHS = ("2026-01", "2026-02", "2026-03")


def paid(month: str, worker: int = 1) -> str:
    return f"199001012015041001,Budi,337402150780000{worker},{month},16800,{month}-05\n"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    files = {f"{month}/asn/r.csv": ROSTER for month in MONTHS}
    # Rosters differ by a comment below: the same bytes for two months would stop the gate.
    files = {path: text + f"\nDicetak {path}\n" for path, text in files.items()}
    return lay_down(
        tmp_path / "in", {**files, **{f"{m}/iuran/i.csv": HEAD + paid(m) for m in MONTHS}}
    )


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    return tmp_path / "out"


def revisions(outputs: Path) -> dict[str, str]:
    pointers = sorted(outputs.glob("2*/terkini.json"))
    return {path.parent.name: json.loads(path.read_bytes())["revisi"] for path in pointers}


def backfill(
    inputs: Path, outputs: Path, *words: str, first: str = MONTHS[0], last: str = MONTHS[-1]
) -> tuple[int, str]:
    done = asn_peduli("backfill", first, last, *words, "--inputs", inputs, "--outputs", outputs)
    return done.returncode, done.stdout + done.stderr


def run(inputs: Path, outputs: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Publish January, without the time that Prefect takes."""
    with without_prefect():
        return answered("run", "2026-01", *words, "--inputs", inputs, "--outputs", outputs)


@pytest.mark.server
def test_a_dry_run_shows_every_month_and_publishes_none(inputs: Path, outputs: Path) -> None:
    code, said = backfill(inputs, outputs, "--dry-run")
    assert code == 0
    assert said.count("Belum terbit") == 3
    assert "3 bulan akan dikerjakan" in said
    assert revisions(outputs) == {}


@pytest.mark.server
def test_one_bad_month_does_not_stop_the_rest_and_is_told(inputs: Path, outputs: Path) -> None:
    (inputs / "2026-02" / "asn" / "r.csv").unlink()
    code, said = backfill(inputs, outputs)
    assert code == 4
    assert revisions(outputs) == {"2026-01": "r01", "2026-03": "r01"}
    assert "Folder 2026-02/asn tidak berisi roster" in said
    assert "Tertahan" in said


@pytest.mark.server
def test_only_what_a_late_record_changes_is_published_again(inputs: Path, outputs: Path) -> None:
    assert backfill(inputs, outputs)[0] == 0
    (inputs / "2026-03" / "iuran" / "susulan.csv").write_text(HEAD + paid("2026-01", worker=2))
    code, said = backfill(inputs, outputs, "--only", "stale")
    assert code == 0
    assert revisions(outputs)["2026-01"] == "r02"
    assert "berkas masukan" in said
    assert "2026-01 --dry-run" in said.split("Berikutnya")[1]
    assert "Terkini" in backfill(inputs, outputs, "--dry-run")[1]


@pytest.mark.server
def test_as_of_each_knows_no_later_month(inputs: Path, outputs: Path) -> None:
    (inputs / "2026-03" / "iuran" / "susulan.csv").write_text(HEAD + paid("2026-01", worker=2))
    assert backfill(inputs, outputs, "--as-of-each", last="2026-01")[0] == 0
    manifest = json.loads((outputs / "2026-01" / "r01" / "manifest.json").read_bytes())
    assert manifest["data_sampai"] == "2026-01"
    assert manifest["jumlah"]["jumlah_pekerja"] == 1


def test_months_the_wrong_way_round_are_wrong_usage(inputs: Path, outputs: Path) -> None:
    done = answered("backfill", "2026-03", "2026-01", "--inputs", inputs, "--outputs", outputs)
    assert done.returncode == 2
    assert "Tulis bulan yang lebih awal dahulu" in done.stderr


def test_the_states_of_a_month(inputs: Path, outputs: Path) -> None:
    settings = settings_for(inputs, outputs)
    first, last = Period.parse("2026-01"), Period.parse("2026-04")
    assert [
        state_of_month(open_desk(settings), month, False).state for month in span(first, last)
    ] == [
        MISSING,
        MISSING,
        MISSING,
        HELD,
    ]
    assert run(inputs, outputs).returncode == 0
    settings = settings_for(inputs, outputs)
    assert state_of_month(open_desk(settings), first, False).state == CURRENT
    (inputs / "2026-01" / "iuran" / "lagi.csv").write_text(HEAD + paid("2026-01", worker=3))
    stale = state_of_month(open_desk(settings), first, False)
    assert (stale.state, stale.revision, stale.causes) == (STALE, "r01", ("masukan",))
    assert stale.changed == 1


def test_a_reason_once_given_for_an_odd_month_holds_on(inputs: Path, outputs: Path) -> None:
    words = HEAD + paid("2026-01").replace(",16800,", ",100,")
    (inputs / "2026-01" / "iuran" / "i.csv").write_text(words)
    settings, month = settings_for(inputs, outputs), Period.parse("2026-01")
    assert state_of_month(open_desk(settings), month, False).state == HELD
    assert run(inputs, outputs, "--accept-anomaly", "uji coba gerbang").returncode == 0
    settings = settings_for(inputs, outputs)
    assert state_of_month(open_desk(settings), month, False).state == CURRENT


def test_a_month_that_cannot_be_judged_holds_up_no_other(
    inputs: Path, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = months.judge_month

    def fail_for_one(desk: Desk, stock: Stock, *opener: Opener) -> Month:
        if stock.period == "2026-02":
            raise KeyError("Budi")
        return judge(desk, stock, *opener)

    monkeypatch.setattr(spans, "judge_month", fail_for_one)
    states = states_of_span(
        settings_for(inputs, outputs), "2026-01", "2026-03", False, lambda _: None
    )
    assert [state.state for state in states] == [MISSING, HELD, MISSING]
    assert "KeyError" in states[1].problem
    assert "Budi" not in states[1].problem


def test_a_span_opens_what_came_back_once(
    inputs: Path, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each month of a span knows every returned file; judged it is for all of them at once."""
    for month in MONTHS:
        folder = inputs / month / "tindak_lanjut"
        folder.mkdir()
        (folder / "surat.csv").write_text(f"bukan lembar kerja kami, {month}")
    opened: list[str] = []

    def counted(folder: Path, file: InputFile) -> bytes:
        opened.append(file.month)
        return read_input(folder, file)

    monkeypatch.setattr(returned, "read_input", counted)
    settings = settings_for(inputs, outputs)
    states = states_of_span(settings, MONTHS[0], MONTHS[-1], False, lambda _: None)
    assert [state.state for state in states] == [MISSING] * 3
    assert sorted(opened) == sorted(MONTHS)


@pytest.mark.parametrize(("only", "months"), [("all", "1234"), ("missing", "12"), ("stale", "34")])
def test_a_month_that_is_held_counts_as_missing_or_stale(only: str, months: str) -> None:
    kinds = ((MISSING, ""), (HELD, ""), (HELD, "r01"), (STALE, "r01"), (CURRENT, "r02"))
    states = [
        MonthState(Period.parse(f"2026-0{at}"), kind, revision)
        for at, (kind, revision) in enumerate(kinds, 1)
    ]
    assert "".join(str(state.period.month) for state in chosen(states, only)) == months


def test_a_reason_given_for_one_thing_does_not_pass_another(inputs: Path, outputs: Path) -> None:
    (inputs / "2026-01" / "iuran" / "i.csv").write_text(
        HEAD + paid("2026-01").replace(",16800,", ",100,")
    )
    assert run(inputs, outputs, "--accept-anomaly", "uji coba gerbang").returncode == 0
    (inputs / "2026-01" / "iuran" / "i.csv").write_text(
        HEAD + paid("2026-01").replace("199001012015041001", "1")
    )
    state = state_of_month(open_desk(settings_for(inputs, outputs)), Period.parse("2026-01"), False)
    assert (state.state, state.reason) == (HELD, None)
    assert run(inputs, outputs).returncode == 3
    assert revisions(outputs) == {"2026-01": "r01"}

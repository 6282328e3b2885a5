"""What the command line says and how it exits when it cannot do what is asked (contract §7)."""

import fcntl
import shutil
from pathlib import Path

import pytest

from pipeline.publishing import staging
from pipeline.system.invented import MARK
from tests.builders.crash_city import PLAIN
from tests.builders.kota_kecil import INPUTS, read_before
from tests.builders.running import asn_peduli
from tests.builders.without_prefect import answered, without_prefect


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A copy of kota-kecil's inputs, to spoil."""
    folder = tmp_path / "inputs"
    shutil.copytree(INPUTS, folder)
    return folder


def published(outputs: Path) -> list[Path]:
    return sorted(outputs.glob("20*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run",), "BULAN belum diisi"),
        (("backfill", "2026-01"), "BULAN AKHIR belum diisi"),
        (("explain",), "NIP belum diisi"),
        (("lari", "2026-03"), "Perintah tidak dikenal: lari"),
        (("run", "2026-03", "--cepat"), "Pilihan tidak dikenal: --cepat"),
        (("chek", "2026-03"), "Maksud Anda check?"),
        (("check", "2026-03", "--jsno"), "Maksud Anda --json?"),
        (("backfill", "2026-01", "2026-02", "--only", "stail"), "all. Maksud Anda stale?"),
        (("serve", "--port", "empat"), '"empat" tidak dapat dipakai untuk --port'),
        (("demo", "--asn", "60"), "60 terlalu kecil untuk --asn: paling sedikit 100."),
        (("demo", "--months", "25"), "25 tidak dapat dipakai untuk --months: dari 1 sampai 24."),
        (("demo", "--fleet", "1"), "1 tidak dapat dipakai untuk --fleet: dari 2 sampai 50."),
        (
            ("serve", "--port", "65536"),
            "65536 tidak dapat dipakai untuk --port: dari 0 sampai 65535.",
        ),
        (("check", "2026-03", "2026-04"), "kata berlebih: 2026-04"),
        (("prune",), "Sebut tepat satu"),
    ],
)
def test_a_wrong_command_line_is_answered_with_the_right_form(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = answered(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Bentuk yang benar: asn-peduli" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "Maret"), '"Maret" bukan bulan'),
        (("check", "2026-3"), '"2026-3" bukan bulan'),
        (("run", "2026-03", "--accept-anomaly", " "), "memerlukan alasan"),
        (("run", "2026-03", "--accept-anomaly", "sudah tahu 14h"), "sedikitnya 15 huruf"),
    ],
)
def test_a_value_that_cannot_be_is_answered_without_the_form(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = answered(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Bentuk yang benar" not in done.stderr


def test_an_as_of_before_the_period_is_wrong_usage(tmp_path: Path) -> None:
    done = answered(
        "check", "2026-03", "--as-of", "2026-02", "--inputs", INPUTS, "--outputs", tmp_path
    )
    assert done.returncode == 2
    assert "lebih awal" in done.stderr


def test_a_month_without_a_roster_is_said_with_the_months_that_have_one(tmp_path: Path) -> None:
    outputs = shutil.copytree(read_before(), tmp_path / "outputs")
    done = answered("check", "2026-07", "--inputs", INPUTS, "--outputs", outputs)
    assert done.returncode == 3
    assert "2026-07/asn" in done.stderr
    assert "2025-11, 2025-12, 2026-01, 2026-02, 2026-03, 2026-04" in done.stderr


@pytest.mark.server
def test_a_refused_file_is_named_with_what_to_do_and_publishes_nothing(
    inputs: Path, tmp_path: Path
) -> None:
    (inputs / "2026-03" / "iuran" / "rusak.xlsx").write_bytes(b"PK\x03\x04 terpotong")
    done = asn_peduli("run", "2026-03", "--inputs", inputs, "--outputs", tmp_path / "outputs")
    assert done.returncode == 3
    assert "2026-03/iuran/rusak.xlsx" in done.stderr
    assert "Minta pengirim" in done.stderr
    assert "Traceback" not in done.stderr
    assert not published(tmp_path / "outputs")


def test_the_gate_stops_half_a_roster_and_lets_it_through_with_a_reason(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = inputs / "2026-04" / "asn" / "roster April.csv"
    lines = roster.read_text(encoding="utf-8-sig").splitlines()
    roster.write_text("\n".join(lines[:1300]), encoding="utf-8")
    outputs = shutil.copytree(read_before(), tmp_path / "outputs")
    with without_prefect():
        stopped = answered("run", "2026-04", "--inputs", inputs, "--outputs", outputs)
    assert stopped.returncode == 3
    assert "Roster berubah" in stopped.stderr
    assert "--accept-anomaly" in stopped.stderr
    assert not published(outputs)
    reason = "Separuh kota pindah"
    for document in sorted(PLAIN.keys() - {"opd_page"}):
        monkeypatch.setattr(staging, document, PLAIN[document])
    with without_prefect():
        passed = answered(
            "run", "2026-04", "--accept-anomaly", reason, "--inputs", inputs, "--outputs", outputs
        )
    assert passed.returncode == 0, passed.stderr
    page = (
        outputs / "2026-04" / "r01" / "opd" / "DISDIK" / "laporan-DISDIK-2026-04.html"
    ).read_text(encoding="utf-8")
    assert reason in page


def test_invented_people_are_not_published_beside_real_ones(inputs: Path, tmp_path: Path) -> None:
    (inputs / MARK).touch()
    real = tmp_path / "outputs" / "2026-02"
    real.mkdir(parents=True)
    with without_prefect():
        done = answered("run", "2026-03", "--inputs", inputs, "--outputs", tmp_path / "outputs")
    assert done.returncode == 2
    assert "orang rekaan buatan demo" in done.stderr
    assert published(tmp_path / "outputs") == [real]


def test_a_folder_that_another_run_holds_is_left_alone(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    with (outputs / ".kunci").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = answered("run", "2026-03", "--inputs", INPUTS, "--outputs", outputs)
    assert done.returncode == 5
    assert "sedang dipakai" in done.stderr


def test_check_publishes_nothing_and_needs_no_prefect(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    done = asn_peduli("check", "2026-03", "--inputs", INPUTS, "--outputs", outputs)
    assert done.returncode == 0, done.stderr
    assert "dapat diterbitkan" in done.stdout
    assert not published(outputs)
    assert not (outputs / ".prefect").exists()

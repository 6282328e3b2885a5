"""`asn-peduli explain` as the operator uses it (contract §7)."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.builders.kota_kecil import INPUTS, expected, read_before
from tests.builders.small_city import lay_down
from tests.builders.without_prefect import answered


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(read_before(), tmp_path / "outputs"))


def of_reason(alasan: str) -> str:
    status = expected("2026-03/status.csv").filter(pl.col("alasan") == alasan).sort("nip")
    return str(status["nip"][0])


def test_one_screen_says_who_why_and_what_would_change_it(outputs: Path) -> None:
    nip = of_reason("kurang_bayar")
    done = answered("explain", nip, "--period", "2026-03", "--inputs", INPUTS, "--outputs", outputs)
    assert done.returncode == 0
    for said in (
        "kebijakan.toml [wajib]",
        "kurang_bayar:",
        "baris ",
        "Bulan demi bulan",
        "Pembayaran kekurangannya",
    ):
        assert said in done.stdout
    assert nip not in done.stderr
    assert len(done.stdout.splitlines()) < 50


def test_a_nip_from_standard_input_stands_in_no_list_of_processes(outputs: Path) -> None:
    nip = of_reason("kurang_bayar")
    words = ("--period", "2026-03", "--inputs", INPUTS, "--outputs", outputs)
    done = answered("explain", "-", *words, typed=f"{nip}\n")
    assert done.returncode == 0, done.stderr
    assert answered("explain", nip, *words).stdout == done.stdout
    after_options = answered("explain", *words, "--", "-", typed=f"{nip}\n")
    assert (after_options.returncode, after_options.stdout) == (0, done.stdout)


def test_json_carries_the_same_and_nothing_else_is_on_standard_output(outputs: Path) -> None:
    nip = of_reason("belum_lunas")
    done = answered(
        "explain", nip, "--period", "2026-03", "--json", "--inputs", INPUTS, "--outputs", outputs
    )
    told = json.loads(done.stdout)
    assert (told["nip"], told["periode"], told["putusan"]["alasan"]) == (
        nip,
        "2026-03",
        "belum_lunas",
    )
    assert "belum_lunas" in {record["disposisi"] for record in told["catatan"]}


def test_without_a_period_the_latest_roster_is_taken(outputs: Path) -> None:
    done = answered("explain", of_reason("lunas"), "--inputs", INPUTS, "--outputs", outputs)
    assert "Iuran April 2026" in done.stdout


def test_a_nip_with_a_digit_missing_leads_to_the_nearest(outputs: Path) -> None:
    nip = of_reason("lunas")
    done = answered("explain", nip[:-1], "--inputs", INPUTS, "--outputs", outputs)
    assert done.returncode == 0
    assert f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" in done.stdout


def test_a_nip_is_taken_as_every_screen_prints_it(outputs: Path) -> None:
    nip = of_reason("lunas")
    words = (nip[:8], nip[8:14], nip[14], nip[15:])
    done = answered(
        "explain", *words, "--period", "2026-03", "--inputs", INPUTS, "--outputs", outputs
    )
    assert done.returncode == 0
    assert " ".join(words) in done.stdout


def test_what_is_no_nip_is_wrong_usage(outputs: Path) -> None:
    done = answered("explain", "12345", "--inputs", INPUTS, "--outputs", outputs)
    assert done.returncode == 2
    assert "NIP ditulis 18 digit" in done.stderr


def test_an_empty_inputs_folder_is_refused(tmp_path: Path) -> None:
    lay_down(tmp_path / "inputs", {})
    done = answered(
        "explain", "1" * 18, "--inputs", tmp_path / "inputs", "--outputs", tmp_path / "outputs"
    )
    assert done.returncode == 3
    assert "tidak berisi bulan dengan roster" in done.stderr

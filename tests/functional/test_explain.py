"""`asn-peduli explain` as the operator uses it (contract §7)."""

import json
from pathlib import Path

import polars as pl

from tests.builders.kota_kecil import INPUTS, expected
from tests.builders.running import asn_peduli


def of_reason(alasan: str) -> str:
    status = expected("2026-03/status.csv").filter(pl.col("alasan") == alasan).sort("nip")
    return str(status["nip"][0])


def test_one_screen_says_who_why_and_what_would_change_it(tmp_path: Path) -> None:
    nip = of_reason("kurang_bayar")
    done = asn_peduli("explain", nip, "--period", "2026-03", "--inputs", INPUTS, "--outputs", tmp_path)
    assert done.returncode == 0
    for said in ("kebijakan.toml [wajib]", "kurang_bayar:", "baris ", "Bulan demi bulan", "Pembayaran kekurangannya"):
        assert said in done.stdout
    assert nip not in done.stderr
    assert len(done.stdout.splitlines()) < 50


def test_json_carries_the_same_and_nothing_else_is_on_standard_output(tmp_path: Path) -> None:
    nip = of_reason("belum_lunas")
    done = asn_peduli("explain", nip, "--period", "2026-03", "--json", "--inputs", INPUTS, "--outputs", tmp_path)
    told = json.loads(done.stdout)
    assert (told["nip"], told["periode"], told["putusan"]["alasan"]) == (nip, "2026-03", "belum_lunas")
    assert "belum_lunas" in {record["disposisi"] for record in told["catatan"]}


def test_without_a_period_the_latest_roster_is_taken(tmp_path: Path) -> None:
    done = asn_peduli("explain", of_reason("lunas"), "--inputs", INPUTS, "--outputs", tmp_path)
    assert "Iuran April 2026" in done.stdout


def test_a_nip_with_a_digit_missing_leads_to_the_nearest(tmp_path: Path) -> None:
    nip = of_reason("lunas")
    done = asn_peduli("explain", nip[:-1], "--inputs", INPUTS, "--outputs", tmp_path)
    assert done.returncode == 0
    assert f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" in done.stdout


def test_a_nip_is_taken_as_every_screen_prints_it(tmp_path: Path) -> None:
    nip = of_reason("lunas")
    words = (nip[:8], nip[8:14], nip[14], nip[15:])
    done = asn_peduli("explain", *words, "--period", "2026-03", "--inputs", INPUTS, "--outputs", tmp_path)
    assert done.returncode == 0
    assert " ".join(words) in done.stdout


def test_what_is_no_nip_is_wrong_usage(tmp_path: Path) -> None:
    done = asn_peduli("explain", "Budi", "--inputs", INPUTS, "--outputs", tmp_path)
    assert done.returncode == 2
    assert "NIP ditulis 18 digit" in done.stderr
    assert "asn-peduli explain NIP" in done.stderr


def test_an_empty_inputs_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    done = asn_peduli("explain", "1" * 18, "--inputs", tmp_path / "inputs", "--outputs", tmp_path / "outputs")
    assert done.returncode == 3
    assert "tidak berisi bulan dengan roster" in done.stderr

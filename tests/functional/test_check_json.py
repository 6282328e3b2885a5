"""`check --json`: its shape, and that no person is in it (contract §7)."""

import json
import re
import shutil
from pathlib import Path

from tests.builders.kota_kecil import INPUTS, read_before
from tests.builders.running import asn_peduli

TOP = [
    "periode",
    "data_sampai",
    "dapat_terbit",
    "gerbang",
    "peringatan",
    "kiriman",
    "perbandingan",
    "jumlah",
    "temuan",
    "kata",
    "konservasi",
    "catatan",
    "layar",
]


def test_a_checked_month_as_json(tmp_path: Path) -> None:
    outputs = shutil.copytree(read_before(), tmp_path / "outputs")
    done = asn_peduli("check", "2026-04", "--json", "--inputs", INPUTS, "--outputs", outputs)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert list(told) == TOP
    assert (told["periode"], told["dapat_terbit"], told["gerbang"]) == ("2026-04", True, [])
    assert {row["kiriman"] for row in told["kiriman"]} >= {
        "majapahit",
        "rekap donatur semarang pemuda",
    }
    assert {"jenis_kata", "kata", "kali", "berkas", "kunci"} == set(told["kata"][0])
    assert [row["rincian"] for row in told["perbandingan"]][-1] == "BELUM-DIPETAKAN"
    assert re.search(r"\d{16}", done.stdout) is None

"""`doctor`, and `demo` in folders of others: each says what to do and changes nothing (§7)."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.core.periods import Period
from pipeline.core.signing import key_fingerprint
from pipeline.operations import health
from pipeline.system import machine
from tests.builders.delivered_city import ADDRESSES, lay_city, set_addresses
from tests.builders.kota_kecil import INPUTS
from tests.builders.small_city import policy_text
from tests.builders.without_prefect import answered, without_prefect

KEY = "9f2c7b1ae04d5586c3b7e1f0a9d24c6b"


def test_each_line_is_good_or_says_what_to_do_and_nothing_is_made(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    done = answered("doctor", "--inputs", INPUTS, "--outputs", outputs)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert all(line.startswith(("beres  ", "info   ", "LIHAT  ")) for line in lines[:-1])
    for said in ("Python: 3.", "Ruang disk", "WIB (Asia/Jakarta)", "info   Server surat: tidak"):
        assert said in done.stdout
    assert "info   Kunci tanda tangan: belum ada; run yang pertama" in done.stdout
    assert "LIHAT  Server Prefect dan jadwal: serve tidak berjalan" in done.stdout
    assert lines[-1].endswith("hal perlu dilihat; program dapat dijalankan.")
    assert not outputs.exists()


@pytest.mark.parametrize(
    ("addresses", "more", "said"),
    [
        (
            {},
            {},
            "Belum diisi: kontak di kebijakan.toml; pos_el 3 OPD di opd.csv; pelapor_nama 3 OPD di",
        ),
        (ADDRESSES, {}, "Belum diisi: kontak di kebijakan.toml; pelapor_nama 3 OPD di opd.csv."),
        (
            {},
            {"saluran": "paket"},
            "Belum diisi: kontak di kebijakan.toml; pelapor_nama 3 OPD di opd.csv.",
        ),
    ],
)
def test_what_nobody_filled_in_is_counted_and_stops_nothing(
    addresses: dict[str, str], more: dict[str, str], said: str, tmp_path: Path
) -> None:
    inputs = lay_city(tmp_path / "in", **more)
    set_addresses(inputs, addresses)
    done = answered("doctor", "--inputs", inputs, "--outputs", tmp_path / "out")
    assert f"LIHAT  Isian referensi: {said}" in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("families", "said"),
    [
        ("DejaVu Sans\nLiberation Sans,Liberation Sans Bold\n", "beres  Huruf: Arial"),
        ("DejaVu Sans\nLiberation Sans Narrow\n", "info   Huruf: Arial"),
        (None, ""),
    ],
)
def test_a_machine_without_the_typeface_of_letters_is_told(
    families: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if families is not None:
        program = tmp_path / "fc-list"
        program.write_text(f"#!/bin/sh\n/bin/cat <<'EOF'\n{families}EOF\n", encoding="utf-8")
        program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = answered("doctor", "--inputs", INPUTS, "--outputs", tmp_path / "out")
    assert said in done.stdout
    assert ("Huruf: " in done.stdout) == (families is not None)


def test_broken_references_are_told_as_check_tells_them(tmp_path: Path) -> None:
    inputs = lay_city(tmp_path / "in")
    policy = inputs / "referensi" / "kebijakan.toml"
    policy.write_text(policy_text() + "\nsalah_ketik = 1\n", encoding="utf-8")
    done = answered("doctor", "--inputs", inputs, "--outputs", tmp_path / "out")
    assert done.returncode == 3
    assert "SALAH  Kebijakan dan referensi: kebijakan.toml" in done.stdout


def test_a_mail_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    sending = {"saluran": "smtp", "server": "127.0.0.1", "port": 9, "pengirim": "a@contoh.go.id"}
    inputs = lay_city(tmp_path / "in", **sending)
    done = answered("doctor", "--inputs", inputs, "--outputs", tmp_path / "out")
    assert "SALAH  Server surat: server tidak dapat dihubungi" in done.stdout
    assert done.returncode == 1


def test_a_full_disk_and_other_libraries_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "free_bytes", lambda folder: 1024)
    monkeypatch.setattr(health, "libraries", lambda: (3, ("polars",)))
    done = answered("doctor", "--inputs", INPUTS, "--outputs", tmp_path / "out")
    assert "LIHAT  Ruang disk: hanya 1" in done.stdout
    assert "berbeda dari requirements.lock: polars. Jalankan make venv." in done.stdout


@pytest.mark.parametrize(
    ("key", "published", "said"),
    [
        ("", "lain", "SALAH  Kunci tanda tangan: yang terakhir terbit ditandatangani dengan kunci"),
        (KEY, "lain", "dengan kunci lain. Pulihkan kunci itu"),
        (KEY, "", "beres  Kunci tanda tangan: ada"),
        (KEY, key_fingerprint(KEY.encode()), "beres  Kunci tanda tangan: ada"),
    ],
)
def test_a_key_that_is_not_that_of_what_is_published_is_said(
    key: str, published: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "published_periods", lambda outputs: [Period.parse("2026-03")])
    manifest = SimpleNamespace(kunci=published)
    monkeypatch.setattr(health, "current_manifest", lambda outputs, period: manifest)
    with without_prefect():
        done = answered(
            "doctor", "--inputs", INPUTS, "--outputs", tmp_path / "out", ASN_PEDULI_KUNCI=key
        )
    assert said in done.stdout


def test_the_libraries_here_are_those_of_the_lock() -> None:
    same, other = machine.libraries()
    assert same > 50
    assert other == ()


@pytest.mark.parametrize("own", ["inputs", "outputs"])
def test_the_demo_touches_no_folder_that_it_did_not_make(own: str, tmp_path: Path) -> None:
    kept = tmp_path / own / "2026-10" / "asn" / "roster.csv"
    kept.parent.mkdir(parents=True)
    kept.write_text("NIP,Nama\n", encoding="utf-8")
    with without_prefect():
        done = answered("demo", "--inputs", tmp_path / "inputs", "--outputs", tmp_path / "outputs")
    assert done.returncode == 2
    assert "bukan buatan demo" in done.stderr
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [kept]

"""[kirim] of kebijakan.toml: every setting may be left out.

A fault names the setting and what to write.
"""

from dataclasses import fields

import pytest

from pipeline.core.errors import RefusedError
from pipeline.knowledge.policy_file import parse_policy
from pipeline.knowledge.sending_rules import SendingRules
from tests.builders.paths import SHIPPED
from tests.builders.small_city import policy_text


def rules(table: str) -> SendingRules:
    return parse_policy(f"{policy_text()}\n[kirim]\n{table}\n").kirim


def test_a_policy_from_before_there_was_sending_works() -> None:
    assert "[kirim]" not in policy_text()
    assert parse_policy(policy_text()).kirim == SendingRules()
    assert SendingRules().saluran == "folder"


def test_what_the_shipped_policy_says_of_its_defaults_is_so() -> None:
    """Its commented lines name each setting with its default.

    All of them switched on must read as they stand.
    """
    text = (SHIPPED / "kebijakan.toml").read_text(encoding="utf-8")
    head, table = text.split("[kirim]\n")
    named = [
        line.removeprefix("# ").partition("=")[0].strip()
        for line in table.splitlines()
        if "=" in line
    ]
    assert set(named) >= {field.name for field in fields(SendingRules)}
    switched_on = "\n".join(
        line.removeprefix("# ") if "=" in line else line for line in table.splitlines()
    )
    read = parse_policy(f"{head}[kirim]\n{switched_on}").kirim
    usual = SendingRules()
    same = (
        "saluran",
        "keamanan",
        "per_menit",
        "batas_waktu_detik",
        "coba_lagi_detik",
        "ukuran_terbesar",
        "html",
    )
    assert {name: getattr(read, name) for name in same} == {
        name: getattr(usual, name) for name in same
    }
    assert read.tenggat_tanggal == usual.tenggat_tanggal
    assert read.hari_menjawab == usual.hari_menjawab
    assert parse_policy(text).kirim.domain_diizinkan == ("semarangkota.go.id",)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('saluran = "pos"', 'kirim.saluran: harus salah satu dari "folder", "smtp", "paket"'),
        ('saluran = "smtp"', "memerlukan kirim.server, kirim.pengirim"),
        ('saluran = "smtp"\nserver = "surat.contoh.go.id"', "memerlukan kirim.pengirim"),
        ('pengirim = "operator"', "kirim.pengirim: bukan satu alamat"),
        ('balas_ke = "a@b.id, c@d.id"', "kirim.balas_ke: bukan satu alamat"),
        ('alamat_bersama = ["satu"]', "kirim.alamat_bersama[1]: bukan satu alamat"),
        ('domain_diizinkan = "semarangkota.go.id"', "kirim.domain_diizinkan: harus daftar"),
        ("port = 0", "kirim.port: terlalu kecil. Tulis paling sedikit 1."),
        ('port = "587"', "kirim.port: harus bilangan bulat"),
        ("per_menit = true", "kirim.per_menit: harus bilangan bulat"),
        ("coba_lagi_detik = 60", "kirim.coba_lagi_detik: harus daftar"),
        ("coba_lagi_detik = [0]", "kirim.coba_lagi_detik[1]: terlalu kecil"),
        ('ukuran_terbesar = "besar"', "ukuran"),
        ("tenggat_tanggal = 32", "kirim.tenggat_tanggal: terlalu besar. Tulis paling banyak 31."),
        ("hari_menjawab = 61", "kirim.hari_menjawab: terlalu besar. Tulis paling banyak 60."),
        ('html = "tautan"', "memerlukan kirim.alamat_laporan"),
        (
            'alamat_laporan = "laporan.contoh.go.id"',
            "kirim.alamat_laporan: harus dimulai dengan https://",
        ),
        ('domain_dizinkan = ["semarangkota.go.id"]', "Mungkin maksudnya kirim.domain_diizinkan;"),
    ],
)
def test_a_fault_names_its_setting(table: str, says: str) -> None:
    with pytest.raises(RefusedError) as caught:
        rules(table)
    assert says in str(caught.value)
    assert str(caught.value).startswith("kebijakan.toml baris ")


@pytest.mark.parametrize(
    ("table", "port"),
    [
        ("", 587),
        ('keamanan = "tls"', 465),
        ('keamanan = "tanpa"', 25),
        ('keamanan = "tls"\nport = 2465', 2465),
    ],
)
def test_the_usual_port_goes_with_the_security(table: str, port: int) -> None:
    assert rules(table).usual_port == port


def test_settings_are_read_as_they_are_meant() -> None:
    read = rules(
        'domain_diizinkan = ["@contoh.go.id"]\nalamat_bersama = ["Umum@Contoh.go.id"]\nukuran_terbesar = "5 MiB"'
    )
    assert (read.domain_diizinkan, read.alamat_bersama) == (
        ("contoh.go.id",),
        ("umum@contoh.go.id",),
    )
    assert read.ukuran_terbesar == 5 * 2**20

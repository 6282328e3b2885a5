"""kebijakan.toml: what is read; a fault names its setting and what to write (contract §1, §7)."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from pipeline.core.errors import RefusedError
from pipeline.core.periods import Period
from pipeline.core.sizes import parse_size
from pipeline.knowledge.policy_file import parse_policy
from pipeline.rendering.excel import opd_workbook
from pipeline.rendering.html.pages import opd_page
from tests.builders import html_samples
from tests.builders.paths import SHIPPED
from tests.builders.small_city import policy, policy_text


def refusal(old: str, new: str) -> str:
    text = policy_text()
    assert text.count(old) == 1
    with pytest.raises(RefusedError) as caught:
        parse_policy(text.replace(old, new))
    assert "kebijakan.toml" in str(caught.value)
    return str(caught.value)


def test_the_shipped_policy_is_whole() -> None:
    rules = parse_policy((SHIPPED / "kebijakan.toml").read_text(encoding="utf-8"))
    assert rules.zona_waktu == "Asia/Jakarta"
    assert (rules.gerbang.perubahan_roster, rules.gerbang.penurunan_iuran) == (0.10, 0.50)
    assert (rules.gerbang.nip_rusak_roster, rules.gerbang.nip_kelipatan_32) == (0.05, 0.20)
    assert (rules.gerbang.klarifikasi, rules.gerbang.status_tak_dikenal) == (0.05, 0.05)
    assert (rules.gerbang.kurang_bayar, rules.gerbang.donatur_tidak_dikenal) == (0.20, 0.30)
    assert rules.ukuran_terurai == 512 * 2**20
    assert rules.masa_tenggang_bulan == 3


@pytest.mark.parametrize(
    ("month", "sector", "least"),
    [
        ("2015-06", "lainnya", None),
        ("2015-07", "lainnya", 16800),
        ("2025-12", "transportasi", 16800),
        ("2026-01", "transportasi", 8400),
        ("2026-01", "lainnya", 16800),
        ("2026-03", "lainnya", 16800),
        ("2026-04", "lainnya", 8400),
        ("2026-12", "lainnya", 8400),
        ("2027-01", "lainnya", 16800),
        ("2027-03", "transportasi", 8400),
        ("2027-04", "transportasi", 16800),
    ],
)
def test_the_last_fitting_row_of_the_tariff_holds(
    month: str, sector: str, least: int | None
) -> None:
    assert policy().tariff_of(Period.parse(month), sector) == least


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ('zona_waktu = "Asia/Jakarta"', "", "zona_waktu"),
        ("[surat]", "[surut]", "surat"),
        ('yth = "Wali Kota Semarang"', "", "surat.yth"),
        ("minimal_pekerja = 1 ", "# ", "minimal_pekerja"),
    ],
)
def test_a_setting_that_lacks_is_named(old: str, new: str, names: str) -> None:
    message = refusal(old, new)
    assert f", {names}: belum ada" in message
    assert "Lengkapi" in message


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("minimal_pekerja = 1 ", "minimal_pekerja = 0 ", "minimal_pekerja"),
        ("minimal_pekerja = 1 ", "minimal_pekerja = true ", "minimal_pekerja"),
        ("masa_tenggang_bulan = 3 ", 'masa_tenggang_bulan = "3" ', "masa_tenggang_bulan"),
        ('\nPNS = "2025-11"  ', '\nPNS = "November"  ', "wajib.PNS"),
        ('\nPNS = "2025-11"  ', "\nPNS = 202511  ", "wajib.PNS"),
        ("PPPK = ", "PPPKK = ", "wajib.PPPKK"),
        ("penurunan_iuran = 0.50", "penurunan_iuran = 50", "gerbang.penurunan_iuran"),
        ("klarifikasi = 0.05", 'klarifikasi = "5%"', "gerbang.klarifikasi"),
        ('"512 MiB"', '"512 megabita"', "batas.ukuran_terurai"),
        ('zona_waktu = "Asia/Jakarta"', 'zona_waktu = "WIB+7"', "zona_waktu"),
        ('sektor = "transportasi"', 'sektor = "transport"', "tarif[2].sektor"),
        ('sampai = "2027-03"', 'sampai = "2027"', "tarif[2].sampai"),
        ("jkk_jkm = 16800 ", 'jkk_jkm = "16.800" ', "tarif[1].jkk_jkm"),
        ('transportasi = ["ojek", ', 'transportasi = "ojek" # [', "sektor.transportasi"),
        ('keluar = ["Diberhentikan",', 'keluar = ["Aktif",', "kedudukan"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write(old: str, new: str, names: str) -> None:
    message = refusal(old, new)
    assert f", {names}: " in message


def test_a_text_that_is_no_toml_names_its_line() -> None:
    assert "baris 4:" in refusal('instansi = "Pemerintah Kota Semarang"', "instansi = ")


@pytest.mark.parametrize(
    ("text", "size"), [("512 MiB", 2**29), ("1 GiB", 2**30), ("10KiB", 10240), ("7 B", 7)]
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


def test_each_standing_word_is_on_one_list() -> None:
    lists = policy().standing()
    assert lists["tugasbelajar"] == "dihitung"
    assert lists["cltn"] == "dikecualikan"
    assert lists["meninggaldunia"] == "keluar"


def test_a_contact_may_be_named_and_then_stands_on_every_document() -> None:
    assert parse_policy(policy_text()).kontak == ""
    named = parse_policy('kontak = "Operator, telepon 000"\n' + policy_text())
    report = html_samples.opd_report([])
    contacted = replace(report, edition=replace(report.edition, policy=named))
    cover = load_workbook(io.BytesIO(opd_workbook(contacted)))["Sampul"]
    assert "Operator, telepon 000" in [row[2] for row in cover.iter_rows(values_only=True)]
    assert "Operator, telepon 000" in opd_page(contacted).decode()

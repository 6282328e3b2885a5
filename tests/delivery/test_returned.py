"""Workbooks that came back: ours, forged, mixed up, closed or not ours; nothing hostile gets on."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from pipeline.core.secret import Secret
from pipeline.delivery.protection import PasswordProtection
from pipeline.delivery.receipt.returned import ReturnedFile, returned_workbooks
from pipeline.reading.files.limits import Limits
from pipeline.rendering.excel import opd_workbook
from pipeline.rendering.letter import nota_dinas
from pipeline.system.settings import Settings
from tests.builders.letters import report
from tests.builders.report_samples import empty_opd
from tests.builders.returned_workbooks import (
    KEY,
    filled_in,
    published,
    signed,
    with_mark,
    with_part,
)

LIMITS: Final = Limits(2**26)
PERIOD, KODE, MONTH = "2026-10", "DISDIK", "2026-11"
SANDI: Final = "kuda laut biru 88"
NOBODY: Final[Mapping[str, Secret]] = {}
OURS: Final = (PERIOD, KODE, "r01")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "inputs", tmp_path / "outputs", KEY)


def put(settings: Settings, name: str, data: bytes, month: str = MONTH) -> None:
    folder = settings.inputs / month / "tindak_lanjut"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def found(
    settings: Settings, passwords: Mapping[str, Secret] = NOBODY, limits: Limits = LIMITS
) -> list[ReturnedFile]:
    return returned_workbooks(settings, limits, passwords)


def seen(
    settings: Settings, data: bytes, passwords: Mapping[str, Secret] = NOBODY
) -> tuple[str, str, str, str]:
    """Return the state and marks of one file that came back."""
    put(settings, "kembali.xlsx", data)
    [one] = found(settings, passwords)
    return (one.keadaan, one.periode, one.kode_opd, one.revisi)


def first_nip(xml: str) -> str:
    return xml.replace("19850101 201501 2 016", "19850101 201501 2 017", 1)


def nota() -> bytes:
    return nota_dinas(report("kecil"))


CASES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "seperti dikirim": (published, "sah"),
    "sudah diisi": (lambda: filled_in(published()), "sah"),
    "satu NIP diganti": (
        lambda: with_part(published(), "xl/worksheets/sheet5.xml", first_nip),
        "tanda_salah",
    ),
    "OPD lain pada tandanya": (lambda: with_mark(published(), "kode_opd", "DINKES"), "tanda_salah"),
    "periode lain pada tandanya": (
        lambda: with_mark(published(), "periode", "2026-09"),
        "tanda_salah",
    ),
    "revisi lain pada tandanya": (lambda: with_mark(published(), "revisi", "r02"), "tanda_salah"),
    "kunci lain": (lambda: published(b"kunci pemalsu"), "tanda_salah"),
    "tanpa kunci": (lambda: published(b""), "tanda_salah"),
    "tanda berhuruf asing": (
        lambda: with_mark(published(), "tanda", "hmac-sha256:\N{SNOWMAN}"),
        "tanda_salah",
    ),
    "periode bukan bulan": (lambda: with_mark(published(), "periode", "../../etc"), "tanpa_tanda"),
    "tanda kosong": (lambda: with_mark(published(), "tanda", ""), "tanpa_tanda"),
    "dokumen lain": (lambda: with_mark(published(), "dokumen", "mutu-data"), "tanpa_tanda"),
    "nota dinas": (nota, "tak_terbaca"),
    "teks": (lambda: b"NIP;Nama\n1;2\n", "tanpa_tanda"),
    "kosong": (lambda: b"", "tak_terbaca"),
    "terpotong": (lambda: published()[:9_000], "tak_terbaca"),
    "byte acak": (lambda: b"PK\x03\x04" + bytes(range(256)) * 40, "tak_terbaca"),
    "gambar": (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 100, "tak_terbaca"),
    "XML dengan entitas": (
        lambda: with_part(published(), "docProps/custom.xml", bomb),
        "tak_terbaca",
    ),
    "sifat raksasa": (lambda: with_mark(published(), "tanda", "a" * (1 << 19)), "tak_terbaca"),
}


def bomb(xml: str) -> str:
    return '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>' + xml.replace(
        "DISDIK", "&c;"
    )


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_came_back_is_what_it_is(settings: Settings, case: str) -> None:
    made, state = CASES[case]
    told = seen(settings, made())
    assert told[0] == state
    if state == "sah":
        assert told[1:] == OURS
    if state in ("tanpa_tanda", "tak_terbaca"):
        assert told[1:] == ("", "", "")


def test_the_workbook_of_an_opd_without_anybody_is_known_too(settings: Settings) -> None:
    assert seen(settings, opd_workbook(signed(empty_opd())))[0] == "sah"


def test_months_and_names_give_the_order_and_ignored_names_are_left_out(settings: Settings) -> None:
    put(settings, "b.xlsx", published(), "2026-12")
    put(settings, "a.xlsx", published(), "2026-11")
    put(settings, "c.csv", b"a\n", "2026-11")
    put(settings, "~$b.xlsx", b"kunci", "2026-12")
    places = [(one.bulan_terima, one.berkas) for one in found(settings)]
    assert places == [
        ("2026-11", "tindak_lanjut/a.xlsx"),
        ("2026-11", "tindak_lanjut/c.csv"),
        ("2026-12", "tindak_lanjut/b.xlsx"),
    ]


def test_a_workbook_that_came_back_sealed_is_opened_with_its_opds_password(
    settings: Settings,
) -> None:
    passwords = {"DINKES": Secret("burung gereja 7"), KODE: Secret(SANDI)}
    sealed = PasswordProtection(passwords)(published(), KODE)
    assert seen(settings, sealed, passwords) == ("sah", *OURS)
    assert seen(settings, sealed, {"DINKES": Secret("burung gereja 7")})[0] == "bersandi"
    assert seen(settings, sealed)[0] == "bersandi"


def test_what_is_sealed_is_looked_at_with_the_same_care_once_it_is_open(settings: Settings) -> None:
    passwords = {KODE: Secret(SANDI)}
    forged = with_part(published(), "xl/worksheets/sheet5.xml", first_nip)
    assert (
        seen(settings, PasswordProtection(passwords)(forged, KODE), passwords)[0] == "tanda_salah"
    )
    bombed = with_part(published(), "docProps/custom.xml", bomb)
    assert (
        seen(settings, PasswordProtection(passwords)(bombed, KODE), passwords)[0] == "tak_terbaca"
    )


def test_a_sealed_file_that_asks_for_endless_work_is_not_worked_on(settings: Settings) -> None:
    passwords = {KODE: Secret(SANDI)}
    sealed = PasswordProtection(passwords)(published(), KODE)
    assert sealed.count(b'spinCount="100000"') == 1
    assert (
        seen(settings, sealed.replace(b'spinCount="100000"', b'spinCount="999999"'), passwords)[0]
        == "bersandi"
    )


def test_what_unpacks_beyond_the_limit_is_not_unpacked(settings: Settings) -> None:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(published())) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/besar.bin", b"\0" * (LIMITS.size + 1))
    put(settings, "bom.xlsx", target.getvalue())
    put(settings, "panjang.xlsx", b"x" * (2**20))
    assert [one.keadaan for one in found(settings)] == ["tak_terbaca", "tanpa_tanda"]
    assert [one.keadaan for one in found(settings, limits=Limits(2**19))] == [
        "tak_terbaca",
        "tak_terbaca",
    ]


def test_without_a_folder_nothing_came_back(settings: Settings) -> None:
    assert found(settings) == []


MACRO: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Function Buka(asal As String, sandi As String, tujuan As String, saringan As String) As String
  On Error GoTo Gagal
  Dim baca(1) As New com.sun.star.beans.PropertyValue
  Dim tulis(0) As New com.sun.star.beans.PropertyValue
  baca(0).Name = "Hidden"
  baca(0).Value = True
  baca(1).Name = "Password"
  baca(1).Value = sandi
  buku = StarDesktop.loadComponentFromURL(asal, "_blank", 0, baca())
  tulis(0).Name = "FilterName"
  tulis(0).Value = saringan
  buku.storeToURL(tujuan, tulis())
  buku.close(True)
Gagal:
End Function
Sub Semua
CALLS
End Sub
</script:module>
"""


def through_libreoffice(folder: Path, calls: list[tuple[str, str, str, str]]) -> None:
    """Have LibreOffice open and save files: (from, password, to, filter) each.

    What it cannot open it leaves.
    """
    program = shutil.which("soffice")
    assert program, "soffice tidak ada; .ci/run memasangnya"
    words = [program, "--headless", f"-env:UserInstallation={(folder / 'rumah').as_uri()}"]
    # The first start fills its home, the empty module that is replaced here included.
    subprocess.run([*words, "--terminate_after_init"], check=True, timeout=120, capture_output=True)
    lines = []
    for source, password, target, kind in calls:
        places = f'"{(folder / source).as_uri()}", "{password}", "{(folder / target).as_uri()}"'
        lines.append(f'  hasil = Buka({places}, "{kind}")')
    module = folder / "rumah" / "user" / "basic" / "Standard" / "Module1.xba"
    module.write_text(MACRO.replace("CALLS", "\n".join(lines)), encoding="utf-8")
    subprocess.run(
        [*words, "macro:///Standard.Module1.Semua"], check=True, timeout=120, capture_output=True
    )


@pytest.mark.kantor
def test_what_libreoffice_opens_with_the_password_and_saves_again_is_still_known(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "asli.xlsx").write_bytes(filled_in(published()))
    (tmp_path / "sandi.xlsx").write_bytes(
        PasswordProtection({KODE: Secret(SANDI)})(published(), KODE)
    )
    xlsx, ods = "Calc MS Excel 2007 XML", "calc8"
    through_libreoffice(
        tmp_path,
        [
            ("asli.xlsx", "", "polos.xlsx", xlsx),
            ("asli.xlsx", "", "polos.ods", ods),
            ("sandi.xlsx", SANDI, "terbuka.xlsx", xlsx),
            ("sandi.xlsx", "sandi yang salah", "tidak-terbuka.xlsx", xlsx),
        ],
    )
    assert not (tmp_path / "tidak-terbuka.xlsx").exists()
    for name in ("polos.xlsx", "polos.ods", "terbuka.xlsx"):
        put(settings, name, (tmp_path / name).read_bytes())
    assert [(one.berkas, one.keadaan, one.kode_opd) for one in found(settings)] == [
        (f"tindak_lanjut/{name}", "sah", KODE)
        for name in ("polos.ods", "polos.xlsx", "terbuka.xlsx")
    ]

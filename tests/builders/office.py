"""Programs of the office: opening documents and saving them again, as readers do."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

XLSX: Final = "Calc MS Excel 2007 XML"
ODS: Final = "calc8"
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


def run(program: str, *words: str) -> str:
    """Run a program to its good end and return what it printed."""
    return subprocess.run(
        [program, *words], check=True, capture_output=True, text=True, timeout=180
    ).stdout

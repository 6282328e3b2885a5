"""The pictures in the README, taken of the demo city's documents.

`make pictures` takes them (needs LibreOffice, poppler, Chromium).

Everybody on them is invented.
"""

import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import sync_playwright

from tests.builders.paths import ROOT

TARGET: Final = Path(__file__).parent
KODE: Final = "DINKES"
WIDTH: Final = 720


def main() -> None:
    """Write the four pictures anew."""
    period = max((ROOT / "outputs" / "demo").glob("2*/terkini.json")).parent
    revision = period / json.loads((period / "terkini.json").read_bytes())["revisi"]
    opd = revision / "opd" / KODE
    _pages(
        {
            "halaman-opd": opd / f"laporan-{KODE}-{period.name}.html",
            "rekap-kota": revision / "rekap" / f"rekap-kota-{period.name}.html",
        }
    )
    _sheets(
        {
            "lembar-kerja": opd / f"laporan-{KODE}-{period.name}.xlsx",
            "nota-dinas": opd / f"nota-dinas-{KODE}-{period.name}.docx",
        }
    )


def _pages(pages: dict[str, Path]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        context = browser.new_context(
            viewport={"width": 1200, "height": 1000}, device_scale_factor=WIDTH / 1200
        )
        for name, path in pages.items():
            page = context.new_page()
            page.goto(path.resolve().as_uri())
            page.screenshot(path=TARGET / f"{name}.png")
        browser.close()


def _sheets(documents: dict[str, Path]) -> None:
    with TemporaryDirectory() as folder:
        home = f"-env:UserInstallation=file://{folder}/rumah"
        for name, path in documents.items():
            _run(
                "soffice", "--headless", home, "--convert-to", "pdf", "--outdir", folder, str(path)
            )
            pdf, number = (
                Path(folder) / f"{path.stem}.pdf",
                str(_page_of(name, Path(folder) / f"{path.stem}.pdf")),
            )
            size = ("-scale-to-x", str(WIDTH), "-scale-to-y", "-1")
            _run(
                "pdftoppm",
                "-png",
                "-singlefile",
                "-f",
                number,
                "-l",
                number,
                *size,
                str(pdf),
                str(TARGET / name),
            )


def _page_of(name: str, pdf: Path) -> int:
    """Return the page to show: of the workbook the first that lists people."""
    if name != "lembar-kerja":
        return 1
    count = int(_run("pdfinfo", str(pdf)).split("Pages:")[1].split()[0])
    texts = (
        (at, _run("pdftotext", "-f", str(at), "-l", str(at), str(pdf), "-"))
        for at in range(1, count + 1)
    )
    return next(at for at, text in texts if "Tindak" in text and "Belum Berpartisipasi:" in text)


def _run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=180).stdout


if __name__ == "__main__":
    main()

"""Workbooks and letters as LibreOffice opens and prints them.

They are what a secretary without Excel holds in her hands.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from pipeline.core import formats
from pipeline.delivery.receipt.workbook import receipt_workbook
from pipeline.rendering.excel import (
    candidates_workbook,
    city_workbook,
    opd_workbook,
    quality_workbook,
)
from pipeline.rendering.letter import nota_dinas
from tests.builders import html_samples, quality_samples, receipt_samples
from tests.builders import report_samples as samples
from tests.builders.letters import report
from tests.builders.office import run

OPD: Final = html_samples.large_opd(120)
# As many names as a letter attaches: above them the units are attached.
NAMED: Final = html_samples.large_opd(200)
# As many units as the city's schools are.
MANY_UNITS: Final = pl.concat([report("besar").by_unit] * 7).head(405)
BELUM, SUDAH = "Belum Berpartisipasi", "Sudah Berpartisipasi"
DOCUMENTS: Final[dict[str, Callable[[], bytes]]] = {
    "opd.xlsx": lambda: opd_workbook(OPD),
    "jahat.xlsx": lambda: opd_workbook(samples.hostile_opd()),
    "kota.xlsx": lambda: city_workbook(samples.city_of(60)),
    "mutu.xlsx": lambda: quality_workbook(quality_samples.report()),
    "usulan.xlsx": lambda: candidates_workbook(html_samples.candidates()),
    "berita.xlsx": lambda: receipt_workbook(receipt_samples.receipt()),
    "surat.docx": lambda: nota_dinas(report("besar")),
    "surat-405.docx": lambda: nota_dinas(replace(report("besar"), by_unit=MANY_UNITS)),
    "surat-bernama.docx": lambda: nota_dinas(NAMED),
    "jahat.docx": lambda: nota_dinas(report("teks_jahat")),
}
BOOKS: Final = [name for name in DOCUMENTS if name.endswith(".xlsx")]
A4_LYING: Final = (842, 595)
# In points, but for what rounding moves.
MARGIN: Final = 28.8 - 0.5


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every document printed to PDF by one LibreOffice."""
    folder = tmp_path_factory.mktemp("kantor")
    for name, made in DOCUMENTS.items():
        (folder / name.replace(".", "-")).with_suffix(Path(name).suffix).write_bytes(made())
    home = f"-env:UserInstallation={(folder / 'rumah').as_uri()}"
    files = sorted(str(path) for path in folder.glob("*.*"))
    run("soffice", "--headless", home, "--convert-to", "pdf", "--outdir", str(folder), *files)
    return folder


def pdf(folder: Path, name: str) -> Path:
    return (folder / name.replace(".", "-")).with_suffix(".pdf")


@cache
def pages(folder: Path, name: str) -> list[str]:
    """Return the text of each printed page."""
    return run("pdftotext", "-layout", str(pdf(folder, name)), "-").split("\f")[:-1]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_opens_and_prints(printed: Path, name: str) -> None:
    assert pages(printed, name)


@pytest.mark.parametrize("name", BOOKS)
def test_every_page_of_a_workbook_is_numbered_and_lies_on_a4(printed: Path, name: str) -> None:
    found = pages(printed, name)
    for at, page in enumerate(found, start=1):
        assert f"Halaman {at} dari {len(found)}" in page
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", run("pdfinfo", str(pdf(printed, name))))
    assert size
    assert (round(float(size[1])), round(float(size[2]))) == A4_LYING


def test_headings_stand_on_every_page_of_a_list_and_everyone_is_printed_once(printed: Path) -> None:
    found = pages(printed, "opd.xlsx")
    first, after = (
        next(at for at, page in enumerate(found) if f"{sheet}: " in page)
        for sheet in (BELUM, SUDAH)
    )
    listed = found[first:after]
    assert len(listed) >= 2
    assert all("NIP" in page and "Nama" in page for page in listed)
    for column in ("Jabatan", "Penjelasan", "Catatan (diisi)"):
        whole = squeezed("".join(page for page in listed if squeezed(column) in squeezed(page)))
        assert all(whole.count(squeezed(formats.nip(nip))) == 1 for nip in OPD.belum["nip"]), column


def test_the_wali_kota_s_workbook_is_printed_on_ten_pages(printed: Path) -> None:
    assert len(pages(printed, "kota.xlsx")) <= 10


def test_no_cell_shows_an_error_or_hashes(printed: Path) -> None:
    for name in ("opd.xlsx", "kota.xlsx", "mutu.xlsx", "usulan.xlsx"):
        assert not re.search(r"#(REF|NAME|VALUE|N/A|DIV)|Err:\d|###", "".join(pages(printed, name)))


# In jahat.xlsx a unit's name of thousands of letters is a link, which no office program breaks.
@pytest.mark.parametrize("name", sorted(set(BOOKS) - {"jahat.xlsx"}))
def test_nothing_is_cut_at_the_right_margin(printed: Path, name: str) -> None:
    """As "... belum memenuhi ketentuan 265 orang." was printed as "26"."""
    told = run("pdftotext", "-bbox", str(pdf(printed, name)), "-")
    cut = [
        word
        for page in told.split("<page ")[1:]
        for edge, word in re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)<', page)
        if float(edge) > float(page.split('"')[1]) - MARGIN
    ]
    assert cut == []


@pytest.mark.parametrize("name", ["jahat.xlsx", "jahat.docx"])
def test_a_hostile_text_is_printed_as_it_was_written(printed: Path, name: str) -> None:
    whole = squeezed("".join(pages(printed, name)))
    assert "=HYPERLINK(" in whole
    assert "@SUM(A1:A9)" in whole


def test_the_letter_stands_and_its_attachment_lies(printed: Path) -> None:
    told = run("pdfinfo", "-f", "1", "-l", "99", str(pdf(printed, "surat-bernama.docx")))
    sizes = [
        (round(float(a)), round(float(b)))
        for a, b in re.findall(r"size:\s+([\d.]+) x ([\d.]+)", told)
    ]
    assert sizes[0] == (595, 842)
    assert sizes[-1] == A4_LYING


def test_the_signature_never_stands_alone_and_heads_repeat_in_the_attachment(printed: Path) -> None:
    signed = next(page for page in pages(printed, "surat.docx") if "Contoh Nama, S.E." in page)
    assert "Demikian laporan ini kami sampaikan" in signed
    found = pages(printed, "surat-bernama.docx")
    attached = [page for page in found if "Keadaan Catatan" in page and "Jabatan" in page]
    assert len(attached) >= 2
    whole = squeezed("".join(found))
    assert all(squeezed(formats.nip(nip)) in whole for nip in NAMED.belum["nip"])


def test_the_units_of_a_large_opd_take_few_pages_of_its_letter(printed: Path) -> None:
    assert len(pages(printed, "surat-405.docx")) <= 10
    found = pages(printed, "surat.docx")
    whole = squeezed("".join(found))
    assert all(squeezed(unit) in whole for unit in report("besar").by_unit["unit_kerja"])

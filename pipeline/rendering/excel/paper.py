"""How every sheet of every workbook is printed: on which paper, with what at its foot."""

from dataclasses import dataclass
from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.wording import say
from pipeline.rendering.excel.cells import cell_text
from pipeline.reporting.model import Edition

# Excel's numbers of papers, and how many digits' widths fit across each when it lies.
_PAPERS: Final = {"A4": (9, 149.0), "F4": (14, 167.0)}


@dataclass(frozen=True)
class Page:
    """The printed page of a workbook. foot: left, middle and right of it. paper: A4 or F4."""

    foot: tuple[str, str, str]
    paper: str

    @property
    def width(self) -> float:
        """How many digits' widths fit across the paper when it lies."""
        return _PAPERS[self.paper][1]


def page_of(whose: str, edition: Edition) -> Page:
    """Return the page of a workbook: whose it is, page, and period with revision at its foot.

    Its paper is the policy's.
    """
    page = say("lembar.kaki_halaman", halaman="&P", semua="&N")
    right = say("lembar.kaki_kanan", periode=edition.period.name, revisi=edition.revision)
    foot = (_shown_literally(whose), page, _shown_literally(right))
    return Page(foot, edition.policy.surat.kertas)


def lay_on(sheet: Worksheet, paper: str) -> None:
    """Print `sheet` on `paper` (A4 or F4), lying."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _PAPERS[paper][0]


def _shown_literally(text: str) -> str:
    """Return `text` so that a foot shows its ampersands instead of obeying them."""
    return cell_text(text).replace("&", "&&")

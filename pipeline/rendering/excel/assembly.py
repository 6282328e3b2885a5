"""Beginning and ending a workbook: its styles, what it says of itself to people and programs."""

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from pipeline.core.marks import Marks
from pipeline.core.wording import say
from pipeline.rendering.excel.cells import cell_text
from pipeline.rendering.excel.saving import workbook_bytes
from pipeline.rendering.excel.styles import add_styles
from pipeline.reporting.model import Edition


def new_book() -> Workbook:
    """Return a workbook without sheets that knows the named styles."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    return book


def save(book: Workbook, edition: Edition, title: str, marks: Marks) -> bytes:
    """Return the finished workbook's bytes, dated the last day of its period.

    `marks` become custom document properties, for a program that takes the workbook back.
    """
    about, policy = book.properties, edition.policy
    about.title, about.subject, about.language = cell_text(title), policy.gerakan, "id-ID"
    about.creator = about.lastModifiedBy = policy.instansi
    about.category, about.version = say("lembar.kategori"), edition.revision
    for name, value in marks.properties().items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    return workbook_bytes(book, edition.period.last_day)

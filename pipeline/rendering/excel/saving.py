"""Saving a workbook so that the same content gives the same bytes."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from openpyxl import Workbook
from openpyxl.drawing.graphic import GraphicFrame
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles.styleable import StyleableObject
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from pipeline.rendering.zips import packed
from pipeline.system.files import own_bytes

# What gives a sheet's rows as XML, asking for the number of each style in the workbook.
Body = Callable[[Callable[[str], int]], Iterator[str]]


class _DescribedDrawing(SpreadsheetDrawing):  # type: ignore[misc]
    """The drawings of a sheet, each chart with what it shows in words (its `description`)."""

    # openpyxl takes what it writes from the class itself, and so from none that it inherits.
    tagname = SpreadsheetDrawing.tagname
    __elements__ = SpreadsheetDrawing.__elements__

    def _chart_frame(self, idx: int) -> GraphicFrame:
        frame = super()._chart_frame(idx)
        frame.nvGraphicFramePr.cNvPr.descr = getattr(self.charts[idx - 1], "description", "")
        return frame


class TableSheet(Worksheet):  # type: ignore[misc]  # openpyxl has no types
    """A worksheet whose last rows are given as XML, which costs a tenth of a cell for each value.

    `extent`: the cells that it takes, as in "A1:N120". `links`: from cells of these rows.
    """

    def __init__(self, book: Workbook, title: str, extent: str, body: Body) -> None:
        super().__init__(book, title)
        self.extent, self.body = extent, body
        self.links: list[Hyperlink] = []

    def calculate_dimension(self) -> str:
        """Return the cells that the sheet takes, those of its body too."""
        return self.extent

    def body_xml(self) -> str:
        """Return the rows below the cells that are objects."""
        return "".join(self.body(cache(self._style_number)))

    def _style_number(self, name: str) -> int:
        styled = StyleableObject(self)
        styled.style = name
        return int(styled.style_id)


def add_table_sheet(book: Workbook, title: str, extent: str, body: Body) -> TableSheet:
    """Add an empty sheet to `book` whose rows will be followed by those of `body`."""
    sheet = TableSheet(book, title, extent, body)
    book._add_sheet(sheet)  # noqa: SLF001 - create_sheet makes no sheet of another class
    return sheet


def workbook_bytes(book: Workbook, day: dt.date) -> bytes:
    """Return `book` as .xlsx bytes that depend on its content only.

    It calls `day` its day of making.
    """
    book.properties.created = book.properties.modified = dt.datetime.combine(day, dt.time())
    parts = _Parts()
    _BookWriter(book, parts).write_data()
    return packed(parts.held)


class _Parts:
    """Takes the parts of a workbook as openpyxl writes them into an archive, packing none."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def writestr(self, name: str, data: str | bytes) -> None:
        """Take one part."""
        self.held[name] = data.encode() if isinstance(data, str) else data

    def write(self, path: str, name: str) -> None:
        """Take the part that openpyxl wrote into a file of its own: a sheet of the demo's."""
        data = own_bytes(Path(path))
        if data is None:
            raise FileNotFoundError(name)
        self.held[name] = data

    def namelist(self) -> list[str]:
        """Return the names of the parts taken so far."""
        return list(self.held)


class _SheetWriter(WorksheetWriter):  # type: ignore[misc]
    """Writes cells first, then the rows given as XML, into memory."""

    def write_rows(self) -> None:
        """Write all rows; openpyxl's own stream is flushed before ours go past it."""
        stream = self.xf.send(True)
        with stream.element("sheetData"):
            for number, row in self.rows():
                self.write_row(stream, row, number)
            if isinstance(self.ws, TableSheet):
                self.ws._hyperlinks.extend(self.ws.links)  # noqa: SLF001 - emptied by openpyxl before
                stream.flush()
                self.out.write(self.ws.body_xml().encode("ascii", "xmlcharrefreplace"))
        self.xf.send(None)


class _BookWriter(ExcelWriter):  # type: ignore[misc]
    """Writes the sheets of a workbook from memory."""

    def write_worksheet(self, ws: Worksheet) -> None:
        """Write one sheet into the archive; those of the demo's exports as openpyxl does."""
        if self.workbook.write_only:
            super().write_worksheet(ws)
            return
        ws._drawing = _DescribedDrawing()  # noqa: SLF001 - as the method that this one stands for
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images  # noqa: SLF001
        writer = _SheetWriter(ws, io.BytesIO())
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001
        self._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)

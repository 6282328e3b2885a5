"""A workbook's marks: what we wrote into it about itself, in custom properties (OOXML and ODF)."""

import zipfile
from typing import Final
from xml.parsers import expat

from pipeline.core.marks import Marks
from pipeline.reading.files.archive import open_archive
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.kinds import is_workbook, without_blanks_before

# Part -> the element that holds one property, and the attribute with its name.
_PLACES: Final = {
    "docProps/custom.xml": ("property", "name"),
    "meta.xml": ("meta:user-defined", "meta:name"),
}
_LARGEST: Final = 1 << 18
_ZIP: Final = b"PK"


def workbook_marks(data: bytes, size_limit: int) -> Marks:
    """Return what a workbook says of itself.

    Nothing for an .xls or a text, where we look for no properties.

    Raises UnreadableError for what is no workbook, is encrypted, is damaged or unpacks beyond
    `size_limit` bytes.
    """
    whole = without_blanks_before(data)
    if not is_workbook(whole, size_limit) or not whole.startswith(_ZIP):
        return Marks()
    return Marks.from_properties(_custom_properties(whole))


def _custom_properties(data: bytes) -> dict[str, str]:
    book = open_archive(data)
    for part, (element, attribute) in _PLACES.items():
        if part in book.namelist():
            return _Properties(element, attribute).read(_part(book, part))
    return {}


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    if book.getinfo(name).file_size > _LARGEST:
        raise UnreadableError("berkas_rusak")
    return book.read(name)


class _Properties:
    """Gathers the texts of elements `element` by their attribute `attribute`."""

    def __init__(self, element: str, attribute: str) -> None:
        self._element, self._attribute = element, attribute
        self._found: dict[str, str] = {}
        self._open: str | None = None

    def read(self, xml: bytes) -> dict[str, str]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(xml, True)
        return self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._element:
            self._open = attributes.get(self._attribute)
            if self._open is not None:
                self._found[self._open] = ""

    def _end(self, name: str) -> None:
        if name == self._element:
            self._open = None

    def _text(self, text: str) -> None:
        if self._open is not None:
            self._found[self._open] += text

"""Beginning and saving a letter: each as a copy of one prepared document, packed once only."""

import io
from functools import cache
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import docx
from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.pkgwriter import PackageWriter

from pipeline.rendering.letter.elements import set_up
from pipeline.rendering.zips import packed


class _Parts:
    """Takes the parts of a document as python-docx writes them, packing none."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def write(self, uri: PackURI, data: bytes) -> None:
        """Take one part."""
        self.held[uri.membername] = data


def new_letter(language: str) -> Document:
    """Return an empty document in a letter's type and `language`."""
    return docx.Document(io.BytesIO(_prepared(language)))


@cache
def _prepared(language: str) -> bytes:
    document = docx.Document()
    set_up(document, language)
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name, data in _parts_of(document).items():
            archive.writestr(name, data)
    return target.getvalue()


def letter_bytes(document: Document) -> bytes:
    """Return `document` as .docx bytes that depend on its content only."""
    return packed(_parts_of(document))


def _parts_of(document: Document) -> dict[str, bytes]:
    package, sink = document.part.package, _Parts()
    writer: Any = PackageWriter  # not all of its parts have types
    for part in package.parts:
        part.before_marshal()
    # What PackageWriter.write does, but for packing: that is done once, without the clock.
    writer._write_content_types_stream(sink, package.parts)
    writer._write_pkg_rels(sink, package.rels)
    writer._write_parts(sink, package.parts)
    return sink.held

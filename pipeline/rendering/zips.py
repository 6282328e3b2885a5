"""Office documents are zip archives: written so that the same content gives the same bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

_FIRST: Final = "[Content_Types].xml"
_PROPERTIES: Final = "docProps/core.xml"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_CREATED: Final = re.compile(rb"<dcterms:created[^>]*>([^<]*)<")
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a document of `parts` (name -> content) without its moment of saving.

    Entries have fixed dates, and `modified` is as `created`: libraries stamp the clock on both
    (architecture §3); whoever saves sets `created`.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name in sorted(parts, key=lambda name: name != _FIRST):
            content = parts[name]
            new.writestr(
                _timeless_entry(name),
                _without_modified(content) if name == _PROPERTIES else content,
            )
    return target.getvalue()


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of `files` (name -> content): the same files, the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(_timeless_entry(name), content)
    return target.getvalue()


def _timeless_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _without_modified(core: bytes) -> bytes:
    created = _CREATED.search(core)
    return _MODIFIED.sub(rb"\g<1>" + created[1], core) if created else core

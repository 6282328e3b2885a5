"""What a workbook of ours says of itself to programs: period, OPD, revision (see `save` in assembly)."""

import io
import zipfile

from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.xml.constants import ARC_CUSTOM
from openpyxl.xml.functions import fromstring


def workbook_marks(data: bytes) -> dict[str, str]:
    """Return the custom document properties of a workbook that we published; none when it is no such workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            tree = fromstring(archive.read(ARC_CUSTOM))
    except (zipfile.BadZipFile, KeyError, SyntaxError):
        return {}
    return {mark.name: str(mark.value) for mark in CustomPropertyList.from_tree(tree)}

"""Cells of a workbook's XML that its reader leaves empty: errors, formulas without a result.

They become texts, by the bytes: a sheet beside the few of them may be far too large for a tree. Of
a formula no more is kept than that it is one, or the text that it plainly gives: it may name people
and files.

Runs in the opener's process.
"""

import re
from collections.abc import Callable
from typing import Final

from pipeline.reading.files.grids import UNWORKED

_ERROR: Final = re.compile(rb"t=(?<=\st=)[\"']e[\"']")
_ERROR_CELL: Final = re.compile(rb"(<(?:\w+:)?c\b[^<>]*?\st=)[\"']e[\"']")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
# A cell with a formula and without a value, or with an empty one. What repeats gives nothing back,
# or a few thousand blanks would take minutes.
_NO_RESULT: Final = re.compile(
    rb"<((?:\w+:)?)c\b([^<>]*+)>\s*+<(?:\w+:)?f\b[^<>]*+(?:(?<=/)>|>([^<]*+)</(?:\w+:)?f>)\s*+"
    rb"((?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v\s*+>\s*+</(?:\w+:)?v>)?+)\s*+</(?:\w+:)?c>"
)
_TYPE: Final = re.compile(rb"\st=[\"'](\w+)[\"']")
# The text that a formula writes down: ="1990...", which keeps digits what they are.
_PLAIN_TEXT: Final = re.compile(rb"\s*(?:\"|&quot;)([^\"&<>]*)(?:\"|&quot;)\s*")

_QUOTED: Final = rb"\"[^\"]*+\"|'[^']*+'"
_DOCUMENT_FORMULA: Final = re.compile(
    rb"<(table:(?:covered-)?table-cell)\b("
    rb"(?:" + _QUOTED + rb"|[^\"'<>/t]|/(?!>)|t(?!able:formula=))*+"
    rb"table:formula=(?:" + _QUOTED + rb"|[^\"'<>/]|/(?!>))*+)(/?)>"
    rb"(?=(\s*+<text:p>\s*+(?:#[A-Z0-9/_]+[!?]?|Err:[0-9]{3})\s*+</text:p>|\s*+<text:p|))"
)
_STORED: Final = re.compile(
    rb"\s(?:office:(?:value-type|value|string-value|boolean-value|date-value))=(?:\"[^\"]*\"|'[^']*')"
)


def sheet_with_results(part: bytes) -> bytes:
    """Return an .xlsx's sheet with a text for each error and each formula without a result."""
    if _ERROR.search(part):
        part = _ERROR_CELL.sub(rb'\1"str"', part)
    # Where a pattern begins with a bracket the search is slow: most sheets have no such letters.
    could_be = b"<f" in part or b":f" in part
    return _replaced(_NO_RESULT, _worked, part) if could_be and _FORMULA.search(part) else part


def document_with_results(part: bytes) -> bytes:
    """Return an .ods's content with a text for each error and each formula without a result."""
    return _replaced(_DOCUMENT_FORMULA, _shown, part) if b"table:formula=" in part else part


def _replaced(
    cell: re.Pattern[bytes], replace: Callable[[re.Match[bytes]], bytes], part: bytes
) -> bytes:
    """Return `part` itself where nothing changes: then it need not be written anew."""
    new = cell.sub(replace, part)
    return part if new == part else new


def _worked(cell: re.Match[bytes]) -> bytes:
    prefix, attributes, formula, value = cell.groups(b"")
    kind = _TYPE.search(attributes)
    if kind and kind[1] == b"str" and value:
        return cell[0]
    plain = _PLAIN_TEXT.fullmatch(formula)
    text = plain[1] if plain else UNWORKED.encode()
    told = _TYPE.sub(b"", attributes)
    return b'<%bc%b t="str"><%bv>%b</%bv></%bc>' % (*[prefix, told, prefix, text], *[prefix] * 2)


def _shown(cell: re.Match[bytes]) -> bytes:
    tag, attributes, closed, behind = cell.groups(b"")
    typed = b"office:value-type=" in attributes
    is_error = b'calcext:value-type="error"' in attributes or b"</text:p>" in behind
    if is_error:
        return b'<%b%b office:value-type="string"%b>' % (tag, _STORED.sub(b"", attributes), closed)
    if typed or behind:
        return cell[0]
    text = b"<text:p>%b</text:p>" % UNWORKED.encode()
    ended = b"</%b>" % tag if closed else b""
    return b'<%b%b office:value-type="string">%b%b' % (tag, attributes, text, ended)

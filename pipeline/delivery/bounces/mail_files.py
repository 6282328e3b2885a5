"""Files of mail into single messages: an .eml, or an mbox as mail programs really write it.

Whatever the bytes are, they come out as pieces; none of this raises.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

# A notice of failed delivery says all that matters at its beginning; the rest is our own message
# sent back.
HEAD: Final = 256 * 1024
MOST_MESSAGES: Final = 5_000
# Mail programs do not agree on how a line of text that begins with "From " is marked, so the line
# alone proves nothing: a message begins there only when a header field comes right after it. The
# standard library's mailbox splits at each of them.
_BEGINS: Final = re.compile(rb"^From [^\r\n]*\r?\n(?=[A-Za-z][A-Za-z0-9-]{0,60}:)", re.MULTILINE)


def is_mbox(data: bytes) -> bool:
    """Tell an mbox from a single message."""
    return data.lstrip(b"\r\n").startswith(b"From ")


def messages_in(data: bytes) -> Iterator[bytes]:
    """Yield the beginning of each message, HEAD bytes at most.

    Of an mbox no more than MOST_MESSAGES.
    """
    if not is_mbox(data):
        yield data.lstrip(b"\r\n")[:HEAD]
        return
    marks = list(islice(_BEGINS.finditer(data), MOST_MESSAGES + 1))
    starts = [mark.end() for mark in marks] or [data.find(b"\n") + 1]
    ends = [*(mark.start() for mark in marks[1:]), len(data)]
    for start, end in islice(zip(starts, ends, strict=True), MOST_MESSAGES):
        yield data[start : min(end, start + HEAD)]

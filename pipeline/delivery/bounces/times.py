"""Moments as mail writes them and as readers do."""

import datetime as dt
from email.utils import parsedate_to_datetime


def utc_of(text: str) -> str:
    """Return the moment in a Date header as ISO 8601 in UTC, "" for what is none."""
    try:
        moment = parsedate_to_datetime(text)
        # "-0000" says that the place is not known (RFC 5322): such a moment is given in UTC all the
        # same.
        known = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return known.astimezone(dt.UTC).isoformat(timespec="seconds")
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""

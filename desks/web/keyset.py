"""Where the next page of a list begins, as it stands in an address: a moment and a key, nothing about anybody."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write(place):
    """ "1795348800000000-123" for (moment, key); empty for no further page."""
    if place is None:
        return ""
    moment, key = place
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}-{key}"


def read(text):
    """(moment, key) for what ``write`` made, or None for anything else: then a list begins at its start."""
    microseconds, dash, key = (text or "").rpartition("-")
    try:
        if not dash:
            return None
        return _EPOCH + timedelta(microseconds=int(microseconds)), int(key)
    except (ValueError, OverflowError):
        return None

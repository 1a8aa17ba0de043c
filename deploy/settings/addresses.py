"""Addresses that follow from other addresses."""

from urllib.parse import urlsplit, urlunsplit


def cache_beside(broker):
    """Return the cache's address on the broker's server, in the database after the broker's: they never share one.

    Empty for no broker. A socket's address changes its form, because the two clients spell it differently.
    """
    if not broker:
        return ""
    parts = urlsplit(broker)
    if parts.scheme == "redis+socket":
        number = next((int(p[13:]) for p in parts.query.split("&") if p.startswith("virtual_host=")), 0)
        return f"unix://{parts.path}?db={number + 1}"
    number = int(parts.path.strip("/") or 0)
    return urlunsplit((parts.scheme, parts.netloc, f"/{number + 1}", parts.query, ""))

"""One timeline out of what every room has to tell about a case. For readers of the whole record.

Each room is asked for as many items as the page holds; the newest of all of them are the page.
"""

import heapq

from cases.timeline import TimelineItem
from domains.queries import readable_entries
from domains.queries import timeline as domains_timeline

SIZE = 30

#: ``timeline(case, worker, before, size, *, at)`` of each room that has one.
ROOMS = (domains_timeline,)


def timeline(case, worker, *, at, before=None, size=SIZE):
    """(items newest first, the moment before which the next page lies or None)."""
    found = [room(case, worker, before, size + 1, at=at) for room in ROOMS]
    items = list(heapq.merge(*found, key=lambda item: item.at, reverse=True))
    more = len(items) > size
    return items[:size], items[size - 1].at if more else None


def own_entries(case, worker, *, at, before=None, size=SIZE):
    """The same for a partner of the shared core: the entries they read, and nothing of what others do."""
    rows = readable_entries(worker, case, at=at).select_related("part__domain", "worker", "organisation")
    if before is not None:
        rows = rows.filter(at__lt=before)
    rows = list(rows.order_by("-at", "-pk")[: size + 1])
    items = [
        TimelineItem(entry.at, f"{entry.part.domain.name}: {entry.worker.name}, {entry.organisation.short_name}", entry.what_happened)
        for entry in rows[:size]
    ]
    return items, items[-1].at if len(rows) > size else None

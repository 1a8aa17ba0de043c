"""One timeline out of what every room has to tell about a case. For readers of the whole record.

Each room is asked for as many items as the page holds; the newest of all of them are the page.
"""

import heapq
from datetime import timedelta

from assessments.timeline import timeline as assessments_timeline
from cases.timeline import TimelineItem
from cases.timeline import timeline as cases_timeline
from domains.queries import readable_entries
from domains.queries import timeline as domains_timeline
from instruments.timeline import timeline as instruments_timeline
from merging.queries import timeline as merging_timeline

SIZE = 30

#: ``timeline(case, worker, before, size, *, at)`` of each room that has one.
ROOMS = (cases_timeline, merging_timeline, assessments_timeline, instruments_timeline, domains_timeline)


def timeline(case, worker, *, at, before=None, size=SIZE):
    """(items newest first, place of the next page or None).

    A place is (moment, how many of that moment were shown): an import tells many things at one moment, and none is lost
    where a page ends among them.
    """
    return _page(lambda until, wanted: [room(case, worker, until, wanted, at=at) for room in ROOMS], before, size)


def own_entries(case, worker, *, at, before=None, size=SIZE):
    """The same for a partner of the shared core: the entries they read, and nothing of what others do."""
    entries = readable_entries(worker, case, at=at).select_related("part__domain", "worker", "organisation")

    def ask(until, wanted):
        rows = entries if until is None else entries.filter(at__lt=until)
        return [[_entry(entry) for entry in rows.order_by("-at", "-pk")[:wanted]]]

    return _page(ask, before, size)


def _page(ask, before, size):
    moment, shown = before or (None, 0)
    until = moment + timedelta(microseconds=1) if moment is not None else None
    items = list(heapq.merge(*ask(until, size + shown + 1), key=lambda item: item.at, reverse=True))[shown:]
    page = items[:size]
    if len(items) <= size:
        return page, None
    last = page[-1].at
    same = sum(item.at == last for item in page)
    return page, (last, same + (shown if last == moment else 0))


def _entry(entry):
    title = f"{entry.part.domain.name}: {entry.worker.name}, {entry.organisation.short_name}"
    return TimelineItem(entry.at, title, entry.what_happened)

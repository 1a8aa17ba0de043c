"""Which of some cases a worker may open, asked for a handful of keys at once.

``visible_to`` asks with OR over EXISTS, which is right for one case; for many, PostgreSQL would gather everything the
worker sees first. Here each way in is asked by itself for these keys only, and the answers are put together.
"""

from cases.sight import branches

#: From the row of a way in to its case.
PATHS = {"case_id": "case__", "pk": "", "content_object_id": "content_object__"}


def open_to(worker, case_ids, *, at):
    """Those of the keys whose cases the worker may open, closed ones too. One query besides the standing."""
    case_ids = list(case_ids)
    return keys_of(worker, lambda path, case: {f"{case}__in": case_ids}, at=at) if case_ids else set()


def keys_of(worker, condition, *, at, limit=None):
    """Keys of the visible cases that fit. ``condition(path, case)`` gives the filter, by the names that lead to the case."""
    ways = []
    for branch in branches(worker, at=at):
        rows = branch.rows.order_by().filter(**condition(PATHS[branch.case], branch.case))
        ways.append(rows.values_list(branch.case, flat=True))
    if not ways:
        return set()
    found = ways[0].union(*ways[1:])
    return set(found[:limit] if limit else found)

"""Timing one act many times, and counting what it asks of the database."""

import gc
import time
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def _quiet():
    """No garbage collection in the middle of a measurement."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def percentile(values, share):
    """The value below which a share of the sorted values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def measure(act, floor=None, *, runs):
    """Median, p95 and queries of ``act``; with ``floor`` its median beside it, run in turn so that noise is shared.

    Both are called once before, to warm caches. Times are in milliseconds.
    """
    for warm in (act, floor):
        if warm is not None:
            warm()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        act()
    queries = sum(
        1
        for q in caught.captured_queries
        if not q["sql"].startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"))
    )
    taken, floors = [], []
    with _quiet():
        for _ in range(runs):
            began = time.perf_counter()
            act()
            taken.append((time.perf_counter() - began) * 1000)
            if floor is not None:
                began = time.perf_counter()
                floor()
                floors.append((time.perf_counter() - began) * 1000)
    result = {
        "median_ms": round(percentile(taken, 0.5), 2),
        "p95_ms": round(percentile(taken, 0.95), 2),
        "queries": queries,
    }
    if floors:
        low = percentile(floors, 0.5)
        result |= {"floor_ms": round(low, 2), "ratio": round(percentile(taken, 0.5) / low, 2)}
    return result

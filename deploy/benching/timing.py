"""Timing one act many times, and counting what it asks of the database."""

import gc
import time
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


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


def measure_in_turn(acts, *, runs):
    """{name: median, p95 and queries} of acts that are compared: each turn runs all of them, so that noise is shared."""
    counted = {name: _queries_of(act) for name, act in acts.items()}
    taken = {name: [] for name in acts}
    with _quiet():
        for _ in range(runs):
            for name, act in acts.items():
                began = time.perf_counter()
                act()
                taken[name].append((time.perf_counter() - began) * 1000)
    return {
        name: {
            "median_ms": round(percentile(times, 0.5), 2), "p95_ms": round(percentile(times, 0.95), 2),
            "queries": counted[name],
        }
        for name, times in taken.items()
    }  # fmt: skip


def _queries_of(act):
    """How many statements an act sends, transactions left out, once its caches are warm."""
    act()
    with CaptureQueriesContext(connection) as caught:
        act()
    return sum(not query["sql"].startswith(TRANSACTIONS) for query in caught.captured_queries)


def measure(act, floor=None, *, runs):
    """Median, p95 and queries of ``act``; with ``floor`` its median beside it, run in turn so that noise is shared.

    Both are called once before, to warm caches. Times are in milliseconds.
    """
    queries = _queries_of(act)
    if floor is not None:
        floor()
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

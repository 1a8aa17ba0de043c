"""Facts that one page asks for more than once are found once.

Only while a safe request (GET, HEAD) is answered, which changes nothing that a policy reads: the page asks at one moment,
so the same question has the same answer. Outside one, in services, tasks and forms that write, nothing is remembered.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

_page = ContextVar("facts_of_this_page", default=None)


@contextmanager
def page():
    """Remember facts until the page is made."""
    token = _page.set({})
    try:
        yield
    finally:
        _page.reset(token)


@contextmanager
def afresh():
    """Ask everything again inside: for whoever looks, while a page is made, at what would be true after a change."""
    token = _page.set(None)
    try:
        yield
    finally:
        _page.reset(token)


def once_a_page(key):
    """Let a function of facts be asked once a page. ``key`` makes a hashable key of its arguments: workers and cases by
    number, moments as they are. The answer must not be changed by whoever gets it."""

    def decorate(function):
        @wraps(function)
        def asked(*args, **kwargs):
            facts = _page.get()
            if facts is None:
                return function(*args, **kwargs)
            place = (function.__module__, function.__qualname__, key(*args, **kwargs))
            if place not in facts:
                facts[place] = function(*args, **kwargs)
            return facts[place]

        return asked

    return decorate


def of_worker_and_case(worker, case, *, at):
    """The commonest key: a worker, a case and a moment. ``case`` may be the case or its number."""
    return worker.pk, getattr(case, "pk", case), at

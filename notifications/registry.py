"""What the rooms above tell this one when the app starts: how a notice reads, whether it is still wanted, who else gets it.

This room never calls up; it asks these functions. Each is a batch function and is registered once per kind.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Described:
    """One notice as its reader sees it in the inbox. ``text`` may name the person; it never leaves by e-mail."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Recomputing:
    """How a room works its deadlines out again: ``due(deadlines, at)`` and what to lock before they are written."""

    due: Callable
    lock: Callable | None


_describe = {}
_still_wanted = {}
_recipients = {}
_recompute = {}


def _once(shelf, key, value, what):
    if shelf.get(key, value) != value:
        raise LookupError(f"{what} {key!r} is registered already")
    shelf[key] = value


def describe(kind, function):
    """Let ``function(notices, worker, at) -> {notice id: Described or None}`` word the notices of a kind.

    It asks the policies: None (or no entry) means the worker may no longer open the subject.
    """
    _once(_describe, kind, function, "A describing function for")


def still_wanted(kind, function):
    """Let ``function(notices, at) -> set of notice ids`` say, at sending, which are still to be sent."""
    _once(_still_wanted, kind, function, "A function for what is still wanted of")


def recipients(kind, audience, function):
    """Let ``function(deadlines, at) -> {deadline id: [worker ids]}`` answer for an audience that partners' data cannot."""
    _once(_recipients, (kind, audience), function, "A recipients function for")


def recompute(kind, due, lock=None):
    """Let ``due(deadlines, at) -> {deadline id: due_at, or None to cancel}`` work live deadlines of a kind out again.

    ``lock(subject_ids)`` is called first, in the same transaction: the parent is locked before its deadlines.
    A deadline without an entry stays as it is.
    """
    _once(_recompute, kind, Recomputing(due, lock), "A recomputing function for")


def describing(kind):
    return _describe.get(kind)


def wanting(kind):
    return _still_wanted.get(kind)


def receiving(kind, audience):
    return _recipients.get((kind, audience))


def recomputing():
    """Every kind that can be worked out again, with how."""
    return dict(_recompute)

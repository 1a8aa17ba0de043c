"""The legal moves of a complaint, in one table."""

from complaints.models import Status

MOVES = {
    Status.TAKEN: frozenset({Status.OPEN, Status.PASSED, Status.EXCLUDED, Status.OUT_OF_TIME, Status.WITHDRAWN}),
    Status.OPEN: frozenset({Status.PASSED, Status.EXCLUDED, Status.OUT_OF_TIME, Status.WITHDRAWN, Status.ANSWERED}),
    Status.PASSED: frozenset(),
    Status.EXCLUDED: frozenset({Status.OPEN}),
    Status.OUT_OF_TIME: frozenset({Status.OPEN}),
    Status.WITHDRAWN: frozenset({Status.OPEN}),
    Status.ANSWERED: frozenset(),
}


class IllegalMove(ValueError):
    """A complaint cannot go from this status to that one."""


def check(old, new):
    """Return quietly for a legal move; raise :class:`IllegalMove` otherwise. The same status again is no move."""
    if new not in MOVES[Status(old)]:
        raise IllegalMove(f"A complaint that is {Status(old).label.lower()} cannot become {Status(new).label.lower()}.")

"""Who is shown who can see a record, and why; and what the person agreed to, with its history.

Readers of the whole record and whoever coordinates it. A partner of the shared core is not shown it: that another body
reads a domain can say something clinical by itself (decisions.md 9).
"""

from access.decisions import allow, deny
from access.roles import Permission
from cases import policies


def shows_sight(worker, case, *, at):
    """Whether the worker is shown who can see the record: a Decision. Closed records too."""
    seen = policies.may(worker, Permission.VIEW_CASE, case, at=at)
    if not seen:
        return seen
    return allow("reads_fully") if policies.reads_fully(worker, case, at=at) else deny("sight_is_not_shown")

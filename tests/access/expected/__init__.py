"""The status expected from every address, by every role, by GET and by POST with nothing in it.

Read a row as: method, address (and which thing it names), then one status for each role in the order of
``tests.access.asking.ROLES``. What the numbers mean here is said in ``docs/access.md``. A page that is not in these
tables fails the matrix; the failure prints the row as seen, to be judged before it is written down here.
"""

from tests.access.asking import ROLES
from tests.access.expected import (
    accounts,
    agreement,
    attachments,
    carers,
    complaints,
    determinations,
    documents,
    emergency,
    endings,
    frameworks,
    instruments,
    money_and_risk,
    partners,
    programs,
    records,
    reviews,
    sight,
)

TABLES = {
    **accounts.TABLES,
    **records.TABLES,
    **determinations.TABLES,
    **instruments.TABLES,
    **agreement.TABLES,
    **attachments.TABLES,
    **documents.TABLES,
    **emergency.TABLES,
    **endings.TABLES,
    **carers.TABLES,
    **complaints.TABLES,
    **frameworks.TABLES,
    **partners.TABLES,
    **programs.TABLES,
    **reviews.TABLES,
    **money_and_risk.TABLES,
    **sight.TABLES,
}


def rows(table):
    """(method, key of the address) -> {role: status} of one table."""
    read = {}
    for line in table.strip().splitlines():
        words = line.split()
        split = len(words) - len(ROLES)
        method, key, statuses = words[0], " ".join(words[1:split]), words[split:]
        if (method, key) in read or split < 2:
            raise ValueError(f"Not a row, or one that stands twice: {line}")
        read[method, key] = dict(zip(ROLES, map(int, statuses), strict=True))
    return read


def expected():
    """Every cell: {(method, key): {role: status}}. A row in two tables raises."""
    cells = {}
    for table in TABLES.values():
        for key, row in rows(table).items():
            if key in cells:
                raise ValueError(f"{key} stands in two tables")
            cells[key] = row
    return cells


def row_of(method, key, statuses):
    """A row as it stands in a table."""
    return f"{method:4} {key:42} {' '.join(str(statuses[role]) for role in ROLES)}"

"""Writes docs/access-matrix.md from the tables that the matrix test proves: ``python -m tests.access.document``."""

from pathlib import Path

from tests.access.asking import ROLES
from tests.access.expected import TABLES, rows

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "access-matrix.md"

HEAD = """# Every address by every role

What the site answers when each role opens each address: once by GET, once by a POST with nothing in it. The page is
written by `python -m tests.access.document` from the tables in `tests/access/expected`, which `tests/access/test_matrix.py`
proves address by address, and is compared with them by a test. How it is decided stands in [access.md](access.md).

The workers are those of one small partnership, and one person's record: the **coordinator**, the **nurse** and the
**manager** work for the trust that holds it, the **social worker** for the council that shares the assessment. The
**housing worker**'s charity holds housing with the person's agreement; the **employment worker**'s was asked and has not
answered; the **neighbour**'s charity has no part; the **suspended worker**'s partner is suspended. The **complaints leads**
are those of the trust, the council and the housing charity, with one joint complaint between them.

200 opens, or shows the form again · 302 goes on (after an act, or to sign in) · 400 what was sent is wrong ·
401 not signed in (API) · 403 known to you, but not yours to do, with the reason · 404 there is nothing for you here, the same
bytes as for what does not exist · 405 not by this method.
"""

SHORT = {
    "coordinator": "coord.", "nurse": "nurse", "social_worker": "social", "manager": "manag.", "housing_worker": "housing",
    "employment_worker": "employ.", "neighbour": "neighb.", "suspended_worker": "susp.", "partnership_manager": "partn. m.",
    "trust_complaints": "compl. trust", "council_complaints": "compl. council", "charity_complaints": "compl. charity",
    "administrator": "admin.", "privacy_officer": "privacy", "superuser": "super.", "anonymous": "nobody",
}  # fmt: skip


def page():
    """The whole page."""
    parts = [HEAD]
    for room, table in TABLES.items():
        parts.append(f"\n## {room}\n\n| address | | {' | '.join(SHORT[role] for role in ROLES)} |")
        parts.append(f"|{'---|' * (len(ROLES) + 2)}")
        parts += [
            f"| {key} | {method} | {' | '.join(str(row[role]) for role in ROLES)} |"
            for (method, key), row in rows(table).items()
        ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())

"""The matrix as a file: one line for each role, situation and act, with the sections of the record beside it.

``desks/matrix/permissions.csv`` is what the site offers for download and ``docs/permissions.md`` is its page.
``WRITE_MATRIX=1 pytest tests/access/test_cells.py`` writes both anew from the policies; a test holds them against them.
"""

import csv
import io
from pathlib import Path

from tests.access.cells.deciding import ACTS
from tests.access.cells.situations import ACTORS, SITUATIONS

ROOT = Path(__file__).resolve().parent.parent.parent.parent
FILE = ROOT / "desks" / "matrix" / "permissions.csv"
PAGE = ROOT / "docs" / "permissions.md"

READS, WRITES = "read a section", "write in a section"

HEAD = """# Who may do what: the permission matrix

Role × state of the part × act × section. The table is generated from the policies themselves, and
`tests/access/test_cells.py` proves it: each denial is tried by the page and by the API, one by one, and must change
nothing; each permission is tried too, and must do what it says. The same table, one line for each role and act, is
`desks/matrix/permissions.csv`, which the site offers for download under *Who may do what*.

The part is housing, or family where several share one; the partner that is asked or holds it is a housing charity. The
trust holds the record and coordinates it, the council shares the joint assessment, and another charity does employment.
**Yes** is written; a dash is no; an empty cell means that there is nothing yet with which it could be done.
"""


def lines(decided, codes):
    """[situation, role, act, the part, each section]: yes, no or empty. ``decided``: (situation, actor) -> Decided."""
    made = []
    for (situation, actor), cells in decided.items():
        who = [SITUATIONS[situation][0], ACTORS[actor]]
        for act, words in ACTS.items():
            said = "" if act not in cells.acts else _word(cells.acts[act])
            made.append([*who, words, said, *[""] * len(codes)])
        made.append([*who, READS, "", *(_word(code in cells.reads) for code in codes)])
        made.append([*who, WRITES, "", *(_word(code in cells.writes) for code in codes)])
    return made


def _word(yes):
    return "yes" if yes else "no"


def as_csv(decided, sections):
    """The file. ``sections``: code -> name, in the order of the form."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["Situation", "Role", "Act", "The record or the part", *(f"Section: {name}" for name in sections.values())]
    )
    writer.writerows(lines(decided, list(sections)))
    return out.getvalue()


def as_page(decided, sections):
    """The page: for each situation the acts, then the sections (R reads, W reads and writes)."""
    parts = [HEAD]
    for situation, (title, _) in SITUATIONS.items():
        parts.append(f"\n## {title}\n\n| role | {' | '.join(ACTS.values())} |")
        parts.append(f"|{'---|' * (len(ACTS) + 1)}")
        for actor, name in ACTORS.items():
            acts = decided[situation, actor].acts
            cells = ["" if act not in acts else "**yes**" if acts[act] else "–" for act in ACTS]
            parts.append(f"| {name} | {' | '.join(cells)} |")
        parts.append(f"\n| role: R reads, W reads and writes | {' | '.join(sections.values())} |")
        parts.append(f"|{'---|' * (len(sections) + 1)}")
        for actor, name in ACTORS.items():
            cells = decided[situation, actor]
            marks = ["W" if c in cells.writes else "R" if c in cells.reads else "–" for c in sections]
            parts.append(f"| {name} | {' | '.join(marks)} |")
    return "\n".join(parts) + "\n"

"""What an import says about files it cannot use, rows it cannot use, and values it cannot use. Pure.

Nothing is lost: a file is refused (`NotAnExtract`), a row is rejected whole (`Reject`), or a value is left out and the
rest of its row kept (`BadValue`). Each names the file and the physical line, counted from 1, as an editor shows it.
"""

import csv
import json
from dataclasses import dataclass, field
from typing import NamedTuple


class NotAnExtract(Exception):
    """A file or directory that cannot be read as an extract at all. Its text is plain English, for administrators."""

    def __init__(self, file, problem, *, line=None):
        self.file = file
        self.line = line
        self.problem = problem
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {problem}")


class Reject(NamedTuple):
    """A row that was not used, with all its cells as they stood in the file."""

    file: str
    line: int
    reason: str
    headings: tuple[str, ...]
    cells: tuple[str, ...]


class BadValue(NamedTuple):
    """A warning: one value of a row was not used, or looks wrong; the rest of the row was kept."""

    file: str
    line: int
    column: str
    value: str
    problem: str

    def __str__(self):
        return f"{self.file}, line {self.line}, {self.column}: {self.problem}"


@dataclass(slots=True)
class Problems:
    """Collects rejects and warnings in the order in which they were met."""

    rejects: list[Reject] = field(default_factory=list)
    warnings: list[BadValue] = field(default_factory=list)

    def reject(self, table, row, reason):
        self.rejects.append(Reject(table.file, row.line, reason, table.headings, tuple(row.cells)))

    def warn(self, file, line, column, value, problem):
        self.warnings.append(BadValue(file, line, column, value, problem))


def row_by_heading(reject):
    """All cells of a rejected row by heading; those beyond the headings come under `cell 12`, `cell 13` and so on."""
    headings = [*reject.headings, *(f"cell {n}" for n in range(len(reject.headings) + 1, len(reject.cells) + 1))]
    return dict(zip(headings, reject.cells, strict=False))


def write_rejects(rejects, stream):
    """Write rejects as CSV to an open text stream: file, line, reason, and the whole row as JSON by heading.

    Cells beyond the headings come under `cell 12`, `cell 13` and so on. Returns how many were written.
    """
    writer = csv.writer(stream)
    writer.writerow(["file", "line", "reason", "row"])
    written = 0
    for reject in rejects:
        row = json.dumps(row_by_heading(reject), ensure_ascii=False)
        writer.writerow([reject.file, reject.line, reject.reason, row])
        written += 1
    return written

"""Moves a sample extract in time by whole weeks, so that a demonstration never looks old. Pure but for the files it writes.

Every column of dates moves but dates of birth, so that ages stay sensible; days of the week are kept. What was worked out
for the unmoved files no longer holds exactly (twelve months are not a number of weeks), so `truth.json` is not copied.
"""

import csv
import datetime
import re
from pathlib import Path

ISO_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(.*)$")
DAYS_IN_A_WEEK = 7
SAMPLE = Path(__file__).with_name("sample")


def weeks_until(period_end, today, *, age_in_weeks=3):
    """By how many whole weeks to move an extract so that its period ended at least `age_in_weeks` ago, but no week more."""
    return (today - period_end).days // DAYS_IN_A_WEEK - age_in_weeks


def is_moved(heading):
    """Whether a column holds dates that move: all that are called a date, but dates of birth."""
    name = heading.casefold()
    return "date" in name and "birth" not in name


def moved(text, weeks):
    """An ISO day (and the time of day after it, if any) so many weeks later; anything else unchanged."""
    found = ISO_DAY.match(text)
    if not found:
        return text
    try:
        day = datetime.date.fromisoformat(found[1]) + datetime.timedelta(weeks=weeks)
    except (ValueError, OverflowError):
        return text
    return day.isoformat() + found[2]


def shift_file(source, destination, weeks):
    """Copy one CSV file in UTF-8, moving its dates. The order of rows, columns and all other cells are kept."""
    with (
        Path(source).open(encoding="utf-8-sig", newline="") as read,
        Path(destination).open("w", encoding="utf-8", newline="") as written,
    ):
        rows = csv.reader(read)
        writer = csv.writer(written, lineterminator="\n")
        headings = next(rows, [])
        writer.writerow(headings)
        dated = [is_moved(heading) for heading in headings]
        for row in rows:
            writer.writerow(moved(cell, weeks) if date else cell for cell, date in zip(row, dated, strict=True))


def shift_extract(destination, weeks, *, source=SAMPLE):
    """Copy an extract (every CSV file, in directories of the same names) into a directory, moved by so many weeks."""
    source, destination = Path(source), Path(destination)
    for path in sorted(source.rglob("*.csv")):
        target = destination / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shift_file(path, target, weeks)
    return destination

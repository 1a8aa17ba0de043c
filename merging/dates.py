"""Dates of a file, with the warnings they deserve. Pure.

Whether a date lies in the future can be told only when the whole extract has been read (the reporting period stands on
its rows), so late dates are remembered and judged by `warn_of_late_dates`.
"""

import re

from merging.values import read_date

LOOKS_LIKE_A_DATE = re.compile(r"\d.*\d.*\d.*\d")


class DateReader:
    """Reads dates for both extracts of one import. `seen_until` is the latest day that is certainly not the future."""

    def __init__(self, problems, seen_until=None):
        self.problems = problems
        self.seen_until = seen_until
        self._late = []

    def day(self, file, line, column, text):
        """The day, or None for a blank or for a value that is no date (with a warning)."""
        if not text:
            return None
        day, problem = read_date(text)
        if problem:
            self.problems.warn(file, line, column, text, problem)
        elif self.seen_until is None or day > self.seen_until:
            self._late.append((day, file, line, column, text))
        return day

    birth = day

    def ending(self, file, line, column, text):
        """`(day, has_ended)` for an end or a death. An end that is no day of the calendar still is an end: 31/09/2026
        ends on an unknown day. A word that is no date at all ends nothing."""
        if not text:
            return None, False
        day = self.day(file, line, column, text)
        return day, day is not None or bool(LOOKS_LIKE_A_DATE.search(text))

    def warn_of_late_dates(self, horizon):
        """Warn of every date after the horizon: the later of the day of the import and the reporting period's end."""
        for day, file, line, column, text in self._late:
            if day > horizon:
                self.problems.warn(file, line, column, text, f"'{text}' is in the future: after {horizon}")
        self._late.clear()

"""What is due and what is open, for one person, on a given day. Pure: `as_at` is always an argument.

A thing is open on a day when it began on or before it and has not ended on or before it. An end that cannot be read is
an end.
"""

from dataclasses import dataclass

from calendars import add_months
from merging.records import ASSESSMENT, REVIEW, SERVICE, Day

REVIEW_MONTHS = 12  # Refocusing the Care Programme Approach (2008); Care and Support Statutory Guidance 13.32

# MENTAL HEALTH ACT LEGAL STATUS CLASSIFICATION CODE of section 3 (03), 37 with and without restrictions (09, 10), 47
# (15, 16), 48 (17, 18) and 45A (37 limitation direction in force, 38 ended, and 34 as it was coded before).
# Source: Mental Health Act 1983, s117(1).
SECTION_117_CODES = frozenset({"03", "09", "10", "15", "16", "17", "18", "34", "37", "38"})


@dataclass(frozen=True, slots=True)
class Clock:
    """One side's review clock: counting only while its side is open, from the last review or the start. ``began``: that start."""

    counts: bool
    counted_from: Day
    due: Day
    began: Day = None


def is_open(start, until, ended, *, as_at):
    """Whether a spell is open at the end of a day."""
    if start and start > as_at:
        return False
    if until:
        return until > as_at
    return not ended


def has_died(deaths, *, as_at):
    """Whether any of (day, has died) says the person had died by a day; a death on an unknown day counts."""
    return any(died and (day is None or day <= as_at) for day, died in deaths)


def open_episodes(episodes, *, as_at):
    """The CPA episodes open on a day."""
    return [episode for episode in episodes if is_open(episode.start, episode.until, episode.ended, as_at=as_at)]


def open_services(events, *, as_at):
    """The council's services open on a day."""
    return [
        event
        for event in events
        if event.kind == SERVICE and is_open(event.start, event.until, event.ended, as_at=as_at)
    ]


def _clock(counts, counted_from, began=None):
    due = add_months(counted_from, REVIEW_MONTHS) if counts and counted_from else None
    return Clock(counts, counted_from, due, began)


def health_clock(episodes, *, as_at, alive=True):
    """The CPA clock: the last review held in an open episode, else the episode's start, plus twelve months."""
    current = open_episodes(episodes, as_at=as_at)
    held = [review.day for episode in current for review in episode.reviews if review.day and review.day <= as_at]
    starts = [episode.start for episode in current if episode.start]
    began = min(starts, default=None)
    return _clock(bool(current) and alive, max(held, default=None) or began, began)


def social_care_clock(events, *, as_at, alive=True):
    """The council's clock: the last completed review or assessment plus twelve months, while a service is open."""
    completed = [
        event.until for event in events if event.kind in (ASSESSMENT, REVIEW) and event.until and event.until <= as_at
    ]
    return _clock(bool(open_services(events, as_at=as_at)) and alive, max(completed, default=None))


def next_joint_review(*clocks):
    """The earlier due day of the clocks that count, or None."""
    return min((clock.due for clock in clocks if clock.counts and clock.due), default=None)


def has_section_117(legal_statuses, *, as_at):
    """Whether the person was ever detained under a section that brings aftercare, for a person to confirm."""
    return any(
        status.code in SECTION_117_CODES and (status.start is None or status.start <= as_at)
        for status in legal_statuses
    )

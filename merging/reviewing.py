"""From the clocks that an extract gave to the review clocks of a case: each duty its own (import.md, next joint review)."""

import datetime

from assessments import clocks
from assessments.clocks import CaseClocks, Side
from design.words import long_date
from merging.records import HEALTH, SOCIAL_CARE

KIND_OF = {HEALTH: clocks.CPA, SOCIAL_CARE: clocks.CARE_ACT}
HELD = {HEALTH: "last CPA review", SOCIAL_CARE: "last review or assessment"}
STARTED = {HEALTH: "start of CPA", SOCIAL_CARE: "start of the service"}


def side_of(clock, source, organisation):
    """The Side of one packed clock, or None where its side is not open or nothing is known to count from."""
    if not clock["counts"] or not clock["counted_from"]:
        return None
    day = datetime.date.fromisoformat(clock["counted_from"])
    held = clock["held"]
    words = HELD[source] if held else STARTED[source]
    began = datetime.date.fromisoformat(clock["began"]) if clock.get("began") else None
    return Side(
        started_on=began if held else day, last_done_on=day if held else None, organisation_id=organisation.pk,
        source_text=f"{organisation.short_name}, {words} on {long_date(day)}"[:200],
    )  # fmt: skip


def clocks_of_new(case, plan, bodies):
    """The clocks of a new case; only kinds that count."""
    sides = {
        KIND_OF[source]: side
        for source, organisation in bodies.organisations.items()
        if (side := side_of(plan["clocks"][source], source, organisation)) is not None
    }
    return CaseClocks(case.pk, sides)


def clocks_of_changed(case_id, plan, before, bodies, live):
    """What an import changes about the clocks of a case that is there: the sides whose clock is another than last time.

    ``live`` is {kind: ReviewClock}. A review recorded here later than the extract's is not turned back.
    """
    sides = {}
    for source, organisation in bodies.organisations.items():
        clock, kind = plan["clocks"][source], KIND_OF[source]
        if clock == (before or {}).get(source):
            continue
        side, current = side_of(clock, source, organisation), live.get(kind)
        if side is None and (current is None or not (before or {}).get(source, {}).get("counts")):
            continue
        if (
            side
            and current
            and current.last_done_on
            and current.last_done_on > (side.last_done_on or datetime.date.min)
        ):
            continue
        sides[kind] = side
    return CaseClocks(case_id, sides)

"""Review clocks: each duty keeps its own. The only module that writes :class:`ReviewClock`, and with it the review
deadlines and the case's next due moment. Callers are inside a transaction of their own or make one here.

Kinds come from the frameworks (``clock:`` of a framework file), so a new duty is data. A clock that belongs to the
coordinator is owed by whoever coordinates; one that belongs to a body is owed by that body, and by the coordinator where
the body is not known or is the one that coordinates.
"""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from access import copying
from assessments import rules
from assessments.framework_files import library
from assessments.models import ReviewClock
from audit import services as audit
from calendars import local_day
from cases import involvement, locks
from notifications import services as notifications
from notifications.models import Deadline
from notifications.services import DeadlineSpec

CPA = "review.cpa"
CARE_ACT = "review.care_act"
LIGHT_TOUCH = "review.light_touch"
SUBJECT = "case"
#: Why a clock ended or began again, where it was not ended by hand.
HELD = "The review was held"
CASES_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one body brings for its duty: when it began, when it was last reviewed, and whose duty it is."""

    started_on: date | None = None
    last_done_on: date | None = None
    organisation_id: int | None = None
    source_text: str = ""
    because: str = ""

    @property
    def facts(self):
        return (self.started_on, self.last_done_on, self.organisation_id)


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """The clocks of one case. ``sides`` maps a kind to its Side, or to None where that side is not open: its clock ends.

    A kind that is not named stays as it is.
    """

    case_id: int
    sides: dict = field(default_factory=dict)


def due_on(kind, *, started_on, last_done_on):
    """The day on which a review of a kind is due. Raises LookupError for a kind that no framework has."""
    clock = _clock(kind)
    if clock.weeks:
        return rules.window_of(clock.weeks, started_on)[1]
    return rules.review_due_on(
        clock.months, started_on=started_on, last_done_on=last_done_on, first_months=clock.first_months
    )


def due_on_of(clock):
    """The day on which a live :class:`ReviewClock` is due."""
    return due_on(clock.kind, started_on=clock.started_on, last_done_on=clock.last_done_on)


def opens_on_of(clock):
    """The first day of the window of a live :class:`ReviewClock`, or None where its review has no window."""
    weeks = _clock(clock.kind).weeks
    return rules.window_of(weeks, clock.started_on)[0] if weeks else None


def then_on(kind, held_on):
    """When a review of a kind falls due again if it is held on a day; None where it is held once."""
    return None if _clock(kind).weeks else due_on(kind, started_on=None, last_done_on=held_on)


def rule_text(kind):
    """The rule behind the date, as the register of deadlines keeps it (at most 80 characters)."""
    clock = _clock(kind)
    often = f"{clock.weeks[0]} to {clock.weeks[1]} weeks" if clock.weeks else f"{clock.months} months"
    return f"{often}: {clock.source}"[:80]


def _clock(kind):
    clock = library().clocks().get(kind)
    if clock is None:
        raise LookupError(f"No framework has a clock of the kind {kind!r}; run manage.py check_frameworks")
    return clock


@transaction.atomic
def set_clocks(*, case, sides, at, by, because=""):
    """Set the clocks of one case from what its bodies recorded. ``by`` None is an act of the system (an import).
    ``because`` is kept with what ends by it.

    Returns the case's next due moment, or None. The same dates again change nothing. Raises ValidationError for a last
    review in the future, LookupError for an unknown kind. Not a door: callers have asked their policy.
    """
    return set_clocks_for([CaseClocks(case.pk, sides)], at=at, by=by, because=because)[case.pk]


@transaction.atomic
def set_clocks_for(rows, *, at, by=None, because=""):
    """Set the clocks of many cases: {case id: next due moment or None}. Statements grow by the 2,000 cases, not by one.

    Audit: one row a case for one case, none for a bulk (the caller's own act stands for all of them).
    """
    rows = list(rows)
    if len({row.case_id for row in rows}) != len(rows):
        raise ValueError("The clocks of one case were given twice.")
    _check(rows, at=at)
    due = {}
    for start in range(0, len(rows), CASES_AT_ONCE):
        due.update(_set(rows[start : start + CASES_AT_ONCE], at=at, by=by, because=because))
    if len(rows) == 1:
        detail = {kind: side and str(side.last_done_on or side.started_on) for kind, side in rows[0].sides.items()}
        audit.record(
            "review.clocks_set", target=(SUBJECT, rows[0].case_id), by=by, at=at, case_id=rows[0].case_id, detail=detail
        )
    return due


def _check(rows, *, at):
    today = local_day(at)
    for row in rows:
        for kind, side in row.sides.items():
            clock = _clock(kind)
            if side is None:
                continue
            if clock.weeks and side.started_on is None:
                raise ValueError(f"{kind}: its weeks are counted from the start, which is not known.")
            if side.last_done_on is None and side.started_on is None:
                raise ValueError(
                    f"{kind}: neither the last review nor the start is known; give None instead of a side."
                )
            if max(filter(None, (side.last_done_on, side.started_on))) > today:
                raise ValidationError(
                    "The day of a review that was held must be today or before. Check the year.", code="future"
                )


def _set(rows, *, at, by, because=""):
    cases = {case.pk: case for case in locks.cases([row.case_id for row in rows])}
    live = {}
    for clock in ReviewClock.objects.filter(case_id__in=cases, ended_at=None):
        live[clock.case_id, clock.kind] = clock
    ended, made, cancelled = [], [], {}
    for row in rows:
        for kind, side in row.sides.items():
            clock = live.get((row.case_id, kind))
            if side is None and clock is not None:
                cancelled.setdefault(kind, []).append(row.case_id)
            if clock is not None and (side is None or _facts(clock) != side.facts):
                ended.append(live.pop((row.case_id, kind)))
                clock = None
            if side is not None and clock is None:
                live[row.case_id, kind] = ReviewClock(
                    case_id=row.case_id, kind=kind, organisation_id=side.organisation_id, started_on=side.started_on,
                    last_done_on=side.last_done_on, source_text=side.source_text, because=side.because, set_at=at,
                    set_by=by,
                )  # fmt: skip
                made.append(live[row.case_id, kind])
    if ended:
        ReviewClock.objects.filter(pk__in=[clock.pk for clock in ended]).update(
            ended_at=at, ended_by=by, ended_because=because
        )
    copying.create(ReviewClock.objects, made)
    for kind, case_ids in cancelled.items():
        notifications.cancel_many(subject_kind=SUBJECT, subject_ids=case_ids, kind=kind, at=at)
    return _register(cases, live.values(), at=at)


def _facts(clock):
    return (clock.started_on, clock.last_done_on, clock.organisation_id)


def _register(cases, clocks, *, at):
    """Put live clocks of locked cases into the register of deadlines, and the earliest on each open case."""
    clocks = [clock for clock in clocks if cases[clock.case_id].is_open]
    owners = _Owners(cases.values(), clocks)
    specs, earliest = [], {}
    for clock in clocks:
        due_at = rules.due_moment(due_on_of(clock))
        earliest[clock.case_id] = min(earliest.get(clock.case_id, due_at), due_at)
        organisation_id, team_id, worker_id = owners.of(clock)
        specs.append(
            DeadlineSpec(
                kind=clock.kind,
                subject_kind=SUBJECT,
                subject_id=clock.case_id,
                case_id=clock.case_id,
                due_at=due_at,
                owner_organisation_id=organisation_id,
                owner_team_id=team_id,
                owner_worker_id=worker_id,
                rule=rule_text(clock.kind),
            )  # fmt: skip
        )
    notifications.set_deadlines(specs, at)
    involvement.set_next_dues(cases.values(), {pk: earliest.get(pk) for pk in cases})
    return {pk: earliest.get(pk) for pk in cases}


class _Owners:
    """Who owes each clock, with one query for the whole teams of the bodies concerned."""

    def __init__(self, cases, clocks):
        self.cases = {case.pk: case for case in cases}
        bodies = {clock.organisation_id for clock in clocks if clock.organisation_id}
        bodies |= {case.lead_organisation_id for case in self.cases.values()}
        self.whole = involvement.whole_teams(bodies)

    def of(self, clock):
        """(organisation id, team id, worker id or None) of whoever owes it."""
        case = self.cases[clock.case_id]
        here = case.coordinator_organisation_id
        body = clock.organisation_id or here or case.lead_organisation_id
        by_coordinator = _clock(clock.kind).owner == "coordinator" or body == here
        if here is not None and by_coordinator:
            return here, case.coordinator_team_id, case.coordinator_id
        return body, self.whole[body], None


@transaction.atomic
def done(*, case, kinds, on, at, by):
    """A review was held on a day for these kinds: what was owed is satisfied, and each clock begins again from that day.

    Returns {kind: the day on which it was due, None where it had no clock}. A review older than the last one leaves its
    clock as it is; one that is held once ends its clock, unless the clock began after it.
    Not a door: ``services.hold_review`` asks the policy and writes the audit.
    """
    _check([CaseClocks(case.pk, {kind: Side(started_on=on, last_done_on=on) for kind in kinds})], at=at)
    case = locks.case(case.pk)
    live = {clock.kind: clock for clock in ReviewClock.objects.filter(case_id=case.pk, ended_at=None)}
    was_due, sides = {}, {}
    for kind in kinds:
        clock = live.get(kind)
        was_due[kind] = due_on_of(clock) if clock else None
        if clock and max(filter(None, (clock.last_done_on, _clock(kind).weeks and clock.started_on)), default=on) > on:
            continue
        if _clock(kind).weeks:
            sides[kind] = None
            notifications.satisfy(subject_kind=SUBJECT, subject_id=case.pk, kind=kind, at=at)
            continue
        sides[kind] = Side(
            started_on=clock.started_on if clock else None, last_done_on=on,
            organisation_id=clock.organisation_id if clock else None, source_text="Held and recorded here",
        )  # fmt: skip
        if clock is None or due_on_of(clock) != due_on(kind, started_on=None, last_done_on=on):
            notifications.satisfy(subject_kind=SUBJECT, subject_id=case.pk, kind=kind, at=at)
    _set([CaseClocks(case.pk, sides)], at=at, by=by, because=HELD)
    return was_due


@transaction.atomic
def end_clocks(*, case, at, by):
    """End every clock of a case: it was joined to another, or the person died. Nothing is owed on it any longer."""
    kinds = ReviewClock.objects.filter(case_id=case.pk, ended_at=None).values_list("kind", flat=True)
    return set_clocks(case=case, sides=dict.fromkeys(kinds), at=at, by=by)


def owed_again(*, case, at):
    """A case that was closed is open again: the clocks that ran then are owed again. Returns nothing; the lock is held."""
    _register({case.pk: case}, list(ReviewClock.objects.filter(case_id=case.pk, ended_at=None)), at=at)


def move_owners(*, case, by, at):
    """The coordinator has changed: whoever owes the clocks changes with them. Hangs in ``cases.registry``."""
    clocks = list(ReviewClock.objects.filter(case_id=case.pk, ended_at=None))
    owners = _Owners([case], clocks)
    for clock in clocks:
        organisation_id, team_id, worker_id = owners.of(clock)
        notifications.move_owner(
            subject_kind=SUBJECT, subject_id=case.pk, kind=clock.kind, owner_organisation_id=organisation_id,
            owner_team_id=team_id, owner_worker_id=worker_id, at=at,
        )  # fmt: skip


def lock(case_ids):
    """Lock the cases before their deadlines change."""
    locks.cases(case_ids)


def recompute(deadlines, at):
    """Work live review deadlines out again: {deadline id: due moment, None to cancel}. For ``recompute_deadlines``."""
    deadlines = list(deadlines)
    ids = {deadline.subject_id for deadline in deadlines}
    live = {
        (c.case_id, c.kind): c for c in ReviewClock.objects.filter(case_id__in=ids, ended_at=None, case__is_open=True)
    }
    found = {}
    for deadline in deadlines:
        clock = live.get((deadline.subject_id, deadline.kind))
        found[deadline.pk] = rules.due_moment(due_on_of(clock)) if clock else None
    return found


def disagreements(case_ids=None):
    """Live clocks of open cases without the deadline they should have, as (case id, kind). Empty when all is well."""
    clocks = ReviewClock.objects.filter(ended_at=None, case__is_open=True, case__merged_into=None)
    live = Deadline.objects.filter(is_live=True, subject_kind=SUBJECT, kind__in=library().clocks())
    if case_ids is not None:
        clocks, live = clocks.filter(case_id__in=case_ids), live.filter(subject_id__in=case_ids)
    registered = {(s, k): due for s, k, due in live.values_list("subject_id", "kind", "due_at")}
    return sorted(
        (clock.case_id, clock.kind)
        for clock in clocks.iterator()
        if registered.get((clock.case_id, clock.kind)) != rules.due_moment(due_on_of(clock))
    )

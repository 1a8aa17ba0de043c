"""Progress: what happened, how it is going, when the next contact is, and a word to the coordinator when it matters."""

from django.db import transaction

import calendars
from access import policies
from access.roles import Permission
from access.rows import writing
from audit import services as audit
from cases import locks
from cases.models import NO_DATE
from domains import rules
from domains.models import GoalState, Part, ProgressEntry
from domains.rules import CannotBe
from domains.services import attaching
from domains.services.rows import CONTACT, coordinators, fresh, tell
from notifications import services as notifications

CONTACT_RULE = "Next contact: the day the worker gave"


@transaction.atomic
def write_entry(
    *,
    part,
    what_happened,
    by,
    at,
    happened_on=None,
    goal_state="",
    next_contact_on=None,
    tell_coordinator=False,
    worry="",
    form_key=None,
    attachment=None,
):
    """Write what happened on a part that the worker's organisation holds. An entry is never changed afterwards.

    ``form_key`` is the form's own key: the same form sent twice is one entry. ``happened_on`` is today by default, at
    most two years back. ``next_contact_on`` sets the deadline of the next contact; without it none is owed. With
    ``tell_coordinator`` the coordinator is told at once, with the words of ``worry``. ``attachment`` is a file that was sent with
    it; nobody opens it before it is checked (:mod:`domains.services.attaching`).
    """
    case = locks.case(part.case_id)
    part = fresh(part)
    before = ProgressEntry.objects.filter(form_key=form_key).first() if form_key is not None else None
    if before is not None and (before.part_id, before.worker_id) == (part.pk, by.pk):
        return before
    policies.require(by, Permission.WRITE_ENTRY, part, at=at)
    if before is not None:
        raise CannotBe("form_used")
    happened_on = happened_on or calendars.local_day(at)
    rules.check_entry(
        what_happened=what_happened, happened_on=happened_on, next_contact_on=next_contact_on,
        tell_coordinator=tell_coordinator, worry=worry, at=at,
    )  # fmt: skip
    if goal_state and goal_state not in GoalState.values:
        raise CannotBe("goal_state_unknown", field="goal_state")
    entry = ProgressEntry.objects.create(
        part=part, case=case, organisation=part.organisation, worker=by, at=at, happened_on=happened_on,
        what_happened=what_happened.strip(), goal_state=goal_state, next_contact_on=next_contact_on,
        tell_coordinator=tell_coordinator, worry=worry.strip()[:400] if tell_coordinator else "", form_key=form_key,
    )  # fmt: skip
    _next_contact(part, next_contact_on, goal_state, at=at)
    if tell_coordinator:
        tell("entry.worry", f"entry:{entry.pk}", part, coordinators(part.case), by=by, at=at)
    audit.record(
        "entry.written", target=entry, by=by, at=at, case_id=case.pk, person_id=case.person_id,
        organisation_id=part.organisation_id, detail={"part": part.pk, "worry": tell_coordinator},
    )  # fmt: skip
    if attachment is not None:
        attaching.attach(entry, attachment, by=by, at=at)
    return entry


def _next_contact(part, day, goal_state, *, at):
    """The part says what its newest entry said, and its deadline is the day given; without a day none is owed."""
    part.last_entry_at = at
    part.goal_state = goal_state or part.goal_state
    part.due_at = calendars.end_of_day(day) if day is not None else NO_DATE
    with writing(Part):
        part.save(update_fields=["last_entry_at", "goal_state", "due_at"])
    if day is None:
        notifications.satisfy(subject_kind="part", subject_id=part.pk, kind=CONTACT, at=at)
        return
    notifications.set_deadline(
        kind=CONTACT, subject_kind="part", subject_id=part.pk, due_at=part.due_at, owner_organisation_id=part.organisation_id,
        owner_team_id=part.team_id, owner_worker_id=part.worker_id, rule=CONTACT_RULE, at=at, case_id=part.case_id,
    )  # fmt: skip

"""Deadlines of single events on a case: the check of a review that was held, the contact after a discharge.

Owed by whoever coordinates; where nobody does, by the body that leads. Callers have locked the case.
"""

from assessments import discharge_rules, rules
from assessments.discharge_models import Discharge
from assessments.models import Review
from cases import involvement, locks
from cases.policies import family
from notifications import services as notifications
from notifications.models import Deadline

CHECK = "meeting.check"
FOLLOW_UP = "followup.72h"
REVIEW, DISCHARGE = "review", "discharge"
KINDS = (CHECK, FOLLOW_UP)
_MODELS = {REVIEW: Review, DISCHARGE: Discharge}


def owners(case):
    """Who owes it: {owner_organisation_id, owner_team_id, owner_worker_id} as the register takes them."""
    organisation, team, worker = case.coordinator_organisation_id, case.coordinator_team_id, case.coordinator_id
    if organisation is None:
        organisation = case.lead_organisation_id
        team = involvement.whole_teams([organisation])[organisation]
    return {"owner_organisation_id": organisation, "owner_team_id": team, "owner_worker_id": worker}


def owe_check(review, *, at):
    """The check of a review is owed within 72 hours of writing down that it was held."""
    notifications.set_deadline(
        kind=CHECK, subject_kind=REVIEW, subject_id=review.pk, case_id=review.case_id,
        due_at=rules.check_due(review.held_recorded_at), rule="72 hours: partnership default", at=at,
        **owners(review.case),
    )  # fmt: skip


def owe_contact(discharge, *, at):
    """The contact after a discharge is owed within 72 elapsed hours."""
    notifications.set_deadline(
        kind=FOLLOW_UP, subject_kind=DISCHARGE, subject_id=discharge.pk, case_id=discharge.case_id,
        due_at=discharge_rules.task_due(discharge.left_at), rule="72 hours: NHS Standard Contract Schedule 4A", at=at,
        **owners(discharge.case),
    )  # fmt: skip


def move_owners(*, case, by, at):
    """The coordinator has changed: what is owed on the case, and on those joined to it, goes with them."""
    live = Deadline.objects.filter(is_live=True, case_id__in=family(case), kind__in=KINDS)
    for subject_kind, subject_id, kind in live.values_list("subject_kind", "subject_id", "kind"):
        notifications.move_owner(subject_kind=subject_kind, subject_id=subject_id, kind=kind, at=at, **owners(case))


def lock_reviews(review_ids):
    _lock(REVIEW, review_ids)


def lock_discharges(discharge_ids):
    _lock(DISCHARGE, discharge_ids)


def _lock(subject, keys):
    """Lock the cases before their deadlines change."""
    locks.cases(_MODELS[subject].objects.filter(pk__in=keys).values_list("case_id", flat=True))


def recompute_checks(deadlines, at):
    """Work the live checks out again: {deadline id: due moment, None where it is owed no longer}."""
    reviews = Review.objects.in_bulk({deadline.subject_id for deadline in deadlines})
    return {d.pk: _check_due(reviews.get(d.subject_id)) for d in deadlines}


def _check_due(review):
    if review is None or review.held_recorded_at is None or review.checked_at is not None:
        return None
    return rules.check_due(review.held_recorded_at)


def recompute_contacts(deadlines, at):
    """Work the live contacts out again, as :func:`recompute_checks` does."""
    found = Discharge.objects.filter(set_aside_at=None).in_bulk({deadline.subject_id for deadline in deadlines})
    return {
        d.pk: discharge_rules.task_due(found[d.subject_id].left_at) if d.subject_id in found else None
        for d in deadlines
    }

"""Writes to reviews: one meeting for one duty or several; each duty's clock keeps its own compliance."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access_policies
from access.roles import Permission
from assessments import clocks
from assessments.framework_files import library
from assessments.models import Review, ReviewClock, ReviewCovers
from audit import services as audit
from calendars import local_day
from cases import locks
from design.words import long_date


@transaction.atomic
def plan_review(*, case, kinds, scheduled_for, by, at, place=""):
    """Arrange one meeting for these duties. A meeting arranged before and not held is called off for it. Returns it."""
    access_policies.require(by, Permission.HOLD_REVIEW, case, at=at)
    case = locks.case(case.pk)
    errors = _kinds_errors(case, kinds)
    if scheduled_for <= at:
        errors["scheduled_for"] = (
            "The meeting must be in the future. To write down one that took place, use “Hold the review”."
        )
    if errors:
        raise ValidationError(errors)
    _planned(case).update(called_off_at=at, called_off_because="Another time was arranged")
    review = Review.objects.create(
        case=case, planned_at=at, planned_by=by, scheduled_for=scheduled_for, place=place.strip()[:200],
        organisation_id=_calling(case),
    )  # fmt: skip
    ReviewCovers.objects.bulk_create([ReviewCovers(review=review, kind=kind) for kind in kinds])
    _audit("review.planned", review, by, at, kinds=sorted(kinds), scheduled_for=scheduled_for.isoformat())
    return review


@transaction.atomic
def call_off_review(*, review, because, by, at):
    """Call a planned meeting off, saying why. The clocks run on. A meeting that was held cannot be called off."""
    access_policies.require(by, Permission.HOLD_REVIEW, review, at=at)
    locks.case(review.case_id)
    review.refresh_from_db()
    if review.called_off_at is not None:
        return review
    if review.held_on is not None:
        raise ValidationError("This review was held already.")
    if not because.strip():
        raise ValidationError({"because": "Write why it is called off."})
    review.called_off_at, review.called_off_because = at, because.strip()[:400]
    review.save(update_fields=["called_off_at", "called_off_because"])
    _audit("review.called_off", review, by, at)
    return review


@transaction.atomic
def hold_review(*, case, kinds, held_on, by, at, persons_words="", what_was_decided=""):
    """Record that one review was held on a day for these duties. Their clocks are satisfied and begin again from it.

    The meeting that was planned becomes this one. Refuses a day in the future, before the person's birth or before the
    case was opened, a duty that has no clock here, and a review in which nothing was decided.
    """
    access_policies.require(by, Permission.HOLD_REVIEW, case, at=at)
    case = locks.case(case.pk)
    errors = _kinds_errors(case, kinds)
    if held_on > local_day(at):
        errors["held_on"] = "The review cannot have been held in the future. Check the day, or plan it instead."
    elif case.person.birth_date and held_on < case.person.birth_date:
        errors["held_on"] = (
            f"The review must be after the person’s birth on {long_date(case.person.birth_date)}. Check the year."
        )
    if not what_was_decided.strip():
        errors["what_was_decided"] = "Write what was decided. If nothing changes, write that."
    if errors:
        raise ValidationError(errors)
    review = _planned(case).first() or Review(case=case, organisation_id=_calling(case))
    review.held_on, review.held_recorded_at, review.held_by = held_on, at, by
    review.persons_words, review.what_was_decided = persons_words.strip(), what_was_decided.strip()
    review.save()
    was_due = clocks.done(case=case, kinds=list(kinds), on=held_on, at=at, by=by)
    ReviewCovers.objects.filter(review=review).delete()
    ReviewCovers.objects.bulk_create(
        [ReviewCovers(review=review, kind=kind, was_due_on=was_due[kind]) for kind in kinds]
    )
    _audit("review.held", review, by, at, kinds=sorted(kinds), held_on=held_on.isoformat())
    return review


def _planned(case):
    return Review.objects.filter(case=case, held_on=None, called_off_at=None)


def _kinds_errors(case, kinds):
    known = library().clocks()
    live = set(ReviewClock.objects.filter(case_id=case.pk, ended_at=None).values_list("kind", flat=True))
    if not kinds:
        return {"kinds": "Choose which reviews this meeting is for."}
    if not set(kinds) <= set(known):
        return {"kinds": "Choose from the reviews in the list."}
    if live and not set(kinds) <= live:
        names = ", ".join(known[kind].name for kind in kinds if kind not in live)
        return {"kinds": f"{names}: that side of the care is not open here, so nothing is reviewed for it."}
    return {}


def _calling(case):
    return case.coordinator_organisation_id or case.lead_organisation_id


def _audit(what, review, by, at, **detail):
    audit.record(
        what, target=review, by=by, at=at, case_id=review.case_id, person_id=review.case.person_id, detail=detail
    )

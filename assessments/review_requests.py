"""That a review was asked for: by the person, the carer or somebody on their behalf, at any time (CA14 s27(1))."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access_policies
from access.roles import Permission
from assessments import review_telling
from assessments.policies import acting_for
from assessments.review_models import ReviewRequest
from audit import services as audit
from calendars import local_day
from cases import locks


@transaction.atomic
def ask_for_review(*, case, asked_by, asked_on, words, by, at, asked_name=""):
    """Write down that somebody asked for a review, on which day and why. The coordinator is told.

    A meeting that is arranged and not held answers it at once. Refuses a day to come, no reason, and, where it was not the
    person, no name.
    """
    access_policies.require(by, Permission.ASK_REVIEW, case, at=at)
    case = locks.case(case.pk)
    errors = {}
    if asked_by not in ReviewRequest.AskedBy.values:
        errors["asked_by"] = "Choose who asked."
    elif asked_by != ReviewRequest.AskedBy.PERSON and not asked_name.strip():
        errors["asked_name"] = "Write who asked."
    if asked_on > local_day(at):
        errors["asked_on"] = "The day on which they asked cannot be in the future."
    if not words.strip():
        errors["words"] = "Write why they ask for a review."
    if errors:
        raise ValidationError(errors)
    planned = case.reviews.filter(held_on=None, called_off_at=None).first()
    request = ReviewRequest.objects.create(
        case=case, asked_by=asked_by, asked_name=asked_name.strip()[:120], asked_on=asked_on, words=words.strip(),
        review=planned, at=at, by=by,
        organisation_id=acting_for(by, Permission.ASK_REVIEW, case, at=at) or case.lead_organisation_id,
    )  # fmt: skip
    _audit("review.asked_for", request, by, at, asked_by=str(asked_by))
    review_telling.tell_coordinator_of_request(request, at=at)
    return request


@transaction.atomic
def refuse_request(*, request, because, by, at):
    """Say no to a request, with the reason that the person is given. Refuses one that is answered already."""
    access_policies.require(by, Permission.HOLD_REVIEW, request, at=at)
    locks.case(request.case_id)
    request.refresh_from_db()
    if request.refused_at is not None or request.review_id is not None:
        raise ValidationError("This request has been answered already.")
    if not because.strip():
        raise ValidationError({"because": "Write why, as you told the person."})
    request.refused_at, request.refused_by, request.refused_because = at, by, because.strip()
    request.save(update_fields=["refused_at", "refused_by", "refused_because"])
    _audit("review.request_refused", request, by, at)
    return request


def _audit(what, request, by, at, **detail):
    audit.record(
        what, target=request, by=by, at=at, case_id=request.case_id, person_id=request.case.person_id, detail=detail
    )

"""Telling people about meetings: one notice for each who is expected, when a meeting is planned, moved or called off.

And how these notices, and those of the check, read in the inbox.
"""

from django.urls import reverse

from assessments.models import Review
from assessments.owing import CHECK, REVIEW
from assessments.policies import visible_reviews
from assessments.review_models import ReviewRequest
from assessments.review_parts import expected
from cases.policies import visible_to
from design.words import moment
from domains.queries import asked_name
from notifications import services as notifications
from notifications.registry import Described
from notifications.services import Recipient

PLANNED, MOVED, CALLED_OFF, ASKED = "meeting.planned", "meeting.moved", "meeting.called_off", "meeting.asked"
MEETINGS = (PLANNED, MOVED, CALLED_OFF)


def tell_parts(review, what, *, at):
    """Tell every part that is expected, and the coordinator. Once for each change of the meeting, however often called."""
    recipients = [_of(part) for part in expected(review)]
    if review.case.coordinator_id:
        recipients.append(
            Recipient.worker(review.case.coordinator_id, organisation_id=review.case.coordinator_organisation_id)
        )
    if recipients:
        notifications.tell(
            cause=f"meeting:{review.pk}:{review.sequence}", stage=what, kind=f"meeting.{what}", subject_kind=REVIEW,
            subject_id=review.pk, case_id=review.case_id, recipients=recipients, at=at,
        )  # fmt: skip


def tell_coordinator_of_request(request, *, at):
    """Tell whoever coordinates that a review was asked for; where nobody does, the managers of the body that leads."""
    case = request.case
    if case.coordinator_id:
        recipient = Recipient.worker(case.coordinator_id, organisation_id=case.coordinator_organisation_id)
    else:
        recipient = Recipient.organisation(case.coordinator_organisation_id or case.lead_organisation_id, "managers")
    notifications.tell(
        cause=f"review_request:{request.pk}", kind=ASKED, subject_kind="review_request", subject_id=request.pk,
        case_id=case.pk, recipients=[recipient], at=at,
    )  # fmt: skip


def _of(part):
    if part.worker_id:
        return Recipient.worker(part.worker_id, organisation_id=part.organisation_id)
    return Recipient.team(part.organisation_id, part.team_id)


def describe(notices, worker, at):
    """{notice id: Described or None}: which meeting, when. The name as an offer gives it: partners of the core read it too.

    One query, however many notices.
    """
    notices = list(notices)
    found = visible_reviews(worker, at=at).filter(pk__in={notice.subject_id for notice in notices})
    reviews = {review.pk: review for review in found.select_related("case__person", "case__merged_into")}
    return {n.pk: _described(n.kind, reviews[n.subject_id], at) if n.subject_id in reviews else None for n in notices}


def _described(kind, review, at):
    case = review.case.merged_into or review.case
    who = asked_name(case.person)
    url = reverse("assessments:meeting", args=[case.reference, review.pk])
    if kind == CHECK:
        return Described(f"Review of {who}: check what was written down about it", url)
    if review.called_off_at is not None:
        return Described(f"Review of {who}: the meeting is called off", url)
    words = {PLANNED: "is on", MOVED: "is moved to"}.get(kind, "was on")
    return Described(f"Review of {who} {words} {moment(review.scheduled_for, at)}", url)


def describe_requests(notices, worker, at):
    """{notice id: Described or None} of what tells the coordinator that a review was asked for. Two queries."""
    notices = list(notices)
    cases = visible_to(worker, at=at).filter(pk__in={notice.case_id for notice in notices}).select_related("person")
    cases = {case.pk: case for case in cases}
    return {
        n.pk: Described(
            f"A review of {asked_name(cases[n.case_id].person)} was asked for",
            reverse("assessments:reviews", args=[cases[n.case_id].reference]),
        )
        if n.case_id in cases
        else None
        for n in notices
    }


def still_wanted(notices, at):
    """Ids of the notices whose meeting still stands as it was told: of a meeting moved twice only the last is sent."""
    notices = list(notices)
    sequences = dict(
        Review.objects.filter(pk__in={n.subject_id for n in notices}, held_on=None).values_list("pk", "sequence")
    )
    return {n.pk for n in notices if sequences.get(n.subject_id) == int(n.cause.rpartition(":")[2])}


def request_still_wanted(notices, at):
    """Ids of the notices whose request has not been answered meanwhile."""
    notices = list(notices)
    keys = {notice.subject_id for notice in notices}
    waiting = ReviewRequest.objects.filter(pk__in=keys, review=None, refused_at=None)
    waiting = set(waiting.values_list("pk", flat=True))
    return {notice.pk for notice in notices if notice.subject_id in waiting}

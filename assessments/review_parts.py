"""Who is expected at a review, who came, and what each part brought in writing.

Expected are the parts that are held and do more than being informed, the person, and the carer. A part's own workers
contribute and send apologies, from any organisation; whoever holds the review says who came. All ends with the check.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access_policies
from access.decisions import Refused, deny
from access.roles import Permission
from assessments.review_models import Attendance, Came, Contribution, Seat
from audit import services as audit
from calendars import end_of_day, start_of_day
from cases import locks
from domains.models import Part, Share, State
from partners.models import Mode


def expected(review):
    """The parts expected at a review: those held now, or on the day on which it was held. One query."""
    parts = Part.objects.filter(case_id=review.case_id).exclude(share=Share.INFORMED)
    if review.held_on is None:
        parts = parts.filter(state=State.ACCEPTED)
    else:
        parts = parts.filter(
            state__in=(State.ACCEPTED, State.ENDED), effective_from__lt=end_of_day(review.held_on)
        ).exclude(effective_until__lte=start_of_day(review.held_on))
    return list(
        parts.select_related("organisation", "domain", "responsibility", "worker").order_by("domain__position", "pk")
    )


def missing(review):
    """The parts that lead or share a shared domain and neither came, contributed nor sent apologies. Three queries."""
    shown = set(review.contributions.values_list("part_id", flat=True))
    shown |= set(
        review.attendances.filter(superseded_at=None, came__in=(Came.ATTENDED, Came.APOLOGIES)).values_list(
            "part_id", flat=True
        )
    )
    return [
        part
        for part in expected(review)
        if part.responsibility.mode == Mode.SHARED and part.share in (Share.LEAD, Share.JOINT) and part.pk not in shown
    ]


@transaction.atomic
def contribute(*, review, part, words, by, at):
    """Write what a part brings to a review, before it or until it is checked. By whoever may write for that part."""
    access_policies.require(by, Permission.WRITE_ENTRY, part, at=at)
    review = _locked(review)
    if part.pk not in {one.pk for one in expected(review)}:
        raise Refused(deny("not_your_part"))
    if not words.strip():
        raise ValidationError({"words": "Write what you want to bring to the review."})
    made = Contribution.objects.create(
        review=review, part=part, words=words.strip(), at=at, by=by, organisation_id=part.organisation_id
    )
    _audit("review.contributed", review, by, at, part=part.pk)
    return made


@transaction.atomic
def send_apologies(*, review, part, by, at, words=""):
    """Say that a part cannot come. By whoever may write for that part; before the meeting is written down as held."""
    access_policies.require(by, Permission.WRITE_ENTRY, part, at=at)
    review = _locked(review)
    if part.pk not in {one.pk for one in expected(review)}:
        raise Refused(deny("not_your_part"))
    if review.held_on is not None:
        raise ValidationError("The review was held already. Whoever held it says who came.")
    _say(review, Seat.PART, part, Came.APOLOGIES, words, part.organisation_id, by, at)
    return review


@transaction.atomic
def record_attendance(*, review, came, by, at):
    """Say who came to a review that was held. ``came`` is [(seat, part or None, Came, words)]; what is not named stays.

    Refuses a part that was not expected, and a review that is not held yet or is checked already.
    """
    access_policies.require(by, Permission.HOLD_REVIEW, review, at=at)
    review = _locked(review)
    if review.held_on is None:
        raise ValidationError("Write down that the review was held first; then who came.")
    parts = {part.pk for part in expected(review)}
    for seat, part, how, words in came:
        if (part is None) == (seat == Seat.PART) or (part is not None and part.pk not in parts):
            raise ValidationError("Choose from those who were expected.")
        _say(review, seat, part, how, words, review.organisation_id, by, at)
    return review


def _say(review, seat, part, came, words, organisation_id, by, at):
    """One more row where something changed; the one before is kept, superseded."""
    words = words.strip()[:400]
    before = review.attendances.filter(seat=seat, part=part, superseded_at=None).first()
    if before is not None:
        if (before.came, before.words) == (came, words):
            return
        before.superseded_at = at
        before.save(update_fields=["superseded_at"])
    Attendance.objects.create(
        review=review, seat=seat, part=part, came=came, words=words, at=at, by=by, organisation_id=organisation_id
    )
    _audit("review.attendance", review, by, at, seat=str(seat), part=part and part.pk, came=str(came))


def _locked(review):
    """The review fresh, with its case locked. Refuses one that is closed to additions."""
    locks.case(review.case_id)
    review.refresh_from_db()
    if review.called_off_at is not None:
        raise ValidationError("This meeting was called off.")
    if review.checked_at is not None:
        raise ValidationError("This review has been checked. Nothing is added to it any more.")
    return review


def _audit(what, review, by, at, **detail):
    audit.record(
        what, target=review, by=by, at=at, case_id=review.case_id, person_id=review.case.person_id, detail=detail
    )

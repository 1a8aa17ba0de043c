"""Writes to reviews: one meeting for one duty or several, planned, moved, held, checked or called off.

Each duty's clock keeps its own compliance. Who came and what they brought is in ``review_parts``, which duties have a
clock at all in ``review_duties``, who asked for a review in ``review_requests``.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access_policies
from access.roles import Permission
from assessments import clocks, merged_form, owing, queries, review_parts, review_telling
from assessments.clocks import CARE_ACT, CPA, LIGHT_TOUCH, Side
from assessments.framework_files import library
from assessments.models import Review, ReviewClock, ReviewCovers
from assessments.review_models import ReviewMove, ReviewRequest
from audit import services as audit
from calendars import local_day
from cases import locks
from cases.policies import family
from design.words import long_date
from domains.models import Part, State
from notifications import services as notifications
from partners.models import Sector

#: Where a clock that begins with a plan says that it comes from.
_AGREED = "Plan agreed"


@transaction.atomic
def plan_review(*, case, kinds, scheduled_for, by, at, place=""):
    """Arrange one meeting for these duties, due or not. A meeting arranged before and not held is moved. Returns it.

    Every part that is expected is told once. What the person asked for is answered by it; a meeting that was asked for
    needs no duty. The same time, place and duties again change nothing.
    """
    access_policies.require(by, Permission.HOLD_REVIEW, case, at=at)
    case = locks.case(case.pk)
    errors = _kinds_errors(case, kinds)
    if scheduled_for <= at:
        errors["scheduled_for"] = (
            "The meeting must be in the future. To write down one that took place, use “Hold the review”."
        )
    if errors:
        raise ValidationError(errors)
    place = place.strip()[:200]
    review = _arranged(case)
    if review is None:
        what = "planned"
        review = Review.objects.create(
            case=case, planned_at=at, planned_by=by, scheduled_for=scheduled_for, place=place,
            organisation_id=_calling(case),
        )  # fmt: skip
    elif (review.scheduled_for, review.place) != (scheduled_for, place):
        what = "moved"
        ReviewMove.objects.create(
            review=review, was_for=review.scheduled_for, was_at=review.place, moved_at=at, moved_by=by
        )
        review.scheduled_for, review.place, review.sequence = scheduled_for, place, review.sequence + 1
        review.save(update_fields=["scheduled_for", "place", "sequence"])
    elif set(review.covers.values_list("kind", flat=True)) != set(kinds):
        what = "kinds_changed"
    else:
        return review
    _cover(review, dict.fromkeys(kinds))
    _open_requests(case).update(review=review)
    _audit(f"review.{what}", review, by, at, kinds=sorted(kinds), scheduled_for=scheduled_for.isoformat())
    if what != "kinds_changed":
        review_telling.tell_parts(review, what, at=at)
    return review


@transaction.atomic
def call_off_review(*, review, because, by, at):
    """Call a planned meeting off, saying why. The clocks run on, and what the person asked for waits again.

    Every part that was expected is told once. A meeting that was held cannot be called off.
    """
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
    review.sequence += 1
    review.save(update_fields=["called_off_at", "called_off_because", "sequence"])
    ReviewRequest.objects.filter(review=review).update(review=None)
    _audit("review.called_off", review, by, at)
    review_telling.tell_parts(review, "called_off", at=at)
    return review


@transaction.atomic
def hold_review(*, case, kinds, held_on, by, at, persons_words="", what_was_decided=""):
    """Record that one review was held on a day for these duties. Their clocks are satisfied and begin again from it.

    The meeting that was planned becomes this one, and its check is owed within 72 hours. Refuses a day in the future,
    before the person's birth, a duty that has no clock here, and a review in which nothing was decided.
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
    review = _arranged(case) or Review(case=case, organisation_id=_calling(case))
    review.held_on, review.held_recorded_at, review.held_by = held_on, at, by
    review.persons_words, review.what_was_decided = persons_words.strip(), what_was_decided.strip()
    review.save()
    _cover(review, clocks.done(case=case, kinds=list(kinds), on=held_on, at=at, by=by))
    _open_requests(case).update(review=review)
    owing.owe_check(review, at=at)
    _audit("review.held", review, by, at, kinds=sorted(kinds), held_on=held_on.isoformat())
    return review


@transaction.atomic
def check_review(*, review, by, at, without=""):
    """Say that what was written about a held review is right: from now on nothing is added to it.

    Whoever leads or shares a shared domain and neither came, contributed nor sent apologies stops it, unless ``without``
    says why it goes on without them. The same worker again changes nothing; another is told who checked it.
    """
    access_policies.require(by, Permission.HOLD_REVIEW, review, at=at)
    locks.case(review.case_id)
    review.refresh_from_db()
    if review.checked_at is not None:
        if review.checked_by_id == by.pk:
            return review
        raise ValidationError(f"{review.checked_by.name} has checked this review already.")
    if review.held_on is None:
        raise ValidationError("This review has not been held yet.")
    missing, without = review_parts.missing(review), without.strip()[:400]
    if missing and not without:
        names = ", ".join(f"{part.organisation.short_name} ({part.domain.name})" for part in missing)
        raise ValidationError({"without": f"Write why the review is closed without {names}."})
    review.checked_at, review.checked_by, review.checked_without = at, by, without if missing else ""
    review.save(update_fields=["checked_at", "checked_by", "checked_without"])
    notifications.satisfy(subject_kind=owing.REVIEW, subject_id=review.pk, kind=owing.CHECK, at=at)
    _audit("review.checked", review, by, at, without=[part.pk for part in missing])
    return review


@transaction.atomic
def plan_signed(*, case, on, at, by):
    """A plan was agreed or changed on a day: the light-touch review is owed 6 to 8 weeks later, once.

    Only where the plan answers for the Care Act: its assessment uses that framework, or its review has a clock already. A
    later agreement moves the window. The yearly review of the Care Act, and those of the community framework and of Wales,
    begin with the plan too where they have no clock yet; that of the care programme begins with being on it, which the
    trust decides. Returns the case's next due moment, or None where nothing begins. Not a door: whoever signs has asked.
    Source: CA14 s27 with statutory guidance: 6 to 8 weeks after sign-off or change, then no later than every 12 months.
    """
    case = locks.case(case.pk)
    live = {clock.kind: clock for clock in ReviewClock.objects.filter(case_id=case.pk, ended_at=None)}
    assessment = queries.current(case)
    known = merged_form.form_for(assessment.frameworks).frameworks if assessment is not None else ()
    pinned = {clock.kind for framework in known for clock in framework.clocks}
    regular = {clock.kind for framework in known for clock in framework.clocks if not clock.special} - {CPA, CARE_ACT}
    sides = {kind: Side(started_on=on, source_text=_AGREED) for kind in regular - set(live)}
    before = live.get(LIGHT_TOUCH)
    if (LIGHT_TOUCH in pinned or CARE_ACT in live) and (before is None or before.started_on < on):
        yearly = live.get(CARE_ACT)
        council = yearly.organisation_id if yearly else _council(case)
        side = Side(started_on=on, organisation_id=council, source_text=_AGREED)
        sides |= {LIGHT_TOUCH: side} if yearly else {LIGHT_TOUCH: side, CARE_ACT: side}
    if sides:
        return clocks.set_clocks(case=case, sides=sides, at=at, by=by)
    return case.next_due if before is not None else None


def _council(case):
    held = Part.objects.filter(case_id=case.pk, state=State.ACCEPTED, organisation__sector=Sector.COUNCIL)
    return held.order_by("pk").values_list("organisation_id", flat=True).first()


def _planned(case):
    return Review.objects.filter(case=case, held_on=None, called_off_at=None)


def _arranged(case):
    """The meeting that is arranged on a locked case; else the one of a case that became part of it, which is this one's then."""
    own = _planned(case).first()
    if own is None:
        absorbed = case.absorbed.all()
        theirs = Review.objects.filter(case__in=absorbed, held_on=None, called_off_at=None).order_by("scheduled_for")
        own = theirs.first()
        if own is not None:
            move_meeting(own, to=case)
    return own


def take_meeting(*, survivor, absorbed):
    """Two locked cases become one: a meeting that is arranged on the absorbed is the survivor's, with all that was said for
    it. Where the survivor has one itself, the other waits until that one is over. Returns (the meeting or None, did it move).

    Not a door: ``merging`` asks the policy and writes the audit.
    """
    theirs = _planned(absorbed).first()
    if theirs is None or _planned(survivor).exists():
        return theirs, False
    move_meeting(theirs, to=survivor)
    return theirs, True


def give_meeting_back(*, review_id, absorbed):
    """Two locked cases are parted: a meeting that was the absorbed's and is arranged still is its own again. Whether it was."""
    review = Review.objects.filter(pk=review_id, held_on=None, called_off_at=None).first()
    if review is None or _planned(absorbed).exists():
        return False
    move_meeting(review, to=absorbed)
    return True


def move_meeting(review, *, to):
    """Let an arranged meeting be another case's of the same person: those who are expected are that case's parts."""
    review.case = to
    review.save(update_fields=["case"])


def _cover(review, was_due):
    ReviewCovers.objects.filter(review=review).delete()
    ReviewCovers.objects.bulk_create(
        [ReviewCovers(review=review, kind=kind, was_due_on=due) for kind, due in was_due.items()]
    )


def _open_requests(case):
    return ReviewRequest.objects.filter(case_id__in=family(case), review=None, refused_at=None)


def _was_asked(case):
    return _open_requests(case).exists() or ReviewRequest.objects.filter(review__in=_planned(case)).exists()


def _kinds_errors(case, kinds):
    known = library().clocks()
    live = set(ReviewClock.objects.filter(case_id=case.pk, ended_at=None).values_list("kind", flat=True))
    if not kinds:
        return {} if _was_asked(case) else {"kinds": "Choose which reviews this meeting is for."}
    if not set(kinds) <= set(known):
        return {"kinds": "Choose from the reviews in the list."}
    begun = live or {kind for kind, clock in known.items() if not clock.special}
    if not set(kinds) <= begun:
        names = ", ".join(known[kind].name for kind in kinds if kind not in begun)
        return {"kinds": f"{names}: that side of the care is not open here, so nothing is reviewed for it."}
    return {}


def _calling(case):
    return case.coordinator_organisation_id or case.lead_organisation_id


def _audit(what, review, by, at, **detail):
    audit.record(
        what, target=review, by=by, at=at, case_id=review.case_id, person_id=review.case.person_id, detail=detail
    )

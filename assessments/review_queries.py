"""What pages read about reviews beside the clocks: held ones with their compliance, one meeting, requests, duties."""

from dataclasses import dataclass

from assessments import queries, rules
from assessments.clocks import HELD
from assessments.framework_files import library
from assessments.models import Review, ReviewClock
from assessments.owing import CHECK, REVIEW
from assessments.review_models import ReviewRequest, Seat
from assessments.review_parts import expected
from cases.policies import family
from design.words import late_by
from notifications.models import Deadline


@dataclass(frozen=True, slots=True)
class Kept:
    """How one duty stood when a review was held: in time, or late by so many days. ``due_on`` None: it had no clock."""

    name: str
    due_on: object
    days_late: int

    @property
    def late_by(self):
        """How late, in words; nothing where it was in time."""
        return late_by(self.days_late) if self.days_late else ""


@dataclass(frozen=True, slots=True)
class HeldRow:
    review: Review
    kept: tuple
    check_due: object
    check_late: bool


def kept_by(review):
    """Each duty of a held review with its own compliance."""
    return tuple(
        Kept(
            queries.clock_name(cover.kind), cover.was_due_on,
            rules.days_late(cover.was_due_on, review.held_on) if cover.was_due_on else 0,
        )
        for cover in review.covers.all()
    )  # fmt: skip


def held(case, *, at, size=10):
    """The reviews that were held, newest first, each duty with its own compliance and by when it is to be checked.

    ``check_due`` is None where it is checked, or where no check is owed (it was written down before checks were). Three queries.
    """
    found = list(
        Review.objects.filter(case_id__in=family(case), held_on__isnull=False)
        .select_related("held_by", "organisation")
        .prefetch_related("covers")
        .order_by("-held_on", "-pk")[:size]
    )
    due = dict(
        Deadline.objects.filter(
            is_live=True, subject_kind=REVIEW, kind=CHECK, subject_id__in=[review.pk for review in found]
        ).values_list("subject_id", "due_at")
    )
    return [
        HeldRow(review, kept_by(review), due.get(review.pk), review.pk in due and due[review.pk] <= at)
        for review in found
    ]


def open_requests(case):
    """Requests for a review that wait for an answer, oldest first. One query."""
    waiting = ReviewRequest.objects.filter(case_id__in=family(case), review=None, refused_at=None)
    return list(waiting.select_related("by", "organisation"))


def was_asked(case, planned):
    """Whether a review was asked for that waits, or that the planned meeting answers: it needs no duty then."""
    asked = ReviewRequest.objects.filter(case_id__in=family(case), refused_at=None)
    return asked.filter(review=planned).exists() or (planned is not None and asked.filter(review=None).exists())


def ended_by_hand(case, *, size=10):
    """Clocks that a worker ended, saying why, newest first. One query."""
    rows = ReviewClock.objects.filter(case_id=case.pk, ended_by__isnull=False).exclude(ended_because__in=("", HELD))
    return [
        (queries.clock_name(row.kind), row)
        for row in rows.select_related("ended_by").order_by("-ended_at", "-pk")[:size]
    ]


def beginnings(case, clocks):
    """((kind, what begins), ...) of the duties that a worker may begin on a case: those of its kind of record that have no
    clock among these rows."""
    live = {row.kind for row in clocks}
    about = {clock.kind for f in library().frameworks.values() if f.about == case.kind for clock in f.clocks}
    return [
        (clock.kind, f"{clock.name}: {clock.begins[0].lower()}{clock.begins[1:]} …")
        for clock in library().clocks().values()
        if clock.begins and clock.kind in about - live
    ]


def meeting(visible, case, number):
    """One review of a case among those that are visible, with what its page shows; None where there is none."""
    found = visible.filter(pk=number, case_id__in=family(case)).select_related(
        "case__person", "case__merged_into", "organisation", "held_by", "checked_by"
    )
    return found.prefetch_related(
        "covers", "contributions__by", "contributions__organisation", "contributions__part__domain",
        "attendances", "moves", "requests",
    ).first()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who is expected at a meeting: a part, the person or the carer; and what is known of their coming."""

    key: str
    seat: str
    part: object
    who: str
    known: object


def who_is_expected(review, name):
    """The person, the carer and every part, in order, with what is known. One query beside those of the review."""
    known = {(a.seat, a.part_id): a for a in review.attendances.all() if a.superseded_at is None}
    rows = [
        Expected("person", Seat.PERSON, None, name, known.get((Seat.PERSON, None))),
        Expected("carer", Seat.CARER, None, "Their carer", known.get((Seat.CARER, None))),
    ]
    for part in expected(review):
        who = f"{part.organisation.short_name}, {part.domain.name.lower()}"
        rows.append(Expected(f"part-{part.pk}", Seat.PART, part, who, known.get((Seat.PART, part.pk))))
    return rows

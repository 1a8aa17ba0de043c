"""What the assessment, aftercare and reviews say when a case closes, and what they owe again when it opens. In ``cases.endings``.

Aftercare under section 117 in force, or to be confirmed, and a contact that is owed after hospital prevent closing: no
closing may end a duty in law or leave somebody alone after a ward (MHA83 s117(2); NHS Standard Contract Schedule 4A). Open
needs and risks ask for a word of why. Other deadlines end by closing.
"""

from django.urls import reverse

from assessments import clocks, owing
from assessments.documents.models import CopyGiven
from assessments.models import Need, NeedLevel, Review
from assessments.queries import current, planned_review
from assessments.risk_models import Risk, RiskVersion
from assessments.risk_services import owe
from audit import services as audit
from cases.endings import BLOCKS, ENDS, NEEDS_WORD, Against
from cases.policies import family
from design.words import long_date, moment
from notifications import rulebook
from notifications.models import Deadline


def against(case, at):
    """Everything of this room that stands open on a case."""
    return [*_aftercare(case), *_contacts(case), *_needs(case), *_risks(case), *_meeting(case), *_deadlines(case, at)]


def _aftercare(case):
    url = reverse("assessments:aftercare", args=[case.reference])
    if case.section_117 == "in_force":
        yield Against(BLOCKS, "Aftercare under section 117 is in force. Both bodies sign before it ends.", url)
    elif case.section_117 == "to_confirm":
        yield Against(BLOCKS, "Whether aftercare under section 117 is owed has not been confirmed.", url)


def _contacts(case):
    if Deadline.objects.filter(is_live=True, case_id__in=family(case), kind=owing.FOLLOW_UP).exists():
        url = reverse("assessments:discharges", args=[case.reference])
        yield Against(BLOCKS, "A contact after leaving hospital is still owed.", url)


def _needs(case):
    assessment = current(case)
    unmet = (
        Need.objects.filter(assessment=assessment, superseded_at=None, level=NeedLevel.UNMET).count()
        if assessment
        else 0
    )
    if unmet:
        words = "1 need is unmet." if unmet == 1 else f"{unmet} needs are unmet."
        yield Against(NEEDS_WORD, words, reverse("assessments:needs", args=[case.reference]))


def _risks(case):
    open_now = Risk.objects.filter(case_id__in=family(case), closed_at=None).count()
    if open_now:
        words = "1 risk is open." if open_now == 1 else f"{open_now} risks are open."
        yield Against(NEEDS_WORD, words, reverse("assessments:risks", args=[case.reference]))


def _meeting(case):
    review = planned_review(case)
    if review is not None:
        url = reverse("assessments:reviews", args=[case.reference])
        yield Against(ENDS, f"The review arranged for {moment(review.scheduled_for)} is called off.", url)


def _deadlines(case, at):
    """What is owed on the case and stops, by name; without what other lines of the page say already."""
    names = rulebook.names()
    live = Deadline.objects.filter(is_live=True, case_id=case.pk).exclude(kind=owing.FOLLOW_UP)
    rows = (
        live.exclude(subject_kind__in=("part", "carer_link", "transfer"))
        .order_by("due_at")
        .values_list("kind", "due_at")
    )
    return [
        Against(ENDS, f"{names.get(kind, 'A deadline')}, due {long_date(due_at, at)}, stops.") for kind, due_at in rows
    ]


def close(*, case, by, at, words):
    """Call the arranged review off, without telling of it: whoever was expected hears that the case is closed."""
    for review in Review.objects.filter(case_id__in=family(case), held_on=None, called_off_at=None):
        review.called_off_at, review.called_off_because = at, words
        review.sequence += 1
        review.save(update_fields=["called_off_at", "called_off_because", "sequence"])
        audit.record(
            "review.called_off", target=review, by=by, at=at, case_id=case.pk, person_id=case.person_id, detail={}
        )
    return []


def reopen(*, case, by, at):
    """Review duties that ran when the case closed are owed again, and open risks are to be looked at again."""
    clocks.owed_again(case=case, at=at)
    for risk in Risk.objects.filter(case_id=case.pk, closed_at=None):
        newest = RiskVersion.objects.filter(risk=risk).order_by("-number").first()
        owe(newest, case=case, at=at)


def papers_given(case, since):
    """Copies of documents that were given to other bodies since a moment, in sentences."""
    rows = CopyGiven.objects.filter(case_id__in=family(case), at__gte=since).exclude(recipient__in=("person", "carer"))
    return [f"{row.name}: {row.document} of version {row.assessment.version}, {long_date(row.given_on)}"
            for row in rows.select_related("assessment").order_by("at")]  # fmt: skip

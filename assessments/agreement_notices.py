"""What partners are told about the agreement: that an answer of theirs is wanted, and that a version is signed.

A notice says nothing of what is in the record; its words in the inbox name the person only to who may open the case.
"""

from django.urls import reverse

from assessments.models import Assessment
from cases.policies import visible_to
from domains.models import Part, State
from domains.policies import WRITES
from domains.queries import asked_name
from notifications import registry, services
from notifications.registry import Described
from notifications.services import Recipient
from partners.standing import standing_of

ASKED, SIGNED = "agreement.asked", "agreement.signed"


def ask(assessment, *, by, at):
    """One notice for each part whose organisation has not answered. Returns how many are new."""
    answered = set(assessment.agreements.exclude(speaks_for=None).values_list("speaks_for", flat=True))
    parts = _parts(assessment.case).filter(share__in=WRITES).exclude(organisation__in=answered)
    return _tell(ASKED, "asked", assessment, list(parts), by=by, at=at)


def signed(assessment, *, by, at):
    """One notice for each part on the case, those that are only kept informed too."""
    return _tell(SIGNED, "signed", assessment, list(_parts(assessment.case)), by=by, at=at)


def _parts(case):
    return Part.objects.filter(case_id=case.pk, state=State.ACCEPTED).order_by("pk")


def _tell(kind, stage, assessment, parts, *, by, at):
    """Whoever does a part is told, else its team; never of their own act, and nobody twice of the same."""
    recipients = [
        Recipient.worker(part.worker_id, organisation_id=part.organisation_id) if part.worker_id is not None
        else Recipient.team(part.organisation_id, part.team_id)
        for part in parts
        if part.worker_id != by.pk
    ]  # fmt: skip
    if not recipients:
        return 0
    return services.tell(
        cause=f"assessment:{assessment.pk}", stage=stage, kind=kind, subject_kind="assessment",
        subject_id=assessment.pk, case_id=assessment.case_id, recipients=recipients, at=at,
    )  # fmt: skip


def _described(words):
    """A describing function; ``words(assessment, name)`` makes the sentence. Three queries, however many notices."""

    def describe(notices, worker, at):
        notices = list(notices)
        rows = Assessment.objects.filter(
            pk__in={notice.subject_id for notice in notices}, case__in=visible_to(worker, at=at)
        )
        found = {row.pk: row for row in rows.select_related("case__person")}
        full = any(seat.is_statutory for seat in standing_of(worker, at=at).seats)
        told = {}
        for notice in notices:
            row = found.get(notice.subject_id)
            if row is None:
                told[notice.pk] = None
                continue
            person = row.case.person
            url = reverse("assessments:agreement", args=[row.case.reference])
            told[notice.pk] = Described(words(row, person.display_name if full else asked_name(person)), url)
        return told

    return describe


def _asked_words(row, name):
    if row.state == Assessment.State.SIGNED:
        return f"The assessment and plan of {name}, version {row.version}, is signed: no answer is wanted any longer"
    return f"Your organisation’s answer to the assessment and plan of {name}, version {row.version}, is wanted"


def _signed_words(row, name):
    return f"The assessment and plan of {name}, version {row.version}, is signed and in force"


def _still_asked(notices, at):
    """An answer is still wanted while the version is being written and the case is open."""
    ids = {notice.subject_id for notice in notices}
    draft = Assessment.objects.filter(pk__in=ids, state=Assessment.State.DRAFT, case__is_open=True)
    live = set(draft.values_list("pk", flat=True))
    return {notice.pk for notice in notices if notice.subject_id in live}


def register():
    """Called when the app starts: how these notices read, and which are still to be sent."""
    registry.describe(ASKED, _described(_asked_words))
    registry.still_wanted(ASKED, _still_asked)
    registry.describe(SIGNED, _described(_signed_words))

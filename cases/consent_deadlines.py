"""When what somebody agreed to is to be talked about again: a deadline of each yes, and of each decision to share."""

from django.urls import reverse

from calendars import add_months, end_of_day, local_day
from cases import locks
from cases.models import Consent
from cases.policies import visible_to
from cases.sight import AGREED
from design.words import distance, long_date
from notifications import registry, rulebook
from notifications import services as notifications
from notifications.models import Deadline
from notifications.registry import Described
from notifications.wanted import of_live_deadlines

#: The kind of the deadline and its subject. How long, and who is reminded, is data: ``notifications/rules/consent.yaml``.
REVIEW, CONSENT = "consent.review", "consent"
RULE = "Talk about consent again (notifications/rules/consent.yaml)"


def latest_end(at):
    """The latest end of a decision to share without a yes: a year ahead. A default of the partnership [M]."""
    return end_of_day(add_months(local_day(at), 12))


def follow(case, consent, *, ended, at):
    """Set when a yes is to be talked about again, and stop the clocks of the answers that ended. The caller holds the lock."""
    if ended:
        notifications.cancel_many(subject_kind=CONSENT, subject_ids=list(ended), kind=REVIEW, at=at)
    if consent is None or consent.status not in AGREED or not case.is_open:
        return
    owner = case.coordinator_organisation or case.lead_organisation
    team_id = case.coordinator_team_id if case.coordinator_organisation_id else None
    due_at = rulebook.due(REVIEW, at, division=owner.division)
    if consent.effective_until is not None:
        due_at = min(due_at, consent.effective_until)
    notifications.set_deadline(
        kind=REVIEW, subject_kind=CONSENT, subject_id=consent.pk, due_at=due_at, owner_organisation_id=owner.pk,
        owner_team_id=team_id or owner.teams.get(is_whole=True).pk,
        owner_worker_id=case.coordinator_id if case.coordinator_organisation_id else None,
        rule=RULE, case_id=case.pk, at=at,
    )  # fmt: skip


def reopened(*, case, by, at):
    """A closed case is open again: what somebody agreed to is to be talked about again. Hangs in ``cases.endings``."""
    live = Consent.objects.filter(person=case.person_id, about=case.kind, ended_at=None, status__in=AGREED)
    for consent in live:
        follow(case, consent, ended=(), at=at)


def coordinator_changed(*, case, by, at):
    """Somebody else coordinates: what is to be talked about again goes with it. Hangs in ``cases.registry``."""
    owner = case.coordinator_organisation or case.lead_organisation
    team_id = case.coordinator_team_id or owner.teams.get(is_whole=True).pk
    live = Deadline.objects.filter(is_live=True, kind=REVIEW, case_id=case.pk)
    for subject_id in live.values_list("subject_id", flat=True):
        notifications.move_owner(
            subject_kind=CONSENT, subject_id=subject_id, kind=REVIEW, at=at, owner_organisation_id=owner.pk,
            owner_team_id=team_id, owner_worker_id=case.coordinator_id,
        )  # fmt: skip


def describe(notices, worker, at):
    """{notice id: Described or None}. Named only to who may open the record now. Three queries."""
    notices = list(notices)
    found = visible_to(worker, at=at).filter(pk__in={notice.case_id for notice in notices}).select_related("person")
    cases = {case.pk: case for case in found}
    said = Consent.objects.select_related("organisation").in_bulk({notice.subject_id for notice in notices})
    numbers = [int(n.cause.partition(":")[2]) for n in notices if n.cause.startswith("deadline:")]
    due = {f"deadline:{row.pk}": row.due_at for row in Deadline.objects.filter(pk__in=numbers)}
    told = {}
    for notice in notices:
        case, consent, due_at = cases.get(notice.case_id), said.get(notice.subject_id), due.get(notice.cause)
        if case is None or consent is None:
            told[notice.pk] = None
            continue
        by = f", by {long_date(due_at, at)} ({distance(due_at, at, past='overdue')})" if due_at else ""
        told[notice.pk] = Described(
            f"Talk with {case.person.called} about sharing with {consent.organisation.name} again{by}",
            reverse("cases:consent", args=[case.reference]),
        )
    return told


def lock(consent_ids):
    """Lock the cases before their deadlines change."""
    live = Deadline.objects.filter(is_live=True, kind=REVIEW, subject_id__in=list(consent_ids))
    locks.cases(live.values_list("case_id", flat=True))


def recompute(deadlines, at):
    """Work the live deadlines out again: {deadline id: due moment, None where the answer has ended}."""
    deadlines = list(deadlines)
    rows = Consent.objects.in_bulk({deadline.subject_id for deadline in deadlines})
    divisions = rulebook.divisions({deadline.owner_organisation_id for deadline in deadlines})
    return {d.pk: _due(rows.get(d.subject_id), divisions.get(d.owner_organisation_id, "")) for d in deadlines}


def _due(consent, division):
    if consent is None or consent.ended_at is not None:
        return None
    due_at = rulebook.due(REVIEW, consent.effective_from, division=division)
    return min(due_at, consent.effective_until) if consent.effective_until else due_at


def register():
    registry.describe(REVIEW, describe)
    registry.still_wanted(REVIEW, of_live_deadlines)
    registry.recompute(REVIEW, recompute, lock)

"""Telling the coordinator that somebody left hospital, and how notices about the contact after it read."""

from django.urls import reverse

from assessments.discharge_rules import task_due
from assessments.owing import DISCHARGE, owners
from assessments.policies import visible_discharges
from design.words import moment
from notifications import services as notifications
from notifications.models import Deadline
from notifications.registry import Described
from notifications.services import Recipient

RECORDED = "discharge.recorded"


def tell_coordinator(discharge, *, at):
    """Tell whoever owes the contact, at once. Once a discharge."""
    owes = owners(discharge.case)
    if owes["owner_worker_id"]:
        recipient = Recipient.worker(owes["owner_worker_id"], organisation_id=owes["owner_organisation_id"])
    else:
        recipient = Recipient.organisation(owes["owner_organisation_id"], "managers", team_id=owes["owner_team_id"])
    notifications.tell(
        cause=f"discharge:{discharge.pk}", kind=RECORDED, subject_kind=DISCHARGE, subject_id=discharge.pk,
        case_id=discharge.case_id, recipients=[recipient], at=at,
    )  # fmt: skip


def describe(notices, worker, at):
    """{notice id: Described or None}: who left hospital, and by when they are to be seen. One query."""
    notices = list(notices)
    found = visible_discharges(worker, at=at).filter(pk__in={notice.subject_id for notice in notices})
    found = {row.pk: row for row in found.select_related("case__person", "case__merged_into")}
    return {n.pk: _described(found[n.subject_id], at) if n.subject_id in found else None for n in notices}


def _described(discharge, at):
    case = discharge.case.merged_into or discharge.case
    url = reverse("assessments:discharges", args=[case.reference])
    who = case.person.display_name
    if discharge.set_aside_at is not None:
        return Described(f"{who}: no contact is owed after hospital", url)
    due = moment(task_due(discharge.left_at), at)
    return Described(f"{who} left hospital on {moment(discharge.left_at, at)}: to be seen by {due}", url)


def still_wanted(notices, at):
    """Ids of the notices whose contact is still owed."""
    notices = list(notices)
    live = Deadline.objects.filter(
        is_live=True, subject_kind=DISCHARGE, subject_id__in={notice.subject_id for notice in notices}
    )
    live = set(live.values_list("subject_id", flat=True))
    return {notice.pk for notice in notices if notice.subject_id in live}

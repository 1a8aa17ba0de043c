"""Telling the other body that a signature of theirs is wanted, or that aftercare has ended. A notice says no reason."""

from django.urls import reverse

from assessments import aftercare_policies
from assessments.aftercare_queries import row_of
from assessments.models import Aftercare
from cases.policies import visible_to
from notifications import registry, services
from notifications.registry import Described
from notifications.services import Recipient

SIGNED = "aftercare.signed"
SUBJECT = "aftercare"


def tell(signature, others, *, at):
    """Tell the coordinator, and the managers of the bodies whose signature is missing. Once a signature."""
    aftercare = signature.aftercare
    case = aftercare.case.merged_into or aftercare.case
    recipients = [Recipient.organisation(body, "managers") for body in others]
    if case.coordinator_id is not None and case.coordinator_id != signature.by_id:
        recipients.append(Recipient.worker(case.coordinator_id, organisation_id=case.coordinator_organisation_id))
    if not recipients:
        return 0
    return services.tell(
        cause=f"aftercare:{signature.pk}", kind=SIGNED, subject_kind=SUBJECT, subject_id=aftercare.pk, case_id=case.pk,
        recipients=recipients, at=at,
    )  # fmt: skip


def describe(notices, worker, at):
    """{notice id: Described or None}: whose aftercare, and whether a signature is missing. None for who may not read it."""
    notices = list(notices)
    found = Aftercare.objects.filter(pk__in={notice.subject_id for notice in notices})
    found = found.select_related("case__merged_into", "nhs", "council").prefetch_related("signatures__organisation")
    rows = {one.pk: row_of(one) for one in found}
    keys = {row.aftercare.case.merged_into_id or row.aftercare.case_id for row in rows.values()}
    cases = {case.pk: case for case in visible_to(worker, at=at).filter(pk__in=keys).select_related("person")}
    cases = {key: case for key, case in cases.items() if aftercare_policies.may_read(worker, case, at=at)}
    told = {}
    for notice in notices:
        row = rows.get(notice.subject_id)
        case = row and cases.get(row.aftercare.case.merged_into_id or row.aftercare.case_id)
        told[notice.pk] = _described(row, case) if case else None
    return told


def _described(row, case):
    url, who = reverse("assessments:aftercare", args=[case.reference]), case.person.display_name
    if not row.is_live:
        return Described(f"Section 117 aftercare of {who} has ended: both bodies have signed", url)
    if not row.standing:
        return Described(f"Section 117 aftercare of {who}: the signature was withdrawn, it stays in force", url)
    lacking = " and ".join(body.short_name for body in row.missing)
    return Described(f"Section 117 aftercare of {who}: {lacking} has not signed, it stays in force", url)


def still_wanted(notices, at):
    """Ids of the notices whose aftercare still waits for a signature, or has ended."""
    notices = list(notices)
    ids = {notice.subject_id for notice in notices}
    live = set(
        Aftercare.objects.filter(pk__in=ids, signatures__withdrawn_at=None, signatures__isnull=False).values_list(
            "pk", flat=True
        )
    )
    return {notice.pk for notice in notices if notice.subject_id in live}


def register():
    """Called when the app starts."""
    registry.describe(SIGNED, describe)
    registry.still_wanted(SIGNED, still_wanted)

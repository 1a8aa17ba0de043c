"""How a notice about an agreement reads, and when it is no longer wanted."""

from django.urls import reverse

from access.roles import Permission
from agreements.models import SharingAgreement
from notifications.registry import Described
from partners.standing import may_here


def describe(notices, worker, at):
    """For administrators only: which agreement waits to be confirmed."""
    if not may_here(worker, Permission.ADMINISTER, at=at):
        return {}
    names = dict(SharingAgreement.objects.filter(pk__in={n.subject_id for n in notices}).values_list("pk", "name"))
    return {
        notice.pk: Described(
            f"Confirm the agreement recorded by an import: {names[notice.subject_id]}",
            reverse("agreements:agreement", args=[notice.subject_id]),
        )
        for notice in notices
        if notice.subject_id in names
    }


def still_wanted(notices, at):
    """Those whose agreement nobody has confirmed or ended since."""
    waiting = set(
        SharingAgreement.objects.filter(pk__in={n.subject_id for n in notices}, confirmed_at=None)
        .exclude(status=SharingAgreement.Status.ENDED)
        .values_list("pk", flat=True)
    )
    return {notice.pk for notice in notices if notice.subject_id in waiting}

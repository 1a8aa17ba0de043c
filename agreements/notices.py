"""How a notice about an agreement reads, and when it is no longer wanted."""

from django.urls import reverse

from access.roles import Permission
from agreements.models import Party, SharingAgreement
from design.words import distance, long_date
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


_SAID = {
    "agreement.suspended": "{name} is suspended: nothing is shared under it from now on",
    "agreement.resumed": "{name} counts again: sharing under it goes on",
    "agreement.ended": "{name} has ended: nothing is shared under it any longer",
}


def describe_change(notices, worker, at):
    """To managers of the parties: what happened to an agreement of theirs. It names no person."""
    rows = SharingAgreement.objects.in_bulk({notice.subject_id for notice in notices})
    return {
        notice.pk: Described(
            _SAID[notice.kind].format(name=rows[notice.subject_id].name), reverse("partners:directory")
        )
        for notice in notices
        if notice.subject_id in rows
    }


def describe_ending(notices, worker, at):
    """To administrators and managers of a party: until when, and what closes then. One query."""
    rows = Party.objects.select_related("agreement").in_bulk({notice.subject_id for notice in notices})
    administers = bool(may_here(worker, Permission.ADMINISTER, at=at))
    told = {}
    for notice in notices:
        party = rows.get(notice.subject_id)
        until = party and party.agreement.effective_until
        if until is None:
            told[notice.pk] = None
            continue
        agreement = party.agreement
        where = reverse("agreements:agreement", args=[agreement.pk]) if administers else reverse("partners:directory")
        told[notice.pk] = Described(
            f"{agreement.name} ends on {long_date(until, at)} ({distance(until, at)}). What is shared under it closes at that "
            "moment: an administrator can renew it", where,
        )  # fmt: skip
    return told

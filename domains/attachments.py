"""Who opens an attached file, and who may take it out of reach."""

from django.http import Http404

from access.decisions import allow, deny
from access.roles import Permission
from access.rows import effective
from cases.models import Bar
from domains import policies
from domains.models import Attachment
from domains.queries import rows_of
from partners.standing import standing_of

_WHY_CLOSED = {
    Attachment.State.WAITING: "attachment_waits",
    Attachment.State.REFUSED: "attachment_harmful",
    Attachment.State.WITHDRAWN: "attachment_withdrawn",
}


def attachment_or_404(worker, pk, *, at):
    """One file, if the worker may open its part at all; a stranger gets the 404 of one that does not exist."""
    found = Attachment.objects.select_related("entry__part__case__person", "entry__part__domain").filter(pk=pk).first()
    if found is None or not policies.sees_part(worker, found.entry.part_id, at=at):
        raise Http404
    return found


def may(worker, permission, attachment, *, at):
    """Reading: whoever reads its entry, also past work of their own, once it was found clean. Withdrawing: whoever writes for
    the organisation that sent it, also after the part has ended: what is about somebody else cannot wait.
    """
    permission, entry = Permission(permission), attachment.entry
    standing = standing_of(worker, at=at)
    if not standing.seats:
        return deny("organisation_suspended" if standing.suspended else "no_membership")
    if Bar.objects.filter(effective(at), worker=worker, case_id=entry.case_id).exists():
        return deny("barred")
    if permission not in (Permission.READ_DOMAIN, Permission.WRITE_ENTRY):
        return deny("unknown_action")
    if not rows_of(worker, entry.part, at=at).filter(pk=entry.pk).exists():
        return deny("other_domain")
    if permission == Permission.WRITE_ENTRY:
        return allow("holds") if policies.is_own(standing, permission, entry.part) else deny("not_your_part")
    if attachment.state != Attachment.State.CLEAN:
        return deny(_WHY_CLOSED[attachment.state])
    return allow("reads")

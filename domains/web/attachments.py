"""An attached file: downloaded by who may read its entry, and taken out of reach where it is about another person."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from access import policies
from access.roles import Permission
from audit import services as audit
from domains import services
from domains.attachments import attachment_or_404
from domains.kinds import KINDS
from domains.services.attaching import store


@require_http_methods(["GET", "HEAD", "POST"])
def attachment(request, pk):
    """GET downloads; never shown inside the page, and nothing in it may run. POST withdraws it: it is about another person."""
    found, at = attachment_or_404(request.user, pk, at=request.moment), request.moment
    if request.method == "POST":
        services.withdraw_attachment(attachment=found, by=request.user, at=at)
        messages.success(
            request, "Nobody can open the file any more. Tell your privacy officer that it was in the wrong record."
        )
        return redirect("domains:part", found.entry.part_id)
    policies.require(request.user, Permission.READ_DOMAIN, found, at=at)
    audit.read(
        request, "attachment.read", target=found, by=request.user, at=at, case_id=found.entry.case_id,
        person_id=found.entry.case.person_id,
    )  # fmt: skip
    return FileResponse(
        store().open(found.place), as_attachment=True, filename=found.name, content_type=KINDS[found.kind].media,
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"},
    )  # fmt: skip

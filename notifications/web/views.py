"""The inbox, and the administrators' page of what could not be delivered."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from access.decisions import Refused
from access.roles import Permission
from design import messages, words
from notifications import inbox as acts
from notifications import queries, sending
from partners.standing import may_here


@never_cache
@require_safe
def inbox(request):
    """What waits for me, unread first; what I have read below, a page at a time."""
    before = request.GET.get("before", "")
    before = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    new, more_new = queries.unread(request.user, at=request.moment)
    earlier, following = queries.earlier(request.user, at=request.moment, before=before)
    address = reverse("notifications:inbox")
    return render(
        request,
        "notifications/inbox.html",
        {
            "new": [] if before else new,
            "more_new": more_new,
            "earlier": earlier,
            "is_first": before is None,
            "next_url": f"{address}?before={following}" if following else "",
            "first_url": address if before else "",
            "size": queries.PAGE,
            "may_see_failures": bool(may_here(request.user, Permission.ADMINISTER, at=request.moment)),
        },
    )


@never_cache
@require_safe
def open_notice(request, pk):
    """Go to what a notice of mine is about, and count it as read. Another worker's notice is not found."""
    notice = queries.own(request.user).filter(pk=pk).first()
    if notice is None:
        raise Http404
    described = queries.described([notice], request.user, at=request.moment)[pk]
    if request.method == "GET":
        acts.mark_read(notice=notice, by=request.user, at=request.moment)
    if url_has_allowed_host_and_scheme(described.url, allowed_hosts=None):
        return redirect(described.url)
    messages.refused(request, f"{described.text}. There is nothing to open behind it, so it is counted as read.")
    return redirect("notifications:inbox")


@require_POST
def read_all(request):
    """Count everything raised until now as read."""
    count = acts.mark_all_read(by=request.user, at=request.moment)
    messages.done(request, f"{words.count(count, 'notice')} counted as read.".capitalize())
    return redirect("notifications:inbox")


@never_cache
@require_safe
def failures(request):
    """What could not be sent, and what reached nobody. Says who and when, never what it is about."""
    _administrator(request)
    return render(
        request,
        "notifications/failures.html",
        {"failed": queries.failed_messages(), "to_nobody": queries.to_nobody(), "size": queries.PAGE},
    )


@require_POST
def retry(request):
    """Send failed messages again: those chosen, or all that are shown."""
    _administrator(request)
    chosen = set(request.POST.getlist("message"))
    shown = [message for message in queries.failed_messages() if not chosen or str(message.pk) in chosen]
    count = sending.retry(messages=shown, by=request.user, at=request.moment)
    messages.done(request, f"{words.count(count, 'message')} will be sent again within a minute.".capitalize())
    return redirect("notifications:failures")


def _administrator(request):
    decision = may_here(request.user, Permission.ADMINISTER, at=request.moment)
    if not decision:
        raise Refused(decision)

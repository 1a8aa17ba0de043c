"""My complaints by clock, and the papers of one."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from complaints import queries
from complaints.policies import complaint_or_404
from complaints.web import presenters
from partners.standing import may_here, standing_of

SIZE = 50
#: Nobody pages further; a number no database holds is no place in a list.
FURTHEST = 1_000_000


def _start(request):
    try:
        return min(max(0, int(request.GET.get("from", 0))), FURTHEST)
    except ValueError:
        return 0


@require_safe
def complaints(request):
    """Complaints leads: theirs by what is owed next, what waits for agreement, what was closed. Anybody: what they took."""
    at, worker = request.moment, request.user
    decision = may_here(worker, Permission.TAKE_COMPLAINT, at=at)
    if not decision:
        raise Refused(decision)
    handles = standing_of(worker, at=at).permits(Permission.VIEW_COMPLAINT)
    start = _start(request)
    context = {"handles": handles, "taken": queries.taken_lines(worker), "size": SIZE}
    if handles:
        total = queries.count_open(worker, at=at)
        context |= {
            "counts": queries.counts(worker, at=at),
            "lines": queries.open_lines(worker, at=at, size=SIZE, start=start),
            "waiting": queries.waiting_lines(worker, at=at),
            "closed": queries.closed_lines(worker, at=at) if not start else [],
            "total": total,
            "next_from": start + SIZE if start + SIZE < total else None,
        }
        audit.read(request, "complaint.list", target=("complaints", None), by=worker, at=at)
    return render(request, "complaints/list.html", context)


@require_safe
def complaint(request, reference):
    """One complaint: the clock, what they said, elements and who was responsible, bodies, consent, the answer so far."""
    found = complaint_or_404(request.user, reference, at=request.moment)
    papers = queries.papers(found, request.user, at=request.moment)
    audit.read(
        request, "complaint.read", target=found, by=request.user, at=request.moment,
        detail={"reference": found.reference, "whole": papers.whole},
    )  # fmt: skip
    return render(request, "complaints/complaint.html", presenters.page(papers, at=request.moment))

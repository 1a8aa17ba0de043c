"""Who can see a record, and why: for those who read it whole, and for the person, on paper."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.decisions import Refused
from access.policies import may
from access.roles import Permission
from audit import services as audit
from cases.policies import case_or_404
from cases.sight_policies import shows_sight
from cases.web.banner import banner
from desks import openings
from desks.web.presenters import sight as words
from domains.seeing import picture

LATELY = 5


@require_safe
def who_can_see(request, reference, code=""):
    """Every organisation and worker that can open the record, what each reads and writes, and what lets them.

    With the code of a domain: only who reads that. Looking here is itself kept in the audit.
    """
    at, worker = request.moment, request.user
    case = case_or_404(worker, reference, at=at)
    decision = shows_sight(worker, case, at=at)
    if not decision:
        raise Refused(decision)
    shown = picture(case, at=at)
    if code and code not in shown.domains:
        raise Http404
    audit.read(request, "sight.read", target=case, by=worker, at=at, person_id=case.person_id)
    sees_audit = bool(may(worker, Permission.VIEW_AUDIT, case, at=at))
    return render(
        request,
        "desks/sight.html",
        {
            "banner": banner(case, worker, at=at, current="sight"),
            "records_consent": bool(may(worker, Permission.RECORD_CONSENT, case, at=at)),
            "sees_audit": sees_audit,
            "may_name": bool(may(worker, Permission.NAME_WORKER, case, at=at)),
            "emergencies": openings.emergencies_of(case),
            "lately": openings.for_the_person(case)[:LATELY] if sees_audit else [],
            **words.page(shown, code),
        },
    )

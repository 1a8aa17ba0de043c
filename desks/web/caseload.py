"""My caseload: what needs somebody today, and everyone by next review."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from access.decisions import Refused, deny
from access.roles import Permission, Role
from audit import services as audit
from desks import caseload as desk
from desks import today
from desks.web import keyset
from desks.web.forms import CaseloadFilters
from desks.web.presenters import caseload as words
from desks.web.search import remember
from partners.standing import may_here, standing_of

#: Roles that have a caseload. A domain worker has *My domains* instead, which shows less of each person.
ROLES = frozenset({Role.COORDINATOR, Role.PRACTITIONER, Role.TEAM_MANAGER})

VIEWS = (
    ("All", "all", {}),
    ("Review overdue", "overdue", {"review": "overdue"}),
    ("Review due in 28 days", "soon", {"review": "soon"}),
    ("Waiting for a partner", "waiting", {"state": "waiting"}),
    ("A domain has no one", "nobody", {"state": "nobody"}),
)


def require_caseload(worker, *, at):
    """Return the worker's standing, or refuse somebody whose roles have no caseload."""
    decision = may_here(worker, Permission.VIEW_CASE, at=at)
    if not decision:
        raise Refused(decision)
    standing = standing_of(worker, at=at)
    if not ROLES & standing.roles():
        raise Refused(deny("role_may_not"))
    return standing


@require_http_methods(["GET", "HEAD", "POST"])
def caseload(request):
    """The list. A POST is the filter form: with a name in it, it is a search, otherwise an address of the list."""
    standing = require_caseload(request.user, at=request.moment)
    if request.method == "POST":
        return _shown(request)
    form = CaseloadFilters(request.GET)
    chosen = form.chosen()
    mine = _scope(chosen, standing) == "mine"
    after = keyset.read(request.GET.get("after"))
    at = request.moment
    narrowed = {name: value for name, value in chosen.items() if name != "scope"}
    counted = desk.counted(request.user, at=at, mine=mine)
    found = desk.caseload(
        request.user, at=at, after=after,
        filters=desk.filters(
            at=at, mine=mine, partner_id=int(chosen["partner"]) if "partner" in chosen else None,
            state=chosen.get("state", ""), review=chosen.get("review", ""),
        ),
        among=counted if not narrowed and after is None else None,
    )  # fmt: skip
    counts = desk.counts(counted, at=at)
    first = mine and not narrowed and after is None
    items = today.needs(request.user, at=at) if first else []
    audit.read(
        request, "caseload.listed", target=("caseload", request.user.pk), by=request.user, at=at,
        detail={"cases": [row.case_id for row in found.rows]},
    )  # fmt: skip
    scope = "mine" if mine else "all"
    return render(
        request,
        "desks/caseload.html",
        {
            "form": form,
            "title": "My caseload" if Role.TEAM_MANAGER not in standing.roles() else "Caseloads",
            "show_needs": first,
            "needs": [words.need(item, at=at) for item in items],
            "needs_count": sum(item.number if isinstance(item, today.More) else 1 for item in items),
            "heading": "Everyone I coordinate" if mine else f"Everyone in {_organisations(standing)}",
            "scopes": _scopes(scope, standing),
            "views": _views(scope, narrowed, counts),
            "rows": [words.line(row, at=at, mine=mine) for row in found.rows],
            "caption": f"{_said(counts['all'])} people, soonest review first",
            "shown": len(found.rows) if after is None else "",
            "total": "" if narrowed else _said(counts["all"]),
            "empty": _empty(mine, narrowed, after),
            "size": desk.SIZE,
            "scope": scope,
            "next_url": _address(scope, {**narrowed, "after": keyset.write(found.after)}) if found.after else "",
            "first_url": _address(scope, narrowed) if after else "",
            "may_refer": standing.permits(Permission.TAKE_REFERRAL),
        },
    )


def _scope(chosen, standing):
    """A coordinator begins with their own people, others with everybody."""
    if "scope" in chosen:
        return chosen["scope"]
    return "mine" if Role.COORDINATOR in standing.roles() else "all"


def _address(scope, chosen):
    return f"{reverse('desks:caseload')}?{urlencode({'scope': scope, **chosen})}"


def _shown(request):
    form = CaseloadFilters(request.POST)
    chosen = form.chosen()
    term = request.POST.get("q", "").strip()
    if term:
        return remember(request, term)
    return redirect(_address(chosen.pop("scope", "mine"), chosen))


def _organisations(standing):
    names = {seat.organisation_short_name for seat in standing.seats if seat.role in ROLES}
    return " and ".join(sorted(names))


def _scopes(scope, standing):
    return [
        {"text": text, "url": _address(key, {}), "current": key == scope}
        for key, text in (("mine", "Everyone I coordinate"), ("all", f"Everyone in {_organisations(standing)}"))
    ]


def _views(scope, narrowed, counts):
    return [
        {"text": f"{text} ({_said(counts[key])})", "url": _address(scope, preset), "current": narrowed == preset}
        for text, key, preset in VIEWS
    ]


def _said(number):
    return f"{desk.COUNT_LIMIT:,}+" if number > desk.COUNT_LIMIT else str(number)


def _empty(mine, narrowed, after):
    if after is not None:
        return "That was the last of them."
    if narrowed:
        return "Nobody here fits these filters. Choose “Any” in one of them to see more people."
    if mine:
        return "You coordinate nobody yet. People come here when a referral names you, or when a case is handed to you."
    return "No open case yet. People come here with a referral, an import, or when your organisation accepts a part."

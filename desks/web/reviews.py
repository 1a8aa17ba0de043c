"""Reviews and complaints: what a manager follows, as figures that are links, bars by team, and lists."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access.roles import Permission
from audit import services as audit
from complaints import queries as complaints
from desks import home_from_hospital
from desks import reviews as desk
from desks.web import keyset
from desks.web.presenters import reviews as words
from partners.standing import standing_of

#: How many overdue reviews the desk itself shows before the list of its own.
ON_TOP = 10


def _number(text):
    return int(text) if (text or "").isdecimal() and len(text) < 19 else None


@require_safe
def reviews(request):
    """The manager's desk."""
    at = request.moment
    scope = desk.scope_of(request.user, at=at, chosen=_number(request.GET.get("scope")))
    by_team = desk.teams(scope, at=at)
    figures = desk.figures(scope, by_team, at=at)
    rows, more = desk.listed(request.user, scope, "overdue", at=at, size=ON_TOP)
    bars, full = words.bars(by_team, scope)
    year, year_all = words.year(desk.indicator(scope, at=at), scope)
    opens_complaints = standing_of(request.user, at=at).permits(Permission.VIEW_COMPLAINT)
    lines = complaints.open_lines(request.user, at=at, size=ON_TOP) if opens_complaints else []
    _read(request, "reviews.listed", rows)
    return render(
        request,
        "desks/reviews.html",
        {
            "scope": scope,
            "whole": scope.everybody or len(scope.choices) > 1,
            "organisations": "All partners" if scope.everybody else ", ".join(
                name for pk, name, _ in scope.choices if pk in scope.organisation_ids
            ),
            "stats": words.stats(figures, scope),
            "bars": bars,
            "full": full,
            "year": year,
            "year_all": year_all,
            "aim": desk.AIM,
            "home": home_from_hospital.seen_in_time(scope, at=at),
            "home_aim": home_from_hospital.AIM,
            "home_days": home_from_hospital.period(at=at),
            "overdue": [words.row(late, "overdue", at=at) for late in rows],
            "overdue_total": figures.overdue,
            "overdue_more": bool(more),
            "overdue_url": words.list_url("overdue", scope),
            "empty": words.EMPTY["overdue"],
            "opens_complaints": opens_complaints,
            "complaints": lines,
            "complaints_open": complaints.count_open(request.user, at=at) if lines else 0,
            "complaint_clocks": [] if opens_complaints else words.clocks(desk.complaint_clocks(scope, at=at)),
        },
    )  # fmt: skip


@require_safe
def review_list(request, which):
    """The names behind one figure, a page at a time."""
    if which not in desk.LISTS:
        raise Http404
    at = request.moment
    scope = desk.scope_of(request.user, at=at, chosen=_number(request.GET.get("scope")))
    team_id = _number(request.GET.get("team"))
    after = keyset.read(request.GET.get("after"))
    rows, place = desk.listed(request.user, scope, which, at=at, after=after, team_id=team_id)
    _read(request, f"reviews.{which.replace('-', '_')}_listed", rows)
    return render(
        request,
        "desks/review_list.html",
        {
            "title": words.TITLES[which],
            "which": which,
            "back_url": reverse("desks:reviews") + (f"?scope={scope.chosen}" if scope.chosen else ""),
            "rows": [words.row(late, which, at=at) for late in rows],
            "empty": "That was the last of them." if after else words.EMPTY[which],
            "next_url": words.list_url(which, scope, team=team_id, after=keyset.write(place)) if place else "",
            "first_url": words.list_url(which, scope, team=team_id) if after else "",
            "size": desk.SIZE,
        },
    )


def _read(request, action, rows):
    audit.read(
        request, action, target=("reviews", request.user.pk), by=request.user, at=request.moment,
        detail={"cases": [row.case_id for row in rows]},
    )  # fmt: skip

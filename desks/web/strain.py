"""Signs of strain: figures of partners over a quarter, as tables with bars, and the same as a file."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit import services as audit
from desks import reviews as desk
from desks import strain as figures
from desks.web.presenters.strain import bars, no_formula


@require_safe
def strain(request):
    """The page; with ``?file=csv`` the file. Each is in the audit."""
    at = request.moment
    chosen = request.GET.get("scope", "")
    scope = desk.scope_of(request.user, at=at, chosen=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None)
    choices = figures.quarters(at=at)
    quarter = next((one for one in choices if one.key == request.GET.get("quarter")), choices[0])
    found = figures.strain(scope, quarter, at=at)
    as_file = request.GET.get("file") == "csv"
    audit.read(
        request, "strain.exported" if as_file else "strain.read", target=("strain", request.user.pk), by=request.user, at=at,
        detail={"quarter": quarter.key, "organisations": list(scope.organisation_ids)},
    )  # fmt: skip
    if as_file:
        return _file(found, quarter)
    return render(
        request,
        "desks/strain.html",
        {
            "scope": scope, "quarter": quarter, "quarters": choices, "partners": bars(found.partners), "whole": found.whole,
            "left": found.left, "over_time": found.over_time, "reasons": _reasons(found), "counted": figures.COUNTED.values(),
        },
    )  # fmt: skip


def _reasons(found):
    """[(reason, those looked at, all partners)] for every reason that was given in the quarter."""
    return [
        (reason, sum(one.reasons.get(reason, 0) for one in found.partners), found.whole.reasons[reason])
        for reason in figures.DECLINE_REASONS
        if reason in found.whole.reasons
    ]


def _file(found, quarter):
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="signs-of-strain-{quarter.key}.csv"'
    response["Cache-Control"] = "no-store"
    writer = csv.writer(response)
    writer.writerow(
        [
            "Quarter",
            "Partner",
            *(words for words, _ in figures.COUNTED.values()),
            "Workers who hold parts",
            "Most held by one",
        ]
    )
    for one in [*found.partners, found.whole]:
        numbers = [getattr(one, name) for name in figures.COUNTED]
        writer.writerow([quarter.key, no_formula(one.name), *numbers, one.workers, one.most])
    writer.writerow([])
    writer.writerow(["Held by no one", "Domain", "Number"])
    for body, domain, number in found.left:
        writer.writerow([no_formula(body), no_formula(domain), number])
    return response

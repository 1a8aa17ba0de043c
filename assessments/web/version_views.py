"""The pages of versions: all of them, one to read, and two side by side."""

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from assessments import agreement_queries, comparing, policies, reading
from assessments.web import agreement_presenters as presenters
from assessments.web.views import noted, opened, page


def _opened(request, reference):
    """(case, reach, every version, newest first): 404 as long as there is none."""
    case, reach, found = opened(request, reference)
    if found is None:
        raise Http404
    return case, reach, reading.versions(case)


def _voices(found, answered, request, case, reach):
    known = agreement_queries.from_answers(answered[found.pk])
    return agreement_queries.shown_to(known, request.user, case, reach, at=request.moment)


@require_safe
def versions(request, reference):
    """Every version: its state, who signed it, what was said to it; and two to compare."""
    case, reach, found = _opened(request, reference)
    noted(request, "versions.read", found[0], case)
    answered = agreement_queries.answers_by_voice(found)
    rows = [
        {
            "version": one, "label": reading.label_of(one, case), "state": presenters.state_line(one, request.moment),
            "agreement": presenters.agreement_line(_voices(one, answered, request, case, reach)),
            "before": found[place + 1].pk if place + 1 < len(found) else None,
        }
        for place, one in enumerate(found)
    ]  # fmt: skip
    return page(request, "assessments/versions.html", case, "assessment", {"rows": rows})


def _version_or_404(found, number):
    one = next((version for version in found if str(version.pk) == str(number)), None)
    if one is None:
        raise Http404
    return one


@require_safe
def version(request, reference, number):
    """One version to read: nothing on this page can be changed."""
    case, reach, found = _opened(request, reference)
    one = _version_or_404(found, number)
    noted(request, "version.read", one, case, version=one.version)
    within = reach.of(one)
    groups = reading.read(one, request.user, case, within, reading.origins(case), at=request.moment)
    context = {
        "assessment": one, "label": reading.label_of(one, case), "groups": groups,
        "state": presenters.state_line(one, request.moment), "is_newest": one.pk == found[0].pk,
        "reads_all": reach.reads_all, "own_only": within.own_only, "signature": one.signed_for if policies.reads_agreement(reach) else None,
    }  # fmt: skip
    return page(request, "assessments/version.html", case, "assessment", context)


@require_safe
def compare(request, reference):
    """Two versions side by side. Without a choice the newest and the one before it; with one version only, back to the list."""
    case, reach, found = _opened(request, reference)
    if len(found) < 2:
        return redirect("assessments:versions", reference=case.reference)
    chosen = [
        _version_or_404(found, request.GET.get(name) or default.pk)
        for name, default in (("first", found[1]), ("second", found[0]))
    ]
    earlier, later = sorted(chosen, key=lambda one: (one.started_at, one.pk))
    noted(request, "versions.compared", later, case, first=earlier.version, second=later.version)
    lineage, reach = reading.origins(case), reach.of(earlier).of(later)  # of both only what is shown of either
    first, second = (
        reading.read(one, request.user, case, reach, lineage, at=request.moment) for one in (earlier, later)
    )
    groups = comparing.compare(first, reading.silent(first, second))
    context = {
        "before": reading.label_of(earlier, case), "after": reading.label_of(later, case),
        "states": [presenters.state_line(one, request.moment) for one in (earlier, later)],
        "tally": presenters.tally(groups), "own_only": reach.own_only,
        "groups": [
            (group, [(change, presenters.change_mark(change.kind)) for change in group.changes])
            for group in groups
            if group.changes
        ],
        "unchanged": [group for group in groups if not group.changes and group.same],
        "choices": [
            (one, reading.label_of(one, case), one.pk == earlier.pk, one.pk == later.pk) for one in found
        ],
    }  # fmt: skip
    return page(request, "assessments/compare.html", case, "assessment", context)

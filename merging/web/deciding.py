"""Two records disagree; two records may be one person. Nothing is chosen beforehand (mockups 05a and 05b)."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from access.policies import may, require
from access.roles import Permission
from audit import services as audit
from cases.policies import reads_fully
from design import bound, components
from merging import comparison, conflicts, joining, words
from merging.models import Conflict, PossibleMatch
from merging.policies import visible_conflicts, visible_matches
from merging.queries import open_conflicts
from merging.web import forms
from merging.web.pages import done

_CONFLICT = (
    "case__person",
    "person",
    "health__organisation",
    "social_care__organisation",
    "chosen__organisation",
    "decided_by",
)
_MATCH = (
    "case__person",
    "case__lead_organisation",
    "other_case__person",
    "other_case__lead_organisation",
    "decided_by",
)


def conflict(request, pk):
    """Both values side by side with their sources; then the decision. A stranger, and a partner of the shared core, get 404."""
    found = visible_conflicts(request.user, at=request.moment).filter(pk=pk).select_related(*_CONFLICT).first()
    if found is None or not reads_fully(request.user, found.case, at=request.moment):
        raise Http404
    require(request.user, Permission.RESOLVE_CONFLICT, found, at=request.moment)
    person = found.case.person
    audit.read(
        request,
        "conflict.read",
        target=found,
        by=request.user,
        at=request.moment,
        case_id=found.case_id,
        person_id=person.pk,
    )
    about = {
        "conflict": found, "case": found.case, "person": person, "label": words.LABELS[found.field],
        "about": words.ABOUT[found.field].format(name=person.called), "sides": comparison.sides_of(found),
    }  # fmt: skip
    if found.state != Conflict.State.OPEN:
        return _decided(request, found, about)
    others = open_conflicts(found.case)
    place = next((n for n, row in enumerate(others, start=1) if row.pk == found.pk), 1)
    council, trust = comparison.sides_of(found)
    form = forms.ConflictForm(
        request.POST if request.method == "POST" else None,
        conflict=found,
        called=person.called,
        health=trust.shown,
        social_care=council.shown,
    )
    if request.method == "POST" and form.is_valid():
        response = _resolve(request, found, form, others)
        if response is not None:
            return response
    return render(
        request, "merging/conflict.html",
        {**about, "form": form, "radios": with_inside(form, "which", {forms.OTHER: ["typed"]}), "place": place, "of": len(others)},
    )  # fmt: skip


def _resolve(request, found, form, others):
    if form.cleaned_data["which"] == forms.ASK:
        messages.success(request, "Nothing has changed. Both answers stand until somebody decides.")
        return redirect("desks:case", found.case.reference)
    act = done(form, lambda: conflicts.resolve(conflict=found, by=request.user, at=request.moment, **form.decision()))
    if act is None:
        return None
    messages.success(
        request, f"Decided: {words.LABELS[found.field].lower()}. Both answers stay in the record with their dates."
    )
    following = next((row for row in others if row.pk != found.pk), None)
    if following is not None:
        return redirect("merging:conflict", following.pk)
    return redirect("desks:case", found.case.reference)


def _decided(request, found, about):
    form = forms.ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and found.state == Conflict.State.RESOLVED and form.is_valid():
        if form.cleaned_data["which"] != forms.BACK:
            return redirect("desks:case", found.case.reference)
        if done(form, lambda: conflicts.reopen(conflict=found, by=request.user, at=request.moment)) is not None:
            messages.success(request, "The decision is taken back. Both answers stand again.")
            return redirect("merging:conflict", found.pk)
    answer = words.shown(found.field, found.chosen.shown if found.chosen else found.typed)
    return render(request, "merging/decided.html", {**about, "form": form, "answer": answer})


def match(request, pk):
    """What two records are compared by, side by side; nothing else of the one that the worker may not open."""
    found = visible_matches(request.user, at=request.moment).filter(pk=pk).select_related(*_MATCH).first()
    if found is None or not any(
        reads_fully(request.user, case, at=request.moment) for case in (found.case, found.other_case)
    ):
        raise Http404
    require(request.user, Permission.JOIN_CASES, found, at=request.moment)
    for case in (found.case, found.other_case):
        audit.read(
            request,
            "match.read",
            target=found,
            by=request.user,
            at=request.moment,
            case_id=case.pk,
            person_id=case.person_id,
        )
    compared = comparison.compare(found)
    mine = found.case if reads_fully(request.user, found.case, at=request.moment) else found.other_case
    form = forms.MatchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and found.state == PossibleMatch.State.OPEN and form.is_valid():
        response = _match_decided(request, found, form, mine)
        if response is not None:
            return response
    return render(
        request, "merging/match.html",
        {
            "match": found, "compared": compared, "form": form, "mine": mine, "is_open": found.state == PossibleMatch.State.OPEN,
            "next": _next_pair(request.user, found, at=request.moment),
        },
    )  # fmt: skip


def _next_pair(worker, found, *, at):
    """The open pair after this one that the worker may decide too, or None. Of a handful: a link, not a register."""
    others = visible_matches(worker, at=at).filter(state=PossibleMatch.State.OPEN).exclude(pk=found.pk)
    others = others.annotate(is_before=Q(pk__lt=found.pk)).order_by("is_before", "pk")
    near = others.select_related(*_MATCH)[:5]
    return next((one for one in near if may(worker, Permission.JOIN_CASES, one, at=at)), None)


def _match_decided(request, found, form, mine):
    choice = form.cleaned_data["same"]
    if choice == forms.UNSURE:
        messages.success(request, "Nothing has changed. They stay apart until somebody is sure.")
        return redirect("desks:case", mine.reference)
    if choice == forms.DIFFERENT:
        if (
            done(form, lambda: joining.refuse(match=found, by=request.user, at=request.moment, reason=form.how()))
            is None
        ):
            return None
        messages.success(request, "They stay two people. This pair is not suggested again.")
        return redirect("desks:case", mine.reference)
    join = done(form, lambda: joining.confirm(match=found, by=request.user, at=request.moment, reason=form.how()))
    if join is None:
        return None
    messages.success(
        request,
        f"Two cases have become one: {join.absorbed.reference} is part of {join.survivor.reference} now. Nothing was lost, "
        "and an administrator can part them again.",
    )
    return redirect("desks:case", join.survivor.reference)


def with_inside(form, name, inside):
    """The radios of a field with further fields inside some answers; without JavaScript those are always there."""
    _, params = bound.parameters(form[name])
    for item in params["items"]:
        inner = [components.render(*bound.parameters(form[other])) for other in inside.get(item["value"], [])]
        if inner:
            item["conditional"] = {"html": mark_safe("".join(inner))}  # noqa: S308 - made by the components, which escape
    return params

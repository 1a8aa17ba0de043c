"""The pages of determinations: what is decided, by whom, what waits and what the rule says; and one form a kind."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from access.decisions import Refused, deny
from assessments import determination_policies as policies
from assessments import determination_queries as queries
from assessments.determination_kinds import ABOUT, ASKED_AGAIN, Kind
from assessments.determination_services import SignedMeanwhile
from assessments.web import determination_forms as forms
from assessments.web import determination_presenters as presenters
from assessments.web.views import noted, opened, page, put_on
from calendars import local_day
from cases.carer_queries import knows_other, other_of


def _opened(request, reference):
    """(case, assessment, {kind: authority}): 404 while nobody has begun one, 403 for who sees no decision here."""
    case, reach, found = opened(request, reference)
    if found is None:
        raise Http404
    authorities = policies.authorities(request.user, found, at=request.moment, reach=reach)
    if not authorities:
        raise Refused(deny("other_domain"))
    return case, found, authorities


def _section(case):
    return lambda code: reverse("assessments:section", args=[case.reference, code])


@require_safe
def determinations(request, reference):
    """What is decided, by whom, what waits, and what the rule says now and why."""
    case, found, authorities = _opened(request, reference)
    noted(request, "assessment.determinations_read", found, case, version=found.version)
    history = queries.history(case, authorities)
    cards = presenters.cards(
        found, authorities, history, name=case.person.called, url_of_section=_section(case),
        names=partial(knows_other, case, request.user, at=request.moment),
    )  # fmt: skip
    duty = queries.duty_to_assess(history.get(Kind.REFUSAL, [None])[0])
    context = {"assessment": found, "cards": cards, "duty": duty}
    return page(request, "assessments/determinations.html", case, "assessment", context)


def _authority(found, authorities, kind):
    """The authority of a kind of this assessment; 404 for a kind that it does not know, Refused for who may not sign."""
    if kind not in ABOUT or not ABOUT[kind].fits(found.frameworks):
        raise Http404
    authority = authorities.get(kind)
    decision = authority.decision if authority else deny("other_domain")
    if not decision:
        raise Refused(decision)
    return authority


def determine(request, reference, kind):
    """Sign a determination of a kind."""
    case, found, authorities = _opened(request, reference)
    authority = _authority(found, authorities, kind)
    return _signing(request, case, found, authority, forms.FORMS[kind])


def ask_again(request, reference):
    """After a refusal: the assessment is asked for again."""
    case, found, authorities = _opened(request, reference)
    authority = _authority(found, authorities, Kind.REFUSAL)
    refusal = queries.standing(case, {Kind.REFUSAL}).get(Kind.REFUSAL)
    if refusal is None or refusal.decision == ASKED_AGAIN:
        raise Http404
    return _signing(request, case, found, authority, forms.AskAgainForm)


def _signing(request, case, found, authority, form_class):
    kind = form_class.kind
    stands = next(iter(queries.of_version(found, {kind})), None)
    form = form_class(
        request.POST if request.method == "POST" else None,
        name=case.person.called, seen=stands.number if stands else 0, today=local_day(request.moment),
    )  # fmt: skip
    if kind == Kind.COMBINED:
        form.initial["other_person"] = other_of(case, request.user, at=request.moment)
    if request.method == "POST" and form.is_valid() and _sign(request, found, form):
        messages.success(request, f"Signed for {authority.body}: {Kind(kind).label}.")
        return redirect("assessments:determinations", reference=case.reference)
    names = partial(knows_other, case, request.user, at=request.moment)
    now = None
    if kind in (Kind.CARE_ACT, Kind.CARER):
        now = presenters.now(found, kind, name=case.person.called, url_of_section=_section(case))
    context = {
        "assessment": found, "form": form, "now": now, "stands": queries.worded(stands, names=names) if stands else None,
        "says": presenters.says(found, kind, name=case.person.called), "source": ABOUT[kind].source, "button": f"Sign for {authority.body}",
    }  # fmt: skip
    return page(request, "assessments/determine.html", case, "assessment", context)


def _sign(request, found, form):
    """True when it is signed; False with what stands in the way beside its field."""
    try:
        form.sign(assessment=found, by=request.user, at=request.moment)
    except SignedMeanwhile as told:
        form.show_theirs(told)
        return False
    except ValidationError as error:
        put_on(form, error)
        return False
    return True

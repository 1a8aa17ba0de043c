"""Taking a complaint down, and what its taker sees afterwards. Adding a part and finding a person work by submit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from access.decisions import Refused
from access.policies import may
from access.roles import Permission
from audit import services as audit
from calendars import local_day
from complaints import choices, services
from complaints.models import LIVE
from complaints.policies import taken_by
from complaints.rules.intake import element_problems
from complaints.services.taking import NOT_FOUND, linkable_case
from complaints.web.forms import ElementForm, TakeForm, as_typed
from design import bound
from partners.standing import may_here

FIRST_BOXES, MOST_BOXES = 2, 20


def _boxes(data):
    """How many parts the page shows."""
    try:
        number = int(data.get("parts", FIRST_BOXES))
    except ValueError:
        number = FIRST_BOXES
    return max(1, min(number, MOST_BOXES))


def _found(request):
    """Cases by the name that was typed; noted as a reading of the search, not of anybody's record."""
    words = request.POST.get("find", "")
    if not words.strip():
        return []
    cases = choices.people_named(request.user, words, at=request.moment)
    audit.read(
        request, "complaint.person_search", target=("search", None), by=request.user, at=request.moment,
        detail={"found": len(cases)},
    )  # fmt: skip
    return cases


def take(request):
    """The form. *Find* and *Add another part* give it back with what was typed; nothing is saved by them."""
    decision = may_here(request.user, Permission.TAKE_COMPLAINT, at=request.moment)
    if not decision:
        raise Refused(decision)
    asks = {"worker": request.user, "at": request.moment}
    boxes, today, found = _boxes(request.POST), local_day(request.moment), []
    if request.method != "POST":
        form = TakeForm(initial={"case_reference": request.GET.get("case", "")[:20]}, **asks)
        parts = [ElementForm(prefix=f"elements-{i}", today=today) for i in range(boxes)]
        return _page(request, form, parts, found)
    found = _found(request)
    if "add" in request.POST or "search" in request.POST:
        boxes = min(boxes + ("add" in request.POST), MOST_BOXES)
        form = as_typed(TakeForm, request.POST, found=found, **asks)
        parts = [as_typed(ElementForm, request.POST, prefix=f"elements-{i}", today=today) for i in range(boxes)]
        return _page(request, form, parts, found)
    form = TakeForm(request.POST, found=found, **asks)
    parts = [ElementForm(request.POST, prefix=f"elements-{i}", today=today) for i in range(boxes)]
    complaint = _taken(request, form, parts)
    if complaint is None:
        return _page(request, form, parts, found)
    messages.success(
        request,
        f"{complaint.reference} is taken. {complaint.received_by.name}’s complaints lead is told now and acknowledges it "
        "within 3 working days. Who was responsible is being looked up.",
    )
    if may(request.user, Permission.VIEW_COMPLAINT, complaint, at=request.moment):
        return redirect("complaints:complaint", complaint.reference)
    return redirect("complaints:taken", complaint.reference)


def _taken(request, form, parts):
    """The complaint, or None with every problem at its field."""
    filled = _checked(form, parts)
    if not form.is_valid() or not all(part.is_valid() for part in parts):
        return None
    reference = form.case_reference_chosen
    case = linkable_case(request.user, reference, at=request.moment) if reference else None
    if reference and case is None:
        form.add_error("case_reference", NOT_FOUND)
        return None
    data = form.cleaned_data
    try:
        return services.take(
            received_by=data["received_by"], received_at=form.received_at(), method=data["method"], title=data["title"],
            words=data["words"], wants=data["wants"], complainant=form.complainant(), about_name=data["about_name"],
            elements=[part.draft() for part in filled], case=case, noticed_on=data["noticed_on"], sharing=form.sharing(),
            wished_lead=data["wished_lead"], named_staff=data["staff"], form_key=data["form_key"], by=request.user,
            at=request.moment,
        )  # fmt: skip
    except ValidationError as error:
        _put(error, form, filled)
        return None


def _checked(form, parts):
    """The parts that were filled in, each with its problems at its fields; at least one."""
    form.full_clean()
    received_on = form.cleaned_data.get("received_on")
    filled = [part for part in parts if not part.is_empty]
    for part in filled:
        if part.is_valid():
            data = part.cleaned_data
            for name, sentence in element_problems(data["words"], data["about_on"], received_on).items():
                part.add_error(name, sentence)
        elif not part.cleaned_data.get("words") and "words" not in part.errors:
            part.add_error("words", "Write what this part is about")
    if not filled:
        parts[0].full_clean()
        parts[0].add_error("words", "Write at least one thing the complaint is about")
    return filled


def _put(error, form, filled):
    for name, sentences in getattr(error, "error_dict", {"": [error]}).items():
        if name.startswith("elements-"):
            _, number, field = name.split("-", 2)
            filled[int(number)].add_error(field, sentences)
        else:
            form.add_error(name if name in form.fields else None, sentences)


def _page(request, form, parts, found):
    errors = [error for one in (form, *parts) for error in bound.errors(one)] if form.is_bound else []
    context = {
        "form": form, "parts": parts, "found": found, "opens_cases": choices.opens_cases(request.user, at=request.moment),
        "searched": request.method == "POST" and bool(request.POST.get("find", "").strip()),
        "summary": {"titleText": "There is a problem", "errorList": errors} if errors else None,
        "one_receiver": len(form.fields["received_by"].queryset) == 1,
    }  # fmt: skip
    return render(request, "complaints/take.html", context)


@require_safe
def taken(request, reference):
    """What the worker who took a complaint sees of it: that it was taken, and that it has reached who must answer."""
    complaint = taken_by(request.user).select_related("received_by").filter(reference=reference.upper()).first()
    if complaint is None or not may_here(request.user, Permission.TAKE_COMPLAINT, at=request.moment):
        raise Http404
    context = {"complaint": complaint, "live": complaint.status in LIVE}
    return render(request, "complaints/taken.html", context)

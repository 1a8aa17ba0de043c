"""One page on which a coordinator decides many conflicts of their own cases: choose, look at each, then decide."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from design.fields import CheckboxesField, RadiosField, TextareaField
from merging import deciding_many as many
from merging import words
from partners.standing import may_here


class TogetherForm(forms.Form):
    """Which of them, which value to take, and how one knows. Nothing is chosen beforehand."""

    way = RadiosField(
        label="Which answer is right for all that you ticked?", classes="nhsuk-radios--small",
        choices=[
            (many.NEWER, "The newer one of the two"), (many.HEALTH, "The one from health"),
            (many.SOCIAL_CARE, "The one from the council"),
        ],
        hints={many.NEWER: "Where neither is newer, nothing is decided"},
        required_message="Choose which answer is right.",
    )  # fmt: skip
    reason = TextareaField(
        label="How do you know?", hint="It stands with each of them. Both partners will read it.", rows=2, max_length=400,
        required_message="Write how you know. Both partners will read it.",
    )  # fmt: skip

    def __init__(self, data=None, *, chosen, initial=None):
        super().__init__(data, initial=initial)
        self.fields["conflict"] = CheckboxesField(
            label="For whom",
            choices=[(str(key), str(key)) for key in chosen],
            required_message="Tick at least one person.",
        )
        self.order_fields(["conflict"])


@require_http_methods(["GET", "HEAD", "POST"])
def together(request):
    """The fields in which one's own cases disagree; of one field, every value; and what a decision would make of each."""
    decision = may_here(request.user, Permission.RESOLVE_CONFLICT, at=request.moment)
    if not decision:
        raise Refused(decision)
    fields = many.fields(request.user, at=request.moment)
    given = request.POST if request.method == "POST" else request.GET
    field = given.get("field", "")
    context = {"fields": fields, "field": field, "label": words.LABELS.get(field, "")}
    if field not in dict.fromkeys(words.ABOUT):
        return render(request, "merging/together.html", {**context, "field": ""})
    if request.method == "POST" and "decide" in request.POST:
        return _decided(request, context)
    return _listed(request, field, context)


def _listed(request, field, context):
    after = _number(request.GET.get("after"))
    chosen = [key for key in map(_number, request.POST.getlist("conflict")) if key][: many.SIZE]
    form = TogetherForm(request.POST if "look" in request.POST else None, chosen=chosen)
    if request.method == "POST":
        after = _number(request.POST.get("after"))
        if "back" in request.POST:
            said = {name: request.POST.get(name, "") for name in ("way", "reason")}
            form = TogetherForm(chosen=chosen, initial=said)
    if form.is_valid():
        way = form.cleaned_data["way"]
        rows, _ = many.rows(request.user, field, at=request.moment, keys=chosen, way=way)
        _noted(request, rows)
        context |= {
            "rows": rows, "way": way, "reason": form.cleaned_data["reason"], "after": after, "chosen": chosen,
            "number": sum(row.chosen is not None for row in rows), "gone": len(chosen) - len(rows),
        }  # fmt: skip
        return render(request, "merging/together_look.html", context)
    rows, more = many.rows(request.user, field, at=request.moment, after=after)
    _noted(request, rows)
    here = f"{reverse('merging:conflicts')}?field={field}"
    context |= {
        "rows": rows, "form": form, "after": after, "chosen": chosen,
        "next_url": f"{here}&after={rows[-1].conflict.pk}" if more else "", "first_url": here if after else "",
        "size": many.SIZE,
    }  # fmt: skip
    return render(request, "merging/together.html", context)


def _decided(request, context):
    """What was decided and what was left, each with its reason. Sent twice, it decides nothing twice."""
    choices = {}
    for pair in request.POST.getlist("choice")[: many.SIZE]:
        key, _, value = pair.partition(":")
        choices[_number(key)] = _number(value)
    try:
        outcome = many.resolve_many(
            choices=choices, reason=request.POST.get("reason", "")[:400], by=request.user, at=request.moment
        )
    except ValidationError:
        form = TogetherForm(request.POST, chosen=list(choices))
        rows, _ = many.rows(request.user, context["field"], at=request.moment)
        _noted(request, rows)
        return render(
            request, "merging/together.html", {**context, "rows": rows, "form": form, "chosen": list(choices)}
        )
    return render(request, "merging/together_done.html", {**context, "outcome": outcome})


def _noted(request, rows):
    """Each value that is shown is a reading of that person's record."""
    for row in rows:
        audit.read(
            request, "conflict.read", target=row.conflict, by=request.user, at=request.moment,
            case_id=row.conflict.case_id, person_id=row.conflict.person_id,
        )  # fmt: skip


def _number(text):
    text = text or ""
    return int(text) if text.isdecimal() and len(text) < 19 else 0

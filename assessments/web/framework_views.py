"""Choosing the frameworks of the partnership. For administrators; no person's record is near."""

from django import forms
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments import choosing
from design.fields import CheckboxesField
from partners.web.asking import administrators_only, ask, posted


class FrameworksForm(forms.Form):
    """Which frameworks apply; each with where it stands and how much it asks."""

    def __init__(self, data=None, *, choices, initial):
        super().__init__(data, initial=initial)
        self.fields["frameworks"] = CheckboxesField(
            label="Which frameworks apply here?", choices=[(one.code, one.name) for one in choices],
            hints={one.code: _hint(one) for one in choices},
            required_message="Choose at least one. Without one nobody can begin an assessment.",
        )  # fmt: skip


def _hint(choice):
    asks = f"{choice.duties} duties, {choice.questions} questions"
    return ". ".join(part for part in (choice.source, asks, choice.review) if part)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def frameworks(request):
    """Tick what applies. What a choice would spare people stands on the page after it."""
    chosen = choosing.chosen()
    form = FrameworksForm(posted(request), choices=choosing.choices(), initial={"frameworks": list(chosen)})
    return ask(
        request, title="Assessment frameworks", button="Save", back=reverse("partners:administration"), form=form,
        lead=[
            "The single assessment asks what these frameworks need, each question once.",
            "A choice counts for assessments begun from then on. What is being written, and what is agreed, keeps the "
            "frameworks it was begun with.",
        ],
        act=lambda given: choosing.choose(codes=given["frameworks"], by=request.user, at=request.moment),
        said=lambda made: _said(made.frameworks),
    )  # fmt: skip


def _said(codes):
    form = choosing.form_of(codes)
    names = ", ".join(framework.short_name for framework in form.frameworks)
    return f"Saved: {names}. {len(form.items)} questions in one form; people are spared {form.saved()} that would be asked again."

"""Filters of the lists, and the search box. Filters stand in the address; what was searched for never does."""

from django import forms

from design.fields import SelectField, TextField
from desks import caseload

STATES = [
    ("", "Any state"),
    ("referred", "New referral"),
    ("assessing", "Being assessed"),
    ("planned", "Plan in use"),
    ("waiting", "Waiting for a partner"),
    ("nobody", "A domain has no one"),
    ("disagree", "Values disagree"),
]
REVIEWS = [("", "Any date"), ("overdue", "Overdue"), ("soon", "In 28 days"), ("none", "No date")]


class CaseloadFilters(forms.Form):
    """What a caseload may be narrowed to. Anything else that stands in the address narrows nothing."""

    scope = forms.ChoiceField(required=False, choices=[("mine", ""), ("all", "")], widget=forms.HiddenInput)
    partner = SelectField(required=False, label="Partner")
    state = SelectField(required=False, label="State", choices=STATES)
    review = SelectField(required=False, label="Next review", choices=REVIEWS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [("", "Any partner"), *caseload.partner_choices()]

    def chosen(self):
        """What was chosen and understood, without what was left open."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class Find(forms.Form):
    """The search box: a name, a reference or an NHS number."""

    q = TextField(
        max_length=80,
        label="Name, reference or NHS number",
        required_message="Type a name, a reference such as C-123, or an NHS number.",
        error_messages={"max_length": "That is too long to be a name or a number. Type up to 80 letters."},
    )


class OpenReference(forms.Form):
    """A case by its reference, for somebody who sees no list of people."""

    reference = TextField(
        max_length=24, label="Reference", hint="For example C-48213", classes="nhsuk-input--width-10",
        required_message="Type the reference of a record, such as C-48213.",
    )  # fmt: skip


class AsOn(forms.Form):
    """A day on which to look at who does what: a link that somebody may keep or change by hand."""

    on = forms.DateField(required=False)

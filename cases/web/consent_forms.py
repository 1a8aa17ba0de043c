"""What the pages about consent ask. Every rule stands in ``cases.services.consent``; forms only word it."""

from django import forms

from calendars import end_of_day
from cases.models import Consent
from design.fields import DateInputField, ModelSelectField, RadiosField, SelectField, TextareaField, TextField

SCOPES = [
    (Consent.Scope.WRITE, "Read, and write in what it does"),
    (Consent.Scope.READ, "Read only"),
    (Consent.Scope.NOTIFY, "Be told, and read nothing"),
]


class AboutPartner(forms.Form):
    """Which organisation, and for which of its domains."""

    organisation = ModelSelectField(
        label="Which organisation is this about?",
        queryset=None,
        empty_label="Choose a partner",
        required_message="Choose a partner.",
    )
    domain = ModelSelectField(
        label="About what?", queryset=None, empty_label="Everything that partner does", required=False
    )

    def __init__(self, *args, partners, domains, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = partners
        self.fields["domain"].queryset = domains

    def clean(self):
        super().clean()
        if self.cleaned_data.get("until"):
            self.cleaned_data["until"] = end_of_day(self.cleaned_data["until"])


class ConsentForm(AboutPartner):
    """A new answer."""

    purpose = SelectField(label="For what?", choices=Consent.Purpose.choices, required=False)
    status = RadiosField(
        label="What did they say?",
        choices=[choice for choice in Consent.Status.choices if choice[0] != Consent.Status.OVERRIDE],
        required_message="Choose what they said.",
    )
    scope = RadiosField(
        label="What may the partner do?", hint="If the answer is no, leave this empty.", choices=SCOPES, required=False
    )
    authority = RadiosField(
        label="Who answered?", choices=Consent.Authority.choices, required_message="Choose who answered."
    )
    given_by = TextField(label="Their name", max_length=120, required_message="Write who gave this answer.")
    authority_note = TextField(
        label="If somebody else answered: what gives them the power?",
        hint="For example, a lasting power of attorney, and who has seen it.",
        max_length=200,
        required=False,
    )
    method = RadiosField(
        label="How did they say it?",
        choices=[c for c in Consent.Method.choices if c[0] != Consent.Method.IMPORTED],
        required_message="Choose how they said it.",
    )
    witness = TextField(
        label="Who else was there?", hint="A witness, if there was one.", max_length=120, required=False
    )
    until = DateInputField(label="Until when?", hint="The last day. Leave it empty if they set no end.", required=False)
    note = TextareaField(label="In their words, or anything to add", required=False, rows=3, max_length=400)

    def clean(self):
        super().clean()
        agreed = self.cleaned_data.get("status") in (Consent.Status.GIVEN, Consent.Status.BEST_INTERESTS)
        if agreed and not self.cleaned_data.get("scope"):
            self.add_error("scope", "Choose what the partner may do.")

    def answer(self):
        """What ``services.record_consent`` takes."""
        said = self.cleaned_data
        return {
            **said,
            "scope": said["scope"] or Consent.Scope.READ,
            "purpose": said["purpose"] or Consent.Purpose.DIRECT_CARE,
        }


class ShareForm(AboutPartner):
    """A decision to share without the person's yes."""

    scope = RadiosField(
        label="What may the partner do?", choices=SCOPES[:2], required_message="Choose what the partner may do."
    )
    basis = SelectField(
        label="On what basis in law?",
        choices=[("", "Choose one"), *Consent.Basis.choices],
        required_message="Choose the basis in law.",
    )
    reason = TextareaField(
        label="Why is this needed?",
        hint="What would happen without it, and what the person was told, or why they were not.",
        rows=4,
        max_length=400,
        required_message="Write why this is needed.",
    )
    approved_by = TextField(
        label="Who approved it?",
        hint="Name and post. For example, the Caldicott guardian.",
        max_length=120,
        required_message="Write who approved it, and their post.",
    )
    until = DateInputField(
        label="Until when?",
        hint="The last day, within a year. It can be ended earlier.",
        required_message="Give the last day.",
    )


class AskForm(forms.Form):
    """What a colleague asks the coordinator for."""

    reason = TextareaField(
        label="What do you need to see, and what for?",
        hint="Write it in a sentence. Leave out what you may not share.",
        rows=4,
        max_length=400,
        required_message="Write what you need to see and what for.",
    )

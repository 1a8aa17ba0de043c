"""What the pages of complaints ask. Every rule stands in ``complaints.rules`` and the services; forms only word it."""

import uuid
from datetime import UTC, datetime, time

from django import forms

from calendars import LONDON, local_day
from complaints import choices
from complaints.models import ActsBecause, Element, Method, Relation
from complaints.rules.intake import Complainant, ElementDraft
from design.fields import (
    DateInputField,
    ModelCheckboxesField,
    ModelSelectField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

SHARE_YES, SHARE_NO, SHARE_NOT_ASKED = "yes", "no", "not_asked"


class TakeForm(forms.Form):
    """A complaint taken down: what they said first, then who and when, then what may be shared."""

    words = TextareaField(
        label="What did they say?",
        hint="In their words. They get a copy of what you write here.",
        label_classes="nhsuk-label--s",
        classes="accord-said",
        rows=6,
        required_message="Write what they said, in their own words",
    )
    wants = TextareaField(
        label="What do they want to happen?",
        hint="For example, an apology, an explanation, something put right.",
        rows=3,
        required=False,
    )
    title = TextField(
        label="What is it about, in a few words?",
        hint="For lists. No names: for example, “Home from hospital, and no tablets”.",
        max_length=120,
        required_message="Say in a few words what it is about, without names",
    )
    received_by = ModelSelectField(
        label="Which organisation received it?",
        queryset=choices.partners().none(),
        empty_label="Choose",
        required_message="Choose the organisation that received it",
    )
    received_on = DateInputField(
        label="When did they say it, or when did it arrive?",
        hint="The three working days to acknowledge it count from this day.",
        required_message="Enter the day the complaint was received",
        error_messages={"late": "The day it was received must be today or before"},
    )
    method = RadiosField(
        label="How did it come?", choices=Method.choices, required_message="Choose how the complaint came"
    )
    complainant_name = TextField(
        label="Their name", max_length=120, required_message="Enter the name of the person who complains"
    )
    complainant_contact = TextField(
        label="How do they want to be reached?",
        hint="Telephone, e-mail or address, and anything they need: large print, an interpreter.",
        max_length=300,
        required_message="Enter how they want to be reached: we must acknowledge within 3 working days",
    )
    relation = RadiosField(label="Who are they?", choices=Relation.choices, required_message="Choose who complains")
    acts_because = SelectField(
        label="Why may they act for the person?",
        hint="Only if they act for somebody.",
        choices=[("", "Not acting for somebody"), *ActsBecause.choices],
        required=False,
    )
    acts_checked = TextField(
        label="What did you see or hear that allows it?",
        hint="For example, the person’s letter of 4 November, or that they said so to you.",
        max_length=400,
        required=False,
    )
    find = TextField(
        label="Find the person it is about",
        hint="Among the people whose record you may open. Leave it empty if you cannot find them.",
        max_length=80,
        required=False,
        classes="nhsuk-input--width-20",
    )
    case_reference = TextField(
        label="Their reference or NHS number, if you know it",
        hint="For example, C-48213. It lets us find who was responsible on the day. Nothing is added to their record.",
        max_length=20,
        required=False,
        classes="nhsuk-input--width-10",
    )
    chosen_case = RadiosField(label="Is it one of these people?", choices=[], required=False)
    about_name = TextField(
        label="Or their name, if they are not in Accord",
        max_length=120,
        required=False,
        classes="nhsuk-input--width-20",
    )
    noticed_on = DateInputField(
        label="When did they come to know of it?",
        hint="Only if that was later than the day it happened. Leave it empty otherwise.",
        required=False,
        error_messages={"late": "The day they came to know of it must be today or before"},
    )
    share = RadiosField(
        label="May we share it with the other organisations it is about?",
        choices=[
            (SHARE_YES, "Yes, with the organisations ticked below"),
            (SHARE_NO, "No"),
            (SHARE_NOT_ASKED, "Not asked yet"),
        ],
        hints={
            SHARE_YES: "Each of them gets it and they give one answer together.",
            SHARE_NO: "Each organisation answers only its own part, and only if they complain to it.",
            SHARE_NOT_ASKED: "The complaints lead asks within 10 working days. Until then the others see nothing of it.",
        },
        required_message="Choose what they said about sharing. “Not asked yet” is an answer too",
    )
    share_with = ModelCheckboxesField(
        label="With which organisations?", queryset=choices.partners().none(), required=False
    )
    wished_lead = ModelSelectField(
        label="Do they want one organisation to lead the answer?",
        queryset=choices.partners().none(),
        empty_label="They did not say",
        required=False,
    )
    staff = TextareaField(
        label="Is it about somebody who works for one of the partners?",
        hint="Their work e-mail addresses, one on each line. They will never see these papers.",
        rows=2,
        required=False,
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, worker, at, found=(), **kwargs):
        kwargs.setdefault("initial", {}).setdefault("form_key", uuid.uuid4())
        super().__init__(*args, **kwargs)
        self.worker, self.at = worker, at
        receivers = choices.receivers(worker, at=at)
        self.fields["received_by"].queryset = receivers
        if len(receivers) == 1:
            self.fields["received_by"].initial = receivers[0].pk
        self.fields["share_with"].queryset = choices.partners()
        if len(receivers) == 1:
            self.fields["share_with"].queryset = choices.partners().exclude(pk=receivers[0].pk)
        self.fields["wished_lead"].queryset = choices.responsible_bodies()
        for name in ("received_on", "noticed_on"):
            self.fields[name].latest = local_day(at)
        self.fields["chosen_case"].choices = [(c.reference, f"{c.person.display_name}, {c.reference}") for c in found]
        if found:
            self.fields["chosen_case"].choices += [("none", "None of these")]

    def clean_staff(self):
        emails = [line.strip().lower() for line in self.cleaned_data["staff"].splitlines() if line.strip()]
        known = choices.workers_by_email(emails)
        missing = [email for email in emails if email not in known]
        if missing:
            raise forms.ValidationError(
                f"Nobody here has the e-mail address {missing[0]}. Check it, or leave it out and tell the complaints lead"
            )
        return list(known.values())

    def clean(self):
        super().clean()
        if self.cleaned_data.get("share") == SHARE_YES and not self.cleaned_data.get("share_with"):
            self.add_error("share_with", "Tick the organisations they agreed to, or choose another answer above")
        if self.cleaned_data.get("relation") == Relation.REPRESENTATIVE:
            if not self.cleaned_data.get("acts_because"):
                self.add_error("acts_because", "Choose why they may act for the person")
            if not self.cleaned_data.get("acts_checked"):
                self.add_error("acts_checked", "Write what you saw or heard that allows them to act")

    @property
    def case_reference_chosen(self):
        chosen = self.cleaned_data.get("chosen_case")
        return chosen if chosen and chosen != "none" else self.cleaned_data.get("case_reference", "").strip()

    def complainant(self):
        data = self.cleaned_data
        acting = data["relation"] == Relation.REPRESENTATIVE
        return Complainant(
            name=data["complainant_name"], contact=data["complainant_contact"], relation=data["relation"],
            acts_because=data["acts_because"] if acting else "", acts_checked=data["acts_checked"] if acting else "",
        )  # fmt: skip

    def received_at(self):
        """Now, for today; midday of the day, for a day before. Clocks count days, so the hour decides nothing."""
        day = self.cleaned_data["received_on"]
        midday = datetime.combine(day, time(12), tzinfo=LONDON).astimezone(UTC)
        return self.at if day == local_day(self.at) else midday

    def sharing(self):
        """Pairs of organisation and answer. A no is a no to each partner by name; not asked is the absence of an answer."""
        share = self.cleaned_data["share"]
        if share == SHARE_YES:
            return [(organisation, "given") for organisation in self.cleaned_data["share_with"]]
        if share == SHARE_NO:
            return [(organisation, "refused") for organisation in choices.partners()]
        return []


class ElementForm(forms.Form):
    """One thing the complaint is about. Left empty altogether it does not count."""

    words = TextareaField(label="What is this part about?", rows=2, max_length=400, required=False)
    about_on = DateInputField(
        label="When did it happen?",
        hint="The day, or the first of the days. It is how we find who was responsible then.",
        required=False,
        error_messages={"late": "The day it happened must be today or before"},
    )
    domain = ModelSelectField(
        label="What was it part of?", queryset=choices.domains(), empty_label="Not sure", required=False
    )
    severity = SelectField(
        label="How serious is it?",
        hint="If you cannot say, leave it.",
        choices=[("", "Not graded"), *Element.Severity.choices],
        required=False,
    )

    def __init__(self, *args, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about_on"].latest = today

    @property
    def is_empty(self):
        """Nothing was typed in it."""
        typed = [self["words"].value(), self["domain"].value(), *(self["about_on"].value() or ())]
        return not any(str(value or "").strip() for value in typed)

    def draft(self):
        data = self.cleaned_data
        return ElementDraft(
            words=data.get("words", ""), about_on=data.get("about_on"), domain=data.get("domain"),
            severity=int(data["severity"]) if data.get("severity") else None,
        )  # fmt: skip


def as_typed(form_class, data, *, prefix=None, **kwargs):
    """The form with what was typed and nothing checked yet: for buttons that only ask for more boxes or a search."""
    empty = form_class(prefix=prefix, **kwargs)
    initial = {
        name: field.widget.value_from_datadict(data, {}, empty.add_prefix(name)) for name, field in empty.fields.items()
    }
    return form_class(prefix=prefix, initial=initial, **kwargs)

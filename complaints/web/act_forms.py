"""One form for each act on a complaint. Nothing is chosen beforehand; the services decide what is allowed."""

from django import forms

from calendars import local_day
from complaints import choices
from complaints.models import Body, Complaint, Method, PartOfAnswer, SharingConsent
from complaints.rules.scope import Excluded
from design.fields import (
    CheckboxField,
    DateInputField,
    ModelSelectField,
    RadiosField,
    TextareaField,
    TextField,
)

YES_NO = [("yes", "Yes"), ("no", "No")]


def yes(value):
    """Whether a yes-or-no question was answered with yes."""
    return value == "yes"


class ActForm(forms.Form):
    """What every act form knows: the complaint, and the moment."""

    def __init__(self, *args, complaint, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.complaint, self.at = complaint, at
        self.today = local_day(at)
        self.prepare()

    def prepare(self):
        """Cut the choices to this complaint."""


class ResponseDateForm(ActForm):
    due_on = DateInputField(
        label="By which day will the answer be sent?", required_message="Enter the day by which the answer will be sent"
    )
    basis = RadiosField(
        label="How was this day set?",
        choices=Complaint.ResponseBasis.choices,
        required_message="Choose whether the day was agreed with them, or fixed by you and told in writing",
    )


class AcknowledgeForm(ActForm):
    method = RadiosField(
        label="How did you acknowledge it?", choices=Method.choices, required_message="Choose how you acknowledged it"
    )
    offered = CheckboxField(
        label="We offered to talk about how it is handled, and when they get the answer",
        required_message="Offer to talk about how it is handled and when it is answered, then tick this. The law asks for it",
    )
    copy_given_on = DateInputField(
        label="When did they get a copy of what was written down?",
        hint="For a spoken complaint. Leave it empty if they have not got it yet.",
        required=False,
        error_messages={"late": "The day the copy was given must be today or before"},
    )
    due_on = DateInputField(
        label="By which day will the answer be sent?",
        hint="If it is agreed already. You can say later.",
        required=False,
    )
    basis = RadiosField(label="How was this day set?", choices=Complaint.ResponseBasis.choices, required=False)

    def __init__(self, *args, sets_date, **kwargs):
        self.sets_date = sets_date
        super().__init__(*args, **kwargs)

    def prepare(self):
        self.fields["copy_given_on"].latest = self.today
        if not self.sets_date:
            del self.fields["due_on"], self.fields["basis"]

    def clean(self):
        super().clean()
        if self.cleaned_data.get("due_on") and not self.cleaned_data.get("basis"):
            self.add_error("basis", "Choose whether the day was agreed with them, or fixed by you and told in writing")


class LongerForm(ActForm):
    until = DateInputField(
        label="Until which day did they agree to wait?",
        required_message="Enter the day until which they agreed to wait",
    )


class ReasonForm(ActForm):
    reason = TextareaField(
        label="The reason, as you gave it to them in writing",
        required_message="Write the reason as you gave it to the complainant",
    )


class SharingForm(ActForm):
    organisation = ModelSelectField(
        label="Which organisation?",
        queryset=choices.partners().none(),
        empty_label="Choose",
        required_message="Choose the organisation you asked about",
    )
    answer = RadiosField(
        label="What did they say?",
        choices=[(SharingConsent.Answer.GIVEN, "Yes, it may be shared"), (SharingConsent.Answer.REFUSED, "No")],
        required_message="Choose what they said",
    )
    given_by = TextField(
        label="Who said so?",
        hint="The complainant, or who decides for them and on what authority.",
        max_length=120,
        required_message="Enter who said so: the complainant, or who decides for them",
    )
    method = RadiosField(label="How?", choices=Method.choices, required_message="Choose how they said so")

    def prepare(self):
        named = choices.bodies_of(self.complaint).exclude(pk=self.complaint.received_by_id)
        self.fields["organisation"].queryset = named


class LeadForm(ActForm):
    organisation = ModelSelectField(
        label="Who leads?",
        queryset=choices.partners().none(),
        empty_label="Choose",
        required_message="Choose the body that leads",
    )
    reason = TextareaField(
        label="Who agreed, and why this body?", rows=3, required_message="Say who agreed, and why this body leads"
    )
    host = ModelSelectField(
        label="Is the service run by one of them for both?",
        hint="Under section 75 of the NHS Act 2006. Leave it if not.",
        queryset=choices.partners().none(),
        empty_label="No, or not known",
        required=False,
    )

    def prepare(self):
        here = choices.bodies_of(self.complaint, state=Body.State.OPEN, role=Body.Role.RESPONSIBLE)
        self.fields["organisation"].queryset = here
        self.fields["host"].queryset = choices.bodies_of(self.complaint, role=Body.Role.RESPONSIBLE)


class ResponsibleForm(ActForm):
    organisation = ModelSelectField(
        label="Who was responsible then?",
        queryset=choices.partners().none(),
        empty_label="Choose",
        required_message="Choose who was responsible",
    )
    reason = TextareaField(label="How do you know?", rows=3, required_message="Say how you know who was responsible")

    def prepare(self):
        self.fields["organisation"].queryset = choices.partners()


class AnswerForm(ActForm):
    words = TextareaField(
        label="What did you find out?",
        hint="As the complainant will read it.",
        rows=8,
        required_message="Write what you found out, as the complainant will read it",
    )
    finding = RadiosField(
        label="What do you say about it?",
        choices=[*PartOfAnswer.Finding.choices, ("not_yet", "Not decided yet")],
        required_message="Choose what you found. “Not decided yet” is an answer too",
    )
    approved = CheckboxField(label="Our organisation stands by this", required=False)

    @property
    def finding_chosen(self):
        return "" if self.cleaned_data["finding"] == "not_yet" else self.cleaned_data["finding"]


class PassForm(ActForm):
    to = ModelSelectField(
        label="Which body is it about?",
        queryset=choices.partners().none(),
        empty_label="Choose",
        required_message="Choose the body it is about",
    )
    reason = TextareaField(label="Why does it belong to them?", rows=3, required_message="Say why it belongs to them")

    def prepare(self):
        self.fields["to"].queryset = choices.responsible_bodies().exclude(pk=self.complaint.received_by_id)


class NoteForm(ActForm):
    text = TextareaField(label="Note", hint="A call, a meeting, something promised.", required_message="Write the note")


class LateComplaintForm(ActForm):
    good_reason = RadiosField(
        label="Did they have good reason not to complain sooner?", choices=YES_NO, required_message="Choose yes or no"
    )
    still_fair = RadiosField(
        label="Can it still be looked into effectively and fairly?", choices=YES_NO, required_message="Choose yes or no"
    )
    note = TextareaField(label="Why?", hint="As you will tell them.", rows=3, required_message="Write why")


class ExcludeForm(ActForm):
    kind = RadiosField(
        label="Why is it not under the regulations?", choices=Excluded.choices, required_message="Choose why"
    )
    resolved_on = DateInputField(
        label="When was it put right?",
        hint="Only for a spoken complaint that was put right at once.",
        required=False,
        error_messages={"late": "The day it was put right must be today or before"},
    )
    satisfied = CheckboxField(label="They are satisfied with it", required=False)
    reason = TextareaField(
        label="The reason, as you gave it to them in writing",
        hint="Not needed for a spoken complaint that was put right at once.",
        rows=3,
        required=False,
    )

    def prepare(self):
        self.fields["resolved_on"].latest = self.today

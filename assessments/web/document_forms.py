"""The forms about copies: to whom one is given, and that one was sent in error."""

import uuid

from django import forms

from assessments.documents.models import Recipient, Way
from assessments.documents.queries import OTHER
from design.fields import DateInputField, RadiosField, TextareaField, TextField

_HINTS = {
    Recipient.CARER: "A carer on the record. Say below what {name} asked.",
    Recipient.GP: "As the practice is written in the assessment.",
    Recipient.ORGANISATION: "A partner on the case.",
    Recipient.OTHER: "Say who, and what {name} agreed to.",
}


class GiveCopyForm(forms.Form):
    """A copy: to whom, how, on which day, and what the person asked or agreed to where that is needed."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, data=None, *, receivers, called, today):
        super().__init__(data, initial={"given_on": today})
        self.fields["to"] = RadiosField(
            label="Who is given the copy?", choices=[(one.key, one.name or "Somebody else") for one in receivers],
            hints={one.key: _hint(one, called) for one in receivers}, required_message="Choose who is given the copy.",
        )  # fmt: skip
        self.fields["name"] = TextField(label="If it is somebody else, who?", required=False, max_length=200)
        self.fields["how"] = RadiosField(
            label="How is it given?", choices=Way.choices, required_message="Choose how it is given."
        )
        self.fields["given_on"] = DateInputField(
            label="On which day?", required_message="Enter the day on which it is given."
        )
        self.fields["asked_words"] = TextareaField(
            label=f"What did {called} ask for or agree to?", rows=2, required=False, max_length=400,
            hint=f"In {called}’s words, or who decided for them and on what authority. Needed for a carer, a voluntary "
            "partner and somebody else.",
        )  # fmt: skip
        self.fields["asked_on"] = DateInputField(label="When was that?", required=False)

    def given(self):
        """What the service takes."""
        names = ("to", "name", "how", "given_on", "asked_words", "asked_on", "form_key")
        return {name: self.cleaned_data[name] for name in names}


def _hint(receiver, called):
    if receiver.key != OTHER and receiver.recipient == Recipient.ORGANISATION and receiver.asked:
        return f"A partner on the case. Say below what {called} agreed to."
    return _HINTS.get(receiver.recipient, "").format(name=called)


class SentInErrorForm(forms.Form):
    """What went wrong with a copy, and what was done about it."""

    words = TextareaField(
        label="What went wrong, and what did you do about it?", rows=3, max_length=400,
        hint="For example: posted to the old address; asked for it back; told the privacy officer.",
        required_message="Write what went wrong, and what you did about it.",
    )  # fmt: skip

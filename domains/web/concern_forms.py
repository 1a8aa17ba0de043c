"""What is asked about a safeguarding concern. The rules stand in ``domains.services.concerns``."""

import uuid

from django import forms

from design.fields import ModelSelectField, RadiosField, TextareaField

YES_NO = [("yes", "Yes"), ("no", "No")]


class ConcernForm(forms.Form):
    """A few boxes, on a phone."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    words = TextareaField(
        label="What have you seen or heard?", hint="Facts first: when, where, who, and their words", rows=5, max_length=8000,
        required_message="Write what you have seen or heard.",
    )  # fmt: skip
    wishes = TextareaField(label="", rows=3, max_length=2000, required=False)
    told = RadiosField(label="", choices=[], required_message="Say whether they know.")
    council = ModelSelectField(
        label="Which council decides?", queryset=None, required=False, empty_label="Choose the council where they live"
    )

    def __init__(self, *args, called, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wishes"].label = f"What does {called} want to happen?"
        self.fields["wishes"].help_text = "In their own words, if you have been able to ask"
        self.fields["told"].label = f"Does {called} know that you are raising this?"
        self.fields["told"].choices = [("yes", "Yes"), ("no", "No: it was not safe, or there was no time")]
        self.fields["council"].queryset = councils
        if councils.count() < 2:
            del self.fields["council"]

    def said(self):
        """What ``services.raise_concern`` takes."""
        data = self.cleaned_data
        return {
            "words": data["words"], "wishes": data["wishes"], "told_person": data["told"] == "yes",
            "council": data.get("council"), "form_key": data["form_key"],
        }  # fmt: skip


class DecideForm(forms.Form):
    """Section 42(1), limb by limb, then the decision with its reasons."""

    has_needs = RadiosField(
        label="Do they have needs for care and support?", choices=YES_NO, required_message="Answer yes or no."
    )
    at_risk = RadiosField(
        label="Are they experiencing abuse or neglect, or at risk of it?", choices=YES_NO,
        required_message="Answer yes or no.",
    )  # fmt: skip
    cannot_protect = RadiosField(
        label="Because of those needs, can they not protect themselves?", choices=[("yes", "They cannot"), ("no", "They can")],
        required_message="Answer yes or no.",
    )  # fmt: skip
    enquiry = RadiosField(
        label="What do you decide?", choices=[("yes", "Make enquiries"), ("no", "No enquiry")],
        required_message="Choose what you decide.",
    )  # fmt: skip
    reasons = TextareaField(
        label="Reasons", hint="Kept with the decision", rows=4, max_length=8000, required_message="Write the reasons."
    )

    def said(self):
        """What ``services.decide_concern`` takes."""
        data = self.cleaned_data
        names = ("has_needs", "at_risk", "cannot_protect", "enquiry")
        return {name: data[name] == "yes" for name in names} | {"reasons": data["reasons"]}


class CloseForm(forms.Form):
    """The end of an enquiry."""

    outcome = TextareaField(
        label="What came of it?", rows=4, max_length=8000, required_message="Write what came of the enquiry."
    )

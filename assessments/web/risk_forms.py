"""The forms of risks."""

from django import forms

from assessments.models import Risk
from design.fields import DateInputField, RadiosField, SelectField, TextareaField


class RiskForm(forms.Form):
    """A risk in words: what it is, how the person sees it, what sets it off, what protects, what we do, who owns it, until when."""

    def __init__(self, data=None, *, name, owners, today, born, is_new, initial=None):
        super().__init__(data, initial=initial)
        if is_new:
            self.fields["kind"] = RadiosField(
                label="What kind of risk is it?", choices=Risk.Kind.choices,
                required_message="Choose what kind of risk it is.",
            )  # fmt: skip
        said = {"rows": 3, "max_length": 8000}
        self.fields["now"] = TextareaField(
            label="What is the risk now?", hint="In plain words, no score. What has happened, and how likely it is to happen again.",
            required_message="Write what the risk is now, in plain words.", **said,
        )  # fmt: skip
        self.fields["persons_view"] = TextareaField(label=f"How does {name} see it?", required=False, **said)
        self.fields["triggers"] = TextareaField(label="What sets it off?", required=False, **said)
        self.fields["protective"] = TextareaField(
            label="What protects?", hint="People, places, plans, what they are good at.", required=False, **said
        )
        self.fields["plan"] = TextareaField(
            label="What do we do?",
            required_message="Write what we do about it. A risk without a plan helps nobody.",
            **said,
        )
        self.fields["owner"] = SelectField(
            label="Who owns it?", hint="Who sees to the plan and to the next look.", choices=[("", "Choose"), *owners],
            required_message="Choose who owns it: who sees to the plan and to the next look.",
        )  # fmt: skip
        self.fields["looked_at_on"] = DateInputField(
            label="When did you look at it together?", latest=today, earliest=born,
            required_message="Enter the day on which you looked at it together.",
            error_messages={"late": "The day cannot be in the future.", "early": "The day must be after the person’s birth."},
        )  # fmt: skip
        self.fields["review_by"] = DateInputField(
            label="When is it looked at again, at the latest?",
            required_message="Enter the day by which it is looked at again.",
        )

    def owner_keys(self):
        """(key of the worker, key of the organisation) as chosen."""
        worker, _, organisation = self.cleaned_data["owner"].partition("-")
        return int(worker), int(organisation)


class CloseForm(forms.Form):
    """Why a risk is closed."""

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["because"] = TextareaField(
            label="What has changed?",
            rows=3,
            max_length=8000,
            required_message="Write why it is closed: what has changed.",
        )

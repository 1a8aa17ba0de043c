"""What is asked in an emergency, at its review, and of who is let in and kept out. The rules stand in the services."""

from django import forms

from cases.models import BreakGlass
from design.fields import DateInputField, ModelSelectField, RadiosField, TextareaField, TextField


class EmergencyForm(forms.Form):
    """Which record, and why."""

    find = TextField(
        label="Which record?", hint="Its reference, such as C-48213, or the person’s NHS number", max_length=40,
        required_message="Write the reference of the record, such as C-48213, or the person’s NHS number.",
    )  # fmt: skip
    reason = TextareaField(
        label="What has happened, and what do you need to know?", rows=4, max_length=400,
        hint="For example: found collapsed at home, need medication and allergies",
        required_message="Write in a sentence what has happened and what you need to know.",
    )  # fmt: skip


class ReviewForm(forms.Form):
    """What the privacy officer found."""

    verdict = RadiosField(
        label="What did you find?",
        choices=BreakGlass.Verdict.choices,
        required_message="Choose whether it was justified.",
    )
    words = TextareaField(
        label="Why? Whom did you ask?", hint="Whoever opened the record reads this.", rows=4, max_length=1000,
        required_message="Write in a sentence what you found, and whom you asked.",
    )  # fmt: skip


class _AboutWorker(forms.Form):
    worker = ModelSelectField(
        label="Which worker?", queryset=None, empty_label="Choose a worker", required_message="Choose a worker."
    )
    reason = TextareaField(label="Why?", rows=2, max_length=400, required_message="Write why.")

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = workers


class LetInForm(_AboutWorker):
    """One worker who needs the record."""

    until = DateInputField(label="Until when?", hint="The last day. Leave it empty for no end.", required=False)


class BarForm(_AboutWorker):
    """One worker who must not open it."""


class ReasonForm(forms.Form):
    """Why a bar is lifted, or a record restricted or opened again."""

    reason = TextareaField(label="Why?", rows=2, max_length=400, required_message="Write why.")

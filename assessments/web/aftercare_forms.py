"""The forms of aftercare under section 117."""

from django import forms

from assessments.models import Aftercare
from design.fields import DateInputField, ModelSelectField, RadiosField, TextareaField, TextField

#: Section 2 is offered so that whoever chooses it is told that it gives no right.
SECTIONS = [*Aftercare.Section.choices, ("2", "Section 2")]


class BeginForm(forms.Form):
    """That aftercare is in force: after which detention, since when, owed by whom."""

    def __init__(self, data=None, *, name, today, nhs, councils):
        super().__init__(data)
        self.fields["section"] = RadiosField(
            label=f"Under which section was {name} detained?", choices=SECTIONS,
            required_message="Choose the section under which they were detained.",
        )  # fmt: skip
        self.fields["in_force_since"] = DateInputField(
            label="When did they leave that detention?", latest=today,
            hint="Leave under section 17, a community treatment order and staying on informally count as leaving it.",
            required_message="Enter the day on which they left that detention.",
            error_messages={"late": "The day cannot be in the future. Write it down when they have left."},
        )  # fmt: skip
        where = "Where they lived before the detention. It does not move by itself when they move."
        self.fields["nhs"] = ModelSelectField(
            label="Which NHS body owes it?", queryset=nhs, required_message="Choose the NHS body that owes it.",
            empty_label="Choose",
        )  # fmt: skip
        self.fields["council"] = ModelSelectField(
            label="Which council owes it?", hint=where, queryset=councils,
            required_message="Choose the council that owes it.", empty_label="Choose",
        )  # fmt: skip
        self.fields["how_known"] = TextField(
            label="How do you know?", hint="For example: section papers seen on 3 May.", max_length=400,
            required_message="Write how you know: the papers, or who told you.",
        )  # fmt: skip


class SignForm(forms.Form):
    """One body's signature that aftercare is no longer needed."""

    def __init__(self, data=None, *, name):
        super().__init__(data)
        self.fields["persons_words"] = TextareaField(
            label=f"What does {name} say about it?", required=False, rows=3, max_length=8000
        )
        self.fields["reason"] = TextareaField(
            label="Why do they no longer need aftercare?", rows=4, max_length=8000,
            hint="They read it. It stays with your name and the name of your organisation.",
            required_message="Write why they no longer need aftercare.",
        )  # fmt: skip


class BecauseForm(forms.Form):
    """One reason."""

    def __init__(self, data=None, *, label, missing, hint=""):
        super().__init__(data)
        self.fields["because"] = TextField(label=label, hint=hint, max_length=400, required_message=missing)

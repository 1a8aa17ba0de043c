"""The forms of needs, goals and actions."""

from django import forms

from assessments.models import ActionState, GoalState, NeedLevel
from design.fields import (
    DateInputField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)


class NeedForm(forms.Form):
    """A need: what it is, whether it is met, and how the person and the worker each see it."""

    def __init__(self, data=None, *, domains, name, initial=None):
        super().__init__(data, initial=initial)
        if domains is not None:
            self.fields["domain"] = SelectField(
                label="What it is about",
                choices=[("", "Choose"), *domains],
                required_message="Choose what it is about.",
            )
        self.fields["text"] = TextField(
            label="What is needed", max_length=400, required_message="Write what is needed, in a few words."
        )
        self.fields["level"] = RadiosField(
            label="Is it met?", choices=NeedLevel.choices, required_message="Choose whether the need is met."
        )
        self.fields["persons_view"] = TextareaField(
            label=f"How {name} sees it", rows=2, required=False, max_length=4000
        )
        self.fields["workers_view"] = TextareaField(label="How you see it", rows=2, required=False, max_length=4000)


class GoalForm(forms.Form):
    """A goal: the person's own words, and the domain it touches."""

    def __init__(self, data=None, *, domains, needs, name):
        super().__init__(data)
        self.fields["words"] = TextareaField(
            label=f"What does {name} want?", hint=f"In {name}’s own words. Read it back before you save.", rows=3,
            max_length=4000, required_message="Write what they want, as they say it.",
        )  # fmt: skip
        self.fields["domain"] = SelectField(
            label="What it is mostly about", choices=[("", "Choose"), *domains],
            hint="Partners who do this see the goal.", required_message="Choose what it is mostly about.",
        )  # fmt: skip
        if needs:
            self.fields["need"] = SelectField(
                label="The need behind it, if there is one", choices=[("", "None"), *needs], required=False
            )


class ActionForm(forms.Form):
    """An action: what, who and by when."""

    def __init__(self, data=None, *, doers, today):
        super().__init__(data)
        self.fields["text"] = TextField(
            label="What will be done?", max_length=400, required_message="Write what will be done."
        )
        self.fields["done_by"] = SelectField(
            label="Who does it?", choices=[("", "Choose"), *doers], required_message="Choose who does it."
        )
        self.fields["by_when"] = DateInputField(
            label="By when?", hint="Leave it empty if there is no day yet.", required=False, earliest=today,
            error_messages={"early": "The day must be today or later."},
        )  # fmt: skip


class GoalStateForm(forms.Form):
    """How a goal is going."""

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["state"] = RadiosField(
            label="How is it going?", choices=GoalState.choices, required_message="Choose how it is going."
        )
        self.fields["note"] = TextField(label="In a few words", required=False, max_length=400)


class ActionStateForm(forms.Form):
    """Whether an action is done."""

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["state"] = RadiosField(
            label="Is it done?", choices=ActionState.choices, required_message="Choose whether it is done."
        )
        self.fields["note"] = TextField(label="In a few words", required=False, max_length=400)

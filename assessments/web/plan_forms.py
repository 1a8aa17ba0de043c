"""The forms of needs, goals, actions and reviews."""

from datetime import datetime

from django import forms

from assessments.models import ActionState, GoalState, NeedLevel
from calendars import LONDON
from design.fields import (
    CheckboxesField,
    ClockTimeField,
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


class PlanReviewForm(forms.Form):
    """When and where a review will meet, and for which duties."""

    def __init__(self, data=None, *, kinds, today):
        super().__init__(data)
        self.fields["kinds"] = CheckboxesField(
            label="Which reviews is this meeting for?", choices=kinds,
            required_message="Choose which reviews this meeting is for.",
        )  # fmt: skip
        self.fields["day"] = DateInputField(
            label="On which day?", earliest=today, required_message="Enter the day of the meeting.",
            error_messages={"early": "The meeting must be in the future. To write down one that took place, use “Hold the review”."},
        )  # fmt: skip
        self.fields["time"] = ClockTimeField(
            label="At what time?",
            hint="For example 2:10pm",
            classes="nhsuk-input--width-5",
            required_message="Enter the time.",
        )
        self.fields["place"] = TextField(label="Where?", required=False, max_length=200)

    def scheduled_for(self):
        """The moment in London time."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=LONDON)


class HoldReviewForm(forms.Form):
    """That a review was held: the day, what the person said, what was decided."""

    def __init__(self, data=None, *, kinds, name, birth_date, today):
        super().__init__(data)
        self.fields["kinds"] = CheckboxesField(
            label="Which reviews did this meeting count for?", choices=kinds,
            required_message="Choose which reviews this meeting was for.",
        )  # fmt: skip
        self.fields["held_on"] = DateInputField(
            label="On which day was it held?", earliest=birth_date, latest=today,
            required_message="Enter the day on which it was held.",
            error_messages={
                "late": "The review cannot have been held in the future. Check the day, or plan it instead.",
                "early": "The review must be after the person’s birth. Check the year.",
            },
        )  # fmt: skip
        self.fields["persons_words"] = TextareaField(
            label=f"What did {name} say about how things are?", hint="In their own words.", rows=3, required=False,
            max_length=8000,
        )  # fmt: skip
        self.fields["what_was_decided"] = TextareaField(
            label="What was decided?", rows=3, max_length=8000,
            required_message="Write what was decided. If nothing changes, write that.",
        )  # fmt: skip


class CallOffForm(forms.Form):
    """Why a planned meeting does not take place."""

    because = TextField(label="Why is it called off?", max_length=400, required_message="Write why it is called off.")

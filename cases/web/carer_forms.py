"""What the pages about carers ask. Every rule stands in ``cases.services.carers``; forms only word it."""

from django import forms

from cases.models import CarerStep
from cases.people import PersonDetails, faults_of
from design.fields import DateInputField, RadiosField, TextareaField, TextField

_STEPS = (
    (CarerStep.Step.TOLD, "They were told of their right to an assessment of their own"),
    (CarerStep.Step.OFFERED, "They were offered an assessment"),
    (CarerStep.Step.NEED, "They may need support, now or in future"),
    (CarerStep.Step.ASKED, "They asked for an assessment"),
    (CarerStep.Step.DECLINED, "They do not want an assessment"),
)
_STEP_HINTS = {
    CarerStep.Step.NEED: "From that day on the council owes them an assessment, whether they ask or not.",
    CarerStep.Step.ASKED: "From that day on the council owes them an assessment.",
    CarerStep.Step.DECLINED: "They can ask again at any time.",
}


class CarerForm(forms.Form):
    """Somebody who cares for the person. Only a name is needed."""

    given_name = TextField(label="First name", max_length=100, required=False)
    family_name = TextField(label="Last name", max_length=100, required=False)
    relationship = TextField(
        label="Who are they to each other?",
        hint="For example, sister, partner, neighbour.",
        max_length=60,
        required=False,
    )
    birth_date = DateInputField(
        label="Date of birth",
        hint="For example, 15 3 1964. It helps to find them if they are known already. Leave empty if not known.",
        required=False,
    )
    nhs_number = TextField(
        label="NHS number",
        hint="10 digits. Leave empty if not known.",
        max_length=20,
        required=False,
        classes="nhsuk-input--width-10",
    )
    telephone = TextField(label="Telephone", max_length=40, required=False, classes="nhsuk-input--width-20")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        super().clean()
        for name, fault in faults_of(self.details(), today=self.today).items():
            if name not in self.errors:
                self.add_error(name, fault)

    def details(self):
        names = ("given_name", "family_name", "birth_date", "nhs_number", "telephone")
        return PersonDetails(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class StepForm(forms.Form):
    """What was said with a carer about an assessment of their own."""

    step = RadiosField(
        label="What was said or seen?",
        choices=_STEPS,
        hints=_STEP_HINTS,
        required_message="Choose what was said or seen.",
    )
    on = DateInputField(label="On which day?", required_message="Enter the day.")
    words = TextareaField(
        label="What did they say?",
        hint="In their own words, if they said something you want to keep.",
        rows=3,
        max_length=400,
        required=False,
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError("The day must be today or before. Check the year.")
        return self.cleaned_data["on"]


class EndForm(forms.Form):
    because = TextareaField(
        label="Why do they no longer care for them?",
        rows=3,
        max_length=400,
        required_message="Write why they no longer care for them.",
    )

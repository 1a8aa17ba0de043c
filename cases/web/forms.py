"""What the pages of cases ask. Every rule behind an answer stands in the services; forms only word it."""

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms

from cases.models import Gender
from cases.people import PersonDetails, faults_of
from design.fields import (
    CheckboxField,
    DateInputField,
    ModelRadiosField,
    ModelSelectField,
    RadiosField,
    TextareaField,
    TextField,
)

LONDON = ZoneInfo("Europe/London")


def start_of(day):
    """The moment at which a local day begins."""
    return datetime.combine(day, time.min, tzinfo=LONDON)


class PersonForm(forms.Form):
    """Who somebody is, and how to reach them."""

    given_name = TextField(label="First name", max_length=100, required=False)
    family_name = TextField(label="Last name", max_length=100, required=False)
    preferred_name = TextField(label="What do they like to be called?", max_length=100, required=False)
    birth_date = DateInputField(
        label="Date of birth", hint="For example, 15 3 1984. Leave empty if not known.", required=False
    )
    gender = RadiosField(
        label="Gender", choices=Gender.choices, required_message="Choose an answer. Not known is an answer too."
    )
    postcode = TextField(label="Postcode", max_length=10, required=False, classes="nhsuk-input--width-10")
    telephone = TextField(label="Telephone", max_length=40, required=False, classes="nhsuk-input--width-20")
    communication_needs = TextField(
        label="How do they need us to communicate?",
        hint="For example, large print, an interpreter, a text and not a call.",
        max_length=300,
        required=False,
    )


class ReferralForm(PersonForm):
    """A referral taken by hand."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    nhs_number = TextField(
        label="NHS number",
        hint="10 digits. Leave empty if not known.",
        max_length=20,
        required=False,
        classes="nhsuk-input--width-10",
    )
    reason = TextareaField(
        label="Why have they been referred?",
        hint="In their own words where you can.",
        required_message="Write why they were referred.",
    )
    source = TextField(
        label="Who referred them?",
        hint="For example, their GP, themselves, a sister, a hostel.",
        max_length=200,
        required_message="Write who referred them.",
    )
    received_on = DateInputField(
        label="When did the referral come?", required_message="Enter the date the referral came."
    )
    coordinator = ModelSelectField(
        label="Who coordinates?",
        queryset=None,
        required=False,
        empty_label="No one yet",
        hint="Somebody of your organisation. You can say later.",
    )
    lead_organisation = ModelRadiosField(
        label="Who holds the record?",
        queryset=None,
        hint="The trust or the council.",
        required_message="Choose who holds the record.",
    )
    not_the_same = CheckboxField(label="None of these is the same person", required=False)

    def __init__(self, *args, coordinators, holders, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["coordinator"].queryset = coordinators
        self.fields["lead_organisation"].queryset = holders

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError("The referral cannot have come in the future. Check the date.")
        if day < self.today - timedelta(days=3650):
            raise forms.ValidationError("That is more than ten years ago. Check the year.")
        return day

    def clean(self):
        super().clean()
        for name, fault in faults_of(self.details(), today=self.today).items():
            if name not in self.errors:
                self.add_error(name, fault)
        birth_date, received_on = self.cleaned_data.get("birth_date"), self.cleaned_data.get("received_on")
        if birth_date and received_on and received_on < birth_date:
            self.add_error("received_on", "This is before they were born. Check both dates.")

    def details(self):
        names = (
            "given_name",
            "family_name",
            "preferred_name",
            "birth_date",
            "gender",
            "nhs_number",
            "postcode",
            "telephone",
            "communication_needs",
        )
        return PersonDetails(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class WhatMattersForm(forms.Form):
    words = TextareaField(
        label="What matters to them",
        hint="Their own words, as they said them.",
        rows=6,
        classes="accord-said",
        required_message="Write what they said. To leave it as it was, go back.",
    )


class CoordinatorForm(forms.Form):
    worker = ModelSelectField(
        label="Who coordinates from now?",
        queryset=None,
        empty_label="Choose somebody",
        required_message="Choose who coordinates.",
    )
    reason = TextField(label="Why is this changing?", max_length=300, required=False)

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = workers

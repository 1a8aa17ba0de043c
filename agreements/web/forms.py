"""What is asked about agreements and services."""

from django import forms

from design.fields import (
    DateInputField,
    EmailField,
    ModelCheckboxesField,
    SelectField,
    TextareaField,
    TextField,
)
from partners import queries as partners


class AgreementForm(forms.Form):
    name = TextField(label="Name of the agreement", max_length=160, required_message="Enter a name")
    organisations = ModelCheckboxesField(
        label="Partners who signed it", queryset=None, required_message="Choose the partners who signed it"
    )
    since = DateInputField(
        label="In force from", hint="Leave empty for now. Records open from today at the earliest.", required=False
    )
    until = DateInputField(label="Last day", hint="Leave empty if it has none.", required=False)
    review_on = DateInputField(
        label="To be looked at again on", hint="Leave empty if no day is agreed.", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = partners.joinable()


class ReasonForm(forms.Form):
    reason = TextareaField(label="Why?", rows=3, max_length=300, required_message="Say why")


class RenewForm(forms.Form):
    until = DateInputField(label="New last day", required_message="Give the new last day.")


class ServiceForm(forms.Form):
    place = SelectField(label="Who offers it", required_message="Choose a partner or a team")
    name = TextField(label="Name of the service", max_length=160, required_message="Enter a name")
    about = TextareaField(label="For whom, and what it does", rows=3, max_length=400, required=False)
    domains = ModelCheckboxesField(
        label="In which domains", queryset=None, required_message="Choose at least one domain"
    )
    telephone = TextField(label="Telephone", max_length=30, required=False, classes="nhsuk-input--width-20")
    email = EmailField(label="Email address of the service", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "Choose"), *partners.places()]
        self.fields["domains"].queryset = partners.catalogue()

    def clean_place(self):
        """Return the team chosen; the organisation is the team's."""
        return partners.team(self.cleaned_data["place"])

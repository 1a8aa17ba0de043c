"""What administrators are asked, and in which words."""

from django import forms

from access.roles import ROLE_WORDS, Role
from calendars import DIVISIONS
from design.fields import (
    CheckboxesField,
    DateInputField,
    EmailField,
    ModelSelectField,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)
from partners import queries
from partners.models import ApiToken, Nation, Organisation, Sector

ANY = ("", "All")
_DIVISION_WORDS = {
    code: code.replace("-and-", " and ").replace("-", " ").title().replace(" And ", " and ") for code in DIVISIONS
}


class DirectoryFilter(forms.Form):
    """Which partners the directory shows."""

    sector = forms.ChoiceField(label="Kind of partner", required=False, choices=[ANY, *Sector.choices])
    domain = forms.ChoiceField(label="Offers something in", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["domain"].choices = [ANY, *((domain.code, domain.name) for domain in queries.domains())]


class PeopleFilter(forms.Form):
    """Which workers the list shows. What is typed is posted, never in the address."""

    organisation = forms.ChoiceField(label="Works for", required=False)
    closed = forms.ChoiceField(label="Account", required=False, choices=[("", "Open"), ("yes", "Closed")])
    words = forms.CharField(label="Name or email address", required=False, max_length=80)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [ANY, *((str(o.pk), o.name) for o in queries.organisations())]


class PartnershipForm(forms.Form):
    name = TextField(label="Name of the partnership", max_length=120, required_message="Enter a name")
    nation = RadiosField(label="Nation", choices=Nation.choices, required_message="Choose a nation")


class OrganisationForm(forms.Form):
    name = TextField(label="Full name", max_length=200, required_message="Enter the partner's full name")
    short_name = TextField(
        label="Short name", hint="What colleagues say: Trust, Council, Workwise.", max_length=40,
        classes="nhsuk-input--width-20", required_message="Enter a short name",
    )  # fmt: skip
    sector = RadiosField(
        label="Kind of partner", choices=Sector.choices, required_message="Choose what kind of partner this is"
    )
    code = TextField(
        label="Code, if it has one", hint="An ODS code, or the council's code. Extracts are matched by it.",
        max_length=20, required=False, classes="nhsuk-input--width-10",
    )  # fmt: skip
    telephone = TextField(
        label="Telephone, if there is one", max_length=30, required=False, classes="nhsuk-input--width-20"
    )
    division = SelectField(label="Bank holidays it keeps", choices=list(_DIVISION_WORDS.items()))
    complaints = RadiosField(
        label="Complaints",
        choices=[("itself", "It answers complaints itself"), ("other", "Another partner answers for it")],
        hints={
            "itself": "A responsible body under the complaints regulations of 2009: NHS bodies and councils.",
            "other": "As for most voluntary partners: the body that commissioned them answers.",
        },
        required_message="Say who answers complaints about it",
    )
    answered_for_by = ModelSelectField(
        label="Who answers for it", queryset=None, required=False, empty_label="Nobody yet"
    )
    sight = RadiosField(
        label="Which of its own cases its workers see", choices=Organisation.Sight.choices,
        required_message="Choose which cases its workers see",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answered_for_by"].queryset = queries.responsible_bodies()


class TeamForm(forms.Form):
    name = TextField(label="Name of the team", max_length=120, required_message="Enter a name for the team")
    code = TextField(
        label="The organisation's own code for it, if extracts use one", max_length=40, required=False,
        classes="nhsuk-input--width-10",
    )  # fmt: skip
    telephone = TextField(
        label="Telephone, if there is one", max_length=30, required=False, classes="nhsuk-input--width-20"
    )


class ReasonForm(forms.Form):
    reason = TextareaField(
        label="Why?",
        rows=3,
        max_length=300,
        hint="Administrators read it on the partner's page.",
        required_message="Say why",
    )


class RoleFields(forms.Form):
    """A role in an organisation or one of its teams, from a day."""

    role = RadiosField(
        label="Role", choices=Role.choices, hints={role.value: ROLE_WORDS[role] for role in Role},
        required_message="Choose a role",
    )  # fmt: skip
    place = SelectField(label="Where", required_message="Choose an organisation or a team")
    since = DateInputField(label="First day", hint="Leave empty for now.", required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "Choose"), *queries.places()]
        self.fields["since"].earliest = today

    def clean_place(self):
        """Return the team chosen; the organisation is the team's."""
        return queries.team(self.cleaned_data["place"])


class JoinerForm(RoleFields):
    name = TextField(label="Name", max_length=120, required_message="Enter their name")
    email = EmailField(
        label="Work email address", hint="They sign in with it, and choose a password by a link sent to it.",
        required_message="Enter their work email address",
    )  # fmt: skip
    job_title = TextField(label="Job title", max_length=120, required=False)
    telephone = TextField(label="Telephone", max_length=30, required=False, classes="nhsuk-input--width-20")

    field_order = ["name", "email", "job_title", "telephone", "place", "role", "since"]


class WorkerForm(forms.Form):
    name = TextField(label="Name", max_length=120, required_message="Enter their name")
    job_title = TextField(label="Job title", max_length=120, required=False)
    telephone = TextField(label="Telephone", max_length=30, required=False, classes="nhsuk-input--width-20")


class ClaimForm(forms.Form):
    """Who a staff code is. The choices are people with a current role in the code's organisation."""

    worker = ModelSelectField(
        label="Worker", queryset=None, empty_label="Choose a worker",
        required_message="Choose who this is",
    )  # fmt: skip

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = workers


class TokenForm(forms.Form):
    name = TextField(
        label="What is it for?", hint="So that you know it again.", max_length=80, required_message="Say what it is for"
    )
    scopes = CheckboxesField(
        label="What may it do?", choices=ApiToken.Scope.choices, required_message="Choose what it may do",
        hints={"read": "Never more than you may read yourself.", "write": "Never more than you may change yourself."},
    )  # fmt: skip
    days = NumberField(
        label="For how many days?", hint="90 at most. Then make a new one.", min_value=1, max_value=90,
        classes="nhsuk-input--width-3", required_message="Enter a number of days",
        error_messages={
            "min_value": "A token lives from 1 to 90 days", "max_value": "A token lives from 1 to 90 days",
            "invalid": "Enter a number of days, like 30",
        },
    )  # fmt: skip
    password = TextField(
        label="Your password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False,
        required_message="Enter your password",
    )  # fmt: skip
    code = TextField(
        label="Code from your authenticator app, or a recovery code", required=False, classes="nhsuk-input--width-10",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip

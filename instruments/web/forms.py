"""The form of a questionnaire, made from its definition."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from design.fields import DateInputField, RadiosField, SelectField, TextareaField, TextField
from design.words import long_date
from instruments import rules
from instruments.definition import ANSWERED_BY
from instruments.services import REASON_LIMIT


def field_name(key):
    """The name of an answer's field: 8.detail is item-8-detail."""
    return f"item-{key.replace('.', '-')}"


class ScoreForm(forms.Form):
    """When, who answered, and each item as the definition asks it. Nothing is chosen beforehand.

    What an answer may be is decided by ``rules.clean``, here so that all that is wrong is told at once, and in the service.
    """

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, data=None, *, definition, person, today, correcting=None):
        super().__init__(data)
        self.definition = definition
        self.fields["measured_on"] = DateInputField(
            label="When was it answered?", latest=today, earliest=person.birth_date,
            required_message="Enter the day on which it was answered.",
            hint=f"For example, {today.day} {today.month} {today.year}",
            error_messages={
                "late": "The day must be today or before. Check the year.",
                "early": f"The day must be on or after the person’s birth on {long_date(person.birth_date)}.",
            },
        )  # fmt: skip
        if len(definition.answered_by) > 1:
            self.fields["answered_by"] = RadiosField(
                label="Whose answers are these?", required_message="Choose whose answers these are.",
                choices=[(who, _who(who, person)) for who in definition.answered_by],
            )  # fmt: skip
        for item in definition.items:
            self._ask(item)
        if correcting is not None:
            self._put_in(correcting)
            self.fields["because"] = TextareaField(
                label="Why do you correct it?", rows=3, max_length=REASON_LIMIT, required_message="Say why you correct it.",
                hint="What it said before is kept, with this reason.",
            )  # fmt: skip

    def _ask(self, item):
        choices = [(str(value), text) for value, text in item.responses]
        numbers = all(text == str(value) for value, text in item.responses)
        if self.definition.not_known:
            value, text = self.definition.not_known
            choices.append((str(value), text))
        self.fields[field_name(item.code)] = RadiosField(
            label=f"{item.code}. {item.text}" if item.text else item.label, choices=choices, required=False,
            classes="nhsuk-radios--small nhsuk-radios--inline" if numbers else "nhsuk-radios--small",
        )  # fmt: skip
        if item.detail is None:
            return
        self.fields[field_name(item.detail_key)] = SelectField(
            label=item.detail.ask, required=False, choices=[("", "Choose one"), *item.detail.choices],
            hint=f"Only if item {item.code} is above 0.",
        )  # fmt: skip
        self.fields[field_name(item.words_key)] = TextField(
            label="What it is, in a few words", required=False, max_length=rules.WORDS_LIMIT,
            hint=f"If you chose {' or '.join(item.detail.words_for)}." if item.detail.words_for else "",
        )  # fmt: skip

    def _put_in(self, score):
        self.initial = {field_name(key): str(value) for key, value in score.answers.items()}
        self.initial |= {"measured_on": score.measured_on, "answered_by": score.answered_by}

    def answers(self):
        """{answer's key: what was given} for the rules and the service."""
        keys = [key for item in self.definition.items for key in (item.code, item.detail_key, item.words_key)]
        return {key: self.cleaned_data[field_name(key)] for key in keys if field_name(key) in self.cleaned_data}

    def clean(self):
        """Say all that is wrong with the answers at once, beside each."""
        data = super().clean()
        try:
            rules.clean(self.definition, self.answers())
        except ValidationError as error:
            self.put_on(error)
        return data

    def put_on(self, error):
        """Put what rules or service refuse at the fields it names; what the form does not have goes on top."""
        for key, said in getattr(error, "error_dict", {None: [error]}).items():
            name = key if key in self.fields else field_name(key or "")
            if name not in self.fields:
                self.add_error(None, said)
            elif name not in self.errors:
                self.add_error(name, said)

    def who(self):
        """Who answered: chosen, or the only one whom the definition names."""
        return self.cleaned_data.get("answered_by") or self.definition.answered_by[0]

    @property
    def questions(self):
        """The fields of the items, in the order of the definition."""
        names = {
            field_name(key) for item in self.definition.items for key in (item.code, item.detail_key, item.words_key)
        }
        return [self[name] for name in self.fields if name in names]


def _who(who, person):
    return person.called if who == "person" else ANSWERED_BY[who].capitalize()


class WithdrawForm(forms.Form):
    """Why a score is withdrawn."""

    because = TextareaField(
        label="Why is it withdrawn?", rows=3, max_length=REASON_LIMIT,
        required_message="Say why it is withdrawn, for example: it is another person’s.",
        hint="Do not write whose it is: others read this record.",
    )  # fmt: skip

    def put_on(self, error):
        """Put what the service refuses beside its field."""
        for name, said in getattr(error, "error_dict", {None: [error]}).items():
            self.add_error(name if name in self.fields else None, said)

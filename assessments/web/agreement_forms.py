"""The forms of the agreement: what somebody says to a version, and the reasons that a signature needs."""

from django import forms

from assessments.models import How, Party, Says
from design.fields import DateInputField, RadiosField, SelectField, TextareaField

LIMIT = 8_000


class AnswerForm(forms.Form):
    """Whose answer, their words first, then what it comes to, how and when they said it."""

    def __init__(self, data=None, *, voices, begun_on, today, initial=None):
        super().__init__(data, initial={"said_on": today, **(initial or {})})
        self.fields["voice"] = SelectField(
            label="Whose answer is it?", choices=[("", "Choose"), *((voice.key, voice.name) for voice in voices)],
            hint="An organisation’s answer is given by somebody who does its part.",
            required_message="Choose whose answer it is.",
        )  # fmt: skip
        self.fields["words"] = TextareaField(
            label="What they said", hint="In their words. Read it back before you save.", rows=4, required=False,
            max_length=LIMIT,
        )  # fmt: skip
        self.fields["says"] = RadiosField(
            label="Do they agree?", choices=Says.choices, required_message="Choose what they say."
        )
        if any(voice.party != Party.ORGANISATION for voice in voices):
            self.fields["how"] = RadiosField(
                label="How did they say it?", choices=How.choices, required=False,
                hint="For the person and a carer. Leave it empty where you answer for your own organisation.",
            )  # fmt: skip
        self.fields["said_on"] = DateInputField(
            label="On which day?", earliest=begun_on, latest=today, required_message="Enter the day on which they said it.",
            error_messages={
                "late": "The day must be today or before. Check the year.",
                "early": "An answer to this version cannot be older than the version.",
            },
        )  # fmt: skip


class SignForm(forms.Form):
    """The reasons that are needed before a version is signed; none where nothing is open."""

    def __init__(self, data=None, *, ready, name):
        super().__init__(data)
        if ready.without_person:
            self._why("why_without_person", f"Why can {name}’s answer not be had?", f"{name} has not answered.")
        if ready.refusing:
            who = " and ".join(ready.refusing)
            self._why("why_despite_no", f"Why is it signed although {who} said no?", "Their no stays on the plan.")
        if ready.missing:
            self._why(
                "why_incomplete", "Why is it signed although questions are open?", "They are listed on this page."
            )

    def _why(self, field, label, hint):
        self.fields[field] = TextareaField(label=label, hint=hint, rows=3, required=False, max_length=LIMIT)

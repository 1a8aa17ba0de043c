"""What the pages about closing, re-opening, a death and transfers ask. Every rule stands in the services; forms only word it."""

from django import forms

from cases.models import Transfer
from cases.services.closing import WHYS
from design.fields import (
    CheckboxField,
    DateInputField,
    ModelSelectField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

Scope, State = Transfer.Scope, Transfer.State


class CloseForm(forms.Form):
    """Why a case closes, and the closing summary."""

    why = RadiosField(label="Why does it close?", choices=WHYS, required_message="Choose why the case closes.")
    summary = TextareaField(
        label="Closing summary",
        hint="How things stand, what helped, and whom they can turn to if it gets worse. In plain words: they may read it.",
        rows=6,
        required_message="Write a closing summary: how things stand, and whom they can turn to.",
    )

    def __init__(self, *args, needs_word, **kwargs):
        super().__init__(*args, **kwargs)
        if needs_word:
            self.fields["left_open"] = TextareaField(
                label="Why are these left open, and who knows of them?",
                hint=" ".join(one.text for one in needs_word),
                rows=3,
                required_message="Write why these are left open, and who knows of them.",
            )


class ReopenForm(forms.Form):
    """Why a case opens again, and who coordinates."""

    NOBODY = "nobody"

    reason = TextareaField(
        label="Why does it open again?", rows=3, max_length=400, required_message="Write why it opens again."
    )

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self.workers = {str(worker.pk): worker for worker in workers}
        choices = [("", "Choose somebody"), (self.NOBODY, "No one yet: tell the managers")]
        choices[1:1] = [(key, worker.name) for key, worker in self.workers.items()]
        self.fields["worker"] = SelectField(
            label="Who coordinates?", choices=choices, required_message="Choose who coordinates, or no one yet."
        )

    def chosen(self):
        return self.workers.get(self.cleaned_data["worker"])


class DeathForm(forms.Form):
    """The day of a death, and how it is known."""

    died_on = DateInputField(label="On which day did they die?", required_message="Enter the day on which they died.")
    how_known = TextareaField(
        label="How do you know?",
        hint="For example, the ward rang on Monday.",
        rows=3,
        max_length=400,
        required_message="Write how it is known: who told whom.",
    )


class TakeDeathBackForm(forms.Form):
    because = TextareaField(
        label="What was wrong?",
        rows=3,
        max_length=400,
        required_message="Write what was wrong: who it was about, or how it came to be written down.",
    )


class TransferForm(forms.Form):
    """Who is to take the case over, why, and what they read before they answer."""

    scope = RadiosField(
        label="Who is to take it over?", choices=Scope.choices, required_message="Choose who is to take it over."
    )
    to_team = ModelSelectField(label="Which team?", queryset=None, required=False, empty_label="Choose a team",
                               hint="For another team of the same organisation.")  # fmt: skip
    to_organisation = ModelSelectField(
        label="Which organisation?", queryset=None, required=False, empty_label="Choose an organisation",
        hint="For another organisation of the partnership.",
    )  # fmt: skip
    lead_moves = CheckboxField(
        label="They also take on holding the record", required=False, hint="Only a trust or a council can hold it."
    )
    to_name = TextField(
        label="Which body, and whom do you ask there?",
        hint="For a body outside the partnership. They read nothing in Accord: you send it to them.",
        max_length=200,
        required=False,
    )
    reason = TextareaField(
        label="Why is it to pass on?", rows=2, max_length=400, required_message="Write why the case is to pass on."
    )
    words = TextareaField(
        label="What do they need to know to answer?",
        hint="Until they accept they read this, how the person likes to be called and one initial. Nothing else.",
        rows=3,
        max_length=400,
        required_message="Write what they need to know to answer. It is all they read before they accept.",
    )

    def __init__(self, *args, teams, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_team"].queryset = teams
        self.fields["to_organisation"].queryset = organisations


class StepForm(forms.Form):
    """The next step of a transfer, by whoever asks."""

    WORDS = {
        State.SENT: "The information has been sent",
        State.MET: "The handover meeting was held",
        State.ACCEPTED: "They have accepted",
        State.DECLINED: "They have declined",
        State.WITHDRAWN: "We take it back",
    }

    words = TextareaField(
        label="What was sent, who met, or why?", rows=3,
        required_message="Write what was sent, who met, or why: in a sentence.",
    )  # fmt: skip
    on = DateInputField(label="On which day?", required_message="Enter the day.")
    field_order = ("state", "words", "on")

    def __init__(self, *args, states, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"] = RadiosField(
            label="What happened?", choices=[(state, self.WORDS[state]) for state in states],
            required_message="Choose what happened.",
        )  # fmt: skip
        self.order_fields(self.field_order)


class AnswerForm(forms.Form):
    """The receiving team's answer."""

    answer = RadiosField(
        label="Do you take over?",
        choices=[("yes", "Yes, we take over"), ("no", "No")],
        required_message="Choose yes or no.",
    )
    worker = ModelSelectField(
        label="If yes: who coordinates?", queryset=None, required=False, empty_label="Choose somebody"
    )
    reason = TextareaField(label="If no: why not?", rows=3, required=False, hint="Whoever asked reads it.")

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = workers

    def clean(self):
        super().clean()
        said = self.cleaned_data
        if said.get("answer") == "yes" and said.get("worker") is None and "worker" not in self.errors:
            self.add_error("worker", "Choose who coordinates from now.")
        if said.get("answer") == "no" and not (said.get("reason") or "").strip():
            self.add_error("reason", "Write why not. Whoever asked reads it.")

"""The forms of reviews: planning, holding, who came, what a part brings, requests, duties; and of discharges."""

from datetime import datetime

from django import forms

from assessments.discharge_models import Discharge, FollowUpContact
from assessments.review_models import Came, ReviewRequest
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


class MomentMixin:
    """A form with a day and a time that together are one moment in London."""

    def moment(self):
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=LONDON)


def _time(hint="For example 2:10pm"):
    return ClockTimeField(
        label="At what time?", hint=hint, classes="nhsuk-input--width-5", required_message="Enter the time."
    )


class PlanReviewForm(MomentMixin, forms.Form):
    """When and where a review will meet, and for which duties."""

    def __init__(self, data=None, *, kinds, today, asked=False, initial=None):
        super().__init__(data, initial=initial)
        self.fields["kinds"] = CheckboxesField(
            label="Which reviews is this meeting for?", choices=kinds, required=not asked,
            hint="It was asked for, so it need not count for any of them." if asked else "A meeting may come long before the date.",
            required_message="Choose which reviews this meeting is for.",
        )  # fmt: skip
        self.fields["day"] = DateInputField(
            label="On which day?", earliest=today, required_message="Enter the day of the meeting.",
            error_messages={"early": "The meeting must be in the future. To write down one that took place, use “Hold the review”."},
        )  # fmt: skip
        self.fields["time"] = _time()
        self.fields["place"] = TextField(
            label="Where?", hint="Everybody who is expected sees it.", required=False, max_length=200
        )


class HoldReviewForm(forms.Form):
    """That a review was held: the day, what the person said, what was decided."""

    def __init__(self, data=None, *, kinds, name, birth_date, today, asked=False, initial=None):
        super().__init__(data, initial=initial)
        self.fields["kinds"] = CheckboxesField(
            label="Which reviews did this meeting count for?", choices=kinds, required=not asked,
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


class AttendanceForm(forms.Form):
    """Who came. ``rows`` is [(key, who, what is known already or None)]; a row without an answer stays unknown."""

    def __init__(self, data=None, *, rows):
        super().__init__(data)
        self.keys = [key for key, _, _ in rows]
        for key, who, known in rows:
            self.fields[f"came-{key}"] = RadiosField(
                label=who, choices=Came.choices, required=False, initial=known and known.came
            )
            self.fields[f"words-{key}"] = TextField(
                label=f"{who}: who came, or why not", required=False, max_length=400, initial=known and known.words
            )

    def answers(self):
        """[(key, came, words)] of the rows that were answered."""
        data = self.cleaned_data
        return [(key, data[f"came-{key}"], data[f"words-{key}"]) for key in self.keys if data.get(f"came-{key}")]


class ContributeForm(forms.Form):
    """What a part brings to a review, or that it cannot come."""

    COMES, CANNOT = "contribute", "apologies"

    def __init__(self, data=None, *, parts, held):
        super().__init__(data)
        if len(parts) > 1:
            self.fields["part"] = SelectField(
                label="For which part?", choices=[("", "Choose"), *parts], required_message="Choose for which part."
            )
        if not held:
            self.fields["what"] = RadiosField(
                label="What do you want to say?",
                choices=[(self.COMES, "Something for the meeting to know"), (self.CANNOT, "We cannot come: send our apologies")],
                required_message="Choose what you want to say.",
            )  # fmt: skip
        self.fields["words"] = TextareaField(
            label="In your words", hint="How it goes, what has changed, what you suggest. With apologies you may leave it empty.",
            rows=4, required=False, max_length=8000,
        )  # fmt: skip


class CheckForm(forms.Form):
    """That what was written about a review is right; and, where somebody is missing, why it is closed without them."""

    def __init__(self, data=None, *, missing):
        super().__init__(data)
        if missing:
            self.fields["without"] = TextareaField(
                label=f"Why is the review closed without {missing}?", rows=2, max_length=400,
                hint="They share what is done here, and neither came, wrote nor sent apologies.",
                required_message="Write why the review is closed without them.",
            )  # fmt: skip


class AskForm(forms.Form):
    """That somebody asked for a review."""

    def __init__(self, data=None, *, name, today):
        super().__init__(data)
        labels = {"person": name, "carer": "Their carer", "for_them": f"Somebody on behalf of {name}"}
        self.fields["asked_by"] = RadiosField(
            label="Who asked?", choices=[(value, labels[value]) for value in ReviewRequest.AskedBy.values],
            required_message="Choose who asked.",
        )  # fmt: skip
        self.fields["asked_name"] = TextField(
            label="Their name", hint=f"If it was not {name}.", required=False, max_length=120
        )
        self.fields["asked_on"] = DateInputField(
            label="On which day did they ask?", latest=today, required_message="Enter the day on which they asked.",
            error_messages={"late": "The day on which they asked cannot be in the future."},
        )  # fmt: skip
        self.fields["words"] = TextareaField(
            label="Why do they ask for a review?", hint="In their own words.", rows=3, max_length=4000,
            required_message="Write why they ask for a review.",
        )  # fmt: skip


class RefuseForm(forms.Form):
    """Why a review that was asked for does not take place."""

    because = TextareaField(
        label="Why is there no review?", hint="As you told the person.", rows=3, max_length=4000,
        required_message="Write why, as you told the person.",
    )  # fmt: skip


class BeginDutyForm(forms.Form):
    """A duty that began outside the extracts: which, since when, and how that is known."""

    def __init__(self, data=None, *, kinds, today):
        super().__init__(data)
        self.fields["kind"] = RadiosField(
            label="What has begun?", choices=kinds, required_message="Choose what has begun."
        )
        self.fields["began_on"] = DateInputField(
            label="On which day?", latest=today, required_message="Enter the day on which it began.",
            error_messages={"late": "The day cannot be in the future. Write it down when it has begun."},
        )  # fmt: skip
        self.fields["because"] = TextField(
            label="How do you know, or who decided it?", max_length=400,
            required_message="Write how you know, or who decided it.",
        )  # fmt: skip


class EndDutyForm(forms.Form):
    """That a duty ended, or should never have begun, and why."""

    ENDED, ERROR = "ended", "error"
    why = RadiosField(
        label="What happened?", choices=[(ENDED, "The duty has ended"), (ERROR, "It was written down in error")],
        required_message="Choose what happened.",
    )  # fmt: skip
    because = TextField(
        label="Why does it end, or what was wrong?", max_length=400,
        required_message="Write why it ends, or what was wrong.",
    )  # fmt: skip


class DischargeForm(MomentMixin, forms.Form):
    """When somebody left hospital, from where, and where to."""

    def __init__(self, data=None, *, today):
        super().__init__(data)
        self.fields["day"] = DateInputField(
            label="On which day did they leave?", latest=today, required_message="Enter the day on which they left.",
            error_messages={"late": "The day cannot be in the future. Write it down when they have left."},
        )  # fmt: skip
        self.fields["time"] = _time("For example 9am. The 72 hours are counted from it.")
        self.fields["left_from"] = TextField(
            label="From which hospital and ward?", max_length=200,
            required_message="Write which hospital and ward they left.",
        )  # fmt: skip
        self.fields["went_to"] = RadiosField(
            label="Where did they go?", choices=Discharge.WentTo.choices,
            hint="Another psychiatric ward is no discharge: nothing is written down for it.",
            required_message="Choose where they went.",
        )  # fmt: skip
        self.fields["went_to_words"] = TextField(label="Where can they be reached?", required=False, max_length=200)


class ContactForm(MomentMixin, forms.Form):
    """One contact, or one try, after a discharge."""

    def __init__(self, data=None, *, today, initial=None):
        super().__init__(data, initial=initial)
        self.fields["day"] = DateInputField(
            label="On which day?", latest=today, required_message="Enter the day of the contact.",
            error_messages={"late": "The contact cannot be in the future."},
        )  # fmt: skip
        self.fields["time"] = _time()
        self.fields["how"] = RadiosField(
            label="How did it go?", choices=FollowUpContact.How.choices, required_message="Choose how it went."
        )
        self.fields["seen_by"] = TextField(
            label="Who was in contact?", max_length=120, required_message="Write who was in contact."
        )
        self.fields["words"] = TextareaField(label="How are they?", rows=3, required=False, max_length=4000)


class SetAsideForm(forms.Form):
    """Why no contact is owed after a discharge."""

    because = TextField(
        label="Why is no contact owed?", hint="They are in hospital again, or it was written down in error.",
        max_length=400, required_message="Write why no contact is owed.",
    )  # fmt: skip

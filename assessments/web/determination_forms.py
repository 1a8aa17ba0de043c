"""The forms of determinations. The person's words come first; nothing is chosen beforehand; the service says what is missing."""

from django import forms

from assessments import determination_services as services
from assessments import values
from assessments.determination_kinds import ABOUT, Kind
from assessments.eligibility import law
from assessments.web.forms import YES_NO
from design.fields import CheckboxesField, DateInputField, RadiosField, TextareaField, TextField

_ANSWERS = {"yes": True, "no": False}


def _yes_no(label, hint=""):
    return RadiosField(
        label=label, hint=hint, choices=YES_NO, required=False, classes="nhsuk-radios--inline nhsuk-radios--small"
    )


def _long(label, hint="", rows=4):
    return TextareaField(
        label=label,
        hint=hint,
        rows=rows,
        required=False,
        max_length=values.LONG_TEXT_LIMIT,
        label_classes="nhsuk-label--s",
    )


def _short(label, hint=""):
    return TextField(
        label=label, hint=hint, required=False, max_length=services.WHO_LIMIT, label_classes="nhsuk-label--s"
    )


def _ticks(label, listed, hint="", hints=None):
    return CheckboxesField(
        label=label, hint=hint, hints=hints, required=False, choices=[(one.code, one.text) for one in listed]
    )


class DeterminationForm(forms.Form):
    """What every determination asks: what the person said, and the reasons. ``seen`` is the newest one on the page.

    A subclass names its kind, its service and what it asks between the two.
    """

    kind = None
    service = None
    title = ""
    intro = ""
    reasons_hint = "In words that {name} can follow: they are told, and may have it in writing."
    yes_no = ()

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, name, seen, today):
        super().__init__(data, initial={"seen": seen})
        self.name, self.today = name, today
        self.fields["persons_words"] = _long(
            f"What did {name} say when you told them?", f"In {name}’s words, not yours. Leave it empty if they are not told yet.", 3
        )  # fmt: skip
        self.ask()
        self.fields["reasons"] = _long("The reasons", self.reasons_hint.format(name=name))

    def ask(self):
        """Add what is asked for this kind alone."""

    def decision(self, label):
        self.fields["decision"] = RadiosField(label=label, choices=ABOUT[self.kind].decisions, required=False)

    def rest(self):
        """The fields after the person's words."""
        return [field for field in self.visible_fields() if field.name != "persons_words"]

    def given(self):
        """What was filled in, as the service takes it."""
        data = dict(self.cleaned_data)
        seen = data.pop("seen")
        data["seen"] = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
        for name in self.yes_no:
            data[name] = _ANSWERS.get(data[name])
        return data

    def sign(self, *, assessment, by, at):
        """Run the service of the kind."""
        return type(self).service(assessment=assessment, by=by, at=at, **self.given())

    def show_theirs(self, told):
        """Somebody signed meanwhile: keep what was typed, say so, and let signing again decide."""
        self.data = self.data.copy()
        self.data["seen"] = str(told.number)
        self.add_error(None, told)


class EligibilityForm(DeterminationForm):
    kind, service = Kind.CARE_ACT, staticmethod(services.decide_eligibility)
    title = "Decide about eligible needs"
    intro = "The answers propose, you decide. Needs that come and go are looked at over a time long enough to judge them fairly."
    reasons_hint = (
        "In words that {name} can follow: they have a right to the decision and its reasons in writing. If you decide "
        "otherwise than the answers say, write why."
    )

    def ask(self):
        self.decision(f"Has {self.name} eligible needs?")
        self.fields["advice"] = _long(
            "If nothing is eligible: your written advice",
            "What can meet or reduce these needs, and what can prevent or delay others.",
        )


class CarersEligibilityForm(EligibilityForm):
    kind, service = Kind.CARER, staticmethod(services.decide_carers_eligibility)
    title = "Decide about a carer’s eligible needs"
    intro = (
        "The answers propose, you decide. One outcome is enough, or health at risk. Whether the person they care for is eligible "
        "does not matter, and a carer is never charged for the care they give (Care Act 2014 s14)."
    )


class CpaForm(DeterminationForm):
    kind, service = Kind.CPA, staticmethod(services.decide_cpa)
    title = "Decide about CPA"
    intro = "The list helps you think of everything. It is no score: you decide."

    def ask(self):
        presumed = "Presumed to be on CPA. If you say no, write why not."
        self.fields["criteria"] = _ticks(
            f"What is true for {self.name}?", law.CRITERIA,
            hints={one.code: presumed for one in law.CRITERIA if one.key_group},
        )  # fmt: skip
        self.decision(f"Is {self.name} on CPA?")


class AdvocacyForm(DeterminationForm):
    kind, service = Kind.ADVOCACY, staticmethod(services.decide_advocacy)
    title = "Decide about an advocate"
    intro = "An advocate must be arranged where somebody would find it really hard to take part and nobody fitting can help."
    yes_no = ("appropriate_person",)

    def ask(self):
        self.fields["difficulties"] = _ticks(
            f"What would be really hard for {self.name}, even with help?",
            law.DIFFICULTIES,
            "Leave all empty if nothing is.",
        )
        self.fields["appropriate_person"] = _yes_no(
            f"Is there somebody who can speak up with {self.name} and help them take part?",
            f"Not somebody who is paid to care for them, and only somebody {self.name} is happy with.",
        )
        self.fields["who"] = _short("If there is: who?")
        self.fields["exceptions"] = _ticks(
            "Is one of these true?", law.EXCEPTIONS, "Then an advocate is needed even though somebody can help."
        )
        self.decision("Must an advocate be arranged?")
        self.fields["arrangement"] = _long(
            "What is arranged", "Who, and from when. If nobody is found yet, who is looking.", 2
        )


class RefusalForm(DeterminationForm):
    kind, service = Kind.REFUSAL, staticmethod(services.record_refusal)
    title = "Record a refusal"
    intro = (
        "Anybody may say no to an assessment. The duty to assess stays all the same where they cannot make this decision and it "
        "is in their best interests, or where there is abuse or neglect, or a risk of it."
    )
    yes_no = ("has_capacity", "best_interests", "abuse")
    reasons_hint = "What was asked, what they said, and how you know what you answered above."

    def ask(self):
        self.fields["has_capacity"] = _yes_no(f"Can {self.name} make this decision themselves?")
        self.fields["best_interests"] = _yes_no("If they cannot: is an assessment in their best interests?")
        self.fields["abuse"] = _yes_no(f"Is {self.name} experiencing abuse or neglect, or at risk of it?")


class AskAgainForm(DeterminationForm):
    kind, service = Kind.REFUSAL, staticmethod(services.ask_again)
    title = "The assessment is asked for again"
    intro = "From now on the duty to assess is back. What was said before stays on record."
    reasons_hint = "Who asked and when, or what has changed."


class CombiningForm(DeterminationForm):
    kind, service = Kind.COMBINED, staticmethod(services.decide_combining)
    title = "Combine with another person’s assessment"
    intro = (
        "For example with the assessment of a carer. It may be done only if both agree; where one of them does not, or no "
        "longer, they are kept apart."
    )
    yes_no = ("person_agrees", "other_agrees")

    def ask(self):
        self.fields["other_person"] = _short(
            "Who is the other person?", f"Their name, and who they are to {self.name}."
        )
        self.fields["person_agrees"] = _yes_no(f"Does {self.name} agree?")
        self.fields["other_agrees"] = _yes_no("Does the other person agree?")
        self.fields["agreed_by"] = _short("Who said so?", "The other person themselves, or who may decide for them.")
        self.fields["agreed_how"] = _short("How?", "Spoken, in writing, and who heard it.")
        self.fields["agreed_on"] = DateInputField(
            label="On which day?", required=False, latest=self.today,
            error_messages={"late": "The day must be today or before."},
        )  # fmt: skip


FORMS = {
    form.kind: form
    for form in (EligibilityForm, CarersEligibilityForm, CpaForm, AdvocacyForm, RefusalForm, CombiningForm)
}

"""What the pages of domains ask. Every rule behind an answer stands in the services; forms only word it."""

import uuid

from django import forms
from django.conf import settings

from cases.models import Consent
from design.fields import (
    CheckboxField,
    DateInputField,
    ModelRadiosField,
    ModelSelectField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    UploadField,
)
from domains.choices import organisations_of
from domains.models import GoalState, Share
from domains.services import DECLINE_REASONS

AGREED_NOW, NOT_ASKED = "yes", "not_yet"


class DomainForm(forms.Form):
    """The first step: which domain."""

    domain = RadiosField(label="What should a partner take on?", required_message="Choose a domain.")

    def __init__(self, *args, domains, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["domain"].choices = [(domain.code, domain.name) for domain, _ in domains]
        self.fields["domain"].classes = "nhsuk-radios--small"
        self.fields["domain"].hints = {domain.code: f"Now: {now}" for domain, now in domains if now}


class ProposeForm(forms.Form):
    """The second step: whom to ask, and what an offer says."""

    organisation = ModelRadiosField(label="Whom do you ask?", queryset=None, required_message="Choose whom you ask.")
    team = ModelSelectField(
        label="Which team?", label_classes="nhsuk-label--s", queryset=None, required=False,
        empty_label="The whole organisation",
    )  # fmt: skip
    share = RadiosField(label="What should they do?", required=False, choices=[c for c in Share.choices])
    accountable = ModelSelectField(
        label="Who answers for it in law?", label_classes="nhsuk-label--s", queryset=None, required=False,
        empty_label="The usual body", hint="It stays accountable while another partner does the work.",
    )  # fmt: skip
    words = TextareaField(
        label="What do they need to know to answer?", rows=4, required=False, max_length=1000,
        hint="Choose from the person’s own words. Until they accept they see this, how the person likes to be called, and your name.",
    )  # fmt: skip
    agreed = RadiosField(
        label="Has the person agreed?", required=False,
        choices=[
            (AGREED_NOW, "Yes: they may read and write about this"),
            (NOT_ASKED, "Not asked yet, or it is recorded already"),
        ],
        hints={NOT_ASKED: "They can be asked now, and accept once the person has agreed."},
    )  # fmt: skip
    given_by = TextField(label="Who gave this answer?", max_length=120, required=False)
    method = SelectField(
        label="How did they say it?", required=False,
        choices=[("", "Choose"), *[c for c in Consent.Method.choices if c[0] != Consent.Method.IMPORTED]],
    )  # fmt: skip

    def __init__(self, *args, candidates, teams, bodies, has_lead, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_of(candidates)
        self.fields["organisation"].hints = {str(c.organisation.pk): c.note for c in candidates if c.note}
        self.fields["team"].queryset = teams
        self.fields["accountable"].queryset = bodies
        if not teams.exists():
            del self.fields["team"]
        if not has_lead:
            del self.fields["share"]
        else:
            del self.fields["accountable"]

    def clean(self):
        super().clean()
        organisation = self.cleaned_data.get("organisation")
        if organisation is None or organisation.is_statutory:
            return
        agreed = self.cleaned_data.get("agreed")
        if not agreed:
            self.add_error("agreed", "Say whether the person has agreed that this partner may see it.")
        if agreed == AGREED_NOW and not self.cleaned_data.get("given_by", "").strip():
            self.add_error("given_by", "Write who gave this answer.")
        if agreed == AGREED_NOW and not self.cleaned_data.get("method"):
            self.add_error("method", "Choose how they said it.")

    def consents(self, domain):
        """What was said at the same time, as ``propose_with_consent`` takes it."""
        said = self.cleaned_data
        if said["organisation"].is_statutory or said["agreed"] != AGREED_NOW:
            return []
        return [
            {
                "organisation": said["organisation"], "domain": domain, "status": Consent.Status.GIVEN,
                "given_by": said["given_by"], "method": said["method"],
            }
        ]  # fmt: skip


class AnswerForm(forms.Form):
    """Accept, decline with a reason, or leave it for now. Nothing is chosen beforehand."""

    answer = RadiosField(label="Your answer", required_message="Choose your answer.", choices=[])
    reason = SelectField(
        label="Why?", required=False, choices=[("", "Choose a reason"), *[(r, r) for r in DECLINE_REASONS]]
    )
    when = TextField(label="From when could you? (if you know)", max_length=100, required=False)
    other_share = SelectField(
        label="What would you do?", required=False, choices=[("", "What you were asked"), *Share.choices]
    )
    other_team = ModelSelectField(
        label="Which team of yours?", queryset=None, required=False, empty_label="The team you were asked"
    )
    other_from = DateInputField(label="From which day?", hint="Leave empty for now", required=False)
    other_words = TextareaField(label="Why?", rows=2, max_length=390, required=False)

    def __init__(self, *args, organisation, called, asker, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = f"Your answer for {organisation.name}"
        self.fields["answer"].label_classes = "nhsuk-label--m"
        self.fields["answer"].choices = [
            ("accept", "Accept"), ("counter", "Suggest something else"),
            ("leave", f"Ask {asker} a question first: leave it for now"), ("decline", "Decline"),
        ]  # fmt: skip
        self.fields["other_team"].queryset = teams
        self.fields["answer"].hints = {"accept": f"You can read and write from now. {called} is told your name"}

    def clean(self):
        super().clean()
        if self.cleaned_data.get("answer") == "decline" and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Choose a reason, so that the coordinator knows whom to ask next.")
        if self.cleaned_data.get("answer") == "counter" and not self.cleaned_data.get("other_words", "").strip():
            self.add_error("other_words", "Say why, so that the coordinator can decide.")

    def suggestion(self):
        """What ``services.counter`` takes."""
        said = self.cleaned_data
        return {
            "share": said["other_share"] or None, "team": said["other_team"], "from_on": said["other_from"],
            "words": said["other_words"],
        }  # fmt: skip

    def why(self):
        when = self.cleaned_data["when"].strip()
        return f"{self.cleaned_data['reason']}. Could from: {when}" if when else self.cleaned_data["reason"]


class CounterForm(forms.Form):
    """The coordinator's answer to what a partner suggests instead."""

    choice = RadiosField(
        label="What do you want to do?", required_message="Choose what you want to do.",
        choices=[
            ("leave", "Leave it for now"), ("agree", "Agree to what they suggest"),
            ("refuse", "Ask for what was asked before"),
        ],
    )  # fmt: skip
    words = TextareaField(label="Why?", rows=2, max_length=390, required=False)

    def clean(self):
        super().clean()
        if self.cleaned_data.get("choice") == "refuse" and not self.cleaned_data.get("words", "").strip():
            self.add_error("words", "Say why, so that they can answer.")


class AskToLeadForm(forms.Form):
    """Why a partner should lead."""

    words = TextareaField(
        label="Why should they lead?", rows=3, max_length=400, required_message="Say why, so that they can decide."
    )


class LeadForm(forms.Form):
    """Whether to lead."""

    choice = RadiosField(
        label="Will you lead it?", required_message="Choose your answer.",
        choices=[("leave", "Leave it for now"), ("yes", "Yes: we lead from now"), ("no", "No")],
    )  # fmt: skip
    words = TextareaField(label="If no: why?", rows=2, max_length=390, required=False)

    def clean(self):
        super().clean()
        if self.cleaned_data.get("choice") == "no" and not self.cleaned_data.get("words", "").strip():
            self.add_error("words", "Say why, so that they know whom to ask next.")


class TakeBackForm(forms.Form):
    choice = RadiosField(
        label="What do you want to do?", required_message="Choose what you want to do.",
        choices=[("take_back", "Take it back"), ("leave", "Leave it: wait for their answer")],
    )  # fmt: skip
    reason = TextField(label="Why? (if you want to say)", max_length=300, required=False)


class EntryForm(forms.Form):
    """One entry: what happened, how it is going, when next, and a word to the coordinator."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    what_happened = TextareaField(
        label="What happened?",
        label_classes="nhsuk-label--s",
        rows=5,
        required_message="Write what happened.",
        max_length=10000,
    )
    attachment = UploadField(label="Attach a file", required=False, allow_empty_file=True)
    goal_state = RadiosField(label="How is it going?", choices=GoalState.choices, required=False)
    happened_on = DateInputField(label="When was it?", hint="Leave empty for today", required=False)
    next_contact_on = DateInputField(label="Next contact", required=False)
    tell_coordinator = CheckboxField(label="Tell the coordinator now", required=False)
    worry = TextField(label="Why?", max_length=400, required=False)

    def __init__(self, *args, called, coordinator, example, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attachment"].help_text = (
            f"Up to {settings.ACCORD_MAX_ATTACHMENT_MB} MB: PDF, a picture, .docx, .odt or plain text. "
            "If anything has to be put right, choose it again."
        )
        self.fields["what_happened"].help_text = f"You can speak it. {called} may read this."
        self.fields["next_contact_on"].help_text = f"For example, {example.day} {example.month} {example.year}"
        self.fields["tell_coordinator"].label = f"Tell {coordinator} now"


class EndForm(forms.Form):
    """Done, somebody else takes over, we cannot go on, or leave it as it is."""

    choice = RadiosField(label="What do you want to do?", required_message="Choose what you want to do.", choices=[])
    organisation = ModelSelectField(
        label="Who takes over?", queryset=None, required=False, empty_label="Choose a partner"
    )
    words = TextareaField(label="What should they know?", rows=4, required=False, max_length=390)

    def __init__(self, *args, successors, domain, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_of(successors)
        self.fields["choice"].choices = [
            ("leave", "Leave it as it is"),
            ("done", f"{domain} is done"),
            ("hand_over", "Another partner takes it over"),
            ("ask", "We cannot go on: ask the coordinator to find someone"),
        ]
        self.fields["choice"].hints = {
            "done": "Your access ends now. What you wrote stays under Past work.",
            "hand_over": "You hold it until they accept. Then your part ends by itself.",
            "ask": "The coordinator is told now. You hold it until somebody else accepts.",
        }

    def clean(self):
        super().clean()
        choice = self.cleaned_data.get("choice")
        if choice in ("done", "hand_over", "ask") and not self.cleaned_data.get("words", "").strip():
            self.add_error("words", "Write a few words, so that the others know why.")
        if choice == "hand_over" and self.cleaned_data.get("organisation") is None:
            self.add_error("organisation", "Choose who takes over.")

"""Responsibilities, parts and entries for two audiences: readers of the whole record, and partners of the shared core.

Never one serializer with fields hidden. What is refused comes from the same services and policies as on the pages.
"""

from rest_framework import serializers

from access.api import for_audience
from domains import days
from domains.models import GoalState, Share
from domains.services import DECLINE_REASONS


class CorePartSerializer(serializers.Serializer):
    """Who does what, as every partner on the case may read it."""

    organisation = serializers.CharField(source="organisation.name")
    place = serializers.CharField(source="cell.title", help_text="Leads, does it, shares it, answers for it, asked …")
    kind = serializers.CharField(
        source="cell.kind", help_text="lead, does, joint, contributor, informed, answers, waiting, nobody"
    )
    since = serializers.DateTimeField(source="cell.since", allow_null=True)


class FullPartSerializer(CorePartSerializer):
    """For readers of the whole record: who, and the key of the part."""

    part = serializers.IntegerField(source="cell.part_id", allow_null=True)
    organisation_id = serializers.IntegerField(source="organisation.pk")
    worker = serializers.CharField(source="cell.worker", allow_blank=True)
    note = serializers.CharField(source="cell.note", allow_blank=True)


class CoreResponsibilitySerializer(serializers.Serializer):
    """A domain on a case, for partners of the shared core."""

    audience = for_audience("core")
    domain = serializers.CharField(source="row.domain_code")
    name = serializers.CharField(source="row.domain")
    shared = serializers.BooleanField(source="row.is_shared")
    parts = CorePartSerializer(many=True)


class FullResponsibilitySerializer(serializers.Serializer):
    """A domain on a case, for readers of the whole record."""

    audience = for_audience("full")
    domain = serializers.CharField(source="row.domain_code")
    name = serializers.CharField(source="row.domain")
    shared = serializers.BooleanField(source="row.is_shared")
    accountable = serializers.CharField(source="row.accountable.name", help_text="The body that answers for it in law.")
    no_one = serializers.BooleanField(source="row.is_ownerless", help_text="Nobody does it and nobody is asked.")
    parts = FullPartSerializer(many=True)


class DaysSerializer(serializers.Serializer):
    """The days that a map is asked for. ``first`` and ``today`` in the context say which there are."""

    as_on = serializers.DateField(
        required=False, help_text="The map as on this day; the map of now where it is left out."
    )

    def _within(self, day):
        return days.within(day, first=self.context["first"], today=self.context["today"])

    def validate_as_on(self, day):
        return self._within(day)


class ChangedSinceSerializer(DaysSerializer):
    as_on = serializers.DateField(required=False, help_text="Changes until the end of this day; today where left out.")
    changed_since = serializers.DateField(help_text="Changes from the beginning of this day.")

    def validate_changed_since(self, day):
        return self._within(day)


class ChangeSerializer(serializers.Serializer):
    """One step in who does what, newest first."""

    at = serializers.DateTimeField(source="change.at")
    domain = serializers.CharField(source="change.domain_code")
    name = serializers.CharField(source="change.domain")
    organisation = serializers.CharField(source="change.organisation")
    said = serializers.CharField(source="change.said", help_text="What happened, in words.")
    no_one = serializers.BooleanField(source="change.is_gap", help_text="With no one since this moment.")
    by = serializers.SerializerMethodField(help_text="Who took the step; empty where the reader is not told.")
    reason = serializers.SerializerMethodField(help_text="Why, in their words; empty where the reader is not told.")

    def get_by(self, row) -> str:
        return row["change"].by if row["told"] else ""

    def get_reason(self, row) -> str:
        return row["change"].reason if row["told"] else ""


class MyPartSerializer(serializers.Serializer):
    """A part that the worker's organisation or team holds."""

    kind = serializers.ReadOnlyField(default="held")
    part = serializers.IntegerField(source="part_id")
    case = serializers.CharField(source="case_reference")
    name = serializers.CharField()
    called = serializers.CharField()
    communication_needs = serializers.CharField(allow_blank=True)
    domain = serializers.CharField(source="domain_code")
    organisation = serializers.CharField()
    share = serializers.ChoiceField(choices=Share.choices)
    due_at = serializers.DateTimeField(allow_null=True, help_text="The next contact; null for no date.")
    last_entry_at = serializers.DateTimeField(allow_null=True)
    goal_state = serializers.CharField(allow_blank=True)


class OfferSerializer(serializers.Serializer):
    """What is asked and not answered: how the person likes to be called, the domain, the words, who asks and when."""

    kind = serializers.ReadOnlyField(default="asked")
    part = serializers.IntegerField(source="part_id")
    name = serializers.CharField(help_text="As they like to be called, and the initial of the family name.")
    domain = serializers.CharField(source="domain_code")
    organisation = serializers.CharField()
    share = serializers.ChoiceField(choices=Share.choices)
    words = serializers.CharField(allow_blank=True)
    asked_by = serializers.CharField(allow_blank=True)
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True, help_text="From when the answer is late.")


class AcceptSerializer(serializers.Serializer):
    """Nothing has to be sent to accept."""


class DeclineSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=390, help_text=f"Why. Pages offer: {'; '.join(DECLINE_REASONS)}.")


class AnsweredSerializer(serializers.Serializer):
    part = serializers.IntegerField(source="pk")
    state = serializers.CharField()
    case = serializers.SerializerMethodField(help_text="The case's reference once accepted; null otherwise.")

    def get_case(self, part) -> str | None:
        return part.case.reference if part.state == "accepted" else None


class ProposeSerializer(serializers.Serializer):
    """One request to one partner."""

    domain = serializers.SlugField(max_length=30, help_text="The code of the domain, as in the catalogue.")
    organisation = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    share = serializers.ChoiceField(choices=Share.choices, required=False)
    words = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class EntrySerializer(serializers.Serializer):
    """One entry, as its readers see it."""

    entry = serializers.IntegerField(source="pk")
    at = serializers.DateTimeField()
    happened_on = serializers.DateField()
    what_happened = serializers.CharField()
    goal_state = serializers.CharField(allow_blank=True)
    next_contact_on = serializers.DateField(allow_null=True)
    organisation = serializers.CharField(source="organisation.name")
    worker = serializers.CharField(source="worker.name")
    worry = serializers.CharField(allow_blank=True)


class WriteEntrySerializer(serializers.Serializer):
    """A new entry. The same form_key sent twice is one entry."""

    what_happened = serializers.CharField(max_length=10_000)
    happened_on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Today where it is left out."
    )
    goal_state = serializers.ChoiceField(choices=GoalState.choices, required=False, allow_blank=True, default="")
    next_contact_on = serializers.DateField(required=False, allow_null=True, default=None)
    tell_coordinator = serializers.BooleanField(required=False, default=False)
    worry = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")
    form_key = serializers.UUIDField(required=False, allow_null=True, default=None)


class MyPartPageSerializer(serializers.Serializer):
    """A page of what is asked (kind ``asked``) and held (kind ``held``), by what is due first."""

    results = serializers.ListField(child=serializers.DictField())
    after = serializers.CharField(
        allow_blank=True, help_text="Give this back as ?after= for the next page; empty at the end."
    )


class EntryPageSerializer(serializers.Serializer):
    results = EntrySerializer(many=True)
    before = serializers.CharField(
        allow_blank=True, help_text="Give this back as ?before= for older ones; empty at the end."
    )

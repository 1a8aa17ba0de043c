"""Cases for two audiences: those who read fully, and partners of the shared core. Never one with fields hidden."""

from rest_framework import serializers

from access.api import for_audience
from cases.models import NO_DATE, Identifier
from cases.people import known_number


class ListedCaseSerializer(serializers.Serializer):
    """A row of a case list."""

    reference = serializers.CharField()
    called = serializers.CharField(source="person.called", help_text="How they like to be called.")
    status = serializers.CharField()
    next_due = serializers.SerializerMethodField(help_text="The earliest live review clock; null for no date.")
    coordinator = serializers.CharField(source="coordinator.name", default=None, allow_null=True)

    def get_next_due(self, case) -> str | None:
        return None if case.next_due == NO_DATE else case.next_due.isoformat()


class CoreCaseSerializer(ListedCaseSerializer):
    """The shared core: what every partner on the case reads."""

    audience = for_audience("core")
    communication_needs = serializers.CharField(source="person.communication_needs")
    what_matters = serializers.CharField(source="person.what_matters", help_text="In their own words.")
    coordinator_organisation = serializers.CharField(
        source="coordinator_organisation.name", default=None, allow_null=True
    )


class FullCaseSerializer(CoreCaseSerializer):
    """For statutory bodies on the case, and its coordinator."""

    audience = for_audience("full")
    given_name = serializers.CharField(source="person.given_name")
    family_name = serializers.CharField(source="person.family_name")
    birth_date = serializers.DateField(source="person.birth_date", allow_null=True)
    death_date = serializers.DateField(source="person.death_date", allow_null=True)
    gender = serializers.CharField(source="person.gender")
    postcode = serializers.CharField(source="person.postcode")
    telephone = serializers.CharField(source="person.telephone")
    nhs_number = serializers.SerializerMethodField(allow_null=True)
    framework = serializers.CharField()
    lead_organisation = serializers.CharField(source="lead_organisation.name")
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    section_117 = serializers.CharField()

    def get_nhs_number(self, case) -> str | None:
        number = known_number(case.person)
        return number[1] if number and number[0] == Identifier.Type.NHS else None


class CasePageSerializer(serializers.Serializer):
    results = ListedCaseSerializer(many=True)
    after = serializers.CharField(
        allow_blank=True, help_text="Give this back as ?after= for the next page; empty at the end."
    )

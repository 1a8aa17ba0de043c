"""Deadlines as the API gives them. They name no person: the reference leads to the case for whoever may open it."""

from rest_framework import serializers

from calendars import local_day
from desks.moments import owed


class DeadlineSerializer(serializers.Serializer):
    """Something owed by a moment."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="review.cpa, review.care_act, part.answer …")
    case = serializers.SerializerMethodField(
        help_text="The reference of its case; null for what is asked and not accepted."
    )
    due_at = serializers.DateTimeField(help_text="The moment from which it is late.")
    due_on = serializers.SerializerMethodField(help_text="The last day in time, in the United Kingdom.")
    is_late = serializers.SerializerMethodField()
    organisation = serializers.CharField(source="owner_organisation.name", help_text="Who owes it.")
    worker = serializers.CharField(source="owner_worker.name", default=None, allow_null=True)
    rule = serializers.CharField(source="set_by_rule", help_text="The rule that gave the date, with its source.")

    def get_case(self, deadline) -> str | None:
        return self.context["references"].get(deadline.pk)

    def get_due_on(self, deadline) -> str:
        return local_day(owed(deadline.due_at)).isoformat()

    def get_is_late(self, deadline) -> bool:
        return deadline.due_at <= self.context["at"]


class DeadlinePageSerializer(serializers.Serializer):
    results = DeadlineSerializer(many=True)
    after = serializers.CharField(
        allow_blank=True, help_text="Give this back as ?after= for the next page; empty at the end."
    )

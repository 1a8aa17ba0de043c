"""Complaints for three audiences: who reads all of it, who reads their own part, and who took it down."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.api import for_audience
from complaints import choices
from complaints.models import ActsBecause, Complaint, Element, Method, PartOfAnswer, Relation
from complaints.queries import last_day
from complaints.rules.intake import Complainant, ElementDraft
from complaints.services.rows import ACKNOWLEDGE


class ClockSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="complaint.acknowledge, .consent, .respond or .period")
    last_day = serializers.DateField(help_text="The last day in time.")
    words = serializers.CharField()


class LineSerializer(serializers.Serializer):
    """A row of the list: the title for who reads all of it, else the words of the own elements."""

    reference = serializers.CharField(source="complaint.reference")
    received_at = serializers.DateTimeField(source="complaint.received_at")
    received_by = serializers.CharField(source="complaint.received_by.name")
    status = serializers.CharField(source="complaint.status")
    about = serializers.CharField()
    lead = serializers.CharField()
    bodies = serializers.ListField(child=serializers.CharField())
    next_clock = ClockSerializer(source="clock", allow_null=True)


class WaitingSerializer(serializers.Serializer):
    """What waits for the complainant's agreement: nothing about anybody, and nothing of what it is about."""

    reference = serializers.CharField(source="complaint.reference")
    received_by = serializers.CharField(source="complaint.received_by.name")
    received_at = serializers.DateTimeField(source="complaint.received_at")
    state = serializers.CharField()


class ListSerializer(serializers.Serializer):
    results = LineSerializer(many=True)
    waiting = WaitingSerializer(many=True)
    total = serializers.IntegerField(help_text="How many are open.")
    next_from = serializers.IntegerField(
        allow_null=True, help_text="Give this back as ?from= for the next page; null at the end."
    )


class ElementSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    words = serializers.CharField()
    domain = serializers.CharField(source="domain.code", default=None, allow_null=True)
    about_on = serializers.DateField()
    severity = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=Element.State.choices)
    responsible = serializers.CharField(source="responsible.name", default=None, allow_null=True)
    delivered_by = serializers.CharField(source="delivered_by.name", default=None, allow_null=True)
    accountable = serializers.CharField(source="accountable.name", default=None, allow_null=True)
    how = serializers.CharField(
        help_text="How we know: held, coordinated, nobody, no_record or by_hand; empty until routed."
    )
    how_words = serializers.CharField()


class BodySerializer(serializers.Serializer):
    organisation = serializers.CharField(source="organisation.name")
    role = serializers.CharField()
    because = serializers.CharField()
    state = serializers.CharField()
    is_lead = serializers.BooleanField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledge_by = serializers.SerializerMethodField(help_text="The last day to acknowledge; null when it owes none.")

    def get_acknowledge_by(self, body) -> str | None:
        row = self.context["papers"].deadlines.get((ACKNOWLEDGE, body.pk))
        return last_day(row.due_at).isoformat() if row else None


class AnswerSerializer(serializers.Serializer):
    """One body's newest part of the answer about one element."""

    element = serializers.IntegerField(source="element.number")
    organisation = serializers.CharField(source="body.organisation.name")
    words = serializers.CharField()
    finding = serializers.ChoiceField(choices=PartOfAnswer.Finding.choices, allow_blank=True)
    approved = serializers.BooleanField()
    version = serializers.IntegerField()


class OwnPartSerializer(serializers.Serializer):
    """For a body that has the complaint and does not lead it: its own elements."""

    audience = for_audience("own_part")
    reference = serializers.CharField(source="complaint.reference")
    status = serializers.CharField(source="complaint.status")
    received_at = serializers.DateTimeField(source="complaint.received_at")
    received_by = serializers.CharField(source="complaint.received_by.name")
    complainant_name = serializers.CharField(source="complaint.complainant_name")
    complainant_contact = serializers.CharField(source="complaint.complainant_contact")
    response_due_on = serializers.DateField(source="complaint.response_due_on", allow_null=True)
    period_ends_on = serializers.DateField(source="complaint.period_last_day")
    elements = ElementSerializer(many=True)
    bodies = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()

    @extend_schema_field(BodySerializer(many=True))
    def get_bodies(self, papers):
        return BodySerializer(papers.bodies, many=True, context={"papers": papers}).data

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answer(self, papers):
        parts = sorted(papers.parts.values(), key=lambda part: (part.element_id, part.body_id))
        return AnswerSerializer(parts, many=True).data


class WholeSerializer(OwnPartSerializer):
    """For the body that received it, the one that leads it, and the partnership's manager of joint complaints."""

    audience = for_audience("whole")
    title = serializers.CharField(source="complaint.title")
    words = serializers.CharField(source="complaint.words")
    wants = serializers.CharField(source="complaint.wants")
    relation = serializers.ChoiceField(source="complaint.relation", choices=Relation.choices)
    method = serializers.ChoiceField(source="complaint.method", choices=Method.choices)
    case = serializers.CharField(source="complaint.case.reference", default=None, allow_null=True)
    lead_state = serializers.ChoiceField(
        source="complaint.lead_state", choices=Complaint.LeadState.choices, allow_blank=True
    )
    lead_because = serializers.CharField(source="complaint.lead_because")
    consents = serializers.SerializerMethodField()

    def get_consents(self, papers) -> dict[str, str]:
        return {consent.organisation.name: consent.answer for consent in papers.consents}


class TakenSerializer(serializers.Serializer):
    """For the worker who took it: that it was taken. Its papers are read by complaints leads only."""

    reference = serializers.CharField()
    received_by = serializers.CharField(source="received_by.name")
    received_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()


class NewElementSerializer(serializers.Serializer):
    words = serializers.CharField(max_length=400)
    about_on = serializers.DateField()
    domain = serializers.SlugRelatedField(
        slug_field="code", queryset=choices.domains(), required=False, allow_null=True, default=None
    )
    severity = serializers.ChoiceField(choices=Element.Severity.choices, required=False, allow_null=True, default=None)


class NewSharingSerializer(serializers.Serializer):
    organisation = serializers.PrimaryKeyRelatedField(queryset=choices.partners())
    answer = serializers.ChoiceField(choices=[("given", "Agreed"), ("refused", "Said no")])


class NewComplaintSerializer(serializers.Serializer):
    """A complaint to be taken. What was not asked about sharing is left out."""

    received_by = serializers.PrimaryKeyRelatedField(queryset=choices.partners())
    received_at = serializers.DateTimeField()
    method = serializers.ChoiceField(choices=Method.choices)
    title = serializers.CharField(max_length=120)
    words = serializers.CharField()
    wants = serializers.CharField(required=False, allow_blank=True, default="")
    complainant_name = serializers.CharField(max_length=120)
    complainant_contact = serializers.CharField(max_length=300)
    relation = serializers.ChoiceField(choices=Relation.choices)
    acts_because = serializers.ChoiceField(choices=ActsBecause.choices, required=False, allow_blank=True, default="")
    acts_checked = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")
    about_name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    case_reference = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    noticed_on = serializers.DateField(required=False, allow_null=True, default=None)
    elements = NewElementSerializer(many=True, allow_empty=False)
    sharing = NewSharingSerializer(many=True, required=False, default=list)
    form_key = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="The same key sent twice is one complaint."
    )

    def arguments(self):
        """What ``services.take`` is called with, but the case, the worker and the moment."""
        data = dict(self.validated_data)
        names = {"name": "complainant_name", "contact": "complainant_contact"}
        who = {key: data.pop(name) for key, name in names.items()}
        who |= {key: data.pop(key) for key in ("relation", "acts_because", "acts_checked")}
        data.pop("case_reference")
        data["complainant"] = Complainant(**who)
        data["elements"] = [ElementDraft(**element) for element in data["elements"]]
        data["sharing"] = [(one["organisation"], one["answer"]) for one in data["sharing"]]
        return data

"""What the API tells about the partnership. Nothing here is about a person who is cared for."""

from rest_framework import serializers

from access.roles import Role
from partners.models import Organisation, Sector


class SeatSerializer(serializers.Serializer):
    """One current role."""

    role = serializers.ChoiceField(choices=Role.choices)
    organisation_id = serializers.IntegerField()
    organisation = serializers.CharField(source="organisation_short_name")
    team_id = serializers.IntegerField()


class MeSerializer(serializers.Serializer):
    """Who the API takes me for, and the scopes of the token that asks (all, in a session)."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    roles = SeatSerializer(many=True)
    scopes = serializers.ListField(child=serializers.CharField())


class TeamSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    is_whole = serializers.BooleanField()


class OrganisationSerializer(serializers.Serializer):
    """One partner, with its teams."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    sector = serializers.ChoiceField(choices=Sector.choices)
    status = serializers.ChoiceField(choices=Organisation.Status.choices)
    telephone = serializers.CharField(allow_blank=True)
    teams = TeamSerializer(source="teams.all", many=True)


class DomainSerializer(serializers.Serializer):
    """One domain of the catalogue: who may hold it, who stays accountable, what it owns."""

    code = serializers.CharField()
    name = serializers.CharField()
    default_mode = serializers.CharField()
    holders = serializers.ListField(child=serializers.CharField(), help_text="Sectors; empty means any.")
    contributors = serializers.ListField(child=serializers.CharField())
    accountable = serializers.ListField(child=serializers.CharField())
    sections = serializers.ListField(child=serializers.CharField())

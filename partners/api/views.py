"""The API of partners: who I am, who the partners are, and the catalogue of domains. Reading only."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from access.api import ERRORS
from partners import queries
from partners.api import serializers
from partners.models import ApiToken
from partners.standing import standing_of


class Me(APIView):
    """The worker who asks, their current roles, and what the token may do."""

    @extend_schema(operation_id="me", responses={200: serializers.MeSerializer, **ERRORS})
    def get(self, request):
        scopes = request.auth.scopes if isinstance(request.auth, ApiToken) else ApiToken.Scope.values
        seats = standing_of(request.user, at=request.moment).seats
        given = {"id": request.user.pk, "name": request.user.name, "roles": seats, "scopes": list(scopes)}
        return Response(serializers.MeSerializer(given).data)


class Organisations(APIView):
    """Partners that have not left, with their teams."""

    @extend_schema(
        operation_id="organisations_list", responses={200: serializers.OrganisationSerializer(many=True), **ERRORS}
    )
    def get(self, request):
        rows = [organisation for organisation, _ in queries.directory()]
        return Response(serializers.OrganisationSerializer(rows, many=True).data)


class Domains(APIView):
    """The catalogue of domains, in its order."""

    @extend_schema(operation_id="domains_list", responses={200: serializers.DomainSerializer(many=True), **ERRORS})
    def get(self, request):
        return Response(serializers.DomainSerializer(queries.domains(), many=True).data)

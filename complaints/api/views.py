"""The API of complaints: mine by what is owed next, taking one, and the papers of one for the audience that asks."""

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError as BadRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from access.api import ERRORS, WRITE_ERRORS
from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from complaints import queries, services
from complaints.api import serializers
from complaints.policies import complaint_or_404
from complaints.services.taking import NOT_FOUND, linkable_case
from partners.standing import may_here

SIZE = 50


class ComplaintList(APIView):
    """Open complaints I may open, by what is owed next; and taking one down."""

    @extend_schema(
        operation_id="complaints_list",
        parameters=[OpenApiParameter("from", int, description="How many to pass over: next_from of the page before.")],
        responses={200: serializers.ListSerializer, 400: WRITE_ERRORS[400], **ERRORS},
    )
    def get(self, request):
        at, worker = request.moment, request.user
        decision = may_here(worker, Permission.VIEW_COMPLAINT, at=at)
        if not decision:
            raise Refused(decision)
        start = _start(request.query_params.get("from", "0"))
        total = queries.count_open(worker, at=at)
        audit.read(request, "api.complaints", target=("complaints", None), by=worker, at=at)
        body = {
            "results": queries.open_lines(worker, at=at, size=SIZE, start=start),
            "waiting": queries.waiting_lines(worker, at=at),
            "total": total,
            "next_from": start + SIZE if start + SIZE < total else None,
        }
        return Response(serializers.ListSerializer(body).data)

    @extend_schema(
        operation_id="complaints_take",
        request=serializers.NewComplaintSerializer,
        responses={201: serializers.TakenSerializer, **WRITE_ERRORS},
    )
    def post(self, request):
        at, worker = request.moment, request.user
        decision = may_here(worker, Permission.TAKE_COMPLAINT, at=at)
        if not decision:
            raise Refused(decision)
        new = serializers.NewComplaintSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        reference = new.validated_data["case_reference"]
        case = linkable_case(worker, reference, at=at) if reference else None
        if reference and case is None:
            raise ValidationError({"case_reference": NOT_FOUND})
        complaint = services.take(**new.arguments(), case=case, by=worker, at=at)
        return Response(serializers.TakenSerializer(complaint).data, status=status.HTTP_201_CREATED)


class ComplaintDetail(APIView):
    """One complaint: all of it for the receiver and the lead, the own part for other bodies that have it."""

    @extend_schema(
        operation_id="complaints_retrieve",
        responses={
            200: PolymorphicProxySerializer(
                component_name="Complaint",
                serializers=[serializers.WholeSerializer, serializers.OwnPartSerializer],
                resource_type_field_name=None,
            ),
            **ERRORS,
        },
    )
    def get(self, request, reference):
        complaint = complaint_or_404(request.user, reference, at=request.moment)
        papers = queries.papers(complaint, request.user, at=request.moment)
        audit.read(
            request, "complaint.read", target=complaint, by=request.user, at=request.moment,
            detail={"reference": complaint.reference, "whole": papers.whole, "door": "api"},
        )  # fmt: skip
        serializer = serializers.WholeSerializer if papers.whole else serializers.OwnPartSerializer
        return Response(serializer(papers).data)


def _start(text):
    if not text.isdecimal() or len(text) > 9:
        raise BadRequest({"from": ["Use the next_from that the page before gave you."]})
    return int(text)

"""The API of desks: what is owed, soonest first."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from access.api import ERRORS, WRITE_ERRORS, page_key, place_of
from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from desks import deadlines
from desks.api.serializers import DeadlinePageSerializer
from partners.standing import may_here

SIZE = 50


class DeadlineList(APIView):
    """Live deadlines that my organisations owe and I may know of, soonest first. Overdue ones come first by themselves."""

    @extend_schema(
        operation_id="deadlines_list",
        parameters=[
            OpenApiParameter("after", str, description="Where the page before ended."),
            OpenApiParameter("kind", str, description="Only one kind, such as review.cpa."),
            OpenApiParameter("overdue", bool, description="Only what is late now."),
        ],
        responses={200: DeadlinePageSerializer, 400: WRITE_ERRORS[400], **ERRORS},
    )
    def get(self, request):
        at = request.moment
        decision = may_here(request.user, Permission.VIEW_DEADLINE, at=at)
        if not decision:
            raise Refused(decision)
        kind = request.query_params.get("kind", "")
        if len(kind) > 60 or "\x00" in kind:
            raise ValidationError({"kind": ["There is no such kind of deadline."]})
        overdue = request.query_params.get("overdue", "").lower() in ("true", "1")
        rows, place = deadlines.page(
            request.user, at=at, after=place_of(request.query_params.get("after")), size=SIZE, kind=kind,
            before=at if overdue else None,
        )  # fmt: skip
        audit.read(
            request, "api.deadlines", target=("deadlines", request.user.pk), by=request.user, at=at,
            detail={"cases": sorted({row.case_id for row in rows if row.case_id})},
        )  # fmt: skip
        context = {"at": at, "references": deadlines.references(request.user, rows, at=at)}
        return Response(DeadlinePageSerializer({"results": rows, "after": page_key(place)}, context=context).data)

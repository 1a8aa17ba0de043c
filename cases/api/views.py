"""The API of cases: my list by next review, and one case for the audience that asks."""

from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from access.api import ERRORS, WRITE_ERRORS, page_key, place_of
from audit import services as audit
from cases.api import serializers
from cases.policies import Filters, case_or_404, caseload_page, reads_fully, visible_to

SIZE = 50


class CaseList(APIView):
    """Open cases I may see, by next review."""

    @extend_schema(
        operation_id="cases_list",
        parameters=[
            OpenApiParameter("after", str, description="Where the page before ended."),
            OpenApiParameter("mine", bool, description="Only cases I coordinate."),
        ],
        responses={200: serializers.CasePageSerializer, 400: WRITE_ERRORS[400], **ERRORS},
    )
    def get(self, request):
        mine = request.query_params.get("mine", "").lower() in ("true", "1")
        page = caseload_page(
            request.user,
            at=request.moment,
            after=place_of(request.query_params.get("after")),
            size=SIZE,
            filters=Filters(only=frozenset({"coordinator"}) if mine else frozenset()),
        )
        keys = [pk for _, pk in page.rows]
        found = visible_to(request.user, at=request.moment).select_related("person", "coordinator").in_bulk(keys)
        rows = [found[pk] for pk in keys if pk in found]
        audit.read(request, "api.cases", target=("caseload", None), by=request.user, at=request.moment)
        return Response(serializers.CasePageSerializer({"results": rows, "after": page_key(page.after)}).data)


class CaseDetail(APIView):
    """One case. A worker of a statutory body, or the coordinator, reads it fully; other partners read the shared core."""

    @extend_schema(
        operation_id="cases_retrieve",
        responses={
            200: PolymorphicProxySerializer(
                component_name="Case",
                serializers=[serializers.FullCaseSerializer, serializers.CoreCaseSerializer],
                resource_type_field_name=None,
            ),
            **ERRORS,
        },
    )
    def get(self, request, reference):
        case = case_or_404(request.user, reference, at=request.moment)
        audit.read(
            request,
            "case.read",
            target=case,
            by=request.user,
            at=request.moment,
            case_id=case.pk,
            person_id=case.person_id,
            detail={"door": "api"},
        )
        full = reads_fully(request.user, case, at=request.moment)
        serializer = serializers.FullCaseSerializer if full else serializers.CoreCaseSerializer
        return Response(serializer(case).data)

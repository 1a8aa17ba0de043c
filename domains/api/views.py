"""The API of domains: who does what on a case, what is asked of me and what I hold, answers, entries."""

from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from access.api import ERRORS, WRITE_ERRORS, page_key, place_of
from access.decisions import Refused, deny
from access.policies import may, require
from access.roles import Permission
from audit import services as audit
from calendars import end_of_day, local_day, start_of_day
from cases.policies import case_or_404, reads_fully
from domains import days, services
from domains.api import serializers
from domains.changes import changes, shown_changes
from domains.choices import domain_and_organisation
from domains.policies import is_own, nameable_domains, part_or_404
from domains.queries import entries, map_of, my_parts
from domains.services import PartRequest
from partners.standing import standing_of

SIZE = 50


def _map(row, full, named):
    """One row of the map as the audience may read it."""
    parts = [
        {"organisation": organisation, "cell": cell} for organisation, cells in row.columns for cell in cells
    ]  # fmt: skip
    serializer = serializers.FullResponsibilitySerializer if full else serializers.CoreResponsibilitySerializer
    return serializer({"row": row, "parts": parts}).data if full or row.domain_code in named else None


def _days(serializer, request, case):
    """The days that somebody asks for, or a refusal at the one that cannot be."""
    context = {"first": days.first_day(case), "today": local_day(request.moment)}
    asked = serializer(data=request.query_params, context=context)
    asked.is_valid(raise_exception=True)
    return asked.validated_data


class Changes(APIView):
    """What changed in who does what."""

    @extend_schema(
        operation_id="responsibilities_changes",
        parameters=[serializers.ChangedSinceSerializer],
        responses={200: serializers.ChangeSerializer(many=True), 400: WRITE_ERRORS[400], **ERRORS},
    )
    def get(self, request, reference):
        """Every step since a day, the newest first. Who took it and why is told as on the page of the map."""
        at, worker = request.moment, request.user
        case = case_or_404(worker, reference, at=at)
        asked = _days(serializers.ChangedSinceSerializer, request, case)
        full = reads_fully(worker, case, at=at)
        told = changes(
            case, since=start_of_day(asked["changed_since"]), until=end_of_day(asked.get("as_on") or local_day(at))
        )
        shown = shown_changes(
            told, full=full, codes=frozenset() if full else nameable_domains(worker, case, at=at),
            mine=standing_of(worker, at=at).case_organisations(),
        )  # fmt: skip
        audit.read(
            request, "case.map_read", target=case, by=worker, at=at, case_id=case.pk, person_id=case.person_id,
            detail={"door": "api"},
        )  # fmt: skip
        rows = [{"change": change, "told": reasons} for change, reasons in shown]
        return Response(serializers.ChangeSerializer(rows, many=True).data)


class Responsibilities(APIView):
    """Who does what on a case, and asking a partner."""

    @extend_schema(
        operation_id="responsibilities_list",
        parameters=[serializers.DaysSerializer],
        responses={
            200: PolymorphicProxySerializer(
                component_name="Responsibility",
                serializers=[serializers.FullResponsibilitySerializer, serializers.CoreResponsibilitySerializer],
                resource_type_field_name=None,
                many=True,
            ),
            400: WRITE_ERRORS[400],
            **ERRORS,
        },
    )
    def get(self, request, reference):
        """Every domain on the case, now or as on a day.

        Partners of the shared core are not told of domains whose name says something clinical.
        """
        case = case_or_404(request.user, reference, at=request.moment)
        day = _days(serializers.DaysSerializer, request, case).get("as_on")
        full = reads_fully(request.user, case, at=request.moment)
        named = frozenset() if full else nameable_domains(request.user, case, at=request.moment)
        on = request.moment if day in (None, local_day(request.moment)) else day
        rows = [_map(row, full, named) for row in map_of(case, on=on).rows]
        audit.read(
            request, "case.map_read", target=case, by=request.user, at=request.moment, case_id=case.pk,
            person_id=case.person_id, detail={"door": "api"},
        )  # fmt: skip
        return Response([row for row in rows if row is not None])

    @extend_schema(
        operation_id="responsibilities_propose",
        request=serializers.ProposeSerializer,
        responses={201: serializers.AnsweredSerializer, **WRITE_ERRORS},
    )
    def post(self, request, reference):
        """Ask a partner to take on a domain. The partner is told; nothing is open to it until it accepts."""
        case = case_or_404(request.user, reference, at=request.moment)
        require(request.user, Permission.PROPOSE, case, at=request.moment)
        sent = serializers.ProposeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        domain, organisation = domain_and_organisation(
            sent.validated_data["domain"], sent.validated_data["organisation"]
        )
        asked = PartRequest(
            domain=domain,
            organisation=organisation,
            share=sent.validated_data.get("share"),
            words=sent.validated_data["words"],
        )
        parts = services.propose(case=case, requests=[asked], by=request.user, at=request.moment)
        return Response(serializers.AnsweredSerializer(parts[0]).data, status=status.HTTP_201_CREATED)


class MyParts(APIView):
    """What my organisation or team is asked and holds, by what is due first."""

    @extend_schema(
        operation_id="parts_list",
        parameters=[
            OpenApiParameter("after", str, description="Where the page before ended."),
            OpenApiParameter(
                "only", str, enum=["asked", "held"], description="Only what is asked, or only what is held."
            ),
        ],
        responses={200: serializers.MyPartPageSerializer, 400: WRITE_ERRORS[400], **ERRORS},
    )
    def get(self, request):
        only = request.query_params.get("only")
        page = my_parts(
            request.user, at=request.moment, after=place_of(request.query_params.get("after")), size=SIZE,
            only=only if only in ("asked", "held") else None,
        )  # fmt: skip
        rows = [
            (serializers.OfferSerializer if row.is_offer else serializers.MyPartSerializer)(row).data
            for row in page.rows
        ]
        audit.read(request, "api.parts", target=("my_domains", None), by=request.user, at=request.moment)
        return Response({"results": rows, "after": page_key(page.after)})


def _part_or_404(request, pk, permission):
    related = ("case__person", "domain", "organisation", "responsibility")
    part = part_or_404(request.user, pk, at=request.moment, related=related)
    require(request.user, permission, part, at=request.moment)
    return part


class Accept(APIView):
    """Accept what my organisation or team is asked."""

    @extend_schema(
        operation_id="parts_accept", request=serializers.AcceptSerializer,
        responses={200: serializers.AnsweredSerializer, **WRITE_ERRORS},
    )  # fmt: skip
    def post(self, request, pk):
        """Access starts now. Refused without the person's agreement (where it is needed) or a sharing agreement in force."""
        part = _part_or_404(request, pk, Permission.ANSWER)
        part = services.accept(part=part, by=request.user, at=request.moment)
        return Response(serializers.AnsweredSerializer(part).data)


class Decline(APIView):
    """Say no to what my organisation or team is asked."""

    @extend_schema(
        operation_id="parts_decline", request=serializers.DeclineSerializer,
        responses={200: serializers.AnsweredSerializer, **WRITE_ERRORS},
    )  # fmt: skip
    def post(self, request, pk):
        """It goes back to the coordinator at once, with the reason."""
        part = _part_or_404(request, pk, Permission.ANSWER)
        sent = serializers.DeclineSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        part = services.decline(part=part, reason=sent.validated_data["reason"], by=request.user, at=request.moment)
        return Response(serializers.AnsweredSerializer(part).data)


class Entries(APIView):
    """Entries of a part."""

    @extend_schema(
        operation_id="entries_list",
        parameters=[OpenApiParameter("before", int, description="The last entry of the page before.")],
        responses={200: serializers.EntryPageSerializer, **ERRORS},
    )
    def get(self, request, pk):
        """Newest first: to whoever reads the domain; after the part has ended, to the organisation that wrote them."""
        part = _part_or_404(request, pk, Permission.VIEW_PART)
        _require_reading(request, part)
        before = request.query_params.get("before", "")
        before = int(before) if before.isdecimal() and len(before) < 19 else None
        rows = entries(request.user, part, at=request.moment, before=before, size=SIZE + 1)
        more = len(rows) > SIZE
        audit.read(
            request, "part.read", target=part, by=request.user, at=request.moment, case_id=part.case_id,
            person_id=part.case.person_id, detail={"door": "api"},
        )  # fmt: skip
        page = {"results": rows[:SIZE], "before": str(rows[SIZE - 1].pk) if more else ""}
        return Response(serializers.EntryPageSerializer(page).data)

    @extend_schema(
        operation_id="entries_create", request=serializers.WriteEntrySerializer,
        responses={201: serializers.EntrySerializer, **WRITE_ERRORS},
    )  # fmt: skip
    def post(self, request, pk):
        """Write an entry. With form_key, sending it again gives the same entry."""
        part = _part_or_404(request, pk, Permission.WRITE_ENTRY)
        sent = serializers.WriteEntrySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        entry = services.write_entry(part=part, by=request.user, at=request.moment, **sent.validated_data)
        return Response(serializers.EntrySerializer(entry).data, status=status.HTTP_201_CREATED)


def _require_reading(request, part):
    """Own parts are read by those who held them; others by who reads the domain. An offer has nothing to read yet."""
    own = is_own(standing_of(request.user, at=request.moment), Permission.VIEW_PART, part)
    if own and part.effective_from is not None:
        return
    decision = may(request.user, Permission.READ_DOMAIN, part, at=request.moment)
    if not decision:
        raise Refused(decision if part.effective_from is not None else deny("part_not_accepted"))

"""The API of assessments: read the newest version, save one section. The same policies as on the pages decide."""

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from access.api import ERRORS, WRITE_ERRORS
from access.decisions import Refused, deny
from assessments import drafts, merged_form, policies, queries, services, values
from assessments.api import serializers
from assessments.models import Assessment
from assessments.services import Given
from audit import services as audit
from cases.policies import case_or_404

CLASHED = "Somebody else changed this since you read it, and nothing was saved. Read what stands now, then save again."


def _opened(request, reference):
    """(case, what the worker reaches, the newest version), or 404: a case without one has nothing here yet."""
    case = case_or_404(request.user, reference, at=request.moment)
    found = queries.current(case)
    if found is None:
        raise Http404
    return case, policies.reach(request.user, case, at=request.moment), found


def _note(request, what, found, case, **detail):
    audit.read(
        request, what, target=found, by=request.user, at=request.moment, case_id=case.pk, person_id=case.person_id,
        detail={"door": "api", **detail},
    )  # fmt: skip


def _section(section, seen, person, *, draft):
    """One section as the reader sees it, for :class:`serializers.ReadSectionSerializer`."""
    reach = seen.reach
    words = seen.words.get(section.code) if reach.reads_words(section.section) else None
    return {
        "code": section.code, "name": section.name, "words": words.words if words else "",
        "words_number": words.number if words else 0, "writes_words": draft and reach.writes_words(section.section),
        "questions": [
            _question(item, seen.answers.get(item.code), person, writes=draft and reach.writes_item(item))
            for item in section.items if reach.reads_item(item)
        ],
    }  # fmt: skip


def _question(item, answer, person, *, writes):
    value = answer.value if answer else None
    return {
        "code": item.code, "ask": item.asked_about(person.called), "kind": item.kind, "choices": dict(item.choices),
        "value": value, "shown": values.shown(item, value), "state": answer.state if answer else "",
        "source": answer.source_text if answer else "", "number": answer.number if answer else 0, "writes": writes,
    }  # fmt: skip


class NewestAssessment(APIView):
    """The newest version of the single assessment."""

    @extend_schema(operation_id="assessment_retrieve", responses={200: serializers.AssessmentSerializer, **ERRORS})
    def get(self, request, reference):
        """The sections of which you read something, with the person's words and the answers."""
        case, reach, found = _opened(request, reference)
        seen, form = drafts.seen(found, reach), merged_form.form_for(found.frameworks)
        draft = found.state == Assessment.State.DRAFT
        _note(request, "assessment.read", found, case, version=found.version)
        sections = [_section(s, seen, case.person, draft=draft) for s in form.sections if reach.reads_section(s)]
        made = {"version": found.version, "state": found.state, "sections": sections}
        return Response(serializers.AssessmentSerializer(made).data)


class OneSection(APIView):
    """One section of the newest version."""

    def _found(self, request, reference, code):
        """A section of which the worker reads nothing is the 404 of no such section."""
        case, reach, found = _opened(request, reference)
        section = merged_form.form_for(found.frameworks).section(code)
        if section is None or not reach.reads_section(section):
            raise Http404
        return case, reach, found, section

    @extend_schema(
        operation_id="assessment_section_retrieve", responses={200: serializers.ReadSectionSerializer, **ERRORS}
    )
    def get(self, request, reference, section):
        """The person's words first, then the questions."""
        case, reach, found, section = self._found(request, reference, section)
        _note(request, "assessment.section_read", found, case, section=section.code)
        draft = found.state == Assessment.State.DRAFT
        made = _section(section, drafts.seen(found, reach), case.person, draft=draft)
        return Response(serializers.ReadSectionSerializer(made).data)

    @extend_schema(
        operation_id="assessment_section_save",
        request=serializers.SaveSectionSerializer,
        responses={
            200: serializers.SavedSerializer,
            **WRITE_ERRORS,
            409: OpenApiResponse(serializers.ClashesSerializer, "Somebody else changed the same meanwhile."),
        },
    )
    def patch(self, request, reference, section):
        """Save answers and the person's words. All is saved or nothing: a question of another's domain refuses the whole."""
        _, reach, found, section = self._found(request, reference, section)
        if found.state == Assessment.State.SIGNED:
            raise Refused(deny("signed"))
        if not (any(map(reach.writes_item, section.items)) or reach.writes_words(section.section)):
            raise Refused(deny("not_your_part"))
        sent = serializers.SaveSectionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        given = {code: Given(**what) for code, what in sent.validated_data["answers"].items()}
        with transaction.atomic():
            saved = services.save_section(
                assessment=found, section=section.code, given=given, by=request.user, at=request.moment,
                words=sent.validated_data.get("words"), words_seen=sent.validated_data["words_seen"],
            )  # fmt: skip
            transaction.set_rollback(bool(saved.clashes))
        if saved.clashes:
            shown = {"detail": CLASHED, "code": "clash", "clashes": saved.clashes}
            return Response(serializers.ClashesSerializer(shown).data, status=status.HTTP_409_CONFLICT)
        return Response(serializers.SavedSerializer(saved).data)

"""Beginning a version of the assessment: what is carried in from the version before and from the partners' extracts."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from access.decisions import Refused
from assessments import choosing, merged_form, policies, registry, values
from assessments.charging import services as charging
from assessments.models import Answer, AnswerState, AnswerVersion, Assessment, SectionWords, SectionWordsVersion
from assessments.plan_services import copy_plan
from audit import services as audit
from calendars import local_day
from cases import locks
from cases.policies import family
from partners.models import Domain

#: How the source of an answer begins that came from a version before.
_VERSION = "version:"


@transaction.atomic
def start(*, case, by, at):
    """Begin the next version of the single assessment, or return the one that is being written.

    Carries in what the version before said and what the rooms above offer (extracts), each with its source; of several
    answers to one question the newest stands first. Nothing carried in counts until somebody confirms it. The plan is
    copied with its goals still open. Refuses who neither coordinates nor shares the joint assessment.
    """
    reach = policies.reach(by, case, at=at)
    decision = policies.may_start(by, case, at=at, among=reach)
    if not decision:
        raise Refused(decision)
    locks.case(case.pk)
    draft = Assessment.objects.filter(case=case, state=Assessment.State.DRAFT).first()
    if draft is not None:
        return draft
    organisation_id = reach.writes[policies.JOINT_ASSESSMENT]
    before = (
        Assessment.objects.filter(case_id__in=family(case))
        .select_related("case")
        .order_by("-started_at", "-pk")
        .first()
    )
    newest = Assessment.objects.filter(case=case).aggregate(newest=Max("version"))["newest"] or 0
    frameworks = merged_form.newest_versions(choosing.for_case(case))
    if not frameworks:
        raise ValidationError("No assessment framework is chosen. Ask the partnership’s administrator to choose one.")
    assessment = Assessment.objects.create(
        case=case,
        version=newest + 1,
        frameworks=frameworks,
        started_at=at,
        started_by=by,
        organisation_id=organisation_id,
    )
    carried = _carry_in(assessment, case, before, at=at)
    if before is not None:
        _copy_words(assessment, before)
        copies = copy_plan(assessment, before, by=by, organisation_id=organisation_id, at=at)
        charging.carry_on(copies, before, assessment)
    audit.record(
        "assessment.started", target=assessment, by=by, at=at, case_id=case.pk, person_id=case.person_id,
        organisation_id=organisation_id, detail={"version": assessment.version, "frameworks": frameworks, "carried_in": carried},
    )  # fmt: skip
    return assessment


def _carry_in(assessment, case, before, *, at):
    """Write carried-in answers of this form; returns how many questions have one. Two inserts."""
    form = merged_form.form_for(assessment.frameworks)
    items, domains = form.items, dict(Domain.objects.values_list("code", "pk"))
    offers = {}
    for offer in registry.carried(case, at=at):
        offers.setdefault(offer.item, []).append(
            (
                offer.recorded_on or case.opened_at.date(),
                offer.value,
                offer.source_text,
                offer.source_ref,
                offer.organisation_id,
            )
        )
    if before is not None:
        for answer in _said_before(before):
            source, reference = answer.source_text, answer.source_ref
            if answer.state == AnswerState.CONFIRMED:
                source = f"Version {before.version} of this assessment"
                reference = f"{_VERSION}{before.case.reference}:{before.version}"
            offers.setdefault(answer.item, []).append(
                (local_day(answer.at), answer.value, source, reference, answer.organisation_id)
            )
    answers = []
    for code, found in offers.items():
        if code not in items:
            continue
        found = [
            (*_fitting(items[code], offer[1], case, at=at), *offer)
            for offer in sorted(found, key=lambda o: o[0], reverse=True)
        ]
        first = next((offer for offer in found if offer[1]), found[0])
        value, fits, _, _, source_text, source_ref, organisation_id = first
        others = [
            {"value": other[0], "fits": other[1], "source_text": other[4], "source_ref": other[5]}
            for other in found
            if other is not first or not fits
        ]
        answers.append(
            Answer(
                assessment=assessment,
                item=code,
                domain_id=domains[items[code].domain],
                value=value if fits else None,
                state=AnswerState.CARRIED_IN,
                source_text=source_text[:200],
                source_ref=source_ref[:120],
                also_recorded=others,
                at=at,
                by=None,
                organisation_id=organisation_id,
            )  # fmt: skip
        )
    answers = Answer.objects.bulk_create(answers)
    AnswerVersion.objects.bulk_create([version_of(answer) for answer in answers])
    return len(answers)


def _said_before(before):
    """What the version before says: what was confirmed, and what it had itself from a version before and nobody confirmed
    (what an extract brought is offered again by the extract)."""
    carried = Q(state=AnswerState.CARRIED_IN, source_ref__startswith=_VERSION)
    return before.answers.filter(Q(state=AnswerState.CONFIRMED) | carried).exclude(value=None)


def _fitting(item, value, case, *, at):
    """(the value as stored, True), or (its text, False) where it does not fit the question."""
    try:
        cleaned = values.clean(item, value, birth_date=case.person.birth_date, today=local_day(at))
    except ValidationError:
        return str(value), False
    return cleaned, True


def _copy_words(assessment, before):
    """The person's words of the version before stand in the new one, with who wrote them down and when."""
    rows = SectionWords.objects.bulk_create(
        [
            SectionWords(
                assessment=assessment, section=row.section, words=row.words, at=row.at, by=row.by,
                organisation_id=row.organisation_id,
            )
            for row in before.words.select_related("by")
        ]
    )  # fmt: skip
    SectionWordsVersion.objects.bulk_create([words_version_of(row) for row in rows])


def version_of(answer):
    return AnswerVersion(
        answer=answer, number=answer.number, value=answer.value, state=answer.state, why=answer.why,
        source_text=answer.source_text, source_ref=answer.source_ref, at=answer.at, by=answer.by,
        organisation_id=answer.organisation_id,
    )  # fmt: skip


def words_version_of(row):
    return SectionWordsVersion(
        section_words=row, number=row.number, words=row.words, at=row.at, by=row.by, organisation_id=row.organisation_id
    )

"""Many cases at once, as an import brings them: few statements for each thousand. For services that hold the transaction.

Not a door: whoever calls has asked its own policy and writes its own audit.
"""

from dataclasses import dataclass
from datetime import datetime

from access import copying
from access.rows import writing
from cases import involvement
from cases.models import NO_DATE, Case, CaseStatus, Coordination, Framework, Involvement, InvolvementBasis
from notifications import services as notifications

ROWS_AT_ONCE = 2_000


@dataclass(slots=True, kw_only=True)
class NewCase:
    """One case to be opened. ``worker`` None: nobody has been named; ``staff_code`` is who the extract named."""

    person: object
    lead_organisation: object
    organisation: object
    team: object
    opened_at: datetime
    worker: object = None
    staff_code: str = ""
    reason: str = ""
    section_117: str = "none"
    framework: str = Framework.CPA_2008


def open_many(new_cases, *, coordination, at, by):
    """Cases, their first status, who coordinates them, and involvement by that: five statements for each 2,000.

    ``coordination`` is that domain's catalogue row. Returns the cases in the order given.
    """
    cases = [
        Case(
            person=new.person, lead_organisation=new.lead_organisation, framework=new.framework, coordinator=new.worker,
            coordinator_organisation=new.organisation, coordinator_team=new.team, opened_at=new.opened_at, created_at=at,
            section_117=new.section_117, next_due=NO_DATE,
        )
        for new in new_cases
    ]  # fmt: skip
    with writing(Case, Coordination):
        copying.create(Case.objects, cases)
        held = [
            Coordination(
                case=case, organisation=new.organisation, team=new.team, worker=new.worker, staff_code=new.staff_code,
                effective_from=new.opened_at, recorded_at=at, recorded_by=by,
            )
            for case, new in zip(cases, new_cases, strict=True)
        ]  # fmt: skip
        copying.create(Coordination.objects, held)
    copying.create(
        CaseStatus.objects,
        [
            CaseStatus(case=case, status=Case.Status.OPEN, at=at, by=by, reason=new.reason)
            for case, new in zip(cases, new_cases, strict=True)
        ],
    )
    whole = involvement.whole_teams(new.organisation.pk for new in new_cases)
    bases = [
        involvement.Basis(
            case_id=row.case_id, organisation_id=row.organisation_id, team_id=row.team_id,
            whole_team_id=whole[row.organisation_id], domain_id=coordination.pk,
            kind=InvolvementBasis.Kind.COORDINATION, reference=row.pk,
        )
        for row in held
    ]  # fmt: skip
    facts = {case.pk: (case.next_due, case.is_open, case.restricted) for case in cases}
    involvement.add_bases(bases, at=at, facts=facts)
    return cases


def close_many(reasons, *, at, by):
    """Close the open ones of many locked cases: ``reasons`` is {case id: why}. Their deadlines are owed no longer."""
    ids = list(Case.objects.filter(pk__in=reasons, is_open=True).values_list("pk", flat=True))
    if not ids:
        return ids
    with writing(Case, Involvement):
        Case.objects.filter(pk__in=ids).update(status=Case.Status.CLOSED, is_open=False, closed_at=at, next_due=NO_DATE)
        Involvement.objects.filter(case_id__in=ids).update(is_open=False, next_due=NO_DATE)
    _say(ids, Case.Status.CLOSED, reasons, at=at, by=by)
    notifications.cancel_for_cases(case_ids=ids, at=at)
    return ids


def reopen_many(reasons, *, at, by):
    """Open closed cases again, where care began again: ``reasons`` is {case id: why}. Cases that were joined stay as they are."""
    ids = list(Case.objects.filter(pk__in=reasons, is_open=False, merged_into=None).values_list("pk", flat=True))
    if not ids:
        return ids
    with writing(Case, Involvement):
        Case.objects.filter(pk__in=ids).update(status=Case.Status.OPEN, is_open=True, closed_at=None)
        Involvement.objects.filter(case_id__in=ids).update(is_open=True)
    _say(ids, Case.Status.OPEN, reasons, at=at, by=by)
    return ids


def mark_section_117(case_ids):
    """An extract shows a detention that entitles to aftercare: a person has to confirm it. Nothing decided is changed."""
    with writing(Case):
        return Case.objects.filter(pk__in=case_ids, section_117="none").update(section_117="to_confirm")


def set_section_117(case_ids, status):
    """What cases say about aftercare, as the room that keeps its signatures has it now. The cases are locked."""
    with writing(Case):
        Case.objects.filter(pk__in=case_ids).update(section_117=status)


def _say(ids, status, reasons, *, at, by):
    CaseStatus.objects.bulk_create(
        [CaseStatus(case_id=pk, status=status, at=at, by=by, reason=reasons[pk]) for pk in ids], batch_size=ROWS_AT_ONCE
    )

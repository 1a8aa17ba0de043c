"""Closing a case: what prevents it, what ends with it, who is told; and opening it again."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies
from access.decisions import Refused, deny
from access.roles import Permission
from audit import services as audit
from cases import bulk, endings, locks
from cases.models import CarerLink, CarerTold, Case, Closing, RecordKind
from cases.policies import family
from cases.services.colleagues import acting_for
from cases.services.opening import put_coordinator
from notifications import services as notifications
from notifications.hushing import hush
from notifications.services import Recipient

OVER = "The case was closed"
CLOSED, REOPENED = "case.closed", "case.reopened"
#: Reasons that a worker chooses. A death is written down by itself (``services.deaths``).
WHYS = [choice for choice in Closing.Why.choices if choice[0] != Closing.Why.DIED]


@transaction.atomic
def close_case(*, case, why, summary, by, at, left_open=""):
    """Close a case, in words. Parts end, deadlines and what waits to be sent stop, and each team that had a part is told once.

    Refused while something prevents it (``endings.BLOCKS``: aftercare in force, a contact after hospital that is owed,
    what other rooms add). Where needs or risks are open, ``left_open`` says why they are left. Closed twice is once.
    """
    policies.require(by, Permission.CLOSE_CASE, case, at=at)
    case = locks.case(case.pk)
    if not case.is_open:
        return _closed_before(case)
    errors = {}
    if why not in dict(WHYS):
        errors["why"] = "Choose why the case closes. If the person died, write that down on its own page."
    if not summary.strip():
        errors["summary"] = "Write a closing summary: how things stand, and whom they can turn to."
    found = endings.against(case, at=at)
    if any(one.weight == endings.NEEDS_WORD for one in found) and not left_open.strip():
        errors["left_open"] = "Write why these are left open, and who knows of them."
    blocking = [one.text for one in found if one.weight == endings.BLOCKS]
    if blocking:
        errors["__all__"] = f"It cannot close yet. {' '.join(blocking)} Settle this first; your words are kept here."
    if errors:
        raise ValidationError(errors)
    closing = close_locked(
        case=case, why=why, summary=summary.strip(), left_open=left_open.strip(), words=OVER, by=by, at=at
    )
    tell(
        kind=CLOSED, cause=f"closing:{closing.pk}", subject_kind="closing", subject_id=closing.pk, closings=[closing],
        by=by, at=at,
    )  # fmt: skip
    return closing


def _closed_before(case):
    last = Closing.objects.filter(case=case).order_by("-pk").first()
    if last is None:  # an extract closed it, or it is part of another case
        raise Refused(deny("case_closed"))
    return last


def close_locked(*, case, why, summary, by, at, words, left_open="", death=None):
    """Close one open case, for services that have asked their policy and hold its lock. Tells nobody. Returns the closing.

    Reminders go first: nothing that was to be sent about the case is sent after it.
    """
    whole = family(case)  # what is owed on a record that became part of this one is owed no longer either
    hush(case_ids=whole, because=words, at=at)
    concerned = endings.closing(case=case, by=by, at=at, words=words)
    bulk.close_many({case.pk: words}, at=at, by=by)
    notifications.cancel_for_cases(case_ids=whole, at=at)
    told = [{"organisation": c.organisation_id, "team": c.team_id, "held": c.held} for c in concerned]
    closing = Closing.objects.create(
        case=case, death=death, why=why, summary=summary, left_open=left_open, told=told, at=at, by=by,
        organisation=acting_for(case, by, at=at),
    )  # fmt: skip
    audit.record(
        CLOSED, target=closing, by=by, at=at, case_id=case.pk, person_id=case.person_id,
        detail={"why": str(why), "teams": len(told)},
    )  # fmt: skip
    return closing


def tell(*, kind, cause, subject_kind, subject_id, closings, by, at):
    """Tell each team that had or was offered a part, and whoever coordinated, about closings with one cause: each worker once."""
    recipients = []
    for closing in closings:
        recipients += [Recipient.team(one["organisation"], one["team"]) for one in closing.told]
        recipients += coordinating(closing.case)
    recipients = [r for r in recipients if r.worker_id != by.pk]
    if recipients:
        notifications.tell(
            cause=cause, kind=kind, subject_kind=subject_kind, subject_id=subject_id, case_id=closings[0].case_id,
            recipients=recipients, at=at,
        )  # fmt: skip


def coordinating(case):
    """Who is told about a case: its coordinator, else the managers of the body that coordinates it."""
    here = case.coordinator_organisation_id or case.lead_organisation_id
    if case.coordinator_id is not None:
        return [Recipient.worker(case.coordinator_id, organisation_id=here)]
    return [Recipient.organisation(here, "managers")]


@transaction.atomic
def reopen_case(*, case, reason, worker, by, at):
    """Open a closed case again, with a reason and somebody who coordinates; ``worker`` None: nobody yet, and managers are told.

    Parts do not come back: what is needed is asked anew. Review duties and talks about consent that ran before are owed
    again. Refused for a case that became part of another, and where a death is recorded. Open already is a no-op.
    """
    policies.require(by, Permission.CLOSE_CASE, case, at=at)
    case = locks.case(case.pk)
    if case.is_open:
        return case
    errors = {}
    if not reason.strip():
        errors["reason"] = "Write why it opens again."
    elif len(reason.strip()) > 400:
        errors["reason"] = f"This is {len(reason.strip())} characters long. Shorten it to 400."
    if case.person.death_date is not None:
        errors["__all__"] = "A death is recorded. If that is wrong, take it back on the page about the death first."
    if errors:
        raise ValidationError(errors)
    reopen_locked(case=case, reason=reason.strip(), by=by, at=at)
    here = case.coordinator_organisation or case.lead_organisation
    case = put_coordinator(
        case=locks.case(case.pk), organisation=here, team=case.coordinator_team or here.teams.get(is_whole=True),
        worker=worker, by=by, at=at, reason=reason.strip(),
    )  # fmt: skip
    recipients = [r for r in coordinating(case) if r.worker_id != by.pk]
    if recipients:
        notifications.tell(
            cause=f"reopened:{case.pk}:{at.isoformat(timespec='seconds')}", kind=REOPENED, subject_kind="case",
            subject_id=case.pk, case_id=case.pk, recipients=recipients, at=at,
        )  # fmt: skip
    return case


def reopen_locked(*, case, reason, by, at):
    """Open one case again, for services that have asked their policy and hold its lock."""
    if case.merged_into_id is not None:
        raise ValidationError("This record became part of another. Open that one instead.")
    if (
        case.kind == RecordKind.CARER
        and Case.objects.filter(person=case.person_id, kind=RecordKind.CARER, is_open=True, merged_into=None).exists()
    ):
        raise ValidationError("They have another open record as a carer. Use that one instead.")
    bulk.reopen_many({case.pk: reason}, at=at, by=by)
    endings.reopening(case=locks.case(case.pk), by=by, at=at)
    audit.record(REOPENED, target=case, by=by, at=at, case_id=case.pk, person_id=case.person_id, detail={})


@transaction.atomic
def carer_told(*, case, link, by, at):
    """Write down that a carer was told of the newest closing. Told twice is once. For whoever keeps the carers of the case."""
    policies.require(by, Permission.RECORD_DEATH, case, at=at)
    locks.case(case.pk)
    closing = Closing.objects.filter(case_id__in=family(case)).order_by("-pk").first()
    if closing is None or case.is_open or not CarerLink.objects.filter(pk=link.pk, cared_for=case.person_id).exists():
        raise ValidationError("There is nothing to tell them here.")
    row, made = CarerTold.objects.get_or_create(closing=closing, link=link, defaults={"at": at, "by": by})
    if made:
        audit.record("carer.told", target=row, by=by, at=at, case_id=case.pk, person_id=case.person_id, detail={})
    return row

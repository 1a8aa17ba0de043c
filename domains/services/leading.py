"""Who leads something shared: asked, answered, and changed in one step, so that exactly one leads at every moment."""

from django.db import transaction

from access import policies
from access.decisions import Refused
from access.roles import Permission
from access.rows import writing
from cases import locks
from cases import policies as case_policies
from domains import rules
from domains.models import LeadChange, Part, PartEvent, Share, State
from domains.rules import CannotBe
from domains.services.rows import LEAD, fresh, put_down, tell, tell_coordinator
from notifications import rulebook
from notifications import services as notifications
from notifications.services import Recipient

RULE = "Answer whether to lead (notifications/rules/partners.yaml)"


def lead_now(part):
    """The part that leads the responsibility of this one, or None."""
    rows = Part.objects.filter(responsibility=part.responsibility_id, state=State.ACCEPTED, share=Share.LEAD)
    return rows.select_related("organisation").first()


def waiting_in(part):
    """Who is asked to lead the responsibility of this part and has not answered, or None."""
    rows = LeadChange.objects.filter(part__responsibility=part.responsibility_id, part__state=State.ACCEPTED, answer="")
    return rows.select_related("part__organisation", "part__domain", "asked_by").first()


def may_ask(worker, part, *, at):
    """Whether the worker may ask another to lead: those of the part that leads, and whoever may propose on the case."""
    lead = lead_now(part)
    if lead is not None and policies.may(worker, Permission.END_PART, fresh(lead), at=at):
        return True
    return bool(case_policies.may(worker, Permission.PROPOSE, part.case, at=at))


@transaction.atomic
def ask_to_lead(*, part, words, by, at):
    """Ask a partner that shares something to lead it. Whoever leads goes on until they say yes. Asked twice is asked once.

    Refuses a partner that leads already or only is kept informed, one that the catalogue does not let lead, and a second
    question while one waits.
    """
    case = locks.case(part.case_id)
    part = fresh(part)
    if not may_ask(by, part, at=at):
        raise Refused(policies.may(by, Permission.END_PART, fresh(lead_now(part) or part), at=at))
    before = waiting_in(part)
    if before is not None and before.part_id == part.pk:
        return before
    if before is not None:
        raise CannotBe("lead_is_asked", holder=before.part.organisation.name)
    if part.state != State.ACCEPTED or part.share not in (Share.JOINT, Share.CONTRIBUTOR):
        raise CannotBe("lead_only_sharer", organisation=part.organisation.name, domain=part.domain.name)
    rules.check_sector(part.domain, part.organisation, Share.LEAD)
    if not words.strip():
        raise CannotBe("reason_needed", field="words")
    with writing(LeadChange):
        row = LeadChange.objects.create(part=part, words=words.strip(), asked_by=by, at=at)
    notifications.set_deadline(
        kind=LEAD, subject_kind="part", subject_id=part.pk,
        due_at=rulebook.due(LEAD, at, division=part.organisation.division), owner_organisation_id=part.organisation_id,
        owner_team_id=part.team_id, owner_worker_id=part.worker_id, rule=RULE, at=at, case_id=case.pk,
    )  # fmt: skip
    tell("part.lead_asked", f"lead:{row.pk}", part, [Recipient.team(part.organisation_id, part.team_id)], by=by, at=at)
    put_down("part.lead_asked", part, by=by, at=at)
    return row


def _waiting(part, by, *, at):
    part = fresh(part)
    policies.require(by, Permission.END_PART, part, at=at)
    row = part.lead_changes.filter(answer="").first()
    if row is None:
        raise CannotBe("lead_answered")
    return part, row


def _answer(row, answer, words, *, by, at):
    row.answer, row.answer_words, row.answered_by, row.answered_at = answer, words[:400], by, at
    with writing(LeadChange):
        row.save(update_fields=["answer", "answer_words", "answered_by", "answered_at"])
    notifications.satisfy(subject_kind="part", subject_id=row.part_id, kind=LEAD, at=at)


@transaction.atomic
def take_the_lead(*, part, by, at):
    """Say yes: from this moment the partner leads, and whoever led shares it. One step: there is no moment with none or two."""
    locks.case(part.case_id)
    part, row = _waiting(part, by, at=at)
    before = lead_now(part)
    _answer(row, LeadChange.Answer.YES, "", by=by, at=at)
    with writing(Part):
        if before is not None:
            Part.objects.filter(pk=before.pk).update(share=Share.JOINT)
        Part.objects.filter(pk=part.pk).update(share=Share.LEAD)
    part.share = Share.LEAD
    said = f"Leads from now; {before.organisation.name} shares it" if before else "Leads from now"
    event = PartEvent.objects.create(part=part, state=part.state, at=at, by=by, reason=said)
    if before is not None:
        PartEvent.objects.create(
            part_id=before.pk,
            state=before.state,
            at=at,
            by=by,
            reason=f"Shares it from now; {part.organisation.name} leads",
        )
        tell(
            "part.lead_changed", f"part-event:{event.pk}", part,
            [Recipient.team(before.organisation_id, before.team_id)], by=by, at=at,
        )  # fmt: skip
    tell_coordinator("part.lead_changed", event, part, by=by, at=at, cause=f"part-event:{event.pk}")
    put_down("part.lead_changed", part, by=by, at=at, before=before and before.organisation_id)
    return part


@transaction.atomic
def decline_the_lead(*, part, words, by, at):
    """Say no, and why: whoever leads goes on, and whoever asked is told."""
    locks.case(part.case_id)
    part, row = _waiting(part, by, at=at)
    if not words.strip():
        raise CannotBe("reason_needed", field="words")
    _answer(row, LeadChange.Answer.NO, words.strip(), by=by, at=at)
    told = [Recipient.worker(row.asked_by_id)]
    tell("part.lead_declined", f"lead-no:{row.pk}", part, told, by=by, at=at)
    put_down("part.lead_declined", part, by=by, at=at)
    return part

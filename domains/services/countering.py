"""Instead of yes or no: what a partner would take on, and the answer of whoever asked."""

from django.db import transaction

import calendars
from access import policies
from access.decisions import Refused
from access.roles import Permission
from access.rows import writing
from cases import locks
from cases import policies as case_policies
from domains import rules
from domains.models import Counter, Part, Share, State
from domains.rules import CannotBe
from domains.services.answering import accept
from domains.services.rows import ANSWER, COUNTER, fresh, put_down, tell, tell_coordinator
from domains.states import LIVE
from notifications import rulebook
from notifications import services as notifications
from notifications.services import Recipient
from partners.models import Mode, Team

RULE = "Answer what a partner suggests instead (notifications/rules/partners.yaml)"


@transaction.atomic
def counter(*, part, words, by, at, share=None, team=None, from_on=None):
    """Suggest something else than what was asked: another ``share``, another ``team``, a later day. Returns the row.

    The part stays asked and nothing opens. The clock of the answer stops; whoever coordinates owes one now. Refuses a
    suggestion that is the same as what was asked, a share that the catalogue does not give the partner, a team of somebody
    else, a day gone by, and a second suggestion while one waits. The same one sent twice is one.
    """
    case = locks.case(part.case_id)
    part = fresh(part)
    policies.require(by, Permission.ANSWER, part, at=at)
    share, team = share or part.share, team or part.team
    waiting = part.counters.filter(answer="").first()
    if waiting is not None:
        if (waiting.by_id, waiting.share, waiting.team_id, waiting.from_on) == (by.pk, share, team.pk, from_on):
            return waiting
        raise CannotBe("counter_waits")
    _check(part, share, team, from_on, words, at=at)
    row = Counter(part=part, share=share, team=team, from_on=from_on, words=words.strip(), by=by, at=at)
    with writing(Counter):
        row.save()
    notifications.cancel(subject_kind="part", subject_id=part.pk, kind=ANSWER, at=at)
    owner = case.coordinator_organisation or case.lead_organisation
    notifications.set_deadline(
        kind=COUNTER, subject_kind="part", subject_id=part.pk, due_at=rulebook.due(COUNTER, at, division=owner.division),
        rule=RULE, at=at, case_id=case.pk, **_owner(case),
    )  # fmt: skip
    tell_coordinator("part.countered", row, part, by=by, at=at, cause=f"counter:{row.pk}")
    put_down("part.countered", part, by=by, at=at, share=share, team=team.pk)
    return row


def _check(part, share, team, from_on, words, *, at):
    if not words.strip():
        raise CannotBe("reason_needed", field="words")
    if (share, team.pk, from_on) == (part.share, part.team_id, None):
        raise CannotBe("counter_is_the_same", field="share")
    if team.organisation_id != part.organisation_id:
        raise CannotBe("team_elsewhere", field="team", organisation=part.organisation.name)
    if from_on is not None and from_on <= calendars.local_day(at):
        raise CannotBe("counter_day_past", field="from_on")
    _check_fits(part, share, team)


def _check_fits(part, share, team):
    """What may have changed between the suggestion and its answer is asked at both."""
    if part.replaces_id is not None and share != part.share:
        raise CannotBe("counter_of_handover", field="share", organisation=part.organisation.name)
    rules.check_sector(part.domain, part.organisation, share)
    same_team = Part.objects.filter(responsibility=part.responsibility_id, team=team, state__in=LIVE)
    if same_team.exclude(pk=part.pk).exists():
        raise CannotBe("already_there", field="team", organisation=part.organisation.name, domain=part.domain.name)
    if share not in (Share.JOINT, Share.CONTRIBUTOR):
        return
    if part.responsibility.mode == Mode.INDEPENDENT:
        raise CannotBe("done_alone", field="share", domain=part.domain.name, organisation=part.organisation.name)
    leads = Part.objects.filter(responsibility=part.responsibility_id, state=State.ACCEPTED, share=Share.LEAD)
    if not leads.exclude(pk=part.pk).exists():
        raise CannotBe("nobody_leads", field="share", domain=part.domain.name)


def _waiting(part, by, *, at):
    """The fresh part and its waiting suggestion, for whoever may propose on the case."""
    part = fresh(part)
    decision = case_policies.may(by, Permission.PROPOSE, part.case, at=at)
    if not decision:
        raise Refused(decision)
    row = part.counters.filter(answer="").select_related("team", "by").first()
    if row is None or part.state != State.PROPOSED:
        raise CannotBe("counter_answered")
    return part, row


@transaction.atomic
def agree_to_counter(*, part, by, at):
    """Take what the partner suggested. For now: it holds it from this moment, as it said. For a later day, or where whoever
    suggested it may not answer for that team: the question stands as suggested and is asked again; until then nothing is open."""
    locks.case(part.case_id)
    part, row = _waiting(part, by, at=at)
    _check_fits(part, row.share, row.team)
    _answer(row, Counter.Answer.AGREED, "", by=by, at=at)
    with writing(Part):
        part.share, part.team = row.share, row.team
        part.save(update_fields=["share", "team"])
    put_down("part.counter_agreed", part, by=by, at=at, share=part.share, team=part.team_id)
    _tell_partner(part, row, by=by, at=at)
    if row.from_on is None and policies.may(row.by, Permission.ANSWER, part, at=at):
        return accept(part=part, by=row.by, at=at)
    day = row.from_on or calendars.local_day(at)
    _ask_again(
        part, max(calendars.end_of_day(day), rulebook.due(ANSWER, at, division=part.organisation.division)), at=at
    )
    return part


@transaction.atomic
def refuse_counter(*, part, words, by, at):
    """Ask for what was asked before: the partner answers that with yes or no, in its own time again."""
    locks.case(part.case_id)
    part, row = _waiting(part, by, at=at)
    if not words.strip():
        raise CannotBe("reason_needed", field="words")
    _answer(row, Counter.Answer.REFUSED, words.strip()[:400], by=by, at=at)
    _ask_again(part, rulebook.due(ANSWER, at, division=part.organisation.division), at=at)
    _tell_partner(part, row, by=by, at=at)
    put_down("part.counter_refused", part, by=by, at=at)
    return part


def _answer(row, answer, words, *, by, at):
    row.answer, row.answer_words, row.answered_by, row.answered_at = answer, words, by, at
    with writing(Counter):
        row.save(update_fields=["answer", "answer_words", "answered_by", "answered_at"])
    notifications.satisfy(subject_kind="part", subject_id=row.part_id, kind=COUNTER, at=at)


def _ask_again(part, due_at, *, at):
    with writing(Part):
        part.due_at = due_at
        part.save(update_fields=["due_at"])
    notifications.set_deadline(
        kind=ANSWER, subject_kind="part", subject_id=part.pk, due_at=due_at, owner_organisation_id=part.organisation_id,
        owner_team_id=part.team_id, rule="Answer what a partner asked (notifications/rules/partners.yaml)", at=at,
        case_id=part.case_id,
    )  # fmt: skip


def _tell_partner(part, row, *, by, at):
    tell(
        "part.counter_answered", f"counter-answer:{row.pk}", part,
        [Recipient.worker(row.by_id, organisation_id=part.organisation_id), Recipient.team(part.organisation_id, part.team_id)],
        by=by, at=at,
    )  # fmt: skip


def teams_to_suggest(part):
    """The partner's own teams, the whole organisation among them."""
    return Team.objects.filter(organisation=part.organisation_id)


def _owner(case):
    """Who answers a suggestion: whoever coordinates."""
    owner = case.coordinator_organisation or case.lead_organisation
    return {
        "owner_organisation_id": owner.pk, "owner_worker_id": case.coordinator_id,
        "owner_team_id": case.coordinator_team_id or owner.teams.get(is_whole=True).pk,
    }  # fmt: skip


def coordinator_changed(*, case, by, at):
    """Somebody else coordinates: the answers that are owed go with it. Hangs in ``cases.registry``."""
    rows = Counter.objects.filter(part__case=case, answer="", part__state=State.PROPOSED)
    for key in rows.values_list("part", flat=True):
        notifications.move_owner(subject_kind="part", subject_id=key, kind=COUNTER, at=at, **_owner(case))

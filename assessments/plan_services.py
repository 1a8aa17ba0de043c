"""Writes to the plan: goals in the person's words, actions with who and by when, and how both are going."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access_policies
from access.decisions import Refused, deny
from access.roles import Permission
from assessments.models import Action, ActionState, Assessment, Goal, GoalState, Need, Plan, PlanEvent
from audit import services as audit
from calendars import local_day
from cases import locks
from domains import policies as domain_policies
from domains.models import State
from partners.standing import standing_of

#: Goals that go on into the next version.
_STILL_OPEN = (GoalState.NOT_STARTED, GoalState.GOING_WELL, GoalState.STUCK)


@transaction.atomic
def write_goal(*, assessment, domain, words, by, at, need=None):
    """Write down one thing that the person wants, in their own words, and the domain it touches. Returns the goal.

    Only whoever coordinates writes the plan. Makes the plan of this version with its first goal.
    """
    access_policies.require(by, Permission.WRITE_PLAN, assessment, at=at)
    lock_draft(assessment)
    errors = {}
    if not words.strip():
        errors["words"] = "Write what they want, as they say it."
    if need is not None and need.assessment_id != assessment.pk:
        errors["need"] = "Choose one of the needs of this version."
    if errors:
        raise ValidationError(errors)
    organisation_id = _coordinating(assessment.case)
    plan, _ = Plan.objects.get_or_create(
        assessment=assessment, defaults={"at": at, "by": by, "organisation_id": organisation_id}
    )
    goal = Goal.objects.create(
        plan=plan, domain=domain, words=words.strip(), need=need, at=at, by=by, organisation_id=organisation_id
    )
    PlanEvent.objects.create(goal=goal, state=goal.state, at=at, by=by, organisation_id=organisation_id)
    _audit("goal.written", goal, assessment, by, at, domain=domain.code)
    return goal


@transaction.atomic
def add_action(*, goal, text, by, at, part=None, organisation=None, worker=None, by_when=None):
    """Say who does what by when towards a goal. ``part`` where an organisation does it by a part it holds, else
    ``organisation``. Refuses a part that has ended or was not accepted, a worker from elsewhere, a day that is past.
    """
    assessment = goal.plan.assessment
    access_policies.require(by, Permission.WRITE_PLAN, assessment, at=at)
    lock_draft(assessment)
    if part is not None:
        part.refresh_from_db(fields=["state"])
    errors = _action_errors(assessment, text, part, organisation, worker, by_when, at=at)
    if errors:
        raise ValidationError(errors)
    done_by = part.organisation if part is not None else organisation
    action = Action.objects.create(
        goal=goal, text=text.strip()[:400], part=part, done_by=done_by, worker=worker, by_when=by_when, at=at, by=by,
        organisation_id=_coordinating(assessment.case),
    )  # fmt: skip
    PlanEvent.objects.create(
        goal=goal, action=action, state=action.state, at=at, by=by, organisation_id=action.organisation_id
    )
    _audit("action.added", action, assessment, by, at, part=part and part.pk, organisation=done_by.pk)
    return action


def _action_errors(assessment, text, part, organisation, worker, by_when, *, at):
    errors = {}
    if not text.strip():
        errors["text"] = "Write what will be done."
    if part is None and organisation is None:
        errors["done_by"] = "Choose who does it."
    if part is not None and part.case_id != assessment.case_id:
        errors["done_by"] = "Choose one of the partners on this case."
    elif part is not None and part.state != State.ACCEPTED:
        errors["done_by"] = (
            f"{part.organisation.short_name} does not hold {part.domain.name} (any more). "
            "Choose who holds it now, or ask a partner to take it on first."
        )
    done_by = part.organisation if part is not None else organisation
    if worker is not None and done_by is not None and not _works_for(worker, done_by, at=at):
        errors["worker"] = f"{worker.name} does not work for {done_by.short_name}. Choose somebody who does."
    if by_when is not None and by_when < local_day(at):
        errors["by_when"] = "The day must be today or later."
    return errors


def _works_for(worker, organisation, *, at):
    return organisation.pk in standing_of(worker, at=at).organisation_ids()


@transaction.atomic
def set_goal_state(*, goal, state, by, at, note=""):
    """Say how a goal is going. The states before are kept. The same state without words changes nothing."""
    assessment = goal.plan.assessment
    access_policies.require(by, Permission.WRITE_PLAN, assessment, at=at)
    return _set_state(goal, None, GoalState, state, note, assessment, _coordinating(assessment.case), by, at)


@transaction.atomic
def set_action_state(*, action, state, by, at, note=""):
    """Say how an action is going: whoever holds its part, or coordinates. The states before are kept."""
    assessment = action.goal.plan.assessment
    held = {part.pk for part in domain_policies.writable_parts(by, assessment.case, at=at)}
    if action.part_id not in held:
        access_policies.require(by, Permission.WRITE_PLAN, assessment, at=at)
    elif assessment.state != "draft":
        raise Refused(deny("signed"))
    organisation_id = action.done_by_id if action.part_id in held else _coordinating(assessment.case)
    return _set_state(action.goal, action, ActionState, state, note, assessment, organisation_id, by, at)


def _set_state(goal, action, states, state, note, assessment, organisation_id, by, at):
    lock_draft(assessment)
    changed = action or goal
    if state not in states.values:
        raise ValidationError({"state": "Choose how it is going from the list."})
    if changed.state == state and not note.strip():
        return changed
    changed.state = state
    changed.save(update_fields=["state"])
    PlanEvent.objects.create(
        goal=goal, action=action, state=state, note=note.strip()[:400], at=at, by=by, organisation_id=organisation_id
    )
    _audit("action.state" if action else "goal.state", changed, assessment, by, at, state=state)
    return changed


def copy_plan(assessment, before, *, by, organisation_id, at):
    """Needs that stand and goals that are still open go on into the next version, actions that are to do with them.

    Returns {key of an action of the version before: its copy}.
    """
    needs, copies = {}, {}
    for need in before.needs.filter(superseded_at=None):
        needs[need.pk] = Need.objects.create(
            assessment=assessment, domain_id=need.domain_id, item=need.item, text=need.text, level=need.level,
            persons_view=need.persons_view, workers_view=need.workers_view, copied_from=need, at=need.at, by_id=need.by_id,
            organisation_id=need.organisation_id,
        )  # fmt: skip
    goals = Goal.objects.filter(plan__assessment=before, state__in=_STILL_OPEN).prefetch_related("actions")
    if not goals:
        return copies
    plan = Plan.objects.create(assessment=assessment, at=at, by=by, organisation_id=organisation_id)
    for goal in goals:
        copy = Goal.objects.create(
            plan=plan, domain_id=goal.domain_id, words=goal.words, need=needs.get(goal.need_id), state=goal.state,
            copied_from=goal, at=goal.at, by_id=goal.by_id, organisation_id=goal.organisation_id,
        )  # fmt: skip
        PlanEvent.objects.create(goal=copy, state=copy.state, at=at, by=by, organisation_id=organisation_id)
        for action in goal.actions.all():
            if action.state == ActionState.TO_DO:
                copies[action.pk] = Action.objects.create(
                    goal=copy, text=action.text, part_id=action.part_id, done_by_id=action.done_by_id,
                    worker_id=action.worker_id, by_when=action.by_when, at=action.at, by_id=action.by_id,
                    organisation_id=action.organisation_id,
                )  # fmt: skip
    return copies


def lock_draft(assessment):
    """Lock the case and look again: a version that somebody signed meanwhile is not written. Raises Refused."""
    locks.case(assessment.case_id)
    if Assessment.objects.filter(pk=assessment.pk, state=Assessment.State.SIGNED).exists():
        raise Refused(deny("signed"))


def _coordinating(case):
    return case.coordinator_organisation_id or case.lead_organisation_id


def _audit(what, target, assessment, by, at, **detail):
    audit.record(
        what,
        target=target,
        by=by,
        at=at,
        case_id=assessment.case_id,
        person_id=assessment.case.person_id,
        detail=detail,
    )

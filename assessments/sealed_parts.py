"""What this room seals of a version: facts of the version and its signature, answers, words, needs, plan, agreements."""

from assessments import crisis_papers, determination_queries, reached
from assessments.models import ContingencyPlan, CrisisPlan
from assessments.sealing import called, moment, sealed, written
from instruments import queries as instruments


@sealed("facts of the version")
def facts(assessment):
    """Which version, of which frameworks, when begun and by whom; who signed it, when, and with which reasons."""
    signature = assessment.signed_for
    return {
        "version": assessment.version,
        "frameworks": assessment.frameworks,
        "started": {
            "at": moment(assessment.started_at), "by": assessment.started_by.email, "for": called(assessment.organisation),
        },
        "asked": {"at": moment(assessment.asked_at), "by": assessment.asked_by and assessment.asked_by.email},
        "signed": {
            **written(signature), "moment": moment(assessment.signed_at),
            "why_without_person": signature.why_without_person, "why_incomplete": signature.why_incomplete,
            "why_despite_no": signature.why_despite_no,
        },
    }  # fmt: skip


@sealed("answers")
def answers(assessment):
    """Question -> its answer with where it came from, and every version it has had."""
    rows = assessment.answers.select_related("by", "organisation", "domain").prefetch_related(
        "versions__by", "versions__organisation"
    )
    return {
        row.item: {
            **_answer(row),
            "domain": row.domain.code,
            "also": row.also_recorded,
            "versions": [_answer(version) for version in sorted(row.versions.all(), key=_number)],
        }
        for row in rows
    }


def _answer(row):
    return {
        **written(row), "number": row.number, "value": row.value, "state": row.state, "why": row.why,
        "source": row.source_text, "where": row.source_ref,
    }  # fmt: skip


def _number(row):
    return row.number


@sealed("words")
def words(assessment):
    """Section -> what the person said, and every version of it."""
    rows = assessment.words.select_related("by", "organisation").prefetch_related(
        "versions__by", "versions__organisation"
    )
    return {
        row.section: {
            **_said(row),
            "versions": [_said(version) for version in sorted(row.versions.all(), key=_number)],
        }
        for row in rows
    }


def _said(row):
    return {**written(row), "number": row.number, "words": row.words}


@sealed("needs")
def needs(assessment):
    """Every need in the order in which it was written, those that were changed too: by their place in the list."""
    rows = list(assessment.needs.select_related("by", "organisation", "domain").order_by("pk"))
    place = {row.pk: number for number, row in enumerate(rows)}
    return [
        {
            **written(row), "domain": row.domain.code, "item": row.item, "text": row.text, "level": row.level,
            "persons_view": row.persons_view, "workers_view": row.workers_view,
            "replaces": place.get(row.replaces_id), "superseded": moment(row.superseded_at),
        }
        for row in rows
    ]  # fmt: skip


@sealed("plan")
def plan(assessment):
    """The goals with their actions, and every state that either has had; None where there is no plan."""
    made = getattr(assessment, "plan", None)
    if made is None:
        return None
    place = {pk: number for number, pk in enumerate(assessment.needs.order_by("pk").values_list("pk", flat=True))}
    goals = made.goals.select_related("by", "organisation", "domain").prefetch_related(
        "events__by", "events__organisation", "actions__by", "actions__organisation", "actions__done_by",
        "actions__worker", "actions__part__domain",
    )  # fmt: skip
    return {**written(made), "goals": [_goal(goal, place) for goal in goals]}


def _goal(goal, place):
    actions = list(goal.actions.all())
    of_action = {action.pk: number for number, action in enumerate(actions)}
    return {
        **written(goal), "domain": goal.domain.code, "words": goal.words, "need": place.get(goal.need_id),
        "state": goal.state, "carried": goal.copied_from_id is not None,
        "actions": [_action(action) for action in actions],
        "events": [
            {**written(event), "action": of_action.get(event.action_id), "state": event.state, "note": event.note}
            for event in sorted(goal.events.all(), key=lambda event: event.pk)
        ],
    }  # fmt: skip


def _action(action):
    return {
        **written(action), "text": action.text, "part": action.part and action.part.domain.code,
        "done_by": called(action.done_by), "worker": action.worker and action.worker.email,
        "by_when": action.by_when and action.by_when.isoformat(), "state": action.state,
    }  # fmt: skip


@sealed("agreements")
def agreements(assessment):
    """Every answer of the person, of carers and of organisations, in the order in which they were written down."""
    rows = assessment.agreements.select_related("by", "organisation", "speaks_for")
    return [
        {
            **written(row), "party": row.party, "named": row.named, "speaks_for": called(row.speaks_for),
            "says": row.says, "words": row.words, "how": row.how, "said_on": row.said_on.isoformat(),
            "number": row.number,
        }
        for row in rows
    ]  # fmt: skip


@sealed("determinations")
def determinations(assessment):
    """Every decision that bodies had signed for this version when it was signed."""
    return determination_queries.canonical(
        assessment, until=assessment.signed_at, first=reached.of(assessment, reached.DETERMINATIONS)
    )


@sealed("scores")
def scores(assessment):
    """Every score of the case as recorded when the version was signed."""
    return instruments.canonical(
        assessment.case, until=assessment.signed_at, first=reached.of(assessment, reached.SCORES)
    )


@sealed("crisis plans")
def crisis_plans(assessment):
    """The crisis and the contingency plan of the case as they stood when the version was signed."""
    plans = [_plan_then(model, assessment) for model in (CrisisPlan, ContingencyPlan)]
    return [crisis_papers.canonical(plan) for plan in plans if plan is not None]


def _plan_then(model, assessment):
    version = reached.of(assessment, reached.PLANS[model])
    stood = {"at__lte": assessment.signed_at} if version is None else {"version__lte": version}
    rows = model.objects.filter(case_id=assessment.case_id, **stood).select_related("by", "organisation")
    return rows.order_by("-version").first()

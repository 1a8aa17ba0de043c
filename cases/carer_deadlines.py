"""The deadline of a carer's assessment: how its notices read, whether they are wanted, and how it is worked out again."""

from django.urls import reverse

from calendars import start_of_day
from cases import carer_rules, locks
from cases import registry as cases
from cases.models import CarerLink
from cases.policies import visible_to
from cases.registry import Alert
from cases.services.carers import ASSESSMENT
from design.words import distance, long_date
from notifications import registry, rulebook
from notifications.models import Deadline
from notifications.registry import Described
from notifications.wanted import of_live_deadlines


def describe(notices, worker, at):
    """{notice id: Described or None}. The carer is named only to who opens the carer's own record. Two queries."""
    notices = list(notices)
    found = visible_to(worker, at=at).filter(pk__in={notice.case_id for notice in notices}).select_related("person")
    cases = {case.pk: case for case in found}
    numbers = [int(notice.cause.partition(":")[2]) for notice in notices if notice.cause.startswith("deadline:")]
    due = {f"deadline:{row.pk}": row.due_at for row in Deadline.objects.filter(pk__in=numbers)}
    described = {}
    for notice in notices:
        case, due_at = cases.get(notice.case_id), due.get(notice.cause)
        if case is None:
            described[notice.pk] = None
            continue
        by = f", due {long_date(due_at, at)} ({distance(due_at, at, past='overdue')})" if due_at else ""
        if case.is_carers:
            text, url = (
                f"Carer’s assessment of {case.person.display_name}{by}",
                reverse("desks:case", args=[case.reference]),
            )
        else:
            text = f"Somebody who cares for {case.person.display_name} is owed an assessment of their own{by}"
            url = reverse("cases:carers", args=[case.reference])
        described[notice.pk] = Described(text, url)
    return described


def lock(link_ids):
    """Lock the cases before their deadlines change."""
    live = Deadline.objects.filter(is_live=True, kind=ASSESSMENT, subject_id__in=list(link_ids))
    locks.cases(live.values_list("case_id", flat=True))


def recompute(deadlines, at):
    """Work the live deadlines out again: {deadline id: due moment, None where it is owed no longer}."""
    deadlines = list(deadlines)
    links = CarerLink.objects.prefetch_related("steps").in_bulk({deadline.subject_id for deadline in deadlines})
    divisions = rulebook.divisions({deadline.owner_organisation_id for deadline in deadlines})
    return {d.pk: _due(links.get(d.subject_id), divisions.get(d.owner_organisation_id, "")) for d in deadlines}


def _due(link, division):
    since = carer_rules.owed_since(link.steps.all()) if link is not None and link.ended_at is None else None
    return rulebook.due(ASSESSMENT, start_of_day(since), division=division) if since else None


def alert(case, at):
    """The line in the band of a carer's own record while their assessment is owed. No query on a person's record."""
    if not case.is_carers:
        return None
    live = Deadline.objects.filter(is_live=True, kind=ASSESSMENT, case_id=case.pk)
    due_at = live.order_by("due_at").values_list("due_at", flat=True).first()
    if due_at is None:
        return None
    words = "late since" if due_at <= at else "owed by"
    url = reverse("assessments:assessment", args=[case.reference])
    return Alert("Carer’s assessment", f"{words} {long_date(due_at, at)}", url)


def register():
    cases.alert(alert)

    registry.describe(ASSESSMENT, describe)
    registry.still_wanted(ASSESSMENT, of_live_deadlines)
    registry.recompute(ASSESSMENT, recompute, lock)

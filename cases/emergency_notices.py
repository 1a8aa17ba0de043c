"""What is told of emergency access and of restricted records: never a name, a number or a reference of the record."""

from django.urls import reverse

from access.roles import Role
from cases import locks
from cases.models import BreakGlass, Case
from cases.services.emergency import OPENED, REVIEW, REVIEWED
from design.words import distance, long_date
from notifications import registry, rulebook
from notifications.models import Deadline
from notifications.registry import Described
from notifications.wanted import of_live_deadlines
from partners.standing import standing_of

RESTRICTED = "case.restricted"


def describe(notices, worker, at):
    """To privacy officers: that BG-12 waits for a review, and until when. One query, two with deadlines."""
    if Role.PRIVACY_OFFICER not in standing_of(worker, at=at).roles():
        return {
            notice.pk: Described(
                f"Emergency access BG-{notice.subject_id} waits for a privacy officer, and nobody has looked at it. "
                "Name a privacy officer under People.", reverse("partners:people"),
            )
            for notice in notices
        }  # fmt: skip
    numbers = [int(n.cause.partition(":")[2]) for n in notices if n.cause.startswith("deadline:")]
    due = {f"deadline:{row.pk}": row.due_at for row in Deadline.objects.filter(pk__in=numbers)}
    told = {}
    for notice in notices:
        day = due.get(notice.cause)
        by = f" by {long_date(day, at)} ({distance(day, at, past='overdue')})" if day else ""
        told[notice.pk] = Described(
            f"Emergency access BG-{notice.subject_id} is to be reviewed{by}",
            reverse("desks:emergency-review", args=[notice.subject_id]),
        )
    return told


def describe_reviewed(notices, worker, at):
    """To whoever opened the record, and their managers where it was not justified."""
    rows = BreakGlass.objects.select_related("access").in_bulk({notice.subject_id for notice in notices})
    told = {}
    for notice in notices:
        row = rows.get(notice.subject_id)
        if row is None or not row.verdict:
            told[notice.pk] = None
            continue
        whose = (
            "Your emergency access" if row.access.worker_id == worker.pk else "An emergency access at your organisation"
        )
        found = "justified" if row.verdict == BreakGlass.Verdict.JUSTIFIED else "not justified"
        told[notice.pk] = Described(
            f"{whose}, {row.reference}, was reviewed and found {found}: “{row.review_words}”",
            reverse("notifications:inbox"),
        )
    return told


def describe_restricted(notices, worker, at):
    """That a record is closed to them now, and whom to ring. The record is not named."""
    cases = Case.objects.select_related("coordinator_organisation", "lead_organisation")
    rows = cases.in_bulk({notice.subject_id for notice in notices})
    told = {}
    for notice in notices:
        case = rows.get(notice.subject_id)
        if case is None:
            told[notice.pk] = None
            continue
        body = case.coordinator_organisation or case.lead_organisation
        ring = f" Ring {body.telephone}." if body.telephone else ""
        told[notice.pk] = Described(
            f"A record that your team works on is open only to named workers now. {body.name} can let you in by name.{ring}",
            reverse("partners:directory"),
        )
    return told


def recompute(deadlines, at):
    """{deadline id: due moment, None once it was reviewed}."""
    deadlines = list(deadlines)
    rows = BreakGlass.objects.select_related("access").in_bulk({deadline.subject_id for deadline in deadlines})
    divisions = rulebook.divisions({deadline.owner_organisation_id for deadline in deadlines})
    return {d.pk: _due(rows.get(d.subject_id), divisions.get(d.owner_organisation_id, "")) for d in deadlines}


def _due(row, division):
    if row is None or row.verdict:
        return None
    return rulebook.due(REVIEW, row.access.effective_from, division=division)


def lock(keys):
    """Lock the cases before their deadlines change."""
    locks.cases(BreakGlass.objects.filter(pk__in=list(keys)).values_list("access__case_id", flat=True))


def register():
    for kind in (OPENED, REVIEW):
        registry.describe(kind, describe)
    registry.describe(REVIEWED, describe_reviewed)
    registry.describe(RESTRICTED, describe_restricted)
    registry.still_wanted(REVIEW, of_live_deadlines)
    registry.still_wanted(OPENED, _unreviewed)
    registry.recompute(REVIEW, recompute, lock)


def _unreviewed(notices, at):
    """Ids of the alerts whose access has not been reviewed yet."""
    notices = list(notices)
    keys = {notice.subject_id for notice in notices}
    waiting = set(BreakGlass.objects.filter(pk__in=keys, verdict="").values_list("pk", flat=True))
    return {notice.pk for notice in notices if notice.subject_id in waiting}

"""What pages read about discharges: of one case, and those whose contact is owed now."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from assessments import discharge_rules as rules
from assessments.discharge_models import Discharge, FollowUpContact
from assessments.owing import DISCHARGE, FOLLOW_UP
from calendars import end_of_day, local_day, start_of_day
from cases.models import Case
from cases.policies import family
from notifications.models import Deadline

#: Discharges that a page shows; older ones are in the timeline.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class DischargeRow:
    """One discharge with its contacts, whether its contact is still owed, and whether it counts for each measure.

    ``measured`` and ``legacy``: True, False, or None while it may still come.
    """

    discharge: Discharge
    contacts: tuple
    due_at: datetime
    seen_at: datetime | None
    is_owed: bool
    is_late: bool
    measured: bool | None
    measured_last_day: object
    legacy: bool | None
    legacy_last_day: object


def discharges_of(case, *, at):
    """The discharges of a person, newest first. Five queries, however many."""
    rows = (
        Discharge.objects.filter(case_id__in=family(case))
        .select_related("by", "organisation", "set_aside_by")
        .prefetch_related("contacts__by", "contacts__organisation")
        .order_by("-left_at", "-pk")[:SHOWN]
    )
    return [_row(row, at) for row in rows]


def _row(discharge, at):
    left, same_day = discharge.left_at, settings.ACCORD_COUNT_SAME_DAY
    contacts = tuple(discharge.contacts.all())
    reached = [c.happened_at for c in contacts if rules.counts_for_task(c.how, c.happened_at, left)]
    due, seen = rules.task_due(left), min(reached, default=None)
    last, legacy_last = rules.measured_days(left, count_same_day=same_day)[1], rules.legacy_last_day(left)
    met = any(rules.meets_measure(c.how, c.happened_at, left, count_same_day=same_day) for c in contacts)
    met_legacy = any(rules.meets_legacy(c.how, c.happened_at, left) for c in contacts)
    today = local_day(at)
    return DischargeRow(
        discharge, contacts, due, seen, is_owed=seen is None and discharge.set_aside_at is None,
        is_late=(seen or at) >= due, measured=met or (False if today > last else None), measured_last_day=last,
        legacy=met_legacy or (False if today > legacy_last else None), legacy_last_day=legacy_last,
    )  # fmt: skip


def owed(cases):
    """The discharges whose contact is owed now, on these cases (a queryset) or cases joined to them; soonest first.

    It goes by the index of live deadlines on a case, so that it costs what is owed and not what is stored.
    """
    mine = cases.order_by().values("pk")
    joined = Case.objects.filter(merged_into__in=mine).order_by().values("pk")
    live = Deadline.objects.filter(
        is_live=True, kind=FOLLOW_UP, subject_kind=DISCHARGE, case_id__in=mine.union(joined, all=True)
    )
    return (
        Discharge.objects.filter(pk__in=live.values("subject_id"))
        .select_related("case__person", "case__merged_into__person")
        .order_by("left_at", "pk")
    )


def followed_up(organisation_ids, *, first_day, last_day):
    """The 72-hour measure for discharges of a period: organisation id -> (counted, followed up). Two queries.

    As MHS78 and MHS79 count them; the partnership's setting says whether the same day counts. What was set aside is left out.
    """
    found = Discharge.objects.filter(
        set_aside_at=None, organisation__in=organisation_ids, left_at__gte=start_of_day(first_day),
        left_at__lt=end_of_day(last_day),
    ).values_list("pk", "organisation_id", "left_at")  # fmt: skip
    left = {pk: (organisation_id, left_at) for pk, organisation_id, left_at in found}
    contacts = FollowUpContact.objects.filter(discharge__in=left).values_list("discharge_id", "how", "happened_at")
    met = {
        key
        for key, how, happened_at in contacts
        if rules.meets_measure(how, happened_at, left[key][1], count_same_day=settings.ACCORD_COUNT_SAME_DAY)
    }
    counted = Counter(organisation_id for organisation_id, _ in left.values())
    reached = Counter(left[key][0] for key in met)
    return {organisation_id: (number, reached[organisation_id]) for organisation_id, number in counted.items()}

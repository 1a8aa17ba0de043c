"""How notices about reviews read in the inbox, and whether they are still wanted when they are sent."""

from django.urls import reverse

from assessments.clocks import due_on_of
from assessments.framework_files import library
from assessments.models import ReviewClock
from cases.policies import visible_to
from design.words import distance, long_date
from notifications.registry import Described


def describe(notices, worker, at):
    """{notice id: Described or None}: whose review, of which duty, due when. None when the case is closed to the worker.

    Three queries, however many notices.
    """
    notices = list(notices)
    ids = {notice.case_id for notice in notices}
    cases = {c.pk: c for c in visible_to(worker, at=at).filter(pk__in=ids).select_related("person")}
    clocks = {(c.case_id, c.kind): c for c in ReviewClock.objects.filter(case_id__in=cases, ended_at=None)}
    names = library().clocks()
    described = {}
    for notice in notices:
        case = cases.get(notice.case_id)
        clock = clocks.get((notice.case_id, notice.kind))
        if case is None:
            described[notice.pk] = None
            continue
        name, who = names[notice.kind].name, case.person.display_name
        url = reverse("assessments:reviews", args=[case.reference])
        if clock is None:
            described[notice.pk] = Described(f"{name} of {who}: nothing is due any longer", url)
            continue
        due = due_on_of(clock)
        text = f"{name} of {who}, due {long_date(due, at)} ({distance(due, at, past='overdue')})"
        described[notice.pk] = Described(text, url)
    return described

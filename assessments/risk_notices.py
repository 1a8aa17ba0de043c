"""How notices about the next look at a risk read in the inbox. What the risk is about never stands in them."""

from django.urls import reverse

from assessments import risk_policies
from assessments.models import Risk
from cases.policies import visible_to
from design.words import distance, long_date
from notifications.models import Deadline
from notifications.registry import Described


def describe(notices, worker, at):
    """{notice id: Described or None}: whose risk is to be looked at again, by when. None for who may not read risks there."""
    notices = list(notices)
    found = Risk.objects.filter(pk__in={notice.subject_id for notice in notices}).prefetch_related("versions")
    risks = {risk.pk: risk for risk in found.select_related("case__merged_into")}
    keys = {risk.case.merged_into_id or risk.case_id for risk in risks.values()}
    cases = {case.pk: case for case in visible_to(worker, at=at).filter(pk__in=keys).select_related("person")}
    cases = {key: case for key, case in cases.items() if risk_policies.may_read(worker, case, at=at)}
    described = {}
    for notice in notices:
        risk = risks.get(notice.subject_id)
        case = risk and cases.get(risk.case.merged_into_id or risk.case_id)
        described[notice.pk] = _described(risk, case, at) if case else None
    return described


def _described(risk, case, at):
    url = reverse("assessments:risks", args=[case.reference])
    who = case.person.display_name
    if risk.closed_at is not None:
        return Described(f"A risk of {who} is closed: nothing is due any longer", url)
    due = list(risk.versions.all())[-1].review_by
    return Described(
        f"A risk of {who} is to be looked at again by {long_date(due, at)} ({distance(due, at, past='overdue')})", url
    )


def still_wanted(notices, at):
    """Ids of the notices whose risk is still to be looked at."""
    notices = list(notices)
    live = Deadline.objects.filter(
        is_live=True, subject_kind="risk", subject_id__in={notice.subject_id for notice in notices}
    )
    live = set(live.values_list("subject_id", flat=True))
    return {notice.pk for notice in notices if notice.subject_id in live}

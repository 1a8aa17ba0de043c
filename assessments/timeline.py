"""What the assessment, the plan and reviews add to a case's timeline."""

from django.urls import reverse

from assessments import aftercare_queries, determination_policies, risk_queries
from assessments.aftercare_policies import AFTERCARE
from assessments.discharge_models import Discharge, FollowUpContact
from assessments.drafts import shown
from assessments.framework_files import library
from assessments.models import Assessment, ContingencyPlan, CrisisPlan, Determination, PlanEvent, Review
from assessments.policies import RISK_AND_CRISIS
from assessments.policies import reach as reach_of
from cases.policies import family
from cases.timeline import TimelineItem


def timeline(case, worker, before=None, size=20, *, at):
    """Newest first: assessments begun and agreed, decisions signed, goals and how they go, reviews held and called off.

    The worker sees the case already; goals and actions follow the domains they read, decisions the kinds they see, reviews,
    discharges and the contacts after them whoever reads the whole; the crisis and the contingency plan are of the shared
    core; aftercare and risks follow their domains. The number of queries does not depend on the record.
    """
    reach = reach_of(worker, case, at=at)
    ids = family(case)
    items = _goals(case, ids, reach, before, size)
    if reach.core:
        items += _case_plans(case, ids, before, size)
    kinds = determination_policies.readable(worker, case, reach, at=at)
    if kinds:
        items += _determinations(case, ids, kinds, before, size)
    for domain, tell in ((AFTERCARE, aftercare_queries.timeline), (RISK_AND_CRISIS, risk_queries.timeline)):
        if domain in reach.reads:
            items += [item for item in tell(case, ids) if before is None or item.at < before]
    if reach.reads_all:
        items += _assessments(case, ids, before, size) + _reviews(case, ids, before, size)
        items += _hospital(case, ids, before, size)
    return sorted(items, key=lambda item: item.at, reverse=True)[:size]


def _cut(rows, field, before, size):
    if before is not None:
        rows = rows.filter(**{f"{field}__lt": before})
    return rows.order_by(f"-{field}", "-pk")[:size]


def _assessments(case, ids, before, size):
    url = reverse("assessments:assessment", args=[case.reference])
    rows = Assessment.objects.filter(case_id__in=ids).select_related(
        "started_by", "organisation", "signature__by", "signature__organisation"
    )
    items = [
        TimelineItem(
            a.started_at,
            f"Assessment, version {a.version}, begun",
            f"{a.started_by.name}, {a.organisation.short_name}",
            url,
        )
        for a in _cut(rows, "started_at", before, size)
    ]
    signed = _cut(rows.filter(signed_at__isnull=False), "signed_at", before, size)
    return items + [
        TimelineItem(a.signed_at, f"Assessment and plan, version {a.version}, agreed", _signed_by(a), url)
        for a in signed
    ]


def _determinations(case, ids, kinds, before, size):
    url = reverse("assessments:determinations", args=[case.reference])
    rows = Determination.objects.filter(assessment__case_id__in=ids, kind__in=kinds)
    return [
        TimelineItem(
            row.at, f"{row.about.name}: {row.decided}", f"Signed by {row.signed_name}, for {row.signed_for}", url
        )
        for row in _cut(rows, "at", before, size)
    ]


def _signed_by(assessment):
    signature = assessment.signed_for
    return f"Signed by {signature.by.name}, {signature.organisation.short_name}" if signature else ""


def _goals(case, ids, reach, before, size):
    url = reverse("assessments:plan", args=[case.reference])
    rows = PlanEvent.objects.filter(
        shown(reach, "goal__domain", "goal__plan__assessment"), goal__plan__assessment__case_id__in=ids
    ).select_related("goal__domain", "action", "by")
    if not reach.reads_all:
        rows = rows.filter(goal__domain__code__in=reach.reads)
    return [TimelineItem(event.at, _event_title(event), event.note, url) for event in _cut(rows, "at", before, size)]


def _event_title(event):
    about = event.action or event.goal
    words = event.action.text if event.action_id else f"“{event.goal.words}”"
    state = dict(about._meta.get_field("state").choices).get(event.state, event.state)
    return f"{'Action' if event.action_id else 'Goal'}, {event.goal.domain.name.lower()}: {words} ({state.lower()})"


def _case_plans(case, ids, before, size):
    url = reverse("assessments:crisis", args=[case.reference])
    items = []
    for model, name in ((CrisisPlan, "Crisis plan"), (ContingencyPlan, "Contingency plan")):
        rows = model.objects.filter(case_id__in=ids).select_related("by", "organisation")
        items += [
            TimelineItem(
                plan.at,
                f"{name}, version {plan.version}, written",
                f"{plan.by.name}, {plan.organisation.short_name}",
                url,
            )
            for plan in _cut(rows, "at", before, size)
        ]
    return items


def _reviews(case, ids, before, size):
    url = reverse("assessments:reviews", args=[case.reference])
    names = library().clocks()
    rows = Review.objects.filter(case_id__in=ids).select_related("held_by", "organisation")
    items = []
    for review in _cut(
        rows.filter(held_recorded_at__isnull=False).prefetch_related("covers"), "held_recorded_at", before, size
    ):
        kinds = " and ".join(names[c.kind].name for c in review.covers.all() if c.kind in names)
        items.append(TimelineItem(review.held_recorded_at, f"Review held: {kinds}", review.what_was_decided, url))
    for review in _cut(rows.filter(called_off_at__isnull=False), "called_off_at", before, size):
        items.append(TimelineItem(review.called_off_at, "Review called off", review.called_off_because, url))
    for review in _cut(rows.filter(planned_at__isnull=False), "planned_at", before, size):
        items.append(TimelineItem(review.planned_at, "Review arranged", review.place, url))
    return items


def _hospital(case, ids, before, size):
    url = reverse("assessments:discharges", args=[case.reference])
    left = _cut(Discharge.objects.filter(case_id__in=ids), "at", before, size)
    items = [
        TimelineItem(row.at, "Left hospital", f"{row.left_from}, {row.get_went_to_display().lower()}", url)
        for row in left
    ]
    contacts = _cut(FollowUpContact.objects.filter(discharge__case_id__in=ids), "at", before, size)
    return items + [
        TimelineItem(row.at, f"After hospital: {row.get_how_display().lower()}", row.seen_by, url) for row in contacts
    ]

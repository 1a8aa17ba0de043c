"""Read shapes of complaints over what a worker may open: lists by clock, counts for desks, and the papers of one."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Least

from access.roles import Role
from calendars import local_day
from cases.models import NO_DATE
from complaints.models import LIVE, Body, Complaint, Element, Event, PartOfAnswer, Status
from complaints.policies import acts_for, offices, sight, taken_by, visible_to, waiting_for
from complaints.rules.clocks import working_days_between
from complaints.services.rows import ACKNOWLEDGE, BODY, COMPLAINT, CONSENT, PERIOD, RESPOND
from design.words import count, long_date
from notifications.models import Deadline
from partners.standing import standing_of

DAYS_OF_THE_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Clock:
    """The next thing owed: which, until which day, in words, and the mark it carries (late, wait, soon or none)."""

    kind: str
    last_day: date
    words: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint in a list. ``about`` is the title for who reads all of it, else the own elements."""

    complaint: Complaint
    about: str
    lead: str
    bodies: tuple
    clock: Clock | None
    note: str = ""

    @property
    def parts(self):
        return ", ".join(self.bodies)


@dataclass(slots=True)
class Counts:
    """What the desk shows: live complaints by the clock that runs next. ``late`` counts those past it."""

    open: int = 0
    late: int = 0
    by_kind: Counter = field(default_factory=Counter)

    @property
    def acknowledge(self):
        return self.by_kind[ACKNOWLEDGE]

    @property
    def consent(self):
        return self.by_kind[CONSENT]

    @property
    def respond(self):
        return self.by_kind[RESPOND]

    @property
    def past_six_months(self):
        return self.by_kind["past"]


def _due(subject_kind, ids):
    rows = Deadline.objects.filter(is_live=True, subject_kind=subject_kind, subject_id__in=ids).order_by("due_at")
    return Coalesce(Subquery(rows.values("due_at")[:1]), Value(NO_DATE))


def by_next_clock(complaints):
    """A queryset of complaints in the order of what is owed next."""
    own = Deadline.objects.filter(is_live=True, subject_kind=COMPLAINT, subject_id=OuterRef("pk")).order_by("due_at")
    first_own = Coalesce(Subquery(own.values("due_at")[:1]), Value(NO_DATE))
    of_bodies = _due(BODY, Body.objects.filter(complaint=OuterRef(OuterRef("pk"))).values("pk"))
    return complaints.annotate(next_due=Least(first_own, of_bodies)).order_by("next_due", "received_at", "pk")


def open_lines(worker, *, at, size=50, start=0):
    """Live complaints that the worker may open, by what is owed next. Eight queries whatever the size."""
    rows = by_next_clock(visible_to(worker, at=at).filter(status__in=LIVE)).select_related("received_by")
    return _lines(worker, list(rows[start : start + size]), at=at)


def closed_lines(worker, *, at, size=20):
    """What was closed, newest first."""
    rows = (
        visible_to(worker, at=at).exclude(status__in=LIVE).select_related("received_by").order_by("-received_at", "-pk")
    )
    return _lines(worker, list(rows[:size]), at=at)


def count_open(worker, *, at):
    """How many live complaints the worker may open."""
    return visible_to(worker, at=at).filter(status__in=LIVE).count()


def counts(worker, *, at, limit=1000):
    """Live complaints by clock, for a desk. ``past_six_months`` counts those whose relevant period is over."""
    complaints = list(visible_to(worker, at=at).filter(status__in=LIVE)[:limit])
    made = Counts(open=len(complaints))
    today = local_day(at)
    clocks = _clocks(complaints, _readers(worker, complaints, at=at), at=at)
    for complaint in complaints:
        if today > complaint.period_last_day:
            made.by_kind["past"] += 1
        clock = clocks.get(complaint.pk)
        if clock is not None:
            made.by_kind[clock.kind] += 1
            made.late += clock.last_day < today
    return made


def waiting_lines(worker, *, at):
    """Complaints of others that wait for the complainant's agreement: reference, receiver, day. Nothing else."""
    return list(waiting_for(worker, at=at).select_related("complaint__received_by").order_by("added_at", "pk"))


def taken_lines(worker, *, size=20):
    """What the worker took down themselves: that it was taken, and whether it has reached its bodies."""
    return list(taken_by(worker).select_related("received_by").order_by("-recorded_at", "-pk")[:size])


def _readers(worker, complaints, *, at):
    """Complaint id -> None for who reads all of it, else the worker's organisations."""
    here = set(offices(worker, at=at))
    if Role.PARTNERSHIP_MANAGER in standing_of(worker, at=at).roles():
        joint = Body.objects.filter(complaint__in=[c.pk for c in complaints], state=Body.State.OPEN, role="responsible")
        many = {key for key, number in Counter(joint.values_list("complaint", flat=True)).items() if number > 1}
    else:
        many = set()
    leads = Body.objects.filter(complaint__in=[c.pk for c in complaints], is_lead=True, organisation__in=here)
    led = set(leads.values_list("complaint", flat=True))
    return {
        c.pk: None if c.received_by_id in here or c.pk in led or c.pk in many else frozenset(here) for c in complaints
    }


def _lines(worker, complaints, *, at):
    keys = [complaint.pk for complaint in complaints]
    readers = _readers(worker, complaints, at=at)
    clocks = _clocks(complaints, readers, at=at)
    bodies, leads, own = {}, {}, {}
    for body in Body.objects.filter(complaint__in=keys).select_related("organisation").order_by("pk"):
        if body.state in (Body.State.OPEN, Body.State.PASSED, Body.State.WAITING):
            bodies.setdefault(body.complaint_id, []).append(body.organisation.short_name)
        if body.is_lead:
            leads[body.complaint_id] = body.organisation.short_name
    for element in Element.objects.filter(complaint__in=keys):
        mine = readers[element.complaint_id]
        if mine and mine & {element.responsible_id, element.delivered_by_id, element.accountable_id}:
            own.setdefault(element.complaint_id, []).append(element.words)
    return [
        Line(
            complaint=c, clock=clocks.get(c.pk), bodies=tuple(bodies.get(c.pk, ())),
            about=c.title if readers[c.pk] is None else "; ".join(own.get(c.pk, ())) or "Your part",
            lead=_lead_words(c, leads.get(c.pk)), note="" if c.status in LIVE else c.get_status_display(),
        )
        for c in complaints
    ]  # fmt: skip


def _lead_words(complaint, name):
    if complaint.lead_state == Complaint.LeadState.TO_SETTLE:
        return "To be settled"
    if name is None:
        return "Not yet known"
    return (
        name
        if complaint.lead_state == Complaint.LeadState.AGREED or complaint.lead_because == "only"
        else f"{name}, proposed"
    )


def _clocks(complaints, readers, *, at):
    """Complaint id -> its next clock. Acknowledgements of other bodies count only for who reads all of it."""
    by_key = {complaint.pk: complaint for complaint in complaints}
    bodies = {b.pk: b for b in Body.objects.filter(complaint__in=by_key)}
    live = Deadline.objects.filter(is_live=True).filter(
        Q(subject_kind=COMPLAINT, subject_id__in=by_key) | Q(subject_kind=BODY, subject_id__in=bodies)
    )
    found = {}
    for row in live.order_by("-due_at", "-pk"):
        complaint_id = row.subject_id
        if row.subject_kind == BODY:
            body = bodies[row.subject_id]
            complaint_id, mine = body.complaint_id, readers[body.complaint_id]
            if mine is not None and body.organisation_id not in mine:
                continue
        found[complaint_id] = row
    return {key: clock_of(row.kind, row.due_at, by_key[key], at=at) for key, row in found.items()}


def last_day(due_at: datetime):
    """The last day in time, of a moment from which it is late."""
    return local_day(due_at - timedelta(seconds=1))


def clock_of(kind, due_at, complaint, *, at):
    """One clock in words. Working days of England and Wales for consent, calendar days for the rest."""
    day, today = last_day(due_at), local_day(at)
    late = (today - day).days
    if kind == CONSENT and late <= 0:
        return Clock(
            kind, day, f"Consent awaited, day {working_days_between(local_day(complaint.received_at), today)}", "wait"
        )
    nouns = {ACKNOWLEDGE: "Acknowledgement", CONSENT: "Consent", RESPOND: "Answer"}
    if kind == PERIOD:
        if late > 0:
            return Clock(kind, day, "Past six months", "late")
        return Clock(kind, day, f"Six months end {long_date(day, at)}", "soon" if day - today <= SOON else "")
    if late > 0:
        return Clock(kind, day, f"{nouns[kind]} {count(late, 'day')} late", "late")
    verb = "Acknowledge" if kind == ACKNOWLEDGE else "Answer due"
    if late == 0:
        return Clock(kind, day, f"{verb} today", "late")
    if day - today <= SOON:
        by = "by " if kind == ACKNOWLEDGE else ""
        return Clock(kind, day, f"{verb} {by}{DAYS_OF_THE_WEEK[day.weekday()]}", "soon")
    return Clock(kind, day, f"{verb} {long_date(day, at)}", "")


@dataclass(slots=True)
class Papers:
    """One complaint as one worker reads it."""

    complaint: Complaint
    whole: bool
    acts_for: tuple
    elements: list
    bodies: list
    consents: list
    parts: dict
    events: list
    deadlines: dict
    came_from: Complaint | None = None
    went_to: Complaint | None = None

    @property
    def lead(self):
        return next((body for body in self.bodies if body.is_lead), None)


def papers(complaint, worker, *, at):
    """The papers of a complaint that the worker may open: all of them, or their own elements and parts of the answer."""
    seen = sight(worker, complaint, at=at)
    elements = list(
        complaint.elements.filter(seen.elements()).select_related(
            "domain", "responsible", "delivered_by", "accountable", "part", "coordination", "set_by"
        )
    )
    bodies = list(
        complaint.bodies.exclude(state=Body.State.NO_PART)
        .select_related("organisation", "acknowledged_by")
        .order_by("pk")
    )
    parts = PartOfAnswer.objects.filter(element__in=elements).select_related("body__organisation", "written_by")
    if not seen.whole:
        parts = parts.filter(body__organisation__in=seen.organisation_ids)
    newest = {}
    for part in parts.order_by("version"):
        newest[(part.element_id, part.body.organisation_id)] = part
    consents = list(
        complaint.consents.filter(ended_at=None).select_related("organisation").order_by("organisation__name")
    )
    events = complaint.events.select_related("by", "organisation").order_by("-at", "-pk")
    if not seen.whole:
        events = events.filter(organisation__in=seen.organisation_ids).exclude(kind=Event.Kind.NOTE)
    rows = Deadline.objects.filter(is_live=True).filter(
        Q(subject_kind=COMPLAINT, subject_id=complaint.pk) | Q(subject_kind=BODY, subject_id__in=[b.pk for b in bodies])
    )
    return Papers(
        complaint=complaint, whole=seen.whole, acts_for=tuple(acts_for(worker, complaint, at=at)), elements=elements,
        bodies=bodies, consents=consents, parts=newest, events=list(events[:50]),
        deadlines={(row.kind, row.subject_id): row for row in rows},
        came_from=_passing(pk=complaint.passed_from_id) if complaint.passed_from_id else None,
        went_to=_passing(passed_from=complaint) if complaint.status == Status.PASSED else None,
    )  # fmt: skip


def _passing(**narrowed):
    """The other record of a complaint that was passed on: its reference and who received it, nothing else is read."""
    return Complaint.objects.select_related("received_by").filter(**narrowed).first()

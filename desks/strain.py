"""Signs of strain (R15): who is asked, who says no, answers late or hands back, how much each carries, who is left with what.

Counted by partner from the parts themselves. No person and no clinical content; reasons for saying no are counted only where
they are those the answer page offers. Each figure is one query over all partners, however many cases there are.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q

from calendars import add_months, local_day, start_of_day
from domains.models import EndReason, Part, PartEvent, Responsibility, Share, State
from domains.services import DECLINE_REASONS
from domains.services.rows import ANSWER
from notifications.models import Deadline

QUARTERS = 8
OTHER = DECLINE_REASONS[-1]
#: What each column counts, in the words that stand on the page and in the file.
COUNTED = {
    "asked": ("Asked", "Offers made to the partner in the quarter. What a team took at once, without being asked, is left out."),
    "accepted": ("Said yes", "Offers it accepted in the quarter, whenever they were made."),
    "declined": ("Said no", "Offers it declined in the quarter, whenever they were made."),
    "late": ("Answered late", "Of its answers in the quarter, those given after the day they were due."),
    "waiting": ("Not answered", "Offers that wait for its answer now."),
    "overdue": ("Overdue now", "Of those, the ones past the day they were due."),
    "asks": ("Asked to hand over", "Times in the quarter it said that it cannot go on."),
    "handed": ("Handed over", "Parts it held that another partner or team took over in the quarter."),
    "taken": ("Taken over", "Parts of another partner that it took over in the quarter."),
    "held": ("Holds", "Parts it holds now."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three calendar months, half-open; ``key`` stands in an address."""

    start: date

    @property
    def key(self):
        return f"{self.start.year}-q{self.number}"

    @property
    def number(self):
        return (self.start.month + 2) // 3

    @property
    def name(self):
        last = add_months(self.start, 2)
        return f"{self.start:%B} to {last:%B} {self.start.year}"

    def holds(self, name):
        return Q(**{f"{name}__gte": start_of_day(self.start), f"{name}__lt": start_of_day(add_months(self.start, 3))})


def quarters(*, at):
    """This quarter and those before it, newest first."""
    today = local_day(at)
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return [Quarter(add_months(first, -3 * back)) for back in range(QUARTERS)]


@dataclass(slots=True)
class Partner:
    """The figures of one partner; ``workers`` is how many carry at least one part, ``most`` what the fullest carries."""

    name: str
    asked: int = 0
    accepted: int = 0
    declined: int = 0
    late: int = 0
    waiting: int = 0
    overdue: int = 0
    asks: int = 0
    handed: int = 0
    taken: int = 0
    held: int = 0
    workers: int = 0
    most: int = 0
    reasons: dict = field(default_factory=dict)

    @property
    def each(self):
        """Parts held for each worker who carries any, to one decimal; empty where nobody does."""
        return f"{self.held / self.workers:.1f}" if self.workers else ""


@dataclass(frozen=True, slots=True)
class Strain:
    partners: list
    whole: Partner
    left: list
    over_time: list


def strain(scope, quarter, *, at):
    """Everything of one quarter: own partners by name, and the whole partnership as one line. Seven queries."""
    rows = defaultdict(lambda: Partner(""))
    for pk, figures in _parts(quarter, at=at):
        for name, number in figures.items():
            setattr(rows[pk], name, number)
    for pk, number in _late(quarter):
        rows[pk].late = number
    for pk, number in _asks(quarter):
        rows[pk].asks = number
    for pk, reason, number in _declined(quarter):
        said = reason if reason in DECLINE_REASONS else OTHER
        rows[pk].reasons[said] = rows[pk].reasons.get(said, 0) + number
    for pk, number in _load():
        rows[pk].workers += 1
        rows[pk].most = max(rows[pk].most, number)
    whole = _sum(rows.values())
    named = []
    for pk, name, _ in scope.choices:
        if pk in scope.organisation_ids:
            rows[pk].name = name
            named.append(rows[pk])
    return Strain(named, whole, _left(scope), _over_time(scope, at=at))


def _sum(rows):
    whole = Partner("All partners")
    for row in rows:
        for name in (*COUNTED, "workers"):
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
        whole.most = max(whole.most, row.most)
        for reason, number in row.reasons.items():
            whole.reasons[reason] = whole.reasons.get(reason, 0) + number
    return whole


#: What was written down as held already, or taken at once, was answered in the moment it was made.
_ASKED = ~Q(answered_at=F("proposed_at")) | Q(answered_at=None)
_YES = Q(effective_from__isnull=False) & _ASKED


def _parts(quarter, *, at):
    rows = Part.objects.order_by().values("organisation_id").annotate(
        asked=Count("pk", filter=quarter.holds("proposed_at") & _ASKED),
        accepted=Count("pk", filter=quarter.holds("answered_at") & _YES),
        declined=Count("pk", filter=quarter.holds("answered_at") & Q(state=State.DECLINED)),
        waiting=Count("pk", filter=Q(state=State.PROPOSED)),
        overdue=Count("pk", filter=Q(state=State.PROPOSED, due_at__lt=at)),
        handed=Count("pk", filter=quarter.holds("ended_recorded_at") & Q(end_reason=EndReason.HANDED_OVER)),
        held=Count("pk", filter=Q(state=State.ACCEPTED)),
    )  # fmt: skip
    found = {row.pop("organisation_id"): row for row in rows}
    taken = (
        Part.objects.filter(quarter.holds("answered_at") & _YES, replaces__end_reason=EndReason.HANDED_OVER)
        .exclude(replaces__organisation_id=F("organisation_id"))
        .order_by().values_list("organisation_id").annotate(Count("pk"))
    )  # fmt: skip
    for pk, number in taken:
        found[pk]["taken"] = number
    return found.items()


def _late(quarter):
    late = Deadline.objects.filter(
        quarter.holds("satisfied_at"), kind=ANSWER, is_live=False, satisfied_at__gt=F("due_at")
    )
    return late.order_by().values_list("owner_organisation_id").annotate(Count("pk"))


def _asks(quarter):
    asks = PartEvent.objects.filter(quarter.holds("at"), reason__startswith="Asks to hand over: ")
    return asks.order_by().values_list("part__organisation_id").annotate(Count("pk"))


def _declined(quarter):
    no = PartEvent.objects.filter(quarter.holds("at"), state=State.DECLINED)
    return no.order_by().values_list("part__organisation_id", "reason").annotate(Count("pk"))


def _load():
    held = Part.objects.filter(state=State.ACCEPTED, worker__isnull=False)
    return (
        held.order_by()
        .values("organisation_id", "worker_id")
        .annotate(n=Count("pk"))
        .values_list("organisation_id", "n")
    )


def _left(scope):
    """Domains that nobody holds, by the body that answers for them in law: [(body, domain, number)], most first."""
    leads = Part.objects.filter(responsibility=OuterRef("pk"), state=State.ACCEPTED, share=Share.LEAD)
    rows = Responsibility.objects.filter(
        ~Exists(leads), effective_until=None, case__is_open=True, accountable_id__in=scope.organisation_ids
    )
    counted = rows.order_by().values_list("accountable__name", "domain__name").annotate(number=Count("pk"))
    return sorted(counted, key=lambda row: (-row[2], row[0], row[1]))


def _over_time(scope, *, at):
    """Asked, said yes and said no in each of the last quarters, oldest first, for those looked at. One query."""
    which = list(reversed(quarters(at=at)))
    counts = {}
    for place, quarter in enumerate(which):
        counts[f"asked_{place}"] = Count("pk", filter=quarter.holds("proposed_at") & _ASKED)
        counts[f"yes_{place}"] = Count("pk", filter=quarter.holds("answered_at") & _YES)
        counts[f"no_{place}"] = Count("pk", filter=quarter.holds("answered_at") & Q(state=State.DECLINED))
    found = Part.objects.filter(organisation_id__in=scope.organisation_ids).aggregate(**counts)
    return [
        (quarter, found[f"asked_{place}"], found[f"yes_{place}"], found[f"no_{place}"])
        for place, quarter in enumerate(which)
    ]

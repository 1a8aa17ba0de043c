"""The words of *Reviews and complaints*: figures, bars and lists."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from design.words import distance, long_date
from desks.reviews import AIM, COUNT_LIMIT, Scope

TITLES = {
    "overdue": "Overdue, longest first",
    "soon": "Due in 28 days, soonest first",
    "unallocated": "No coordinator, longest first",
    "unanswered": "Waiting for a partner’s answer, longest first",
    "not-reviewed": "Not reviewed within 12 months",
}
EMPTY = {
    "overdue": "No review is overdue. One appears here on the day after it was due.",
    "soon": "No review is due in the next 28 days.",
    "unallocated": "Everybody has a coordinator.",
    "unanswered": "No partner owes an answer. What a coordinator asks of a partner appears here until it is answered.",
    "not-reviewed": "Everybody who has been in the care programme for 12 months or more was reviewed in the last 12.",
}


def list_url(which, scope: Scope, **more):
    chosen = {"scope": scope.chosen} if scope.chosen else {}
    query = urlencode({**chosen, **{key: value for key, value in more.items() if value}})
    return reverse("desks:review_list", args=[which]) + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Stat:
    number: str
    text: str
    small: str
    kind: str
    url: str


def _said(number):
    return f"{COUNT_LIMIT:,}+" if number > COUNT_LIMIT else f"{number:,}"


def stats(figures, scope):
    """The four figures, each a link to the names behind it."""
    return [
        Stat(
            f"{figures.overdue:,}", "review overdue" if figures.overdue == 1 else "reviews overdue", "",
            "late" if figures.overdue else "soon", list_url("overdue", scope),
        ),
        Stat(f"{figures.soon:,}", "due in 28 days", "", "soon", list_url("soon", scope)),
        Stat(
            _said(figures.unallocated), "has no coordinator" if figures.unallocated == 1 else "have no coordinator", "",
            "late" if figures.unallocated else "soon", list_url("unallocated", scope),
        ),
        Stat(
            _said(figures.unanswered),
            "waits for a partner’s answer" if figures.unanswered == 1 else "wait for a partner’s answer",
            f"{figures.unanswered_week} for more than 7 days" if figures.unanswered_week else "",
            "wait", list_url("unanswered", scope),
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    organisation: str
    overdue: int
    soon: int
    people: int
    late_width: int
    full_width: int
    url: str


def bars(teams, scope):
    """(bars, the number of reviews that a full bar stands for). All bars share one scale."""
    full = _round_up(max((team.overdue + team.soon for team in teams), default=0))
    return [
        Bar(
            team.name, team.organisation, team.overdue, team.soon, team.people,
            *(round(number * 400 / full) if full else 0 for number in (team.overdue, team.overdue + team.soon)),
            list_url("overdue", scope, team=team.team_id),
        )
        for team in teams
    ], full  # fmt: skip


def _round_up(number):
    """The next round number: 40 for 37, 1,000 for 950."""
    step = 10
    while number > step * 10:
        step *= 10
    return -(-number // step) * step


def percent(one):
    return "none yet" if one.percent is None else f"{one.percent}%"


def year(rows, scope):
    """Rows of the twelve-month indicator with the whole at the end, and whether any is below the aim."""
    made = [
        {
            "name": one.organisation, "percent": percent(one), "width": one.percent or 0,
            "below": one.percent is not None and one.percent < AIM, "not_yet": one.not_yet,
            "url": reverse("desks:review_list", args=["not-reviewed"]) + f"?scope={one.organisation_id}",
        }
        for one in rows
    ]  # fmt: skip
    counted, reviewed = sum(one.counted for one in rows), sum(one.reviewed for one in rows)
    return made, {
        "percent": f"{reviewed * 100 // counted}%" if counted else "none yet", "not_yet": counted - reviewed,
        "url": list_url("not-reviewed", scope),
    }  # fmt: skip


def row(late, which, *, at):
    """One person of a list, in words."""
    return {
        "person": late.person or late.reference,
        "under": late.reference if late.person else "Not open to you",
        "url": reverse("desks:case", args=[late.reference]) if late.opens else "",
        "late": which == "overdue",
        "mark": _since(late, which, at),
        "clocks": ", ".join(dict.fromkeys(late.clocks)),
        "coordinator": late.coordinator,
        "team": late.team,
        "next": _next(late, which, at),
        "escalated": f"Manager told {distance(late.escalated_at, at)}" if late.escalated_at else "",
        "give_url": reverse("cases:coordinator", args=[late.reference]) if late.opens and not late.coordinator else "",
    }


def _since(late, which, at):
    if late.due is None:
        return ""
    if which == "overdue":
        return distance(late.due, at).removesuffix(" ago").replace("yesterday", "1 day")
    return f"{long_date(late.due, at)}, {distance(late.due, at)}"


def _next(late, which, at):
    if late.planned_for:
        return f"Planned for {long_date(late.planned_for, at)}"
    if late.called_off:
        return f"Called off: {late.called_off}"
    return "Not planned, no reason given" if which in ("overdue", "soon") else ""


_CLOCKS = {
    "complaint.acknowledge": "To acknowledge",
    "complaint.consent": "Consent awaited",
    "complaint.respond": "To answer",
    "complaint.period": "Six months running",
}


def clocks(rows):
    """Complaints by clock, for managers who open none: (words, number, late)."""
    return [(_CLOCKS.get(kind, kind.partition(".")[2].capitalize()), number, late) for kind, number, late in rows]

"""The words of the caseload: what the desk says about each person and each thing that needs somebody."""

from dataclasses import dataclass

from django.urls import reverse

from design.words import clock_time, count, distance, long_date, when


@dataclass(frozen=True, slots=True)
class Act:
    """One link at the end of a row. ``about`` completes it for somebody who hears it alone."""

    text: str
    url: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    mark: str
    words: str
    person: str
    url: str
    says: str
    acts: tuple


def case_url(reference):
    return reverse("desks:case", args=[reference])


def need(item, *, at):
    """One row of *needs you today*."""
    return _NEEDS[item.kind](item, at)


def _overdue(item, at):
    return Need(
        "late", f"Review {distance(item.at, at, past='overdue')}", item.person, case_url(item.reference),
        f" was due a review on {long_date(item.at, at)}",
        (Act("Plan the review", reverse("assessments:reviews", args=[item.reference]), f"for {item.person}"),),
    )  # fmt: skip


def _home(item, at):
    """Home from hospital, and by when they are to be seen: "by tomorrow 2:10pm", with the day where it is another."""
    left, late = distance(item.left_at, at), item.at <= at
    day = distance(item.at, at) if distance(item.at, at) in ("today", "tomorrow") else long_date(item.at, at)
    by = f"by {day} {clock_time(item.at)}"
    return Need(
        "late" if late else "soon", f"Home from hospital {left}", item.person, case_url(item.reference),
        f": should have been seen {by}" if late else f": see within 72 h, {by}",
        (Act("Write down the contact", reverse("assessments:discharges", args=[item.reference]), f"with {item.person}"),),
    )  # fmt: skip


def _worry(item, at):
    return Need(
        "late", f"{item.by} is worried", item.person, case_url(item.reference),
        f". {item.domain}, {item.organisation}, {distance(item.at, at)}: “{item.words}”",
        (Act("Read the entry", reverse("domains:part", args=[item.subject_id]), f"about {item.person}"),),
    )  # fmt: skip


def _unanswered(item, at):
    days = (at - item.at).days
    return Need(
        "wait", f"No answer for {count(days, 'day')}", item.person, case_url(item.reference),
        f" needs someone for {item.domain.lower()}. {item.organisation} was asked",
        (Act("Ask someone else", case_url(item.reference) + "#who", f"about {item.person}"),),
    )  # fmt: skip


def _no_one(item, at):
    what = item.domain.lower() + (f" and {item.number - 1} more" if item.number > 1 else "")
    ask = f"{reverse('domains:propose', args=[item.reference])}?domain={item.words}"
    return Need(
        "none", "No one yet", item.person, case_url(item.reference), f" has nobody for {what}",
        (Act("Ask a partner", ask, f"about {item.domain.lower()}, {item.person}"),),
    )  # fmt: skip


def _countered(item, at):
    return Need(
        "wait", "Something else suggested", item.person, case_url(item.reference),
        f" · {item.organisation} about {item.domain.lower()}: “{item.words}”",
        (Act("Answer them", reverse("domains:counter", args=[item.subject_id]), f"about {item.person}"),),
    )  # fmt: skip


def _disagree(item, at):
    return Need(
        "soon", "1 value disagrees" if item.number == 1 else f"{item.number} values disagree", item.person,
        case_url(item.reference), " is recorded differently by two sources",
        (Act("Decide", reverse("desks:case", args=[item.reference]) + "#record", f"for {item.person}"),),
    )  # fmt: skip


def _match(item, at):
    return Need(
        "soon", "Possible match", item.person, case_url(item.reference),
        " may be on two records that belong together",
        (Act("Compare the two", reverse("merging:match", args=[item.subject_id]), f"for {item.person}"),),
    )  # fmt: skip


def _more(mark, one, many, narrowed):
    """The row that stands for what was cut of a kind, leading to the list that shows them all."""

    def row(item, at):
        url = f"{reverse('desks:caseload')}?scope=mine&{narrowed}"
        words = one if item.number == 1 else many.format(number=item.number)
        return Need(mark, words, "", url, "", (Act("See them all", url, f": {words}"),))

    return row


def _more_no_one(item, at):
    words = f"{item.number} more with no one"
    url = f"{reverse('desks:radar-list', args=['ownerless'])}?over=mine"
    return Need("none", words, "", url, "", (Act("See them all", url, f": {words}"),))


_NEEDS = {
    "more_overdue": _more("late", "1 more review overdue", "{number} more reviews overdue", "review=overdue"),
    "more_unanswered": _more("wait", "1 more without an answer", "{number} more without an answer", "state=waiting"),
    "more_nobody": _more_no_one,
    "more_countered": _more("wait", "1 more suggestion", "{number} more suggestions", "state=waiting"),
    "more_disagree": _more("soon", "1 more to decide", "{number} more to decide", "state=disagree"),
    "home": _home,
    "overdue": _overdue,
    "worry": _worry,
    "unanswered": _unanswered,
    "nobody": _no_one,
    "countered": _countered,
    "disagree": _disagree,
    "match": _match,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the worklist, in words."""

    person: str
    url: str
    under: str
    who: str
    who_under: str
    nobody: str
    waiting: str
    waiting_under: str
    late: bool
    review: str
    review_under: str
    plan: str
    plan_soon: bool
    plan_under: str
    marks: tuple


def line(row, *, at, mine):
    """The words for one row. ``mine``: everybody on the list is coordinated by the reader, so nobody is named."""
    late = bool(row.due and distance(row.due, at, past="overdue").endswith("overdue"))
    plan, plan_soon, plan_under = _plan(row, at)
    return Line(
        person=row.person, url=case_url(row.reference), under=_under(row, mine),
        who=", ".join(f"{name} {number}" for name, number in sorted(row.parts.items(), key=lambda p: -p[1])) or _coordinates(row),
        who_under="" if row.nobody else (_led_by(row) if row.parts else "Nothing else is agreed yet"), nobody=_nobody(row.nobody),
        waiting=", ".join(dict.fromkeys(asked.organisation for asked in row.waiting)),
        waiting_under=_asked(row.waiting, at), late=late, review=_review(row, at, late), review_under=_review_under(row, at, late),
        plan=plan, plan_soon=plan_soon, plan_under=plan_under, marks=_marks(row),
    )  # fmt: skip


def _under(row, mine):
    called = row.called if row.called and row.called not in row.person.split(" ")[0] else ""
    parts = [called, "carer’s own record" if row.is_carers else "", row.reference]
    if not mine:
        parts.append(row.coordinator or "no coordinator yet")
    return ", ".join(part for part in parts if part)


def _led_by(row):
    return f"Coordinated by {row.coordinates_for}" if row.coordinates_for else "No coordinator yet"


def _coordinates(row):
    return f"{row.coordinates_for} coordinates" if row.coordinates_for else "No one yet"


def _nobody(domains):
    if not domains:
        return ""
    if len(domains) == 1:
        return f"{domains[0]} has no one yet"
    return f"{count(len(domains), 'domain')} have no one yet"


def _asked(waiting, at):
    if not waiting:
        return ""
    first = waiting[0]
    more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
    return f"{first.domain.lower()}, asked {long_date(first.at, at)}{more}"


def _review(row, at, late):
    if row.due is None:
        return "No date"
    if late:
        return distance(row.due, at, past="overdue")
    return when(row.due, at)


def _review_under(row, at, late):
    planned = f"planned for {long_date(row.planned_for, at)}" if row.planned_for else "not planned"
    if row.planned_for and row.planned_at:
        planned += f", {row.planned_at}"
    if row.due is None:
        return planned if row.planned_for else ""
    return f"{long_date(row.due, at)}, {planned}" if late else planned


def _plan(row, at):
    if row.draft:
        kept = f"version {row.signed} is in use" if row.signed else f"version {row.draft}"
        return "Being written", True, kept
    if row.signed:
        return f"Version {row.signed}", False, f"agreed {long_date(row.signed_at, at)}"
    return ("Referred" if row.status == "referred" else "None yet"), False, ""


def _marks(row):
    marks = []
    if row.disagreeing:
        marks.append("1 value disagrees" if row.disagreeing == 1 else f"{row.disagreeing} values disagree")
    if row.possible_match:
        marks.append("Possible match")
    return tuple(marks)

"""Read shapes about carers: who cares for a person, and whom a carer cares for, as far as the reader may know."""

from dataclasses import dataclass
from datetime import datetime

from cases import carer_policies
from cases.models import CarerLink, Case
from cases.policies import family
from cases.services.carers import ASSESSMENT, LINK
from cases.sight import ways_in
from notifications.models import Deadline


@dataclass(frozen=True, slots=True)
class Carer:
    """One carer as the page shows them. ``record`` is their own record where the reader may open it, else None.

    ``steps`` are what was said, newest first; ``due_at`` when an assessment that is owed must be made.
    """

    link: CarerLink
    name: str
    steps: tuple
    record: object
    due_at: datetime | None

    @property
    def ended(self):
        return self.link.ended_at is not None


@dataclass(frozen=True, slots=True)
class Carers:
    """Who cares for somebody: those who are named, those of before, and how many more there are."""

    now: tuple
    before: tuple
    unnamed: int


def links_of(case):
    """Every link to the person of a record and whoever became part of them, in the order of writing."""
    people = Case.objects.filter(pk__in=family(case)).values("person")
    return CarerLink.objects.filter(cared_for__in=people).select_related("carer", "organisation").order_by("pk")


def shown_links(case, worker, *, at):
    """The links that stand and whose carer the worker is shown by name. One query, a few more where there are carers."""
    links = [link for link in links_of(case) if link.ended_at is None]
    shown = carer_policies.named(worker, case, links, at=at)
    return [link for link in links if link.pk in shown]


def carers_of(case, worker, *, at):
    """The :class:`Carers` of a person's record, for somebody who sees them. Queries do not grow with the carers."""
    links = list(links_of(case).prefetch_related("steps__by", "steps__organisation"))
    shown = carer_policies.named(worker, case, links, at=at)
    records = carer_policies.records_open_to(worker, {link.carer_id for link in links if link.pk in shown}, at=at)
    ways = ways_in(worker, case, at=at) if shown else ()
    due = dict(
        Deadline.objects.filter(
            is_live=True, subject_kind=LINK, kind=ASSESSMENT, subject_id__in=[pk for pk, how in shown.items() if how]
        ).values_list("subject_id", "due_at")
    )
    made = [
        _carer(link, shown[link.pk], records.get(link.carer_id), due.get(link.pk), ways)
        for link in links
        if link.pk in shown
    ]
    return Carers(
        tuple(carer for carer in made if not carer.ended), tuple(carer for carer in made if carer.ended),
        sum(link.ended_at is None and link.pk not in shown for link in links),
    )  # fmt: skip


def _carer(link, how, record, due_at, ways):
    steps = [s for s in link.steps.all() if how == carer_policies.ALL or s.organisation_id in ways]
    return Carer(
        link, link.carer.display_name, tuple(reversed(steps)), record, due_at if how == carer_policies.ALL else None
    )


@dataclass(frozen=True, slots=True)
class CaresFor:
    """Whom a carer cares for: (link, record) where the reader may open the person's record, and how many others."""

    known: tuple
    others: int


def cared_for(case, worker, *, at):
    """The :class:`CaresFor` of a carer's own record. Two queries."""
    carers = Case.objects.filter(pk__in=family(case)).values("person")
    links = list(CarerLink.objects.filter(carer__in=carers, ended_at=None).order_by("pk"))
    records = carer_policies.people_open_to(worker, {link.cared_for_id for link in links}, at=at)
    known = tuple((link, records[link.cared_for_id]) for link in links if link.cared_for_id in records)
    return CaresFor(known, len(links) - len(known))


def other_of(case, worker, *, at):
    """Whom the links of a record tie its person to, by name and as what, where there is exactly one whom the worker is shown:
    their carer, or whom they care for. Empty otherwise. For what is decided about both, as combining (CA14 s12(5))."""
    if case.is_carers:
        known = cared_for(case, worker, at=at).known
        return f"{known[0][1].person.display_name}, whom they care for" if len(known) == 1 else ""
    links = shown_links(case, worker, at=at)
    if len(links) != 1:
        return ""
    return ", ".join(word for word in (links[0].carer.display_name, links[0].relationship.lower() or "carer") if word)


def knows_other(case, worker, written, *, at):
    """Whether a worker may know who is meant by a name that a council wrote down beside a record, as the other person of a
    combined assessment: a council on the case does, others where one of those whom they are shown is called so."""
    if carer_policies.for_a_council(worker, case, at=at):
        return True
    if case.is_carers:
        known = [record.person for _, record in cared_for(case, worker, at=at).known]
    else:
        known = [link.carer for link in shown_links(case, worker, at=at)]
    return any(person.display_name.casefold() in written.casefold() for person in known)


def link_or_none(case, worker, key, *, at):
    """One standing link of a person's record by its key, or None where there is none that the worker is shown."""
    return next((link for link in shown_links(case, worker, at=at) if link.pk == key), None)

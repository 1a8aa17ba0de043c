"""What forms and the API may offer a worker to choose from. Querysets, already cut to what they may know of."""

from access.roles import Permission
from cases.people import folded
from cases.policies import visible_to as cases_visible_to
from partners.models import Domain, Organisation, Worker
from partners.standing import standing_of

ACTIVE = Organisation.Status.ACTIVE
FOUND_AT_MOST = 10


def receivers(worker, *, at):
    """Organisations for which the worker may take a complaint."""
    mine = standing_of(worker, at=at).organisation_ids(Permission.TAKE_COMPLAINT)
    return Organisation.objects.filter(pk__in=mine)


def partners():
    """Every active partner: any of them may turn out to be concerned."""
    return Organisation.objects.filter(status=ACTIVE)


def responsible_bodies():
    """Active partners that answer complaints themselves (CR09 reg 2)."""
    return Organisation.objects.filter(status=ACTIVE, responsible_body=True)


def bodies_of(complaint, **narrowed):
    """Organisations that have to do with a complaint."""
    return Organisation.objects.filter(pk__in=complaint.bodies.filter(**narrowed).values("organisation"))


def domains():
    """The catalogue."""
    return Domain.objects.all()


def people_named(worker, words, *, at):
    """Cases whose person's name begins with, or contains, the words: only cases the worker may open, a few of them."""
    key = folded(words)
    if len(key) < 2:
        return []
    cases = cases_visible_to(worker, at=at).filter(person__search_key__contains=key, merged_into=None)
    return list(cases.select_related("person").order_by("person__search_key", "pk")[:FOUND_AT_MOST])


def opens_cases(worker, *, at):
    """Whether the worker has a role that opens cases, so that a search by name can find anybody."""
    return bool(standing_of(worker, at=at).case_organisations())


def workers_by_email(emails):
    """E-mail -> worker, for those that belong to somebody here."""
    return {worker.email: worker for worker in Worker.objects.filter(email__in=emails)}

"""Routing: from each element's domain and day to whoever was responsible then, and on to their complaints leads.

What is owed stands in the database (``routed_at`` is empty); a wake-up is only a hint. Routing locks the complaint and
looks again, so twice, lost or doubled makes no difference.
"""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access
from access.roles import Permission
from cases.models import Case, Involvement
from cases.policies import family
from complaints.models import Complaint, Element, Event, Status
from complaints.rules import routing as rules
from complaints.rules.routing import Holder
from complaints.services import rows
from complaints.services.leading import propose_lead
from complaints.services.sharing import sync_bodies
from domains import queries as domains
from domains.models import Share
from partners.models import Organisation

logger = logging.getLogger(__name__)

AT_ONCE = 200


def route_owed(*, at):
    """Route every complaint for which it is owed. Returns how many were routed. One that fails is left owed, in sight
    of the log and of the next sweep, and does not hold up the others."""
    owed = Complaint.objects.filter(routed_at=None, status=Status.TAKEN).order_by("recorded_at", "pk")
    done = failed = 0
    for complaint_id in list(owed.values_list("pk", flat=True)[:AT_ONCE]):
        try:
            done += route(complaint_id, at=at)
        except Exception:
            failed += 1
            logger.exception("Complaint with key %s could not be routed; the next sweep tries again.", complaint_id)
    if failed and not done:
        raise RuntimeError(f"{failed} complaints could not be routed; see the log.")
    return done


@transaction.atomic
def route(complaint_id, *, at):
    """Route one complaint. True when it was routed now, False when that had been done (or it was closed meanwhile)."""
    complaint = rows.lock(complaint_id)
    if complaint.routed_at is not None or complaint.status != Status.TAKEN:
        return False
    for element in complaint.elements.select_related("domain").filter(state=Element.State.UNROUTED):
        _place(element, complaint, at=at)
    rows.change(complaint, routed_at=at)
    rows.move(complaint, Status.OPEN, by=None, at=at, reason="Routed")
    event = rows.happened(Event.Kind.ROUTED, complaint, by=None, at=at, elements=complaint.elements.count())
    sync_bodies(complaint, event=event, at=at)
    propose_lead(complaint, at=at)
    return True


def _place(element, complaint, *, at):
    """Fill in who was responsible, and how we know."""
    otherwise = _otherwise(complaint, element.domain)
    found = how = None
    if complaint.case_id is not None and element.domain is not None:
        holders = holders_on(_root(complaint.case), element.domain, element.about_on)
        found = rules.responsible(holders, otherwise=otherwise.pk)
        how = Element.How.NOBODY if found is None else Element.How.HELD
        if found and found.holder.coordination_id:
            how = Element.How.COORDINATED
    else:
        how = Element.How.NO_RECORD
    element.how, element.state, element.set_at = how, Element.State.ROUTED, at
    if found is None:
        element.responsible = element.accountable = otherwise
        element.how_words = _because_nobody(how, element, otherwise)
    else:
        element.responsible_id, element.accountable_id = found.responsible_id, found.accountable_id
        element.delivered_by_id = found.delivered_by_id
        element.part_id, element.coordination_id = found.holder.part_id, found.holder.coordination_id
        element.how_words = _because_held(found)
    element.save()


def _because_held(found):
    if not found.others:
        return ""
    names = Organisation.objects.filter(pk__in=found.others).values_list("name", flat=True)
    return f"Also had a part that day: {', '.join(names)}"


def _because_nobody(how, element, otherwise):
    if how == Element.How.NOBODY:
        return f"Nobody had {element.domain.name.lower()} on that day, so {otherwise.name} answers for it"
    if element.domain is None:
        return f"No domain was named, so {otherwise.name} looks into it and says who should answer"
    return f"No record was named to look in, so {otherwise.name} looks into it and says who should answer"


def _root(case):
    """The case that lives on, where this one became part of another."""
    seen = set()
    while case.merged_into_id is not None and case.pk not in seen:
        seen.add(case.pk)
        case = Case.objects.get(pk=case.merged_into_id)
    return case


def _otherwise(complaint, domain):
    """Who answers when nobody held it: the body accountable for such a domain on this case; failing that the one that
    holds the record; without a record the one that received the complaint, or the body that answers for it."""
    if complaint.case_id is None:
        receiver = complaint.received_by
        return receiver if receiver.responsible_body or receiver.answered_for_by is None else receiver.answered_for_by
    case = _root(complaint.case)
    lead = case.lead_organisation
    if domain is None or lead.sector in domain.accountable:
        return lead
    involved = Involvement.objects.filter(
        case__in=family(case), organisation__sector__in=domain.accountable, organisation__responsible_body=True
    )
    fitting = Organisation.objects.filter(pk__in=involved.values("organisation")).order_by("pk")[:2]
    return fitting[0] if len(fitting) == 1 else lead


def holders_on(case, domain, day):
    """Everybody who had a share in a domain of a case on a local day (kept informed is no share), for the rules."""
    found = [row for row in domains.holders_on([case.pk], domain, day) if row.share != Share.INFORMED]
    organisations = Organisation.objects.in_bulk({row.organisation_id for row in found})
    return [
        Holder(
            organisation_id=row.organisation_id,
            is_responsible_body=organisations[row.organisation_id].responsible_body,
            leads=row.share == Share.LEAD,
            accountable_id=row.accountable_id,
            answered_for_by_id=organisations[row.organisation_id].answered_for_by_id,
            part_id=row.reference if row.kind == "part" else None,
            coordination_id=row.reference if row.kind == "coordination" else None,
            since=row.effective_from,
        )
        for row in found
    ]


@transaction.atomic
def set_responsible(*, element, organisation, reason, by, at):
    """Say by hand who answers an element, with the reason. A charity is answered for by its body, and contributes.

    Refuses without a reason, and for an organisation that nobody answers for.
    """
    access.require(by, Permission.HANDLE_COMPLAINT, element, at=at)
    complaint = rows.lock(element.complaint_id)
    element = Element.objects.select_related("domain").get(pk=element.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Say how you know who was responsible"})
    holder = Holder(
        organisation_id=organisation.pk, is_responsible_body=organisation.responsible_body,
        answered_for_by_id=organisation.answered_for_by_id,
    )  # fmt: skip
    answers = rules.answers_for(holder, otherwise=None)
    if answers is None:
        raise ValidationError(
            {
                "organisation": f"No body answers for complaints about {organisation.name}. Choose the body that asked it "
                "to do the work, or ask an administrator to say who answers for it"
            }
        )
    element.responsible_id = element.accountable_id = answers
    element.delivered_by_id = None if answers == organisation.pk else organisation.pk
    element.how, element.how_words = Element.How.BY_HAND, reason.strip()
    element.part = element.coordination = None
    element.state, element.set_by, element.set_at = Element.State.ROUTED, by, at
    element.save()
    event = rows.happened(
        Event.Kind.RESPONSIBLE_SET, complaint, by=by, at=at, organisation=organisation, text=reason.strip(),
        element=element.number,
    )  # fmt: skip
    if complaint.routed_at is not None:
        sync_bodies(complaint, event=event, at=at)
        propose_lead(complaint, at=at)
    return element

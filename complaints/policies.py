"""Who may open a complaint, and do what with it. List and detail read the same condition.

Ways in, and nothing else: the organisation that received it; a body that has it *and* that the complainant agreed to;
the partnership manager, once it is joint. Only complaints leads and investigating officers act for an organisation. A
worker the complaint is about never opens it, whatever their role, nor does one who is barred from the record it is
linked to; whoever took it sees only that it was taken; nobody
comes in through the case, and a complaint opens no case. Sharing here rests on the complainant's own agreement and on
the duty to co-operate (CR09 reg 9), not on a sharing agreement between partners.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404

from access.decisions import Refused, allow, deny
from access.roles import Permission, Role
from access.rows import effective
from cases.models import Bar
from complaints.models import LIVE, Body, Complaint, Element, NamedStaff, SharingConsent
from partners.standing import standing_of

#: Roles that handle complaints for the organisation in which they are held.
HANDLES = frozenset({Role.COMPLAINTS_LEAD, Role.INVESTIGATING_OFFICER})

_READS = frozenset({Permission.VIEW_COMPLAINT})
_ACTS = frozenset({Permission.HANDLE_COMPLAINT})


def offices(worker, *, at, roles=HANDLES):
    """Ids of the organisations for which the worker handles complaints at a moment."""
    return sorted({seat.organisation_id for seat in standing_of(worker, at=at).seats if seat.role in roles})


def agreed(complaint, organisation):
    """Condition that the complainant's answer in force lets an organisation have the complaint. Takes ``OuterRef`` names."""
    return SharingConsent.objects.filter(
        complaint=OuterRef(complaint),
        organisation=OuterRef(organisation),
        ended_at=None,
        answer=SharingConsent.Answer.GIVEN,
    )


def bodies_with_it(**narrowed):
    """Bodies that have the complaint: open, and agreed to by the complainant or the one that received it."""
    return Body.objects.filter(state=Body.State.OPEN, **narrowed).filter(
        Exists(agreed("complaint", "organisation"))
        | Exists(Complaint.objects.filter(pk=OuterRef("complaint"), received_by=OuterRef("organisation")))
    )


def _joint():
    answering = bodies_with_it(role=Body.Role.RESPONSIBLE, complaint=OuterRef("pk"))
    return Exists(answering.order_by().values("complaint").annotate(bodies=Count("pk")).filter(bodies__gte=2))


def _ways_in(worker, *, at):
    condition = Q(pk__in=[])
    here = offices(worker, at=at)
    if here:
        condition |= Q(received_by__in=here)
        condition |= Q(Exists(bodies_with_it(complaint=OuterRef("pk"), organisation__in=here)))
    if Role.PARTNERSHIP_MANAGER in standing_of(worker, at=at).roles():
        condition |= Q(_joint())
    return condition


def visible_to(worker, *, at):
    """Every complaint the worker may open, closed ones too."""
    named = NamedStaff.objects.filter(complaint=OuterRef("pk"), worker=worker)
    return Complaint.objects.filter(_ways_in(worker, at=at)).exclude(Exists(named)).exclude(_barred(worker, at=at))


def _barred(worker, *, at):
    return Exists(Bar.objects.filter(effective(at), worker=worker, case=OuterRef("case")))


def taken_by(worker):
    """Complaints that the worker took down. Of those they may not open they see only that they were taken, and when."""
    return Complaint.objects.filter(taken_by=worker)


def waiting_for(worker, *, at):
    """Bodies of the worker's organisations that wait for the complainant's agreement, or were refused it.

    What is shown of these: the reference, who received it and when. Nothing about anybody, and nothing of what it is
    about.
    """
    named = NamedStaff.objects.filter(complaint=OuterRef("complaint"), worker=worker)
    return Body.objects.filter(
        organisation__in=offices(worker, at=at), state__in=[Body.State.WAITING, Body.State.NOT_SHARED],
        complaint__status__in=LIVE,
    ).exclude(Exists(named))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sight:
    """What a worker reads of one complaint: all of it, or the elements that concern their organisations.

    Own elements only, and the lead sees all with consent (tables of who reads what, complaint row).
    """

    whole: bool
    organisation_ids: tuple

    def elements(self):
        """The condition on elements."""
        if self.whole:
            return Q()
        mine = self.organisation_ids
        return Q(responsible__in=mine) | Q(delivered_by__in=mine) | Q(accountable__in=mine)


def sight(worker, complaint, *, at):
    """What the worker reads of a complaint that they may open. The receiver and the lead read all of it."""
    here = offices(worker, at=at)
    leads = Body.objects.filter(
        complaint=complaint, is_lead=True, organisation__in=here, state=Body.State.OPEN
    ).exists()
    manager = Role.PARTNERSHIP_MANAGER in standing_of(worker, at=at).roles() and (
        Complaint.objects.filter(pk=complaint.pk).filter(_joint()).exists()
    )
    return Sight(complaint.received_by_id in here or leads or manager, tuple(here))


def acts_for(worker, complaint, *, at):
    """Organisations for which the worker may handle this complaint: as complaints lead of a body that has it."""
    here = offices(worker, at=at, roles={Role.COMPLAINTS_LEAD})
    has_it = bodies_with_it(complaint=complaint, organisation__in=here)
    return sorted(has_it.values_list("organisation_id", flat=True))


def may(worker, permission, complaint, *, at):
    """Decide about one complaint."""
    permission = Permission(permission)
    if permission not in _READS | _ACTS:
        return deny("unknown_action")
    standing = standing_of(worker, at=at)
    if not standing.seats:
        return deny("organisation_suspended" if standing.suspended else "no_membership")
    if not visible_to(worker, at=at).filter(pk=complaint.pk).exists():
        return deny(_why_not(worker, complaint, at=at))
    if permission in _READS:
        return allow("sees")
    if not standing.permits(permission):
        return deny("role_may_not")
    if not acts_for(worker, complaint, at=at):
        return deny("complaint_not_yours")
    if complaint.status not in LIVE:
        return deny("complaint_closed")
    return allow("handles")


def may_body(worker, permission, body, *, at):
    """Decide about one body's part: only its own complaints leads act for it."""
    decision = may(worker, permission, body.complaint, at=at)
    if not decision or Permission(permission) in _READS:
        return decision
    if body.organisation_id not in acts_for(worker, body.complaint, at=at):
        return deny("complaint_not_yours")
    return decision


def may_element(worker, permission, element, *, at):
    """Decide about one element: as about its complaint, for those who read that element."""
    decision = may(worker, permission, element.complaint, at=at)
    if not decision:
        return decision
    seen = sight(worker, element.complaint, at=at).elements()
    if not Element.objects.filter(seen, pk=element.pk).exists():
        return deny("complaint_not_yours")
    return decision


def _why_not(worker, complaint, *, at):
    """The nearest true reason. A stranger is shown none of it, only a 404."""
    involved = {complaint.received_by_id, *complaint.bodies.values_list("organisation_id", flat=True)}
    here = set(offices(worker, at=at)) & involved
    if NamedStaff.objects.filter(complaint=complaint, worker=worker).exists():
        return "complained_about" if here or complaint.taken_by_id == worker.pk else "complaint_stranger"
    if (here or complaint.taken_by_id == worker.pk) and (
        Complaint.objects.filter(_barred(worker, at=at), pk=complaint.pk).exists()
    ):
        return "barred"
    for state, reason in ((Body.State.WAITING, "complaint_waits"), (Body.State.NOT_SHARED, "complaint_not_shared")):
        if complaint.bodies.filter(organisation__in=here, state=state).exists():
            return reason
    if complaint.taken_by_id == worker.pk:
        return "complaint_taken_only"
    return "complaint_not_yours" if here else "complaint_stranger"


def complaint_or_404(worker, reference, *, at):
    """The complaint behind a reference. A stranger gets the 404 of a reference that does not exist; a colleague who
    knows of it already (took it, waits for it, is named in it) is told why not, with 403."""
    reference = (reference or "").upper()
    complaint = (
        visible_to(worker, at=at)
        .select_related("received_by", "taken_by", "about_person", "case", "wished_lead", "host")
        .filter(reference=reference)
        .first()
    )
    if complaint is not None:
        return complaint
    hidden = Complaint.objects.filter(reference=reference).first()
    if hidden is not None and worker.is_active and standing_of(worker, at=at).seats:
        decision = deny(_why_not(worker, hidden, at=at))
        if decision.because != "complaint_stranger":
            raise Refused(decision)
    raise Http404

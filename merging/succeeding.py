"""One organisation becomes part of another: everything live goes on with the successor, in one transaction of a fixed number
of statements, whatever the number of cases (decisions.md 7, docs/adr/0029).

What was held ends and begins again with the successor, with a step that says why; what was asked is asked of the successor.
A statutory successor keeps what people agreed to. What people agreed to with a voluntary organisation is asked again: its
parts end, the successor is asked to take them, and nobody holds them until the person has said yes and it has accepted.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from agreements.services import let_succeed
from audit import services as audit
from cases import locks
from cases.models import Case, Coordination
from complaints.models import LIVE as BEING_ANSWERED
from complaints.models import Complaint
from domains.models import EndReason, Part, Responsibility, Share, State
from domains.services.answering import take_back
from domains.services.placing import answer_deadlines, answer_due
from domains.services.rows import close
from domains.states import LIVE
from merging import succeeding_sql as sql
from notifications.models import Deadline
from partners.errors import PartnersError
from partners.models import STATUTORY, Membership, Organisation, Team
from partners.policies import require_administrator

#: The stronger share stays where both held something in the same responsibility.
_RANK = {Share.LEAD: 0, Share.JOINT: 1, Share.CONTRIBUTOR: 2, Share.INFORMED: 3}


@dataclass(frozen=True, slots=True)
class Preview:
    """What would move: numbers only, nothing of any record. ``asks_again``: a voluntary successor, so held parts are asked."""

    held: int
    asked: int
    coordinated: int
    led: int
    people: int
    deadlines: int
    complaints: int
    asks_again: bool


def preview(old):
    """Count what stands with an organisation now. Seven counts, each by an index or over few rows."""
    parts = Part.objects.filter(organisation=old)
    return Preview(
        held=parts.filter(state=State.ACCEPTED).count(),
        asked=parts.filter(state=State.PROPOSED).count(),
        coordinated=Coordination.objects.filter(organisation=old, effective_until=None).count(),
        led=Case.objects.filter(lead_organisation=old).count(),
        people=Membership.objects.filter(organisation=old, effective_until=None).values("worker").distinct().count(),
        deadlines=Deadline.objects.filter(owner_organisation=old, is_live=True).count(),
        complaints=_complaints(old).count(),
        asks_again=old.sector not in STATUTORY,
    )


def successors(old):
    """Who could go on with an organisation: active partners of the same kind."""
    return Organisation.objects.filter(status=Organisation.Status.ACTIVE, sector=old.sector).exclude(pk=old.pk)


def _complaints(old):
    """Complaints that the organisation hosts, has a part in or answers for, while it is being answered."""
    theirs = Q(host=old) | Q(bodies__organisation=old) | Q(elements__responsible=old) | Q(received_by=old)
    return Complaint.objects.filter(theirs).filter(status__in=BEING_ANSWERED).distinct()


@transaction.atomic
def succeed(*, old, new, typed, reason, by, at):
    """Make ``new`` the successor of ``old``. Cannot be undone. Returns how much moved, {what: number}.

    ``typed`` is the name of the old organisation, written by hand. Refused: another name, no reason, itself, a body of
    another kind, a successor that is not active, an organisation that has another successor, complaints still open with it.
    The same again moves what was begun in the same moment as the first, and is otherwise nothing.
    """
    require_administrator(by, at=at)
    # Rows of organisations are locked without their keys: an acceptance that has its case goes on, and this one waits for it.
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=[old.pk, new.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    old, new = found[old.pk], found[new.pk]
    again = _check(old, new, typed, reason)
    cases = _cases(old)
    locks.hold(cases)
    teams = _teams(old, new)
    _settle_both(old, new, by=by, at=at)
    let_succeed(old=old, new=new, at=at)
    asks_again = new.sector not in STATUTORY
    due = answer_due(new, at=at) if asks_again else None
    moved = sql.move(old=old, new=new, teams=teams, due=due, by=by, at=at)
    if asks_again:
        answer_deadlines(Part.objects.filter(organisation=new, state=State.PROPOSED, proposed_at=at), at=at)
    if not again:
        Organisation.objects.filter(pk=old.pk).update(
            succeeded_by=new, status=Organisation.Status.LEFT, status_since=at,
            status_reason=f"Became part of {new.name}. {reason.strip()}"[:300],
        )  # fmt: skip
        Organisation.objects.filter(answered_for_by=old).exclude(pk=new.pk).update(answered_for_by=new)
    if not again or any(moved.values()):
        audit.record(
            "partner.succeeded", target=old, by=by, at=at, organisation_id=old.pk,
            detail={"successor": new.pk, "reason": reason.strip(), **moved},
        )  # fmt: skip
    return moved


def _check(old, new, typed, reason):
    """Refuse what cannot be; whether this has been done before."""
    if old.pk == new.pk:
        raise PartnersError("Choose another organisation than itself.", field="new")
    if " ".join(typed.split()).casefold() != " ".join(old.name.split()).casefold():
        raise PartnersError(f"Type the whole name, {old.name}, to go on.", field="typed")
    if not reason.strip():
        raise PartnersError("Say why, so that everybody who finds it on a record knows.", field="reason")
    if old.sector != new.sector:
        raise PartnersError(
            f"{new.name} is another kind of body ({new.get_sector_display()}), and may not hold all that {old.name} holds. "
            "Choose one of the same kind.",
            field="new",
        )
    if new.status != Organisation.Status.ACTIVE:
        raise PartnersError(f"{new.name} is not an active partner. Make it active first.", field="new")
    if old.succeeded_by_id is not None and old.succeeded_by_id != new.pk:
        raise PartnersError(f"{old.name} is part of another organisation already. Nothing was changed.", field="new")
    waiting = _complaints(old).count()
    if waiting:
        raise PartnersError(
            f"Complaints are still open with {old.name}: {waiting}. Answer and close them first, or agree in each who "
            "answers instead; then come back.",
            field="new",
        )
    return old.succeeded_by_id == new.pk


def _cases(old):
    """The cases on which the organisation stands in any way that counts now."""
    parts = Part.objects.filter(organisation=old, state__in=LIVE).order_by().values("case_id")
    led = Case.objects.filter(Q(lead_organisation=old) | Q(coordinator_organisation=old)).order_by().values("pk")
    answers = Responsibility.objects.filter(accountable=old, effective_until=None).order_by().values("case_id")
    coordinates = Coordination.objects.filter(organisation=old, effective_until=None).order_by().values("case_id")
    return Q(pk__in=parts) | Q(pk__in=led) | Q(pk__in=answers) | Q(pk__in=coordinates)


def _teams(old, new):
    """{team of the old: team of the successor}: the whole for the whole, the rest by name, made where there is none."""
    theirs = {team.name.casefold(): team for team in new.teams.filter(is_whole=False)}
    made = {}
    for team in old.teams.order_by("pk"):
        if team.is_whole:
            made[team.pk] = new.teams.get(is_whole=True).pk
            continue
        twin = theirs.get(team.name.casefold())
        if twin is None:
            code = "" if new.teams.filter(code=team.code).exists() else team.code
            twin = Team.objects.create(organisation=new, name=team.name, code=code, telephone=team.telephone)
        made[team.pk] = twin.pk
    return made


def _settle_both(old, new, *, by, at):
    """Where both stand in one responsibility, the stronger share stays and nothing is asked of somebody who holds it."""
    both = Responsibility.objects.filter(parts__organisation=old, parts__state__in=LIVE).filter(
        parts__organisation=new, parts__state__in=LIVE
    )
    parts = Part.objects.filter(responsibility__in=both.values("pk"), organisation__in=[old, new], state__in=LIVE)
    by_responsibility = {}
    for part in parts.select_related("case__person", "domain", "organisation", "responsibility").order_by("pk"):
        by_responsibility.setdefault(part.responsibility_id, []).append(part)
    for standing in by_responsibility.values():
        held = [part for part in standing if part.state == State.ACCEPTED]
        asked = [part for part in standing if part.state == State.PROPOSED]
        stays = min(held or asked, key=lambda part: (_RANK[part.share], part.organisation_id != new.pk, part.pk))
        words = f"{old.name} became part of {new.name}, which stands here already"[:400]
        for part in standing:
            if part is stays or part.organisation_id == stays.organisation_id and part.state == stays.state:
                continue
            if part.state == State.PROPOSED:
                take_back(part, by=by, at=at, reason=words)
            else:
                close(part, reason=EndReason.HANDED_OVER, by=by, at=at, words=words)


__all__ = ["Preview", "preview", "succeed"]

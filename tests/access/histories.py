"""Small random histories of one partnership: what people do, one act after another, by the services that the doors use.

An act that a service refuses changes nothing and is part of the story: refusals must leave access as it was.
"""

import random
from copy import copy
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from access.roles import Role
from access.rows import effective, writing
from agreements import services as agreements
from agreements.models import SharingAgreement
from calendars import local_day
from cases import services as cases
from cases.models import Bar, BreakGlass, Case, Consent, Person, RecordKind
from cases.services import open_case
from complaints import services as complaints
from complaints.models import Complaint, Method, Relation
from complaints.rules.intake import Complainant, ElementDraft
from domains import services as domains
from domains.models import Part, Share, State
from domains.services import PartRequest
from merging import joining
from merging.models import CaseJoin, PossibleMatch
from partners import services as partners
from partners.errors import PartnersError
from partners.models import Membership, Organisation, Team, Worker
from tests.house import NOON

PARTNERS = ("trust", "council", "open_door", "workwise", "harbour")
DOMAINS = ("assessment", "medication", "housing", "employment", "community", "money", "risk-crisis")


class History:
    """A partnership in which things happen. ``step()`` does one thing and returns its name, or None for a refusal."""

    def __init__(self, house, seed):
        self.house, self.seed, self.random, self.at = house, seed, random.Random(seed), NOON
        self._teams()
        self.cases = [self._case(number) for number in range(3)]
        self.cases.append(self._carer(self.cases[0].person))
        self._complaint()
        self._acts()

    def again(self, seed):
        """Another history from the same beginning, which the caller takes back."""
        other = copy(self)
        other.seed, other.random, other.at = seed, random.Random(seed), NOON
        other._acts()
        return other

    def _acts(self):
        self.acts = (
            [self.propose] * 5 + [self.accept] * 6 + [self.consent] * 5 + [self.decline, self.withdraw, self.end, self.end]
            + [self.hand_over, self.let_in, self.let_in, self.end_named, self.bar, self.coordinate, self.coordinate]
            + [self.suspend, self.restore, self.restore, self.agreement, self.agreement, self.join_staff, self.leave]
            + [self.come_back, self.role_ends, self.restrict, self.sight, self.share_complaint, self.name_staff]
            + [self.join, self.part_again, self.lift_bar] + [self.emergency] * 3 + [self.end_emergency]
        )  # fmt: skip

    def _teams(self):
        """Two partners let each team see its own cases; one worker of each sits in a team, one has roles in two partners."""
        house = self.house
        for key in ("trust", "workwise"):
            organisation = getattr(house, key)
            team = Team.objects.create(organisation=organisation, name="North")
            Organisation.objects.filter(pk=organisation.pk).update(sight=Organisation.Sight.TEAM)
            house.hire(f"Nor Thern {key}", organisation, Role.DOMAIN_WORKER, team=team)
        house.seat(house.neighbour, house.open_door, Role.PRACTITIONER)
        self.teams = list(Team.objects.select_related("organisation"))

    def _case(self, number):
        house = self.house
        lead = house.council if number == 2 else house.trust
        by = house.social_worker if number == 2 else house.coordinator
        person = Person.objects.create(
            given_name="Somebody", family_name=f"No{number}", search_key="x", created_at=NOON
        )
        return open_case(
            person=person, lead_organisation=lead, organisation=lead, team=house.whole(lead), whole_team=house.whole(lead),
            coordinator=by, domain=house.domain("coordination"), at=NOON, by=None,
        )[0]  # fmt: skip

    def _carer(self, person):
        """Somebody with a record of their own who cares for somebody too: the council's record of them as a carer."""
        council = self.house.council
        return open_case(
            person=person, kind=RecordKind.CARER, lead_organisation=council, organisation=council,
            team=self.house.whole(council), whole_team=self.house.whole(council), coordinator=self.house.social_worker,
            domain=self.house.domain("coordination"), at=NOON, by=None,
        )[0]  # fmt: skip

    def _complaint(self):
        house, day = self.house, local_day(NOON - timedelta(days=1))
        domains.establish(
            case=self.cases[0], requests=[PartRequest(domain=house.domain("medication"), organisation=house.trust)],
            by=None, at=NOON,
        )  # fmt: skip
        taken = complaints.take(
            received_by=house.council, received_at=NOON, method=Method.SPOKEN, title="Both", words="Both went wrong",
            complainant=Complainant(name="Somebody", contact="01632 960001", relation=Relation.SELF),
            elements=[
                ElementDraft(words="Tablets", about_on=local_day(NOON), domain=house.domain("medication")),
                ElementDraft(words="The visit", about_on=day, domain=None),
            ],
            by=house.social_worker, at=NOON, case=self.cases[2],
        )  # fmt: skip
        complaints.route(taken.pk, at=NOON)
        for element in Complaint.objects.get(pk=taken.pk).elements.all():
            complaints.set_responsible(
                element=element, organisation=(house.trust, house.council)[element.number - 1], reason="Did it",
                by=house.council_complaints, at=NOON,
            )  # fmt: skip
        self.complaint = taken

    def step(self):
        self.at += timedelta(minutes=self.random.choice([1, 1, 5, 60, 700, 3000]))
        act = self.random.choice(self.acts)
        try:
            with transaction.atomic():
                act()
        except (PermissionDenied, ValidationError, PartnersError):
            return None
        return act.__name__

    # Who and what

    def case(self):
        return Case.objects.get(pk=self.random.choice(self.cases).pk)

    def partner(self):
        return Organisation.objects.get(pk=getattr(self.house, self.random.choice(PARTNERS)).pk)

    def worker(self):
        return self.random.choice(list(Worker.objects.order_by("pk")))

    def coordinator_of(self, case):
        return case.coordinator or self.house.manager

    def part(self, *states):
        found = list(
            Part.objects.filter(state__in=states).select_related("organisation", "case", "domain").order_by("pk")
        )
        if not found:
            raise ValidationError("Nothing is like that yet")
        return self.random.choice(found)

    def holder_of(self, part):
        """Somebody who works for the holder, or now and then somebody who does not."""
        if self.random.random() < 0.1:
            return self.worker()
        seats = Membership.objects.filter(organisation=part.organisation).select_related("worker").order_by("pk")
        return self.random.choice(list(seats)).worker

    # Acts

    def propose(self):
        case, organisation = self.case(), self.partner()
        teams = [None, *(team for team in self.teams if team.organisation_id == organisation.pk)]
        request = PartRequest(
            domain=self.house.domain(self.random.choice(DOMAINS)), organisation=organisation,
            team=self.random.choice(teams), accountable=self.house.council if self.random.random() < 0.7 else None,
            share=self.random.choice([None, None, None, Share.INFORMED]),
        )  # fmt: skip
        domains.propose(case=case, requests=[request], by=self.coordinator_of(case), at=self.at)

    def accept(self):
        part = self.part(State.PROPOSED)
        domains.accept(part=part, by=self.holder_of(part), at=self.at)

    def decline(self):
        part = self.part(State.PROPOSED)
        domains.decline(part=part, reason="No room", by=self.holder_of(part), at=self.at)

    def withdraw(self):
        part = self.part(State.PROPOSED)
        domains.withdraw(part=part, by=self.coordinator_of(part.case), at=self.at)

    def end(self):
        part = self.part(State.ACCEPTED)
        domains.end(part=part, words="Done", by=self.holder_of(part), at=self.at)

    def hand_over(self):
        part = self.part(State.ACCEPTED)
        domains.hand_over(part=part, organisation=self.partner(), by=self.holder_of(part), at=self.at, words="Please")

    def consent(self):
        case = self.case()
        given = self.random.random() < 0.7
        cases.record_consent(
            case=case, organisation=self.partner(),
            domain=self.random.choice([None, None, self.house.domain(self.random.choice(DOMAINS))]),
            status=Consent.Status.GIVEN if given else self.random.choice([Consent.Status.REFUSED, Consent.Status.WITHDRAWN]),
            scope=self.random.choice([Consent.Scope.WRITE, Consent.Scope.WRITE, Consent.Scope.READ, Consent.Scope.NOTIFY]),
            until=self.random.choice([None, None, self.at + timedelta(days=2)]) if given else None,
            given_by="They", method=Consent.Method.SPOKEN, by=self.coordinator_of(case), at=self.at,
        )  # fmt: skip

    def let_in(self):
        case, seat = self.case(), self.random.choice(list(Membership.objects.order_by("pk")))
        cases.let_in(
            case=case, worker=seat.worker, organisation=seat.organisation, reason="Knows them",
            until=self.random.choice([None, self.at + timedelta(hours=4), self.at + timedelta(days=3)]),
            by=self.coordinator_of(case), at=self.at,
        )  # fmt: skip

    def end_named(self):
        case = self.case()
        cases.end_named_access(case=case, worker=self.worker(), by=self.coordinator_of(case), at=self.at)

    def bar(self):
        case = self.case()
        cases.bar(case=case, worker=self.worker(), reason="A relative", by=self.house.manager, at=self.at)

    def coordinate(self):
        case, seat = self.case(), self.random.choice(list(Membership.objects.select_related("team").order_by("pk")))
        cases.set_coordinator(
            case=case, organisation=seat.organisation, team=seat.team, worker=self.random.choice([seat.worker, None]),
            by=self.coordinator_of(case), at=self.at,
        )  # fmt: skip

    def suspend(self):
        partners.suspend_organisation(
            organisation=self.partner(), reason="Asked to", by=self.house.administrator, at=self.at
        )

    def restore(self):
        for organisation in Organisation.objects.filter(status=Organisation.Status.SUSPENDED).order_by("pk")[:2]:
            with writing():
                Organisation.objects.filter(pk=organisation.pk).update(status=Organisation.Status.ACTIVE)

    def agreement(self):
        """Suspended, resumed, ended or made anew, perhaps until a day, perhaps between two of them only."""
        by, at = self.house.administrator, self.at
        rows = list(SharingAgreement.objects.exclude(status="ended").order_by("pk"))
        what = self.random.choice(["suspend", "resume", "resume", "end", "make", "make"])
        if what == "make" or not rows:
            keys = self.random.sample(PARTNERS, self.random.choice([2, 3, 5]))
            agreements.make_agreement(
                name="Another", organisations=[getattr(self.house, key) for key in keys], since=at, by=by, at=at,
                until=self.random.choice([None, at + timedelta(days=4)]),
            )  # fmt: skip
        elif what == "resume":
            for row in rows:
                agreements.resume(agreement=row, by=by, at=at)
        elif what == "suspend":
            agreements.suspend(agreement=self.random.choice(rows), reason="A doubt", by=by, at=at)
        else:
            agreements.end(agreement=self.random.choice(rows), reason="Over", by=by, at=at)

    def join_staff(self):
        organisation = self.partner()
        teams = [team for team in self.teams if team.organisation_id == organisation.pk]
        partners.seat(
            worker=self.worker(), organisation=organisation, role=self.random.choice(list(Role)), by=self.house.administrator,
            team=self.random.choice(teams), at=self.at, until=self.random.choice([None, self.at + timedelta(days=2)]),
        )  # fmt: skip

    def leave(self):
        partners.deactivate(worker=self.worker(), by=self.house.administrator, at=self.at)

    def come_back(self):
        for worker in Worker.objects.filter(is_active=False).order_by("pk"):
            partners.reactivate(worker=worker, by=self.house.administrator, at=self.at)
            for key, known in self.house.workers.items():
                if known.pk == worker.pk:
                    self.house.workers[key] = Worker.objects.get(pk=worker.pk)

    def role_ends(self):
        seat = self.random.choice(list(Membership.objects.order_by("pk")))
        partners.end_membership(membership=seat, by=self.house.administrator, at=self.at)

    def restrict(self):
        case = self.case()
        turn = cases.unrestrict if case.restricted else cases.restrict
        turn(case=case, reason="Somebody on the staff", by=self.coordinator_of(case), at=self.at)

    def lift_bar(self):
        bars = list(Bar.objects.filter(effective(self.at)).order_by("pk"))
        if not bars:
            raise ValidationError("Nobody is barred")
        cases.lift_bar(bar=self.random.choice(bars), reason="Not a relative", by=self.house.manager, at=self.at)

    def emergency(self):
        cases.open_in_emergency(
            find=self.case().reference, reason="Found collapsed at home today", by=self.worker(), at=self.at
        )

    def end_emergency(self):
        live = (
            BreakGlass.objects.filter(access__effective_until__gt=self.at)
            .select_related("access__worker")
            .order_by("pk")
        )
        if not live:
            raise ValidationError("Nothing is open in an emergency")
        found = self.random.choice(list(live))
        cases.end_emergency(emergency=found, by=found.access.worker, at=self.at)

    def sight(self):
        organisation = self.partner()
        other = {"everyone": "team", "team": "everyone"}[organisation.sight]
        Organisation.objects.filter(pk=organisation.pk).update(sight=other)

    def share_complaint(self):
        complaints.record_sharing(
            complaint=Complaint.objects.get(pk=self.complaint.pk), organisation=self.house.trust, given_by="They",
            answer=self.random.choice(["given", "given", "refused"]), method=Method.SPOKEN,
            by=self.house.council_complaints, at=self.at,
        )  # fmt: skip

    def name_staff(self):
        complaints.name_staff(
            complaint=Complaint.objects.get(pk=self.complaint.pk), worker=self.worker(), by=self.house.council_complaints,
            at=self.at,
        )  # fmt: skip

    def join(self):
        """Two of the cases turn out to be of one person."""
        one, other = self.random.sample(self.cases[:3], 2)
        match, _ = PossibleMatch.objects.get_or_create(
            person_id=one.person_id, other_person_id=other.person_id,
            defaults={"case": one, "other_case": other, "because": "number", "evidence": "x", "raised_at": self.at},
        )  # fmt: skip
        case = Case.objects.get(pk=one.pk)
        joining.confirm(match=match, by=self.coordinator_of(case), at=self.at, reason="Rang them")

    def part_again(self):
        joins = list(CaseJoin.objects.filter(undone_at=None).order_by("pk"))
        if joins:
            joining.undo(join=self.random.choice(joins), by=self.house.administrator, at=self.at, reason="Two people")

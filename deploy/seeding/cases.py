"""The rows of the seeded cases: person, case, six responsibilities, parts, involvement, consent, clocks and deadlines."""

from datetime import date, timedelta

from django.db.models import Max

from assessments import clocks
from assessments.framework_files import library
from calendars import end_of_day
from cases.models import (
    NO_DATE,
)
from cases.numbers import check_digit
from cases.people import folded
from deploy.seeding.partnership import FAMILY, GIVEN
from deploy.seeding.signatures import Signatures
from deploy.seeding.tables import Rows
from notifications import rulebook
from notifications.models import Deadline
from partners.models import Domain

#: The six responsibilities of every case: domain, share of the trust, share of the council, who delivers.
SIX = ("assessment", "treatment", "medication", "daily-living", "housing", "employment")
CLOSED, PROPOSED, RESTRICTED, CONSENT_MISSING, SIGNED = 0.10, 0.04, 0.002, 0.03, 0.6


def nhs_numbers():
    """Numbers of the 999 range with a right check digit, in order: never issued to anybody."""
    for middle in range(1, 1_000_000):
        nine = f"999{middle:06d}"
        digit = check_digit(nine)
        if digit is not None:
            yield f"{nine}{digit}"


class Seeder:
    """Writes cases one after another; ``flush`` every few thousand keeps memory flat."""

    def __init__(self, areas, desks, *, chance, at):
        self.areas, self.desks, self.chance, self.at = areas, desks, chance, at
        self.rows = Rows()
        self.domain = {d.code: d for d in Domain.objects.all()}
        self.schedules = rulebook.schedules({clocks.CPA, clocks.CARE_ACT, "part.answer"})
        self.rules = {kind: clocks.rule_text(kind) for kind in (clocks.CPA, clocks.CARE_ACT)}
        self.versions = {code: library().newest(code).version for code in ("cpa-2008", "care-act-2014")}
        self.numbers = nhs_numbers()
        self.part_key = self.responsibility_key = self.assessment_key = 0
        self.signatures = Signatures(self.versions)
        # The agreements have set deadlines already.
        self.deadline_key = Deadline.objects.aggregate(last=Max("pk"))["last"] or 0
        self.area_weights = [area.weight for area in areas]
        self.voluntary = {
            area.number: (
                [b for b in area.voluntary if b.sector == sector],
                [b.weight for b in area.voluntary if b.sector == sector],
            )
            for area in areas
            for sector in ("housing",)
        }
        self.charities = {
            area.number: (
                [b for b in area.voluntary if b.sector != "housing"],
                [b.weight for b in area.voluntary if b.sector != "housing"],
            )
            for area in areas
        }

    def case(self, key):
        """One person and their case. ``key`` is both keys."""
        chance, rows, at = self.chance, self.rows, self.at
        area = chance.choices(self.areas, self.area_weights)[0]
        trust, council = self.desks[area.trust.pk], self.desks[chance.choice(area.councils).pk]
        is_open = chance.random() >= CLOSED
        opened = at - timedelta(days=chance.randint(40, 1200), seconds=chance.randint(0, 40_000))
        closed = None if is_open else opened + (at - opened) * 0.8
        worker, team = chance.choice(trust.coordinators)
        restricted = chance.random() < RESTRICTED
        self._person(key, opened)
        next_due = self._clocks(key, trust, council, worker, team, opened) if is_open else NO_DATE
        rows.case.add(
            key,
            key,
            trust.organisation_id,
            "cpa-2008",
            "open" if is_open else "closed",
            is_open,
            restricted,
            worker,
            trust.organisation_id,
            team,
            opened,
            closed,
            next_due,
            "none",
            opened,
        )
        rows.status.add(key, "open", opened, worker, "Seeded")
        if closed:
            rows.status.add(key, "closed", closed, worker, "Seeded")
        rows.coordination.add(key, key, trust.organisation_id, team, worker, "", opened, opened)
        self.sees = {}
        self._basis(key, trust, team, "coordination", "coordination", key, opened)
        self._parts(key, area, trust, council, worker, team, opened, closed)
        for organisation_id, team_id in self.sees:
            rows.involvement.add(key, organisation_id, team_id, next_due, is_open, restricted)
        if chance.random() < SIGNED:
            signed = min(at, opened + timedelta(days=28))
            self._signed(key, trust.organisation_id, worker, opened, signed)

    def _signed(self, key, organisation_id, worker, opened, signed):
        """The first version of the assessment, with nothing in it but its signature."""
        self.assessment_key += 1
        self.rows.assessment.add(
            self.assessment_key, key, 1, "signed", _json(self.versions), opened, worker, organisation_id, signed
        )
        made = self.signatures.of(organisation_id=organisation_id, worker_id=worker, began=opened, signed=signed)
        self.rows.signature.add(
            self.assessment_key, made.at, worker, organisation_id, made.why_without_person, made.why_incomplete,
            made.why_despite_no, made.digest, _json(made.parts), _json(made.reached),
        )  # fmt: skip

    def _person(self, key, opened):
        chance = self.chance
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        born = date(1940, 1, 1) + timedelta(days=chance.randint(0, 24_000))
        self.rows.person.add(
            key,
            given,
            family,
            "",
            born,
            chance.choice(("female", "male")),
            f"ZZ{key % 90 + 1} {key % 9 + 1}AA",
            "",
            "",
            "",
            "",
            "",
            folded(f"{given} {family}"),
            opened,
        )
        self.rows.identifier.add(key, "NHS", next(self.numbers), True, opened)

    def _clocks(self, key, trust, council, worker, team, opened):
        """Both review clocks of an open case, their deadlines, and the earliest due moment."""
        due = []
        for kind, side, owner in (
            (clocks.CPA, trust, (trust.organisation_id, team, worker)),
            (clocks.CARE_ACT, council, (council.organisation_id, council.whole_team_id, None)),
        ):
            started = opened.date()
            last = min(self.at.date(), self.at.date() - timedelta(days=self.chance.randint(0, 380)))
            last = last if last > started else None
            self.rows.clock.add(key, kind, side.organisation_id, started, last, "Seeded", opened)
            moment = end_of_day(clocks.due_on(kind, started_on=started, last_done_on=last))
            due.append(moment)
            self._deadline(kind, "case", key, key, moment, owner, opened, self.rules[kind])
        return min(due)

    def _deadline(self, kind, subject_kind, subject_id, case_id, moment, owner, set_at, rule):
        # As if the sweep had done its work until now: only stages still to come are waiting.
        self.deadline_key += 1
        following = self.schedules[kind].following(moment, "england-and-wales", at=self.at)
        self.rows.deadline.add(
            kind,
            subject_kind,
            subject_id,
            case_id,
            1,
            moment,
            *owner,
            set_at,
            rule,
            True,
            self.deadline_key,
        )
        if following:
            self.rows.waiting.add(self.deadline_key, following.stage.position, following.at)

    def _parts(self, key, area, trust, council, worker, team, opened, closed):
        chance = self.chance
        housing = self.desks[chance.choices(*self.voluntary[area.number])[0].pk]
        charity = self.desks[chance.choices(*self.charities[area.number])[0].pk]
        held = {
            "assessment": [(trust, team, "lead"), (council, council.whole_team_id, "joint")],
            "treatment": [(trust, team, "lead")],
            "medication": [(trust, team, "lead")],
            "daily-living": [(council, council.whole_team_id, "lead")],
            "housing": [(housing, housing.whole_team_id, "lead")],
            "employment": [(charity, charity.whole_team_id, "lead")],
        }
        for code in SIX:
            self.responsibility_key += 1
            domain = self.domain[code]
            accountable = trust if code in ("assessment", "treatment", "medication") else council
            self.rows.responsibility.add(
                self.responsibility_key,
                key,
                domain.pk,
                domain.default_mode,
                accountable.organisation_id,
                opened,
                closed,
                opened,
            )
            for desk, team_id, share in held[code]:
                self._part(key, domain, desk, team_id, share, worker, opened, closed)
        for desk in {housing.organisation_id: housing, charity.organisation_id: charity}.values():
            if chance.random() >= CONSENT_MISSING:
                self.rows.consent.add(
                    key,
                    desk.organisation_id,
                    None,
                    "direct_care",
                    "write",
                    "given",
                    "The person",
                    "spoken",
                    "",
                    opened,
                    opened,
                )

    def _part(self, key, domain, desk, team_id, share, worker, opened, closed):
        self.part_key += 1
        statutory = share != "lead" or domain.code not in ("housing", "employment")
        waits = not statutory and closed is None and self.chance.random() < PROPOSED
        due = NO_DATE
        if waits:
            asked = self.at - timedelta(days=self.chance.randint(0, 12), hours=3)
            due = rulebook.due("part.answer", asked, division="england-and-wales")
            state, answered, begins = "proposed", None, None
            self._deadline(
                "part.answer",
                "part",
                self.part_key,
                key,
                due,
                (desk.organisation_id, desk.whole_team_id, None),
                asked,
                "part.answer",
            )
        else:
            asked = opened
            state, answered, begins = ("ended" if closed else "accepted"), opened, opened
            if not closed and not statutory:
                due = self.at + timedelta(days=self.chance.randint(-10, 30))
        holder = self.chance.choice(desk.workers)[0] if not waits else None
        self.rows.part.add(
            self.part_key,
            self.responsibility_key,
            key,
            domain.pk,
            desk.organisation_id,
            team_id,
            holder,
            share,
            state,
            "",
            worker,
            asked,
            answered,
            begins,
            closed if begins else None,
            closed if begins else None,
            "case_closed" if closed and begins else "",
            due,
            "",
        )
        self.rows.event.add(self.part_key, "proposed" if waits else "accepted", asked, worker, "")
        if closed and begins:
            self.rows.event.add(self.part_key, "ended", closed, worker, "")
        if state == "accepted":
            self._basis(key, desk, team_id, domain.code, "part", self.part_key, opened)

    def _basis(self, key, desk, team_id, code, kind, reference, at):
        self.rows.basis.add(key, desk.organisation_id, team_id, self.domain[code].pk, kind, reference, at)
        self.sees[desk.organisation_id, desk.whole_team_id] = True
        self.sees[desk.organisation_id, team_id] = True


def _json(value):
    from django.db import connection

    if connection.vendor == "postgresql":
        from psycopg.types.json import Jsonb

        return Jsonb(value)
    return value

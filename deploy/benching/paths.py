"""What is measured: each path as the pages use it, its floor, and a check that both give the same answer."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.test import Client

from access.roles import Permission, Role
from calendars.moments import end_of_day, local_day
from cases.models import Case
from cases.people import PersonDetails, make_person
from cases.policies import caseload_page, may
from deploy.benching import floors
from deploy.benching.byhand import create_case as create_by_hand
from deploy.benching.cast import cast
from deploy.benching.errors import Different
from deploy.benching.timing import measure
from desks import caseload as caseload_desk
from desks import radar as gaps
from desks import reviews as reviews_desk
from desks.web.caseload import ROLES as CASELOAD_ROLES
from domains.policies import write_flags
from domains.queries import my_parts
from domains.services import PartRequest, open_case_with_domains
from partners.models import Domain, Organisation, Sector, Team
from partners.standing import standing_of

SIZE = caseload_desk.SIZE


def own_name():
    """A name under which this installation answers."""
    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name not in ("*", "")]
    return names[0] if names else "localhost"


class Paths:
    """Every path of the bench for one moment. Each method returns {"small": …, "large": …}."""

    def __init__(self, *, at, runs):
        self.at, self.runs = at, runs
        self.characters = cast([Role.COORDINATOR, Role.PRACTITIONER, Role.DOMAIN_WORKER])
        self.with_caseload = cast(sorted(CASELOAD_ROLES))
        self.managers = cast([Role.TEAM_MANAGER])

    def _each(self, characters, path):
        return {size: {**path(character), "open_cases": character.open_cases} for size, character in characters.items()}

    def _same(self, what, ours, floor):
        if list(ours) != list(floor):
            raise Different(
                f"{what}: the page and the hand-written SQL give different answers: {ours[:3]} and {floor[:3]}"
            )

    # --- lists
    def caseload(self):
        def path(one):
            facts = one.facts(self.at, size=SIZE)

            def floor():
                floors.run(floors.STANDING, facts)
                rows = floors.run(floors.CASELOAD, facts, statutory=one.statutory)
                floors.run(floors.PARTS, facts, keys=[row[1] for row in rows])
                return rows

            worker = one.worker()

            def ours():
                worker._standing = None
                return caseload_desk.caseload(worker, at=self.at)

            self._same("caseload", [row.case_id for row in ours().rows], [row[1] for row in floor()])
            return measure(ours, floor, runs=self.runs)

        return self._each(self.with_caseload, path)

    def my_domains(self):
        def path(one):
            facts = one.facts(self.at, size=50)
            worker = one.worker()

            def floor():
                floors.run(floors.STANDING, facts)
                return floors.run(floors.MY_DOMAINS, facts, statutory=one.statutory)

            def ours():
                worker._standing = None
                return my_parts(worker, at=self.at, size=50)

            self._same("my domains", [row.part_id for row in ours().rows], [row[1] for row in floor()])
            return measure(ours, floor, runs=self.runs)

        return self._each(self.characters, path)

    def reviews(self):
        def path(one):
            soon = end_of_day(local_day(self.at) + timedelta(days=28))
            facts = one.facts(self.at, size=reviews_desk.SIZE + 1, soon=soon)
            worker = one.worker()

            def floor():
                floors.run(floors.STANDING, facts)
                floors.run(floors.REVIEWS_PARTNERS, facts)
                teams = floors.run(floors.REVIEWS, facts)
                floors.run(floors.REVIEWS_PEOPLE, facts, keys=[row[0] for row in teams])
                floors.run(floors.REVIEWS_UNALLOCATED, facts)
                floors.run(floors.REVIEWS_UNANSWERED, facts)
                keys = [row[2] for row in floors.run(floors.REVIEWS_LIST, facts)]
                if keys:
                    floors.run(floors.REVIEWS_OPENS, facts, statutory=one.statutory, keys=keys)
                    floors.run(floors.REVIEWS_PLANNED, facts, keys=keys)
                    floors.run(floors.REVIEWS_ESCALATED, facts, keys=keys)
                return teams

            def ours():
                worker._standing = None
                scope = reviews_desk.scope_of(worker, at=self.at)
                teams = reviews_desk.teams(scope, at=self.at)
                reviews_desk.figures(scope, teams, at=self.at)
                reviews_desk.listed(worker, scope, "overdue", at=self.at)
                return teams

            self._same(
                "reviews",
                sorted((team.team_id, team.overdue) for team in ours()),
                sorted((row[0], row[3]) for row in floor()),
            )
            return measure(ours, floor, runs=self.runs)

        return self._each(self.managers, path)

    def radar(self):
        """All figures of the gap radar over a manager's organisation. Kinds with few gaps are read to the end."""

        def path(one):
            worker = one.worker()

            def ours():
                worker._standing = None
                covers = gaps.over(worker, at=self.at, chosen=gaps.ALL)
                return gaps.Radar(worker, covers, at=self.at).figures()

            return measure(ours, runs=max(10, self.runs // 2))

        return self._each(self.managers, path)

    # --- single checks
    def can_view(self):
        def path(one):
            worker = one.worker()
            case = self._a_case(worker)
            facts = one.facts(self.at, case=case.pk)

            def floor():
                floors.run(floors.STANDING, facts)
                return floors.run(floors.CAN_VIEW, facts, statutory=one.statutory)

            def ours():
                worker._standing = None
                return may(worker, Permission.VIEW_CASE, case, at=self.at)

            self._same("can view", [bool(ours())], list(floor()[0]))
            return measure(ours, floor, runs=self.runs)

        return self._each(self.characters, path)

    def write_flags(self):
        def path(one):
            worker = one.worker()
            case = self._a_case(worker)
            facts = one.facts(self.at, case=case.pk)

            def floor():
                floors.run(floors.STANDING, facts)
                return floors.run(floors.WRITE_FLAGS, facts, statutory=one.statutory)

            def ours():
                worker._standing = None
                return write_flags(case, worker, at=self.at)

            self._same("write flags", sorted(ours()), [row[0] for row in floor()])
            return measure(ours, floor, runs=self.runs)

        return self._each(self.characters, path)

    def _a_case(self, worker):
        rows = caseload_page(worker, at=self.at, size=40).rows
        return Case.objects.select_related("person").get(pk=rows[len(rows) // 2][1])

    # --- whole pages
    def caseload_http(self):
        return self._each(self.with_caseload, lambda one: self._page(one, lambda worker: "/caseload/"))

    def case_page(self):
        return self._each(
            self.characters, lambda one: self._page(one, lambda worker: f"/record/{self._a_case(worker).reference}/")
        )

    def _page(self, one, address):
        client, worker = Client(SERVER_NAME=own_name()), one.worker()
        client.force_login(worker, backend=settings.AUTHENTICATION_BACKENDS[-1])
        where = address(worker)

        def ours():
            answer = client.get(where, secure=settings.SECURE_SSL_REDIRECT)
            if answer.status_code != 200:
                raise Different(f"{where} answered {answer.status_code} to worker {one.worker_id}")
            return answer

        return measure(ours, runs=max(10, self.runs // 2))

    # --- writing
    def create_case(self):
        def path(one):
            here = Organisation.objects.get(pk=one.organisation_id)
            lead = here if here.sector == Sector.NHS else self._trust_of(here)
            whole = Team.objects.select_related("organisation").get(pk=one.whole_team_id)
            worker = one.worker()
            requests = self._six(lead)
            coordination = Domain.objects.get(code="coordination")

            standing_of(worker, at=self.at)  # a request has it before its service begins

            def ours():
                with transaction.atomic():
                    person = make_person(details=PersonDetails(given_name="Bench", family_name="Mark"), at=self.at)
                    open_case_with_domains(
                        person=person, lead_organisation=lead, organisation=here, team=whole, whole_team=whole,
                        coordinator=worker, requests=requests, by=worker, at=self.at, coordination=coordination,
                    )  # fmt: skip
                    transaction.set_rollback(True)

            def floor():
                with transaction.atomic():
                    create_by_hand(one, requests, at=self.at)
                    transaction.set_rollback(True)

            return measure(ours, floor, runs=self.runs)

        return self._each(self.with_caseload, path)

    def _trust_of(self, organisation):
        """The trust of a partner's area."""
        return Organisation.objects.filter(shares_with__other=organisation, sector=Sector.NHS).first()

    def _six(self, trust):
        """Six domains, each asked of another partner of the trust's area where there is one."""
        partners = list(
            Organisation.objects.filter(shares_with__other=trust, status="active").distinct().order_by("sector", "pk")
        )
        council = next(o for o in partners if o.sector == Sector.COUNCIL)
        housing = next(o for o in partners if o.sector == Sector.HOUSING)
        charity = next(o for o in partners if o.sector == Sector.VOLUNTARY)
        who = {
            "medication": trust,
            "treatment": trust,
            "assessment": council,
            "daily-living": council,
            "housing": housing,
            "employment": charity,
        }
        answers = {"medication": trust, "treatment": trust}
        return [
            PartRequest(
                domain=Domain.objects.get(code=code), organisation=organisation, accountable=answers.get(code, council)
            )
            for code, organisation in who.items()
        ]

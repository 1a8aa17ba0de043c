"""The house in small: a partnership with every kind of partner and worker, and one person's case.

Tests read as stories about these people. All of them are invented.
"""

from datetime import UTC, datetime, timedelta

from access.roles import Role
from access.rows import writing
from partners.models import Domain, Membership, Organisation, Partnership, Sector, Team, Worker

#: A Monday in term time, noon in London: the moment at which test stories happen.
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=900)

ORGANISATIONS = {
    "trust": ("Marshgate Trust", "Trust", Sector.NHS, True),
    "council": ("Marshgate Council", "Council", Sector.COUNCIL, True),
    "open_door": ("Open Door Homes", "Open Door", Sector.HOUSING, False),
    "workwise": ("Workwise", "Workwise", Sector.VOLUNTARY, False),
    "harbour": ("Harbour Light", "Harbour", Sector.VOLUNTARY, False),
    "shut": ("Closed Door Trust", "Closed Door", Sector.VOLUNTARY, False),
}

WORKERS = {
    "coordinator": ("Jo Price", "trust", Role.COORDINATOR),
    "nurse": ("Kit Mensah", "trust", Role.PRACTITIONER),
    "social_worker": ("Ann Fearon", "council", Role.COORDINATOR),
    "housing_worker": ("Priya Nair", "open_door", Role.DOMAIN_WORKER),
    "employment_worker": ("Tomos Rhys", "workwise", Role.DOMAIN_WORKER),
    "neighbour": ("Lena Ortiz", "harbour", Role.DOMAIN_WORKER),
    "suspended_worker": ("Sam Tull", "shut", Role.DOMAIN_WORKER),
    "manager": ("Grace Amos", "trust", Role.TEAM_MANAGER),
    "partnership_manager": ("Ravi Sen", "council", Role.PARTNERSHIP_MANAGER),
    "trust_complaints": ("Moira Bell", "trust", Role.COMPLAINTS_LEAD),
    "council_complaints": ("Dele Ojo", "council", Role.COMPLAINTS_LEAD),
    "charity_complaints": ("Fay Lund", "open_door", Role.COMPLAINTS_LEAD),
    "administrator": ("Ola Berg", "trust", Role.ADMINISTRATOR),
    "privacy_officer": ("Nia Pugh", "trust", Role.PRIVACY_OFFICER),
}


class House:
    """Organisations and workers by short key: ``house.trust``, ``house.coordinator``; ``house.domain("housing")``."""

    def __init__(self):
        self.partnership = Partnership.objects.create(
            name="Marshgate Together", frameworks=["cpa-2008", "care-act-2014"]
        )
        self.organisations, self.workers = {}, {}
        for key, (name, short_name, sector, responsible) in ORGANISATIONS.items():
            organisation = Organisation.objects.create(
                name=name, short_name=short_name, sector=sector, responsible_body=responsible, code=key.upper()[:20]
            )
            Team.objects.create(organisation=organisation, name="Whole organisation", is_whole=True)
            self.organisations[key] = organisation
        Organisation.objects.filter(pk=self.shut.pk).update(
            status=Organisation.Status.SUSPENDED, status_reason="Agreement under review", status_since=LONG_AGO
        )
        for charity in (self.open_door, self.workwise, self.harbour):
            Organisation.objects.filter(pk=charity.pk).update(answered_for_by=self.council)
        for key, (name, organisation, role) in WORKERS.items():
            self.workers[key] = self.hire(name, self.organisations[organisation], role, email=f"{key}@example.org")
        self.sharing = self._agreement()

    def __getattr__(self, key):
        for shelf in ("organisations", "workers"):
            if key in self.__dict__.get(shelf, {}):
                return self.__dict__[shelf][key]
        raise AttributeError(key)

    def whole(self, organisation):
        return organisation.teams.get(is_whole=True)

    def domain(self, code):
        return Domain.objects.get(code=code)

    def hire(self, name, organisation, role, *, email=None, team=None, since=LONG_AGO, until=None):
        worker = Worker.objects.create_user(
            email or f"{name.replace(' ', '.').lower()}@example.org", "a long password", name=name
        )
        self.seat(worker, organisation, role, team=team, since=since, until=until)
        return worker

    def seat(self, worker, organisation, role, *, team=None, since=LONG_AGO, until=None):
        with writing(Membership):
            return Membership.objects.create(
                worker=worker,
                organisation=organisation,
                team=team or self.whole(organisation),
                role=role,
                effective_from=since,
                effective_until=until,
                recorded_at=since,
            )

    def _agreement(self):
        from agreements import services

        return services.make_agreement(
            name="Marshgate sharing agreement",
            organisations=[self.trust, self.council, self.open_door, self.workwise, self.harbour],
            since=LONG_AGO,
            until=None,
            by=None,
            at=LONG_AGO,
            to_confirm=False,
        )

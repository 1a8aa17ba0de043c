"""Let in by name, barred, restricted: the services' refusals, and the page with its acts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from access.roles import Permission, Role
from access.rows import writing
from cases import services
from cases.models import Bar, BreakGlass, Case, NamedAccess
from cases.policies import may
from domains.checks import differences
from notifications import registry
from notifications.models import Notice
from partners.models import Worker
from tests.assessments.stories import a_shared_case
from tests.house import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)
WHY = "She works for the trust herself"


@pytest.fixture
def case(house):
    return a_shared_case(house)


def sees(worker, case, at=LATER):
    return bool(may(Worker.objects.get(pk=worker.pk), Permission.VIEW_CASE, Case.objects.get(pk=case.pk), at=at))


class TestBars:
    def test_whoever_coordinates_is_not_barred_by_mistake(self, house, case):
        with pytest.raises(ValidationError, match="coordinates this record"):
            services.bar(case=case, worker=house.coordinator, reason="A cousin", by=house.manager, at=NOON)

    def test_a_lifted_bar_is_kept_and_lets_in_again(self, house, case):
        bar = services.bar(case=case, worker=house.nurse, reason="A cousin", by=house.manager, at=NOON)
        assert not sees(house.nurse, case)
        services.lift_bar(bar=bar, reason="Another family", by=house.manager, at=LATER)
        assert sees(house.nurse, case)
        assert Bar.objects.get().reason == "A cousin"

    def test_a_practitioner_lifts_none(self, house, case):
        bar = services.bar(case=case, worker=house.nurse, reason="A cousin", by=house.manager, at=NOON)
        with pytest.raises(PermissionDenied):
            services.lift_bar(bar=bar, reason="Mine", by=house.social_worker, at=LATER)
        assert not sees(house.nurse, case)


class TestRestricted:
    def test_only_named_workers_open_it(self, house, case):
        services.let_in(
            case=case,
            worker=house.nurse,
            organisation=house.trust,
            until=None,
            reason="Her nurse",
            by=house.manager,
            at=NOON,
        )
        services.restrict(case=case, reason=WHY, by=house.manager, at=NOON)
        assert sees(house.coordinator, case)
        assert sees(house.nurse, case)
        for name in ("manager", "social_worker", "housing_worker"):
            assert not sees(getattr(house, name), case), name
        assert list(differences(at=LATER)) == []

    def test_partners_on_it_are_told_whom_to_ring_and_not_which_record(self, house, case):
        services.restrict(case=case, reason=WHY, by=house.manager, at=NOON)
        notice = Notice.objects.get(kind="case.restricted", worker=house.housing_worker)
        text = registry.describing("case.restricted")([notice], house.housing_worker, LATER)[notice.pk].text
        assert "only to named workers" in text
        for word in (case.reference, case.person.family_name, case.person.given_name):
            assert word not in text
        assert notice.case_id is None

    def test_it_is_refused_where_nobody_could_open_it(self, house, case):
        services.set_coordinator(
            case=case, organisation=house.trust, team=house.whole(house.trust), worker=None, by=house.manager, at=NOON
        )
        with pytest.raises(ValidationError, match="Nobody could open it"):
            services.restrict(case=case, reason=WHY, by=house.manager, at=NOON)

    def test_opened_again_it_is_as_before(self, house, case):
        services.restrict(case=case, reason=WHY, by=house.coordinator, at=NOON)
        services.unrestrict(case=case, reason="She has moved to another trust", by=house.coordinator, at=LATER)
        assert sees(house.housing_worker, case)
        assert list(differences(at=LATER)) == []


class TestPage:
    @pytest.fixture
    def sends(self, client, house, case):
        client.force_login(house.manager, backend="allauth.account.auth_backends.AuthenticationBackend")
        where = reverse("cases:doors", args=[case.reference])
        return lambda **said: client.post(where, said) if said else client.get(where)

    def test_each_act_by_its_form(self, house, case, sends):
        newcomer = house.hire("New Comer", house.trust, Role.PRACTITIONER)
        sent = {"act": "let_in", "let_in-worker": newcomer.pk, "let_in-reason": "Runs the group"}
        assert sends(**sent).status_code == 302
        row = NamedAccess.objects.get(worker=newcomer)
        assert sends(act="end", row=row.pk).status_code == 302
        sends(**{"act": "bar", "bar-worker": newcomer.pk, "bar-reason": "A neighbour of theirs"})
        assert not sees(newcomer, case, at=LATER + timedelta(days=400))
        bar = Bar.objects.get(worker=newcomer)
        refused = sends(act="lift", row=bar.pk)
        assert refused.status_code == 200
        sends(**{"act": "lift", "row": bar.pk, "lift-reason": "They have moved away"})
        assert Bar.objects.get(worker=newcomer).effective_until is not None

    def test_a_row_of_another_record_is_not_found(self, house, case, sends):
        other = a_shared_case(house, given_name="Other")
        bar = services.bar(case=other, worker=house.nurse, reason="A cousin", by=house.manager, at=NOON)
        assert sends(**{"act": "lift", "row": bar.pk, "lift-reason": "Not mine to lift"}).status_code == 404
        assert Bar.objects.get().effective_until is None

    def test_the_partners_workers_may_not(self, client, house, case):
        client.force_login(house.housing_worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(reverse("cases:doors", args=[case.reference])).status_code == 403


class TestNobodyIsLeftOutside:
    """Found by looking again: a restricted record that nobody can open, and a door that says open and is shut."""

    def test_an_emergency_is_nobody_to_leave_a_record_with(self, house, case):
        """It ends within hours, and then nobody could open the record."""
        services.set_coordinator(
            case=case, organisation=house.trust, team=case.coordinator_team, worker=None, by=house.manager, at=NOON
        )
        let = {"case": case, "worker": house.nurse, "organisation": house.trust, "by": house.manager, "at": NOON}
        services.let_in(**let, until=LATER + timedelta(hours=8), reason="In an emergency")
        with writing(BreakGlass):
            BreakGlass.objects.create(access=NamedAccess.objects.get())
        with pytest.raises(ValidationError, match="Nobody could open it"):
            services.restrict(case=case, reason=WHY, by=house.manager, at=LATER)

    def test_the_last_who_opens_a_restricted_record_stays(self, house, case):
        services.restrict(case=case, reason=WHY, by=house.coordinator, at=NOON)
        with pytest.raises(ValidationError, match="Choose who coordinates"):
            services.set_coordinator(
                case=case,
                organisation=house.trust,
                team=case.coordinator_team,
                worker=None,
                by=house.coordinator,
                at=LATER,
            )
        assert Case.objects.get(pk=case.pk).coordinator == house.coordinator

    def test_who_is_barred_neither_coordinates_nor_is_let_in(self, house, case):
        services.bar(case=case, worker=house.nurse, reason="A cousin", by=house.manager, at=NOON)
        with pytest.raises(ValidationError, match="may not open this record"):
            services.set_coordinator(
                case=case, organisation=house.trust, team=case.coordinator_team, worker=house.nurse, by=house.manager,
                at=LATER,
            )  # fmt: skip
        with pytest.raises(ValidationError, match="Lift the bar"):
            services.let_in(
                case=case, worker=house.nurse, organisation=house.trust, until=None, reason="Her nurse", by=house.manager,
                at=LATER,
            )  # fmt: skip

"""Opening a record in an emergency. Denials first; then what it opens, for how long, who is told, and the review."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from access.roles import Permission, Role
from agreements import services as agreements
from audit.models import Entry
from cases import services
from cases.models import BreakGlass, CaseGrant, NamedAccess
from cases.policies import may
from cases.services.emergency import OPENED, REVIEW, live_emergency
from domains.checks import differences
from domains.models import ProgressEntry
from notifications import registry
from notifications.models import Deadline, Notice
from partners.models import Organisation, Team, Worker
from tests.assessments.stories import a_shared_case
from tests.house import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)
HOUR = timedelta(hours=1)
WHY = "Found collapsed at home, need medication and allergies"
NUMBER = "999 000 0018"


@pytest.fixture
def case(house):
    return a_shared_case(house, nhs_number=NUMBER)


@pytest.fixture
def stranger(house):
    """A practitioner of the council in a team that has nothing to do with the record, where each team sees its own."""
    Organisation.objects.filter(pk=house.council.pk).update(sight=Organisation.Sight.TEAM)
    team = Team.objects.create(organisation=house.council, name="Duty")
    return house.hire("Dr A Hughes", house.council, Role.PRACTITIONER, team=team)


def sees(worker, case, at=LATER):
    return bool(may(Worker.objects.get(pk=worker.pk), Permission.VIEW_CASE, case, at=at))


def opens(worker, case, at=LATER, reason=WHY, find=None):
    return services.open_in_emergency(find=find or case.reference, reason=reason, by=worker, at=at)


class TestDenials:
    @pytest.mark.parametrize("reason", ["", "emergency", "help help help help", "   ", "urgent"])
    def test_without_a_reason_in_a_sentence_nothing_opens(self, case, stranger, reason):
        """Rule 18: break-glass with no reason is rejected; one word is no reason."""
        with pytest.raises(ValidationError) as refused:
            opens(stranger, case, reason=reason)
        assert "sentence" in refused.value.message_dict["reason"][0]
        assert not sees(stranger, case)
        assert not BreakGlass.objects.exists()

    @pytest.mark.parametrize(
        ("who", "code"),
        [
            ("housing_worker", "role_may_not"), ("neighbour", "role_may_not"), ("administrator", "role_may_not"),
            ("privacy_officer", "role_may_not"), ("partnership_manager", "role_may_not"), ("suspended_worker", "organisation_suspended"),
        ],
    )  # fmt: skip
    def test_other_roles_may_not(self, house, case, who, code):
        with pytest.raises(PermissionDenied) as refused:
            opens(getattr(house, who), case)
        assert refused.value.decision.because == code

    def test_a_charitys_practitioner_may_not(self, house, case):
        worker = house.hire("Pru Actice", house.harbour, Role.PRACTITIONER)
        with pytest.raises(PermissionDenied) as refused:
            opens(worker, case)
        assert refused.value.decision.because == "emergency_statutory"
        assert not sees(worker, case)

    def test_what_is_barred_says_the_same_as_what_does_not_exist(self, house, case, stranger):
        services.bar(case=case, worker=stranger, reason="A brother", by=house.manager, at=NOON)
        said = []
        for find in (case.reference, "C-99999999", NUMBER, "9990000026", "rubbish"):
            with pytest.raises(ValidationError) as refused:
                opens(stranger, case, find=find)
            said.append(refused.value.message_dict)
        assert all(one == said[0] for one in said)
        assert not sees(stranger, case)
        assert Entry.objects.filter(action="case.emergency_tried", worker_id=stranger.pk).count() == 5

    def test_guessing_ends_after_ten_tries(self, case, stranger):
        for _ in range(10):
            with pytest.raises(ValidationError):
                opens(stranger, case, find="C-99999999")
        with pytest.raises(ValidationError, match="ten times"):
            opens(stranger, case)
        assert not sees(stranger, case)

    def test_beyond_the_sharing_agreements_nothing_opens(self, house, case, stranger):
        agreements.suspend(agreement=house.sharing, reason="Papers", by=house.administrator, at=NOON)
        with pytest.raises(ValidationError):
            opens(stranger, case)
        assert not NamedAccess.objects.filter(worker=stranger).exists()

    def test_it_reads_and_does_not_write_anothers_part(self, house, case, stranger):
        opens(stranger, case)
        housing = case.parts.get(domain__code="housing")
        assert not Worker.objects.get(pk=stranger.pk).has_perm("domain.write_entry", housing)
        assert not ProgressEntry.objects.exists()

    def test_nobody_reviews_their_own(self, house, case, stranger):
        house.seat(stranger, house.council, Role.PRIVACY_OFFICER)
        opens(stranger, case)
        with pytest.raises(PermissionDenied) as refused:
            services.review_emergency(
                emergency=BreakGlass.objects.get(),
                verdict="justified",
                words="I had to look at once",
                by=stranger,
                at=LATER,
            )
        assert refused.value.decision.because == "own_emergency"


class TestOpening:
    def test_it_opens_for_four_hours_to_one_worker(self, house, case, stranger):
        assert not sees(stranger, case)
        assert opens(stranger, case) == case
        assert sees(stranger, case)
        assert sees(stranger, case, LATER + 4 * HOUR - timedelta(seconds=1))
        assert not sees(stranger, case, LATER + 4 * HOUR)
        colleague = house.hire("Col League", house.council, Role.PRACTITIONER, team=stranger.memberships.get().team)
        assert not sees(colleague, case)
        assert list(differences(at=LATER)) == []

    def test_by_the_persons_number_too(self, case, stranger):
        assert opens(stranger, case, find=NUMBER) == case
        assert sees(stranger, case)

    def test_the_alert_names_neither_person_nor_record(self, house, case, stranger):
        """Rule 18: the privacy officer's alert holds no name and no NHS number; nor the record's reference."""
        opens(stranger, case)
        notice = Notice.objects.get(kind=OPENED, worker=house.privacy_officer)
        assert notice.case_id is None
        described = registry.describing(OPENED)([notice], house.privacy_officer, LATER)[notice.pk]
        person = case.person
        for word in (person.family_name, person.given_name, NUMBER, NUMBER.replace(" ", ""), case.reference):
            assert word not in described.text + described.url
        assert BreakGlass.objects.get().reference in described.text

    def test_a_review_is_owed_in_three_working_days(self, case, stranger):
        opens(stranger, case)
        deadline = Deadline.objects.get(kind=REVIEW, is_live=True)
        assert deadline.due_at.date().isoformat() == "2026-11-27"  # opened on Monday 23 November: late from the 27th
        assert deadline.case_id is None

    def test_it_is_in_the_audit_with_its_worker(self, case, stranger):
        opens(stranger, case)
        row = Entry.objects.get(action="case.emergency_opened")
        assert (row.worker_id, row.case_id) == (stranger.pk, case.pk)

    def test_twice_is_one_access_and_who_sees_it_already_opens_nothing(self, house, case, stranger):
        opens(stranger, case)
        opens(stranger, case, LATER + HOUR)
        opens(house.coordinator, case)
        assert BreakGlass.objects.count() == 1

    def test_it_can_be_closed_before_its_time_and_then_is_closed(self, case, stranger):
        opens(stranger, case)
        services.end_emergency(emergency=live_emergency(stranger, case, at=LATER), by=stranger, at=LATER + HOUR)
        assert not sees(stranger, case, LATER + HOUR)
        assert not CaseGrant.objects.filter(user=stranger).exists()
        assert Deadline.objects.filter(kind=REVIEW, is_live=True).exists(), "the review is still owed"
        assert list(differences(at=LATER + HOUR)) == []

    def test_a_bar_set_meanwhile_closes_it_on_the_next_request(self, house, case, stranger):
        opens(stranger, case)
        services.bar(case=case, worker=stranger, reason="A brother", by=house.manager, at=LATER)
        assert not sees(stranger, case, LATER)

    def test_a_restricted_record_opens_too(self, house, case):
        services.restrict(case=case, reason="Works for the trust", by=house.manager, at=NOON)
        assert not sees(house.nurse, case)
        opens(house.nurse, case)
        assert sees(house.nurse, case)


class TestReview:
    def _review(self, house, verdict, words="Rang the ward: they confirm it"):
        return services.review_emergency(
            emergency=BreakGlass.objects.get(), verdict=verdict, words=words, by=house.privacy_officer, at=LATER + HOUR
        )

    def test_it_needs_words(self, house, case, stranger):
        opens(stranger, case)
        with pytest.raises(ValidationError):
            self._review(house, "justified", "Fine")
        assert Deadline.objects.filter(kind=REVIEW, is_live=True).exists()

    def test_said_once_it_stands_and_nothing_is_owed(self, house, case, stranger):
        opens(stranger, case)
        self._review(house, "justified")
        again = self._review(house, "not_justified", "Changed my mind about it")
        assert again.verdict == "justified"
        assert not Deadline.objects.filter(kind=REVIEW, is_live=True).exists()

    def test_not_justified_tells_the_worker_and_their_managers(self, house, case, stranger):
        head = house.hire("Head Manager", house.council, Role.TEAM_MANAGER)
        opens(stranger, case)
        self._review(house, "not_justified", "Nobody on the ward knows of it")
        told = set(Notice.objects.filter(kind="emergency.reviewed").values_list("worker__name", flat=True))
        assert told == {stranger.name, head.name}


class TestPages:
    @pytest.fixture
    def as_(self, client):
        def _as(worker):
            client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
            return client

        return _as

    def test_open_it_see_the_end_close_it(self, case, stranger, as_):
        client = as_(stranger)
        where = reverse("desks:case", args=[case.reference])
        assert client.get(where).status_code == 404
        answer = client.post(reverse("cases:emergency"), {"find": case.reference, "reason": WHY})
        assert answer.url == where
        page = client.get(where).content.decode()
        assert "Open to you until" in page
        assert "data-countdown" in page
        client.post(reverse("cases:end-emergency", args=[case.reference]))
        assert client.get(where).status_code == 404

    def test_what_was_typed_stays_where_it_is_refused(self, case, stranger, as_):
        page = as_(stranger).post(reverse("cases:emergency"), {"find": case.reference, "reason": "collapse"})
        assert page.status_code == 200
        assert 'value="' + case.reference in page.content.decode()
        assert "sentence" in page.content.decode()

    def test_the_officer_sees_what_was_opened_and_not_what_it_says(self, house, case, stranger, as_):
        client = as_(stranger)
        client.post(reverse("cases:emergency"), {"find": case.reference, "reason": WHY})
        client.get(reverse("desks:case", args=[case.reference]))
        number = BreakGlass.objects.get().pk
        client = as_(house.privacy_officer)
        assert f"BG-{number}" in client.get(reverse("desks:emergencies")).content.decode()
        page = client.get(reverse("desks:emergency-review", args=[number])).content.decode()
        assert WHY in page
        assert "Opened" in page
        assert case.person.family_name not in page
        client.post(
            reverse("desks:emergency-review", args=[number]),
            {"verdict": "justified", "words": "Rang the ward, they confirm"},
        )
        assert BreakGlass.objects.get().verdict == "justified"

    def test_who_can_see_tells_of_it(self, house, case, stranger, as_):
        as_(stranger).post(reverse("cases:emergency"), {"find": case.reference, "reason": WHY})
        page = as_(house.coordinator).get(reverse("desks:sight", args=[case.reference])).content.decode()
        assert "Opened in an emergency" in page
        assert stranger.name in page


def test_the_same_form_sent_twice_at_once_is_one_opening(case, stranger):
    """The second waited for the lock of the case while the first opened it."""
    from cases.services import emergency

    seats = emergency.seats_for_emergencies(stranger, at=LATER)
    for at in (LATER, LATER + timedelta(seconds=1)):
        assert emergency._open(case, seats, WHY, by=stranger, at=at) == case
    assert (BreakGlass.objects.count(), NamedAccess.objects.count()) == (1, 1)


def test_a_second_review_is_not_said_to_be_saved(house, case, stranger, client):
    opens(stranger, case)
    other = house.hire("Ms P Green", house.council, Role.PRIVACY_OFFICER)
    found = BreakGlass.objects.get()
    services.review_emergency(
        emergency=found, verdict="justified", words="I rang the ward about it", by=other, at=LATER
    )
    client.force_login(house.privacy_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    sent = {"verdict": "not_justified", "words": "Nobody there knew of it"}
    page = client.post(reverse("desks:emergency-review", args=[found.pk]), sent).content.decode()
    assert "reviewed already" in page
    assert sent["words"] in page

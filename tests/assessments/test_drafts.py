"""What is being written is seen by those who do it: other readers of a domain read the version that is agreed (ADR 22)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.roles import Role
from assessments import agreement_services, drafts, policies, services
from assessments.services import Given
from cases.services import let_in
from partners.models import Organisation, Team
from tests.assessments.stories import a_case, a_shared_case, with_parts

pytestmark = pytest.mark.django_db

OLD, NEW = "Olanzapine since May", "Nothing any more"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house):
    """Trust coordinates and does medication; council does daily living, Open Door housing; nobody shares the assessment."""
    made = a_case(house, preferred_name="Daf")
    return with_parts(house, made, ("medication", "trust"), ("daily-living", "council"), ("housing", "open_door"))


def write(house, found, code, value, *, by="coordinator", at, words=None, seen=0, words_seen=0):
    services.save_section(
        assessment=found, section=code.split(".")[0], given={code: Given(value=value, seen=seen)}, words=words,
        words_seen=words_seen, by=getattr(house, by), at=at,
    )  # fmt: skip


@pytest.fixture
def first(house, case, now):
    """A first version, being written by everybody in their own domains."""
    at = now - timedelta(days=30)
    found = services.start(case=case, by=house.coordinator, at=at)
    write(house, found, "medication.list", OLD, by="nurse", at=at, words="They make me slow")
    write(house, found, "daily-living.support", "Meals on Mondays", by="social_worker", at=at)
    write(house, found, "home.kind", "Tenant since May", by="housing_worker", at=at)
    write(house, found, "about-me.outcomes", "A dog", at=at)
    services.add_need(
        assessment=found, domain=house.domain("medication"), text="Less of it", level="unmet", by=house.nurse, at=at
    )
    services.write_goal(
        assessment=found, domain=house.domain("medication"), words="To be awake", by=house.coordinator, at=at
    )
    return found


@pytest.fixture
def second(house, case, first, now):
    """The first is agreed; the next is begun, and everybody has changed their own."""
    at = now - timedelta(days=20)
    agreement_services.sign(
        assessment=first, by=house.coordinator, at=at, why_without_person="Away", why_incomplete="The rest in May"
    )
    at = now - timedelta(days=2)
    found = services.start(case=case, by=house.coordinator, at=at)
    write(house, found, "medication.list", NEW, by="nurse", at=at, seen=1, words="I threw them out", words_seen=1)
    write(house, found, "daily-living.support", "None", by="social_worker", at=at, seen=1)
    write(house, found, "home.kind", "Gave notice", by="housing_worker", at=at, seen=1)
    services.add_need(
        assessment=found, domain=house.domain("medication"), text="A new need", level="unmet", by=house.nurse, at=at
    )
    services.write_goal(
        assessment=found, domain=house.domain("medication"), words="A new goal", by=house.coordinator, at=at
    )
    return found


@pytest.fixture
def reads(client):
    def to(worker, name, case, *args, query=""):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(reverse(f"assessments:{name}", args=[case.reference, *args]) + query)
        assert answer.status_code == 200, (name, answer.status_code)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))

    return to


EVERYWHERE = [
    ("assessment",), ("section", "medication"), ("needs",), ("plan",), ("versions",), ("compare",), ("coverage",), ("reviews",),
    ("documents",),
]  # fmt: skip


class TestAReaderWhoDoesNotDoIt:
    @pytest.mark.parametrize("page", EVERYWHERE, ids=lambda page: page[0])
    def test_finds_nothing_of_what_is_being_written(self, house, case, second, reads, page):
        said = reads(house.social_worker, page[0], case, *page[1:])
        for words in (NEW, "I threw them out", "A new need", "A new goal"):
            assert words not in said, words

    def test_reads_what_is_agreed_instead_and_is_told_so(self, house, case, second, reads):
        said = reads(house.social_worker, "section", case, "medication")
        assert OLD in said
        assert "They make me slow" in said
        assert (
            "Version 2 is being written by Trust. What you do not do yourself is shown here as in version 1, agreed"
            in said
        )
        assert "Less of it" in reads(house.social_worker, "needs", case)
        plan = reads(house.social_worker, "plan", case)
        assert plan.count("To be awake") == 1
        assert "shown here as in version 1" in plan

    def test_reads_nothing_of_it_in_the_version_itself_nor_beside_another(self, house, case, first, second, reads):
        said = reads(house.social_worker, "version", case, second.pk)
        assert NEW not in said
        assert "None" in said, "what the council does itself"
        assert "It is being written, and nobody has agreed it" in said
        assert OLD in reads(house.social_worker, "version", case, first.pk)
        compared = reads(house.social_worker, "compare", case)
        assert OLD not in compared, "that it stands in the one and not in the other would say that it changed"
        assert "Meals on Mondays" in compared

    def test_prints_what_is_agreed_and_is_told_why_not_the_other(self, house, case, second, client):
        client.force_login(house.social_worker, backend="allauth.account.auth_backends.AuthenticationBackend")

        def printed(version, document):
            return client.get(reverse("assessments:document", args=[case.reference, version, document, "standard"]))

        assert printed(1, "care-act").status_code == 200
        refused = printed(2, "care-act")
        assert refused.status_code == 403
        assert "being written by those who do it" in refused.content.decode()
        assert NEW not in printed(2, "my-plan").content.decode()
        assert "A new goal" not in printed(2, "my-plan").content.decode()

    def test_the_case_page_shows_the_plan_that_is_agreed(self, house, case, second, client):
        client.force_login(house.social_worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        said = client.get(reverse("desks:case", args=[case.reference])).content.decode()
        assert "A new goal" not in said
        assert "To be awake" in said

    def test_of_a_first_version_there_is_nothing_yet_and_the_page_says_who_writes_it(self, house, case, first, reads):
        said = reads(house.social_worker, "section", case, "medication")
        assert OLD not in said
        assert "It is the first: you read it here once it is agreed" in said
        assert "Being written" in reads(house.social_worker, "assessment", case)

    def test_one_who_was_let_in_by_name_from_elsewhere_reads_what_is_agreed(self, house, case, second, reads, now):
        other = house.hire("Bo Lind", house.council, Role.PRACTITIONER)
        let_in(
            case=case, worker=other, organisation=house.council, reason="On call tonight", until=now + timedelta(days=1),
            by=house.coordinator, at=now - timedelta(minutes=5),
        )  # fmt: skip
        said = reads(other, "section", case, "medication")
        assert (NEW in said, OLD in said) == (False, True)


class TestWhoDoesIt:
    @pytest.mark.parametrize(
        ("who", "section", "words"),
        [
            ("nurse", "medication", NEW), ("coordinator", "medication", NEW), ("manager", "medication", NEW),
            ("social_worker", "daily-living", "None"), ("coordinator", "daily-living", "None"),
            ("housing_worker", "home", "Gave notice"), ("coordinator", "home", "Gave notice"),
        ],
    )  # fmt: skip
    def test_goes_on_in_it(self, house, case, second, reads, who, section, words):
        assert words in reads(getattr(house, who), "section", case, section)

    def test_a_charity_sees_its_own_and_of_the_rest_what_all_share_and_agreed(self, house, case, second, reads):
        write(house, second, "about-me.outcomes", "A cat", at=timezone.now(), seen=1)
        assert "Gave notice" in reads(house.housing_worker, "section", case, "home")
        about = reads(house.housing_worker, "section", case, "about-me")
        assert ("A cat" in about, "A dog" in about) == (False, True)

    def test_who_shares_the_joint_assessment_reads_all_that_they_will_be_asked_to_agree(self, house, now, reads):
        case = a_shared_case(house)
        found = services.start(case=case, by=house.coordinator, at=now)
        write(house, found, "medication.list", NEW, by="nurse", at=now)
        assert NEW in reads(house.social_worker, "section", case, "medication")


class TestTheReach:
    @pytest.mark.parametrize("who", ["coordinator", "nurse", "social_worker", "housing_worker", "manager", "neighbour"])
    def test_what_somebody_writes_they_see_and_no_draft_shows_more_than_its_domain(self, house, case, now, who):
        reach = policies.reach(getattr(house, who), case, at=now)
        assert reach.writes.keys() <= reach.drafts | {"coordination"}
        assert reach.drafts <= reach.reads

    def test_nobody_pays_for_it_but_who_is_shown_something_else(self, house, case, second, now):
        counted = {}
        for who in ("coordinator", "social_worker"):
            reach = policies.reach(getattr(house, who), case, at=now)
            with CaptureQueriesContext(connection) as asked:
                one = drafts.seen(second, reach)
                _ = one.answers, one.words
            counted[who] = len(asked)
        assert counted == {"coordinator": 2, "social_worker": 5}


class TestSomebodyWithTwoEmployers:
    def test_reads_no_draft_for_an_employer_through_which_they_do_not_come(self, house, case, second, reads, now):
        """A housing worker who also sits in another team of the body that coordinates: that team is not on the case."""
        elsewhere = Team.objects.create(organisation=house.trust, name="Ward 9")
        Organisation.objects.filter(pk=house.trust.pk).update(sight=Organisation.Sight.TEAM)
        house.seat(house.housing_worker, house.trust, Role.PRACTITIONER, team=elsewhere)
        write(house, second, "about-me.outcomes", "A cat", at=timezone.now(), seen=1)
        about = reads(house.housing_worker, "section", case, "about-me")
        assert ("A cat" in about, "A dog" in about) == (False, True)

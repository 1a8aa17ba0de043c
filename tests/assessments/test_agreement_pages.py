"""The pages of the agreement and of versions by HTTP: denials first; errors keep what was typed; the state in words."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import agreement_services, services
from assessments.models import Agreement, Assessment
from assessments.services import Given
from audit.models import Entry
from cases.models import CarerLink, Person
from notifications.models import Notice
from tests.assessments.stories import a_shared_case

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house, now):
    case = a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")
    carer = Person.objects.create(given_name="Carys", family_name="Evans", created_at=now)
    CarerLink.objects.create(
        carer=carer, cared_for=case.person, relationship="Sister", recorded_at=now, organisation=case.lead_organisation
    )
    return case


@pytest.fixture
def assessment(house, case, now):
    return services.start(case=case, by=house.coordinator, at=now)


@pytest.fixture
def card(client, go):
    """The case page, with the plan's card, as a worker sees it."""

    def of(worker, case):
        client.force_login(worker, backend=BACKEND)
        return text_of(client.get(reverse("desks:case", args=[case.reference])))

    return of


@pytest.fixture
def go(client):
    def to(worker, name, case, *args, data=None, follow=False, query=""):
        client.force_login(worker, backend=BACKEND)
        url = reverse(f"assessments:{name}", args=[case.reference, *args]) + query
        return client.get(url, follow=follow) if data is None else client.post(url, data, follow=follow)

    return to


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def on(day):
    return {"said_on_day": str(day.day), "said_on_month": str(day.month), "said_on_year": str(day.year)}


def answered(house, assessment, at, *, person="yes", words=""):
    for voice, says, said, who in (
        ("person", person, words, house.coordinator),
        (f"organisation-{house.trust.pk}", "yes", "", house.nurse),
        (f"organisation-{house.council.pk}", "yes", "", house.social_worker),
    ):
        agreement_services.answer(
            assessment=assessment, voice=voice, says=says, words=said, how="in_person", by=who, at=at
        )


def signed(house, assessment, at, **more):
    answered(house, assessment, at, **more)
    return agreement_services.sign(
        assessment=assessment, by=house.coordinator, at=at, why_incomplete="The rest is asked in May",
        why_despite_no="It goes to the meeting in May",
    )  # fmt: skip


class TestDenials:
    @pytest.mark.parametrize("who", ["neighbour", "employment_worker", "partnership_manager", "administrator"])
    @pytest.mark.parametrize("name", ["agreement", "answer-agreement", "sign", "versions", "compare", "version"])
    def test_a_stranger_gets_404_everywhere(self, house, case, assessment, go, who, name):
        args = [assessment.pk] if name == "version" else []
        assert go(getattr(house, who), name, case, *args).status_code == 404

    @pytest.mark.parametrize("who", ["nurse", "social_worker", "housing_worker"])
    def test_a_colleague_neither_asks_nor_signs(self, house, case, assessment, go, who):
        worker = getattr(house, who)
        assert go(worker, "sign", case).status_code == 403
        assert go(worker, "sign", case, data={}).status_code == 403
        assert go(worker, "ask-agreement", case, data={}).status_code == 403
        assert "Go on to sign" not in text_of(go(worker, "agreement", case))

    def test_there_is_nothing_to_agree_to_before_somebody_began(self, house, case, go):
        for name in ("agreement", "answer-agreement", "sign", "versions", "compare"):
            assert go(house.coordinator, name, case).status_code == 404

    def test_a_version_of_somebody_else_is_not_there(self, house, case, assessment, go, now):
        other = services.start(case=a_shared_case(house, given_name="Mali"), by=house.coordinator, at=now)
        assert go(house.coordinator, "version", case, other.pk).status_code == 404
        query = f"?first={other.pk}&second={assessment.pk}"
        assert go(house.coordinator, "compare", case, query=query).status_code == 302
        Assessment.objects.filter(pk=assessment.pk).update(state="signed", signed_at=now)
        services.start(case=case, by=house.coordinator, at=now)
        assert go(house.coordinator, "compare", case, query=query).status_code == 404
        assert go(house.coordinator, "compare", case, query="?first=x&second=%00").status_code == 404

    def test_a_charity_reads_its_own_answer_and_nobody_elses(self, house, case, assessment, go, now):
        answered(house, assessment, now, person="no", words="Not these tablets")
        agreement_services.answer(
            assessment=assessment, voice=f"organisation-{house.open_door.pk}", says="reservations",
            words="Only with a second key", by=house.housing_worker, at=now,
        )  # fmt: skip
        for name, args in (
            ("agreement", []), ("versions", []), ("version", [assessment.pk]), ("answer-agreement", []), ("plan", []),
            ("assessment", []),
        ):  # fmt: skip
            said = text_of(go(house.housing_worker, name, case, *args))
            for word in ("tablets", "Carys", "Medication", "said no", "Council"):
                assert word not in said, (name, word)
        assert "Only with a second key" in text_of(go(house.housing_worker, "agreement", case))
        assert "Not these tablets" in text_of(go(house.social_worker, "agreement", case))


class TestAnswers:
    def test_the_persons_words_stand_first_and_what_they_said_before_stays(self, house, case, assessment, go, now):
        page = go(house.coordinator, "answer-agreement", case, query="?of=person")
        assert re.search(r'<option value="person"\s+selected', page.content.decode())
        given = {"voice": "person", "words": "I want the other doctor", "says": "no", "how": "in_person", **on(now)}
        done = go(house.coordinator, "answer-agreement", case, data=given, follow=True)
        assert "The answer is written down" in text_of(done)
        go(house.social_worker, "answer-agreement", case, data=given | {"words": "All right", "says": "yes"})
        said = text_of(go(house.nurse, "agreement", case))
        assert said.index("All right") < said.index("What Daf said before") < said.index("I want the other doctor")
        assert "Daf, in person" in said
        assert "Written down by Ann Fearon, Council" in said
        assert {"agreement.answered", "agreement.read"} <= set(Entry.objects.values_list("action", flat=True))

    def test_who_has_no_authority_is_told_at_the_field_and_nothing_typed_is_lost(
        self, house, case, assessment, go, now
    ):
        key = f"organisation-{house.council.pk}"
        given = {"voice": key, "words": "We think it is too much", "says": "reservations", **on(now)}
        page = go(house.coordinator, "answer-agreement", case, data=given)
        said = page.content.decode()
        assert page.status_code == 200
        assert "Only somebody who does Council’s part here may answer for Council" in said
        assert "We think it is too much" in said
        assert not Agreement.objects.exists()

    def test_what_is_missing_is_told_on_top_and_at_its_field(self, house, case, assessment, go, now):
        page = go(
            house.coordinator, "answer-agreement", case,
            data={"voice": "person", "says": "no", "words": "", **on(now + timedelta(days=2))},
        )  # fmt: skip
        said = text_of(page)
        assert "There is a problem" in said
        assert "The day must be today or before" in said
        page = go(
            house.coordinator, "answer-agreement", case, data={"voice": "person", "says": "no", "words": "", **on(now)}
        )
        said = text_of(page)
        assert said.count("Write what they said") == 2
        assert said.count("Choose how they said it") == 2

    def test_a_charity_answers_for_itself_and_only_for_itself(self, house, case, assessment, go, now):
        page = go(house.housing_worker, "answer-agreement", case)
        assert "Open Door" in text_of(page)
        assert 'value="person"' not in page.content.decode()
        assert "How did they say it?" not in text_of(page)
        bent = go(house.housing_worker, "answer-agreement", case, data={"voice": "person", "says": "yes", **on(now)})
        assert bent.status_code == 200
        own = {"voice": f"organisation-{house.open_door.pk}", "says": "yes", "words": "Glad to", **on(now)}
        assert go(house.housing_worker, "answer-agreement", case, data=own).status_code == 302
        row = Agreement.objects.get()
        assert (row.speaks_for, row.named) == (house.open_door, "Priya Nair")


class TestSigning:
    def test_asking_the_partners_once(self, house, case, assessment, go):
        done = text_of(go(house.coordinator, "ask-agreement", case, data={}, follow=True))
        assert "An answer is asked of" in done
        assert "The partners were asked on" in done
        told = Notice.objects.filter(kind="agreement.asked").count()
        again = text_of(go(house.coordinator, "ask-agreement", case, data={}, follow=True))
        assert "was told already" in again
        assert Notice.objects.filter(kind="agreement.asked").count() == told

    def test_what_is_open_is_shown_by_duty_and_asked_for_in_words(self, house, case, assessment, go, now):
        said = text_of(go(house.coordinator, "sign", case))
        assert "What is still open" in said
        assert "Trust and Council must answer first" in said
        assert "Why can Daf’s answer not be had?" in said
        answered(house, assessment, now, person="no", words="I do not want it")
        page = go(house.coordinator, "sign", case, data={"why_incomplete": "He goes on holiday", "why_despite_no": ""})
        said = text_of(page)
        assert "Write why it is signed although Daf said no." in said
        assert "He goes on holiday" in said
        assert "Why can Daf’s answer not be had?" not in said
        assert Assessment.objects.get().state == "draft"

    def test_signing_locks_it_and_says_so_everywhere(self, house, case, assessment, go, card, now):
        services.write_goal(
            assessment=assessment, domain=house.domain("housing"), words="My own door", by=house.coordinator, at=now
        )
        answered(house, assessment, now, person="no", words="I do not want it")
        reasons = {"why_incomplete": "He goes on holiday", "why_despite_no": "It goes to the meeting in May"}
        said = text_of(go(house.coordinator, "sign", case, data=reasons, follow=True))
        assert "Version 1 is signed and in force. It is locked now." in said
        assert "signed by Jo Price, Trust" in said
        assert "Although somebody said no: It goes to the meeting in May" in said
        for name in ("assessment", "plan"):
            page = text_of(go(house.social_worker, name, case))
            assert re.search(r"agreed \d+ \w+, signed by Jo Price, Trust", page), name
        assert "Daf said no to version 1." in text_of(go(house.coordinator, "plan", case))
        said = card(house.coordinator, case)
        assert "signed by Jo Price" in said
        assert "Daf said no to version 1." in said
        assert go(house.coordinator, "answer-agreement", case).status_code == 403
        assert go(house.coordinator, "ask-agreement", case, data={}).status_code == 403
        again = text_of(go(house.manager, "sign", case, data=reasons, follow=True))
        assert "Version 1 was signed by Jo Price on" in again

    def test_what_was_written_after_the_person_answered_is_counted(self, house, case, assessment, go, now):
        answered(house, assessment, now - timedelta(seconds=5))
        assert "after Daf answered" not in text_of(go(house.coordinator, "sign", case))
        services.set_words(
            assessment=assessment, section="about-me", words="My dog", seen=0, by=house.coordinator, at=timezone.now()
        )
        assert "1 thing was written in this version after Daf answered" in text_of(go(house.coordinator, "sign", case))

    def test_a_draft_says_which_version_is_in_force(self, house, case, assessment, go, card, now):
        services.write_goal(
            assessment=assessment, domain=house.domain("housing"), words="My own door", by=house.coordinator, at=now
        )
        signed(house, assessment, now, person="no", words="Not like this")
        services.start(case=case, by=house.coordinator, at=timezone.now())
        assert "Daf said no to version 1." in text_of(go(house.nurse, "plan", case))
        assert "said no" not in text_of(go(house.housing_worker, "plan", case))
        said = card(house.coordinator, case)
        assert re.search(r"Version 2, being written\. Version 1, agreed \d+ \w+, signed by Jo Price, is in force", said)
        assert "Daf said no to version 1." in said


class TestVersions:
    @pytest.fixture
    def two(self, house, case, assessment, now):
        services.save_section(
            assessment=assessment, section="about-me", given={"about-me.outcomes": Given(value="A dog")}, words="My dog",
            by=house.coordinator, at=now,
        )  # fmt: skip
        signed(house, assessment, now)
        second = services.start(case=case, by=house.coordinator, at=timezone.now())
        services.save_section(
            assessment=second, section="about-me", given={"about-me.outcomes": Given(value="A cat", seen=1)},
            by=house.coordinator, at=timezone.now(),
        )  # fmt: skip
        return assessment, second

    def test_the_list_says_state_who_signed_and_who_agrees(self, house, case, two, go):
        said = text_of(go(house.social_worker, "versions", case))
        assert said.index("Version 2") < said.index("Version 1")
        assert "Being written, begun" in said
        assert re.search(r"Agreed \d+ \w+ by Jo Price, Trust", said)
        assert "Daf: yes. Trust: yes. Council: yes." in said

    def test_an_old_version_opens_to_read(self, house, case, two, go):
        page = go(house.social_worker, "version", case, two[0].pk)
        said = text_of(page)
        assert "To read only. There is a newer version." in said
        assert "A dog" in said
        assert "My dog" in said
        assert "Although questions were open: The rest is asked in May" in said
        assert "<form" not in page.content.decode().split("<main")[1]
        assert "version.read" in set(Entry.objects.values_list("action", flat=True))

    def test_two_side_by_side(self, house, case, two, go):
        said = text_of(go(house.social_worker, "compare", case))
        assert "4 things changed." in said
        assert re.search(r"Changed .*A dog .*A cat", said)
        assert "No answer yet" in said
        assert "Left out" not in said
        assert "The same in both: 1" in said
        query = f"?first={two[1].pk}&second={two[0].pk}"
        assert text_of(go(house.social_worker, "compare", case, query=query)) == said, "the earlier stands first"

    def test_queries_do_not_grow_with_the_number_of_versions(self, house, case, two, go):
        def asked():
            with CaptureQueriesContext(connection) as caught:
                assert go(house.social_worker, "versions", case).status_code == 200
            first = len(caught)
            with CaptureQueriesContext(connection) as caught:
                assert go(house.social_worker, "compare", case).status_code == 200
            return first, len(caught)

        asked()
        before = asked()
        latest = two[1]
        for _ in range(3):
            signed(house, latest, timezone.now())
            latest = services.start(case=case, by=house.coordinator, at=timezone.now())
        after = asked()
        assert after[0] <= before[0]
        assert after[1] <= before[1]


def test_carers_who_are_not_named_are_told_apart(house, case, assessment, now, go):
    for name in ("Wen", "Mair"):
        carer = Person.objects.create(given_name=name, family_name="Adeyemi", created_at=now)
        CarerLink.objects.create(
            carer=carer, cared_for=case.person, relationship="Aunt", recorded_at=now, organisation=house.council
        )
    said = text_of(go(house.coordinator, "agreement", case))
    assert "Wen" not in said
    assert "Mair" not in said
    assert "A carer (1 of 2)" in said
    assert "A carer (2 of 2)" in said

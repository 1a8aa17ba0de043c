"""The pages on which two values and two records are decided: who gets in, nothing chosen beforehand, nothing typed lost."""

import pytest
from django.urls import reverse

from access.rows import writing
from audit.models import Entry
from cases.models import Bar, Case, Involvement
from cases.policies import visible_to
from merging.models import Conflict, PossibleMatch
from tests.house import LONG_AGO, NOON
from tests.merging.importing_stories import COORDINATED, ON_CPA, bring, people, settle_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(house):
    settle_in(house)
    return house


@pytest.fixture
def conflict(here, trust, council):
    bring(trust(MHS701CPACareEpisode=ON_CPA, MHS006MHCareCoord=COORDINATED), council({"Postcode": "M1 1AE"}))
    return Conflict.objects.get()


@pytest.fixture
def match(here, trust, council):
    bring(
        trust(
            MHS001MPI=people("RX1,,1980-02-01,SW1A 1AA,2,A,"),
            MHS701CPACareEpisode=ON_CPA,
            MHS006MHCareCoord=COORDINATED,
        ),
        council({}),
    )
    return PossibleMatch.objects.get()


@pytest.fixture
def asked(client):
    def ask(worker, address, **said):
        client.force_login(worker)
        return client.post(address, said) if said else client.get(address)

    return ask


class TestConflict:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("housing_worker", 404), ("neighbour", 404), ("administrator", 404), ("partnership_manager", 404),
         ("trust_complaints", 404), ("nurse", 403), ("coordinator", 200), ("social_worker", 200), ("manager", 200)],
    )  # fmt: skip
    def test_who_gets_in(self, here, conflict, asked, who, status):
        address = reverse("merging:conflict", args=[conflict.pk])
        assert asked(getattr(here, who), address).status_code == status

    def test_a_stranger_sees_what_one_sees_of_what_is_not_there(self, here, conflict, asked):
        there = asked(here.neighbour, reverse("merging:conflict", args=[conflict.pk]))
        not_there = asked(here.neighbour, reverse("merging:conflict", args=[999999]))
        assert (there.status_code, not_there.status_code) == (404, 404)

    def test_both_answers_with_their_sources_and_nothing_chosen(self, here, conflict, asked):
        page = asked(here.coordinator, reverse("merging:conflict", args=[conflict.pk])).content.decode()
        for words in ("SW1A 1AA", "M1 1AE", "Marshgate Trust", "Marshgate Council", "I do not know yet"):
            assert words in page
        assert "checked" not in page.split('name="which"')[1].split("How do you know")[0]
        assert page.index("I do not know yet") < page.index("M1 1AE, from the Council") < page.index("Neither.")
        assert Entry.objects.filter(action="conflict.read", worker_id=here.coordinator.pk).exists()

    def test_no_answer_keeps_what_was_typed_and_says_what_is_missing(self, here, conflict, asked):
        page = asked(
            here.coordinator, reverse("merging:conflict", args=[conflict.pk]), reason="I rang her"
        ).content.decode()
        assert "There is a problem" in page
        assert "Choose one answer" in page
        assert "I rang her" in page
        page = asked(
            here.coordinator,
            reverse("merging:conflict", args=[conflict.pk]),
            which="other",
            typed="nowhere",
            reason="x",
        ).content.decode()
        assert "nowhere is not a postcode" in page
        assert 'value="nowhere"' in page

    def test_not_knowing_changes_nothing(self, here, conflict, asked):
        response = asked(here.coordinator, reverse("merging:conflict", args=[conflict.pk]), which="ask")
        assert response.status_code == 302
        assert Conflict.objects.get().state == "open"

    def test_deciding_and_taking_it_back(self, here, conflict, asked):
        address = reverse("merging:conflict", args=[conflict.pk])
        assert asked(here.coordinator, address, which="social_care", reason="I visited").status_code == 302
        assert Conflict.objects.get().chosen == conflict.social_care
        page = asked(here.social_worker, address).content.decode()
        assert "Decided by Jo Price" in page
        assert "I visited" in page
        assert asked(here.social_worker, address, which="back").status_code == 302
        assert Conflict.objects.get().state == "open"


class TestMatch:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("housing_worker", 404), ("neighbour", 404), ("administrator", 404), ("partnership_manager", 404),
         ("trust_complaints", 404), ("nurse", 403), ("coordinator", 200), ("social_worker", 200), ("manager", 200)],
    )  # fmt: skip
    def test_who_gets_in(self, here, match, asked, who, status):
        address = reverse("merging:match", args=[match.pk])
        assert asked(getattr(here, who), address).status_code == status

    @pytest.mark.parametrize("keep_out", ["bar", "restrict"])
    def test_nothing_of_the_other_record_to_who_is_kept_out_of_it(self, here, match, asked, keep_out):
        address = reverse("merging:match", args=[match.pk])
        other = next(
            c for c in (match.case, match.other_case) if not visible_to(here.coordinator, at=NOON).filter(pk=c.pk)
        )
        with writing(Bar, Case, Involvement):
            if keep_out == "bar":
                Bar.objects.create(
                    worker=here.coordinator, case=other, reason="Cousin", set_by=here.manager, effective_from=LONG_AGO,
                    recorded_at=LONG_AGO,
                )  # fmt: skip
            else:
                Case.objects.filter(pk=other.pk).update(restricted=True)
                Involvement.objects.filter(case=other).update(restricted=True)
        answer = asked(here.coordinator, address)
        assert answer.status_code == 403
        assert "1 February 1980" not in answer.content.decode()
        assert asked(here.coordinator, address, same="same", checked="asked").status_code == 403

    def test_only_what_people_are_known_by_is_compared(self, here, match, asked):
        page = asked(here.coordinator, reverse("merging:match", args=[match.pk])).content.decode()
        for words in (
            "Trust record RX1",
            "Council record LA1",
            "1 February 1980",
            "999 000 0018",
            "Cannot tell",
            "The same",
        ):
            assert words in page
        for words in ("Mental Health Support", "Lives in", "Ethnicity"):
            assert words not in page

    def test_joining_needs_a_tick(self, here, match, asked):
        page = asked(here.coordinator, reverse("merging:match", args=[match.pk]), same="same").content.decode()
        assert "Tick how you checked" in page
        assert PossibleMatch.objects.get().state == "open"

    @pytest.mark.parametrize(
        ("said", "state"),
        [
            ({"same": "unsure"}, "open"),
            ({"same": "different"}, "refused"),
            ({"same": "same", "checked": "asked"}, "confirmed"),
        ],
    )
    def test_each_answer(self, here, match, asked, said, state):
        assert asked(here.coordinator, reverse("merging:match", args=[match.pk]), **said).status_code == 302
        assert PossibleMatch.objects.get().state == state
        assert asked(here.coordinator, reverse("merging:match", args=[match.pk])).status_code == 200


class TestParting:
    def test_administrators_only_and_no_record(self, here, match, asked):
        asked(here.coordinator, reverse("merging:match", args=[match.pk]), same="same", checked="asked")
        join = match.joins.get()
        for who in ("coordinator", "manager", "housing_worker", "privacy_officer"):
            assert asked(getattr(here, who), reverse("merging:joined")).status_code == 403
            assert asked(getattr(here, who), reverse("merging:undo", args=[join.pk])).status_code == 403
        for address in (reverse("merging:joined"), reverse("merging:undo", args=[join.pk])):
            page = asked(here.administrator, address).content.decode()
            assert match.case.reference in page
            for word in ("1980", "9990000018", "SW1A", "RX1"):
                assert word not in page

    def test_parting_needs_a_reason_and_leaving_is_equal(self, here, match, asked):
        asked(here.coordinator, reverse("merging:match", args=[match.pk]), same="same", checked="asked")
        join = match.joins.get()
        address = reverse("merging:undo", args=[join.pk])
        assert "Write why they are parted" in asked(here.administrator, address, what="part").content.decode()
        assert asked(here.administrator, address, what="leave").status_code == 302
        assert PossibleMatch.objects.get().state == "confirmed"
        assert asked(here.administrator, address, what="part", reason="Cousins").status_code == 302
        assert PossibleMatch.objects.get().state == "open"
        assert "Cousins" in asked(here.administrator, address).content.decode()

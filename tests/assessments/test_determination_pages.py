"""The pages of decisions by HTTP: who sees them, who signs, what is said where something is missing, nothing typed lost."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from access.roles import Role
from assessments import services
from assessments.determination_kinds import Kind
from assessments.eligibility import law
from assessments.models import Assessment, Determination
from audit.models import Entry
from cases.models import Case
from cases.services import set_coordinator
from tests.assessments.signing import advocacy, answered, cpa, eligibility, eligible_answers, refusal
from tests.assessments.stories import a_case, a_shared_case, agrees, with_parts

pytestmark = pytest.mark.django_db
KINDS = list(Kind.values)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")


@pytest.fixture
def assessment(house, case, now):
    return services.start(case=case, by=house.coordinator, at=now)


@pytest.fixture
def go(client):
    def to(worker, name, case, *args, data=None, follow=True):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        url = reverse(f"assessments:{name}", args=[case.reference, *args])
        return client.get(url) if data is None else client.post(url, data, follow=follow)

    return to


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestDenials:
    @pytest.mark.parametrize("who", ["neighbour", "employment_worker", "partnership_manager", "administrator"])
    @pytest.mark.parametrize("page", [("determinations",), ("ask-again",), *(("determine", kind) for kind in KINDS)])
    def test_a_stranger_gets_404_everywhere(self, house, case, assessment, go, who, page):
        assert go(getattr(house, who), page[0], case, *page[1:]).status_code == 404

    @pytest.mark.parametrize("page", [("determinations",), ("ask-again",), *(("determine", kind) for kind in KINDS)])
    def test_the_housing_charity_is_refused_in_words(self, house, case, assessment, go, now, page):
        eligibility(house, assessment, at=now, reasons="Meals fail alone")
        answer = go(house.housing_worker, page[0], case, *page[1:])
        assert answer.status_code == 403
        assert "a domain your organisation does not hold" in text_of(answer)

    def test_the_housing_charity_finds_no_word_of_it_in_the_assessment(self, house, case, assessment, go, now):
        eligibility(house, assessment, at=now, reasons="Meals fail alone")
        for name in ("assessment", "needs", "plan"):
            said = text_of(go(house.housing_worker, name, case))
            for word in ("Eligib", "eligib", "Meals fail", "Decided in law", "advocate"):
                assert word not in said, (name, word)

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("cpa", "carer_eligibility")])
    def test_the_trust_reads_and_does_not_sign_what_is_the_councils(self, house, case, assessment, go, kind):
        assert "Signed by the council only." in text_of(go(house.coordinator, "determinations", case))
        refused = go(house.coordinator, "determine", case, kind)
        assert refused.status_code == 403
        assert "This decision belongs to another body in law" in text_of(refused)

    def test_the_council_does_not_say_who_is_on_cpa(self, house, case, assessment, go):
        bent = go(
            house.social_worker, "determine", case, "cpa", data={"seen": "0", "decision": "on_cpa", "reasons": "x"}
        )
        assert bent.status_code == 403
        assert not Determination.objects.exists()

    def test_a_kind_that_nobody_knows(self, house, case, assessment, go):
        assert go(house.social_worker, "determine", case, "fitness").status_code == 404

    def test_nothing_to_decide_before_an_assessment_is_begun(self, house, case, go):
        assert go(house.social_worker, "determinations", case).status_code == 404

    def test_after_the_version_is_agreed(self, house, case, assessment, go, now):
        Assessment.objects.filter(pk=assessment.pk).update(state="signed", signed_at=now)
        assert go(house.social_worker, "determinations", case).status_code == 200
        assert go(house.social_worker, "determine", case, "refusal").status_code == 403

    def test_a_charity_that_coordinates_sees_advocacy_and_not_eligibility(self, house, go, now):
        keyworker = house.hire("Mali Huws", house.harbour, Role.COORDINATOR)
        case = with_parts(house, a_case(house), ("assessment", "trust"), ("assessment", "council"))
        agrees(house, case, "harbour", at=now)
        set_coordinator(
            case=case, organisation=house.harbour, team=house.whole(house.harbour), worker=keyworker,
            by=house.coordinator, at=now,
        )  # fmt: skip
        assessment = services.start(case=Case.objects.get(pk=case.pk), by=keyworker, at=now)
        eligibility(house, assessment, at=now, reasons="Meals fail alone")
        advocacy(house, assessment, at=now, reasons="Weighing it up")
        said = text_of(go(keyworker, "determinations", case))
        assert "Weighing it up" in said
        assert "Meals fail alone" not in said
        assert "Eligib" not in text_of(go(keyworker, "assessment", case))


class TestThePage:
    def test_what_waits_and_for_whom(self, house, case, assessment, go):
        said = text_of(go(house.social_worker, "determinations", case))
        assert "It waits for Council. CA14 s13(1), (2), (5); SI 2015/313" in said
        assert "It waits for the NHS trust." in said
        assert "It cannot be said yet: answers are missing." in said
        assert "Still to answer: 12 questions" in said
        assert "Can Daf get and eat proper food?" in said
        assert Entry.objects.filter(action="assessment.determinations_read").exists()

    def test_what_the_rule_says_now_and_why(self, house, case, assessment, go, now):
        eligible_answers(house, assessment)
        said = text_of(go(house.social_worker, "determinations", case))
        assert "Eligible needs: all three of these hold." in said
        assert "The needs come from a physical or mental impairment or illness. Yes Elig15 reg 2(1)(a)" in said
        assert "Nutrition Unable Not without help. Elig15 reg 2(2)(a), Elig15 reg 2(3)(a)" in said
        assert "Personal hygiene Not answered yet" in said

    def test_which_condition_decides_against_it(self, house, case, assessment, go):
        answered(house, assessment, mental_health__cause="no")
        said = text_of(go(house.social_worker, "determinations", case))
        assert "Nothing eligible: all three of these must hold, and not all do." in said
        assert "The needs do not come from a physical or mental impairment or illness. No: this decides it" in said

    def test_what_happens_only_sometimes_is_not_waited_for(self, house, case, assessment, go, now):
        said = text_of(go(house.social_worker, "determinations", case))
        assert "Nothing is recorded. CA14 s11" in said
        assert "Refusal" not in text_of(go(house.social_worker, "assessment", case))
        refusal(house, assessment, at=now)
        glance = text_of(go(house.social_worker, "assessment", case))
        assert "Refusal of the assessment: Refused: the council need not assess" in glance

    def test_an_outcome_without_a_question_says_so_with_a_link(self, house, case, assessment, go, monkeypatch):
        other = {
            **law.ADULT_OUTCOMES,
            "f": law.Outcome("f", "keeping a habitable home", "Elig15 reg 2(2)(f)", "home.gone"),
        }
        monkeypatch.setattr(law, "ADULT_OUTCOMES", other)
        page = go(house.social_worker, "determinations", case)
        assert "Not asked yet in this assessment: keeping a habitable home." in text_of(page)
        assert reverse("assessments:coverage", args=[case.reference]) in page.content.decode()

    def test_what_was_decided_with_the_persons_words_first(self, house, case, assessment, go, now):
        eligibility(house, assessment, at=now, persons_words="About time", reasons="Meals fail alone")
        cpa(house, assessment, at=now, criteria=["parent"], decision="not_on_cpa", reasons="Grown up")
        said = text_of(go(house.manager, "determinations", case))
        assert said.index("About time") < said.index("Meals fail alone")
        assert "Signed by Ann Fearon, for Marshgate Council" in said
        assert "Decided otherwise than the rule proposed." in said
        glance = text_of(go(house.manager, "assessment", case))
        assert "Eligibility under the Care Act: Eligible needs Marshgate Council, version 1" in glance
        assert "Independent advocate: Not decided yet" in glance

    def test_a_decision_of_the_version_before_says_so(self, house, case, assessment, go, now):
        eligibility(house, assessment, at=now)
        Assessment.objects.filter(pk=assessment.pk).update(state="signed", signed_at=now)
        services.start(case=case, by=house.coordinator, at=now)
        said = text_of(go(house.social_worker, "determinations", case))
        assert "That was decided for version 1. Nothing is decided for version 2 yet: it waits for Council." in said

    def test_the_page_costs_the_same_however_much_was_decided(
        self, house, case, assessment, go, client, now, django_assert_max_num_queries
    ):
        for number in range(5):
            eligibility(house, assessment, at=now, seen=number)
        go(house.social_worker, "determinations", case)
        with django_assert_max_num_queries(24):
            client.get(reverse("assessments:determinations", args=[case.reference]))


class TestSigning:
    def test_nothing_filled_in_is_told_at_each_field(self, house, case, assessment, go):
        page = go(house.social_worker, "determine", case, "care_act_eligibility", data={"seen": "0"})
        said = page.content.decode()
        assert page.status_code == 200
        assert 'href="#id_decision"' in said
        assert 'href="#id_reasons"' in said
        assert "Choose whether there are eligible needs." in said

    def test_nothing_eligible_without_advice_keeps_what_was_typed(self, house, case, assessment, go):
        data = {"seen": "0", "decision": "not_eligible", "reasons": "It has passed", "persons_words": "Fair enough"}
        said = go(house.social_worker, "determine", case, "care_act_eligibility", data=data).content.decode()
        assert 'href="#id_advice"' in said
        assert "It has passed" in said
        assert "Fair enough" in said
        assert not Determination.objects.exists()
        said = text_of(
            go(
                house.social_worker,
                "determine",
                case,
                "care_act_eligibility",
                data={**data, "advice": "The lunch club"},
            )
        )
        assert "Signed for Council: Eligibility under the Care Act." in said
        assert "Advice: The lunch club" in said

    def test_two_people_at_once(self, house, case, assessment, go, now):
        eligibility(house, assessment, at=now)
        data = {"seen": "0", "decision": "eligible", "reasons": "My own reasons"}
        page = go(house.social_worker, "determine", case, "care_act_eligibility", data=data)
        said = page.content.decode()
        assert "Ann Fearon signed “Eligible needs” on" in said
        assert "My own reasons" in said
        assert 'name="seen" value="1"' in said
        go(house.social_worker, "determine", case, "care_act_eligibility", data={**data, "seen": "1"})
        assert list(Determination.objects.order_by("number").values_list("number", flat=True)) == [1, 2]

    @pytest.mark.parametrize("seen", ["", "x", "99999999999", "-1"])
    def test_a_bent_field_signs_nothing(self, house, case, assessment, go, seen):
        data = {"seen": seen, "decision": "eligible", "reasons": "x"}
        said = text_of(go(house.social_worker, "determine", case, "care_act_eligibility", data=data))
        assert "Open the page again, then sign." in said
        assert not Determination.objects.exists()

    def test_cpa(self, house, case, assessment, go):
        page = go(house.nurse, "determine", case, "cpa")
        assert "Presumed to be on CPA. If you say no, write why not." in text_of(page)
        data = {"seen": "0", "decision": "not_on_cpa", "criteria": ["parent", "severe"]}
        assert "a group is ticked that is presumed to be on CPA" in text_of(
            go(house.nurse, "determine", case, "cpa", data=data)
        )
        said = text_of(go(house.nurse, "determine", case, "cpa", data={**data, "reasons": "They are grown up"}))
        assert "Criteria thought of A severe mental disorder; Responsible for a child" in said

    def test_an_advocate(self, house, case, assessment, go, now):
        services.save_section(
            assessment=assessment, section="communication",
            given={"communication.difficulty": services.Given(value="yes")}, by=house.coordinator, at=now,
        )  # fmt: skip
        page = text_of(go(house.social_worker, "determine", case, "s67_advocacy"))
        assert "What the assessment says Would Daf have real difficulty understanding" in page
        data = {
            "seen": "0", "difficulties": ["weigh"], "appropriate_person": "no", "decision": "arrange", "reasons": "Nobody near",
        }  # fmt: skip
        assert "Write what is arranged" in text_of(
            go(house.social_worker, "determine", case, "s67_advocacy", data=data)
        )
        data["arrangement"] = "Harbour Light, from Monday"
        assert "An advocate must be arranged" in text_of(
            go(house.social_worker, "determine", case, "s67_advocacy", data=data)
        )

    def test_a_refusal_and_a_new_request(self, house, case, assessment, go):
        assert go(house.social_worker, "ask-again", case).status_code == 404
        asked = text_of(go(house.social_worker, "determine", case, "refusal", data={"seen": "0", "reasons": "Said no"}))
        assert "Choose whether they can make this decision." in asked
        assert "Choose whether there is abuse or neglect" in asked
        data = {"seen": "0", "reasons": "Said no", "has_capacity": "yes", "abuse": "no", "persons_words": "Leave me be"}
        said = text_of(go(house.social_worker, "determine", case, "refusal", data=data))
        assert "the council need not assess" in said
        assert "record that it is asked for again" in said
        again = go(house.social_worker, "ask-again", case, data={"seen": "1", "reasons": "He rang on Friday"})
        assert "asked for again: the duty to assess is back. Since" in text_of(again)
        assert go(house.social_worker, "ask-again", case).status_code == 404

    def test_the_refusal_stands_on_the_page_of_who_reads(self, house, case, assessment, go, now):
        refusal(house, assessment, at=now, abuse=True)
        assert "the duty to assess stays. Since" in text_of(go(house.nurse, "determinations", case))

    def test_combining(self, house, case, assessment, go):
        today = timezone.localdate()
        data = {
            "seen": "0",
            "other_person": "Mair, his sister",
            "person_agrees": "yes",
            "other_agrees": "yes",
            "reasons": "One home",
        }
        said = text_of(go(house.social_worker, "determine", case, "combined", data=data))
        for missing in ("Write who agreed.", "Write how they agreed", "Enter the day on which they agreed."):
            assert missing in said
        data |= {
            "agreed_by": "Mair", "agreed_how": "Spoken", "agreed_on_day": "1", "agreed_on_month": "1",
            "agreed_on_year": str(today.year + 1),
        }  # fmt: skip
        assert "The day must be today or before." in text_of(
            go(house.social_worker, "determine", case, "combined", data=data)
        )
        data["agreed_on_year"] = str(today.year)
        assert "Combined with the other assessment" in text_of(
            go(house.social_worker, "determine", case, "combined", data=data)
        )

"""A carer's own record by its pages: rule 12 (Elig15 reg 3) end to end, what stays apart from a person's record, its clock."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from access.decisions import Refused
from assessments import aftercare_services, agreement_services, choosing, clocks, merged_form, review_queries, services
from assessments import determination_services as determinations
from assessments.determination_kinds import Kind, offered
from assessments.eligibility import answers as from_answers
from assessments.eligibility import law
from assessments.framework_files import library
from assessments.models import Assessment, Determination, ReviewClock
from calendars import local_day
from cases import services as case_services
from cases.models import Case, Consent
from cases.people import PersonDetails
from notifications.models import Deadline
from partners import queries as partners
from tests.assessments.signing import combining
from tests.assessments.stories import a_shared_case

pytestmark = pytest.mark.django_db
ABLE = {
    "caring_children": "nobody", "caring_others": "nobody", "caring_home": "alone", "caring_food": "alone",
    "caring_keeps": "alone", "caring_occupied": "alone", "caring_facilities": "alone", "caring_recreation": "alone",
}  # fmt: skip


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house):
    return a_shared_case(house)


@pytest.fixture
def own(house, case, now):
    link = case_services.add_carer(
        case=case, details=PersonDetails(given_name="Wen", family_name="Adeyemi"), relationship="Mother",
        by=house.social_worker, at=now,
    )  # fmt: skip
    case_services.record_step(
        case=case, link=link, step="asked", on=local_day(now), words="I am so tired", by=house.social_worker, at=now
    )
    made = case_services.open_carer_record(case=case, link=link, by=house.social_worker, at=now)
    return Case.objects.get(pk=made.pk)


@pytest.fixture
def assessment(house, own, now):
    return services.start(case=own, by=house.social_worker, at=now)


@pytest.fixture
def go(client):
    def to(worker, name, case, *args, data=None, room="assessments"):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        url = reverse(f"{room}:{name}", args=[case.reference, *args])
        return client.get(url) if data is None else client.post(url, data, follow=True)

    return to


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def answer(go, house, own, **given):
    """Write both sections of caring by their pages."""
    said = {"caring_necessary": "yes", **ABLE, "caring_health": "no", "caring_effect": "significant"} | given
    for section in ("caring", "caring-outcomes"):
        fields = {name: value for name, value in said.items() if (name == "caring_necessary") == (section == "caring")}
        page = go(house.social_worker, "section", own, section, data={"seen": "", **fields})
        assert page.status_code == 200
    return page


def decide(go, house, own, **more):
    return go(
        house.social_worker, "determine", own, "carer_eligibility",
        data={"seen": "0", "decision": "eligible", "reasons": "Time alone", **more},
    )  # fmt: skip


class TestDenials:
    @pytest.mark.parametrize(
        "who", ["coordinator", "nurse", "manager", "housing_worker", "neighbour", "partnership_manager"]
    )
    @pytest.mark.parametrize(
        "page", [("assessment",), ("determinations",), ("determine", "carer_eligibility"), ("plan",)]
    )
    def test_nobody_but_the_council_gets_anything(self, house, own, assessment, go, who, page):
        answer = go(getattr(house, who), page[0], own, *page[1:])
        assert answer.status_code == 404
        nothing = go(getattr(house, who), page[0], type("No", (), {"reference": "C-99999999"}), *page[1:])
        assert re.sub(rb'(value|nonce)="[^"]*"', b"", nothing.content) == re.sub(
            rb'(value|nonce)="[^"]*"', b"", answer.content
        )

    def test_the_trusts_page_of_the_person_names_no_carer(self, house, case, own, go):
        said = text_of(go(house.coordinator, "carers", case, room="cases"))
        assert "1 person cares for Dafydd" in said
        assert "Wen" not in said
        assert "tired" not in said
        assert own.reference not in said

    def test_the_trust_reads_with_the_carers_yes_and_does_not_decide(self, house, own, assessment, go, now):
        said = {"given_by": "Wen", "method": Consent.Method.SPOKEN, "by": house.social_worker}
        case_services.record_consent(case=own, organisation=house.trust, status="given", at=now, **said)
        from tests.cases.stories import involved

        involved(house, own, "trust", "treatment", at=now)
        assert go(house.coordinator, "assessment", own).status_code == 200
        assert go(house.coordinator, "determine", own, "carer_eligibility").status_code == 403
        with pytest.raises(Refused):
            services.save_section(
                assessment=assessment, section="caring", given={"caring.what": services.Given(value="x")},
                by=house.coordinator, at=now,
            )  # fmt: skip
        case_services.record_consent(case=own, organisation=house.trust, status="withdrawn", at=timezone.now(), **said)
        assert go(house.coordinator, "assessment", own).status_code == 404


class TestRuleTwelve:
    def test_recreation_alone_is_enough(self, house, own, assessment, go):
        answer(go, house, own, caring_recreation="cannot")
        page = text_of(go(house.social_worker, "determine", own, "carer_eligibility"))
        assert "Eligible needs: all three of these hold." in page
        assert "The eight outcomes, one by one" in page
        decide(go, house, own)
        signed = Determination.objects.get()
        assert (signed.kind, signed.decision, signed.differs) == (Kind.CARER, "eligible", False)
        assert signed.proposal["result"] == "eligible"
        assert signed.answers["caring.recreation"]["value"] == "cannot"

    def test_health_at_risk_is_enough_though_every_outcome_is_achieved(self, house, own, assessment, go):
        answer(go, house, own, caring_health="yes")
        decide(go, house, own)
        assert Determination.objects.get().proposal["result"] == "eligible"

    def test_without_significant_impact_nothing_is_eligible_and_advice_is_asked_for(self, house, own, assessment, go):
        answer(go, house, own, caring_recreation="cannot", caring_effect="some")
        page = decide(go, house, own, decision="not_eligible")
        assert "Write the advice" in text_of(page)
        assert "Time alone" in page.content.decode()  # nothing typed is lost
        decide(go, house, own, decision="not_eligible", advice="The carers' café on Fridays")
        assert Determination.objects.get().decision == "not_eligible"

    def test_takes_longer_is_refused_at_the_field(self, house, own, assessment, go):
        page = answer(go, house, own, caring_food="longer")
        assert "There is a problem" in text_of(page)
        assert 'id="id_caring_food-error"' in page.content.decode() or "caring_food" in page.content.decode()
        assert not assessment.answers.filter(item="caring.food").exists()

    def test_takes_longer_from_elsewhere_is_refused_by_the_rule(self):
        with pytest.raises(ValidationError) as refused:
            from_answers.carer_from({"caring.food": "longer"}, {"caring.food"})
        assert "takes significantly longer" in refused.value.messages[0]

    def test_whether_the_adult_is_eligible_is_not_asked(self, assessment):
        items = merged_form.form_for(assessment.frameworks).items
        assert not {outcome.item for outcome in law.ADULT_OUTCOMES.values()} & set(items)
        assert {outcome.item for outcome in law.CARER_OUTCOMES.values()} <= set(items)

    def test_the_assessment_that_was_owed_is_made_by_the_decision(self, house, own, assessment, go):
        owed = Deadline.objects.get(kind="carer.assessment", is_live=True)
        assert owed.case_id == own.pk
        answer(go, house, own)
        decide(go, house, own)
        owed.refresh_from_db()
        assert owed.satisfied_at is not None


class TestApart:
    def test_each_record_has_its_own_frameworks(self, house, case, own, assessment, now):
        person = services.start(case=case, by=house.coordinator, at=now)
        assert set(person.frameworks) == {"cpa-2008", "care-act-2014"}
        assert set(assessment.frameworks) == {"care-act-2014-carer"}
        assert [a.kind for a in offered(assessment.frameworks)] == [Kind.CARER, Kind.ADVOCACY, Kind.COMBINED]
        assert Kind.CARER not in [a.kind for a in offered(person.frameworks)]

    def test_a_partnership_cannot_choose_it_for_people(self, house, case):
        assert "care-act-2014-carer" not in {choice.code for choice in choosing.choices()}
        partners.partnership()
        house.partnership.frameworks = ["care-act-2014-carer", "cpa-2008"]
        house.partnership.save()
        assert choosing.for_case(case) == ("cpa-2008",)

    def test_no_pair_is_made_of_a_carers_and_a_persons(self):
        assert not [pair for pair in merged_form.pairs(library()) if "care-act-2014-carer" in pair]

    def test_reviews_begin_by_hand_only_where_they_belong(self, case, own):
        of_person = {kind for kind, _ in review_queries.beginnings(case, [])}
        of_carer = {kind for kind, _ in review_queries.beginnings(own, [])}
        assert of_carer == {"review.carer"}
        assert "review.carer" not in of_person

    def test_what_extracts_say_of_a_person_is_not_carried_into_their_record_as_a_carer(self, own):
        from merging.queries import people_of

        assert people_of(own) == []


class TestTheClock:
    def test_the_review_of_the_support_plan_begins_with_the_signature(self, house, own, assessment, go, now):
        answer(go, house, own, caring_recreation="cannot")
        at = now + timedelta(hours=1)
        agreement_services.answer(
            assessment=assessment, voice="person", says="yes", how="in_person", by=house.social_worker, at=at
        )
        agreement_services.sign(assessment=assessment, by=house.social_worker, at=at, why_incomplete="More next week")
        clock = ReviewClock.objects.get(case=own)
        assert clock.kind == "review.carer"
        due = clocks.due_on_of(clock)
        assert (due.year, due.month) == (local_day(at).year + 1, local_day(at).month)
        assert Deadline.objects.get(kind="review.carer", is_live=True).owner_worker == house.social_worker

    def test_its_papers_are_printed_by_the_carers_duties(self, house, own, assessment, go):
        answer(go, house, own, caring_recreation="cannot")
        determinations.decide_carers_eligibility(
            assessment=Assessment.objects.get(pk=assessment.pk), decision="eligible", reasons="Time alone",
            by=house.social_worker, at=timezone.now(), seen=0,
        )  # fmt: skip
        said = text_of(go(house.social_worker, "document", own, 1, "care-act", "standard"))
        assert "Outcome viii, recreation" in said
        assert "Eligibility as a carer: Eligible needs for support" in said


class TestCombining:
    def test_the_link_says_who_the_other_person_is_to_whom_may_know(self, house, case, own, assessment, go, now):
        services.start(case=case, by=house.coordinator, at=now)
        for record, other in ((case, "Wen Adeyemi, mother"), (own, "Dafydd Evans, whom they care for")):
            page = go(house.social_worker, "determine", record, "combined")
            assert f'value="{other}"' in page.content.decode()

    def test_without_the_carers_agreement_it_is_kept_apart(self, house, own, assessment, go):
        data = {
            "seen": "0", "other_person": "Dafydd Evans", "person_agrees": "no", "other_agrees": "no",
            "reasons": "Wen wants to be asked alone",
        }  # fmt: skip
        go(house.social_worker, "determine", own, "combined", data=data)
        assert Determination.objects.get().decision == "apart"


class TestThePages:
    def test_a_carers_record_says_so(self, house, own, go):
        said = text_of(go(house.social_worker, "case", own, room="desks"))
        assert "A carer’s own record" in said

    def test_from_writing_down_to_their_own_record(self, house, case, go, client):
        worker = house.social_worker
        page = go(
            worker, "add-carer", case, room="cases", data={"given_name": "", "family_name": "", "relationship": "Son"}
        )
        assert "Enter a name" in text_of(page)
        assert 'value="Son"' in page.content.decode()
        said = text_of(go(worker, "add-carer", case, room="cases", data={"given_name": "Ben", "relationship": "Son"}))
        assert "Ben" in said
        link = case.person.carers.get()
        today = local_day(timezone.now())
        data = {
            "step": "told",
            "on_day": today.day,
            "on_month": today.month,
            "on_year": today.year,
            "words": "Good to know",
        }
        said = text_of(go(worker, "carer-step", case, link.pk, room="cases", data=data))
        assert "Told of the right to an assessment of their own" in said
        assert "Good to know" in said
        said = text_of(go(worker, "carer-record", case, link.pk, room="cases", data={}))
        own = Case.objects.get(person=link.carer)
        assert f"Ben has a record of their own: {own.reference}." in said
        assert "Dafydd" in text_of(go(worker, "carers", own, room="cases"))
        said = text_of(go(worker, "end-carer", case, link.pk, room="cases", data={"because": ""}))
        assert "Write why they no longer care for them." in said


class TestTheOtherPersonOfACombinedAssessment:
    """A council writes down with whom an assessment is combined; that they care for somebody is theirs to share (ADR 20)."""

    @pytest.fixture
    def combined(self, house, case, own, now):
        found = services.start(case=case, by=house.coordinator, at=now)
        combining(house, found, other_person="Wen Adeyemi, mother", agreed_by="Wen herself", at=now)
        return found

    def pages(self, house, case, go, worker):
        paper = go(worker, "document", case, 1, "care-act", "standard")
        return [text_of(go(worker, "determinations", case)), text_of(paper)]

    def test_the_trust_reads_the_decision_and_not_who_it_is(self, house, case, combined, go):
        for said in self.pages(house, case, go, house.coordinator):
            assert "Combined with the other assessment" in said
            assert "Wen" not in said
            assert "who has not agreed that you are told who they are" in said

    def test_the_council_reads_who_it_is(self, house, case, combined, go):
        for said in self.pages(house, case, go, house.social_worker):
            assert "Wen Adeyemi, mother" in said

    def test_the_trust_does_once_the_carer_agreed(self, house, case, own, combined, go, now):
        case_services.record_consent(
            case=own, organisation=house.trust, status="given", given_by="Wen", method="spoken", by=house.social_worker,
            at=now,
        )  # fmt: skip
        assert "Wen Adeyemi, mother" in text_of(go(house.coordinator, "determinations", case))


def test_aftercare_belongs_to_whoever_was_detained_and_not_to_their_carer(house, own, now):
    with pytest.raises(Refused, match="not on their carer’s"):
        aftercare_services.begin(
            case=own, section="3", in_force_since=local_day(now), nhs=house.trust, council=house.council,
            how_known="The papers", by=house.social_worker, at=now,
        )  # fmt: skip
    assert Case.objects.get(pk=own.pk).section_117 == "none"

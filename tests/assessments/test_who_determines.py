"""Who signs which determination, and who sees it: denials first."""

from datetime import date

import pytest

from access.decisions import Refused
from access.policies import may
from access.roles import Permission, Role
from access.rows import writing
from agreements.services import make_agreement
from assessments import determination_policies as policies
from assessments import policies as assessment_policies
from assessments import services as assessments
from assessments.determination_kinds import Kind
from assessments.models import Assessment, Determination
from cases.models import Case
from cases.services import set_coordinator
from domains.services import PartRequest, establish
from partners.models import Organisation, Sector, Team
from tests.assessments.signing import SIGNING, advocacy, cpa, eligibility
from tests.assessments.stories import LATER, a_case, a_shared_case, agrees, with_parts
from tests.house import LONG_AGO, NOON

pytestmark = pytest.mark.django_db
COUNCILS = [Kind.CARE_ACT, Kind.ADVOCACY, Kind.REFUSAL, Kind.COMBINED]


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")


@pytest.fixture
def assessment(house, case):
    return assessments.start(case=case, by=house.coordinator, at=NOON)


class TestDenials:
    @pytest.mark.parametrize("kind", COUNCILS)
    @pytest.mark.parametrize(
        ("who", "because"),
        [
            ("coordinator", "not_accountable"), ("nurse", "not_accountable"), ("manager", "not_accountable"),
            ("housing_worker", "other_domain"), ("neighbour", "not_involved"), ("administrator", "not_involved"),
        ],
    )  # fmt: skip
    def test_only_the_council_signs_what_is_the_councils(self, house, assessment, kind, who, because):
        with pytest.raises(Refused) as refused:
            SIGNING[kind](house, assessment, by=getattr(house, who))
        assert refused.value.decision.because == because
        assert not Determination.objects.exists()

    @pytest.mark.parametrize(
        ("who", "because"), [("social_worker", "not_accountable"), ("housing_worker", "other_domain")]
    )
    def test_only_the_trust_says_who_is_on_cpa(self, house, assessment, who, because):
        with pytest.raises(Refused) as refused:
            cpa(house, assessment, by=getattr(house, who))
        assert refused.value.decision.because == because

    def test_a_council_worker_whose_role_does_not_sign(self, house, assessment):
        helper = house.hire("Cai Moss", house.council, Role.DOMAIN_WORKER)
        with pytest.raises(Refused) as refused:
            eligibility(house, assessment, by=helper)
        assert refused.value.decision.because == "role_may_not"

    def test_where_the_map_names_another_council_only_that_one_signs(self, house, case, assessment):
        other = Organisation.objects.create(
            name="Northmere Council", short_name="Northmere", sector=Sector.COUNCIL, responsible_body=True, code="NORTH"
        )
        Team.objects.create(organisation=other, name="Whole organisation", is_whole=True)
        make_agreement(
            name="With Northmere", organisations=[house.trust, other], since=LONG_AGO, until=None, by=None, at=LONG_AGO,
            to_confirm=False,
        )  # fmt: skip
        request = PartRequest(domain=house.domain("eligibility"), organisation=other, accountable=other)
        establish(case=case, requests=[request], by=None, at=NOON)
        found = policies.authority(house.social_worker, Kind.CARE_ACT, assessment, at=LATER)
        assert (found.decision.because, found.body) == ("not_accountable", "Northmere")
        assert policies.authority(house.social_worker, Kind.ADVOCACY, assessment, at=LATER).decision

    def test_a_charity_that_coordinates_neither_signs_nor_sees_what_is_the_councils(self, house):
        keyworker = house.hire("Mali Huws", house.harbour, Role.COORDINATOR)
        case = with_parts(house, a_case(house), ("assessment", "trust"), ("assessment", "council"))
        agrees(house, case, "harbour")
        set_coordinator(
            case=case, organisation=house.harbour, team=house.whole(house.harbour), worker=keyworker,
            by=house.coordinator, at=NOON,
        )  # fmt: skip
        assessment = assessments.start(case=Case.objects.get(pk=case.pk), by=keyworker, at=NOON)
        made = eligibility(house, assessment)
        reach = assessment_policies.reach(keyworker, assessment.case, at=LATER)
        assert "eligibility" in reach.reads, "the person agreed to everything"
        assert policies.readable(keyworker, assessment.case, reach, at=LATER) == {Kind.CPA, Kind.ADVOCACY}
        assert not may(keyworker, Permission.READ_DOMAIN, made, at=LATER)
        with pytest.raises(Refused):
            eligibility(house, assessment, by=keyworker, seen=1)
        with pytest.raises(Refused) as refused:
            advocacy(house, assessment, by=keyworker)
        assert refused.value.decision.because == "not_accountable"

    def test_a_version_that_is_agreed_is_not_written(self, house, assessment):
        Assessment.objects.filter(pk=assessment.pk).update(state="signed", signed_at=NOON)
        with pytest.raises(Refused) as refused:
            eligibility(house, assessment)
        assert refused.value.decision.because == "signed"

    def test_a_closed_case_is_not_decided_about(self, house, case, assessment):
        with writing(Case):
            Case.objects.filter(pk=case.pk).update(is_open=False, status="closed", closed_at=NOON)
        with pytest.raises(Refused) as refused:
            eligibility(house, assessment)
        assert refused.value.decision.because == "case_closed"

    def test_a_framework_that_the_assessment_does_not_follow_decides_nothing(self, house, assessment):
        Assessment.objects.filter(pk=assessment.pk).update(frameworks={"cpa-2008": "1"})
        with pytest.raises(Refused):
            eligibility(house, assessment)
        assert cpa(house, assessment).number == 1

    @pytest.mark.parametrize(
        ("who", "permission", "allowed"),
        [
            ("social_worker", Permission.DETERMINE, True), ("nurse", Permission.DETERMINE, False),
            ("nurse", Permission.READ_DOMAIN, True), ("housing_worker", Permission.READ_DOMAIN, False),
            ("neighbour", Permission.VIEW_CASE, False), ("social_worker", Permission.WRITE_PLAN, False),
        ],
    )  # fmt: skip
    def test_asked_of_one_determination(self, house, assessment, who, permission, allowed):
        made = eligibility(house, assessment)
        assert bool(may(getattr(house, who), permission, made, at=LATER)) is allowed

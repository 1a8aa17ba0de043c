"""Choosing the frameworks of the partnership: administrators only, kept in the audit, counted from the next version on."""

import pytest
from django.urls import reverse

from access.decisions import Refused
from assessments import choosing, services
from assessments.choosing import choose
from audit.models import Entry
from partners.errors import PartnersError
from tests.assessments.stories import LATER, a_shared_case
from tests.house import NOON

pytestmark = pytest.mark.django_db


class TestTheService:
    def test_a_choice_counts_for_what_is_begun_from_then_on(self, house):
        case = a_shared_case(house)
        before = services.start(case=case, by=house.coordinator, at=NOON)
        choose(codes=["ctp-wales"], by=house.administrator, at=NOON)
        assert set(before.frameworks) == {"cpa-2008", "care-act-2014"}
        assert services.start(case=case, by=house.coordinator, at=LATER).frameworks == before.frameworks
        other = services.start(case=a_shared_case(house), by=house.coordinator, at=LATER)
        assert other.frameworks == {"ctp-wales": "1"}

    def test_who_is_no_administrator_is_refused_and_nothing_is_written(self, house):
        with pytest.raises(Refused):
            choose(codes=["ctp-wales"], by=house.coordinator, at=NOON)
        assert choosing.chosen() == ("cpa-2008", "care-act-2014")
        assert not Entry.objects.filter(action="partnership.changed").exists()

    @pytest.mark.parametrize("codes", [[], ["moon"], ["cpa-2008", "moon"]])
    def test_none_and_what_cannot_be_read_are_refused(self, house, codes):
        with pytest.raises(PartnersError):
            choose(codes=codes, by=house.administrator, at=NOON)
        assert choosing.chosen() == ("cpa-2008", "care-act-2014")

    def test_a_level_without_a_file_stays_in_the_list(self, house):
        type(house.partnership).objects.update(frameworks=["cpa-1999-enhanced", "cpa-2008"])
        made = choose(codes=["cmhf-2022"], by=house.administrator, at=NOON)
        assert made.frameworks == ["cmhf-2022", "cpa-1999-enhanced"]
        assert services.start(case=a_shared_case(house), by=house.coordinator, at=LATER).frameworks == {
            "cmhf-2022": "1"
        }

    def test_it_is_kept_in_the_audit(self, house):
        choose(codes=["cmhf-2022", "care-act-2014"], by=house.administrator, at=NOON)
        entry = Entry.objects.get(action="partnership.changed")
        assert entry.detail["frameworks"] == ["care-act-2014", "cmhf-2022"]
        assert entry.worker_id == house.administrator.pk


class TestThePage:
    URL = "assessments:frameworks"

    @pytest.mark.parametrize("who", ["coordinator", "manager", "partnership_manager", "neighbour", "privacy_officer"])
    def test_nobody_but_administrators(self, house, client, who):
        client.force_login(getattr(house, who))
        assert client.get(reverse(self.URL)).status_code == 403
        assert client.post(reverse(self.URL), {"frameworks": ["cmhf-2022"]}).status_code == 403
        assert choosing.chosen() == ("cpa-2008", "care-act-2014")

    def test_what_applies_is_ticked_and_each_says_where_it_stands(self, house, client):
        client.force_login(house.administrator)
        page = client.get(reverse(self.URL)).content.decode()
        assert page.count("checked") == 2
        assert "SI 2011/2942 (W.318)" in page
        assert "Community plan review every 12 months" in page
        assert reverse(self.URL) in client.get(reverse("partners:administration")).content.decode()

    def test_saving_says_what_people_are_spared(self, house, client):
        client.force_login(house.administrator)
        said = client.post(reverse(self.URL), {"frameworks": ["ctp-wales", "cmhf-2022"]}, follow=True).content.decode()
        assert "people are spared 24 that would be asked again" in said
        assert choosing.chosen() == ("ctp-wales", "cmhf-2022")

    def test_none_is_refused_with_the_reason(self, house, client):
        client.force_login(house.administrator)
        page = client.post(reverse(self.URL), {}).content.decode()
        assert "There is a problem" in page
        assert "Choose at least one" in page


class TestTheClocksOffered:
    def test_a_case_without_a_clock_is_offered_the_reviews_that_apply_here(self, house, client):
        case = a_shared_case(house)
        choose(codes=["ctp-wales"], by=house.administrator, at=NOON)
        client.force_login(house.coordinator)
        page = client.get(reverse("assessments:hold-review", args=[case.reference])).content.decode()
        assert "Care and treatment plan review" in page
        assert "CPA review" not in page

    def test_the_duties_page_shows_the_pairs_the_times_and_the_level_of_the_record(self, house, client):
        case = a_shared_case(house)
        choose(codes=["ctp-wales", "cpa-2008"], by=house.administrator, at=NOON)
        services.start(case=case, by=house.coordinator, at=NOON)
        client.force_login(house.coordinator)
        page = client.get(reverse("assessments:coverage", args=[case.reference])).content.decode()
        pairs = ("Care and treatment plan and Care programme", "Care programme and Care and treatment plan")
        assert sum(pair in page for pair in pairs) == 1
        assert "36 questions would be asked again" in page
        assert "14 days of acceptance" in page
        assert "The record carries: CPA 2008" in page

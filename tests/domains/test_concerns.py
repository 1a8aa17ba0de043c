"""Safeguarding: who raises, who reads, who decides; everybody else sees that it is handled. Source: Care Act 2014 s42."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from access.decisions import Refused
from access.rows import writing
from cases import services as cases
from cases.models import Case
from cases.services import deaths
from domains import concerns, services
from domains.models import Concern
from domains.rules import CannotBe
from notifications import registry
from notifications.models import Deadline, Notice
from tests.assessments.stories import a_case, a_shared_case, with_parts
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SEEN = "Bruises on both arms, says her brother did it"
DECIDED = {
    "has_needs": True,
    "at_risk": True,
    "cannot_protect": True,
    "enquiry": True,
    "reasons": "Seen by the ward too",
}


@pytest.fixture
def case(house):
    return a_shared_case(house)


def raised(house, case, by="housing_worker", **more):
    return services.raise_concern(case=case, words=SEEN, told_person=True, by=getattr(house, by), at=NOON, **more)


def reads(house, who, concern):
    return bool(concerns.may(getattr(house, who), "concern.view", concern, at=NOON))


class TestDenials:
    @pytest.mark.parametrize(
        "who", ["neighbour", "employment_worker", "administrator", "privacy_officer", "suspended_worker"]
    )
    def test_a_stranger_raises_none(self, house, case, who):
        with pytest.raises(PermissionDenied):
            raised(house, case, by=who)
        assert not Concern.objects.exists()

    @pytest.mark.parametrize(
        "who", ["coordinator", "nurse", "manager", "neighbour", "privacy_officer", "administrator"]
    )
    def test_nobody_but_its_writer_and_the_council_reads_it(self, house, case, who):
        assert not reads(house, who, raised(house, case))

    @pytest.mark.parametrize("who", ["coordinator", "nurse", "housing_worker"])
    def test_nobody_but_the_council_decides(self, house, case, who):
        concern = raised(house, case)
        with pytest.raises(Refused):
            services.decide_concern(concern=concern, by=getattr(house, who), at=NOON, **DECIDED)
        assert Concern.objects.get().state == Concern.State.RAISED

    def test_a_bar_keeps_out_the_councils_worker_too(self, house, case):
        concern = raised(house, case)
        cases.bar(case=case, worker=house.social_worker, reason="The brother", by=house.manager, at=NOON)
        assert not reads(house, "social_worker", concern)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"reasons": "No"}, "concern_reasons"), ({"enquiry": False}, "concern_is_duty"),
            ({"at_risk": None}, "concern_limbs"),
        ],
    )  # fmt: skip
    def test_a_decision_that_the_act_does_not_know_is_refused(self, house, case, more, code):
        """All three limbs of s42(1) met, an enquiry is a duty."""
        concern = raised(house, case)
        with pytest.raises(CannotBe) as refused:
            services.decide_concern(concern=concern, by=house.social_worker, at=NOON, **{**DECIDED, **more})
        assert refused.value.code == code
        assert Deadline.objects.filter(kind="concern.decide", is_live=True).exists()

    def test_decided_is_decided(self, house, case):
        concern = raised(house, case)
        services.decide_concern(concern=concern, by=house.social_worker, at=NOON, **DECIDED)
        with pytest.raises(CannotBe) as refused:
            services.decide_concern(concern=concern, by=house.social_worker, at=NOON, **DECIDED)
        assert refused.value.code == "concern_decided"

    def test_one_word_is_no_concern(self, house, case):
        with pytest.raises(CannotBe) as refused:
            services.raise_concern(case=case, words="Bruises", told_person=False, by=house.nurse, at=NOON)
        assert refused.value.code == "concern_words"


class TestWhatHappens:
    def test_the_council_is_told_at_once_and_owes_a_decision(self, house, case):
        head = house.hire("Head Of", house.council, "team_manager")
        concern = raised(house, case)
        notice = Notice.objects.get(kind="concern.raised", worker=head)
        text = registry.describing("concern.raised")([notice], head, NOON)[notice.pk].text
        assert "Bruises" not in text
        assert Deadline.objects.get(kind="concern.decide", subject_id=concern.pk).owner_organisation == house.council

    def test_a_council_that_is_not_on_the_case_decides_all_the_same(self, house):
        alone = with_parts(house, a_case(house), ("medication", "trust"))
        concern = raised(house, alone, by="nurse")
        assert concern.council == house.council
        assert reads(house, "social_worker", concern)
        assert not Case.objects.filter(pk=alone.pk, involvements__organisation=house.council).exists()

    def test_others_see_that_it_is_handled_and_not_what_it_says(self, house, case):
        services.decide_concern(concern=raised(house, case), by=house.social_worker, at=NOON + DAY, **DECIDED)
        line = concerns.lines(case, house.coordinator, at=NOON + DAY)[0]
        assert (line.said, line.council, line.words, line.pk) == ("an enquiry has begun", "Marshgate Council", "", None)

    def test_an_enquiry_begins_and_closes_with_what_came_of_it(self, house, case):
        concern = services.decide_concern(concern=raised(house, case), by=house.social_worker, at=NOON, **DECIDED)
        assert not Deadline.objects.filter(kind="concern.decide", is_live=True).exists()
        assert {n.worker for n in Notice.objects.filter(kind="concern.decided")} == {
            house.housing_worker,
            house.coordinator,
        }
        services.close_concern(
            concern=concern, outcome="She moved to her sister", by=house.social_worker, at=NOON + DAY
        )
        assert Concern.objects.get().state == Concern.State.CLOSED

    def test_without_the_limbs_there_may_be_none_with_reasons(self, house, case):
        said = {**DECIDED, "cannot_protect": False, "enquiry": False}
        services.decide_concern(concern=raised(house, case), by=house.social_worker, at=NOON, **said)
        assert Concern.objects.get().state == Concern.State.NO_ENQUIRY

    def test_the_same_form_twice_is_one(self, house, case):
        key = "4be0643f-1d98-473b-97cd-ca98a65347dd"
        assert raised(house, case, form_key=key) == raised(house, case, form_key=key)
        assert Concern.objects.count() == 1

    def test_an_open_one_keeps_the_case_open(self, house, case):
        from cases import endings

        raised(house, case)
        blocking = [one.text for one in endings.against(case, at=NOON) if one.weight == endings.BLOCKS]
        assert blocking == ["A safeguarding concern is open with Council"]


class TestPages:
    @pytest.fixture
    def as_(self, client):
        def _as(worker):
            client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
            return client

        return _as

    def test_raised_by_a_charity_decided_by_the_council(self, house, case, as_):
        where = reverse("domains:concerns", args=[case.reference])
        empty = as_(house.housing_worker).post(where, {"words": "", "told": ""}).content.decode()
        assert "Write what you have seen or heard" in empty
        form = as_(house.housing_worker).get(where).context["form"]
        sent = {"words": SEEN, "told": "no", "form_key": str(form["form_key"].value())}
        assert as_(house.housing_worker).post(where, sent).status_code == 302
        concern = Concern.objects.get()
        assert SEEN not in as_(house.coordinator).get(where).content.decode()
        page = reverse("domains:concern", args=[concern.pk])
        assert as_(house.coordinator).get(page).status_code == 403
        assert as_(house.neighbour).get(page).status_code == 404
        answers = {
            "has_needs": "yes",
            "at_risk": "yes",
            "cannot_protect": "yes",
            "enquiry": "no",
            "reasons": "Thin evidence so far",
        }
        refused = as_(house.social_worker).post(page, answers).content.decode()
        assert "makes an enquiry a duty" in refused
        as_(house.social_worker).post(page, {**answers, "enquiry": "yes"})
        assert Concern.objects.get().state == Concern.State.ENQUIRY


class TestLaterOn:
    """Found by looking again: two records that became one, a death taken back, the form of another record."""

    def test_a_bar_on_the_one_that_two_became_keeps_out(self, house, case):
        concern, one = raised(house, case), a_shared_case(house)
        with writing(Case):
            Case.objects.filter(pk=case.pk).update(merged_into=one, is_open=False)
        cases.bar(case=one, worker=house.social_worker, reason="The brother", by=house.manager, at=NOON)
        assert not reads(house, "social_worker", Concern.objects.get(pk=concern.pk))

    def test_the_key_of_another_form_loses_no_concern(self, house, case):
        key, other = uuid.uuid4(), a_shared_case(house)
        assert raised(house, case, form_key=key) != raised(house, other, form_key=key)
        assert Concern.objects.count() == 2

    def test_a_death_taken_back_owes_the_decision_again(self, house, case):
        concern = raised(house, case)
        said = {"case": case, "by": house.coordinator, "at": NOON + DAY}
        deaths.record_death(**said, died_on=NOON.date(), how_known="The ward rang")
        assert not Deadline.objects.filter(is_live=True, kind="concern.decide").exists()
        case.refresh_from_db()
        deaths.take_death_back(**said | {"case": Case.objects.get(pk=case.pk)}, because="Another person of that name")
        assert Deadline.objects.get(is_live=True, kind="concern.decide").subject_id == concern.pk

    def test_who_wrote_it_does_not_read_the_councils_reasons(self, house, case, client):
        concern = raised(house, case)
        services.decide_concern(concern=concern, by=house.social_worker, at=NOON, **DECIDED)
        for who, shown in (("housing_worker", False), ("social_worker", True)):
            client.force_login(getattr(house, who))
            page = client.get(reverse("domains:concern", args=[concern.pk])).content.decode()
            assert SEEN.split(",")[0] in page
            assert (DECIDED["reasons"] in page) is shown

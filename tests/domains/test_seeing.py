"""Who can see a record, and what an answer would change: what the picture says is what the policies answer."""

from datetime import timedelta

import pytest

from access.memory import page
from access.roles import Permission, Role
from audit.models import Entry
from cases import services
from cases.models import Consent
from cases.policies import may, visible_to, who_may
from domains.models import EndReason, Part, State
from domains.policies import readable_domains, writable_parts
from domains.seeing import picture, reach_of
from notifications.models import Deadline, Notice
from partners.models import Worker
from tests.domains.conftest import LATER
from tests.house import NOON

pytestmark = pytest.mark.django_db
AT = LATER


def answer(story, organisation, *, at=AT, status=Consent.Status.WITHDRAWN, **more):
    """An answer of the person, not yet given: what ``look_ahead`` takes."""
    return lambda: services.record_consent(
        case=story.case, organisation=organisation, status=status, given_by="Daf", method=Consent.Method.SPOKEN,
        by=story.house.coordinator, at=at, **more,
    )  # fmt: skip


@pytest.fixture
def shared(story):
    """Housing with a charity, work with another, the council on the assessment."""
    house = story.house
    story.held("housing", house.open_door, house.housing_worker)
    story.held("employment", house.workwise, house.employment_worker)
    story.held("eligibility", house.council, house.social_worker)
    story.again()
    return story


class TestPicture:
    def test_it_names_everybody_who_opens_the_case_and_nobody_else(self, shared):
        seen = picture(shared.case, at=AT)
        opens = {w.pk for w in Worker.objects.all() if may(w, Permission.VIEW_CASE, shared.case, at=AT)}
        assert seen.workers == opens == set(who_may("case.view", shared.case, at=AT).values_list("pk", flat=True))
        assert shared.house.neighbour.pk not in seen.workers

    def test_each_worker_reaches_what_the_picture_says(self, shared):
        house = shared.house
        for number in range(3):
            house.hire(f"Nurse {number}", house.trust, Role.PRACTITIONER)
            house.hire(f"Helper {number}", house.open_door, Role.DOMAIN_WORKER)
        for (_, worker_id), reach in picture(shared.case, at=AT).by_worker().items():
            worker = Worker.objects.get(pk=worker_id)
            assert reach.reads == readable_domains(worker, shared.case, at=AT)
            assert reach.writes == {p.domain.code for p in writable_parts(worker, shared.case, at=AT)}
            assert reach == reach_of(worker, shared.case, at=AT)

    def test_a_barred_worker_is_in_no_group_and_is_counted_without_a_name(self, shared):
        house = shared.house
        services.bar(case=shared.case, worker=house.nurse, reason="A relative", by=house.manager, at=AT)
        seen = picture(shared.case, at=AT)
        assert house.nurse.pk not in seen.workers
        assert seen.barred == ((AT, None, "Trust"),)

    def test_who_is_asked_and_has_not_answered_sees_nothing_and_says_why(self, story):
        story.ask("housing", story.house.open_door)
        row = next(r for r in picture(story.again(), at=AT).rows if r.organisation == story.house.open_door)
        assert (row.groups, row.facts.why_not) == ((), "not_involved")
        assert [part.state for part in row.facts.parts] == [State.PROPOSED]

    def test_more_workers_are_no_more_questions(self, shared, django_assert_max_num_queries):
        house = shared.house
        with page(), django_assert_max_num_queries(150) as few:
            picture(shared.case, at=AT)
        for number in range(20):
            house.hire(f"Nurse {number}", house.trust, Role.PRACTITIONER)
            house.hire(f"Helper {number}", house.open_door, Role.DOMAIN_WORKER)
        with page(), django_assert_max_num_queries(len(few)):
            picture(shared.case, at=AT + timedelta(seconds=1))


class TestLookingAhead:
    def test_nothing_stays_written(self, shared):
        before = [m.objects.count() for m in (Consent, Entry, Notice, Deadline)]
        ahead = services.look_ahead(case=shared.case, act=answer(shared, shared.house.open_door), at=AT)
        assert ahead.differs
        assert [m.objects.count() for m in (Consent, Entry, Notice, Deadline)] == before
        assert Part.objects.get(domain__code="housing").state == State.ACCEPTED
        assert visible_to(shared.house.housing_worker, at=AT).exists()

    def test_it_says_who_is_out_and_what_nobody_does(self, shared):
        house = shared.house
        ahead = services.look_ahead(case=shared.case, act=answer(shared, house.open_door), at=AT)
        (one,) = ahead.touched
        assert one.organisation == house.open_door
        assert one.out == ("Priya Nair",)
        assert one.ended == ("Housing",)
        assert [(o.domain, o.accountable) for o in ahead.ownerless] == [("Housing", house.council)]
        assert {row.organisation for row in ahead.stays} == {house.trust, house.council, house.workwise}

    @pytest.mark.parametrize("status", [Consent.Status.WITHDRAWN, Consent.Status.REFUSED, Consent.Status.GIVEN])
    @pytest.mark.parametrize("who", ["open_door", "workwise", "council", "harbour"])
    @pytest.mark.parametrize("domain", [None, "housing"])
    @pytest.mark.parametrize("scope", [Consent.Scope.READ, Consent.Scope.WRITE, Consent.Scope.NOTIFY])
    def test_what_was_said_is_what_is_true_after_saving(self, shared, status, who, domain, scope):
        house = shared.house
        act = answer(shared, getattr(house, who), status=status, domain=domain and house.domain(domain), scope=scope)
        was = picture(shared.case, at=AT)
        ahead = services.look_ahead(case=shared.case, act=act, at=AT)
        assert services.as_looked_at(case=shared.case, act=act, mark=ahead.mark, at=AT) is None
        assert was.compared(picture(shared.again(), at=AT)).mark == ahead.mark
        out = {name for one in ahead.touched for name in one.out}
        after = {w.name for w in Worker.objects.all() if may(w, Permission.VIEW_CASE, shared.case, at=AT)}
        assert out == {w.name for w in Worker.objects.filter(pk__in=was.workers)} - after
        ended = Part.objects.filter(state=State.ENDED, end_reason=EndReason.CONSENT_WITHDRAWN)
        assert sorted(p.domain.name for p in ended) == sorted(d for one in ahead.touched for d in one.ended)

    def test_a_record_that_moved_meanwhile_is_looked_at_again(self, shared):
        house, act = shared.house, answer(shared, shared.house.open_door)
        mark = services.look_ahead(case=shared.case, act=act, at=AT).mark
        shared.held("family", house.open_door, house.housing_worker, at=AT)
        again = services.as_looked_at(case=shared.case, act=act, mark=mark, at=AT)
        assert again.touched[0].ended == ("Housing", "Relationships, parenting and family")
        assert not Consent.objects.filter(status=Consent.Status.WITHDRAWN).exists()


class TestSharedWithoutAYes:
    def decide(self, story, **changes):
        said = {
            "organisation": story.house.open_door, "basis": Consent.Basis.PUBLIC_INTEREST,
            "reason": "He has threatened the other tenants", "approved_by": "Dr Eve Lane, Caldicott guardian",
            "until": AT + timedelta(days=30), **changes,
        }  # fmt: skip
        return services.share_without_yes(case=story.case, by=story.house.coordinator, at=AT, **said)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"basis": "because"}, "basis"),
            ({"reason": "risk"}, "reason"),
            ({"approved_by": " "}, "approved_by"),
            ({"until": None}, "until"),
            ({"until": NOON}, "until"),
            ({"until": AT + timedelta(days=400)}, "until"),
        ],
    )
    def test_half_a_decision_is_refused_at_the_field(self, shared, wrong, field):
        with pytest.raises(Exception, match=".") as refused:
            self.decide(shared, **wrong)
        assert set(refused.value.message_dict) == {field}
        assert not Consent.objects.filter(status=Consent.Status.OVERRIDE).exists()

    def test_a_body_that_reads_anyway_needs_none(self, shared):
        with pytest.raises(Exception, match="without being asked"):
            self.decide(shared, organisation=shared.house.council)

    def test_it_opens_what_the_no_would_shut_and_the_no_stays(self, shared):
        house = shared.house
        self.decide(shared, domain=house.domain("housing"))
        answer(shared, house.open_door)()
        shared.again()
        assert readable_domains(house.housing_worker, shared.case, at=AT) == {"housing"}
        assert not writable_parts(house.housing_worker, shared.case, at=AT), "the decision was to read"
        said = Consent.objects.get(organisation=house.open_door, ended_at=None, basis="")
        assert said.status == Consent.Status.WITHDRAWN

    def test_it_ends_by_itself_and_when_ended(self, shared):
        house = shared.house
        decision = self.decide(shared)
        answer(shared, house.open_door)()
        assert may(house.housing_worker, Permission.VIEW_CASE, shared.again(), at=AT)
        past = AT + timedelta(days=30)
        assert may(house.housing_worker, Permission.VIEW_CASE, shared.case, at=past).because == "consent_withdrawn"
        services.end_sharing(case=shared.case, decision=decision, by=house.coordinator, at=AT)
        assert not may(house.housing_worker, Permission.VIEW_CASE, shared.again(), at=AT + timedelta(seconds=1))
        assert Part.objects.get(domain__code="housing").state == State.ENDED


class TestReviewed:
    def test_a_yes_is_to_be_talked_about_again_within_a_year(self, shared):
        said = Consent.objects.get(organisation=shared.house.open_door)
        due = Deadline.objects.get(kind="consent.review", subject_id=said.pk, is_live=True)
        assert (due.due_at - said.effective_from).days in (364, 365, 366)
        assert due.owner_worker == shared.house.coordinator
        answer(shared, shared.house.open_door)()
        assert not Deadline.objects.filter(kind="consent.review", subject_id=said.pk, is_live=True).exists()

    def test_an_answer_with_an_end_is_talked_about_by_then(self, story):
        until = AT + timedelta(days=40)
        said = story.agree(story.house.open_door, until=until)
        assert Deadline.objects.get(kind="consent.review", subject_id=said.pk).due_at == until

"""Read shapes: one query for a page of cases, the timeline, the plan at a glance, and what notices say."""

from datetime import date, timedelta

import pytest

from assessments import clocks, drafts, notices, queries, services
from assessments.clocks import CPA, Side
from assessments.models import Assessment
from assessments.policies import reach
from assessments.services import Given
from assessments.timeline import timeline
from notifications.models import Deadline, Notice
from notifications.wanted import of_live_deadlines
from tests.assessments.stories import LATER, a_case, a_shared_case, with_parts
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(house):
    return a_shared_case(house)


class TestSummaries:
    def test_no_assessment_is_none_and_a_draft_counts_its_sections(self, house, case):
        assert queries.summary(case) is None
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        assert queries.summary(case).text == "Version 1, being written, 0 of 15 sections"
        given = {f"strengths.{name}": Given(value="x") for name in ("own", "people", "choices")}
        services.save_section(assessment=assessment, section="strengths", given=given, by=house.coordinator, at=LATER)
        assert queries.summary(case).text == "Version 1, being written, 1 of 15 sections"

    def test_an_agreed_version_says_when(self, house, case):
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        Assessment.objects.filter(pk=assessment.pk).update(state="signed", signed_at=NOON)
        assert queries.summary(case).text == "Version 1, agreed 23 November 2026"
        services.start(case=case, by=house.coordinator, at=LATER)
        assert queries.summary(case).text.startswith("Version 2, being written")

    def test_one_query_for_a_page_of_cases(self, house, django_assert_num_queries):
        cases = [with_parts(house, a_case(house, given_name=f"Person {n}"), ("assessment", "trust")) for n in range(6)]
        for case in cases[:5]:
            services.start(case=case, by=house.coordinator, at=NOON)
        with django_assert_num_queries(1):
            found = queries.summaries([case.pk for case in cases])
        assert sorted(found) == [case.pk for case in cases[:5]]


class TestPlanAtAGlance:
    def test_each_reads_the_goals_that_touch_them(self, house, case):
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        for domain, words in (("housing", "My own door"), ("medication", "Fewer tablets")):
            services.write_goal(
                assessment=assessment, domain=house.domain(domain), words=words, by=house.coordinator, at=LATER
            )
        shown = {
            who: [g.words for g in drafts.plan_at_a_glance(case, reach(worker, case, at=LATER)).goals]
            for who, worker in (("coordinator", house.coordinator), ("charity", house.housing_worker))
        }
        assert shown == {"coordinator": ["My own door", "Fewer tablets"], "charity": ["My own door"]}
        assert drafts.plan_at_a_glance(case, reach(house.neighbour, case, at=LATER)) is None


class TestTimeline:
    def test_newest_first_and_cut(self, house, case):
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        goal = services.write_goal(
            assessment=assessment, domain=house.domain("housing"), words="A door", by=house.coordinator, at=LATER
        )
        services.set_goal_state(goal=goal, state="reached", by=house.coordinator, at=LATER + DAY)
        clocks.set_clocks(case=case, sides={CPA: Side(last_done_on=date(2026, 2, 18))}, at=NOON, by=None)
        services.hold_review(
            case=case,
            kinds=[CPA],
            held_on=date(2026, 11, 23),
            what_was_decided="Go on",
            by=house.coordinator,
            at=LATER + 2 * DAY,
        )
        items = timeline(case, house.coordinator, at=LATER + 2 * DAY)
        assert [item.title for item in items] == [
            "Review held: CPA review",
            "Goal, housing: “A door” (reached)",
            "Goal, housing: “A door” (not started)",
            "Assessment, version 1, begun",
        ]
        older = timeline(case, house.coordinator, LATER + 2 * DAY, 1, at=LATER + 2 * DAY)
        assert [item.title for item in older] == ["Goal, housing: “A door” (reached)"]
        charity = timeline(case, house.housing_worker, at=LATER + 2 * DAY)
        assert [item.title[:13] for item in charity] == ["Goal, housing", "Goal, housing"]


class TestNotices:
    @pytest.fixture
    def notice(self, house, case):
        clocks.set_clocks(
            case=case,
            sides={CPA: Side(last_done_on=date(2026, 1, 7), organisation_id=house.trust.pk)},
            at=NOON,
            by=None,
        )
        deadline = Deadline.objects.get(kind=CPA)
        return Notice.objects.create(
            cause=f"deadline:{deadline.pk}", stage="8-weeks-before", recipient_key=f"worker:{house.coordinator.pk}", kind=CPA,
            subject_kind="case", subject_id=case.pk, case_id=case.pk, worker=house.coordinator, raised_at=NOON,
        )  # fmt: skip

    def test_it_names_whose_review_is_due_when_to_whom_may_open_the_case(self, house, case, notice):
        said = notices.describe([notice], house.coordinator, LATER)[notice.pk]
        assert said.text == "CPA review of Dafydd Evans, due 7 January 2027 (in 6 weeks)"
        assert said.url == f"/assessments/{case.reference}/reviews/"

    def test_it_says_nothing_to_a_stranger(self, house, notice):
        assert notices.describe([notice], house.neighbour, LATER) == {notice.pk: None}

    def test_a_review_held_meanwhile_reminds_nobody(self, house, case, notice):
        assert of_live_deadlines([notice], LATER) == {notice.pk}
        services.hold_review(
            case=case, kinds=[CPA], held_on=date(2026, 11, 23), what_was_decided="Go on", by=house.coordinator, at=LATER
        )
        assert of_live_deadlines([notice], LATER) == set()

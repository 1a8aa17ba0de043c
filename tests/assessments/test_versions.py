"""The next version as a copy, and two versions side by side."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from assessments import agreement_services, comparing, reading, services
from assessments.comparing import ADDED, CHANGED, LEFT_OUT, compare
from assessments.policies import reach
from assessments.reading import Entry, Group
from assessments.services import Given
from tests.assessments.stories import LATER, a_shared_case
from tests.assessments.test_sealing import a_signed_version

DAY = timedelta(days=1)


def sign_again(house, assessment, at):
    for voice, who in (
        ("person", house.coordinator), (f"organisation-{house.trust.pk}", house.nurse),
        (f"organisation-{house.council.pk}", house.social_worker),
    ):  # fmt: skip
        agreement_services.answer(assessment=assessment, voice=voice, says="yes", how="by_phone", by=who, at=at)
    return agreement_services.sign(assessment=assessment, by=house.coordinator, at=at, why_incomplete="Later")


@pytest.mark.django_db
class TestTheNextVersion:
    @pytest.fixture
    def signed(self, house):
        return a_signed_version(house, a_shared_case(house))

    def test_it_starts_as_a_copy_with_where_everything_came_from(self, house, signed):
        following = services.start(case=signed.case, by=house.coordinator, at=LATER + DAY)
        answer = following.answers.get()
        assert (answer.value, answer.state, answer.by) == ("A dog — “Mîr”", "carried_in", None)
        assert answer.source_text == "Version 1 of this assessment"
        words = following.words.get()
        assert (words.words, words.by, words.at) == ("My dog", house.coordinator, LATER)
        need, before = following.needs.get(), signed.needs.get()
        assert (need.text, need.persons_view, need.by, need.at, need.copied_from) == (
            "A door", "I sleep badly", house.housing_worker, LATER, before
        )  # fmt: skip
        goal = following.plan.goals.get()
        assert (goal.words, goal.need, goal.copied_from, goal.at) == (
            "My own door",
            need,
            signed.plan.goals.get(),
            LATER,
        )
        assert not following.agreements.exists()

    def test_a_goal_that_was_reached_and_an_action_that_is_done_stay_behind(self, house, signed):
        case = signed.case
        second = services.start(case=case, by=house.coordinator, at=LATER + DAY)
        assert not second.plan.goals.get().actions.exists(), "the one action was done"
        services.set_goal_state(goal=second.plan.goals.get(), state="reached", by=house.coordinator, at=LATER + DAY)
        sign_again(house, second, LATER + DAY)
        third = services.start(case=case, by=house.coordinator, at=LATER + 2 * DAY)
        assert not hasattr(third, "plan")

    def test_what_nobody_confirmed_is_carried_on_with_its_first_source(self, house, signed):
        second = services.start(case=signed.case, by=house.coordinator, at=LATER + DAY)
        sign_again(house, second, LATER + DAY)
        third = services.start(case=signed.case, by=house.coordinator, at=LATER + 2 * DAY)
        answer = third.answers.get()
        assert (answer.value, answer.state, answer.source_text) == (
            "A dog — “Mîr”", "carried_in", "Version 1 of this assessment"
        )  # fmt: skip

    def test_the_signed_version_is_not_touched_by_its_copy(self, house, signed):
        from assessments import sealing
        from assessments.models import Assessment

        following = services.start(case=signed.case, by=house.coordinator, at=LATER + DAY)
        services.change_need(
            need=following.needs.get(), text="A door of oak", level="met", by=house.housing_worker, at=LATER + DAY
        )
        services.set_goal_state(goal=following.plan.goals.get(), state="stuck", by=house.coordinator, at=LATER + DAY)
        assert sealing.differences(Assessment.objects.get(pk=signed.pk)) == []


@pytest.mark.django_db
class TestSideBySide:
    @pytest.fixture
    def both(self, house):
        """Version 1 signed; in version 2 a need, a goal and an answer changed, an action came, words stayed."""
        first = a_signed_version(house, a_shared_case(house))
        at = LATER + DAY
        second = services.start(case=first.case, by=house.coordinator, at=at)
        services.save_section(
            assessment=second, section="about-me", given={"about-me.outcomes": Given(value="A cat", seen=1)},
            by=house.coordinator, at=at,
        )  # fmt: skip
        changed = services.change_need(
            need=second.needs.get(),
            text="A door",
            level="met",
            persons_view="I sleep badly",
            by=house.housing_worker,
            at=at,
        )
        services.change_need(
            need=changed, text="A blue door", level="met", persons_view="I sleep badly", by=house.housing_worker, at=at
        )
        goal = second.plan.goals.get()
        services.set_goal_state(goal=goal, state="going_well", by=house.coordinator, at=at)
        services.add_action(goal=goal, text="Paint it", organisation=house.trust, by=house.coordinator, at=at)
        services.save_section(
            assessment=second,
            section="medication",
            given={"medication.list": Given(value="Olanzapine")},
            by=house.nurse,
            at=at,
        )
        return first, second

    def read(self, who, case, one, at=LATER + DAY):
        return reading.read(one, who, case, reach(who, case, at=at), reading.origins(case), at=at)

    def changes(self, who, both):
        case = both[0].case
        first, second = (self.read(who, case, one) for one in both)
        groups = compare(first, reading.silent(first, second))
        return {
            (group.title, change.kind, change.label, change.before and change.before.text, change.after and change.after.text)
            for group in groups for change in group.changes
        }, groups  # fmt: skip

    def test_what_changed_was_added_and_was_left_out_in_words(self, house, both):
        found, groups = self.changes(house.coordinator, both)
        assert ("Needs", CHANGED, "Housing", "A door. Unmet: it is not being helped with.",
                "A blue door. Met: the help given is enough.") in found  # fmt: skip
        assert ("Goal: Housing", CHANGED, "The goal", "Not started", "Going well") in found
        assert ("Goal: Housing", ADDED, "Paint it", None, "Trust. To do") in found
        assert ("Goal: Housing", LEFT_OUT, "Ring", "Open Door, by 1 December 2026. Done", None) in found
        assert ("Who agrees", CHANGED, "Dafydd", "Yes", "No answer yet") in found
        assert any(kind == CHANGED and after == "A cat" for _, kind, _, _, after in found)
        assert any(after == "Olanzapine" for *_, after in found)
        same = {entry.said for group in groups for entry in group.same}
        assert "My dog" in same

    def test_a_partner_reads_its_own_and_what_all_share_and_no_more(self, house, both):
        found, _ = self.changes(house.housing_worker, both)
        assert {title for title, *_ in found} == {"What matters to me", "Needs", "Goal: Housing"}
        assert not [one for one in found if "Olanzapine" in str(one) or one[0] == "Who agrees"]
        assert self.read(house.neighbour, both[0].case, both[0]) == []

    def test_queries_do_not_grow_with_what_a_version_holds(self, house, both):
        case = both[0].case
        counts = []
        for one in both:
            with CaptureQueriesContext(connection) as caught:
                self.read(house.coordinator, case, one)
            counts.append(len(caught))
        for number in range(4):
            services.add_need(
                assessment=both[1], domain=house.domain("daily-living"), text=f"Letters {number}", level="unmet",
                by=house.coordinator, at=LATER + DAY,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as caught:
            self.read(house.coordinator, case, both[1])
        assert len(caught) == counts[1]


entries = st.builds(
    Entry, key=st.tuples(st.sampled_from("abcdef")), label=st.just("L"), text=st.sampled_from(["one", "two"]),
    said=st.sampled_from(["", "x"]),
)  # fmt: skip
groups = st.lists(
    st.builds(
        Group, key=st.sampled_from(["g", "h"]), title=st.just("T"),
        entries=st.lists(entries, unique_by=lambda entry: entry.key).map(tuple),
    ),
    unique_by=lambda group: group.key,
)  # fmt: skip


def facts(compared):
    return {(g.key, (c.before or c.after).key, c.kind) for g in compared for c in g.changes}


@given(groups)
def test_a_version_beside_itself_shows_no_change(one):
    assert facts(compare(one, one)) == set()
    assert sum(len(g.same) for g in compare(one, one)) == sum(len(g.entries) for g in one)


@given(groups, groups)
def test_every_entry_of_both_stands_once_and_the_other_way_round_says_the_opposite(one, other):
    there, back = compare(one, other), compare(other, one)
    opposite = {ADDED: LEFT_OUT, LEFT_OUT: ADDED, CHANGED: CHANGED}
    assert facts(back) == {(g, key, opposite[kind]) for g, key, kind in facts(there)}
    for before, after, compared in ((one, other, there), (other, one, back)):
        shown = [c.before for g in compared for c in g.changes if c.before]
        kept = sum(len(g.same) for g in compared)
        assert len(shown) + kept == sum(len(g.entries) for g in before)
        shown = [c.after for g in compared for c in g.changes if c.after]
        assert len(shown) + kept == sum(len(g.entries) for g in after)


def test_the_order_is_that_of_the_later_version_and_what_it_lost_comes_last():
    before = [Group("a", "A", (Entry(("x",), "X", "1"), Entry(("y",), "Y", "1")))]
    after = [Group("b", "B", (Entry(("z",), "Z", "1"),)), Group("a", "A", (Entry(("y",), "Y", "2"),))]
    made = comparing.compare(before, after)
    assert [group.title for group in made] == ["B", "A"]
    assert [(c.kind, c.label) for c in made[1].changes] == [(CHANGED, "Y"), (LEFT_OUT, "X")]

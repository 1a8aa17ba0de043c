"""Reviews and complaints: who follows what, figures that are links, lists without clinical content, what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import discharge_services
from assessments.clocks import Side, set_clocks
from cases.services import bar
from tests.desks.conftest import TUESDAY
from tests.desks.people import case_of, person
from tests.house import NOON


def reviewed(house, name, *, days_ago, coordinator="coordinator", kind="review.cpa", organisation="trust"):
    """A case whose last review was so many days before noon on Monday; it is due again twelve months after."""
    case = case_of(house, person(name, "Surname"), coordinator=coordinator, organisation=organisation)
    side = Side(
        started_on=(NOON - timedelta(days=800)).date(), last_done_on=(NOON - timedelta(days=days_ago)).date(),
        organisation_id=getattr(house, organisation).pk,
    )  # fmt: skip
    set_clocks(case=case, sides={kind: side}, at=NOON, by=None)
    return case


def desk(client, **query):
    return client.get(reverse("desks:reviews"), query)


def listed(client, which, **query):
    return client.get(reverse("desks:review_list", args=[which]), query)


# Denials first


@pytest.mark.parametrize(
    "who", ["coordinator", "nurse", "housing_worker", "administrator", "privacy_officer", "trust_complaints"]
)
def test_other_roles_are_refused(house, sign_in, who):
    client = sign_in(getattr(house, who))
    assert desk(client).status_code == 403
    assert listed(client, "overdue").status_code == 403


def test_a_manager_follows_their_own_organisation_only(house, sign_in):
    reviewed(house, "Ours", days_ago=400)
    council = case_of(house, person("Theirs", "Surname"), coordinator="social_worker", organisation="council")
    set_clocks(
        case=council, sides={"review.care_act": Side(last_done_on=(NOON - timedelta(days=400)).date(), organisation_id=house.council.pk)},
        at=NOON, by=None,
    )  # fmt: skip
    for query in ({}, {"scope": house.council.pk}):
        said = desk(sign_in(house.manager), **query).content.decode()
        assert "Ours Surname" in said
        assert "Theirs" not in said


def test_a_list_that_does_not_exist_is_not_found(house, sign_in):
    assert listed(sign_in(house.manager), "everything").status_code == 404


def test_a_manager_barred_from_a_case_reads_no_name(house, sign_in):
    case = reviewed(house, "Cousin", days_ago=400)
    other = house.hire("Ida Roe", house.trust, "team_manager")
    bar(case=case, worker=house.manager, reason="His cousin", by=other, at=NOON)
    said = listed(sign_in(house.manager), "overdue").content.decode()
    assert "Cousin" not in said
    assert case.reference in said


def test_the_partnership_manager_sees_all_partners_and_opens_no_record(house, sign_in):
    case = reviewed(house, "Dafydd", days_ago=400)
    client = sign_in(house.partnership_manager)
    said = desk(client).content.decode()
    assert "All partners" in said
    assert "Dafydd Surname" in said
    assert reverse("desks:case", args=[case.reference]) not in said
    assert client.get(reverse("desks:case", args=[case.reference])).status_code == 404


# What it shows


def test_four_figures_lead_to_the_names_behind_them(house, sign_in):
    reviewed(house, "Late", days_ago=400)
    reviewed(house, "Soon", days_ago=350)
    reviewed(house, "Later", days_ago=100)
    case_of(house, person("Alone", "Surname"), coordinator=None)
    client = sign_in(house.manager)
    stats = desk(client).context["stats"]
    assert [(stat.number, stat.text) for stat in stats] == [
        ("1", "review overdue"), ("1", "due in 28 days"), ("1", "has no coordinator"), ("0", "wait for a partner’s answer"),
    ]  # fmt: skip
    names = [[row["person"] for row in client.get(stat.url).context["rows"]] for stat in stats]
    assert names == [["Late Surname"], ["Soon Surname"], ["Alone Surname"], []]


def test_the_overdue_list_says_how_long_which_clock_who_and_why(house, sign_in):
    reviewed(house, "Late", days_ago=400)
    row = desk(sign_in(house.manager)).context["overdue"][0]
    assert row["mark"] == "5 weeks"
    assert row["clocks"] == "CPA review"
    assert row["coordinator"] == "Jo Price"
    assert row["next"] == "Not planned, no reason given"


def test_bars_share_one_scale_and_count_by_team(house, sign_in):
    for number in range(3):
        reviewed(house, f"Late{number}", days_ago=400)
    reviewed(house, "Soon", days_ago=350)
    page = desk(sign_in(house.manager))
    (bar_,) = page.context["bars"]
    assert (bar_.overdue, bar_.soon, page.context["full"]) == (3, 1, 10)
    assert (bar_.late_width, bar_.full_width) == (120, 160)


def test_the_twelve_month_indicator_counts_as_the_data_set_does(house, sign_in):
    """MHS13: begun before the twelve months that end today; reviewed within them."""
    reviewed(house, "Within", days_ago=200)
    reviewed(house, "Late", days_ago=400)
    young = case_of(house, person("New", "Surname"))
    set_clocks(
        case=young, sides={"review.cpa": Side(started_on=(NOON - timedelta(days=100)).date(), organisation_id=house.trust.pk)},
        at=NOON, by=None,
    )  # fmt: skip
    client = sign_in(house.manager)
    (one,) = desk(client).context["year"]
    assert (one["percent"], one["not_yet"], one["below"]) == ("50%", 1, True)
    assert [row["person"] for row in client.get(one["url"]).context["rows"]] == ["Late Surname"]


def test_an_escalation_is_said_in_the_list(house, sign_in):
    from notifications.models import Deadline, Notice

    case = reviewed(house, "Late", days_ago=400)
    owed = Deadline.objects.get(case_id=case.pk, is_live=True)
    Notice.objects.create(
        cause=f"deadline:{owed.pk}", stage="escalate", recipient_key=f"worker:{house.manager.pk}", kind="review.cpa", subject_kind="case",
        subject_id=case.pk, case_id=case.pk, worker=house.manager, is_escalation=True, raised_at=NOON,
    )  # fmt: skip
    assert "Manager told yesterday" in desk(sign_in(house.manager)).content.decode()


def test_nothing_overdue_says_so(house, sign_in):
    said = desk(sign_in(house.manager)).content.decode()
    assert "No review is overdue" in said
    assert "No team owes a review now" in said


def test_pages_of_a_list_show_everybody_once(house, sign_in):
    for number in range(25):
        reviewed(house, f"Late{number:02d}", days_ago=400 + number % 3)
    client, url, seen = sign_in(house.manager), reverse("desks:review_list", args=["overdue"]), []
    while url:
        answer = client.get(url)
        seen += [row["person"] for row in answer.context["rows"]]
        url = answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 25


def test_the_desk_costs_the_same_at_any_size(house, sign_in):
    client = sign_in(house.manager)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            desk(client)
        return len(queries)

    reviewed(house, "First", days_ago=400)
    desk(client)
    small = cost()
    for number in range(12):
        reviewed(house, f"Late{number}", days_ago=400)
        reviewed(house, f"Soon{number}", days_ago=350)
    assert cost() == small


def test_the_figures_are_those_of_the_moment(house, sign_in, at):
    reviewed(house, "Soon", days_ago=350)
    client = sign_in(house.manager)
    assert desk(client).context["stats"][0].number == "0"
    at(TUESDAY + timedelta(days=30))
    assert desk(client).context["stats"][0].number == "1"


def test_who_is_barred_reads_no_name_whatever_they_manage(house, sign_in):
    case = reviewed(house, "Own", days_ago=400)
    assert "Own Surname" in listed(sign_in(house.partnership_manager), "overdue").content.decode()
    bar(case=case, worker=house.partnership_manager, reason="Their brother", by=house.manager, at=NOON)
    assert "Own Surname" not in listed(sign_in(house.partnership_manager), "overdue").content.decode()
    assert "Own Surname" not in desk(sign_in(house.partnership_manager)).content.decode()


def home(house, name, *, left, seen=None, organisation="trust"):
    """Somebody who left hospital so many days before the desk is opened, and was seen so many days after that."""
    left_at = TUESDAY - timedelta(days=left)
    case = case_of(house, person(name, "Surname"), coordinator="coordinator", organisation="trust")
    discharge = discharge_services.record_discharge(
        case=case, left_at=left_at, left_from="Ash ward", went_to="home", by=house.coordinator, at=left_at
    )
    if seen is not None:
        discharge_services.record_contact(
            discharge=discharge, happened_at=left_at + timedelta(days=seen), how="telephone", seen_by="Jo Price",
            by=house.coordinator, at=left_at + timedelta(days=seen, hours=1),
        )  # fmt: skip


def test_seen_within_72_hours_counts_days_and_leaves_out_whose_time_still_runs(house, sign_in):
    home(house, "In time", left=20, seen=2)
    home(house, "Third day", left=30, seen=3)
    home(house, "Late", left=40, seen=4)
    home(house, "Never", left=10)
    home(house, "Same day alone", left=50, seen=0)
    home(house, "Still running", left=2)
    home(house, "Long ago", left=200)
    page = desk(sign_in(house.manager)).content.decode()
    assert "Seen within 72 hours of leaving hospital" in page
    assert "2 (40%)" in page
    assert "below 80%" in page
    assert ">5</td>" in page
    partners = desk(sign_in(house.partnership_manager)).content.decode()
    assert "2 (40%)" in partners
    assert "In time" not in partners.split('id="home"')[1].split("</section>")[0]


def test_without_anybody_home_from_hospital_the_figure_is_not_there(house, sign_in):
    reviewed(house, "Bryn", days_ago=10)
    assert "leaving hospital" not in desk(sign_in(house.manager)).content.decode()

"""One record out of two: each value with its source, and what is to be decided, on the desk and on the record."""

import pytest
from django.urls import reverse

from tests.desks.people import case_of, person, possible_match, two_records


@pytest.fixture
def case(house):
    made = case_of(house, person("Zainab", "Hussain"))
    two_records(
        house,
        made,
        accommodation=("Own flat", "Hostel"),
        employment=("Looking for work", "Retired"),
        postcode=("M1 1AA", "M1 1AA"),
    )
    return made


def record(client, case):
    return client.get(reverse("desks:case", args=[case.reference]))


def test_each_value_stands_with_its_source_and_both_while_they_disagree(house, sign_in, case):
    answer = record(sign_in(house.coordinator), case)
    values = {value["label"]: value for value in answer.context["values"]}
    assert values["Postcode"]["shown"] == "M1 1AA"
    assert "say the same" in values["Postcode"]["sources"]
    assert [said["shown"] for said in values["Lives in"]["said"]] == ["Own flat", "Hostel"]
    assert "2 values disagree" in answer.content.decode()


def test_who_may_not_decide_has_no_link_to_it(house, sign_in, case):
    may = {value["label"]: bool(value["url"]) for value in record(sign_in(house.coordinator), case).context["values"]}
    may_not = {value["label"]: bool(value["url"]) for value in record(sign_in(house.nurse), case).context["values"]}
    assert may == {"Postcode": False, "Lives in": True, "Work": True}
    assert not any(may_not.values())


def test_the_desk_counts_what_disagrees_and_finds_it(house, sign_in, case):
    case_of(house, person("Agreed", "Person"))
    client = sign_in(house.coordinator)
    desk = client.get(reverse("desks:caseload"))
    assert [need.words for need in desk.context["needs"]] == ["2 values disagree"]
    assert [row.person for row in client.get(reverse("desks:caseload"), {"state": "disagree"}).context["rows"]] == [
        "Zainab Hussain"
    ]
    assert next(row.marks for row in desk.context["rows"] if row.person == "Zainab Hussain") == ("2 values disagree",)


def test_a_possible_match_is_on_the_desk_of_either_side(house, sign_in, case):
    other = case_of(house, person("Zaynab", "Husain"), coordinator="social_worker", organisation="council")
    match = possible_match(case, other)
    for who, here in (("coordinator", case), ("social_worker", other)):
        desk = sign_in(getattr(house, who)).get(reverse("desks:caseload"))
        need = next(need for need in desk.context["needs"] if need.words == "Possible match")
        assert need.acts[0].url == reverse("merging:match", args=[match.pk])
        assert "Possible match" in record(sign_in(getattr(house, who)), here).content.decode()


def test_the_charity_sees_no_source_and_no_difference(house, sign_in, case):
    from tests.domains.conftest import Story

    story = Story.__new__(Story)
    story.house, story.case, story.person = house, case, case.person
    story.held("housing", house.open_door, house.housing_worker)
    said = record(sign_in(house.housing_worker), case).content.decode()
    for hidden in ("Hostel", "Own flat", "disagree", "M1 1AA", "Retired", "LA1", "RX1"):
        assert hidden not in said, hidden

"""A domain that only this partnership has comes from its file alone: it is asked for, held, written in and on the map."""

from datetime import timedelta

import pytest

from calendars import local_day
from domains import services as domains
from domains.models import Part, State
from partners.catalogue import DOMAINS, load
from tests.domains.conftest import LATER

pytestmark = pytest.mark.django_db
SPIRITUALITY = (
    "- {code: spirituality, name: Faith and spirituality, default_mode: independent, holders: [voluntary], "
    "accountable: [council], sections: [faith]}\n"
)


def test_a_local_domain_works_without_code(story, client, tmp_path):
    house = story.house
    file = tmp_path / "domains.yaml"
    file.write_text(DOMAINS.read_text() + SPIRITUALITY)
    assert load(file).made == ["spirituality"]
    part = story.held("spirituality", house.workwise, house.employment_worker)
    assert (part.state, part.responsibility.accountable) == (State.ACCEPTED, house.council)
    domains.write_entry(
        part=part, what_happened="We went to the mosque together", happened_on=local_day(LATER), by=house.employment_worker,
        at=LATER + timedelta(hours=1),
    )  # fmt: skip
    assert Part.objects.get(pk=part.pk).entries.count() == 1
    client.force_login(house.coordinator)
    page = client.get("/partners/catalogue/")
    assert "Faith and spirituality" in page.content.decode()
    record = client.get(f"/record/{story.case.reference}/")
    assert "Faith and spirituality" in record.content.decode()

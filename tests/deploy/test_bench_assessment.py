"""What the pages of an assessment ask of the database does not follow the number of its versions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import sealing
from assessments.models import Assessment
from deploy.benching import assessing
from deploy.benching.versions import grow
from tests.assessments.stories import a_shared_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def grown(house):
    """Grows the house's case to so many versions and returns its draft."""
    case, now = a_shared_case(house), timezone.now() - timedelta(seconds=5)
    answering = {
        house.trust.pk: house.nurse,
        house.council.pk: house.social_worker,
        house.open_door.pk: house.housing_worker,
    }

    def to(versions):
        return grow(case, versions=versions, by=house.coordinator, answering=answering, at=now)

    return to


def test_the_story_is_one_that_people_could_have_written(grown):
    draft = grown(3)
    assert (draft.version, draft.state, draft.case.assessments.count()) == (3, "draft", 3)
    for signed in Assessment.objects.filter(state="signed").select_related("signature", "case"):
        assert sealing.differences(signed) == []


def test_two_and_twelve_versions_cost_the_same(house, client, grown):
    client.force_login(house.coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")

    def asked(draft):
        found = {}
        for name, address in assessing.pages(draft.case.reference, draft.version).items():
            assert client.get(address).status_code == 200  # caches are warm, and the page is there
            with CaptureQueriesContext(connection) as caught:
                client.get(address)
            found[name] = len(caught)
        save = assessing._saving(draft, house.coordinator, timezone.now())
        with CaptureQueriesContext(connection) as caught:
            save()
        return found | {"save_section": len(caught)}

    few, many = asked(grown(2)), asked(grown(12))
    assert many == few

"""Two people press Save at the same moment (PostgreSQL): one correction stands, one form is one score, nobody sees an error."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from instruments.models import Score
from tests.assessments.stories import a_shared_case
from tests.assessments.test_races import WRITERS, at_once
from tests.instruments.stories import a_score, correction

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_one_score_is_corrected_once_and_the_others_are_told(house):
    case = a_shared_case(house)
    score = a_score(house, case)

    def one(number):
        try:
            return correction(house, case, score, *[number % 4] * 9)
        except ValidationError as error:
            return error.messages[0]

    made = at_once(one)
    assert sum(isinstance(each, Score) for each in made) == 1
    assert sum("corrected this meanwhile" in str(each) for each in made) == WRITERS - 1
    assert Score.objects.count() == 2


def test_the_same_form_sent_at_once_is_one_score(house):
    case, key = a_shared_case(house), uuid.uuid4()
    made = at_once(lambda number: a_score(house, case, form_key=key))
    assert len({score.pk for score in made}) == 1
    assert Score.objects.count() == 1

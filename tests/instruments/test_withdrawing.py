"""Withdrawing a score: who may, what is shown afterwards, and that nothing sealed changes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from access.decisions import Refused
from audit.models import Entry
from instruments import queries, services
from instruments.models import Score, Withdrawal
from instruments.timeline import timeline
from tests.assessments.stories import a_shared_case
from tests.house import NOON
from tests.instruments.stories import PHQ, a_score, answers_of, correction

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
READS = frozenset({"treatment"})
WHY = "It is another person’s"


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")


@pytest.fixture
def score(house, case):
    return a_score(house, case, *[2] * 8, 0)


def withdraw(house, case, score, *, by=None, because=WHY, at=LATER):
    return services.withdraw(case=case, score=score, because=because, by=by or house.nurse, at=at)


@pytest.mark.parametrize("who", ["neighbour", "housing_worker", "social_worker", "administrator", "suspended_worker"])
def test_who_does_not_record_it_does_not_withdraw_it(house, case, score, who):
    with pytest.raises(Refused):
        withdraw(house, case, score, by=getattr(house, who))
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize(("because", "said"), [("  ", "Say why it is withdrawn"), ("x" * 401, "401 characters")])
def test_it_needs_a_reason_of_a_sensible_length(house, case, score, because, said):
    with pytest.raises(ValidationError) as caught:
        withdraw(house, case, score, because=because)
    assert said in caught.value.message_dict["because"][0]


def test_it_is_in_no_list_no_chart_and_no_print_any_more(house, case, score):
    a_score(house, case, *[1] * 9, on=date(2026, 11, 1))
    withdraw(house, case, score)
    (series,), _ = queries.series(case, READS)
    assert [one.measured_on for one in series.scores] == [date(2026, 11, 1)]
    assert [one.measured_on for one in queries.latest(case, READS)] == [date(2026, 11, 1)]
    assert len(queries.in_words(case, READS, until=LATER)) == 1
    assert Score.objects.count() == 2


def test_what_was_sealed_with_it_stays_as_it_was(house, case, score):
    before = queries.canonical(case, until=LATER)
    withdraw(house, case, score)
    assert queries.canonical(case, until=LATER) == before


def test_what_it_put_right_goes_with_it(house, case, score):
    second = correction(house, case, score, *[3] * 9)
    withdraw(house, case, second)
    assert set(Withdrawal.objects.values_list("score", flat=True)) == {score.pk, second.pk}
    titles = [item.title for item in timeline(case, house.nurse, at=LATER)]
    assert titles == ["Withdrawn: PHQ-9", "Corrected, PHQ-9, withdrawn since", "PHQ-9, withdrawn since"]


def test_what_was_corrected_or_withdrawn_meanwhile_is_told(house, case, score):
    second = correction(house, case, score, *[3] * 9)
    with pytest.raises(ValidationError, match="corrected this meanwhile"):
        withdraw(house, case, score)
    first = withdraw(house, case, second)
    assert withdraw(house, case, second) == first
    with pytest.raises(ValidationError, match="withdrawn this meanwhile"):
        withdraw(house, case, second, by=house.coordinator)
    with pytest.raises(ValidationError, match="withdrawn this meanwhile"):
        services.correct(
            case=case, score=second, definition=PHQ, answers=answers_of(PHQ, *[1] * 9), measured_on=NOON.date(),
            answered_by="person", because="Again", by=house.nurse, at=LATER,
        )  # fmt: skip


def test_the_audit_knows_and_a_failure_leaves_nothing(house, case, score, monkeypatch):
    withdraw(house, case, score)
    assert Entry.objects.get(action="score.withdrawn").worker_id == house.nurse.pk
    other = a_score(house, case, *[1] * 9)
    monkeypatch.setattr(services.audit, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        withdraw(house, case, other)
    assert not Withdrawal.objects.filter(score=other).exists()


class TestPages:
    @pytest.fixture
    def go(self, client):
        def to(worker, name, case, *args, data=None):
            client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
            url = reverse(f"instruments:{name}", args=[case.reference, *args])
            return client.get(url) if data is None else client.post(url, data, follow=True)

        return to

    def test_the_answers_are_shown_to_nobody_afterwards(self, house, case, score, go):
        assert "withdraw it" in go(house.nurse, "score", case, score.pk).content.decode()
        told = go(house.nurse, "withdraw", case, score.pk, data={"because": WHY}).content.decode()
        assert "is withdrawn. Nobody is shown it." in told
        page = go(house.nurse, "score", case, score.pk).content.decode()
        assert WHY in page.replace("&#x27;", "’")
        assert "16 of 27" not in page
        assert "What was answered" not in page.replace("What was answered is not shown", "")
        assert "cannot be corrected" in go(house.nurse, "correct", case, score.pk, data={}).content.decode()

    def test_an_empty_reason_is_told_at_the_field_and_nothing_is_withdrawn(self, house, case, score, go):
        page = go(house.nurse, "withdraw", case, score.pk, data={"because": ""}).content.decode()
        assert "Say why it is withdrawn" in page
        assert not Withdrawal.objects.exists()
        assert "withdraw it" not in go(house.social_worker, "score", case, score.pk).content.decode()

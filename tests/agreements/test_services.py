"""Agreements: who may make and change them, what they open, and that the derived pairs are the truth."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.decisions import Refused
from access.rows import NotThroughItsService, writing
from agreements import services
from agreements.checking import check_pairs
from agreements.models import InForce, Service, SharingAgreement
from agreements.policies import in_force, shares_with
from audit.models import Entry
from notifications.models import Deadline
from partners.models import Organisation
from tests.house import LONG_AGO, NOON, WORKERS

DAY = timedelta(days=1)
OTHERS = sorted(set(WORKERS) - {"administrator"})


def make(house, **more):
    given_ = {
        "name": "With the closed door", "organisations": [house.trust, house.shut], "since": NOON, "until": None,
        "by": house.administrator, "at": NOON,
    }  # fmt: skip
    return services.make_agreement(**{**given_, **more})


# --- denials


@pytest.mark.parametrize("key", OTHERS)
@pytest.mark.parametrize("act", ["make", "confirm", "suspend", "resume", "end", "offer", "close"])
def test_only_an_administrator_keeps_agreements(house, key, act):
    worker = getattr(house, key)
    service = services.offer_service(
        organisation=house.open_door, name="Flats", domains=[house.domain("housing")], by=None, at=NOON
    )
    acts = {
        "make": lambda: make(house, by=worker),
        "confirm": lambda: services.confirm(agreement=house.sharing, by=worker, at=NOON),
        "suspend": lambda: services.suspend(agreement=house.sharing, reason="x", by=worker, at=NOON),
        "resume": lambda: services.resume(agreement=house.sharing, by=worker, at=NOON),
        "end": lambda: services.end(agreement=house.sharing, reason="x", by=worker, at=NOON),
        "offer": lambda: services.offer_service(
            organisation=house.open_door, name="More", domains=[house.domain("housing")], by=worker, at=NOON
        ),
        "close": lambda: services.set_service_open(service=service, is_open=False, by=worker, at=NOON),
    }
    before = Entry.objects.count()
    with pytest.raises(Refused):
        acts[act]()
    assert Entry.objects.count() == before
    assert in_force(house.trust.pk, house.council.pk, at=NOON)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"organisations": []}, "Choose at least two"),
        ({"until": NOON}, "must end after it begins"),
        ({"until": NOON - DAY}, "must end after it begins"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused_in_words(house, change, said):
    with pytest.raises(services.AgreementError, match=said):
        make(house, **change)
    assert SharingAgreement.objects.count() == 1


def test_the_same_partner_twice_is_not_two(house):
    with pytest.raises(services.AgreementError, match="two partners or more"):
        make(house, organisations=[house.trust, house.trust])


def test_a_partner_that_has_left_makes_no_agreement(house):
    Organisation.objects.filter(pk=house.harbour.pk).update(status=Organisation.Status.LEFT)
    house.harbour.refresh_from_db()
    with pytest.raises(services.AgreementError, match="Harbour Light has left the partnership"):
        make(house, organisations=[house.trust, house.harbour])


def test_pairs_are_written_by_the_service_only(house):
    with pytest.raises(NotThroughItsService):
        InForce.objects.all().delete()
    with pytest.raises(NotThroughItsService):
        house.sharing.save()


def test_partners_without_an_agreement_do_not_share(house):
    assert not in_force(house.trust.pk, house.shut.pk, at=NOON)
    assert house.shut.pk not in shares_with(house.trust.pk, at=NOON).values_list("other_id", flat=True)


def test_an_agreement_recorded_later_opens_nothing_earlier(house):
    make(house, since=LONG_AGO, at=NOON)
    assert in_force(house.trust.pk, house.shut.pk, at=NOON)
    assert not in_force(house.trust.pk, house.shut.pk, at=NOON - DAY)


def test_one_that_has_not_begun_or_is_over_opens_nothing(house):
    make(house, since=NOON + DAY, until=NOON + 2 * DAY)
    moments = [NOON, NOON + DAY, NOON + 2 * DAY - timedelta(seconds=1), NOON + 2 * DAY]
    assert [in_force(house.shut.pk, house.trust.pk, at=at) for at in moments] == [False, True, True, False]


def test_suspending_closes_at_once_and_resuming_opens_again(house):
    services.suspend(agreement=house.sharing, reason="Under review", by=house.administrator, at=NOON)
    assert not in_force(house.trust.pk, house.council.pk, at=NOON)
    assert in_force(house.trust.pk, house.trust.pk, at=NOON)  # what is one's own stays open
    services.resume(agreement=house.sharing, by=house.administrator, at=NOON + DAY)
    assert not in_force(house.trust.pk, house.council.pk, at=NOON)
    assert in_force(house.trust.pk, house.council.pk, at=NOON + DAY)
    assert check_pairs() == []


def test_what_has_ended_stays_ended(house):
    services.end(agreement=house.sharing, reason="A new one", by=house.administrator, at=NOON)
    services.end(agreement=house.sharing, reason="Again", by=house.administrator, at=NOON + DAY)
    assert not in_force(house.trust.pk, house.council.pk, at=NOON)
    assert in_force(house.trust.pk, house.council.pk, at=NOON - DAY)  # it was so
    for act in (
        lambda: services.resume(agreement=house.sharing, by=house.administrator, at=NOON),
        lambda: services.suspend(agreement=house.sharing, reason="x", by=house.administrator, at=NOON),
    ):
        with pytest.raises(services.AgreementError, match="has ended. Make a new one"):
            act()
    assert Entry.objects.filter(action="agreement.ended").count() == 1


def test_one_agreement_ending_leaves_another_in_force(house):
    second = make(house, organisations=[house.trust, house.council])
    services.end(agreement=house.sharing, reason="Replaced", by=house.administrator, at=NOON + DAY)
    assert in_force(house.trust.pk, house.council.pk, at=NOON + 2 * DAY)
    services.suspend(agreement=second, reason="x", by=house.administrator, at=NOON + 2 * DAY)
    assert not in_force(house.trust.pk, house.council.pk, at=NOON + 2 * DAY)


# --- what it does


def test_an_agreement_opens_both_directions_between_all_its_parties(house):
    parties = [house.trust, house.council, house.open_door, house.workwise, house.harbour]
    for one in parties:
        others = set(shares_with(one.pk, at=NOON).values_list("other_id", flat=True))
        assert others == {other.pk for other in parties} - {one.pk}


def test_one_made_by_an_administrator_is_confirmed_and_one_of_an_import_waits(house, django_assert_num_queries):
    made = make(house)
    assert (made.confirmed_at, made.confirmed_by) == (NOON, house.administrator)
    assert not Deadline.objects.filter(subject_kind="agreement").exists()
    for number, by in enumerate((None, house.administrator)):
        imported = make(house, name=f"Import {number}", by=by, to_confirm=True)
        assert imported.confirmed_at is None
        assert in_force(house.trust.pk, house.shut.pk, at=NOON)
        deadline = Deadline.objects.get(subject_kind="agreement", subject_id=imported.pk, is_live=True)
        assert (deadline.kind, deadline.owner_organisation_id) == (services.CONFIRM, house.trust.pk)
        services.confirm(agreement=imported, by=house.administrator, at=NOON + DAY)
        services.confirm(agreement=imported, by=house.administrator, at=NOON + 2 * DAY)
        imported.refresh_from_db()
        assert imported.confirmed_at == NOON + DAY
        deadline.refresh_from_db()
        assert deadline.satisfied_at == NOON + DAY
    assert Entry.objects.filter(action="agreement.confirmed").count() == 2


def test_ending_one_that_waits_cancels_what_was_owed(house):
    imported = make(house, by=None)
    services.end(agreement=imported, reason="Wrong partners", by=house.administrator, at=NOON + DAY)
    assert Deadline.objects.get(subject_id=imported.pk, subject_kind="agreement").cancelled_at == NOON + DAY


@pytest.mark.parametrize("harm", ["missing", "extra", "moved"])
def test_the_check_finds_pairs_that_are_not_the_truth(house, harm):
    assert check_pairs() == []
    with writing(InForce):
        if harm == "missing":
            InForce.objects.filter(organisation=house.trust, other=house.council).delete()
        elif harm == "extra":
            InForce.objects.create(
                agreement=house.sharing, organisation=house.trust, other=house.shut, effective_from=NOON,
                recorded_at=NOON,
            )  # fmt: skip
        else:
            InForce.objects.filter(organisation=house.trust, other=house.council).update(effective_from=NOON)
    found = check_pairs()
    assert len(found) == 1
    assert {"missing": "do not", "extra": "should not", "moved": "the agreement says"}[harm] in found[0]


ACTS = st.lists(st.tuples(st.sampled_from(["make", "suspend", "resume", "end"]), st.integers(0, 3)), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_done_the_pairs_are_the_truth(house, acts):
    made, ended, at = [house.sharing], [], NOON
    for act, which in acts:
        at += DAY
        agreement = made[which % len(made)]
        try:
            if act == "make":
                made.append(make(house, name=f"Agreement {at}", since=at, at=at))
            elif act == "resume":
                services.resume(agreement=agreement, by=house.administrator, at=at)
            else:
                getattr(services, act)(agreement=agreement, reason="x", by=house.administrator, at=at)
        except services.AgreementError:
            agreement.refresh_from_db()
            ended.append(agreement.status)
    assert check_pairs() == []
    assert set(ended) <= {SharingAgreement.Status.ENDED}  # nothing else is refused


# --- services offered


def test_a_service_in_a_domain_that_is_not_theirs_to_hold_is_refused(house):
    with pytest.raises(services.AgreementError, match="Medication cannot be held by this kind of partner"):
        services.offer_service(
            organisation=house.open_door, name="Tablets", by=house.administrator, at=NOON,
            domains=[house.domain("medication"), house.domain("housing")],
        )  # fmt: skip
    assert not Service.objects.exists()


def test_a_service_needs_a_domain_and_a_name_of_its_own(house):
    given_ = {"organisation": house.open_door, "by": house.administrator, "at": NOON}
    services.offer_service(name="Flats", domains=[house.domain("housing")], **given_)
    with pytest.raises(services.AgreementError, match="called flats already"):
        services.offer_service(name="flats", domains=[house.domain("housing")], **given_)
    with pytest.raises(services.AgreementError, match="at least one domain"):
        services.offer_service(name="Rooms", domains=[], **given_)
    whole_of_another = house.whole(house.trust)
    with pytest.raises(services.AgreementError, match="is not a team of"):
        services.offer_service(name="Rooms", domains=[house.domain("housing")], team=whole_of_another, **given_)


def test_a_service_closes_and_opens(house):
    service = services.offer_service(
        organisation=house.workwise, name="Into work", domains=[house.domain("employment")], by=None, at=NOON
    )
    for is_open in (False, False, True):
        services.set_service_open(service=service, is_open=is_open, by=house.administrator, at=NOON)
    said = Entry.objects.filter(action__startswith="service.").order_by("id").values_list("action", flat=True)
    assert list(said) == ["service.offered", "service.closed", "service.opened"]

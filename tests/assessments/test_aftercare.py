"""Aftercare under section 117: who has the right, both signatures, withdrawing, the clock, sealed, printed, joined."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from access.decisions import Refused
from access.policies import may
from access.roles import Permission, Role
from assessments import aftercare_notices as notices
from assessments import aftercare_queries as queries
from assessments import aftercare_rules as rules
from assessments import aftercare_services as services
from assessments import review_duties
from assessments.models import Aftercare, AftercareSignature, ReviewClock
from assessments.timeline import timeline
from audit.models import Entry
from cases.models import Case
from notifications.models import Deadline, Notice
from tests.assessments.stories import LATER, a_shared_case, agrees, with_parts
from tests.assessments.test_races import at_once
from tests.house import NOON

pytestmark = pytest.mark.django_db
SINCE = date(2026, 3, 2)


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9))


def begun(house, case, **more):
    return services.begin(
        **{
            "case": case, "section": "3", "in_force_since": SINCE, "nhs": house.trust, "council": house.council,
            "how_known": "Section papers seen", "by": house.nurse, "at": NOON, **more,
        }
    )  # fmt: skip


def signed(aftercare, by, *, at=LATER, **more):
    fresh = Aftercare.objects.select_related("case").get(pk=aftercare.pk)
    return services.sign(aftercare=fresh, by=by, at=at, **{"reason": "Well for three years", **more})


def state(case):
    return Case.objects.get(pk=case.pk).section_117


class TestRule:
    @pytest.mark.parametrize("section", ["3", "37", "45A", "47", "48"])
    def test_these_sections_give_the_right(self, section):
        assert rules.is_entitled(section)

    @pytest.mark.parametrize("section", ["2", "4", "5", "35", "36", "38", "136", "", "45"])
    def test_others_do_not(self, section):
        assert not rules.is_entitled(section)

    @given(acts=st.lists(st.tuples(st.sampled_from(rules.SIDES), st.booleans()), max_size=12))
    def test_it_ends_with_both_and_with_nothing_less(self, acts):
        standing = set()
        for side, signs in acts:
            (standing.add if signs else standing.discard)(side)
            assert rules.is_ended(standing) == (standing == {"nhs", "council"})
            assert set(rules.missing(standing)) == set(rules.SIDES) - standing


class TestBeginning:
    def test_section_3_is_in_force_and_its_clock_runs(self, house, case):
        made = begun(house, case)
        assert (made.organisation, made.number, state(case)) == (house.trust, 1, "in_force")
        clock = ReviewClock.objects.get(case=case, kind=services.CLOCK, ended_at=None)
        assert clock.started_on == SINCE
        assert Deadline.objects.filter(is_live=True, kind=services.CLOCK, subject_id=case.pk).exists()

    def test_section_2_is_refused_with_the_rule(self, house, case):
        with pytest.raises(ValidationError) as told:
            begun(house, case, section="2")
        assert told.value.message_dict == {
            "section": ["A detention under section 2 gives no right to aftercare under section 117."]
        }
        assert state(case) == "none"

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"in_force_since": date(2026, 11, 24)}, "in_force_since"), ({"in_force_since": date(1984, 3, 8)}, "in_force_since"),
            ({"in_force_since": None}, "in_force_since"), ({"how_known": " "}, "how_known"), ({"nhs": None}, "nhs"),
            ({"section": "136"}, "section"), ({"how_known": "x" * 401}, "how_known"),
        ],
    )  # fmt: skip
    def test_bad_input_stands_at_its_field(self, house, case, more, field):
        with pytest.raises(ValidationError) as told:
            begun(house, case, **more)
        assert set(told.value.error_dict) == {field}
        assert not Aftercare.objects.exists()

    def test_a_body_of_another_sector_owes_nothing(self, house, case):
        with pytest.raises(ValidationError) as told:
            begun(house, case, nhs=house.open_door, council=house.trust)
        assert set(told.value.error_dict) == {"nhs", "council"}

    def test_not_twice_while_it_is_in_force(self, house, case):
        begun(house, case)
        with pytest.raises(ValidationError, match="in force already"):
            begun(house, case, at=LATER)

    @pytest.mark.parametrize("who", ["housing_worker", "neighbour", "administrator", "privacy_officer"])
    def test_nobody_else_writes_it(self, house, case, who):
        with pytest.raises(Refused):
            begun(house, case, by=getattr(house, who))
        assert not Aftercare.objects.exists()

    def test_the_database_refuses_half_states(self, house, case):
        made = begun(house, case)
        for change in ({"section": "2"}, {"nhs": house.council}, {"how_known": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Aftercare.objects.filter(pk=made.pk).update(**change)


class TestEnding:
    def test_one_signature_ends_nothing_and_says_whose_is_missing(self, house, case):
        made = begun(house, case)
        signed(made, house.social_worker)
        [row] = queries.rows(case)
        assert row.is_live
        assert state(case) == "in_force"
        assert row.said.endswith(
            "Marshgate Council has signed that it is no longer needed. Marshgate Trust has not signed, so it stays in force."
        )
        assert ReviewClock.objects.filter(case=case, kind=services.CLOCK, ended_at=None).exists()

    @pytest.mark.parametrize("order", [("social_worker", "nurse"), ("nurse", "social_worker")])
    def test_both_end_it_and_the_clock_stops(self, house, case, order):
        made = begun(house, case)
        for minute, who in enumerate(order):
            signed(made, getattr(house, who), at=LATER + timedelta(minutes=minute))
        [row] = queries.rows(case)
        assert (row.is_live, row.missing, state(case)) == (False, (), "ended")
        clock = ReviewClock.objects.get(case=case, kind=services.CLOCK)
        assert clock.ended_because == "Both bodies have signed that aftercare is no longer needed"
        assert not Deadline.objects.filter(is_live=True, kind=services.CLOCK, subject_id=case.pk).exists()
        assert Entry.objects.filter(action="aftercare.ended", case_id=case.pk).count() == 1

    def test_the_other_body_is_told_and_reads_no_reason_in_it(self, house, case):
        made = begun(house, case)
        signed(made, house.social_worker)
        told = Notice.objects.filter(kind="aftercare.signed")
        assert {notice.worker for notice in told} == {house.manager, house.coordinator}
        words = notices.describe(told, house.manager, LATER)
        assert {said.text for said in words.values()} == {
            "Section 117 aftercare of Dafydd Evans: Trust has not signed, it stays in force"
        }
        assert set(notices.describe(told, house.housing_worker, LATER).values()) == {None}
        assert notices.still_wanted(told, LATER) == {notice.pk for notice in told}
        services.withdraw(
            signature=AftercareSignature.objects.get(), because="Unwell", by=house.social_worker, at=LATER
        )
        assert notices.still_wanted(told, LATER) == set()

    def test_a_reason_is_needed(self, house, case):
        made = begun(house, case)
        with pytest.raises(ValidationError) as told:
            signed(made, house.nurse, reason=" ")
        assert set(told.value.error_dict) == {"reason"}

    def test_one_body_cannot_sign_twice(self, house, case):
        made = begun(house, case)
        signed(made, house.nurse)
        with pytest.raises(ValidationError, match="Kit Mensah signed for Marshgate Trust"):
            signed(made, house.manager)
        assert state(case) == "in_force"

    def test_one_worker_cannot_sign_for_both(self, house, case):
        made = begun(house, case)
        house.seat(house.nurse, house.council, Role.PRACTITIONER)
        signed(made, house.nurse)
        with pytest.raises(ValidationError, match="Somebody else must sign"):
            signed(made, house.nurse, at=LATER + timedelta(minutes=1))
        assert state(case) == "in_force"

    def test_a_charity_that_reads_signs_nothing(self, house, case):
        made = begun(house, case)
        case = with_parts(house, case, ("housing", "harbour"))
        for who in (house.housing_worker, house.neighbour, house.administrator):
            with pytest.raises(Refused):
                signed(made, who)
        assert not AftercareSignature.objects.exists()

    def test_a_council_that_does_not_owe_it_signs_nothing(self, house, case):
        elsewhere = house.council.__class__.objects.create(
            name="Far Council", short_name="Far", sector="council", code="FAR"
        )
        made = begun(house, case, council=elsewhere)
        with pytest.raises(Refused) as told:
            signed(made, house.social_worker)
        assert told.value.decision.because == "not_accountable"

    def test_the_clock_cannot_be_ended_around_it(self, house, case):
        begun(house, case)
        with pytest.raises(ValidationError, match="both bodies have signed"):
            review_duties.end_duty(
                case=case, kind=services.CLOCK, because="Mistake", in_error=True, by=house.nurse, at=LATER
            )

    def test_a_signature_can_be_withdrawn_until_the_other_comes(self, house, case):
        made = begun(house, case)
        first = signed(made, house.social_worker)
        with pytest.raises(Refused):
            services.withdraw(signature=first, because="No", by=house.nurse, at=LATER)
        with pytest.raises(ValidationError):
            services.withdraw(signature=first, because="", by=house.social_worker, at=LATER)
        services.withdraw(signature=first, because="He is unwell again", by=house.social_worker, at=LATER)
        signed(made, house.nurse, at=LATER + timedelta(minutes=1))
        assert state(case) == "in_force"
        assert [body.short_name for body in queries.rows(case)[0].missing] == ["Council"]
        second = signed(made, house.social_worker, at=LATER + timedelta(minutes=2))
        assert state(case) == "ended"
        with pytest.raises(ValidationError, match="It ended"):
            services.withdraw(signature=second, because="After all", by=house.social_worker, at=LATER)

    def test_it_can_begin_again_after_another_detention(self, house, case):
        made = begun(house, case)
        signed(made, house.nurse)
        signed(made, house.social_worker)
        again = begun(house, case, section="37", at=LATER + timedelta(hours=1))
        assert (again.number, state(case)) == (2, "in_force")


class TestReading:
    def test_who_reads(self, house, case):
        made = begun(house, case)
        assert may(house.social_worker, Permission.READ_DOMAIN, made, at=NOON)
        assert may(house.housing_worker, Permission.READ_DOMAIN, made, at=NOON).because == "other_domain"
        assert not may(house.neighbour, Permission.READ_DOMAIN, made, at=NOON)

    def test_the_timeline_tells_it_to_readers_only(self, house, case):
        made = begun(house, case)
        signed(made, house.social_worker)
        told = [item.title for item in timeline(case, house.nurse, at=LATER)]
        assert "Section 117 aftercare in force since 2 March 2026" in told
        assert "Marshgate Council signed: aftercare no longer needed" in told
        assert not [t for t in timeline(case, house.housing_worker, at=LATER) if "117" in t.title]

    def test_a_seal_keeps_what_stood(self, house, case):
        made = begun(house, case)
        before = queries.canonical(case, until=NOON)
        signed(made, house.nurse)
        signed(made, house.social_worker)
        assert queries.canonical(case, until=NOON) == before
        assert queries.canonical(case, until=LATER)[0]["ended"] is not None

    def test_pages_from_confirming_to_the_end(self, house, case, client):
        now = timezone.now()
        agrees(house, case, "workwise")
        client.force_login(house.nurse)
        answer = client.post(
            reverse("assessments:begin-aftercare", args=[case.reference]),
            {
                "section": "2", "in_force_since_day": "2", "in_force_since_month": "3", "in_force_since_year": "2026",
                "nhs": house.trust.pk, "council": house.council.pk, "how_known": "Papers I typed",
            },
        )  # fmt: skip
        assert "section 2 gives no right" in answer.content.decode()
        assert "Papers I typed" in answer.content.decode()
        answer = client.post(
            reverse("assessments:begin-aftercare", args=[case.reference]),
            {
                "section": "3", "in_force_since_day": "2", "in_force_since_month": "3", "in_force_since_year": "2026",
                "nhs": house.trust.pk, "council": house.council.pk, "how_known": "Papers",
            },
            follow=True,
        )  # fmt: skip
        assert "<b>in force</b>" in answer.content.decode()
        made = Aftercare.objects.get()
        client.post(reverse("assessments:sign-aftercare", args=[case.reference, made.pk]), {"reason": "Well"})
        page = client.get(reverse("assessments:aftercare", args=[case.reference])).content.decode()
        assert "Marshgate Council has not signed, so it stays in force." in page
        assert made.at >= now
        client.force_login(house.housing_worker)
        assert client.get(reverse("assessments:aftercare", args=[case.reference])).status_code == 403


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_of_one_body_at_once_leave_one_signature(house):
    case = a_shared_case(house)
    made = begun(house, case)

    def sign(number):
        try:
            return bool(signed(made, house.nurse))
        except ValidationError:
            return False

    assert sum(at_once(sign)) == 1
    assert AftercareSignature.objects.filter(withdrawn_at=None).count() == 1
    assert state(case) == "in_force"

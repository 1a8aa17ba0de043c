"""Two cases become one and are parted again: no row of any table is gone, none says anything else, no signature is doubted.

The story holds a row of every model that points at a case, a person or an assessment, and says so itself: a new model that
is not in it fails here, and has to be thought of.
"""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from assessments import queries, services
from assessments.models import Assessment, Review
from cases.models import Case, Person
from cases.services import unsaved
from merging import joining
from merging.models import Conflict
from notifications.models import Deadline
from tests.assessments.stories import LATER
from tests.merging.story_of_everything import HOUR, MEETS, another, everything

pytestmark = pytest.mark.django_db
JOINED = LATER + 2 * HOUR
PARTED = LATER + 3 * HOUR
ABOUT = (Case, Person, Assessment)

#: Models that point at a case or a person and need not be in the story, with why.
ELSEWHERE = {
    "merging.CaseJoin": "is the join itself",
}
#: What joining or parting may change on a row that was there: how things stand. Never what somebody wrote.
STANDS = {
    "assessments.Review": {"case"},
    "assessments.ReviewClock": {"ended_at", "ended_by", "ended_because"},
    "cases.Bar": {"effective_until"},
    "cases.Case": {"merged_into", "is_open", "next_due", "section_117", "restricted", "coordinator",
                   "coordinator_organisation", "coordinator_team"},
    "cases.Coordination": {"effective_until"},
    "cases.Consent": {"ended_at", "effective_until"},
    "cases.Identifier": {"is_settled"},
    "cases.NamedAccess": {"effective_until"},
    "cases.CaseGrant": {"expires_at"},
    "cases.Person": {"merged_into", "given_name", "family_name", "search_key", "birth_date", "preferred_name",
                     "communication_needs", "what_matters", "what_matters_at", "what_matters_by", "gender"},
    "domains.Part": {"state", "effective_until", "ended_recorded_at", "end_reason", "answered_at", "due_at"},
    "domains.Responsibility": {"effective_until"},
    "merging.CaseJoin": {"undone_at", "undone_by", "undone_because"},
    "merging.Conflict": {"state", "decided_at"},
    "merging.PossibleMatch": {"state", "decided_by", "decided_at", "reason"},
    "notifications.Deadline": {"is_live", "cancelled_at", "superseded_at", "satisfied_at", "owner_organisation",
                               "owner_team", "owner_worker"},
}  # fmt: skip
#: Rows that follow from others and are made anew: who sees a case now, and the next stage of a deadline.
DERIVED = {"cases.Involvement", "cases.InvolvementBasis", "cases.CaseGrant", "notifications.Waiting"}
ROOMS = {"cases", "domains", "assessments", "instruments", "merging", "complaints", "notifications"}


def about_somebody():
    """Models with a key to a case, a person or an assessment."""
    return {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in ABOUT
    }


def rows():
    """{(model, key): {field: value}} of everything in the rooms of the record."""
    return {
        (model._meta.label, row["pk"]): row
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for row in model._base_manager.values("pk", *(field.name for field in model._meta.concrete_fields))
    }


def lost(before, after):
    """Rows that are gone and rows that say something else than how things stand."""
    found = []
    for (label, key), row in before.items():
        now = after.get((label, key))
        if now is None:
            if label not in DERIVED:
                found.append(f"{label} {key} is gone")
            continue
        changed = {name for name in row if row[name] != now[name]} - STANDS.get(label, set())
        if changed and label not in DERIVED:
            found.append(f"{label} {key} says otherwise: {sorted(changed)}")
    return found


def signatures_hold():
    said = StringIO()
    call_command("check_signed", stdout=said, stderr=said)
    return said.getvalue()


@pytest.fixture
def case(house):
    return everything(house)


@pytest.fixture
def match(house, case):
    return another(house, case)


def test_the_story_holds_every_model_that_is_about_somebody(case, match):
    held = {label for label, _ in rows()}
    missing = about_somebody() - held - set(ELSEWHERE)
    assert not missing, f"Let tests/merging/story_of_everything.py write these: {sorted(missing)}"


def test_joined_and_parted_no_row_is_gone_and_none_says_anything_else(house, case, match):
    before = rows()
    join = joining.confirm(match=match, by=house.coordinator, at=JOINED, reason="I asked him")
    assert (join.survivor_id, join.absorbed_id) == (match.case_id, case.pk)
    assert lost(before, rows()) == []
    assert "1 signed versions are what was signed" in signatures_hold()
    call_command("check_access", verbosity=0)
    joined = rows()
    joining.undo(join=join, by=house.administrator, at=PARTED, reason="They are brothers")
    assert lost(before, rows()) == []
    assert lost(joined, rows()) == []
    assert "1 signed versions are what was signed" in signatures_hold()
    call_command("check_access", verbosity=0)


def test_parted_both_people_and_cases_are_as_they_were(house, case, match):
    def as_they_are():
        live = Deadline.objects.filter(is_live=True).exclude(kind__startswith="part.")
        said = {
            (label, key, name, value)
            for (label, key), row in rows().items()
            if label in ("cases.Case", "cases.Person", "assessments.Review", "merging.PossibleMatch")
            for name, value in row.items()
        }
        said |= set(Conflict.objects.filter(state="open").values_list("case_id", "field", "health", "social_care"))
        return said | set(live.values_list("kind", "subject_kind", "case_id", "due_at", "owner_worker_id"))

    before = as_they_are()
    join = joining.confirm(match=match, by=house.coordinator, at=JOINED, reason="I asked him")
    assert as_they_are() != before
    joining.undo(join=join, by=house.administrator, at=PARTED, reason="They are brothers")
    assert as_they_are() ^ before == set()


class TestWhatWaits:
    def test_the_arranged_review_is_the_survivors_with_what_was_said_for_it(self, house, case, match):
        review = Review.objects.get()
        join = joining.confirm(match=match, by=house.coordinator, at=JOINED, reason="I asked him")
        planned = queries.planned_review(join.survivor)
        assert (planned.pk, planned.case_id, planned.contributions.count()) == (review.pk, join.survivor_id, 1)
        services.hold_review(
            case=join.survivor, kinds=["review.cpa"], held_on=MEETS.date(), what_was_decided="Go on",
            by=house.coordinator, at=MEETS + HOUR,
        )  # fmt: skip
        joining.undo(join=join, by=house.administrator, at=MEETS + 2 * HOUR, reason="They are brothers")
        assert Review.objects.get().case_id == join.survivor_id, "held since: it stays where it was held"

    def test_of_two_arranged_reviews_the_survivors_comes_first_and_the_other_after_it(self, house, case, match):
        own = Review.objects.create(
            case=match.case, planned_at=LATER, planned_by=house.coordinator, scheduled_for=MEETS + timedelta(days=1),
            organisation=house.trust,
        )  # fmt: skip
        theirs = Review.objects.get(case=case)
        join = joining.confirm(match=match, by=house.coordinator, at=JOINED, reason="I asked him")
        assert "another is arranged already" in " ".join(join.issued["not_issued"])
        assert queries.planned_review(join.survivor).pk == own.pk
        services.call_off_review(review=own, because="One is enough", by=house.coordinator, at=JOINED + HOUR)
        assert queries.planned_review(join.survivor).pk == theirs.pk
        moved = services.plan_review(
            case=join.survivor, kinds=["review.cpa"], scheduled_for=MEETS + HOUR, by=house.coordinator, at=JOINED + HOUR
        )
        assert (moved.pk, moved.case_id) == (theirs.pk, join.survivor_id)

    def test_the_contact_after_hospital_is_owed_by_who_coordinates_the_one_case(self, house, case, match):
        owed = Deadline.objects.get(kind="followup.72h", is_live=True)
        assert owed.case_id == case.pk
        join = joining.confirm(match=match, by=house.coordinator, at=JOINED, reason="I asked him")
        owed.refresh_from_db()
        assert (owed.is_live, owed.owner_worker_id) == (True, join.survivor.coordinator_id)

    def test_the_carer_may_still_be_given_a_copy(self, house, case, match):
        from assessments.documents.queries import receivers
        from assessments.policies import reach

        join = joining.confirm(match=match, by=house.coordinator, at=JOINED, reason="I asked him")
        survivor = Case.objects.select_related("person").get(pk=join.survivor_id)
        found = receivers(
            survivor,
            Assessment.objects.get(case=case, state="signed"),
            reach(house.social_worker, survivor, at=JOINED),
            whole=True,
            worker=house.social_worker,
            at=JOINED,
        )
        assert "Carys Evans" in {one.name for one in found}


def test_what_was_typed_and_not_saved_is_offered_on_the_record_it_became_part_of(house, case, match):
    """The hourly sweep does not take it away either; and it is theirs alone there too."""
    typed = {"by": house.coordinator, "at": LATER, "typed": "words=On+the+doorstep"}
    unsaved.keep(case=case, form="section-9001-money", **typed)
    joining.confirm(match=match, by=house.coordinator, at=JOINED, reason="I asked him")
    unsaved.sweep(at=JOINED)
    here = {
        "case": Case.objects.get(pk=match.case_id),
        "form": "section-9002-money",
        "at": JOINED,
        "kin": r"^section-\d+-money$",
    }
    found = unsaved.typed_by(house.coordinator, **here)
    assert (found.data["words"], found.elsewhere) == ("On the doorstep", True)
    assert unsaved.typed_by(house.nurse, **here) is None
    assert (
        unsaved.typed_by(house.coordinator, **{**here, "form": "section-9002-home", "kin": r"^section-\d+-home$"})
        is None
    )
    unsaved.drop(case=here["case"], form=here["form"], by=house.coordinator, kin=here["kin"])
    assert unsaved.typed_by(house.coordinator, **here) is None

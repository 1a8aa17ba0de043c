"""Copies that were given: to whom, what the person asked, each refusal at its field, nothing half-written, nothing undone."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from access.decisions import Refused
from access.rows import writing
from assessments.documents import queries, services
from assessments.documents.catalogue import KINDS
from assessments.documents.models import CopyGiven, CopySentInError
from assessments.documents.record import is_whole
from assessments.policies import reach
from audit.models import Entry
from audit.services import record as audit_record
from cases.models import CarerLink, Case, Consent, Person
from tests.assessments.documents.stories import a_written_case
from tests.assessments.stories import LATER, agrees
from tests.assessments.test_races import at_once
from tests.house import NOON

pytestmark = pytest.mark.django_db
TODAY = LATER.date()


@pytest.fixture
def story(house):
    return a_written_case(house, at=NOON)


def give(story, by, to="person", document="my-plan", **more):
    given = {"variant": "standard", "how": "handed", "given_on": TODAY, "at": LATER} | more
    return services.give_copy(assessment=story[1], kind=KINDS[document], to=to, by=by, **given)


def refusal(story, by, **more):
    """{field: what is said} of a copy that is refused; nothing is kept of it."""
    with pytest.raises(ValidationError) as caught:
        give(story, by, **more)
    assert not CopyGiven.objects.exists()
    assert not Entry.objects.filter(action="copy.given").exists()
    return {field: said[0] for field, said in caught.value.message_dict.items()}


def receivers(story, worker):
    case, assessment = story
    seen = reach(worker, case, at=LATER)
    found = queries.receivers(
        case, assessment, seen, whole=is_whole(worker, case, seen, at=LATER), worker=worker, at=LATER
    )
    return {one.key: one for one in found}


def a_carer(case):
    carer = Person.objects.create(given_name="Bethan", family_name="Evans", search_key="bethan evans", created_at=NOON)
    return CarerLink.objects.create(
        carer=carer, cared_for=case.person, relationship="Sister", recorded_at=NOON, organisation=case.lead_organisation
    )


class TestGiving:
    def test_to_the_person(self, house, story):
        copy = give(story, house.coordinator, variant="large-print", how="posted")
        kept = CopyGiven.objects.get()
        assert kept == copy
        assert (kept.document, kept.variant, kept.recipient, kept.name) == ("my-plan", "large-print", "person", "Daf")
        assert (kept.how, kept.given_on, kept.by, kept.organisation, kept.assessment.version) == (
            "posted", TODAY, house.coordinator, house.trust, 1
        )  # fmt: skip
        entry = Entry.objects.get(action="copy.given")
        assert (entry.case_id, entry.person_id, entry.organisation_id) == (
            story[0].pk,
            story[0].person_id,
            house.trust.pk,
        )
        assert entry.detail == {
            "document": "my-plan", "variant": "large-print", "version": 1, "recipient": "person", "how": "posted", "asked": False
        }  # fmt: skip

    def test_a_charity_gives_the_person_their_own_copy(self, house, story):
        copy = give(story, house.housing_worker, document="crisis-page")
        assert copy.organisation == house.open_door

    def test_to_somebody_else_because_the_person_asked(self, house, story):
        copy = give(
            story, house.coordinator, to="other", name="Mr Rees, landlord", asked_words="He should see the goals", asked_on=TODAY
        )  # fmt: skip
        assert (copy.recipient, copy.name, copy.asked_words) == (
            "other",
            "Mr Rees, landlord",
            "He should see the goals",
        )

    def test_to_a_carer_on_the_record(self, house, story):
        link = a_carer(story[0])
        copy = give(story, house.coordinator, to=f"carer-{link.pk}", asked_words="Give Bethan one", asked_on=TODAY)
        assert (copy.recipient, copy.name) == ("carer", "Bethan Evans")

    def test_to_the_practice_and_to_the_council_without_asking(self, house, story):
        assert give(story, house.coordinator, to="gp", document="gp-letter").name == "Tŷ Newydd Surgery"
        copy = give(story, house.coordinator, to=f"organisation-{house.council.pk}", document="care-act")
        assert (copy.recipient, copy.to_organisation) == ("organisation", house.council)

    def test_on_a_closed_case_too(self, house, story):
        with writing(Case):
            Case.objects.filter(pk=story[0].pk).update(status="closed", is_open=False, closed_at=NOON)
        story[1].case.refresh_from_db()
        assert give(story, house.coordinator).pk

    def test_the_same_form_twice_is_one_copy(self, house, story):
        key = uuid.uuid4()
        assert give(story, house.coordinator, form_key=key) == give(story, house.coordinator, form_key=key)
        assert CopyGiven.objects.count() == 1


class TestRefusals:
    @pytest.mark.parametrize(
        ("given", "field", "said"),
        [
            ({"to": "nobody"}, "to", "Choose who is given the copy."),
            ({"to": "other", "asked_words": "Yes", "asked_on": TODAY}, "name", "Write who is given the copy."),
            ({"to": "other", "name": "Mr Rees"}, "asked_words", "Write what Daf asked for or agreed to. Without that"),
            ({"to": "other", "name": "Mr Rees", "asked_words": "Yes"}, "asked_on", "Enter the day on which Daf said so."),
            ({"asked_on": TODAY}, "asked_words", "Write what Daf asked for"),
            ({"asked_words": "Yes", "asked_on": TODAY + timedelta(days=1)}, "asked_on", "today or before"),
            ({"how": "pigeon"}, "how", "Choose how it is given."),
            ({"given_on": TODAY + timedelta(days=1)}, "given_on", "today or before"),
            ({"given_on": date(2026, 11, 1)}, "given_on", "had not been begun"),
            ({"document": "cpa", "variant": "easy-read"}, "variant", "Choose one of the documents"),
        ],
    )  # fmt: skip
    def test_each_is_told_at_its_field(self, house, story, given, field, said):
        errors = refusal(story, house.coordinator, **given)
        assert set(errors) == {field}
        assert said in errors[field]

    def test_a_carer_and_a_voluntary_partner_need_what_the_person_asked(self, house, story):
        link = a_carer(story[0])
        for to in (f"carer-{link.pk}", f"organisation-{house.open_door.pk}"):
            assert set(refusal(story, house.coordinator, to=to)) == {"asked_words"}

    def test_somebody_of_another_case_is_not_on_the_list(self, house, story):
        stranger = Person.objects.create(given_name="A", family_name="B", search_key="a b", created_at=NOON)
        link = CarerLink.objects.create(
            carer=story[0].person, cared_for=stranger, recorded_at=NOON, organisation=house.trust
        )
        assert set(refusal(story, house.coordinator, to=f"carer-{link.pk}")) == {"to"}
        assert set(refusal(story, house.coordinator, to=f"organisation-{house.workwise.pk}")) == {"to"}

    @pytest.mark.parametrize("document", ["cpa", "care-act", "gp-letter"])
    def test_who_does_not_read_the_whole_record_gives_no_document_of_it(self, house, story, document):
        with pytest.raises(Refused) as caught:
            give(story, house.housing_worker, document=document)
        assert caught.value.decision.because == "whole_record"
        assert not CopyGiven.objects.exists()

    @pytest.mark.parametrize("who", ["neighbour", "administrator", "partnership_manager", "privacy_officer"])
    def test_a_stranger_gives_nothing(self, house, story, who):
        with pytest.raises(Refused):
            give(story, getattr(house, who))

    def test_after_consent_is_withdrawn_the_charity_gives_nothing(self, house, story):
        agrees(house, story[0], "open_door", status=Consent.Status.WITHDRAWN, at=NOON)
        with pytest.raises(Refused):
            give(story, house.housing_worker)

    def test_what_fails_on_the_way_leaves_nothing(self, house, story, monkeypatch):
        def fail(*args, **kwargs):
            audit_record(*args, **kwargs)
            raise RuntimeError

        monkeypatch.setattr("assessments.documents.services.audit.record", fail)
        with pytest.raises(RuntimeError):
            give(story, house.coordinator)
        assert not CopyGiven.objects.exists()
        assert not Entry.objects.filter(action="copy.given").exists()

    @pytest.mark.parametrize(
        "broken",
        [
            {"recipient": "other", "asked_words": "", "asked_on": None},
            {"asked_words": "Yes", "asked_on": None},
            {"recipient": "organisation", "to_organisation": None},
        ],
    )
    def test_the_database_refuses_half_a_copy(self, house, story, broken):
        copy = give(story, house.coordinator)
        with pytest.raises(IntegrityError), transaction.atomic():
            CopyGiven.objects.filter(pk=copy.pk).update(**broken)


class TestReceivers:
    def test_who_reads_it_all_has_carers_practice_and_partners_to_choose(self, house, story):
        link = a_carer(story[0])
        found = receivers(story, house.coordinator)
        assert list(found)[0] == "person"
        assert {
            f"carer-{link.pk}",
            "gp",
            f"organisation-{house.council.pk}",
            f"organisation-{house.open_door.pk}",
        } <= set(found)
        assert {key for key, one in found.items() if one.asked} == {
            f"carer-{link.pk}", f"organisation-{house.open_door.pk}", "other"
        }  # fmt: skip

    def test_a_charity_is_not_told_who_the_carers_and_the_practice_are(self, house, story):
        a_carer(story[0])
        assert set(receivers(story, house.housing_worker)) == {"person", "other"}

    def test_a_carer_who_stopped_is_not_on_the_list(self, house, story):
        link = a_carer(story[0])
        CarerLink.objects.filter(pk=link.pk).update(ended_at=NOON)
        assert f"carer-{link.pk}" not in receivers(story, house.coordinator)


class TestSentInError:
    def test_the_copy_stays_with_a_note(self, house, story):
        copy = give(story, house.coordinator)
        note = services.note_sent_in_error(copy=copy, words=" To the old address ", by=house.social_worker, at=LATER)
        assert (note.words, note.by, note.organisation) == ("To the old address", house.social_worker, house.council)
        assert CopyGiven.objects.get() == copy
        assert Entry.objects.filter(action="copy.sent_in_error", target_id=copy.pk).count() == 1

    def test_once_and_with_words(self, house, story):
        copy = give(story, house.coordinator)
        with pytest.raises(ValidationError, match="what went wrong"):
            services.note_sent_in_error(copy=copy, words=" ", by=house.coordinator, at=LATER)
        services.note_sent_in_error(copy=copy, words="Old address", by=house.coordinator, at=LATER)
        with pytest.raises(ValidationError, match="already"):
            services.note_sent_in_error(copy=copy, words="Again", by=house.coordinator, at=LATER)
        assert CopySentInError.objects.get().words == "Old address"

    def test_a_stranger_notes_nothing(self, house, story):
        copy = give(story, house.coordinator)
        with pytest.raises(Refused):
            services.note_sent_in_error(copy=copy, words="Mine", by=house.neighbour, at=LATER)


def test_a_charity_sees_the_copies_it_gave_and_no_others(house, story):
    case = story[0]
    ours = give(story, house.housing_worker)
    theirs = give(story, house.coordinator, to="gp", document="gp-letter")

    def seen(worker, *, whole):
        return [line.copy for line in queries.copies(case, worker, whole=whole, at=LATER)]

    assert seen(house.coordinator, whole=True) == [theirs, ours]
    assert seen(house.housing_worker, whole=False) == [ours]
    assert queries.copy_line(case, house.housing_worker, theirs.pk, whole=False, at=LATER) is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_several_times_at_once_is_one_copy(house):
    story, key = a_written_case(house, at=NOON), uuid.uuid4()
    given = at_once(lambda number: give(story, house.coordinator, form_key=key).pk)
    assert len(set(given)) == 1
    assert CopyGiven.objects.count() == 1

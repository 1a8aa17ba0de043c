"""Taking, sharing, leading, acknowledging, answering, extending, excluding and passing on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from access.decisions import Refused
from access.roles import Role
from audit.models import Entry
from calendars import end_of_day
from complaints import services
from complaints.models import Body, Complaint, Element, PartOfAnswer, SharingConsent, Status
from complaints.rules.intake import Complainant
from complaints.services.taking import linkable_case
from notifications.models import Deadline, Notice
from tests.house import LONG_AGO, NOON

pytestmark = pytest.mark.django_db


def _live(kind, **more):
    return Deadline.objects.filter(kind=kind, is_live=True, **more)


def _share(story, complaint, organisation, answer, **more):
    given = {"given_by": "Dafydd", "method": "spoken", "by": story.house.council_complaints, "at": NOON}
    return services.record_sharing(complaint=complaint, organisation=organisation, answer=answer, **(given | more))


def test_the_same_form_sent_twice_is_one_complaint(story):
    key = "0b9ae0b5-6f0f-4c0e-9a30-7d0f3ad6b5aa"
    assert story.take(form_key=key).pk == story.take(form_key=key).pk
    assert story.take().reference == "JC-2026-0002"


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"words": " "}, "words", "in their own words"),
        ({"title": ""}, "title", "without names"),
        ({"received_at": NOON + timedelta(days=1)}, "received_on", "must be today or before"),
        ({"received_at": NOON - timedelta(days=400)}, "received_on", "within the last 12 months"),
        ({"complainant": Complainant(name="", contact="x", relation="self")}, "complainant_name", "Enter the name"),
        ({"complainant": Complainant(name="A", contact="x", relation="representative")}, "acts_because", "Choose why"),
        ({"noticed_on": date(2026, 12, 1)}, "noticed_on", "on or before the day they complained"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(story, change, field, sentence):
    with pytest.raises(ValidationError) as refused:
        story.take(**change)
    assert sentence in refused.value.message_dict[field][0]
    assert not Complaint.objects.exists()


def test_elements_need_words_and_a_day_not_after_the_complaint(story):
    with pytest.raises(ValidationError) as refused:
        story.take(story.element("", about_on=None), story.element("x", about_on=date(2026, 11, 24)))
    found = refused.value.message_dict
    assert set(found) == {"elements-0-words", "elements-0-about_on", "elements-1-about_on"}
    assert "on or before the day the complaint was received" in found["elements-1-about_on"][0]


def test_only_workers_of_the_organisation_take_for_it(story, house):
    for who in (house.administrator, house.suspended_worker, house.nurse):
        with pytest.raises(Refused):
            story.take(by=who)


def test_a_person_is_linked_only_by_who_may(story, house):
    with pytest.raises(ValidationError, match="cannot find that person"):
        story.take(by=house.neighbour, received_by=house.harbour)
    assert story.take(by=house.trust_complaints, received_by=house.trust).case == story.case


def test_a_complaints_lead_links_by_number_within_their_own_organisation(story, house):
    from cases.models import Identifier

    Identifier.objects.create(person=story.person, type="NHS", value="9990000018", recorded_at=LONG_AGO)
    for typed in ("999 000 0018", f"c{story.case.pk}", story.case.reference):
        assert linkable_case(house.council_complaints, typed, at=NOON) == story.case
    harbour = house.hire("Ed Lowe", house.harbour, Role.COMPLAINTS_LEAD)
    for who in (harbour, house.neighbour, house.administrator):
        assert linkable_case(who, "999 000 0018", at=NOON) is None
    for typed in ("", "x", "9990000050", "C-0"):
        assert linkable_case(house.council_complaints, typed, at=NOON) is None


def test_what_fails_leaves_nothing_not_even_a_number(story, monkeypatch):
    monkeypatch.setattr(services.taking.notices, "taken", lambda **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        story.take()
    monkeypatch.undo()
    assert not Entry.objects.filter(action="complaint.taken").exists()
    assert story.take().reference == "JC-2026-0001"


# --- Sharing


def test_consent_is_owed_until_everybody_was_asked_about(story, house):
    complaint = story.routed()
    assert _live("complaint.consent").get().due_at == end_of_day(date(2026, 12, 7))
    _share(story, complaint, house.trust, "given")
    assert _live("complaint.consent").exists()
    _share(story, complaint, house.open_door, "refused")
    assert not _live("complaint.consent").exists()
    assert story.body(complaint, house.trust).state == Body.State.OPEN
    assert story.body(complaint, house.open_door).state == Body.State.NOT_SHARED


def test_a_body_s_clock_starts_when_it_gets_the_complaint(story, house):
    complaint = story.routed()
    later = NOON + timedelta(days=4)
    _share(story, complaint, house.trust, "given", at=later)
    assert story.body(complaint, house.trust).received_at == later
    assert _live("complaint.acknowledge", owner_organisation=house.trust).get().due_at == end_of_day(date(2026, 12, 2))
    assert _live("complaint.acknowledge", owner_organisation=house.council).get().due_at == end_of_day(
        date(2026, 11, 26)
    )


def test_answers_about_sharing_are_kept(story, house):
    complaint = story.routed(agrees=[house.trust])
    before = Notice.objects.count()
    _share(story, complaint, house.trust, "given")
    assert Notice.objects.count() == before
    _share(story, complaint, house.trust, "refused")
    answers = SharingConsent.objects.filter(complaint=complaint, organisation=house.trust).order_by("pk")
    assert [(a.answer, a.ended_at is None) for a in answers] == [("given", False), ("withdrawn", True)]
    with pytest.raises(ValidationError, match="has it already"):
        _share(story, complaint, house.council, "given")


def test_only_the_receiver_or_the_lead_writes_down_sharing(story, house):
    complaint = story.joint()
    with pytest.raises(Refused):
        _share(story, complaint, house.open_door, "refused", by=house.trust_complaints)


def test_without_agreement_the_receiver_leads_alone(story, house):
    complaint = story.routed(refuses=[house.trust, house.open_door])
    assert (complaint.bodies.get(is_lead=True).organisation, complaint.lead_because) == (house.council, "only")


# --- Leading


def test_the_wish_of_the_complainant_comes_first(story, house):
    complaint = story.joint(wished_lead=house.trust)
    assert (complaint.bodies.get(is_lead=True).organisation, complaint.lead_because) == (house.trust, "wish")


def test_the_most_serious_part_comes_before_the_most_parts(story, house):
    complaint = story.joint()
    assert complaint.lead_because == "received"
    graded = story.routed(
        story.element("a", "housing", severity=1), story.element("b", "housing"), story.element("c", "medication", severity=4),
        agrees=[house.trust],
    )  # fmt: skip
    assert (graded.bodies.get(is_lead=True).organisation, graded.lead_because) == (house.trust, "most_serious")


def test_what_people_agree_stays_and_the_clocks_of_the_answer_move(story, house):
    complaint = story.joint()
    services.settle_lead(
        complaint=complaint, organisation=house.trust, reason="All three agreed", by=house.trust_complaints, at=NOON
    )
    complaint.refresh_from_db()
    assert (complaint.lead_state, complaint.lead_because) == ("agreed", "by_hand")
    assert _live("complaint.period", subject_id=complaint.pk).get().owner_organisation == house.trust
    _share(story, complaint, house.open_door, "refused")
    assert complaint.bodies.get(is_lead=True).organisation == house.trust
    with pytest.raises(ValidationError, match="does not answer a part"):
        services.settle_lead(
            complaint=complaint, organisation=house.open_door, reason="x", by=house.trust_complaints, at=NOON
        )


def test_a_lead_that_loses_agreement_leads_no_longer(story, house):
    complaint = story.joint(wished_lead=house.trust)
    _share(story, complaint, house.trust, "refused")
    complaint.refresh_from_db()
    assert complaint.bodies.get(is_lead=True).organisation == house.council


# --- Acknowledging and answering


def test_acknowledging_ends_the_body_s_own_clock(story, house):
    complaint = story.joint()
    body = story.body(complaint, house.council)
    services.acknowledge(
        body=body, method="spoken", offered=True, due_on=date(2026, 12, 15), basis="agreed",
        by=house.council_complaints, at=NOON,
    )  # fmt: skip
    assert not _live("complaint.acknowledge", subject_id=body.pk).exists()
    assert _live("complaint.acknowledge", owner_organisation=house.trust).exists()
    assert _live("complaint.respond").get().due_at == end_of_day(date(2026, 12, 15))
    with pytest.raises(ValidationError, match="already"):
        services.acknowledge(body=body, method="spoken", offered=True, by=house.council_complaints, at=NOON)


def test_acknowledging_needs_the_offer_of_a_discussion(story, house):
    body = story.body(story.joint(), house.council)
    with pytest.raises(ValidationError, match="The law asks for it"):
        services.acknowledge(body=body, method="spoken", offered=False, by=house.council_complaints, at=NOON)
    assert _live("complaint.acknowledge", subject_id=body.pk).exists()


def test_nobody_acknowledges_for_another_body(story, house):
    body = story.body(story.joint(), house.council)
    with pytest.raises(Refused):
        services.acknowledge(body=body, method="spoken", offered=True, by=house.trust_complaints, at=NOON)


def test_the_day_of_the_answer_lies_within_the_period(story, house):
    complaint, by = story.joint(), house.council_complaints
    for day, sentence in ((date(2026, 11, 22), "today or later"), (date(2027, 5, 23), "on or before 22 May 2027")):
        with pytest.raises(ValidationError, match=sentence):
            services.set_response_date(complaint=complaint, due_on=day, basis="agreed", by=by, at=NOON)
    services.extend_period(complaint=complaint, until=date(2027, 7, 1), by=by, at=NOON)
    services.set_response_date(complaint=complaint, due_on=date(2027, 6, 1), basis="agreed", by=by, at=NOON)
    assert _live("complaint.period").get().due_at == end_of_day(date(2027, 7, 1))


def test_7_extension_on_the_last_day_and_a_written_reason_after_it(story, house):
    complaint, by = story.joint(), house.council_complaints
    last, after = NOON.replace(year=2027, month=5, day=22), NOON.replace(year=2027, month=5, day=23)
    with pytest.raises(ValidationError, match="not late"):
        services.send_late_notice(complaint=complaint, reason="x", by=by, at=last)
    with pytest.raises(ValidationError, match="can no longer be made longer"):
        services.extend_period(complaint=complaint, until=date(2027, 8, 1), by=by, at=after)
    services.send_late_notice(complaint=complaint, reason="Two witnesses were ill", by=by, at=after)
    services.extend_period(complaint=story.joint(), until=date(2027, 8, 1), by=by, at=last)


def test_a_body_writes_about_its_own_elements_only(story, house):
    complaint = story.joint()
    flat, tablets = complaint.elements.all()
    trust = story.body(complaint, house.trust)
    by = {"by": house.trust_complaints, "at": NOON}
    with pytest.raises(Refused):
        services.write_part(body=trust, element=flat, words="x", **by)
    with pytest.raises(ValidationError, match="before you approve"):
        services.write_part(body=trust, element=tablets, words="The order was late", approved=True, **by)
    services.write_part(body=trust, element=tablets, words="The order was late", **by)
    services.write_part(
        body=trust, element=tablets, words="The order was late. Sorry", finding="upheld", approved=True, **by
    )
    assert list(PartOfAnswer.objects.values_list("version", "approved")) == [(1, False), (2, True)]
    tablets.refresh_from_db()
    assert tablets.state == Element.State.ANSWERED


# --- Excluding, and late


def test_4_a_spoken_one_put_right_at_once_is_excluded_and_owes_nothing(story, house):
    complaint, by = story.joint(), house.council_complaints
    services.exclude(
        complaint=complaint, kind="resolved_at_once", resolved_on=date(2026, 11, 24), satisfied=True, by=by,
        at=NOON + timedelta(days=1),
    )  # fmt: skip
    complaint.refresh_from_db()
    assert complaint.status == Status.EXCLUDED
    assert not Deadline.objects.filter(kind__startswith="complaint.", is_live=True).exists()


def test_4_the_same_by_e_mail_stays_a_complaint(story, house):
    complaint = story.joint(method="electronic")
    with pytest.raises(ValidationError, match="stays a complaint"):
        services.exclude(
            complaint=complaint, kind="resolved_at_once", resolved_on=date(2026, 11, 23), satisfied=True,
            by=house.council_complaints, at=NOON,
        )  # fmt: skip
    with pytest.raises(ValidationError, match="in writing"):
        services.exclude(complaint=complaint, kind="employment", by=house.council_complaints, at=NOON)


def test_5_a_late_complaint_is_taken_and_then_decided(story, house):
    complaint = story.routed(story.element("Long ago", "medication", (LONG_AGO + timedelta(days=1)).date()))
    decide = {"complaint": complaint, "note": "They were in hospital", "by": house.council_complaints, "at": NOON}
    assert services.decide_late(good_reason=True, still_fair=True, **decide) is True
    assert services.decide_late(good_reason=True, still_fair=False, **decide) is False
    complaint.refresh_from_db()
    assert complaint.status == Status.OUT_OF_TIME
    with pytest.raises(ValidationError, match="nothing to decide"):
        services.decide_late(**(decide | {"complaint": story.joint()}), good_reason=True, still_fair=True)


# --- Passing on


def _misdirected(story, **more):
    return story.routed(story.element("My tablets ran out", "medication"), **more)


def test_9_the_receiver_s_clock_starts_on_its_own_receipt(story, house):
    complaint = _misdirected(story, agrees=[house.trust])
    passed_at = NOON + timedelta(days=7)
    received = services.pass_on(
        complaint=complaint, to=house.trust, reason="Only about tablets", by=house.council_complaints, at=passed_at
    )
    services.route(received.pk, at=passed_at)
    complaint.refresh_from_db()
    assert (complaint.status, received.passed_from, received.reference) == (Status.PASSED, complaint, "JC-2026-0002")
    assert _live("complaint.acknowledge").get().owner_organisation == house.trust
    assert _live("complaint.acknowledge").get().due_at == end_of_day(date(2026, 12, 3))
    assert _live("complaint.period").get().due_at == end_of_day(date(2027, 5, 29))
    assert received.elements.get().responsible == house.trust
    told = Notice.objects.filter(kind="complaint.passed").values_list("worker", flat=True)
    assert list(told) == [house.trust_complaints.pk]
    with pytest.raises(Refused):
        services.note(complaint=complaint, text="x", by=house.council_complaints, at=passed_at)


def test_9_not_without_agreement_not_what_is_partly_ours_and_not_to_a_charity(story, house):
    by = {"reason": "Not ours", "by": house.council_complaints, "at": NOON}
    with pytest.raises(ValidationError, match="has not agreed"):
        services.pass_on(complaint=_misdirected(story), to=house.trust, **by)
    with pytest.raises(ValidationError, match="joint complaint"):
        services.pass_on(complaint=story.joint(), to=house.trust, **by)
    with pytest.raises(ValidationError, match="does not answer complaints itself"):
        services.pass_on(complaint=_misdirected(story, agrees=[house.trust]), to=house.open_door, **by)
    with pytest.raises(Refused):
        services.pass_on(complaint=story.joint(), to=house.council, **(by | {"by": house.trust_complaints}))

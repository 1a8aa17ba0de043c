"""What a signature seals: any later change is noticed and named, and nothing else is."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from assessments import aftercare_services, agreement_services, risk_services, sealing, services
from assessments.models import (
    Agreement,
    Answer,
    AnswerVersion,
    Assessment,
    Goal,
    Need,
    PlanEvent,
    SectionWords,
    Signature,
)
from assessments.services import Given
from partners.models import Worker
from tests.assessments.stories import LATER, a_shared_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def a_signed_version(house, case, at=LATER):
    """A version with something of everything, signed by the coordinator."""
    by = house.coordinator
    assessment = services.start(case=case, by=by, at=at)
    services.save_section(
        assessment=assessment, section="about-me", given={"about-me.outcomes": Given(value="A dog — “Mîr”")},
        words="My dog", by=by, at=at,
    )  # fmt: skip
    need = services.add_need(
        assessment=assessment, domain=house.domain("housing"), text="A door", level="unmet", by=house.housing_worker,
        persons_view="I sleep badly", at=at,
    )  # fmt: skip
    goal = services.write_goal(
        assessment=assessment, domain=house.domain("housing"), words="My own door", need=need, by=by, at=at
    )
    part = case.parts.select_related("domain", "organisation").get(domain__code="housing")
    action = services.add_action(goal=goal, text="Ring", part=part, by=by, by_when=date(2026, 12, 1), at=at)
    services.set_action_state(action=action, state="done", by=house.housing_worker, at=at)
    for voice, who in (
        ("person", by), (f"organisation-{house.trust.pk}", house.nurse),
        (f"organisation-{house.council.pk}", house.social_worker),
    ):  # fmt: skip
        agreement_services.answer(assessment=assessment, voice=voice, says="yes", how="in_person", by=who, at=at)
    return agreement_services.sign(assessment=assessment, by=by, at=at, why_incomplete="The rest is asked in May")


@pytest.fixture
def signed(house):
    return a_signed_version(house, a_shared_case(house))


def fresh(signed):
    return Assessment.objects.select_related("signature").get(pk=signed.pk)


def checked():
    """(exit code, what was written) of the command."""
    out, err = StringIO(), StringIO()
    try:
        call_command("check_signed", stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


CHANGES = [
    ("answers", Answer, {"value": "A cat"}), ("answers", Answer, {"also_recorded": [{"value": "x"}]}),
    ("answers", AnswerVersion, {"value": "A cat"}), ("answers", Answer, {"at": LATER + DAY}),
    ("words", SectionWords, {"words": "My cat"}), ("needs", Need, {"level": "met"}),
    ("needs", Need, {"persons_view": "I sleep well"}), ("plan", Goal, {"words": "A flat"}),
    ("plan", PlanEvent, {"state": "stuck"}), ("agreements", Agreement, {"says": "no", "words": "Never"}),
    ("facts of the version", Assessment, {"signed_at": LATER + DAY}),
    ("facts of the version", Signature, {"why_incomplete": "No reason"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "model", "change"), CHANGES)
def test_a_change_behind_the_back_of_the_services_is_noticed_and_named(signed, name, model, change):
    assert sealing.differences(fresh(signed)) == []
    model.objects.update(**change)
    assert sealing.differences(fresh(signed)) == [f"The {name} are not as they were signed."]
    code, said = checked()
    assert code == 1
    assert f"version 1: The {name} are not as they were signed." in said


def test_who_wrote_an_answer_is_sealed_too(house, signed):
    Answer.objects.update(by=house.nurse)
    assert sealing.differences(fresh(signed)) == ["The answers are not as they were signed."]


@pytest.mark.parametrize("model", [Agreement, AnswerVersion, PlanEvent])
def test_a_row_that_is_gone_is_noticed(signed, model):
    model.objects.order_by("pk").first().delete()
    assert len(sealing.differences(fresh(signed))) == 1


def test_a_changed_signature_and_a_missing_one_are_noticed(signed):
    Signature.objects.update(digest="0" * 64)
    assert "the signature itself was changed" in sealing.differences(fresh(signed))[0]
    Signature.objects.all().delete()
    assert "there is no signature" in sealing.differences(fresh(signed))[0]
    assert checked()[0] == 1


def test_a_worker_who_is_called_otherwise_and_a_later_version_change_nothing(house, signed):
    Worker.objects.filter(pk=house.coordinator.pk).update(name="Jo Price-Hughes")
    services.start(case=signed.case, by=house.coordinator, at=LATER + DAY)
    assert sealing.differences(fresh(signed)) == []
    assert checked() == (0, "1 signed versions are what was signed: no differences.\n")


def test_two_cases_that_become_one_change_nothing(house, signed):
    """decisions.md 7: digests survive merging."""
    from access.rows import writing
    from cases.models import Case

    other = a_shared_case(house, given_name="Mali")
    with writing(Case):
        Case.objects.filter(pk=signed.case_id).update(merged_into=other, is_open=False)
        Assessment.objects.filter(pk=signed.pk).update(case=other)
    assert sealing.differences(fresh(signed)) == []


def test_what_joins_later_is_not_asked_of_older_signatures(signed):
    @sealing.sealed("songs")
    def songs(assessment):
        return {"sung": 9}

    try:
        assert sealing.sealed("songs")(songs) is songs
        with pytest.raises(LookupError, match="songs"):
            sealing.sealed("songs")(lambda assessment: None)
        assert "songs" in sealing.names()
        assert sealing.differences(fresh(signed)) == []
        Signature.objects.update(parts={**fresh(signed).signature.parts, "songs": "0" * 64})
        assert "The songs are not as they were signed." in sealing.differences(fresh(signed))
    finally:
        sealing._parts.pop("songs")
    assert "Nobody can say any longer what songs held" in sealing.differences(fresh(signed))[0]


def test_the_content_names_no_key_of_the_database(house, signed):
    """Copies of the same story in another case have the same answers, words, needs, plan and agreements."""
    from assessments import sealed_parts

    twin = a_signed_version(house, a_shared_case(house))
    assert twin.pk != signed.pk
    for part in (
        sealed_parts.answers,
        sealed_parts.words,
        sealed_parts.needs,
        sealed_parts.plan,
        sealed_parts.agreements,
    ):
        assert sealing.canonical(part(fresh(signed))) == sealing.canonical(part(fresh(twin)))


def test_the_canonical_text_does_not_follow_the_order_of_keys():
    assert sealing.digest_of({"a": 1, "b": {"c": "é", "d": None}}) == sealing.digest_of(
        {"b": {"d": None, "c": "é"}, "a": 1}
    )
    assert sealing.canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'
    with pytest.raises(ValueError, match="JSON"):
        sealing.canonical(float("nan"))


def test_what_began_before_the_signature_and_ends_after_it_is_not_sealed(house, signed):
    """A request carries the moment at which it began: a risk written so late takes the moment after the signature."""
    early = signed.signed_at - timedelta(minutes=1)
    version = risk_services.write(
        case=signed.case, kind="self", now="Thinks of the bridge", plan="Ring him on Mondays", owner=house.nurse,
        owner_organisation=house.trust, looked_at_on=early.date(), review_by=early.date() + timedelta(days=30),
        by=house.coordinator, at=early,
    )  # fmt: skip
    assert version.at > signed.signed_at
    right = aftercare_services.begin(
        case=signed.case, section="3", in_force_since=date(2026, 1, 5), nhs=house.trust, council=house.council,
        how_known="The papers", by=house.coordinator, at=early,
    )  # fmt: skip
    assert right.at > signed.signed_at
    out = StringIO()
    call_command("check_signed", stdout=out)
    assert "1 " in out.getvalue()

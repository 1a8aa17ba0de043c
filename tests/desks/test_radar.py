"""The gap radar: figures against the plainest telling of the truth, who sees which, the list and its file."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.roles import READS_CASES
from access.rows import writing
from cases import services as cases
from cases.models import Case, Consent
from desks import radar, today
from domains import services as domains
from domains.models import Part, Responsibility
from notifications.models import Deadline
from partners.models import Membership, Worker
from tests.access.histories import History
from tests.assessments.stories import OPENED, a_case, agrees, with_parts
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def of(worker, *, at=NOON, chosen="", **more):
    worker = Worker.objects.get(pk=worker.pk)
    return radar.Radar(worker, radar.over(worker, at=at, chosen=chosen), at=at, **more)


def figures(worker, **more):
    return {kind: number for kind, number in of(worker, **more).figures() if number}


@pytest.fixture
def case(house):
    return with_parts(house, a_case(house), ("medication", "trust"), ("housing", "open_door"))


def entry(case, by, at):
    part = case.parts.get(domain__code="housing", state="accepted")
    domains.write_entry(part=part, what_happened="Rent paid", by=by, at=at)


class TestDenials:
    @pytest.mark.parametrize(
        "who", ["nurse", "housing_worker", "neighbour", "administrator", "privacy_officer", "trust_complaints"]
    )
    def test_who_neither_coordinates_nor_manages_has_none(self, house, who):
        with pytest.raises(PermissionDenied):
            radar.over(getattr(house, who), at=NOON)

    def test_the_partnerships_manager_gets_references_and_no_names(self, house, case):
        cases.record_consent(
            case=case, organisation=house.open_door, status=Consent.Status.WITHDRAWN, given_by="They",
            method=Consent.Method.SPOKEN, by=house.coordinator, at=NOON,
        )  # fmt: skip
        gaps = of(house.partnership_manager).listed("ownerless")
        assert [(gap.reference, gap.person, gap.domain) for gap in gaps] == [(case.reference, "", "Housing")]

    def test_a_restricted_record_is_on_its_coordinators_radar_only(self, house, case):
        cases.restrict(case=case, reason="Works for the trust herself", by=house.manager, at=NOON - DAY)
        assert "silent" in figures(house.coordinator)
        assert figures(house.manager) == {}
        assert figures(house.partnership_manager) == {}

    def test_nobodys_radar_holds_what_they_are_barred_from(self, house, case):
        other = house.hire("Mo Nager", house.trust, "team_manager")
        assert "silent" in figures(other)
        cases.bar(case=case, worker=other, reason="A cousin", by=house.manager, at=NOON - DAY)
        assert figures(other) == {}

    def test_another_organisations_manager_does_not_see_it(self, house, case):
        assert figures(house.hire("Co Uncil", house.council, "team_manager")) == {}


class TestKinds:
    def test_with_no_one_the_moment_the_person_says_no(self, house, case):
        entry(case, house.housing_worker, NOON)
        assert "ownerless" not in figures(house.coordinator)
        agrees(house, case, "open_door", status=Consent.Status.WITHDRAWN, at=NOON)
        assert figures(house.coordinator)["ownerless"] == 1

    def test_asked_it_is_no_longer_with_no_one_declined_it_is_passed_around(self, house, case):
        request = domains.PartRequest(
            domain=house.domain("employment"), organisation=house.workwise, accountable=house.council
        )
        part = domains.propose(case=case, requests=[request], by=house.coordinator, at=NOON)[0]
        assert not {"ownerless", "contested"} & set(figures(house.coordinator))
        domains.decline(part=part, reason="No room", by=house.employment_worker, at=NOON)
        found = figures(house.coordinator)
        assert (found["ownerless"], found["contested"]) == (1, 1)

    def test_unanswered_from_the_moment_the_answer_is_late(self, house, case):
        request = domains.PartRequest(
            domain=house.domain("employment"), organisation=house.workwise, accountable=house.council
        )
        part = domains.propose(case=case, requests=[request], by=house.coordinator, at=NOON)[0]
        assert "unanswered" not in figures(house.coordinator, at=part.due_at)
        assert figures(house.coordinator, at=part.due_at + timedelta(seconds=1))["unanswered"] == 1

    def test_silent_after_as_many_days_as_asked(self, house, case):
        entry(case, house.housing_worker, NOON)
        quiet = {gap.domain for gap in of(house.coordinator).listed("silent")}
        assert quiet == {"Medication"}
        later = of(house.coordinator, at=NOON + 10 * DAY, silent_after=9).listed("silent")
        assert {gap.domain for gap in later} == {"Medication", "Housing"}

    @pytest.mark.parametrize(("share", "silent"), [("joint", 2), ("contributor", 2), ("informed", 1)])
    def test_whoever_writes_can_be_silent_whoever_is_kept_informed_cannot(self, house, case, share, silent):
        with writing(Part):
            case.parts.filter(domain__code="housing").update(share=share)
        assert figures(house.coordinator, at=OPENED + 100 * DAY)["silent"] == silent

    def test_held_by_somebody_who_has_gone(self, house, case):
        part = case.parts.get(domain__code="housing")
        with writing(Part):
            Part.objects.filter(pk=part.pk).update(worker=house.housing_worker)
        assert "gone" not in figures(house.coordinator)
        Worker.objects.filter(pk=house.housing_worker.pk).update(is_active=False)
        assert figures(house.coordinator)["gone"] == 1
        Worker.objects.filter(pk=house.housing_worker.pk).update(is_active=True)
        assert "gone" not in figures(house.coordinator)
        with writing(Membership):
            Membership.objects.filter(worker=house.housing_worker).update(effective_until=NOON)
        assert [gap.worker for gap in of(house.coordinator).listed("gone")] == ["Priya Nair"]

    def test_what_the_person_agreed_to_is_to_be_talked_about(self, house, case):
        assert "ending" not in figures(house.coordinator, at=OPENED + DAY)
        gaps = of(house.coordinator, at=OPENED + 350 * DAY).listed("ending")
        assert [gap.organisation for gap in gaps] == ["Open Door Homes"]

    def test_questions_do_not_follow_the_number_of_gaps(self, house, case):
        def asked():
            with CaptureQueriesContext(connection) as seen:
                assert of(house.coordinator).listed("silent")
            return len(seen)

        few = asked()
        for number in range(5):
            with_parts(house, a_case(house, given_name=f"More{number}"), ("medication", "trust"))
        assert asked() == few


def _strain(history):
    """What the steps of a history seldom leave behind: of those who hold something, some lose their seat and some their account."""
    held = list(
        Part.objects.filter(state="accepted", worker__isnull=False).order_by("pk").values_list("worker", "organisation")
    )
    for place, (worker, organisation) in enumerate(dict.fromkeys(held)):
        if place % 3 == 0:
            with writing(Membership):
                Membership.objects.filter(worker=worker, organisation=organisation).update(effective_until=history.at)
        if place % 3 == 1:
            Worker.objects.filter(pk=worker).update(is_active=False)


@pytest.mark.parametrize(
    ("seed", "kinds"),
    [
        (38, {"ownerless", "contested", "silent"}),
        (42, {"ownerless", "contested", "unanswered", "ending"}),
        (53, {"silent", "gone", "ending"}),
        (54, {"unanswered", "silent", "gone"}),
    ],
)
def test_figures_are_the_truth_after_random_histories(house, seed, kinds):
    """Told a second time in loops over all rows, for the manager of the whole partnership."""
    history = History(house, seed)
    for _ in range(60):
        history.step()
    _strain(history)
    at = history.at + 20 * DAY
    shown = {c.pk for c in Case.objects.all() if c.is_open and c.merged_into_id is None and not c.restricted}
    bars = {
        bar.case_id
        for bar in house.partnership_manager.bars.all()
        if bar.effective_until is None or bar.effective_until > at
    }
    shown -= bars
    parts = list(Part.objects.all())
    ownerless = contested = 0
    for row in Responsibility.objects.filter(effective_until=None):
        mine = [part for part in parts if part.responsibility_id == row.pk]
        led = any(part.state == "accepted" and part.share == "lead" for part in mine)
        if row.case_id in shown and not led:
            ownerless += not any(part.state == "proposed" for part in mine)
            contested += any(part.state == "declined" for part in mine)
    parts = [part for part in parts if part.case_id in shown]
    late = sum(part.state == "proposed" and part.due_at < at for part in parts)
    quiet, gone, ending = at - 9 * DAY, 0, 0
    accepted = [part for part in parts if part.state == "accepted"]
    silent = sum(part.share != "informed" and (part.last_entry_at or part.effective_from) < quiet for part in accepted)
    for part in accepted:
        if part.worker_id is not None:
            seats = Membership.objects.filter(worker=part.worker, organisation=part.organisation)
            now = [s for s in seats if s.effective_from <= at and (s.effective_until is None or s.effective_until > at)]
            gone += not part.worker.is_active or not any(seat.role in READS_CASES for seat in now)
    for deadline in Deadline.objects.all():
        ours = deadline.kind == "consent.review" and deadline.case_id in shown
        ending += ours and deadline.is_live and deadline.due_at < at + 28 * DAY
    found = dict(of(house.partnership_manager, at=at, silent_after=9).figures())
    assert kinds <= {kind for kind, number in found.items() if number}, (
        "a truth about nothing proves nothing: other seeds"
    )
    assert found == {
        "ownerless": ownerless, "contested": contested, "unanswered": late, "silent": silent, "gone": gone,
        "ending": ending,
    }  # fmt: skip


def test_what_is_with_no_one_is_on_the_coordinators_desk_today(house, case, client):
    def needed(worker):
        found = today.needs(Worker.objects.get(pk=worker.pk), at=NOON)
        return [(item.reference, item.domain) for item in found if item.kind == "nobody"]

    assert needed(house.coordinator) == []
    agrees(house, case, "open_door", status=Consent.Status.WITHDRAWN, at=NOON)
    assert needed(house.coordinator) == [(case.reference, "Housing")]
    assert needed(house.social_worker) == []
    assert needed(house.manager) == []
    client.force_login(house.coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("desks:caseload"), {"scope": "mine"}).content.decode()
    assert "has nobody for housing" in page
    assert reverse("domains:propose", args=[case.reference]) + "?domain=housing" in page


class TestPages:
    @pytest.fixture
    def sees(self, client, house):
        def _sees(worker, name, *args, **query):
            client.force_login(getattr(house, worker), backend="allauth.account.auth_backends.AuthenticationBackend")
            return client.get(reverse(f"desks:{name}", args=args), query)

        return _sees

    def test_figures_lead_to_the_list_with_what_to_do(self, house, case, sees):
        agrees(house, case, "open_door", status=Consent.Status.WITHDRAWN, at=NOON)
        page = sees("coordinator", "radar").content.decode()
        assert "With no one" in page
        listed = sees("coordinator", "radar-list", "ownerless").content.decode()
        assert "Ask a partner" in listed
        assert reverse("domains:propose", args=[case.reference]) + "?domain=housing" in listed

    @pytest.mark.parametrize("days", ["0", "-3", "x", "99999", "1e3"])
    def test_days_that_are_none_are_refused_at_the_field(self, case, sees, days):
        page = sees("coordinator", "radar", days=days).content.decode()
        assert "whole number of days" in page
        assert f'value="{days[:4]}' in page

    def test_a_kind_that_is_none_is_not_found(self, sees):
        assert sees("coordinator", "radar-list", "everything").status_code == 404

    def test_the_file_runs_nothing_in_a_spreadsheet(self, house, case, sees):
        house.open_door.name = "=cmd()"
        house.open_door.save()
        answer = sees("coordinator", "radar-list", "silent", **{"as": "csv"})
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        assert rows[0][0] == "Reference"
        assert "'=cmd()" in {cell for row in rows for cell in row}

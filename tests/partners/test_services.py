"""Writes of the partnership: who may not, what cannot be, and what each leaves behind."""

from datetime import timedelta

import pytest

from access.decisions import Refused
from access.roles import Permission, Role
from access.rows import NotThroughItsService
from audit.models import Entry
from partners import holdings, registry, services
from partners.errors import PartnersError, StillHolds
from partners.models import ApiToken, Membership, Organisation, Partnership, StaffCode, Worker
from partners.standing import may_here, standing_of
from tests.house import NOON, WORKERS

DAY = timedelta(days=1)
OTHERS = sorted(set(WORKERS) - {"administrator"})


@pytest.fixture
def act(house):
    """Every write of the room that an administrator does, as functions of who does it."""
    code = StaffCode.objects.create(organisation=house.trust, code="CP1")
    seat = house.nurse.memberships.get()
    given = {"at": NOON}
    return {
        "set_partnership": lambda by: services.set_partnership(name="Elsewhere", by=by, **given),
        "create_organisation": lambda by: services.create_organisation(
            name="New Start", short_name="New Start", sector="voluntary", by=by, **given
        ),
        "suspend_organisation": lambda by: services.suspend_organisation(
            organisation=house.workwise, reason="Under review", by=by, **given
        ),
        "restore_organisation": lambda by: services.restore_organisation(organisation=house.shut, by=by, **given),
        "create_team": lambda by: services.create_team(organisation=house.trust, name="North", by=by, **given),
        "hire": lambda by: services.hire(
            name="Some Body", email="some.body@example.org", organisation=house.trust, role=Role.PRACTITIONER, by=by,
            **given,
        ),
        "seat": lambda by: services.seat(
            worker=house.nurse, organisation=house.council, role=Role.PRACTITIONER, by=by, **given
        ),
        "end_membership": lambda by: services.end_membership(membership=seat, by=by, **given),
        "deactivate": lambda by: services.deactivate(worker=house.nurse, by=by, **given),
        "reactivate": lambda by: services.reactivate(worker=house.nurse, by=by, **given),
        "change_worker": lambda by: services.change_worker(
            worker=house.nurse, name="Kit M", job_title="", telephone="", by=by, **given
        ),
        "claim_staff_code": lambda by: services.claim_staff_code(staff_code=code, worker=house.nurse, by=by, **given),
        "release_staff_code": lambda by: services.release_staff_code(staff_code=code, by=by, **given),
    }  # fmt: skip


ACTS = [
    "set_partnership", "create_organisation", "suspend_organisation", "restore_organisation", "create_team", "hire",
    "seat", "end_membership", "deactivate", "reactivate", "change_worker", "claim_staff_code", "release_staff_code",
]  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_only_an_administrator_changes_the_partnership(house, act, name):
    before = Entry.objects.count()
    for key in OTHERS:
        with pytest.raises(Refused):
            act[name](getattr(house, key))
    assert Entry.objects.count() == before
    act[name](house.administrator)


def test_the_administrator_of_a_suspended_partner_may_not(house):
    boss = house.hire("Old Boss", house.shut, Role.ADMINISTRATOR)
    with pytest.raises(Refused) as refused:
        services.restore_organisation(organisation=house.shut, by=boss, at=NOON)
    assert refused.value.decision.because == "organisation_suspended"


def test_the_policy_answers_for_every_model_of_the_room_and_only_for_administering(house):
    for thing in (house.trust, house.nurse, house.whole(house.trust), house.nurse.memberships.get(), house.partnership):
        assert not house.coordinator.has_perm(Permission.ADMINISTER, thing)
        assert not house.administrator.has_perm(Permission.VIEW_CASE, thing)
        assert house.administrator.has_perm(Permission.ADMINISTER, thing)


# --- organisations


def new(house, **more):
    given = {"name": "New Start", "short_name": "New", "sector": "voluntary", "by": house.administrator, "at": NOON}
    return services.create_organisation(**{**given, **more})


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"code": "trust"}, "code", "with the code TRUST already"),
        ({"name": "marshgate trust"}, "name", "called marshgate trust already"),
        ({"division": "france"}, "division", "whose bank holidays"),
    ],
)
def test_a_partner_that_cannot_be_is_refused_at_its_field(house, change, field, said):
    with pytest.raises(PartnersError, match=said) as refused:
        new(house, **change)
    assert refused.value.field == field
    assert Organisation.objects.count() == 6


def test_only_a_responsible_body_answers_for_others(house):
    with pytest.raises(PartnersError, match="Workwise is not a responsible body"):
        new(house, answered_for_by=house.workwise)


def test_a_new_partner_has_its_whole_team_and_its_audit_row(house):
    made = new(house, code=" ab1 ", answered_for_by=house.council)
    assert made.code == "AB1"
    assert [(team.name, team.is_whole) for team in made.teams.all()] == [("Whole organisation", True)]
    row = Entry.objects.get(action="partner.added")
    assert (row.target_kind, row.target_id, row.worker_id) == ("organisation", made.pk, house.administrator.pk)


def test_suspending_closes_everything_there_and_restoring_opens_it(house):
    services.suspend_organisation(organisation=house.open_door, reason="Under review", by=house.administrator, at=NOON)
    services.suspend_organisation(organisation=house.open_door, reason="Twice", by=house.administrator, at=NOON + DAY)
    assert not standing_of(house.housing_worker, at=NOON).seats
    house.open_door.refresh_from_db()
    assert (house.open_door.status_reason, house.open_door.status_since) == ("Under review", NOON)
    services.restore_organisation(organisation=house.open_door, by=house.administrator, at=NOON + DAY)
    assert standing_of(house.housing_worker, at=NOON + DAY).seats
    said = Entry.objects.filter(target_kind="organisation").order_by("id").values_list("action", flat=True)
    assert list(said) == ["partner.suspended", "partner.restored"]


def test_suspending_needs_a_reason_and_what_has_left_stays_away(house):
    with pytest.raises(PartnersError, match="Say why"):
        services.suspend_organisation(organisation=house.workwise, reason=" ", by=house.administrator, at=NOON)
    Organisation.objects.filter(pk=house.workwise.pk).update(status=Organisation.Status.LEFT)
    with pytest.raises(PartnersError, match="has left the partnership"):
        services.restore_organisation(organisation=house.workwise, by=house.administrator, at=NOON)


def test_a_team_is_there_once(house):
    services.create_team(organisation=house.trust, name="North", code="N1", by=house.administrator, at=NOON)
    with pytest.raises(PartnersError, match="a team called north already"):
        services.create_team(organisation=house.trust, name="north", by=house.administrator, at=NOON)
    with pytest.raises(PartnersError, match="the code N1 already"):
        services.create_team(organisation=house.trust, name="South", code="N1", by=house.administrator, at=NOON)
    services.create_team(organisation=house.council, name="North", code="N1", by=house.administrator, at=NOON)


def test_there_is_one_partnership(house):
    services.set_partnership(name="Elsewhere Together", by=house.administrator, at=NOON)
    services.set_partnership(name="Elsewhere", nation="wales", frameworks=["ctp"], by=None, at=NOON)
    only = Partnership.objects.get()
    assert (only.name, only.nation, only.frameworks) == ("Elsewhere", "wales", ["ctp"])
    with pytest.raises(PartnersError, match="Enter a name"):
        services.set_partnership(name=" ", by=house.administrator, at=NOON)


# --- people


def test_an_address_that_is_taken_is_refused(house):
    with pytest.raises(PartnersError, match="Open them and add a role"):
        services.hire(
            name="Kit", email=" Nurse@Example.org ", organisation=house.trust, role=Role.PRACTITIONER,
            by=house.administrator, at=NOON,
        )  # fmt: skip


def test_somebody_new_begins_now_with_one_role_and_no_password(house):
    made = services.hire(
        name=" Some Body ", email="Some.Body@Example.org", organisation=house.trust, role="practitioner",
        by=house.administrator, at=NOON,
    )  # fmt: skip
    assert (made.name, made.email, made.has_usable_password()) == ("Some Body", "some.body@example.org", False)
    assert not standing_of(made, at=NOON - DAY).seats
    assert standing_of(made, at=NOON).roles() == {Role.PRACTITIONER}
    assert may_here(made, Permission.TAKE_REFERRAL, at=NOON)


def test_a_role_dated_back_opens_nothing_before_it_was_recorded(house):
    services.seat(
        worker=house.nurse, organisation=house.council, role=Role.PRACTITIONER, since=NOON - 30 * DAY,
        by=house.administrator, at=NOON,
    )  # fmt: skip
    assert house.council.pk not in standing_of(house.nurse, at=NOON - DAY).organisation_ids()
    assert house.council.pk in standing_of(house.nurse, at=NOON).organisation_ids()


@pytest.mark.parametrize("wrong", ["closed", "left", "foreign team", "disorder", "twice", "overlap"])
def test_a_role_that_cannot_be_is_refused(house, wrong):
    given = {
        "worker": house.nurse, "organisation": house.council, "role": Role.PRACTITIONER, "by": house.administrator,
        "at": NOON,
    }  # fmt: skip
    if wrong == "closed":
        house.nurse.is_active = False
    elif wrong == "left":
        house.council.status = Organisation.Status.LEFT
    elif wrong == "foreign team":
        given["team"] = house.whole(house.trust)
    elif wrong == "disorder":
        given |= {"since": NOON, "until": NOON - DAY}
    elif wrong == "twice":
        given["organisation"] = house.trust
    else:
        services.seat(**given, since=NOON + DAY)
    before = Membership.objects.count()
    with pytest.raises(PartnersError):
        services.seat(**given)
    assert Membership.objects.count() == before


def test_a_role_is_written_by_its_service_only(house):
    with pytest.raises(NotThroughItsService):
        house.nurse.memberships.update(role=Role.ADMINISTRATOR)
    with pytest.raises(NotThroughItsService):
        Membership(
            worker=house.nurse, organisation=house.trust, team=house.whole(house.trust), role="administrator"
        ).save()


@pytest.fixture
def held(house, monkeypatch):
    """The nurse coordinates two people at the trust, as a room above would say."""
    monkeypatch.setattr(holdings, "_asked", {})

    def answer(worker_id, *, at):
        if worker_id == house.nurse.pk and at < NOON + 10 * DAY:
            return [holdings.Holding("Coordinates 2 people", organisation_id=house.trust.pk)]
        return []

    holdings.register("test", answer)


def test_a_leaver_who_holds_work_stays_until_it_is_handed_over(house, held):
    with pytest.raises(StillHolds, match="Hand over first what they still hold: Coordinates 2 people"):
        services.deactivate(worker=house.nurse, by=house.administrator, at=NOON)
    house.nurse.refresh_from_db()
    assert house.nurse.is_active
    services.deactivate(worker=house.nurse, by=house.administrator, at=NOON + 11 * DAY)
    house.nurse.refresh_from_db()
    assert not house.nurse.is_active


def test_the_last_reading_role_in_an_organisation_stays_while_work_is_held_there(house, held):
    seat = house.nurse.memberships.get()
    elsewhere = services.seat(
        worker=house.nurse, organisation=house.council, role=Role.PRACTITIONER, by=house.administrator, at=NOON
    )
    with pytest.raises(StillHolds):
        services.end_membership(membership=seat, by=house.administrator, at=NOON)
    services.end_membership(membership=elsewhere, by=house.administrator, at=NOON)
    second = services.seat(
        worker=house.nurse, organisation=house.trust, role=Role.COORDINATOR, by=house.administrator, at=NOON
    )
    services.end_membership(membership=seat, by=house.administrator, at=NOON)
    assert standing_of(house.nurse, at=NOON).roles() == {Role.COORDINATOR}
    with pytest.raises(StillHolds):
        services.end_membership(membership=second, by=house.administrator, at=NOON)


def test_a_room_answers_for_holdings_once(monkeypatch):
    monkeypatch.setattr(holdings, "_asked", {})
    holdings.register("cases", list)
    holdings.register("cases", list)
    with pytest.raises(LookupError, match="already"):
        holdings.register("cases", tuple)


def test_closing_an_account_ends_everything_at_once(house, client):
    client.force_login(house.nurse)
    _, secret = services.issue_token(worker=house.nurse, name="Report", scopes=["read"], days=5, at=NOON)
    services.deactivate(worker=house.nurse, by=house.administrator, at=NOON)
    assert client.get("/partners/").status_code == 302
    assert ApiToken.objects.get().revoked_at == NOON
    worker = Worker.objects.get(pk=house.nurse.pk)
    assert not standing_of(worker, at=NOON).seats
    services.reactivate(worker=worker, by=house.administrator, at=NOON + DAY)
    worker = Worker.objects.get(pk=house.nurse.pk)
    assert not standing_of(worker, at=NOON + DAY).seats  # nothing of before comes back
    assert house.nurse.memberships.count() == 1  # and nothing is forgotten


def test_a_role_cannot_end_in_the_past_and_may_end_later(house):
    seat = house.nurse.memberships.get()
    with pytest.raises(PartnersError, match="ends now or later"):
        services.end_membership(membership=seat, by=house.administrator, at=NOON, until=NOON - DAY)
    services.end_membership(membership=seat, by=house.administrator, at=NOON, until=NOON + DAY)
    services.end_membership(membership=seat, by=house.administrator, at=NOON, until=NOON + 2 * DAY)
    assert standing_of(house.nurse, at=NOON).seats
    seat.refresh_from_db()
    assert seat.effective_until == NOON + DAY
    assert Entry.objects.filter(action="role.ended").count() == 1


@pytest.mark.parametrize("way", ["role", "account"])
def test_the_last_administrator_stays(house, way):
    def leave():
        if way == "role":
            return services.end_membership(
                membership=house.administrator.memberships.get(), by=house.administrator, at=NOON
            )
        return services.deactivate(worker=house.administrator, by=house.administrator, at=NOON)

    house.hire("Old Boss", house.shut, Role.ADMINISTRATOR)  # of a suspended partner: does not count
    with pytest.raises(PartnersError, match="the last administrator"):
        leave()
    house.hire("Second Boss", house.council, Role.ADMINISTRATOR)
    leave()


# --- staff codes


def test_codes_of_an_extract_are_kept_once(house):
    kept = services.keep_staff_codes(organisation=house.trust, codes=["CP2", "CP1", "", "CP1"], by=None, at=NOON)
    assert sorted(kept) == ["CP1", "CP2"]
    again = services.keep_staff_codes(organisation=house.trust, codes=["CP1", "CP3"], by=house.administrator, at=NOON)
    assert again["CP1"].pk == kept["CP1"].pk
    assert StaffCode.objects.count() == 3
    with pytest.raises(Refused):
        services.keep_staff_codes(organisation=house.trust, codes=["CP9"], by=house.coordinator, at=NOON)


def test_a_code_is_a_worker_of_its_own_organisation_and_of_one_only(house, monkeypatch):
    told = []
    monkeypatch.setattr(registry, "_claims", {"test": lambda code, *, by, at: told.append(code.worker_id)})
    code = services.keep_staff_codes(organisation=house.trust, codes=["CP1"], by=None, at=NOON)["CP1"]
    claim = {"staff_code": code, "by": house.administrator, "at": NOON}
    with pytest.raises(PartnersError, match="has no current role in Marshgate Trust"):
        services.claim_staff_code(worker=house.social_worker, **claim)
    services.claim_staff_code(worker=house.nurse, **claim)
    services.claim_staff_code(worker=house.nurse, **claim)
    with pytest.raises(PartnersError, match="CP1 is Kit Mensah"):
        services.claim_staff_code(worker=house.coordinator, **claim)
    services.release_staff_code(staff_code=code, by=house.administrator, at=NOON)
    services.release_staff_code(staff_code=code, by=house.administrator, at=NOON)
    assert told == [house.nurse.pk, None]
    assert Entry.objects.filter(action="staff_code.claimed").count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PRIVACY_OFFICER, Role.COMPLAINTS_LEAD])
def test_nobody_gives_themselves_a_role(house, role):
    with pytest.raises(PartnersError, match="another administrator"):
        services.seat(
            worker=house.administrator, organisation=house.council, role=role, by=house.administrator, at=NOON
        )
    assert house.administrator.memberships.count() == 1

"""The traps that object permissions are known for (docs/access.md): one test each."""

import uuid
from datetime import timedelta

import pytest
from django.apps.registry import Apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission as DjangoPermission
from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import get_resolver, reverse
from rest_framework.permissions import IsAuthenticated
from rest_framework.views import APIView

from access.backend import PolicyBackend
from access.policies import may
from access.roles import Permission
from access.rows import Guarded, NotThroughItsService
from assessments.models import Action, Goal, Need
from audit.models import Entry
from cases import services as cases
from cases.models import Case, CaseGrant, Person
from cases.policies import visible_to, who_may
from complaints.policies import visible_to as complaints_visible_to
from domains.models import Part, ProgressEntry
from domains.policies import visible_parts
from partners.models import Domain, Worker
from partners.services import deactivate, issue_token
from tests.access.asking import BACKEND

pytestmark = pytest.mark.django_db

#: Whose API is open to anybody: the description of the API itself.
OPEN_API = {"api-schema", "api-docs"}


@pytest.fixture
def door(client):
    def as_(worker):
        client.force_login(worker, backend=BACKEND)
        return client

    return as_


@pytest.fixture
def elsewhere(world):
    """A second case of the same coordinator, with a medication part and an assessment of its own."""
    from assessments import services as assessments
    from domains.services import PartRequest, establish

    house, case = world.house, world.other
    request = PartRequest(domain=house.domain("medication"), organisation=house.trust)
    part = establish(case=case, requests=[request], by=None, at=world.at)[0]
    assessment = assessments.start(case=case, by=house.coordinator, at=world.at)
    about = {"assessment": assessment, "domain": house.domain("medication"), "by": house.coordinator, "at": world.at}
    return {
        "case": case, "part": part, "goal": assessments.write_goal(words="Elsewhere", **about),
        "need": assessments.add_need(text="Elsewhere", level="unmet", **about),
    }  # fmt: skip


def test_a_permission_for_every_case_does_not_exist(world):
    """guardian and Django list everything for a global permission; here nobody can be given one."""
    assert not hasattr(Worker, "user_permissions")
    assert not hasattr(Worker, "groups")
    for worker in (world.superuser, world.house.coordinator):
        assert not worker.has_perm("cases.view_case")
        assert not worker.has_perm(Permission.VIEW_CASE)
        assert not worker.has_module_perms("cases")
        assert PolicyBackend().get_all_permissions(worker, world.case) == set()


def test_the_first_backend_answers_and_guardians_is_not_there(settings):
    assert settings.AUTHENTICATION_BACKENDS[0] == "access.backend.PolicyBackend"
    assert not [name for name in settings.AUTHENTICATION_BACKENDS if name.startswith("guardian")]


def test_an_expired_grant_opens_nothing_by_any_way(world):
    """Filtering expired grants in a manager hides them from lists but not from ``has_perm``: here both ask the same."""
    house, case, at = world.house, world.case, world.at
    worker = house.hire("Ed Aris", house.council, "domain_worker")
    began = at - timedelta(hours=5)
    outsider = house.neighbour
    cases.record_consent(
        case=case,
        organisation=house.harbour,
        status="given",
        given_by="They",
        method="spoken",
        by=house.coordinator,
        at=began,
    )
    cases.let_in(
        case=case, worker=outsider, organisation=house.harbour, until=at - timedelta(hours=1), reason="Knows them",
        by=house.coordinator, at=began,
    )  # fmt: skip
    during = began + timedelta(minutes=1)
    assert visible_to(outsider, at=during).filter(pk=case.pk).exists()
    assert may(outsider, Permission.VIEW_CASE, case, at=during)
    assert CaseGrant.objects.filter(user=outsider, content_object=case).exists(), (
        "the row is there; only its time is over"
    )
    assert not visible_to(outsider, at=at).filter(pk=case.pk).exists()
    assert not may(outsider, Permission.VIEW_CASE, case, at=at)
    assert not outsider.has_perm(Permission.VIEW_CASE, case)
    assert outsider not in who_may(Permission.VIEW_CASE, case, at=at)
    assert worker.pk != outsider.pk


def test_every_view_of_the_api_asks_who_it_is():
    """``APIView`` opts out of LoginRequiredMiddleware: each must ask by itself."""
    found = dict(_views(get_resolver()))
    api = {name: view for name, view in found.items() if issubclass(getattr(view, "cls", object), APIView)}
    assert len(api) > 8
    for name, view in api.items():
        if name in OPEN_API:
            continue
        assert view.cls.permission_classes, name
        assert all(issubclass(permission, IsAuthenticated) for permission in view.cls.permission_classes), name
    opted_out = {name for name, view in found.items() if not getattr(view, "login_required", True)} - set(api)
    signing_in = {name for name in opted_out if name.startswith(("account_", "mfa_"))}
    pages = {"design:help", "design:records", "design:accessibility"}
    # A calendar asks by the secret in its address, and whose it is is asked anew each time.
    assert opted_out - signing_in == {"health", "look-around", "assessments:feed"} | pages


def _views(resolver, space=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield space + pattern.name, pattern.callback


def test_a_closed_account_opens_nothing_and_its_session_and_token_end(world, door, client):
    house = world.house
    leaver = house.hire("Lee Avery", house.trust, "practitioner")
    client.force_login(leaver, backend=BACKEND)
    _, secret = issue_token(worker=leaver, name="A program", scopes=["read"], days=3, at=world.at)
    address = reverse("desks:case", args=[world.case.reference])
    assert client.get(address).status_code == 200
    deactivate(worker=leaver, by=house.administrator, at=world.at)
    assert client.get(address).status_code == 302
    program = client.get("/api/v1/cases/", headers={"authorization": f"Bearer {secret}"})
    assert program.status_code == 401
    gone = Worker.objects.get(pk=leaver.pk)
    assert not visible_to(gone, at=world.at).exists()
    assert not visible_parts(gone, at=world.at).exists()
    assert may(gone, Permission.VIEW_CASE, world.case, at=world.at).because == "inactive_worker"
    assert not gone.has_perm(Permission.VIEW_CASE, world.case)
    assert gone not in who_may(Permission.VIEW_CASE, world.case, at=world.at)


def test_a_superuser_reads_nobodys_record(world):
    worker = world.superuser
    assert worker.is_superuser
    for permission in Permission:
        assert not worker.has_perm(permission, world.case), permission
        assert not worker.has_perm(permission, world.medication), permission
        assert not worker.has_perm(permission, world.complaint), permission
    assert not visible_to(worker, at=world.at).exists()
    assert not complaints_visible_to(worker, at=world.at).exists()


def test_a_proxy_is_answered_as_what_it_is(world):
    class Renamed(Case):
        class Meta:
            proxy = True
            app_label = "cases"
            apps = Apps()  # a registry of its own: the site does not come to know it

    renamed = Renamed(**{f.attname: getattr(world.case, f.attname) for f in Case._meta.concrete_fields})
    for key in ("coordinator", "housing_worker", "neighbour"):
        worker = getattr(world.house, key)
        answer = bool(may(worker, Permission.VIEW_CASE, renamed, at=world.at))
        assert answer == bool(may(worker, Permission.VIEW_CASE, world.case, at=world.at)) == (key != "neighbour")


def test_what_nobody_registered_is_refused(world):
    thing = Domain.objects.first()
    for worker in (world.superuser, world.house.coordinator, world.house.administrator):
        assert not worker.has_perm(Permission.VIEW_CASE, thing)
        assert may(worker, Permission.VIEW_CASE, thing, at=world.at).because in ("unknown_action", "no_membership")
    with pytest.raises(PermissionDenied):
        PolicyBackend().has_perm(world.house.coordinator, Permission.VIEW_CASE, thing)


@pytest.mark.parametrize("name", ["view_case", "cases.view_case", "change_case", "", "case.look"])
def test_a_name_that_is_no_permission_is_refused(world, name):
    assert not world.house.coordinator.has_perm(name, world.case)
    with pytest.raises(PermissionDenied):
        PolicyBackend().has_perm(world.house.coordinator, name, world.case)


def _guarded():
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, Guarded)]


def test_which_rows_give_access_is_written_down():
    """A new model that decides who sees what is guarded and stands here; taking one off this list is a decision."""
    assert {model._meta.label for model in _guarded()} == {
        "agreements.SharingAgreement", "agreements.Party", "agreements.InForce", "domains.Responsibility", "domains.Part",
        "partners.Membership", "partners.ApiToken", "cases.Case", "cases.Coordination", "cases.Consent",
        "cases.InvolvementBasis", "cases.Involvement", "cases.NamedAccess", "cases.Bar", "complaints.Body",
        "complaints.SharingConsent", "complaints.NamedStaff", "complaints.Complaint", "cases.BreakGlass",
        "domains.Counter", "domains.LeadChange", "domains.Concern", "domains.Attachment",
    }  # fmt: skip


@pytest.mark.parametrize("model", _guarded(), ids=lambda model: model._meta.label)
def test_rows_that_give_access_are_written_by_their_service_only(model):
    """``update()`` and its like write no history and ask no policy: they are refused outside the service."""
    row = model(pk=1)
    for write in (
        lambda: model.objects.update(pk=1), lambda: model.objects.filter(pk=1).delete(), lambda: row.save(), lambda: row.delete(),
        lambda: model.objects.create(), lambda: model.objects.bulk_create([row]), lambda: model.objects.bulk_update([row], ["pk"]),
        lambda: model.objects.get_or_create(pk=-1), lambda: model.objects.update_or_create(pk=-1),
    ):  # fmt: skip
        with pytest.raises(NotThroughItsService):
            write()


def test_somebody_elses_part_in_a_form_of_ones_own_case(world, elsewhere, door):
    """The select offers parts of this case; a key typed into it from another case is not one of them."""
    client, case = door(world.house.coordinator), world.case
    address = reverse("assessments:add-action", args=[case.reference, world.goal.pk])
    before = Action.objects.count()
    for value in (str(elsewhere["part"].pk), f"part:{elsewhere['part'].pk}", f"part-{elsewhere['part'].pk}"):
        answer = client.post(address, {"text": "Do it", "done_by": value})
        assert answer.status_code == 200
    assert Action.objects.count() == before
    goal = {"words": "Mine", "domain": "medication", "need": str(elsewhere["need"].pk)}
    client.post(reverse("assessments:add-goal", args=[case.reference]), goal)
    assert not Goal.objects.filter(need=elsewhere["need"]).exists()


def test_something_of_another_case_under_ones_own_reference(world, elsewhere, door):
    """The coordinator sees both cases; still, what stands on one is not found under the other."""
    client = door(world.house.coordinator)
    for name, thing in (("goal", "goal"), ("add-action", "goal"), ("change-need", "need")):
        mixed = client.get(reverse(f"assessments:{name}", args=[world.case.reference, elsewhere[thing].pk]))
        assert mixed.status_code == 404, name
        straight = client.get(reverse(f"assessments:{name}", args=[elsewhere["case"].reference, elsewhere[thing].pk]))
        assert straight.status_code == 200, name
    assert Need.objects.get(pk=elsewhere["need"].pk).superseded_at is None


def test_a_hidden_key_does_not_choose_another_part(world, door):
    """The part of an entry is in the address; a key in the form changes nothing."""
    client = door(world.house.housing_worker)
    typed = {
        "form_key": str(uuid.uuid4()), "what_happened": "Rang the landlord", "part": world.medication.pk,
        "case": world.other.pk, "organisation": world.house.trust.pk, "worker": world.house.nurse.pk,
    }  # fmt: skip
    assert client.post(reverse("domains:entry", args=[world.housing.pk]), typed).status_code == 302
    entry = ProgressEntry.objects.get(what_happened="Rang the landlord")
    assert (entry.part, entry.case, entry.organisation, entry.worker) == (
        world.housing, world.case, world.house.open_door, world.house.housing_worker
    )  # fmt: skip


def test_a_form_sent_twice_is_done_once(world, door):
    client, key = door(world.house.housing_worker), str(uuid.uuid4())
    typed = {"form_key": key, "what_happened": "Only once"}
    for _ in range(2):
        assert client.post(reverse("domains:entry", args=[world.housing.pk]), typed).status_code == 302
    assert ProgressEntry.objects.filter(what_happened="Only once").count() == 1


def test_an_answer_sent_again_by_somebody_else_is_refused(world, door):
    """The same worker's second click is one acceptance; the window of a colleague that stayed open does nothing."""
    house, part = world.house, world.employment
    world.agree(house.workwise)
    colleague = house.hire("Mo Reyes", house.workwise, "domain_worker")
    address = reverse("domains:answer", args=[part.pk])
    for _ in range(2):
        assert door(house.employment_worker).post(address, {"answer": "accept"}).status_code == 302
    events = part.events.count()
    door(colleague).post(address, {"answer": "decline", "reason": "Outside our area"})
    assert Part.objects.get(pk=part.pk).state == "accepted"
    assert part.events.count() == events


def test_guessing_references_shows_in_the_audit(world, door):
    """A stranger's guess at a case that exists is kept; a guess at nothing is not, and the answers do not differ."""
    client = door(world.house.neighbour)
    there = client.get(reverse("desks:case", args=[world.case.reference]))
    nowhere = client.get(reverse("desks:case", args=["C-999999999"]))
    assert there.status_code == nowhere.status_code == 404
    kept = Entry.objects.filter(action="case.refused")
    assert [(e.case_id, e.worker_id, e.person_id) for e in kept] == [(world.case.pk, world.house.neighbour.pk, None)]
    page = door(world.house.coordinator).get(reverse("desks:audit", args=[world.case.reference]))
    assert "Was refused the record" in page.content.decode()


def test_a_django_permission_row_is_worth_nothing(world):
    """The only row of Django's own permissions that stands anywhere is the name that guardian's grants carry."""
    row = DjangoPermission.objects.get(codename="view_case", content_type__app_label="cases")
    grants = CaseGrant.objects.exclude(permission=row)
    assert not grants.exists()
    assert not issubclass(CaseGrant, Guarded)
    outsider = world.house.neighbour
    CaseGrant.objects.create(user=outsider, content_object=world.case, permission=row, organisation=world.house.harbour)
    assert not may(outsider, Permission.VIEW_CASE, world.case, at=world.at), "a grant is necessary, never sufficient"


def test_a_person_and_their_case_have_no_other_door():
    """Whatever model holds a person's data answers by a registered policy, or has no address of its own."""
    from access.policies import registered

    known = {model._meta.label for model in registered()}
    assert {"cases.Case", "domains.Part", "complaints.Complaint"} <= known
    assert Person not in registered(), "a person is opened through a case, never by themselves"
    assert get_user_model() is Worker
    assert issubclass(Person, models.Model)

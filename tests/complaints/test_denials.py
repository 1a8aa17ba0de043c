"""Who may not: strangers, neighbours, workers on the case, staff the complaint is about. By page and by API."""

import pytest

from access.policies import may
from access.roles import Permission, Role
from access.rows import writing
from cases.models import Case, Involvement
from cases.services import bar
from complaints import services
from complaints.models import Body, Complaint
from complaints.notices import leads_of
from complaints.policies import visible_to
from complaints.services.taking import linkable_case
from domains.models import Share
from tests.complaints.conftest import WORDS
from tests.house import LONG_AGO, NOON

pytestmark = pytest.mark.django_db

MISSING = "JC-2026-9999"
HANDLE_PAGES = ("acknowledge", "date", "longer", "late", "sharing", "lead", "old", "exclude", "pass", "note")


def _get(client, worker, path):
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(path)


def _page(client, worker, reference):
    return _get(client, worker, f"/complaints/{reference}/")


def _api(client, worker, reference):
    return _get(client, worker, f"/api/v1/complaints/{reference}/")


STRANGERS = (
    "coordinator", "nurse", "housing_worker", "employment_worker", "neighbour", "manager", "administrator",
    "privacy_officer", "suspended_worker",
)  # fmt: skip


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_comes_in_through_the_case_or_another_role(client, story, house, who):
    complaint, worker = story.joint(), getattr(house, who)
    for get in (_page, _api):
        there, nowhere = get(client, worker, complaint.reference), get(client, worker, MISSING)
        assert there.status_code == nowhere.status_code
        assert there.status_code in (403, 404)
        assert WORDS not in there.content.decode()
        if there.status_code == 404 and get is _api:
            assert there.content == nowhere.content
    for page in HANDLE_PAGES:
        assert _get(client, worker, f"/complaints/{complaint.reference}/{page}/").status_code in (403, 404)
    assert not visible_to(worker, at=NOON).exists()
    assert not worker.has_perm(Permission.VIEW_COMPLAINT, complaint)


def test_whoever_took_it_sees_only_that_it_was_taken(client, story, house):
    complaint = story.joint()
    refused = _page(client, house.social_worker, complaint.reference)
    assert refused.status_code == 403
    assert "You took this complaint down" in refused.content.decode()
    taken = _get(client, house.social_worker, f"/complaints/taken/{complaint.reference}/")
    assert taken.status_code == 200
    assert "flat" not in taken.content.decode()
    assert _get(client, house.nurse, f"/complaints/taken/{complaint.reference}/").status_code == 404
    assert _api(client, house.social_worker, complaint.reference).json()["code"] == "complaint_taken_only"


def test_before_agreement_another_body_learns_only_that_something_waits(client, story, house):
    complaint = story.routed()
    assert story.body(complaint, house.trust).state == Body.State.WAITING
    refused = _page(client, house.trust_complaints, complaint.reference)
    assert refused.status_code == 403
    assert "has not yet agreed" in refused.content.decode()
    listed = _get(client, house.trust_complaints, "/complaints/").content.decode()
    inbox = _get(client, house.trust_complaints, "/api/v1/complaints/").json()
    assert complaint.reference in listed
    assert [w["reference"] for w in inbox["waiting"]] == [complaint.reference]
    assert inbox["results"] == []
    for secret in ("Dafydd", "tablets", "flat", "hospital", "Medication", "edication", story.case.reference):
        assert secret not in listed
        assert secret not in str(inbox)
    assert set(inbox["waiting"][0]) == {"reference", "received_by", "received_at", "state"}


def test_a_body_reads_its_own_elements_and_the_lead_reads_all(client, story, house):
    complaint = story.joint()
    whole = _api(client, house.council_complaints, complaint.reference).json()
    own = _api(client, house.trust_complaints, complaint.reference).json()
    assert (whole["audience"], own["audience"]) == ("whole", "own_part")
    assert [e["number"] for e in whole["elements"]] == [1, 2]
    assert [e["number"] for e in own["elements"]] == [2]
    assert "words" not in own
    page = _page(client, house.trust_complaints, complaint.reference).content.decode()
    assert "My tablets ran out" in page
    assert "flat" not in page
    charity = _api(client, house.charity_complaints, complaint.reference).json()
    assert [e["number"] for e in charity["elements"]] == [1]
    pages = _get(client, house.trust_complaints, f"/complaints/{complaint.reference}/elements/1/answer/")
    assert pages.status_code == 404


def test_agreement_taken_back_closes_it_at_once(client, story, house):
    complaint = story.joint()
    assert _page(client, house.trust_complaints, complaint.reference).status_code == 200
    services.record_sharing(
        complaint=complaint, organisation=house.trust, answer="refused", given_by="Dafydd", method="spoken",
        by=house.council_complaints, at=NOON,
    )  # fmt: skip
    refused = _page(client, house.trust_complaints, complaint.reference)
    assert refused.status_code == 403
    assert "said no" in refused.content.decode()
    assert not visible_to(house.trust_complaints, at=NOON).exists()


def test_a_worker_complained_about_never_reads_it(client, story, house):
    lead = house.council_complaints
    other = house.hire("Ivo Marsh", house.council, Role.COMPLAINTS_LEAD)
    complaint = story.joint(named_staff=[lead, house.nurse])
    assert _page(client, lead, complaint.reference).status_code == 403
    assert "named in this complaint" in _page(client, lead, complaint.reference).content.decode()
    assert complaint.reference not in _get(client, lead, "/complaints/").content.decode()
    assert _page(client, house.nurse, complaint.reference).status_code == 404
    assert may(lead, Permission.HANDLE_COMPLAINT, complaint, at=NOON).because == "complained_about"
    assert _page(client, other, complaint.reference).status_code == 200


def test_an_investigating_officer_reads_and_does_not_act(client, story, house):
    officer = house.hire("Una Reid", house.council, Role.INVESTIGATING_OFFICER)
    complaint = story.joint()
    assert _page(client, officer, complaint.reference).status_code == 200
    assert _get(client, officer, f"/complaints/{complaint.reference}/acknowledge/").status_code == 403
    assert may(officer, Permission.HANDLE_COMPLAINT, complaint, at=NOON).because == "role_may_not"


def test_the_partnership_manager_reads_joint_complaints_only(client, story, house):
    joint, alone = story.joint(), story.routed()
    assert _page(client, house.partnership_manager, joint.reference).status_code == 200
    assert _page(client, house.partnership_manager, alone.reference).status_code == 404
    assert _get(client, house.partnership_manager, f"/complaints/{joint.reference}/note/").status_code == 403


def test_a_former_lead_and_a_suspended_partner_read_nothing(client, story, house):
    from partners.models import Organisation

    complaint = story.joint()
    Organisation.objects.filter(pk=house.trust.pk).update(status="suspended", status_reason="x", status_since=NOON)
    refused = _page(client, house.trust_complaints, complaint.reference)
    assert refused.status_code in (403, 404)
    assert "tablets" not in refused.content.decode()
    house.council_complaints.is_active = False
    house.council_complaints.save()
    assert not visible_to(house.council_complaints, at=NOON).exists()


def test_list_equals_detail_for_everybody(story, house):
    story.joint()
    story.routed()
    story.routed(agrees=[house.trust])
    story.routed(story.element("Rude on the phone"), received_by=house.open_door, by=house.housing_worker)
    everything = list(Complaint.objects.all())
    for worker in house.workers.values():
        listed = set(visible_to(worker, at=NOON).values_list("pk", flat=True))
        assert listed == {c.pk for c in everything if may(worker, Permission.VIEW_COMPLAINT, c, at=NOON)}, worker.name


def test_papers_stay_off_the_care_record(client, story, house):
    from audit.models import Entry
    from notifications.models import Deadline, Notice

    complaint = story.joint()
    _page(client, house.council_complaints, complaint.reference)
    rows = Entry.objects.filter(action__startswith="complaint.")
    assert rows.exists()
    assert not rows.exclude(case_id=None, person_id=None).exists()
    assert not Deadline.objects.filter(kind__startswith="complaint.", case_id__isnull=False).exists()
    assert not Notice.objects.filter(kind__startswith="complaint.", case_id__isnull=False).exists()


def test_nobody_signed_out_reaches_anything(client, story):
    complaint = story.joint()
    for path in ("/complaints/", "/complaints/take/", f"/complaints/{complaint.reference}/"):
        assert client.get(path).status_code == 302
    assert client.get(f"/api/v1/complaints/{complaint.reference}/").status_code in (401, 403)


def test_joint_share_is_not_needed_to_be_told(story, house):
    """Being kept informed of a domain makes nobody part of a complaint about it."""
    story.hold("medication", house.council, share=Share.INFORMED)
    complaint = story.joint()
    assert complaint.elements.get(number=2).responsible == house.trust


def test_a_complaint_is_not_linked_to_what_is_restricted_or_barred(story, house):
    lead, case = house.trust_complaints, story.case
    assert linkable_case(lead, case.reference, at=NOON) == case
    bar(case=case, worker=lead, reason="Her sister", by=house.manager, at=NOON)
    assert linkable_case(lead, case.reference, at=NOON) is None
    other = house.hire("Una Rowe", house.trust, Role.COMPLAINTS_LEAD)
    assert linkable_case(other, case.reference, at=NOON) == case
    with writing(Case, Involvement):
        Case.objects.filter(pk=case.pk).update(restricted=True)
        Involvement.objects.filter(case=case).update(restricted=True)
    assert linkable_case(other, case.reference, at=NOON) is None


def test_who_is_barred_from_the_record_does_not_come_to_it_by_a_complaint(client, story, house):
    complaint, lead = story.joint(), house.trust_complaints
    assert _page(client, lead, complaint.reference).status_code == 200
    bar(case=story.case, worker=lead, reason="Her sister", by=house.manager, at=LONG_AGO)
    refused = _page(client, lead, complaint.reference)
    assert refused.status_code == 403
    assert "You may not open this record" in refused.content.decode()
    assert _api(client, lead, complaint.reference).json()["code"] == "barred"
    assert not visible_to(lead, at=NOON).exists()
    assert leads_of(house.trust.pk, complaint.pk, at=NOON) == []
    assert leads_of(house.council.pk, complaint.pk, at=NOON) == [house.council_complaints.pk]
    bar(case=story.case, worker=house.charity_complaints, reason="Her cousin", by=house.manager, at=LONG_AGO)
    assert _page(client, house.charity_complaints, complaint.reference).status_code in (403, 404)

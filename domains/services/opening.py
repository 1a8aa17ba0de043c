"""A case together with who does what on it: one act for the worker, a constant number of statements for the database."""

from django.db import transaction

from access.decisions import Refused
from access.roles import Permission
from cases import services as case_services
from domains.services.placing import place
from domains.services.placing import propose as propose_parts
from partners.models import Domain
from partners.standing import may_here


@transaction.atomic
def propose_with_consent(*, case, requests, consents, by, at):
    """Propose, and write down what the person said about the partners at the same time.

    ``consents`` are keyword mappings of ``cases.services.record_consent`` without case, by and at; they are recorded
    first, so that a no given now refuses the proposal now.
    """
    for consent in consents:
        case_services.record_consent(case=case, by=by, at=at, **consent)
    return propose_parts(case=case, requests=requests, by=by, at=at)


@transaction.atomic
def open_case_with_domains(
    *, person, lead_organisation, organisation, team, whole_team, coordinator, requests, by, at, reason="",
    coordination=None, **more,
):  # fmt: skip
    """Open a case of a person, with its coordinator, and ask every partner for their domain in the same act.

    ``requests`` are ``PartRequest``; ``coordination`` is that domain's catalogue row, where the caller has it; ``more``
    goes to ``cases.services.open_case`` (framework, opened_at …). Refused to a worker whose role takes no referrals in
    the organisation that coordinates, and whatever ``propose`` refuses: then nothing is written. ``by`` None is the
    system.
    """
    if by is not None:
        decision = may_here(by, Permission.TAKE_REFERRAL, at=at, organisation_id=organisation.pk)
        if not decision:
            raise Refused(decision)
    coordination = coordination or Domain.objects.get(code=case_services.COORDINATION)
    case, held = case_services.open_case(
        person=person, lead_organisation=lead_organisation, organisation=organisation, team=team, whole_team=whole_team,
        coordinator=coordinator, domain=coordination, at=at, by=by, reason=reason, with_involvement=False,
        **more,
    )  # fmt: skip
    basis = case_services.coordination_basis(case, held, whole_team, coordination)
    entry = {
        "action": "case.opened", "target": case, "by": by, "at": at, "person_id": person.pk,
        "organisation_id": organisation.pk, "detail": {"domains": [request.domain.code for request in requests]},
    }  # fmt: skip
    parts = place(case=case, requests=requests, by=by, at=at, is_new=True, with_bases=[basis], with_entries=[entry])
    return case, parts

"""Asking the coordinator for what a colleague was refused."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies
from access.roles import Permission
from audit import services as audit
from cases import locks
from cases.models import AccessRequest
from notifications import services as notifications

#: Between two requests of one worker about one record. A default of the partnership, no rule.
WAIT = timedelta(hours=24)
ASKED = "access.asked"


@transaction.atomic
def ask_coordinator(*, case, reason, by, at):
    """Ask whoever coordinates a record for access to something on it. Opens nothing; the answer is theirs to give.

    For workers who may open the record. Refuses, at the field, a reason of less than three words and a second request
    within a day. Told are the coordinator, or without one the managers of the body that holds the record.
    """
    policies.require(by, Permission.VIEW_CASE, case, at=at)
    case = locks.case(case.pk)
    if len(reason.split()) < 3:
        raise ValidationError({"reason": "Write in a sentence what you need to see and what for."})
    if AccessRequest.objects.filter(case=case, worker=by, at__gt=at - WAIT).exists():
        raise ValidationError(
            {
                "reason": "You asked about this record in the last day. The coordinator has it; telephone them if it cannot wait."
            }
        )
    asked = AccessRequest.objects.create(case=case, worker=by, reason=reason.strip(), at=at)
    here = case.coordinator_organisation_id or case.lead_organisation_id
    to = (
        notifications.Recipient.worker(case.coordinator_id, organisation_id=here)
        if case.coordinator_id
        else notifications.Recipient.organisation(here, "managers")
    )
    audit.record(ASKED, target=asked, by=by, at=at, case_id=case.pk, person_id=case.person_id, detail={})
    notifications.tell(
        cause=f"access-request:{asked.pk}", kind=ASKED, subject_kind="access_request", subject_id=asked.pk,
        case_id=case.pk, recipients=[to], at=at,
    )  # fmt: skip
    return asked

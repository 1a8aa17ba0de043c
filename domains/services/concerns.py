"""Writes of safeguarding concerns: raised by anybody on the case, decided and closed by the council."""

import uuid

from django.db import transaction

from access.decisions import Refused
from access.roles import Permission
from access.rows import writing
from audit import services as audit
from cases import locks
from domains import concerns
from domains.models import Concern
from domains.rules import CannotBe
from notifications import rulebook
from notifications import services as notifications
from notifications.services import Recipient
from partners.standing import standing_of

RAISED, DECIDE, DECIDED, SUBJECT = "concern.raised", "concern.decide", "concern.decided", "concern"
RULE = "Decide on a safeguarding concern (notifications/rules/safeguarding.yaml)"


@transaction.atomic
def raise_concern(*, case, words, told_person, by, at, wishes="", council=None, form_key=None):
    """Raise a concern with the council, at once. The same form sent twice is one. Needs no consent and asks for none.

    ``council`` where more than one could decide. The council's managers are told now, and owe a decision.
    """
    case = locks.case(case.pk)
    if form_key is not None:
        form_key = uuid.uuid5(
            uuid.UUID(str(form_key)), f"{by.pk}:{case.pk}"
        )  # a key is one form of one worker on one record
        before = Concern.objects.filter(form_key=form_key).first()
        if before is not None:
            return before
    decision = concerns.may_raise(by, case, at=at)
    if not decision:
        raise Refused(decision)
    if len(words.split()) < 3:
        raise CannotBe("concern_words", field="words")
    able = concerns.councils_for(case, at=at)
    if council is None and len(able) == 1:
        council = able[0]
    if not able:
        raise CannotBe("concern_no_council")
    if council is None or council not in able:
        raise CannotBe("concern_which_council", field="council")
    seat = standing_of(by, at=at).seats[0]
    with writing(Concern):
        row = Concern.objects.create(
            case=case, council=council, words=words.strip(), wishes=wishes.strip(), told_person=told_person, raised_by=by,
            organisation_id=seat.organisation_id, raised_at=at, form_key=form_key,
        )  # fmt: skip
    owe_decision(row, at=at)
    notifications.tell(
        cause=f"concern:{row.pk}", kind=RAISED, subject_kind=SUBJECT, subject_id=row.pk, case_id=case.pk, at=at,
        recipients=[Recipient.organisation(council.pk, "managers")],
    )  # fmt: skip
    _audit("concern.raised", row, by, at)
    return row


def owe_decision(row, *, at):
    """The council owes a decision on a concern that was raised. The caller holds the lock."""
    council = row.council
    notifications.set_deadline(
        kind=DECIDE, subject_kind=SUBJECT, subject_id=row.pk, rule=RULE, at=at, case_id=row.case_id,
        due_at=rulebook.due(DECIDE, row.raised_at, division=council.division), owner_organisation_id=council.pk,
        owner_team_id=council.teams.get(is_whole=True).pk,
    )  # fmt: skip


def _fresh(concern, by, *, at, to):
    locks.cases({concern.case_id, concerns.case_now(concern).pk})
    row = Concern.objects.select_related("council", "case").get(pk=concern.pk)
    decision = concerns.may(by, Permission.DECIDE_CONCERN, row, at=at)
    if not decision:
        raise Refused(decision)
    if to not in concerns.MOVES[row.state]:
        raise CannotBe("concern_decided")
    return row


@transaction.atomic
def decide_concern(*, concern, enquiry, has_needs, at_risk, cannot_protect, reasons, by, at):
    """Decide on an enquiry (CA14 s42), with reasons. All three limbs met, an enquiry is a duty and is not refused.

    An enquiry may also be made where a limb is not met: the council then uses its power, and says why. Who raised it and
    who coordinates are told that it is decided, and what: never the words.
    """
    to = Concern.State.ENQUIRY if enquiry else Concern.State.NO_ENQUIRY
    row = _fresh(concern, by, at=at, to=to)
    if None in (has_needs, at_risk, cannot_protect):
        raise CannotBe("concern_limbs", field="has_needs")
    if len(reasons.split()) < 3:
        raise CannotBe("concern_reasons", field="reasons")
    if not enquiry and has_needs and at_risk and cannot_protect:
        raise CannotBe("concern_is_duty", field="enquiry")
    row.state, row.reasons, row.decided_by, row.decided_at = to, reasons.strip(), by, at
    row.has_needs, row.at_risk, row.cannot_protect = has_needs, at_risk, cannot_protect
    with writing(Concern):
        row.save()
    notifications.satisfy(subject_kind=SUBJECT, subject_id=row.pk, kind=DECIDE, at=at)
    told = [Recipient.worker(row.raised_by_id, organisation_id=row.organisation_id)]
    here = concerns.case_now(row)
    if here.coordinator_id:
        told.append(Recipient.worker(here.coordinator_id, organisation_id=here.coordinator_organisation_id))
    notifications.tell(
        cause=f"concern-decided:{row.pk}", kind=DECIDED, subject_kind=SUBJECT, subject_id=row.pk, case_id=row.case_id,
        recipients=told, at=at,
    )  # fmt: skip
    _audit("concern.decided", row, by, at, enquiry=enquiry)
    return row


@transaction.atomic
def close_concern(*, concern, outcome, by, at):
    """The enquiry is over: what came of it."""
    row = _fresh(concern, by, at=at, to=Concern.State.CLOSED)
    if len(outcome.split()) < 3:
        raise CannotBe("concern_outcome", field="outcome")
    row.state, row.outcome, row.closed_by, row.closed_at = Concern.State.CLOSED, outcome.strip(), by, at
    with writing(Concern):
        row.save()
    _audit("concern.closed", row, by, at)
    return row


def _audit(action, row, by, at, **detail):
    audit.record(
        action, target=row, by=by, at=at, case_id=row.case_id, person_id=row.case.person_id,
        organisation_id=row.council_id, detail=detail,
    )  # fmt: skip

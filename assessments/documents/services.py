"""Every write about copies: that one was given, and that one should not have gone."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access_policies
from access.decisions import Refused
from access.roles import Permission
from assessments.documents import policies, queries
from assessments.documents.models import CopyGiven, CopySentInError, Recipient, Way
from assessments.documents.record import is_whole
from assessments.policies import reach as reach_of
from audit import services as audit
from calendars import local_day
from cases import locks
from cases.sight import ways_in


@transaction.atomic
def give_copy(
    *, assessment, kind, variant, to, how, given_on, by, at, name="", asked_words="", asked_on=None, form_key=None
):
    """Record that a copy of a document is given, before or as it is given. Returns the :class:`CopyGiven`.

    ``to`` is the key of one of ``queries.receivers``; ``name`` says who somebody else is. A carer, a voluntary partner and
    anybody who is not on the record need what the person asked or agreed to, in words and with the day: refused at the field
    without (Care Act 2014 s12(3), (4)). The same form sent twice is one copy. Refuses a document the worker may not print.
    """
    case = assessment.case
    decision = policies.may_give(by, case, kind, assessment, at=at)
    if not decision:
        raise Refused(decision)
    locks.case(case.pk)
    before = CopyGiven.objects.filter(form_key=form_key).first() if form_key is not None else None
    if before is not None:
        return before
    reach = reach_of(by, case, at=at)
    whole = is_whole(by, case, reach, at=at)
    known = queries.receivers(case, assessment, reach, whole=whole, worker=by, at=at)
    receiver = next((one for one in known if one.key == to), None)
    name, asked_words = name.strip()[:200], asked_words.strip()[:400]
    errors = _errors(assessment, kind, variant, receiver, name, how, given_on, asked_words, asked_on, at=at)
    if errors:
        raise ValidationError(errors)
    copy = CopyGiven.objects.create(
        case_id=case.pk, assessment=assessment, document=kind.code, variant=variant, recipient=receiver.recipient,
        name=receiver.name or name, to_organisation=receiver.organisation, how=how, given_on=given_on, asked_words=asked_words,
        asked_on=asked_on, at=at, by=by, organisation_id=_acts_for(by, case, at=at), form_key=form_key,
    )  # fmt: skip
    _audit(
        "copy.given", copy, by, at, document=kind.code, variant=variant, version=assessment.version,
        recipient=str(receiver.recipient), how=how, asked=asked_on is not None,
    )  # fmt: skip
    return copy


def _errors(assessment, kind, variant, receiver, name, how, given_on, asked_words, asked_on, *, at):
    errors, today = {}, local_day(at)
    if not kind.is_made_of(assessment) or variant not in kind.variants:
        errors["variant"] = "Choose one of the documents in the list."
    if receiver is None:
        errors["to"] = "Choose who is given the copy."
    elif receiver.recipient == Recipient.OTHER and not name:
        errors["name"] = "Write who is given the copy."
    if how not in Way.values:
        errors["how"] = "Choose how it is given."
    if given_on > today:
        errors["given_on"] = "The day must be today or before: a copy is recorded as it is given."
    elif given_on < local_day(assessment.started_at):
        errors["given_on"] = "This version had not been begun on that day. Check the day."
    called = assessment.case.person.called
    if receiver is not None and receiver.asked and not asked_words:
        errors["asked_words"] = f"Write what {called} asked for or agreed to. Without that, this copy may not be given."
    if asked_words and asked_on is None:
        errors["asked_on"] = f"Enter the day on which {called} said so."
    if asked_on is not None and asked_on > today:
        errors["asked_on"] = "The day must be today or before."
    elif asked_on is not None and not asked_words:
        errors["asked_words"] = f"Write what {called} asked for or agreed to."
    return errors


@transaction.atomic
def note_sent_in_error(*, copy, words, by, at):
    """Write down that a copy should not have gone where it went, and what was done. The copy stays on the list. Once only."""
    access_policies.require(by, Permission.GIVE_COPY, copy, at=at)
    locks.case(copy.case_id)
    if CopySentInError.objects.filter(copy=copy).exists():
        raise ValidationError("It is written down already that this copy was sent in error.")
    if not words.strip():
        raise ValidationError({"words": "Write what went wrong, and what you did about it."})
    note = CopySentInError.objects.create(
        copy=copy, words=words.strip()[:400], at=at, by=by, organisation_id=_acts_for(by, copy.case, at=at)
    )
    _audit("copy.sent_in_error", copy, by, at)
    return note


def _acts_for(worker, case, *, at):
    """The organisation for which the worker sees the case: a statutory one where they have several ways in."""
    ways = ways_in(worker, case, at=at)
    return sorted(ways, key=lambda organisation_id: (not ways[organisation_id], organisation_id))[0]


def _audit(what, copy, by, at, **detail):
    audit.record(
        what, target=copy, by=by, at=at, case_id=copy.case_id, person_id=copy.case.person_id,
        organisation_id=copy.organisation_id, detail=detail,
    )  # fmt: skip

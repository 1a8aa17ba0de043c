"""Writes to the agreement of a version: asking for answers, each answer as it is given, and the signature that locks it.

A disagreement is kept, never overwritten, and does not block: Mental Health (Wales) Measure 2010 s18(3)-(5) (a plan that
is not agreed is still made, with regard to what the person says) and Care Act 2014 s25 (agreed so far as possible).
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access_policies
from access.decisions import Refused
from access.roles import Permission
from assessments import agreement_notices, agreement_queries, policies, reached, review_services, sealing
from assessments.models import Agreement, Assessment, How, Party, Says, Signature
from audit import services as audit
from calendars import local_day
from cases import locks
from design.words import long_date, moment

WORDS_LIMIT = 8_000
REASONS = ("why_without_person", "why_incomplete", "why_despite_no")


def _locked(assessment):
    """The case and then the version, locked and fresh: every write of answers, words and needs waits for this row."""
    locks.case(assessment.case_id)
    rows = Assessment.objects.select_for_update(of=("self",))
    return rows.select_related("case__person", "started_by", "organisation", "asked_by").get(pk=assessment.pk)


@transaction.atomic
def ask(*, assessment, by, at):
    """Tell every organisation with a part that its answer is wanted, each worker once. Returns how many were told now.

    Whoever holds the plan asks, again after a part was added: who was told already is not told twice.
    """
    assessment = _locked(assessment)
    access_policies.require(by, Permission.WRITE_PLAN, assessment, at=at)
    if assessment.asked_at is None:
        assessment.asked_at, assessment.asked_by = at, by
        assessment.save(update_fields=["asked_at", "asked_by"])
    told = agreement_notices.ask(assessment, by=by, at=at)
    _audit("agreement.asked", assessment, assessment, by, at, version=assessment.version, told=told)
    return told


@transaction.atomic
def answer(*, assessment, voice, says, by, at, words="", how="", said_on=None):
    """Write down what somebody says to a version. Returns the :class:`Agreement`; what they said before stays.

    ``voice`` is a key: "person", "carer-5", "organisation-3". The person's and a carer's answers are written down by a
    worker who writes the joint assessment, with how and on which day they were given; an organisation's by a worker who
    may write in a part that it holds. Anything but a plain yes needs their words. The same answer again changes nothing.
    Raises ValidationError by field ("voice", "says", "words", "how", "said_on"), Refused for a signed version.
    """
    assessment = _locked(assessment)
    decision, reached = policies.may_write(by, assessment, at=at)
    if not decision:
        raise Refused(decision)
    voices = agreement_queries.voices(assessment)
    agreement_queries.hide_carers(voices, by, assessment.case, at=at)
    asked = next((one for one in voices if one.key == voice and one.is_asked and one.is_named), None)
    may = policies.voice(by, assessment.case, at=at, among=reached)
    said_on, words = said_on or local_day(at), words.replace("\r\n", "\n").strip()
    errors = _answer_errors(assessment, asked, may, says, words, how, said_on, at=at)
    if errors:
        raise ValidationError(errors)
    is_organisation = asked.party == Party.ORGANISATION
    made = Agreement(
        assessment=assessment, party=asked.party, carer_id=asked.carer_id, speaks_for_id=asked.organisation_id,
        named=by.name if is_organisation else asked.name, says=says, words=words, how="" if is_organisation else how,
        said_on=said_on, number=len(asked.says) + 1, at=at, by=by,
        organisation_id=asked.organisation_id if is_organisation else may.writes_down,
    )  # fmt: skip
    if asked.stands and _same(asked.stands, made):
        return asked.stands
    made.save()
    _audit("agreement.answered", made, assessment, by, at, party=made.party, says=says, number=made.number)
    return made


def _same(one, other):
    return all(getattr(one, name) == getattr(other, name) for name in ("says", "words", "how", "said_on", "by_id"))


def _answer_errors(assessment, asked, may, says, words, how, said_on, *, at):
    errors = {}
    if asked is None:
        errors["voice"] = "Choose whose answer it is from the list."
    elif asked.party == Party.ORGANISATION and asked.organisation_id not in may.answers_for:
        errors["voice"] = (
            f"Only somebody who does {asked.name}’s part here may answer for {asked.name}. Ask them to answer themselves."
        )
    elif asked.party != Party.ORGANISATION and may.writes_down is None:
        errors["voice"] = (
            f"{asked.name}’s answer is written down by whoever writes the joint assessment. Ask the care coordinator."
        )
    if says not in Says.values:
        errors["says"] = "Choose what they say."
    elif says != Says.YES and not words:
        errors["words"] = "Write what they said. If they did not want to say why, write that."
    if len(words) > WORDS_LIMIT:
        errors["words"] = f"This is {len(words)} characters long. Shorten it to {WORDS_LIMIT}."
    if asked is not None and asked.party != Party.ORGANISATION and how not in How.values:
        errors["how"] = "Choose how they said it."
    if said_on > local_day(at):
        errors["said_on"] = "The day must be today or before. Check the year."
    elif said_on < local_day(assessment.started_at):
        errors["said_on"] = (
            f"This version was begun on {long_date(assessment.started_at)}. An answer to it cannot be older."
        )
    return errors


@transaction.atomic
def sign(*, assessment, by, at, why_without_person="", why_incomplete="", why_despite_no=""):
    """Sign a version: it is locked, in force, and sealed with a digest. Returns the version.

    Only whoever holds the plan signs, once every body that leads or shares the joint assessment has answered. Where the
    person's answer cannot be had, questions that whoever signs reads are open, or somebody says no, the reason is written:
    none of these blocks. Whoever signed may press twice; somebody else is told who signed and when.
    """
    assessment = _locked(assessment)
    access_policies.require(by, Permission.WRITE_PLAN, assessment.case, at=at)
    if assessment.state == Assessment.State.SIGNED:
        return _signed_already(assessment, by)
    given = dict(zip(REASONS, (why_without_person, why_incomplete, why_despite_no), strict=True))
    reasons = _reasons(assessment, {name: text.strip() for name, text in given.items()}, by, at=at)
    assessment.state, assessment.signed_at = Assessment.State.SIGNED, at
    assessment.save(update_fields=["state", "signed_at"])
    signature = Signature(
        assessment=assessment, at=at, by=by, organisation=_coordinating(assessment.case),
        reached=reached.now(assessment), **reasons,
    )  # fmt: skip
    signature.digest, signature.parts = sealing.digests(assessment, sealing.names())
    signature.save()
    review_services.plan_signed(case=assessment.case, on=local_day(at), at=at, by=by)
    agreement_notices.signed(assessment, by=by, at=at)
    _audit(
        "assessment.signed", assessment, assessment, by, at, version=assessment.version, digest=signature.digest,
        reasons=sorted(name for name, text in reasons.items() if text),
    )  # fmt: skip
    return assessment


def _signed_already(assessment, by):
    signature = assessment.signed_for
    if signature is not None and signature.by_id == by.pk:
        return assessment
    who = f"{signature.by.name} signed this version" if signature else "This version was signed"
    raise ValidationError(f"{who} on {moment(assessment.signed_at)}. It is locked; nothing of yours was needed.")


def _reasons(assessment, given, by, *, at):
    """The reasons that are needed, as written; those that are not needed are left out. Raises ValidationError by field."""
    ready = agreement_queries.readiness(assessment, policies.reach(by, assessment.case, at=at), by, at=at)
    errors = {}
    if ready.not_answered:
        errors["__all__"] = (
            f"{' and '.join(ready.not_answered)} must answer first: whoever leads or shares the joint assessment says "
            "whether they agree before it is signed."
        )
    name = assessment.case.person.called
    needed = {
        "why_without_person": (ready.without_person, f"Write why {name}’s answer cannot be had, or write down the answer first."),
        "why_incomplete": (bool(ready.missing), "Write why it is signed although questions are open."),
        "why_despite_no": (
            bool(ready.refusing), f"Write why it is signed although {' and '.join(ready.refusing)} said no."
        ),
    }  # fmt: skip
    for field, (is_needed, message) in needed.items():
        if is_needed and not given[field]:
            errors[field] = message
        elif len(given[field]) > WORDS_LIMIT:
            errors[field] = f"This is {len(given[field])} characters long. Shorten it to {WORDS_LIMIT}."
    if errors:
        raise ValidationError(errors)
    return {field: given[field] if is_needed else "" for field, (is_needed, _) in needed.items()}


def _coordinating(case):
    return case.coordinator_organisation or case.lead_organisation


def _audit(what, target, assessment, by, at, **detail):
    audit.record(
        what,
        target=target,
        by=by,
        at=at,
        case_id=assessment.case_id,
        person_id=assessment.case.person_id,
        detail=detail,
    )

"""Every write to the scores of a case: recording one, correcting one, withdrawing one. Nothing is overwritten or deleted."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access.decisions import Refused
from audit import services as audit
from calendars import local_day
from cases import locks
from cases.policies import family
from design.words import long_date
from instruments import policies, queries, rules
from instruments.definition import ANSWERED_BY
from instruments.models import Score, Withdrawal
from partners.models import Domain

REASON_LIMIT = 400


@transaction.atomic
def record(*, case, definition, answers, measured_on, answered_by, by, at, form_key=None):
    """Record one questionnaire as it was answered, with its scores as worked out now. Returns the :class:`Score`.

    ``answers`` maps item codes to what was given (``rules.clean``). ``form_key`` is the form's own key: the same form sent
    twice is one score. Raises ValidationError keyed by "measured_on", "answered_by" or the answer's key, and Refused for who
    does not record the instrument's domain.
    """
    case = locks.case(case.pk)
    before = _sent_before(form_key, by)
    return before or _write(case.pk, case, definition, answers, measured_on, answered_by, by, at, form_key)


@transaction.atomic
def correct(*, case, score, definition, answers, measured_on, answered_by, because, by, at, form_key=None):
    """Put a right score in the place of a wrong one: a new row with the reason; the one before stays to be read.

    ``definition`` is the version with which it was recorded. ``case`` is the one that is open: the score may have come with a
    case that became part of it, and stays there. Refuses a score that somebody has corrected meanwhile.
    """
    case = {one.pk: one for one in locks.cases({case.pk, score.case_id})}[case.pk]
    before = _sent_before(form_key, by)
    if before is not None:
        return before
    errors = {}
    if score.case_id not in family(case) or (definition.code, definition.version) != (score.instrument, score.version):
        raise LookupError("A correction keeps the case, the instrument and its version")
    if Score.objects.filter(replaces=score).exists():
        raise ValidationError("Somebody has corrected this meanwhile. Open the scores to see what it says now.")
    if Withdrawal.objects.filter(score=score).exists():
        raise ValidationError(
            "Somebody has withdrawn this meanwhile. Record it again if it is this person’s after all."
        )
    if fault := _reason_fault(because, "Say why you correct it."):
        errors["because"] = fault
    return _write(
        score.case_id, case, definition, answers, measured_on, answered_by, by, at, form_key,
        replaces=score, because=because.strip(), errors=errors,
    )  # fmt: skip


@transaction.atomic
def withdraw(*, case, score, because, by, at):
    """Say that a score is not this person’s, or was never answered: from now on nobody is shown it, nor what it put right.
    Returns the :class:`Withdrawal`; the same again by the same worker is the one before.

    The row stays: what was signed with it stays proven. Raises ValidationError keyed by "because", or without a field for a
    score that was corrected or withdrawn meanwhile, and Refused for who does not record in its domain.
    """
    case = locks.case(case.pk)
    if score.case_id not in family(case):
        raise LookupError("A withdrawal keeps the case")
    decision = policies.may_withdraw(by, score, case, at=at)
    if not decision:
        raise Refused(decision)
    before = Withdrawal.objects.filter(score=score).first()
    if before is not None and before.by_id == by.pk:
        return before
    if before is not None:
        raise ValidationError("Somebody has withdrawn this meanwhile.")
    if Score.objects.filter(replaces=score).exists():
        raise ValidationError("Somebody has corrected this meanwhile. Open what stands now, and withdraw that.")
    if fault := _reason_fault(because, "Say why it is withdrawn, for example: it is another person’s."):
        raise ValidationError({"because": fault})
    organisation = policies.reach(by, case, at=at).records[score.domain.code]
    said = {"because": because.strip(), "by": by, "at": at, "organisation": organisation}
    made = Withdrawal.objects.create(score=score, **said)
    Withdrawal.objects.bulk_create(Withdrawal(score=row, **said) for row in queries.before(score))
    audit.record(
        "score.withdrawn", target=score, by=by, at=at, case_id=case.pk, person_id=case.person_id,
        organisation_id=organisation.pk, detail={"instrument": score.instrument, "version": score.version},
    )  # fmt: skip
    return made


def _reason_fault(because, missing):
    """What is wrong with a reason, in a sentence; empty when nothing is."""
    length = len(because.strip())
    if not length:
        return missing
    return f"This is {length} characters long. Shorten it to {REASON_LIMIT}." if length > REASON_LIMIT else ""


def _sent_before(form_key, by):
    """The score that this form made already, or None. A key that somebody else used is refused."""
    found = Score.objects.filter(form_key=form_key).first() if form_key is not None else None
    if found is not None and found.by_id != by.pk:
        raise ValidationError("This form has been used already. Open it again; what you chose can be copied from here.")
    return found


def _write(
    case_id,
    case,
    definition,
    answers,
    measured_on,
    answered_by,
    by,
    at,
    form_key,
    replaces=None,
    because="",
    errors=None,
):
    decision, reach = policies.may_record(by, definition, case, at=at)
    if not decision:
        raise Refused(decision)
    errors = {**(errors or {}), **_wrong(case.person, definition, measured_on, answered_by, at=at)}
    cleaned = {}
    try:
        cleaned = rules.clean(definition, answers)
    except ValidationError as error:
        errors |= getattr(error, "message_dict", None) or {"__all__": error.messages}
    if errors:
        raise ValidationError(errors)
    score = Score.objects.create(
        case_id=case_id, domain=Domain.objects.get(code=definition.domain), instrument=definition.code,
        version=definition.version, name=definition.name, measured_on=measured_on, answered_by=answered_by, answers=cleaned,
        totals=rules.score(definition, cleaned), at=at, by=by, organisation=reach.records[definition.domain],
        replaces=replaces, because=because, form_key=form_key,
    )  # fmt: skip
    audit.record(
        "score.corrected" if replaces else "score.recorded", target=score, by=by, at=at, case_id=case.pk,
        person_id=case.person_id, organisation_id=score.organisation_id,
        detail={"instrument": score.instrument, "version": score.version, "replaces": replaces and replaces.pk},
    )  # fmt: skip
    return score


def _wrong(person, definition, measured_on, answered_by, *, at):
    errors = {}
    if measured_on is None:
        errors["measured_on"] = "Enter the day on which it was answered."
    elif measured_on > local_day(at):
        errors["measured_on"] = "The day must be today or before. Check the year."
    elif person.birth_date and measured_on < person.birth_date:
        errors["measured_on"] = f"The day must be on or after the person’s birth on {long_date(person.birth_date)}."
    if answered_by not in definition.answered_by:
        who = " or ".join(ANSWERED_BY[code] for code in definition.answered_by)
        errors["answered_by"] = f"{definition.name} is answered by {who}. Choose who answered."
    return errors

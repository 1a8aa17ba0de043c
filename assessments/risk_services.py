"""Writing risks: a version replaces the one before, which stays; closing one says why. What is owed stands in the register."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access.decisions import Refused
from assessments import policies, reached, risk_policies, rules
from assessments.crisis_services import Changed
from assessments.models import Risk, RiskVersion
from assessments.values import LONG_TEXT_LIMIT
from audit import services as audit
from calendars import local_day
from cases import involvement, locks
from cases.policies import family
from design.words import long_date
from notifications import services as notifications
from partners.standing import standing_of

REVIEW, SUBJECT = "risk.review", "risk"
_TEXTS = ("now", "persons_view", "triggers", "protective", "plan")


@transaction.atomic
def write(
    *, case, now, plan, owner, owner_organisation, looked_at_on, review_by, by, at, kind="", risk=None, seen=0, persons_view="",
    triggers="", protective="",
):  # fmt: skip
    """Write a risk down (``risk`` None, with its ``kind``), or its next version. Returns the version.

    ``seen`` is the key of the version that the writer had before them: ``Changed`` when another stands now. The same words
    again are no new version. Refuses who does not write risk and crisis, a risk without words or without a plan, a day to
    come or before the birth, a review that is not after today, an owner who does not read risks on this case, and a risk
    that is closed.
    """
    organisation_id = _may_write(case, by, at=at)
    errors = {}
    said = dict(zip(_TEXTS, (now, persons_view, triggers, protective, plan), strict=True))
    said = {name: _text(name, text, errors) for name, text in said.items()}
    if not said["now"]:
        errors["now"] = "Write what the risk is now, in plain words."
    if not said["plan"]:
        errors["plan"] = "Write what we do about it. A risk without a plan helps nobody."
    if risk is None and kind not in Risk.Kind.values:
        errors["kind"] = "Choose what kind of risk it is."
    errors |= _date_errors(case, looked_at_on, review_by, at) | _owner_errors(case, owner, owner_organisation, at)
    if errors:
        raise ValidationError(errors)
    locks.cases({case.pk, risk.case_id if risk else case.pk})
    at = reached.moment_after(risk.case_id if risk else case.pk, at)
    newest = None
    if risk is None:
        number = Risk.objects.filter(case=case).count() + 1
        risk = Risk.objects.create(case=case, number=number, kind=kind, at=at, by=by, organisation_id=organisation_id)
    else:
        risk = _open(risk)
        newest = risk.versions.select_related("by", "organisation", "owner", "owner_organisation").last()
    facts = {
        **said, "owner_id": owner.pk, "owner_organisation_id": owner_organisation.pk, "looked_at_on": looked_at_on,
        "review_by": review_by,
    }  # fmt: skip
    if newest is not None and all(getattr(newest, name) == value for name, value in facts.items()):
        return newest
    if newest is not None and newest.pk != seen:
        raise Changed(newest)
    version = RiskVersion.objects.create(
        risk=risk, number=(newest.number if newest else 0) + 1, at=at, by=by, organisation_id=organisation_id, **facts
    )
    owe(version, case=case, at=at)
    _audit("risk.written", risk, case, by, at, organisation_id, version=version.number)
    return version


def owe(version, *, case, at):
    """The next look at a risk is owed by its owner on the day that its newest version says. The caller holds the lock."""
    organisation_id = version.owner_organisation_id
    notifications.set_deadline(
        kind=REVIEW, subject_kind=SUBJECT, subject_id=version.risk_id, case_id=case.pk,
        due_at=rules.due_moment(version.review_by), owner_organisation_id=organisation_id, owner_worker_id=version.owner_id,
        owner_team_id=involvement.whole_teams([organisation_id])[organisation_id], rule="The day written in the risk", at=at,
    )  # fmt: skip


@transaction.atomic
def close(*, risk, because, by, at):
    """Close a risk with the reason: nothing is owed on it any longer. It stays to be read. Closed again, nothing changes."""
    case = risk.case.merged_into or risk.case
    organisation_id = _may_write(case, by, at=at)
    locks.cases({case.pk, risk.case_id})
    at = reached.moment_after(risk.case_id, at)
    risk.refresh_from_db()
    if risk.closed_at is not None:
        return risk
    errors = {}
    because = _text("because", because, errors)
    if not because:
        errors["because"] = "Write why it is closed: what has changed."
    if errors:
        raise ValidationError(errors)
    risk.closed_at, risk.closed_by, risk.closed_because = at, by, because
    risk.save(update_fields=["closed_at", "closed_by", "closed_because"])
    notifications.cancel(subject_kind=SUBJECT, subject_id=risk.pk, kind=REVIEW, at=at)
    _audit("risk.closed", risk, case, by, at, organisation_id)
    return risk


def _may_write(case, by, *, at):
    reach = policies.reach(by, case, at=at)
    decision = risk_policies.may_write(by, case, at=at, among=reach)
    if not decision:
        raise Refused(decision)
    return reach.writes[policies.RISK_AND_CRISIS]


def _open(risk):
    risk = Risk.objects.get(pk=risk.pk)
    if risk.closed_at is not None:
        raise ValidationError(f"This risk was closed on {long_date(risk.closed_at)}. Write a new one if it is back.")
    return risk


def _date_errors(case, looked_at_on, review_by, at):
    errors, today, born = {}, local_day(at), case.person.birth_date
    if looked_at_on is None:
        errors["looked_at_on"] = "Enter the day on which you looked at it together."
    elif looked_at_on > today:
        errors["looked_at_on"] = "The day cannot be in the future."
    elif born and looked_at_on < born:
        errors["looked_at_on"] = f"The day must be after the person’s birth on {long_date(born)}."
    if review_by is None:
        errors["review_by"] = "Enter the day by which it is looked at again."
    elif review_by <= today:
        errors["review_by"] = "The day must be after today."
    return errors


def _owner_errors(case, owner, owner_organisation, at):
    """Whoever owns a risk must work for that body and be able to read it."""
    if owner is None or owner_organisation is None:
        return {"owner": "Choose who owns it: who sees to the plan and to the next look."}
    if owner_organisation.pk not in standing_of(owner, at=at).case_organisations():
        return {
            "owner": f"{owner.name} does not work for {owner_organisation.short_name} (any more). Choose somebody who does."
        }
    if not risk_policies.may_read(owner, case, at=at):
        return {
            "owner": f"{owner.name} may not read risks on this case, so they cannot own one. Choose somebody who may."
        }
    return {}


def _text(name, text, errors):
    text = (text or "").replace("\r\n", "\n").strip()
    if len(text) > LONG_TEXT_LIMIT:
        errors[name] = f"This is {len(text)} characters long. Shorten it to {LONG_TEXT_LIMIT}."
    return text


def lock(risk_ids):
    """Lock the cases before their deadlines change."""
    locks.cases(Risk.objects.filter(pk__in=risk_ids).values_list("case_id", flat=True))


def recompute(deadlines, at):
    """Work live deadlines of risks out again: {deadline id: due moment, None where the risk is closed}."""
    ids = {deadline.subject_id for deadline in deadlines}
    newest = {}
    for risk_id, review_by in (
        RiskVersion.objects.filter(risk__in=ids, risk__closed_at=None)
        .order_by("number")
        .values_list("risk_id", "review_by")
    ):
        newest[risk_id] = rules.due_moment(review_by)
    return {deadline.pk: newest.get(deadline.subject_id) for deadline in deadlines}


def risks_of(case):
    """Every risk of a case and of those that became part of it."""
    return Risk.objects.filter(case_id__in=family(case)).select_related("case__person", "case__merged_into")


def _audit(what, risk, case, by, at, organisation_id, **detail):
    audit.record(
        what, target=risk, by=by, at=at, case_id=case.pk, person_id=case.person_id, organisation_id=organisation_id,
        detail=detail,
    )  # fmt: skip

"""Who cares for a person: written down, told of their rights, ended; and the carer's own record.

A carer is a person of their own. Writing them down opens no record; their own record is a case that the council leads.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from access import policies
from access.decisions import Refused, deny
from access.roles import Permission
from agreements.policies import shares_with
from audit import services as audit
from calendars import local_day, start_of_day
from cases import carer_policies, carer_rules, locks, numbers
from cases.models import CarerLink, CarerStep, Case, Framework, Identifier, Involvement, Person, RecordKind
from cases.people import check_details, folded, make_person
from cases.policies import family
from cases.services.colleagues import acting_for
from cases.services.opening import COORDINATION, open_case
from notifications import rulebook
from notifications import services as notifications
from notifications.models import Deadline
from partners.models import Domain, Organisation, Sector, Team

#: The kind of the deadline, and the subject it stands on: the link of one carer with one person.
ASSESSMENT, LINK = "carer.assessment", "carer_link"
RULE = "Carer's assessment (notifications/rules/carers.yaml)"


@transaction.atomic
def add_carer(*, case, details, relationship, by, at):
    """Write down that somebody cares for the person of a case. Returns the link; the same carer twice is one link.

    Somebody known already by the same NHS number, or by the same whole name and birthday, is that person: nothing of what
    is known about them is shown or changed. Refuses, at the field: no name, an impossible birthday or number, a number that
    belongs to somebody of another name, and the person themselves. A link that had ended begins again.
    """
    _require(case, by, at=at)
    case = locks.case(case.pk)
    check_details(details, today=local_day(at))
    carer = _known(details)
    if carer is not None and carer.pk == case.person_id:
        raise ValidationError({"family_name": f"This is {case.person.called}. Write who cares for them."})
    if carer is None:
        try:
            with transaction.atomic():
                carer = make_person(details=details, at=at)
        except IntegrityError as error:  # somebody else wrote the same number down at the same moment
            raise ValidationError({"nhs_number": "This number was written down just now. Save again."}) from error
    organisation = acting_for(case, by, at=at)
    link, made = CarerLink.objects.get_or_create(
        carer=carer, cared_for=case.person,
        defaults={"relationship": relationship.strip(), "organisation": organisation, "recorded_at": at, "recorded_by": by},
    )  # fmt: skip
    if not made and link.ended_at is not None:
        link.relationship = relationship.strip() or link.relationship
        link.organisation, link.recorded_at, link.recorded_by = organisation, at, by
        link.ended_at, link.ended_by, link.ended_because = None, None, ""
        link.save()
    elif not made and link.pk not in carer_policies.named(by, case, [link], at=at):
        link.organisation = organisation  # they know the carer too, from somebody else than whoever wrote it down first
        link.save(update_fields=["organisation"])
    _audit("carer.added", link, case, by, at)
    return link


def _known(details):
    """The person who is known by these details already, or None. Joined people answer as the one that stands."""
    found = None
    if details.nhs_number:
        row = (
            Identifier.objects.filter(type=Identifier.Type.NHS, value=numbers.bare(details.nhs_number), is_settled=True)
            .select_related("person")
            .first()
        )
        found = row and row.person
        names = {folded(name) for name in (details.given_name, details.family_name) if name.strip()}
        if found is not None and not names <= set(found.search_key.split()) | {found.search_key}:
            raise ValidationError(
                {
                    "nhs_number": "This number belongs to somebody of another name. Check both, or leave the number empty."
                }
            )
    elif details.birth_date and details.given_name.strip() and details.family_name.strip():
        name = folded(f"{details.given_name} {details.family_name}")
        same = Person.objects.filter(birth_date=details.birth_date, search_key__startswith=name)[:2]
        found = same[0] if len(same) == 1 and same[0].search_key in (name, folded(same[0].search_key)) else None
    while found is not None and found.merged_into_id:
        found = found.merged_into
    return found


@transaction.atomic
def record_step(*, case, link, step, on, by, at, words=""):
    """Write down what was said with a carer about an assessment of their own: told, offered, asked for, declined, or that
    they appear to need support. The last, and asking, start the council's deadline; a no ends it (``carer_rules``).

    Refuses a day to come, a day before they were born and an unknown step. The same step on the same day in the same words,
    for the same body, is one: another body's, or other words, are written beside it.
    """
    _require(case, by, at=at)
    case = locks.case(case.pk)
    link = _live_link(case, link, by, at=at)
    errors = {}
    if step not in CarerStep.Step.values:
        errors["step"] = "Choose what was said or seen."
    if on is None:
        errors["on"] = "Enter the day."
    elif on > local_day(at):
        errors["on"] = "The day must be today or before. Check the year."
    elif link.carer.birth_date and on < link.carer.birth_date:
        errors["on"] = "This is before they were born. Check the year."
    if len(words.strip()) > 400:
        errors["words"] = f"This is {len(words.strip())} characters long. Shorten it to 400."
    if errors:
        raise ValidationError(errors)
    said = {"step": step, "on": on, "words": words.strip(), "organisation": acting_for(case, by, at=at)}
    again = link.steps.filter(**said).first()
    if again is not None:
        return again
    row = CarerStep.objects.create(link=link, at=at, by=by, **said)
    _audit("carer.step", link, case, by, at, step=str(step), on=on.isoformat())
    owe(link, case=case, at=at)
    return row


@transaction.atomic
def end_link(*, case, link, because, by, at):
    """Say that somebody cares for the person no longer, and why. Their own record stays; an assessment is owed no more."""
    _require(case, by, at=at)
    case = locks.case(case.pk)
    link = _live_link(case, link, by, at=at)
    if not because.strip():
        raise ValidationError({"because": "Write why they no longer care for them."})
    link.ended_at, link.ended_by, link.ended_because = at, by, because.strip()[:400]
    link.save(update_fields=["ended_at", "ended_by", "ended_because"])
    notifications.cancel(subject_kind=LINK, subject_id=link.pk, kind=ASSESSMENT, at=at)
    _audit("carer.ended", link, case, by, at)
    return link


@transaction.atomic
def open_carer_record(*, case, link, by, at):
    """Open a carer's own record, led and coordinated by the council of the worker who opens it. Source: CA14 s10(1).

    Where it is open already and the worker may open it, it is returned. Refuses whoever is no council's worker who takes
    referrals, and a record that another holds. Nobody but the council sees it until the carer agrees (``cases.sight``).
    """
    _require(case, by, at=at)
    decision, seat = carer_policies.may_open_record(by, at=at)
    if not decision:
        raise Refused(decision)
    locks.case(case.pk)
    link = _live_link(case, link, by, at=at)
    Person.objects.select_for_update().get(pk=link.carer_id)  # two workers open it at once: the second waits here
    there = Case.objects.filter(person=link.carer_id, kind=RecordKind.CARER, is_open=True, merged_into=None).first()
    if there is not None:
        mine = carer_policies.records_open_to(by, [link.carer_id], at=at).get(link.carer_id)
        if mine is not None and mine.pk == there.pk:
            return there
        raise ValidationError(
            f"They have a record as a carer already. {there.lead_organisation.name} holds it: ask them to let you in."
        )
    council = Organisation.objects.get(pk=seat.organisation_id)
    made, _ = open_case(
        person=link.carer, kind=RecordKind.CARER, lead_organisation=council, organisation=council,
        team=Team.objects.get(pk=seat.team_id), whole_team=council.teams.get(is_whole=True), coordinator=by,
        domain=Domain.objects.get(code=COORDINATION), at=at, by=by, framework=Framework.CARER, reason="A carer’s own record",
    )  # fmt: skip
    audit.record(
        "carer.record_opened",
        target=made,
        by=by,
        at=at,
        case_id=made.pk,
        person_id=link.carer_id,
        organisation_id=council.pk,
    )
    for other in CarerLink.objects.filter(carer=link.carer_id, ended_at=None):
        notifications.cancel(subject_kind=LINK, subject_id=other.pk, kind=ASSESSMENT, at=at)  # it moves to their record
        owe(other, case=case if other.pk == link.pk else None, at=at)
    return made


def owe(link, *, case, at):
    """Set, move or cancel the deadline of a carer's assessment by what was said (``carer_rules.owed_since``).

    It stands on the carer's own record where there is one, else on the record of whom they care for, and the council owes
    it. How long it may take no statute says: it is data (``notifications/rules/carers.yaml``). The caller holds the lock.
    """
    since = carer_rules.owed_since(link.steps.all()) if link.ended_at is None else None
    live = {"subject_kind": LINK, "subject_id": link.pk, "kind": ASSESSMENT}
    if since is None or _assessed_since(link, since):
        notifications.cancel(**live, at=at)
        return None
    own = Case.objects.filter(person=link.carer_id, kind=RecordKind.CARER, is_open=True, merged_into=None).first()
    council, team_id, worker_id = _owner(own, case, at=at)
    if council is None:
        raise ValidationError(
            "No council shares this record, so nobody owes the assessment. Ask the partnership’s administrator to add it."
        )
    due_at = rulebook.due(ASSESSMENT, start_of_day(since), division=council.division)
    return notifications.set_deadline(
        **live, due_at=due_at, owner_organisation_id=council.pk, owner_team_id=team_id, owner_worker_id=worker_id,
        rule=RULE, case_id=own.pk if own is not None else case and case.pk, at=at,
    )  # fmt: skip


def assessed(*, case, at):
    """The carer's assessment was decided on their own record: what was owed to them as a carer is done. Not a door."""
    links = CarerLink.objects.filter(carer=case.person_id).values_list("pk", flat=True)
    return notifications.satisfy_many(subject_kind=LINK, subject_ids=list(links), kind=ASSESSMENT, at=at)


def coordinator_changed(*, case, by, at):
    """Somebody else coordinates a carer's record: the assessment that is owed goes with it. Hangs in ``cases.registry``."""
    if not case.is_carers:
        return
    council, team_id, worker_id = _owner(case, None, at=at)
    for link in CarerLink.objects.filter(carer=case.person_id, ended_at=None):
        notifications.move_owner(
            subject_kind=LINK, subject_id=link.pk, kind=ASSESSMENT, at=at, owner_organisation_id=council.pk,
            owner_team_id=team_id, owner_worker_id=worker_id,
        )  # fmt: skip


def _assessed_since(link, since):
    """Whether the deadline that began on or after a day was satisfied: the assessment has been made."""
    done = Deadline.objects.filter(subject_kind=LINK, subject_id=link.pk, kind=ASSESSMENT, satisfied_at__isnull=False)
    newest = done.order_by("-satisfied_at").values_list("satisfied_at", flat=True).first()
    return newest is not None and local_day(newest) >= since


def _owner(own, case, *, at):
    """(council, team id, worker id or None) that owes the assessment: who leads the carer's record, else the council on the
    case, else the first that shares with the body that holds it."""
    if own is not None:
        here = own.coordinator_organisation_id == own.lead_organisation_id
        team = own.coordinator_team_id if here else own.lead_organisation.teams.get(is_whole=True).pk
        return own.lead_organisation, team, own.coordinator_id if here else None
    councils = Organisation.objects.filter(sector=Sector.COUNCIL, status=Organisation.Status.ACTIVE).order_by("pk")
    if case is None:
        return None, None, None
    if case.lead_organisation.sector == Sector.COUNCIL:
        council = case.lead_organisation
    else:
        on_case = councils.filter(pk__in=Involvement.objects.filter(case=case).values("organisation")).first()
        shared = shares_with(case.lead_organisation_id, at=at).values("other_id")
        council = on_case or councils.filter(pk__in=shared).first()
    return council, council and council.teams.get(is_whole=True).pk, None


def _require(case, by, *, at):
    policies.require(by, Permission.KEEP_CARERS, case, at=at)
    if case.is_carers:
        raise ValidationError("This is a carer’s own record. Write carers down on the record of whom they care for.")


def _live_link(case, link, by, *, at):
    """The link, fresh, if it stands and its carer may be named to the worker; Refused or ValidationError otherwise."""
    people = Case.objects.filter(pk__in=family(case)).values("person")
    link = CarerLink.objects.select_related("carer", "cared_for").filter(pk=link.pk, cared_for__in=people).first()
    if link is None or link.pk not in carer_policies.named(by, case, [link], at=at):
        raise Refused(deny("carers_are_not_shown"))
    if link.ended_at is not None:
        raise ValidationError("This has ended. Add them again if they care for the person once more.")
    return link


def _audit(action, link, case, by, at, **detail):
    audit.record(
        action, target=link, by=by, at=at, case_id=case.pk, person_id=case.person_id,
        detail=detail,
    )  # fmt: skip


__all__ = ["add_carer", "assessed", "coordinator_changed", "end_link", "open_carer_record", "owe", "record_step"]

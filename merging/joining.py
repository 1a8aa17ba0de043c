"""Two cases become one, by pointer, and can be parted again. Nothing is lost: rows stay where they are, live parts and
clocks are issued again on the survivor through the services of their rooms (decisions.md 7)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from access import policies
from access.roles import Permission
from assessments import aftercare_queries as aftercare
from assessments import owing
from audit import services as audit
from cases import bulk, joining, locks
from cases import services as case_services
from cases.models import Case, RecordKind
from cases.people import search_key
from merging import comparing, reissuing
from merging.models import CaseJoin, PossibleMatch, SourceValue

State = PossibleMatch.State
JOINED = "Two cases became one"
PARTED = "Two cases that had become one were parted again"
#: What stands on the person and is taken from the absorbed where the survivor has nothing.
FILLED = ("given_name", "family_name", "preferred_name", "birth_date", "death_date", "gender", "postcode", "address",
          "telephone", "email", "communication_needs", "what_matters", "what_matters_at", "what_matters_by_id")  # fmt: skip
NOTHING = (None, "", "unknown")


@transaction.atomic
def confirm(*, match, by, at, reason):
    """Two records are one person: their cases become one. An administrator can undo it.

    Refuses without how it was checked, a match that somebody decided otherwise, and one of two cases that are gone.
    The same confirmation twice is one. Returns the join.
    """
    match = _locked(match)
    policies.require(by, Permission.JOIN_CASES, match, at=at)
    if match.state == State.CONFIRMED:
        return CaseJoin.objects.filter(match=match, undone_at=None).get()
    _still_open(match)
    if not reason.strip():
        raise ValidationError({"checked": "Say how you checked. Two records are joined only when somebody made sure."})
    survivor, absorbed = _order(match.case, match.other_case)
    join = _join(survivor, absorbed, by=by, at=at, match=match)
    _decide(match, State.CONFIRMED, by, at, reason)
    return join


@transaction.atomic
def refuse(*, match, by, at, reason=""):
    """They are two people. Both stay as they are, and the pair is not asked about again unless their data change."""
    match = _locked(match)
    policies.require(by, Permission.JOIN_CASES, match, at=at)
    if match.state == State.REFUSED:
        return match
    _still_open(match)
    _decide(match, State.REFUSED, by, at, reason)
    return match


@transaction.atomic
def join_people(survivor_id, absorbed_id, *, by, at, run=None):
    """The same for an import that found two people to be one. Their open possible match, if any, is confirmed by it."""
    cases = {
        case.person_id: case
        for case in Case.objects.filter(
            person_id__in=[survivor_id, absorbed_id], kind=RecordKind.PERSON, merged_into=None
        )
    }
    survivor, absorbed = cases[survivor_id], cases[absorbed_id]
    match = PossibleMatch.objects.filter(
        Q(person_id=survivor_id, other_person_id=absorbed_id) | Q(person_id=absorbed_id, other_person_id=survivor_id)
    ).first()
    join = _join(survivor, absorbed, by=by, at=at, match=match, run=run)
    if match is not None and match.state != State.CONFIRMED:
        _decide(match, State.CONFIRMED, by, at, "An extract shows one NHS number for both")
    return join


def _locked(match):
    locks.cases([match.case_id, match.other_case_id])
    return PossibleMatch.objects.select_related("case__person", "other_case__person").get(pk=match.pk)


def _still_open(match):
    if match.state != State.OPEN:
        raise ValidationError(f"This has been decided already: {match.get_state_display().lower()}.")
    if match.case.merged_into_id or match.other_case.merged_into_id:
        raise ValidationError("One of the two is part of another case by now. Open that case instead.")


def _order(one, other):
    """The open one survives, then the one the trust holds (the first of a match), then the older."""
    return (other, one) if other.is_open and not one.is_open else (one, other)


def _decide(match, state, by, at, reason):
    match.state, match.decided_by, match.decided_at, match.reason = state, by, at, reason.strip()[:400]
    match.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    for case_id, person_id in ((match.case_id, match.person_id), (match.other_case_id, match.other_person_id)):
        audit.record(
            f"match.{state}",
            target=match,
            by=by,
            at=at,
            case_id=case_id,
            person_id=person_id,
            detail={"how": reason.strip()},
        )


def _join(survivor, absorbed, *, by, at, match=None, run=None):
    locked = {case.pk: case for case in locks.cases([survivor.pk, absorbed.pk])}
    survivor, absorbed = locked[survivor.pk], locked[absorbed.pk]
    if survivor.merged_into_id or absorbed.merged_into_id:
        raise ValidationError("One of the two is part of another case by now. Open that case instead.")
    if RecordKind.CARER in (survivor.kind, absorbed.kind):
        raise ValidationError(
            "A carer’s own record is no part of another record. Join the records of the two as people."
        )
    issued = {"reopened": bool(absorbed.is_open and not survivor.is_open), "section_117": survivor.section_117}
    if issued["reopened"]:
        bulk.reopen_many({survivor.pk: JOINED}, at=at, by=by)
        survivor = locks.case(survivor.pk)
    issued["consents"] = reissuing.consents(absorbed, survivor, at=at)
    held = reissuing.end_parts(absorbed, by=by, at=at, words=JOINED)
    clocks = reissuing.end_clocks(absorbed, at=at, by=by)
    coordinator = absorbed.coordinator, absorbed.coordinator_organisation, absorbed.coordinator_team
    issued |= joining.absorb(survivor=survivor, absorbed=absorbed, at=at)
    issued["parts"], issued["not_issued"] = reissuing.issue_parts(survivor, held, by=by, at=at)
    issued["not_issued"] += [
        f"The transfer to {receiver}: it is asked again, if it still is to be" for receiver in issued["transfers"]
    ]
    issued["held"] = [part.pk for part in held]
    issued["clocks"] = reissuing.issue_clocks(survivor, clocks, at=at, by=by)
    issued["meeting"], words = reissuing.take_meeting(survivor, absorbed)
    issued["not_issued"] += words
    issued["clocks_before"] = clocks
    if survivor.coordinator_id is None and coordinator[0] is not None and survivor.is_open:
        survivor = case_services.set_coordinator(
            case=survivor, organisation=coordinator[1], team=coordinator[2], worker=coordinator[0], by=None, at=at,
            reason=JOINED,
        )  # fmt: skip
        issued["coordinator"] = coordinator[0].pk
    owing.move_owners(case=survivor, by=by, at=at)
    if absorbed.section_117 == "in_force":
        bulk.set_section_117([survivor.pk], "in_force")
    elif absorbed.section_117 != "none":
        bulk.mark_section_117([survivor.pk])
    issued["fields"] = _fill(survivor.person, absorbed.person)
    issued["gone"] = _others_gone(survivor, absorbed, match, at)
    _compare(survivor, absorbed, at, run)
    join = CaseJoin.objects.create(survivor=survivor, absorbed=absorbed, match=match, at=at, by=by, issued=issued)
    for case in (survivor, absorbed):
        audit.record(
            "case.joined", target=join, by=by, at=at, case_id=case.pk, person_id=case.person_id,
            detail={"survivor": survivor.reference, "absorbed": absorbed.reference, "parts": len(held)},
        )  # fmt: skip
    return join


def _fill(person, other):
    """Take what the survivor lacks from the absorbed. Returns {field: what stood before} as plain data."""
    before = {}
    nameless = not person.given_name and other.given_name
    for name in FILLED:
        mine, theirs = getattr(person, name), getattr(other, name)
        if theirs not in NOTHING and (mine in NOTHING or (name == "family_name" and nameless)):
            before[name] = str(mine) if mine is not None else None
            setattr(person, name, theirs)
    if before:
        person.search_key = search_key(person)
        person.save()
    return before


def _others_gone(survivor, absorbed, match, at):
    """Other open pairs with either side that are one side's twice now: somebody who is matched is not offered again."""
    keys = [survivor.pk, absorbed.pk]
    rows = PossibleMatch.objects.filter(Q(case_id__in=keys) | Q(other_case_id__in=keys), state=State.OPEN)
    ids = [row.pk for row in rows if match is None or row.pk != match.pk]
    PossibleMatch.objects.filter(pk__in=ids).update(state=State.GONE, decided_at=at)
    return ids


def _compare(survivor, absorbed, at, run=None):
    family = comparing.Family(survivor.person_id, survivor.pk, members=(absorbed.person_id,))
    people = [survivor.person_id, absorbed.person_id]
    for value in SourceValue.objects.filter(person_id__in=people, is_current=True).order_by("pk"):
        family.add(value)
    comparing.refresh([family], at=at, run=run)


@transaction.atomic
def undo(*, join, by, at, reason):
    """Part two cases that had become one: the absorbed gets back what it had, and their match is open again.

    For an administrator, who sees references only. What was written on the joined case since stays with the survivor
    (``written_since`` lists it). Refuses without a reason, and where the survivor became part of another case.
    """
    policies.require(by, Permission.UNDO_JOIN, join, at=at)
    locked = {case.pk: case for case in locks.cases([join.survivor_id, join.absorbed_id])}
    join = CaseJoin.objects.select_related("match").get(pk=join.pk)
    if join.undone_at is not None:
        return join
    if not reason.strip():
        raise ValidationError({"reason": "Write why they are parted. Whoever confirmed the match will read it."})
    survivor, absorbed = locked[join.survivor_id], locked[join.absorbed_id]
    if survivor.merged_into_id:
        raise ValidationError("The case they became is part of another one by now. Undo that first.")
    issued = join.issued
    held = reissuing.end_issued(issued["parts"], by=by, at=at, words=PARTED)
    reissuing.take_clocks_back(survivor, issued, at=at, by=by)
    reissuing.give_meeting_back(issued, absorbed)
    survivor = locks.case(survivor.pk)  # its clocks have moved its next due moment, which its lists copy
    again = joining.part_again(
        survivor=survivor, absorbed=absorbed, written=issued, basis=reissuing.basis_of, at=at, by=by
    )  # fmt: skip
    absorbed = locks.case(absorbed.pk)
    reissuing.issue_held(absorbed, issued["held"], by=by, at=at)
    if absorbed.is_open:
        reissuing.issue_clocks(absorbed, issued["clocks_before"], at=at, by=by)
    if survivor.section_117 in ("in_force", "ended"):
        bulk.set_section_117([survivor.pk], aftercare.own_status(survivor) or issued["section_117"])
    for case in (survivor, absorbed):
        owing.move_owners(case=case, by=by, at=at)
    _unfill(survivor.person, absorbed.person, issued["fields"])
    PossibleMatch.objects.filter(pk__in=issued["gone"], state=State.GONE).update(state=State.OPEN, decided_at=None)
    if join.match is not None:
        PossibleMatch.objects.filter(pk=join.match_id).update(
            state=State.OPEN, decided_by=None, decided_at=None, reason=""
        )
    _compare_apart(survivor, absorbed, at)
    join.undone_at, join.undone_by, join.undone_because = at, by, reason.strip()[:400]
    join.save(update_fields=["undone_at", "undone_by", "undone_because"])
    for case in (survivor, absorbed):
        audit.record(
            "case.parted", target=join, by=by, at=at, case_id=case.pk, person_id=case.person_id,
            detail={"parts_ended": len(held), "coordination": again.pk if again else None},
        )  # fmt: skip
    return join


def _unfill(person, other, before):
    """Give back what was taken, where nobody has changed it since."""
    changed = [name for name in before if getattr(person, name) == getattr(other, name)]
    for name in changed:
        setattr(person, name, before[name] if before[name] not in ("None", None) else None)
    if changed:
        person.search_key = search_key(person)
        person.save()


def _compare_apart(survivor, absorbed, at):
    families = {case.person_id: comparing.Family(case.person_id, case.pk) for case in (survivor, absorbed)}
    for value in SourceValue.objects.filter(person_id__in=families, is_current=True).order_by("pk"):
        families[value.person_id].add(value)
    comparing.refresh(families.values(), at=at)

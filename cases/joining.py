"""One case becomes part of another, by pointer, and parts again. Rows stay where they are (decisions.md 7).

Not a door: ``merging`` asks the policy, holds the transaction and both locks, writes the audit, and re-issues parts and clocks.
"""

from access.rows import effective, writing
from cases import involvement
from cases.models import NO_DATE, Bar, Case, CaseGrant, Coordination, Identifier, InvolvementBasis, NamedAccess
from cases.services.letting_in import view_permission
from cases.services.transfers import end_transfers

KINDS = InvolvementBasis.Kind


def absorb(*, survivor, absorbed, at):
    """Point the absorbed case and its person to the survivor: it leaves every list, and reads go over the family.

    Whoever was let in or barred by name stays so on the survivor. Returns what was written, for :func:`part_again`.
    """
    written = {"was_open": absorbed.is_open, "bars": _carry_bars(survivor, absorbed, at)}
    written["grants"] = _carry_grants(survivor, absorbed, at)
    written["transfers"] = end_transfers(case=absorbed, words="The record became part of another", by=None, at=at)
    written["restricted"] = absorbed.restricted and not survivor.restricted
    ended = list(Coordination.objects.filter(case=absorbed, effective_until=None))
    with writing(Case, Coordination):
        for row in ended:
            row.effective_until = max(at, row.effective_from)
            row.save(update_fields=["effective_until"])
        involvement.remove_bases(KINDS.COORDINATION, [row.pk for row in ended])
        absorbed.merged_into, absorbed.is_open, absorbed.next_due = survivor, False, NO_DATE
        absorbed.save(update_fields=["merged_into", "is_open", "next_due"])
        if written["restricted"]:
            survivor.restricted = True
            survivor.save(update_fields=["restricted"])
    for case in (absorbed, survivor):
        involvement.copy_case(case)
    person = absorbed.person
    person.merged_into = survivor.person
    person.save(update_fields=["merged_into"])
    written["identifiers"] = settle_numbers([survivor.person_id, absorbed.person_id])
    return written


def part_again(*, survivor, absorbed, written, basis, at, by):
    """Clear the pointer and give the case back what it had: open or not, who coordinated, its settled numbers.

    ``basis(coordination)`` makes the reason of involvement of a coordination. Bars stay on both: a bar is never lifted by
    the way.
    """
    before = Coordination.objects.filter(case=absorbed).order_by("-effective_from", "-pk").first()
    with writing(Case, Coordination):
        absorbed.merged_into = None
        absorbed.is_open = written["was_open"]
        absorbed.save(update_fields=["merged_into", "is_open"])
        again = None
        if before is not None:
            again = Coordination.objects.create(
                case=absorbed, organisation=before.organisation, team=before.team, worker=absorbed.coordinator,
                staff_code=before.staff_code, effective_from=at, recorded_at=at, recorded_by=by,
            )  # fmt: skip
        if written["restricted"]:
            survivor.restricted = False
            survivor.save(update_fields=["restricted"])
    for case in (absorbed, survivor):
        involvement.copy_case(case)
    if again is not None:
        involvement.add_bases([basis(again)], at=at, facts=involvement.facts_of(absorbed))
    with writing(NamedAccess):
        given = NamedAccess.objects.filter(pk__in=written["grants"])
        CaseGrant.objects.filter(content_object=survivor, user__in=given.values("worker")).delete()
        given.filter(effective_until=None).update(effective_until=at)
    person = absorbed.person
    person.merged_into = None
    person.save(update_fields=["merged_into"])
    Identifier.objects.filter(pk__in=[pk for pk, settled in written["identifiers"] if not settled]).update(
        is_settled=False
    )
    return again


def settle_numbers(person_ids):
    """Of each number that a family holds, one row is settled, unless somebody else holds it settled.

    Returns [(identifier key, was it settled before)] of the rows that changed.
    """
    changed = []
    rows = Identifier.objects.filter(person_id__in=person_ids).exclude(type=Identifier.Type.LOCAL)
    by_number = {}
    for row in rows.order_by("-is_settled", "pk"):
        by_number.setdefault((row.type, row.value), []).append(row)
    for (kind, value), found in by_number.items():
        settled = Identifier.objects.filter(type=kind, value=value, is_settled=True)
        if not settled.exists():
            changed.append((found[0].pk, False))
            found[0].is_settled = True
            found[0].save(update_fields=["is_settled"])
    return changed


def _carry_bars(survivor, absorbed, at):
    there = set(Bar.objects.filter(effective(at), case=survivor).values_list("worker_id", flat=True))
    with writing(Bar):
        rows = [
            Bar.objects.create(
                worker_id=bar.worker_id, case=survivor, reason=bar.reason, set_by_id=bar.set_by_id, effective_from=at,
                effective_until=bar.effective_until, recorded_at=at,
            )
            for bar in Bar.objects.filter(effective(at), case=absorbed)
            if bar.worker_id not in there
        ]  # fmt: skip
    return [row.pk for row in rows]


def _carry_grants(survivor, absorbed, at):
    there = set(NamedAccess.objects.filter(effective(at), case=survivor).values_list("worker_id", flat=True))
    carried = []
    for row in NamedAccess.objects.filter(effective(at), case=absorbed).exclude(worker_id__in=there):
        with writing(NamedAccess):
            again = NamedAccess.objects.create(
                worker_id=row.worker_id, organisation_id=row.organisation_id, case=survivor, reason=row.reason,
                granted_by_id=row.granted_by_id, effective_from=at, effective_until=row.effective_until, recorded_at=at,
            )  # fmt: skip
        CaseGrant.objects.update_or_create(
            user_id=row.worker_id, content_object=survivor, permission=view_permission(),
            defaults={"organisation_id": row.organisation_id, "expires_at": row.effective_until},
        )  # fmt: skip
        carried.append(again.pk)
    return carried

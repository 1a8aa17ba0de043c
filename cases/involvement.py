"""The only module that writes :class:`InvolvementBasis` and :class:`Involvement`.

A basis is one live reason why a team is involved in a case (it coordinates, it holds a part). Involvement is derived:
for every basis one row for the organisation's whole team and, where the basis names a smaller team, one for that team.
Callers hold the case lock and are inside the transaction of the change that gave the reason. This projection decides
access: a missed delete is a leak, so ``manage.py check_access`` proves it against its sources.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from access import copying
from access.rows import writing
from cases.models import NO_DATE, Case, Involvement, InvolvementBasis
from partners.models import Team


@dataclass(frozen=True, slots=True)
class Basis:
    """One reason to be written. ``whole_team_id`` is the organisation's whole team, to save a look-up."""

    case_id: int
    organisation_id: int
    team_id: int
    whole_team_id: int
    domain_id: int
    kind: str
    reference: int

    def teams(self):
        return {self.whole_team_id, self.team_id}


def whole_teams(organisation_ids):
    """Organisation id -> id of its whole team. One query."""
    return dict(
        Team.objects.filter(organisation_id__in=set(organisation_ids), is_whole=True).values_list(
            "organisation_id", "pk"
        )
    )


def add_bases(bases, *, at, facts):
    """Write the reasons and what follows from them: two statements, however many.

    ``facts`` maps a case id to (next due, open, restricted) as they stand on the locked case.
    """
    if not bases:
        return
    with writing(InvolvementBasis, Involvement):
        copying.create(
            InvolvementBasis.objects,
            [
                InvolvementBasis(
                    case_id=b.case_id,
                    organisation_id=b.organisation_id,
                    team_id=b.team_id,
                    domain_id=b.domain_id,
                    kind=b.kind,
                    reference=b.reference,
                    recorded_at=at,
                )
                for b in bases
            ],
        )
        wanted = {(b.case_id, team): b.organisation_id for b in bases for team in b.teams()}
        Involvement.objects.bulk_create(
            [
                Involvement(
                    case_id=case_id,
                    organisation_id=organisation_id,
                    team_id=team_id,
                    next_due=facts[case_id][0],
                    is_open=facts[case_id][1],
                    restricted=facts[case_id][2],
                )
                for (case_id, team_id), organisation_id in wanted.items()
            ],
            ignore_conflicts=True,
        )


def facts_of(case):
    """What involvement copies from a case, in the form ``add_bases`` takes."""
    return {case.pk: (case.next_due, case.is_open, case.restricted)}


def remove_bases(kind, references):
    """Take reasons away, and with the last reason of a team its sight. The caller holds the lock of each case."""
    references = list(references)
    if not references:
        return
    with writing(InvolvementBasis, Involvement):
        gone = InvolvementBasis.objects.filter(kind=kind, reference__in=references)
        pairs = set(gone.values_list("case_id", "organisation_id"))
        gone.delete()
        for case_id, organisation_id in pairs:
            left = InvolvementBasis.objects.filter(case_id=case_id, organisation_id=organisation_id)
            keep = set(left.values_list("team_id", flat=True))
            stale = Involvement.objects.filter(case_id=case_id, organisation_id=organisation_id)
            if keep:
                stale = stale.exclude(Q(team_id__in=keep) | Q(team__is_whole=True))
            stale.delete()


def copy_case(case):
    """Bring the copies of next due, open and restricted up to the case. One statement."""
    with writing(Involvement):
        Involvement.objects.filter(case_id=case.pk).update(
            next_due=case.next_due, is_open=case.is_open, restricted=case.restricted
        )


def set_next_due(case, due):
    """Put the earliest live review clock on the case and its lists; None means no date. The caller holds the lock."""
    due = due or NO_DATE
    if case.next_due == due:
        return
    case.next_due = due
    with writing(Case):
        Case.objects.filter(pk=case.pk).update(next_due=due)
    copy_case(case)


def set_next_dues(cases, dues):
    """The same as :func:`set_next_due` for many locked cases; ``dues`` is {case id: due or None}. Three statements a batch."""
    changed = []
    for case in cases:
        due = dues[case.pk] or NO_DATE
        if case.next_due != due:
            case.next_due = due
            changed.append(case)
    if len(changed) == 1:
        with writing(Case):
            Case.objects.filter(pk=changed[0].pk).update(next_due=changed[0].next_due)
        copy_case(changed[0])
    elif changed:
        with writing(Case, Involvement):
            _update_due(changed)
            due = Case.objects.filter(pk=OuterRef("case_id")).values("next_due")
            Involvement.objects.filter(case_id__in=[case.pk for case in changed]).update(next_due=Subquery(due))


def _update_due(cases):
    """One prepared statement for all: a CASE of thousands of branches costs ten times as much to build as to run."""
    table, column = Case._meta.db_table, Case._meta.get_field("next_due").column
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {name(table)} SET {name(column)} = %s WHERE {name('id')} = %s",  # noqa: S608 - names of our own model
            [(connection.ops.adapt_datetimefield_value(case.next_due), case.pk) for case in cases],
        )


def rebuild(case_ids):
    """Write involvement again from the bases, for some cases: after a repair, never in daily work."""
    case_ids = list(case_ids)
    with writing(Involvement):
        Involvement.objects.filter(case_id__in=case_ids).delete()
        cases = {c.pk: c for c in Case.objects.filter(pk__in=case_ids)}
        bases = list(InvolvementBasis.objects.filter(case_id__in=case_ids))
        whole = whole_teams(b.organisation_id for b in bases)
        rows = {}
        for b in bases:
            for team_id in {b.team_id, whole[b.organisation_id]}:
                case = cases[b.case_id]
                rows[b.case_id, team_id] = Involvement(
                    case_id=b.case_id,
                    organisation_id=b.organisation_id,
                    team_id=team_id,
                    next_due=case.next_due,
                    is_open=case.is_open,
                    restricted=case.restricted,
                )
        Involvement.objects.bulk_create(rows.values())

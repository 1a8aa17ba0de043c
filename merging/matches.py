"""Pairs who may be one person: raised by imports, settled by people (``joining``)."""

from audit import services as audit
from cases.models import Case, RecordKind
from merging.models import MergedRecord, PossibleMatch
from merging.records import HEALTH, SOCIAL_CARE

State = PossibleMatch.State
ROWS_AT_ONCE = 2_000


def raise_matches(pairs, *, roots, run, at):
    """Keep the pairs of an extract: new ones are open, open ones that it no longer shows are gone.

    ``pairs`` are (health id, social care id, because, evidence); ``roots`` maps (source, local id) to who it is now. A
    refused pair that the extract shows again has changed: it is open again. Returns how many are new or open again.
    """
    wanted = {}
    for health_id, social_id, because, evidence in pairs:
        one, other = roots.get((HEALTH, health_id)), roots.get((SOCIAL_CARE, social_id))
        if one and other and one != other:
            wanted[one, other] = (because, evidence)
    cases = dict(
        MergedRecord.objects.filter(person_id__in={pk for pair in wanted for pk in pair}).values_list(
            "person_id", "case_id"
        )
    )
    known = {(row.person_id, row.other_person_id): row for row in PossibleMatch.objects.all()}
    gone = [row.pk for pair, row in known.items() if row.state == State.OPEN and row.run_id and pair not in wanted]
    PossibleMatch.objects.filter(pk__in=gone).update(state=State.GONE, decided_at=at)
    new, again = [], []
    for pair, (because, evidence) in wanted.items():
        row = known.get(pair)
        if row is None:
            new.append(
                PossibleMatch(
                    person_id=pair[0], other_person_id=pair[1], case_id=cases[pair[0]], other_case_id=cases[pair[1]],
                    because=because, evidence=evidence, raised_at=at, run=run,
                )
            )  # fmt: skip
        elif row.state == State.GONE or (row.state == State.REFUSED and row.evidence != evidence):
            row.state, row.decided_at, row.decided_by, row.reason = State.OPEN, None, None, ""
            row.because, row.evidence, row.raised_at, row.run = because, evidence, at, run
            again.append(row)
        elif row.state == State.OPEN and row.evidence != evidence:
            PossibleMatch.objects.filter(pk=row.pk).update(because=because, evidence=evidence)
    PossibleMatch.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    PossibleMatch.objects.bulk_update(
        again,
        ["state", "decided_at", "decided_by", "reason", "because", "evidence", "raised_at", "run"],
        batch_size=500,
    )
    audit.record_many(
        [
            {
                "action": "match.raised", "target": row, "by": None, "at": at, "case_id": row.case_id,
                "person_id": row.person_id, "detail": {"because": row.because},
            }
            for row in (*new, *again)
        ]
    )  # fmt: skip
    return len(new) + len(again)


def raise_same_number(pairs, *, at):
    """Somebody was here under an NHS number, and an extract brings another under it whose date of birth is not known to
    agree: whether they are one is for a coordinator. ``pairs`` are (who was here, who came)."""
    everybody = {pk for pair in pairs for pk in pair}
    cases = dict(
        Case.objects.filter(person_id__in=everybody, kind=RecordKind.PERSON, merged_into=None).values_list(
            "person_id", "pk"
        )
    )
    for one, other in pairs:
        if one in cases and other in cases:
            PossibleMatch.objects.create(
                person_id=one, other_person_id=other, case_id=cases[one], other_case_id=cases[other], because="number",
                evidence="", raised_at=at,
            )  # fmt: skip

"""Clocks that a worker begins or ends by hand: where a duty begins or ends outside the extracts, with the reason."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access_policies
from access.roles import Permission
from assessments import aftercare_queries, clocks
from assessments.clocks import Side
from assessments.framework_files import library
from assessments.models import ReviewClock
from calendars import local_day
from cases import locks
from design.words import long_date

#: The clock of aftercare, which the signatures of both bodies end where the right itself is written down.
AFTERCARE = "review.section_117"


@transaction.atomic
def begin_duty(*, case, kind, began_on, because, by, at, organisation=None):
    """Begin the clock of a duty on the day it began, saying how that is known. Returns the clock.

    By the coordinator, or a worker of a statutory body on the case. Refuses a day to come or before the person's birth, no
    reason, a duty that runs already, and one that never begins by hand.
    """
    access_policies.require(by, Permission.KEEP_DUTY, case, at=at)
    case = locks.case(case.pk)
    clock, errors = library().clocks().get(kind), {}
    if clock is None or not clock.begins:
        raise ValidationError({"kind": "Choose from the duties in the list."})
    if ReviewClock.objects.filter(case=case, kind=kind, ended_at=None).exists():
        errors["kind"] = f"{clock.name} has its date already."
    if began_on > local_day(at):
        errors["began_on"] = "The day cannot be in the future. Write it down when it has begun."
    elif case.person.birth_date and began_on < case.person.birth_date:
        errors["began_on"] = f"The day must be after the person’s birth on {long_date(case.person.birth_date)}."
    if not because.strip():
        errors["because"] = "Write how you know, or who decided it."
    if errors:
        raise ValidationError(errors)
    side = Side(
        started_on=began_on, organisation_id=organisation and organisation.pk, source_text=f"Written down by {by.name}",
        because=because.strip()[:400],
    )  # fmt: skip
    clocks.set_clocks(case=case, sides={kind: side}, at=at, by=by)
    return ReviewClock.objects.get(case=case, kind=kind, ended_at=None)


@transaction.atomic
def end_duty(*, case, kind, because, by, at, in_error=False):
    """End the clock of a duty: nothing is reviewed for it any longer. ``in_error``: it should never have begun.

    By those who may begin it. Aftercare ends only when both bodies are satisfied that it is no longer needed (MHA83
    s117(2)), never by one worker here: of such a duty only an error is put right. Refuses no reason, and no clock.
    """
    access_policies.require(by, Permission.KEEP_DUTY, case, at=at)
    case = locks.case(case.pk)
    clock = library().clocks().get(kind)
    if clock is None or not ReviewClock.objects.filter(case=case, kind=kind, ended_at=None).exists():
        raise ValidationError("This duty has no date here, or somebody has ended it meanwhile.")
    if clock.ends_signed and not in_error:
        raise ValidationError(
            {"why": f"{clock.name}: the duty ends only when both bodies have agreed that it does, not by one worker."}
        )
    if kind == AFTERCARE and aftercare_queries.live(case):
        raise ValidationError(
            {"why": f"{clock.name}: aftercare is in force. Its clock stops when both bodies have signed that it ends."}
        )
    if not because.strip():
        raise ValidationError({"because": "Write why it ends, or what was wrong."})
    clocks.set_clocks(
        case=case, sides={kind: None}, at=at, by=by,
        because=f"{'Written down in error: ' if in_error else ''}{because.strip()}"[:400],
    )  # fmt: skip

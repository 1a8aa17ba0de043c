"""Read shapes of the scores of a case. Each takes a case that the caller may open and the domains that they read
(``policies.reach``): scores of other domains are not counted, named or hinted at.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from cases.policies import family
from design.words import long_date
from instruments.definition import ANSWERED_BY
from instruments.definition_files import library
from instruments.models import Score, Withdrawal

_WITHDRAWN = ("withdrawal__by", "withdrawal__organisation")
#: How many scores the page of a case shows: years of them.
SIZE = 200


def _read(case_ids, reads):
    return Score.objects.filter(case_id__in=case_ids, domain__code__in=reads).select_related(
        "by", "organisation", "domain"
    )


@dataclass(frozen=True, slots=True)
class Series:
    """The scores of one instrument as one person answers it, oldest first: different views are never drawn together."""

    instrument: str
    name: str
    answered_by: str
    scores: tuple


def series(case, reads):
    """([Series], whether older scores were left out): scores that stand, by instrument and who answered. One query."""
    rows = _read(family(case), reads).filter(replaced_by=None, withdrawal=None).order_by("-measured_on", "-pk")
    rows = list(rows[: SIZE + 1])
    grouped = defaultdict(list)
    for score in reversed(rows[:SIZE]):
        grouped[score.instrument, score.answered_by].append(score)
    made = [Series(code, scores[-1].name, who, tuple(scores)) for (code, who), scores in grouped.items()]
    return sorted(made, key=lambda one: (one.name.casefold(), one.answered_by)), len(rows) > SIZE


def one(case, reads, number):
    """One score of the case or of a case that became part of it, or None. One query."""
    rows = _read(family(case), reads).select_related("replaces", "replaced_by__by", *_WITHDRAWN)
    return rows.filter(pk=number).first()


def before(score):
    """What a score put right, newest first: every row it replaced, and what those had replaced."""
    if score.replaces_id is None:
        return []
    rows = Score.objects.filter(case_id=score.case_id, instrument=score.instrument, at__lte=score.at)
    known = {row.pk: row for row in rows.select_related("by", "organisation")}
    found, number = [], score.replaces_id
    while number is not None:
        found.append(known[number])
        number = known[number].replaces_id
    return found


def latest(case, reads, size=3):
    """The newest score that stands of each instrument and voice, the newest first. One query; none for who reads no domain."""
    if not reads:
        return []
    ids = family(case)
    newest = (
        Score.objects.filter(
            case_id__in=ids,
            domain__code__in=reads,
            instrument=OuterRef("instrument"),
            answered_by=OuterRef("answered_by"),
            replaced_by=None,
            withdrawal=None,
        )  # fmt: skip
        .order_by("-measured_on", "-pk")
        .values("pk")[:1]
    )
    rows = _read(ids, reads).filter(replaced_by=None, withdrawal=None, pk=Subquery(newest))
    return list(rows.order_by("-measured_on", "-pk")[:size])


def total_in_words(total):
    """ "Total 12 of 27, moderate", or "Total: no score, 8 of 9 answered"."""
    if not total["value"]:
        return f"{total['name']}: no score, {total['answered']} of {total['of']} answered"
    more = [total["band"]] if total["band"] else []
    if total["not_known"]:
        more.append(f"{total['not_known']} not known")
    if total["prorated"]:
        more.append(f"worked out from {total['answered']} of {total['of']} answers")
    return ", ".join([f"{total['name']} {total['value']} of {total['highest']}", *more])


def score_in_words(score):
    """ "PHQ-9: Total 12 of 27, moderate"."""
    return f"{score.name}: {'; '.join(total_in_words(total) for total in score.totals)}"


def _until(case, until, first):
    """The case's own rows that were recorded by a moment, or the first so many, in the order in which they were recorded.

    Its own: a case that is joined to it later changes nothing of what was sealed before, and undoing a join neither.
    """
    rows = Score.objects.filter(case_id=case.pk).select_related("by", "organisation", "domain").order_by("pk")
    rows = rows.filter(at__lte=until) if first is None else rows[:first]
    return sorted(rows, key=lambda score: (score.at, score.pk))


def recorded(case):
    """How many scores were recorded on the case itself. Under the lock of the case nobody records one meanwhile."""
    return Score.objects.filter(case_id=case.pk).count()


def canonical(case, *, until, first=None):
    """Every score of a case as recorded up to a moment, as plain values for sealing: no key of the database stands in it.

    ``first`` says how many there were (:func:`recorded`, asked under the lock of the case): then these are meant, whatever
    the moment at which somebody began to record the next. In the order of recording. ``number`` counts from 1; ``replaces``
    is the number of the row that a correction put right. Corrected rows stand too: what was recorded then is what is sealed.
    """
    rows = _until(case, until, first)
    numbers = {score.pk: number for number, score in enumerate(rows, start=1)}
    return [
        {
            "number": numbers[score.pk], "instrument": score.instrument, "version": score.version,
            "domain": score.domain.code, "measured_on": score.measured_on.isoformat(), "answered_by": score.answered_by,
            "recorded_at": score.at.isoformat(timespec="microseconds"), "organisation": score.organisation.code,
            "answers": dict(sorted(score.answers.items())), "totals": score.totals,
            "replaces": numbers.get(score.replaces_id), "because": score.because,
        }
        for score in rows
    ]  # fmt: skip


def in_words(case, reads, *, until, first=None):
    """[(heading, line)] of the scores that stood at a moment, of the domains read, newest measurement first: for printing.

    ``first`` as in :func:`canonical`. What was withdrawn since is left out all the same: it is not shown any more, wherever
    it was sealed.
    """
    rows = _until(case, until, first)
    corrected = {score.replaces_id for score in rows}
    withdrawn = set(Withdrawal.objects.filter(score__in=rows).values_list("score_id", flat=True))
    gone = corrected | withdrawn
    standing = [score for score in rows if score.pk not in gone and score.domain.code in reads]
    return [
        (
            f"{score.name}, {long_date(score.measured_on)}",
            f"{'; '.join(total_in_words(total) for total in score.totals)}. Answered by {ANSWERED_BY[score.answered_by]}. "
            f"Recorded by {score.by.name}, {score.organisation.short_name}",
        )
        for score in sorted(standing, key=lambda score: (score.measured_on, score.at), reverse=True)
    ]


def withdrawals(case, reads, until, size):
    """What was withdrawn, for the timeline, newest first: the row that stood until then. One query."""
    rows = Withdrawal.objects.filter(
        score__case_id__in=family(case), score__domain__code__in=reads, score__replaced_by=None
    )
    if until is not None:
        rows = rows.filter(at__lt=until)
    return rows.select_related("score", "by", "organisation").order_by("-at", "-pk")[:size]


def reads_any(reads):
    """Whether any instrument of this installation belongs to a domain that somebody reads."""
    return bool(library().domains() & reads)


def timeline_rows(case, reads, until, size):
    """Scores and corrections for the timeline, newest first. One query."""
    rows = _read(family(case), reads).select_related("withdrawal")
    if until is not None:
        rows = rows.filter(at__lt=until)
    return rows.order_by("-at", "-pk")[:size]

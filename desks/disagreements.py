"""Where two records disagree about a person, or may be about the same person: counted per case, for lists."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from merging.models import Conflict, PossibleMatch


def _conflicts(case):
    return Conflict.objects.filter(case=OuterRef(case), state=Conflict.State.OPEN)


def _matches(side, case):
    return PossibleMatch.objects.filter(**{side: OuterRef(case)}, state=PossibleMatch.State.OPEN)


def count_on(case):
    """How many values are to be decided on the case with the key ``case``; null for none."""
    numbers = _conflicts(case).order_by().values("case").annotate(number=Count("pk")).values("number")
    return Subquery(numbers, output_field=IntegerField())


def match_on(case):
    """The key of an open possible match of the case, from whichever side; null for none."""
    return Coalesce(
        Subquery(_matches("case", case).values("pk")[:1]),
        Subquery(_matches("other_case", case).values("pk")[:1]),
    )


def conflicts_on(case):
    """The condition that values are to be decided on the case."""
    return Q(Exists(_conflicts(case)))


def any_on(case):
    """The condition that something is to be decided on the case: a value, or whether two records are one person."""
    return conflicts_on(case) | Q(Exists(_matches("case", case))) | Q(Exists(_matches("other_case", case)))

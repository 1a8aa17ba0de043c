"""Questions compiled once for their shape and asked again with other values.

Compiling a query of access takes Django five to ten times as long as PostgreSQL takes to answer it, and longer the more
conditions a way in has: a charity's list, which asks for consent, cost twice a trust's. The SQL depends on how many roles
somebody has and of which kind, hardly ever on who they are; so it is made once a process and a shape (ADR 11).

What is compiled is the one queryset that everybody reads. It is made with blanks in place of keys and moments, and a blank
that does not come back as a parameter of its own is an error: nothing of a first asker can stay in what a second one asks.
"""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection

#: Blanks are numbers and moments that no row holds; anything near them that is no blank was reckoned from one.
_NUMBERS = 9_007_000_000_000_000_000
_MOMENTS = datetime(9990, 1, 1, tzinfo=UTC)
_NEAR_NUMBERS = 9_000_000_000_000_000_000
_NEAR_MOMENTS = datetime(9900, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
#: A process keeps so many shapes, the least used go first.
LIMIT = 400

_compiled = OrderedDict()


class NotAShape(RuntimeError):
    """A question whose SQL depends on the values it was compiled with, beyond its parameters."""


class _Blank(str):
    """The place of a fact among the parameters, by its name."""


def ask(name, shape, facts, build):
    """All rows of ``build(facts)``, a queryset of plain values (``values_list``), as tuples.

    ``facts`` are named numbers and moments; ``shape`` is everything else on which ``build`` depends, hashable. Only on
    PostgreSQL, whose values need no conversion; raises NotAShape when a fact goes into the SQL other than as it is.
    """
    if connection.vendor != "postgresql":
        return list(build(facts))
    key = (name, shape, tuple((fact, isinstance(value, datetime)) for fact, value in facts.items()))
    if key in _compiled:
        _compiled.move_to_end(key)
    else:
        _compiled[key] = _compile(build, facts)
        if len(_compiled) > LIMIT:
            _compiled.popitem(last=False)
    if _compiled[key] is None:
        return []
    sql, places = _compiled[key]
    with connection.cursor() as cursor:
        cursor.execute(sql, [facts[place] if isinstance(place, _Blank) else place for place in places])
        return cursor.fetchall()


def _compile(build, facts):
    blanks = {
        fact: _MOMENTS + timedelta(seconds=place) if isinstance(value, datetime) else _NUMBERS + place
        for place, (fact, value) in enumerate(facts.items())
    }
    try:
        sql, params = build(blanks).query.sql_with_params()
    except EmptyResultSet:
        return None  # whatever the values are: the shape itself finds nothing
    if str(_NUMBERS)[:6] in sql or "9990-" in sql:
        raise NotAShape("A fact stands in the SQL itself, not among its parameters.")
    names = {value: _Blank(fact) for fact, value in blanks.items()}
    return sql, tuple(_place(param, names) for param in params)


def _place(param, names):
    if isinstance(param, (int, datetime)) and not isinstance(param, bool):
        if param in names:
            return names[param]
        first, last = _NEAR_MOMENTS
        near = first <= param < last if isinstance(param, datetime) else param >= _NEAR_NUMBERS
        if near:
            raise NotAShape("A parameter was reckoned from a fact: give the result as a fact of its own.")
    return param

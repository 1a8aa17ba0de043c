"""Questions compiled once for their shape and asked again with other values.

Compiling a query of access takes Django five to ten times as long as PostgreSQL takes to answer it, and longer the more
conditions a way in has: a charity's list, which asks for consent, cost twice a trust's. The SQL depends on how many roles
somebody has and of which kind, hardly ever on who they are; so it is made once a process and a shape (ADR 11).

What is compiled is the one queryset that everybody reads. It is made with blanks in place of keys and moments, and a blank
that does not come back as a parameter of its own is an error: nothing of a first asker can stay in what a second one asks.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection

#: Blanks are numbers and moments that no row holds; anything near them that is no blank was reckoned from one.
_NUMBERS = 9_007_000_000_000_000_000
_MOMENTS = datetime(9990, 1, 1, tzinfo=UTC)
_NEAR_NUMBERS = 9_000_000_000_000_000_000
_NEAR_MOMENTS = datetime(9900, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
_KEPT_NEAR = re.compile(r"99\d\d-\d\d-\d\d \d\d:\d\d")
#: A process keeps so many shapes, the least used go first.
LIMIT = 400

_compiled = OrderedDict()


class NotAShape(RuntimeError):
    """A question whose SQL depends on the values it was compiled with, beyond its parameters."""


class _Blank(str):
    """The place of a fact among the parameters, by its name."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL with its parameters in order, blanks among them, and how what comes back becomes values again."""

    sql: str
    places: tuple
    compiler: object
    converters: dict

    def rows(self, facts):
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [_kept(facts[p]) if isinstance(p, _Blank) else p for p in self.places])
            rows = cursor.fetchall()
        if self.converters:
            return [tuple(row) for row in self.compiler.apply_converters(rows, self.converters)]
        return rows


def ask(name, shape, facts, build):
    """All rows of ``build(facts)``, a queryset of plain values (``values_list``), as tuples.

    ``facts`` are named numbers and moments; ``shape`` is everything else on which ``build`` depends, hashable. Raises
    NotAShape when a fact goes into the SQL other than as it is.
    """
    key = (name, shape, tuple((fact, isinstance(value, datetime)) for fact, value in facts.items()))
    if key in _compiled:
        _compiled.move_to_end(key)
    else:
        _compiled[key] = _compile(build, facts)
        if len(_compiled) > LIMIT:
            _compiled.popitem(last=False)
    compiled = _compiled[key]
    return [] if compiled is None else compiled.rows(facts)


def _kept(value):
    """A fact as the database takes it: SQLite keeps moments as text."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _compile(build, facts):
    blanks = {
        fact: _MOMENTS + timedelta(seconds=place) if isinstance(value, datetime) else _NUMBERS + place
        for place, (fact, value) in enumerate(facts.items())
    }
    compiler = build(blanks).query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None  # whatever the values are: the shape itself finds nothing
    if str(_NUMBERS)[:6] in sql or "9990-" in sql:
        raise NotAShape("A fact stands in the SQL itself, not among its parameters.")
    names = {_kept(value): _Blank(fact) for fact, value in blanks.items()}
    places = tuple(_place(param, names) for param in params)
    converters = compiler.get_converters([expression for expression, _, _ in compiler.select])
    return _Compiled(sql, places, compiler, converters)


def _place(param, names):
    if isinstance(param, (int, str, datetime)) and not isinstance(param, bool):
        if param in names:
            return names[param]
        if _is_near(param):
            raise NotAShape("A parameter was reckoned from a fact: give the result as a fact of its own.")
    return param


def _is_near(param):
    """Whether a parameter is of the kind of the blanks, which no row holds."""
    if isinstance(param, int):
        return param >= _NEAR_NUMBERS
    if isinstance(param, str):
        return _KEPT_NEAR.match(param) is not None
    first, last = _NEAR_MOMENTS
    return first <= param < last

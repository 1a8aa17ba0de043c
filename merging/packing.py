"""A person as one source knows them, as plain data and back. Pure.

So that either side can come alone: what the other side brought on an earlier day is unpacked and compared again.
"""

import dataclasses
import datetime
import functools
import types
import typing

from merging.records import Event, HealthPerson, Particulars, SocialPerson

NOT_KEPT = frozenset({"ids", "also", "line"})
SETTLED_LATER = frozenset({"number", "birth", "postcode", "gender", "in_scope"})


def pack(person):
    """One registration, without the others folded into it, as what JSON can hold."""
    if isinstance(person, HealthPerson):
        kept = {f.name: _plain(getattr(person, f.name)) for f in dataclasses.fields(person) if f.name not in NOT_KEPT}
        return {"line": person.line, **kept}
    return {
        "line": person.line,
        "particulars": [[_plain(said), _plain(rank), line] for said, (rank, line) in person.particulars.items()],
        "events": [_plain(event) for event in person.events.values()],
    }


def unpack_health(local_id, packed):
    """The `HealthPerson` that was packed under a local id."""
    names = [f.name for f in dataclasses.fields(HealthPerson) if f.name not in NOT_KEPT]
    readers = _readers(HealthPerson)
    known = {name: readers[name](packed[name]) for name in names if name in packed}
    return HealthPerson(ids=(local_id,), line=packed["line"], **known)


def unpack_social(local_id, packed):
    """The `SocialPerson` that was packed under a local id; what matching needs is settled again from its particulars."""
    person = SocialPerson(ids=(local_id,), line=packed["line"])
    for said, rank, line in packed["particulars"]:
        moment = (_day(rank[0]), _day(rank[1]), rank[2])
        person.particulars[_made(Particulars, said)] = (moment, line)
    for told in packed["events"]:
        event = _made(Event, told)
        person.events[event_key(event)] = event
    return person


def event_key(event):
    """By what an event is recognised when it is sent again."""
    if event.reference:
        return (event.kind, event.reference)
    return (event.kind, "", event._replace(line=0))


def _plain(value):
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return [_plain(getattr(value, f.name)) for f in dataclasses.fields(value)]
    return [_plain(each) for each in value]


def _day(text):
    return datetime.date.fromisoformat(text) if text else None


def _as_is(value):
    return value


@functools.cache
def _readers(kind):
    """Field name -> the function that makes its value again out of plain data."""
    hints = typing.get_type_hints(kind)
    return {name: _reader(hint) for name, hint in hints.items()}


def _reader(hint):
    if isinstance(hint, types.UnionType) and datetime.date in typing.get_args(hint):
        return _day
    if typing.get_origin(hint) is list:
        (inner,) = typing.get_args(hint)
        return lambda values: [_made(inner, value) for value in values]
    if isinstance(hint, type) and (dataclasses.is_dataclass(hint) or hasattr(hint, "_fields")):
        return lambda value: _made(hint, value)
    return _as_is


def _made(kind, values):
    return kind(*(read(value) for read, value in zip(_readers(kind).values(), values, strict=True)))

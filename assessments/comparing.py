"""Two versions side by side: what changed, what was added, what was left out, what stayed. Pure."""

from dataclasses import dataclass

CHANGED, ADDED, LEFT_OUT = "changed", "added", "left_out"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not the same in both versions: ``before`` and ``after`` are entries, None where there is none."""

    kind: str
    before: object
    after: object

    @property
    def label(self):
        return (self.after or self.before).label


@dataclass(frozen=True, slots=True)
class Compared:
    """One heading: what is different under it, and what is the same (as the later version has it)."""

    key: str
    title: str
    changes: tuple
    same: tuple


def compare(before, after):
    """[:class:`Compared`] of two readings (groups with entries), in the order of the later one; what it no longer has, last.

    Every entry of both stands exactly once, with its counterpart where it has one. Neither reading is changed.
    """
    earlier, later = {group.key: group for group in before}, {group.key: group for group in after}
    return [
        _group(earlier.get(key), later.get(key), (later.get(key) or earlier[key]))
        for key in dict.fromkeys((*later, *earlier))
    ]


def _group(before, after, titled):
    old = {entry.key: entry for entry in (before.entries if before else ())}
    new = {entry.key: entry for entry in (after.entries if after else ())}
    changes, same = [], []
    for key, entry in new.items():
        was = old.get(key)
        if was is None:
            changes.append(Change(ADDED, None, entry))
        elif was.content != entry.content:
            changes.append(Change(CHANGED, was, entry))
        else:
            same.append(entry)
    changes += [Change(LEFT_OUT, entry, None) for key, entry in old.items() if key not in new]
    return Compared(titled.key, titled.title, tuple(changes), tuple(same))

"""What the inbox and the administrators' page read. Everything begins at the worker's own notices."""

from dataclasses import dataclass
from datetime import datetime

from notifications import registry, rulebook
from notifications.models import Notice, Outbox

#: The count in the header stops here: it asks for attention, it is not a figure.
COUNT_LIMIT = 100
PAGE = 50
GONE = "Something you may no longer open"
#: Passed on because nobody nearer was there to be told: an administrator opens no record, and can put that right.
PASSED_ON = "Something of {organisation}. Ask its manager to look; if it has none, give somebody that role"


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as the inbox shows it. Without a link there is nothing behind it that the worker may open."""

    pk: int
    text: str
    has_link: bool
    raised_at: datetime
    is_unread: bool
    is_escalation: bool


def own(worker):
    """The notices of a worker: the queryset every page and every write of the inbox begins with."""
    return Notice.objects.filter(worker_id=worker.pk)


def unread_count(worker):
    """How many notices wait unread, up to 100: show more than 99 as "99+"."""
    return own(worker).filter(read_at=None).order_by()[:COUNT_LIMIT].count()


def unread(worker, *, at, size=PAGE):
    """(lines, are there more): what waits unread, newest first."""
    rows = list(
        own(worker).filter(read_at=None).select_related("organisation").order_by("-raised_at", "-pk")[: size + 1]
    )
    return lines(rows[:size], worker, at=at), len(rows) > size


def earlier(worker, *, at, before=None, size=PAGE):
    """(lines, key of the next page or None): what has been read, newest first, from ``before`` (a key of this worker) on."""
    rows = own(worker).filter(read_at__isnull=False)
    last = own(worker).filter(pk=before).first() if before is not None else None
    if last is not None:
        rows = rows.filter(raised_at__lte=last.raised_at).exclude(raised_at=last.raised_at, pk__gte=last.pk)
    found = list(rows.select_related("organisation").order_by("-raised_at", "-pk")[: size + 1])
    return lines(found[:size], worker, at=at), found[size - 1].pk if len(found) > size else None


def described(notices, worker, *, at):
    """Notice id -> Described, as the rooms word them after asking their policies. Kinds nobody words say their name."""
    by_kind, found, names = {}, {}, None
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    for kind, group in by_kind.items():
        function = registry.describing(kind)
        if function is not None:
            answers = function(group, worker, at)
            found |= {notice.pk: answers.get(notice.pk) or _unopened(notice) for notice in group}
            continue
        names = rulebook.names() if names is None else names
        found |= {notice.pk: registry.Described(names.get(kind, "Something waits")) for notice in group}
    return found


def _unopened(notice):
    if not notice.is_escalation or notice.organisation is None:
        return registry.Described(GONE)
    return registry.Described(PASSED_ON.format(organisation=notice.organisation.name))


def lines(notices, worker, *, at):
    """Notices as lines of the inbox, in their order."""
    words = described(notices, worker, at=at)
    return [
        Line(
            notice.pk,
            words[notice.pk].text,
            bool(words[notice.pk].url),
            notice.raised_at,
            notice.read_at is None,
            notice.is_escalation,
        )
        for notice in notices
    ]


def failed_messages(size=PAGE):
    """Messages that failed for good, newest first, with their recipients. For administrators; says nothing of subjects."""
    return (
        Outbox.objects.filter(state=Outbox.State.FAILED)
        .select_related("notice__worker")
        .order_by("-ended_at", "-pk")[:size]
    )


def to_nobody(size=PAGE):
    """Notices for which no recipient could be found anywhere, newest first."""
    return Notice.objects.filter(worker=None).select_related("organisation").order_by("-raised_at", "-pk")[:size]

"""What scores add to a case's timeline."""

from django.urls import reverse

from cases.timeline import TimelineItem
from domains.policies import readable_domains
from instruments import queries


def timeline(case, worker, before=None, size=20, *, at):
    """Newest first: scores recorded, corrected and withdrawn, of the domains that the worker reads. Two queries beside those
    of access."""
    reads = readable_domains(worker, case, at=at)
    if not reads:
        return []
    items = [_item(case, score) for score in queries.timeline_rows(case, reads, before, size)]
    items += [_withdrawn(case, one) for one in queries.withdrawals(case, reads, before, size)]
    return sorted(items, key=lambda item: item.at, reverse=True)[:size]


def _item(case, score):
    is_gone = getattr(score, "withdrawal", None) is not None
    title = f"{score.name}, withdrawn since" if is_gone else queries.score_in_words(score)
    if score.replaces_id:
        title = f"Corrected, {title}"
    note = score.because or f"Recorded by {score.by.name}, {score.organisation.short_name}"
    return TimelineItem(score.at, title, note, reverse("instruments:score", args=[case.reference, score.pk]))


def _withdrawn(case, one):
    address = reverse("instruments:score", args=[case.reference, one.score_id])
    return TimelineItem(one.at, f"Withdrawn: {one.score.name}", f"{one.by.name}: {one.because}", address)

"""What scores add to a case's timeline."""

from django.urls import reverse

from cases.timeline import TimelineItem
from domains.policies import readable_domains
from instruments import queries


def timeline(case, worker, before=None, size=20, *, at):
    """Newest first: scores recorded and corrected, of the domains that the worker reads. One query beside those of access."""
    reads = readable_domains(worker, case, at=at)
    return [_item(case, score) for score in queries.timeline_rows(case, reads, before, size)] if reads else []


def _item(case, score):
    title = queries.score_in_words(score)
    if score.replaces_id:
        title = f"Corrected, {title}"
    note = score.because or f"Recorded by {score.by.name}, {score.organisation.short_name}"
    return TimelineItem(score.at, title, note, reverse("instruments:score", args=[case.reference, score.pk]))

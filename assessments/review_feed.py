"""A worker's calendar feed: making its secret address, taking it back, and what it holds at the moment it is fetched."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from access.decisions import Refused
from access.roles import Permission
from access.rows import effective
from assessments.policies import visible_reviews
from assessments.review_models import CalendarFeed
from audit import services as audit
from cases.models import Case
from domains.models import Part, Share, State
from partners.models import Membership
from partners.standing import may_here, standing_of

#: What was called off or has passed stays in the calendar for this long, so that every program hears of it.
KEPT = timedelta(days=30)


@transaction.atomic
def make_feed(*, worker, at):
    """Make the secret address of a worker's own calendar, and end the one before. Returns the secret: shown once.

    Refuses a worker whose roles open no case.
    """
    decision = may_here(worker, Permission.VIEW_CASE, at=at)
    if not decision:
        raise Refused(decision)
    CalendarFeed.objects.select_for_update().filter(worker=worker, revoked_at=None).update(revoked_at=at)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(worker=worker, digest=_digest(secret), made_at=at)
    audit.record("calendar.made", target=feed, by=worker, at=at)
    return secret


@transaction.atomic
def revoke_feed(*, worker, at):
    """End a worker's own calendar address at once. Returns whether there was one."""
    feed = CalendarFeed.objects.select_for_update().filter(worker=worker, revoked_at=None).first()
    if feed is None:
        return False
    feed.revoked_at = at
    feed.save(update_fields=["revoked_at"])
    audit.record("calendar.revoked", target=feed, by=worker, at=at)
    return True


def feed_of(worker):
    """The worker's feed that is in force, or None."""
    return CalendarFeed.objects.filter(worker=worker, revoked_at=None).first()


def feed_behind(secret, *, at):
    """The feed in force behind a secret, if its worker may still open cases at this moment; else None. Asked anew each time."""
    feed = CalendarFeed.objects.select_related("worker").filter(digest=_digest(secret), revoked_at=None).first()
    if feed is None or not feed.worker.is_active or not may_here(feed.worker, Permission.VIEW_CASE, at=at):
        return None
    return feed


def reviews_to_come(worker, *, at):
    """The meetings a worker is expected at, of cases that are open to them now: those they coordinate, and those in which
    they, or their team where nobody is named, hold a part. Called-off and past ones for 30 days. One query beside the standing."""
    standing = standing_of(worker, at=at)
    seats = Membership.objects.filter(effective(at), worker=worker, organisation__in=standing.organisation_ids())
    mine = Part.objects.filter(Q(worker=worker) | Q(worker=None, team__in=seats.values("team")), state=State.ACCEPTED)
    mine = mine.filter(case=OuterRef("case")).exclude(share=Share.INFORMED)
    coordinated = Case.objects.filter(pk=OuterRef("case"), coordinator=worker)
    return list(
        visible_reviews(worker, at=at)
        .filter(Exists(coordinated) | Exists(mine), scheduled_for__gte=at - KEPT)
        .select_related("case")
        .order_by("scheduled_for", "pk")
    )


def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()

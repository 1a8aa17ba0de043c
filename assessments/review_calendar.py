"""Reviews as iCalendar (RFC 5545): one meeting, or all that a worker has to come. Content-free, because calendars leak.

An event says "Review" and the reference, never a name, a place or a reason; who opens its link signs in. A meeting keeps
its UID for ever and counts its SEQUENCE when it is moved or called off.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from calendars import LONDON

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar_of(reviews, *, at, name="Reviews"):
    """The bytes of a calendar with these planned reviews (``case`` with them), called-off ones as CANCELLED."""
    calendar = Calendar()
    calendar.add("PRODID", "-//Accord//Reviews//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    for review in reviews:
        calendar.add_component(_event(review, at))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(review, at):
    event = Event()
    event.add("UID", f"review-{review.pk}@{urlsplit(settings.ACCORD_BASE_URL).hostname}")
    event.add("SEQUENCE", review.sequence)
    event.add("DTSTAMP", at)
    event.add("DTSTART", review.scheduled_for.astimezone(LONDON))
    event.add("SUMMARY", f"Review {review.case.reference}")
    event.add("STATUS", "CANCELLED" if review.called_off_at else "CONFIRMED")
    event.add("CLASS", "PRIVATE")
    meeting = reverse("assessments:meeting", args=[review.case.reference, review.pk])
    event.add("URL", settings.ACCORD_BASE_URL.rstrip("/") + meeting)
    return event

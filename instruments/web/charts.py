"""A small line chart as inline SVG: no script, and no style attribute, which the policy of the site would refuse.

It adds nothing to the table beside it: the label says so, and what the chart shows in a sentence.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.html import format_html, format_html_join

from design.words import long_date

WIDTH, HEIGHT = 280, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 12, 26
INK, QUIET, LINE, BLUE = "#212b32", "#4c6272", "#aeb7bd", "#005eb8"


@dataclass(frozen=True, slots=True)
class Point:
    """One score: the day, and the number."""

    on: date
    value: Decimal


def line_chart(name, points, *, lowest, highest, marks=()):
    """The chart of two or more points, oldest first. ``marks`` are the numbers at which a band begins: drawn dotted."""
    first, last = points[0], points[-1]
    label = (
        f"{name}: {len(points)} scores, from {first.value} on {long_date(first.on)} to {last.value} on {long_date(last.on)}. "
        "Every score stands in the table."
    )
    placed = [(_x(point.on, first.on, last.on), _y(point.value, lowest, highest)) for point in points]
    return format_html(
        '<svg role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}" focusable="false">'
        '{}<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>{}{}</svg>',
        label, WIDTH, HEIGHT, WIDTH, HEIGHT, _rules(lowest, highest, marks), " ".join(f"{x},{y}" for x, y in placed), BLUE,
        format_html_join("", '<circle cx="{}" cy="{}" r="4" fill="{}"/>', ((x, y, BLUE) for x, y in placed)),
        _days(first.on, last.on),
    )  # fmt: skip


def _rules(lowest, highest, marks):
    """The ends of the scale with their numbers, and where a band begins."""
    ends = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/><text x="{}" y="{}" font-size="12" text-anchor="end" fill="{}">{}</text>',
        (
            (LEFT, _y(end, lowest, highest), WIDTH - RIGHT, _y(end, lowest, highest), LINE, LEFT - 6,
             _y(end, lowest, highest) + 4, INK, end)
            for end in (lowest, highest)
        ),
    )  # fmt: skip
    return ends + format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-dasharray="2 4"/>',
        ((LEFT, _y(mark, lowest, highest), WIDTH - RIGHT, _y(mark, lowest, highest), LINE) for mark in marks),
    )


def _days(first, last):
    days = [(LEFT, "start", first)] + ([(WIDTH - RIGHT, "end", last)] if last != first else [])
    return format_html_join(
        "",
        '<text x="{}" y="{}" font-size="12" text-anchor="{}" fill="{}">{}</text>',
        ((x, HEIGHT - 6, anchor, QUIET, f"{day.day} {day:%b} {day.year}") for x, anchor, day in days),
    )


def _x(day, first, last):
    """Days keep their distance; where all fall on one day they stand in the middle."""
    share = Decimal((day - first).days) / (last - first).days if last != first else Decimal("0.5")
    return _short(LEFT + 4 + share * (WIDTH - LEFT - RIGHT - 8))


def _y(value, lowest, highest):
    share = (Decimal(value) - Decimal(lowest)) / (Decimal(highest) - Decimal(lowest))
    return _short(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM))


def _short(number):
    """One place is enough for a pixel."""
    return Decimal(number).quantize(Decimal("0.1"))

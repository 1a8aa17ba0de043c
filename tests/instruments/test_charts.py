"""The charts: well-formed SVG without script or style, a label that says what it shows, every point inside."""

from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from instruments.web.charts import HEIGHT, WIDTH, Point, line_chart

DAY = date(2026, 5, 1)


def drawn(points, **more):
    return ElementTree.fromstring(line_chart("PHQ-9, Total", points, **{"lowest": "0", "highest": "27", **more}))


def test_the_label_says_what_the_chart_shows_and_where_the_numbers_are():
    chart = drawn([Point(DAY, Decimal(18)), Point(DAY + timedelta(days=30), Decimal(9))])
    assert chart.get("role") == "img"
    assert chart.get("aria-label") == (
        "PHQ-9, Total: 2 scores, from 18 on 1 May 2026 to 9 on 31 May 2026. Every score stands in the table."
    )
    assert [text.text for text in chart.iter("text")] == ["0", "27", "1 May 2026", "31 May 2026"]


def test_days_keep_their_distance_and_higher_stands_higher():
    chart = drawn(
        [
            Point(DAY, Decimal(0)),
            Point(DAY + timedelta(days=10), Decimal(27)),
            Point(DAY + timedelta(days=40), Decimal(9)),
        ]
    )
    dots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in chart.iter("circle")]
    assert round((dots[1][0] - dots[0][0]) / (dots[2][0] - dots[0][0]), 2) == 0.25
    assert dots[1][1] < dots[2][1] < dots[0][1]


def test_two_scores_of_one_day_stand_in_the_middle_with_one_date():
    chart = drawn([Point(DAY, Decimal(3)), Point(DAY, Decimal(5))])
    assert len({dot.get("cx") for dot in chart.iter("circle")}) == 1
    assert [text.text for text in chart.iter("text")][2:] == ["1 May 2026"]


def test_a_band_begins_at_a_dotted_line():
    chart = drawn([Point(DAY, Decimal(3)), Point(DAY, Decimal(5))], marks=("5", "10"))
    assert sum(line.get("stroke-dasharray") is not None for line in chart.iter("line")) == 2


def test_names_are_escaped():
    text = line_chart('<b>"', [Point(DAY, Decimal(3))] * 2, lowest="0", highest="27")
    assert "<b>" not in text


@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 270)), min_size=2, max_size=30))
def test_every_point_lies_inside_and_no_attribute_is_refused_by_the_policy(rows):
    points = [Point(DAY + timedelta(days=days), Decimal(tenths) / 10) for days, tenths in sorted(rows)]
    chart = drawn(points)
    for dot in chart.iter("circle"):
        assert 0 < float(dot.get("cx")) < WIDTH
        assert 0 < float(dot.get("cy")) < HEIGHT
    for element in chart.iter():
        assert "style" not in element.attrib
        assert not any(name.startswith("on") for name in element.attrib)
        assert element.tag in ("svg", "line", "text", "polyline", "circle")

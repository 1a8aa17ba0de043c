"""Wording of the pages of scores: what a score means, who answered, what to do next."""

from dataclasses import dataclass
from decimal import Decimal

from design.words import long_date
from instruments import queries, rules
from instruments.definition import ANSWERED_BY, DIRECTIONS
from instruments.definition_files import library
from instruments.web.charts import Point, line_chart


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of scores."""

    score: object
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Course:
    """One score of an instrument over time: its chart where there are two or more numbers, its table, and what it means."""

    code: str
    name: str
    chart: str
    lines: tuple
    means: str


@dataclass(frozen=True, slots=True)
class Block:
    """One instrument as one person answers it."""

    key: str
    name: str
    about: str
    answered_by: str
    courses: tuple


def block(series):
    """A :class:`Block` of a ``queries.Series``, newest line first."""
    newest = series.scores[-1]
    definition = library().get(newest.instrument, newest.version)
    courses = tuple(_course(series, total, definition) for total in newest.totals)
    return Block(
        f"{series.instrument}-{series.answered_by}", series.name, definition.about if definition else "",
        ANSWERED_BY[series.answered_by], courses,
    )  # fmt: skip


def _course(series, total, definition):
    rows = [(score, _total(score, total["code"])) for score in series.scores]
    rows = [(score, one) for score, one in rows if one is not None]
    points = [Point(score.measured_on, Decimal(one["value"])) for score, one in rows if one["value"]]
    scorer = _scorer(definition, total["code"])
    chart = ""
    if len(points) > 1:
        lowest, highest = (
            min((one["lowest"] for _, one in rows), key=Decimal),
            max((o["highest"] for _, o in rows), key=Decimal),
        )
        marks = [str(float(band.start)) for band in scorer.bands[1:]] if scorer else ()
        chart = line_chart(f"{series.name}, {total['name']}", points, lowest=lowest, highest=highest, marks=marks)
    lines = tuple(Line(score, value(one), meaning(one)) for score, one in reversed(rows))
    return Course(total["code"], total["name"], chart, lines, what_it_means(total, scorer))


def _total(score, code):
    return next((total for total in score.totals if total["code"] == code), None)


def _scorer(definition, code):
    return next((scorer for scorer in definition.scorers if scorer.code == code), None) if definition else None


def value(total):
    """ "12 of 27", or "No score"."""
    return f"{total['value']} of {total['highest']}" if total["value"] else "No score"


def meaning(total):
    """What stands beside a number: the band, or why there is none."""
    said = [total["band"].capitalize()] if total["band"] else []
    if not total["value"] or total["prorated"]:
        said.append(f"{total['answered']} of {total['of']} answered")
    if total["not_known"]:
        said.append(f"{total['not_known']} not known")
    return ", ".join(said)


def what_it_means(total, scorer):
    """ "Higher is worse. 0 to 4: none or minimal; 5 to 9: mild … (Kroenke 2001)."""
    said = [DIRECTIONS[total["direction"]]] if DIRECTIONS[total["direction"]] else []
    if scorer is not None and scorer.bands:
        said.append(f"{'; '.join(_ranges(scorer))} ({scorer.bands_source}).")
    return " ".join(said)


def _ranges(scorer):
    ends = [band.start for band in scorer.bands[1:]] + [None]
    for band, end in zip(scorer.bands, ends, strict=True):
        if scorer.places == 0:
            yield f"{_short(band.start)} to {_short(end - 1 if end is not None else scorer.highest)}: {band.name}"
        else:
            yield f"from {_short(band.start)}: {band.name}"


def _short(number):
    return f"{float(number):g}"


@dataclass(frozen=True, slots=True)
class Asked:
    """An item and its answer, as people read them."""

    label: str
    shown: str


def answers(score, definition):
    """Every item of a score with its answer. Without the definition of its version: the codes and the numbers that are kept."""
    if definition is None:
        return [Asked(f"Item {code}", str(given)) for code, given in sorted(score.answers.items())]
    return [
        Asked(
            f"{item.code}. {item.text}" if item.text else item.label,
            rules.shown(definition, item, score.answers) or "Not answered",
        )
        for item in definition.items
    ]


def steps(score, definition, name):
    """What the worker should do next, in the words of the definition."""
    if definition is None:
        return []
    return [step.words.replace("{name}", name) for step in rules.steps(definition, score.answers)]


def recorded_line(score, name, at):
    """ "Answered by Daf on 3 May 2026. Recorded by Kit Mensah, Trust, on 4 May."""
    who = name if score.answered_by == "person" else ANSWERED_BY[score.answered_by]
    return (
        f"Answered by {who} on {long_date(score.measured_on)}. Recorded by {score.by.name}, "
        f"{score.organisation.short_name}, on {long_date(score.at, at)}."
    )


def totals(score, definition):
    """[(name, "12 of 27", "Moderate", what it means)] of one score."""
    return [
        (one["name"], value(one), meaning(one), what_it_means(one, _scorer(definition, one["code"])))
        for one in score.totals
    ]


def corrections(score):
    """What a score put right, in words, newest first."""
    return [(row, queries.score_in_words(row), after.because) for row, after in _with_reason(score)]


def _with_reason(score):
    rows = queries.before(score)
    return list(zip(rows, [score, *rows], strict=False))

"""Short sentences for tests about scores."""

from pathlib import Path

from instruments import services
from instruments.definition_files import library, read
from tests.house import NOON

SITE = Path(__file__).parent / "definitions"
TODAY = NOON.date()

#: All definitions that tests know: the shipped ones, and structures without item text as a site would supply them.
LIBRARY = read(SITE)
HONOS, DIALOG, CANSAS, PHQ, GAD = (LIBRARY.newest(c) for c in ("honos", "dialog", "cansas", "phq-9", "gad-7"))


def answers_of(definition, *values):
    """Values in the order of the items; None leaves one out."""
    codes = [item.code for item in definition.items]
    return {code: value for code, value in zip(codes, values, strict=False) if value is not None}


def a_score(house, case, *values, by=None, code="phq-9", on=TODAY, who="person", at=NOON, **more):
    """A score recorded through the service; nine times 1 without values."""
    definition = library().newest(code)
    given = answers_of(definition, *(values or [1] * len(definition.items)))
    return services.record(
        case=case, definition=definition, answers=given, measured_on=on, answered_by=who, by=by or house.nurse, at=at, **more
    )  # fmt: skip


def correction(house, case, score, *values, by=None, at=NOON, because="Read from the wrong line", on=TODAY, **more):
    """A correction of a score, through the service."""
    definition = library().get(score.instrument, score.version)
    return services.correct(
        case=case, score=score, definition=definition, answers=answers_of(definition, *values), measured_on=on,
        answered_by="person", because=because, by=by or house.nurse, at=at, **more,
    )  # fmt: skip

"""What a questionnaire or scale is: its items and answers, how it is scored, and what a score means. Pure shapes."""

from dataclasses import dataclass
from fractions import Fraction

#: Whose view an answer is. Scales with several views (CANSAS) keep each view's scores apart.
ANSWERED_BY = {"person": "the person", "carer": "a carer", "worker": "a worker"}
WORSE, BETTER, NEITHER = "higher_is_worse", "higher_is_better", "neither"
DIRECTIONS = {WORSE: "Higher is worse.", BETTER: "Higher is better.", NEITHER: ""}
SUM, MEAN, COUNT = "sum", "mean", "count"
KINDS = (SUM, MEAN, COUNT)


@dataclass(frozen=True, slots=True)
class Detail:
    """What is asked beside an item that is answered above 0: one of ``choices``, and words for some of them."""

    ask: str
    choices: tuple  # ((code, text), ...)
    words_for: tuple = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``responses`` is ((value, text), ...); ``text`` is empty where only the structure may be kept.

    ``extra``: kept and shown, but in no score (CAN: further domains are reported apart from the 22).
    """

    code: str
    text: str
    responses: tuple
    detail: Detail | None = None
    extra: bool = False

    @property
    def label(self):
        return self.text or f"Item {self.code}"

    @property
    def values(self):
        return tuple(value for value, _ in self.responses)

    @property
    def detail_key(self):
        return f"{self.code}.detail"

    @property
    def words_key(self):
        return f"{self.code}.words"


@dataclass(frozen=True, slots=True)
class Band:
    """A range of scores with a published name: from ``start`` up to where the next band begins."""

    start: Fraction
    name: str


@dataclass(frozen=True, slots=True)
class Scorer:
    """How one score is made: the sum or mean of ``items``, or how many of them have one of ``values``.

    ``minimum_answered``: with fewer answers there is no score. ``prorated``: only where the source says so, missing answers
    count as the mean of the others.
    """

    code: str
    name: str
    kind: str
    items: tuple
    minimum_answered: int
    lowest: Fraction
    highest: Fraction
    direction: str
    places: int = 0
    values: tuple = ()
    prorated: bool = False
    bands: tuple = ()
    bands_source: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What a worker should do next when an item is answered above a value. Words, never a score and never an alarm."""

    item: str
    above: int
    words: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a questionnaire or scale. ``domain`` decides who reads and records its scores.

    ``recorded_by`` are the sectors whose workers may record it; empty: whoever writes the domain. ``not_known`` is
    (value, text) of the answer that counts for nothing, or None. ``blanks``: items may stay unanswered.
    """

    code: str
    version: str
    name: str
    about: str
    source: str
    licence: str
    text_may_be_shipped: bool
    period: str
    intro: str
    domain: str
    answered_by: tuple
    direction: str
    items: tuple
    scorers: tuple
    recorded_by: tuple = ()
    not_known: tuple | None = None
    blanks: bool = False
    steps: tuple = ()

    @property
    def by_code(self):
        return {item.code: item for item in self.items}

"""Which answers a definition takes, and what they score. Pure: the exact arithmetic of a definition, nothing rounded before
its end.

No score is a forecast: scales are not used to predict suicide or self-harm (NICE NG225), so nothing here makes a level of
risk out of an answer. What to do next is words of the definition (:func:`steps`).
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError

from instruments.definition import COUNT, MEAN

WORDS_LIMIT = 200


def clean(definition, given):
    """{key: value} as stored: whole numbers for items, a code and words for what is asked beside an item.

    Raises ValidationError keyed by the answer's key: a value that the item does not offer, a blank where none is allowed,
    a type that is missing (HoNOS scale 8 without A to J), or no answer at all.
    """
    errors, cleaned = {}, {}
    unknown = set(given) - {key for item in definition.items for key in (item.code, item.detail_key, item.words_key)}
    if unknown:
        raise ValidationError(f"{definition.name} has no item {', '.join(sorted(unknown))}.", code="unknown")
    for item in definition.items:
        try:
            value = _value(definition, item, given.get(item.code))
            if value is not None:
                cleaned[item.code] = value
        except ValidationError as error:
            errors[item.code] = error.messages
            continue
        errors |= _beside(definition, item, value, given, cleaned)
    if errors:
        raise ValidationError(errors)
    if not any(item.code in cleaned for item in definition.items):
        raise ValidationError("Answer at least one question.", code="empty")
    return cleaned


def _value(definition, item, value):
    if value in (None, ""):
        if definition.blanks:
            return None
        choose = f", or choose “{definition.not_known[1]}”" if definition.not_known else ""
        raise ValidationError(f"Answer {_called(item)}{choose}.", code="blank")
    allowed = (*item.values, *(definition.not_known[:1] if definition.not_known else ()))
    if isinstance(value, bool) or str(value) not in map(str, allowed):
        raise ValidationError(f"Choose one of the answers to {_called(item)}.", code="choice")
    return int(value)


def _called(item):
    return "this question" if item.text else f"item {item.code}"


def _beside(definition, item, value, given, cleaned):
    """Put what is asked beside an item into ``cleaned``, and return what is wrong with it. ``value`` is the item's own."""
    detail = item.detail
    chosen, words = str(given.get(item.detail_key) or ""), str(given.get(item.words_key) or "").strip()
    needed = detail is not None and bool(value) and not _is_not_known(definition, value)
    if not needed:
        where = item.detail_key if chosen else item.words_key
        return {where: [f"This goes with an answer above 0 to item {item.code}."]} if chosen or words else {}
    if chosen not in dict(detail.choices):
        return {item.detail_key: [f"Choose which, because item {item.code} is above 0."]}
    cleaned[item.detail_key] = chosen
    if len(words) > WORDS_LIMIT:
        return {item.words_key: [f"This is {len(words)} characters long. Shorten it to {WORDS_LIMIT}."]}
    if chosen in detail.words_for and not words:
        return {item.words_key: [f"Say in a few words what it is, because you chose {chosen}."]}
    if words:
        cleaned[item.words_key] = words
    return {}


def _is_not_known(definition, value):
    return definition.not_known is not None and value == definition.not_known[0]


def score(definition, answers):
    """The scores of cleaned answers, as they are stored: one mapping a scorer, in the order of the definition.

    ``value`` is a number in words ("9", "4.5"), or "" where too few items are answered. Answers that are not known count for
    nothing. ``lowest`` and ``highest`` are the ends of the scale then; ``band`` is the name of the range it falls in.
    """
    return [_score(definition, scorer, answers) for scorer in definition.scorers]


def _score(definition, scorer, answers):
    given = [answers[code] for code in scorer.items if answers.get(code) is not None]
    known = [value for value in given if not _is_not_known(definition, value)]
    value = _number(scorer, known) if len(known) >= scorer.minimum_answered else None
    return {
        "code": scorer.code, "name": scorer.name, "value": "" if value is None else str(value),
        "lowest": _plain(scorer.lowest), "highest": _plain(scorer.highest), "direction": scorer.direction,
        "band": "" if value is None else band_of(scorer, Fraction(value)), "answered": len(known),
        "not_known": len(given) - len(known), "of": len(scorer.items),
        "prorated": value is not None and scorer.prorated and len(known) < len(scorer.items),
    }  # fmt: skip


def _number(scorer, known):
    if scorer.kind == COUNT:
        exact = Fraction(sum(value in scorer.values for value in known))
    elif scorer.kind == MEAN:
        exact = Fraction(sum(known), len(known))
    else:
        exact = Fraction(sum(known))
        if scorer.prorated:
            exact = exact * len(scorer.items) / len(known)
    return rounded(exact, scorer.places)


def rounded(exact, places):
    """A fraction as a decimal with so many places, halves upwards."""
    return Decimal(_half_up(exact * 10**places)).scaleb(-places)


def _half_up(exact):
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def _plain(number):
    return str(number.numerator) if number.denominator == 1 else str(rounded(number, 2))


def band_of(scorer, value):
    """The name of the band in which a value falls, or "" where the source has no bands."""
    return next((band.name for band in reversed(scorer.bands) if band.start <= value), "")


def steps(definition, answers):
    """What the worker should do next after these answers: the definition's own words, for items answered above a value."""
    return [
        step
        for step in definition.steps
        if answers.get(step.item) is not None
        and not _is_not_known(definition, answers[step.item])
        and answers[step.item] > step.above
    ]


def shown(definition, item, answers):
    """An answer as people read it, or "" where the item was left out."""
    value = answers.get(item.code)
    if value is None:
        return ""
    text = dict(item.responses).get(value, str(value))
    if _is_not_known(definition, value):
        text = definition.not_known[1]
    beside = dict(item.detail.choices).get(answers.get(item.detail_key), "") if item.detail else ""
    number = f" ({value})" if text != str(value) else ""
    return ". ".join(part for part in (f"{text}{number}", beside, answers.get(item.words_key, "")) if part)

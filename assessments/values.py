"""What an answer may be, by the kind of its question, and how it reads. Pure: *today* is an argument."""

from datetime import date

from django.core.exceptions import ValidationError

from design.words import long_date

TEXT_LIMIT = 400
LONG_TEXT_LIMIT = 8_000


def clean(item, value, *, birth_date, today):
    """The value as it is stored, or None for no answer. Raises ValidationError with what to do about it.

    A date in the future or before the person's birth is refused; so is a choice that the question does not offer.
    """
    if value is None or value == "":
        return None
    return _CLEAN[item.kind](item, value, birth_date, today)


def _text(item, value, birth_date, today):
    limit = TEXT_LIMIT if item.kind == "text" else LONG_TEXT_LIMIT
    text = str(value).replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise ValidationError(f"This is {len(text)} characters long. Shorten it to {limit}.", code="long")
    return text or None


def _choice(item, value, birth_date, today):
    if str(value) not in dict(item.choices):
        raise ValidationError("Choose one of the answers in the list.", code="choice")
    return str(value)


def _yes_no(item, value, birth_date, today):
    found = {True: True, False: False, "yes": True, "no": False}.get(value) if isinstance(value, (bool, str)) else None
    if found is None:
        raise ValidationError("Choose yes or no.", code="choice")
    return found


def _date(item, value, birth_date, today):
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValidationError("Enter a real date.", code="unreal") from None
    if not isinstance(value, date):
        raise ValidationError("Enter a real date.", code="unreal")
    if value > today:
        raise ValidationError("The date must be today or before. Check the year.", code="late")
    if birth_date and value < birth_date:
        raise ValidationError(
            f"The date must be on or after the person’s birth on {long_date(birth_date)}.", code="early"
        )
    return value.isoformat()


_CLEAN = {"text": _text, "long_text": _text, "choice": _choice, "yes_no": _yes_no, "date": _date}


def shown(item, value):
    """A stored value as people read it. What does not fit its question is shown as it stands."""
    if value is None:
        return ""
    if item.kind == "choice":
        return dict(item.choices).get(value, str(value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if item.kind == "date":
        try:
            return long_date(date.fromisoformat(value))
        except (TypeError, ValueError):
            return str(value)
    return str(value)

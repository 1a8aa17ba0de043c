"""Refusals of this room that are not about rights: what was asked cannot be, and what to do instead."""


class PartnersError(ValueError):
    """The sentence is for whoever asked: why not, and what to do next. ``field`` names the form field it is about."""

    def __init__(self, message, *, field=""):
        super().__init__(message)
        self.field = field


class StillHolds(PartnersError):
    """Somebody who holds work may not leave it ownerless. ``holdings`` says what, and where to hand it over."""

    def __init__(self, holdings):
        self.holdings = holdings
        words = "; ".join(holding.text for holding in holdings)
        super().__init__(f"Hand over first what they still hold: {words}.")

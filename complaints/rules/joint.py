"""One complaint, one answer: whether it is joint, who may be told, how many responses there are, and both ombudsmen."""

from dataclasses import dataclass

LGSCO = "the Local Government and Social Care Ombudsman (LGSCO)"
PHSO = "the Parliamentary and Health Service Ombudsman (PHSO)"

_BY_SECTOR = {"council": LGSCO, "nhs": PHSO, "primary_care": PHSO}


@dataclass(frozen=True, slots=True)
class Response:
    """One signed response: who signs it, and the bodies whose elements it answers."""

    signed_by: int
    answers_for: frozenset


def is_joint(responsible_ids):
    """Whether more than one body answers: then CR09 reg 9 asks for one co-ordinated response."""
    return len(set(responsible_ids)) > 1


def has_it(responsible_ids, *, received_by, agreed):
    """The bodies that may have the complaint: the one that received it, and those the complainant agreed to.

    Without agreement no other body gets access (local protocols; LGSCO good practice guide part 8).
    """
    return {body for body in responsible_ids if body == received_by or body in agreed}


def responses(responsible_ids, *, received_by, agreed, lead=None):
    """The responses that will be signed: one for the bodies that share it, one for each that does not.

    ``lead`` signs for those that share; it is needed as soon as two of them do. Where the complainant said no, each
    body answers only its own part, separately (ICAS guidance).
    """
    together = has_it(responsible_ids, received_by=received_by, agreed=agreed)
    made = []
    if together:
        if len(together) > 1 and lead not in together:
            raise ValueError("A response of several bodies needs one of them to lead")
        made.append(Response(lead if len(together) > 1 else next(iter(together)), frozenset(together)))
    made += [Response(body, frozenset({body})) for body in sorted(set(responsible_ids) - together)]
    return made


def ombudsmen(sectors):
    """The ombudsmen to name, by the sectors of the bodies that answer: council LGSCO, NHS PHSO, both where both answer."""
    return sorted({_BY_SECTOR[sector] for sector in sectors if sector in _BY_SECTOR})


def ombudsman_words(sectors):
    """What an answer must say about going further (CR09 reg 14(2)(d)). A joint answer names both; either may be asked."""
    named = ombudsmen(sectors)
    if not named:
        return ""
    if len(named) == 1:
        return f"If you are not satisfied with this answer, you can ask {named[0]} to look at your complaint."
    return (
        f"If you are not satisfied with this answer, you can ask {named[0]} or {named[1]} to look at your complaint. "
        "They work together where it concerns both, so it does not matter which of them you ask."
    )

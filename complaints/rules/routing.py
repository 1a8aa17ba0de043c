"""Who answers an element: from who held the domain on the day, to the body that must answer for it in law."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holder:
    """One organisation that held the domain (or coordinated) on the day, and who answers for it."""

    organisation_id: int
    is_responsible_body: bool
    leads: bool = True
    accountable_id: int | None = None
    answered_for_by_id: int | None = None
    part_id: int | None = None
    coordination_id: int | None = None
    since: object = None


@dataclass(frozen=True, slots=True)
class Found:
    """Who answers, who did it where that is another body, and the row that shows it."""

    responsible_id: int
    delivered_by_id: int | None = None
    accountable_id: int | None = None
    holder: Holder | None = None
    others: tuple = ()


def answers_for(holder, *, otherwise):
    """The body that answers for what a holder did.

    A responsible body answers itself (CR09 reg 6(1)). Another organisation, a charity for example, may not be one: then
    the body that is accountable for the domain on this case is treated as responsible, else the one that commissioned
    the organisation (LGSCO: the council is treated as responsible for what it commissioned), else ``otherwise``.
    """
    if holder.is_responsible_body:
        return holder.organisation_id
    for organisation_id in (holder.accountable_id, holder.answered_for_by_id):
        if organisation_id is not None and organisation_id != holder.organisation_id:
            return organisation_id
    return otherwise


def responsible(holders, *, otherwise):
    """Who answers for a domain on a day, from everybody who held it then. None for no holders: nobody held it.

    Of several, the one that led answers; where a handover fell on that day, the one that had it first. The others are
    named, so that a lead can set it by hand.
    """
    if not holders:
        return None
    far = max((h.since for h in holders if h.since is not None), default=None)
    ranked = sorted(holders, key=lambda h: (not h.leads, h.since is None, h.since or far or 0, h.organisation_id))
    chosen = ranked[0]
    answers = answers_for(chosen, otherwise=otherwise)
    return Found(
        responsible_id=answers,
        delivered_by_id=None if answers == chosen.organisation_id else chosen.organisation_id,
        accountable_id=chosen.accountable_id or answers,
        holder=chosen,
        others=tuple(h.organisation_id for h in ranked[1:] if h.organisation_id != chosen.organisation_id),
    )

"""The legal moves of a part, in one table. Everything that changes a part's state asks here."""

from domains.models import State

#: From a state, the states it may move to. None is *not there yet*: import and case creation begin at accepted.
MOVES = {
    None: {State.PROPOSED, State.ACCEPTED},
    State.PROPOSED: {State.ACCEPTED, State.DECLINED, State.WITHDRAWN},
    State.ACCEPTED: {State.ENDED},
    State.DECLINED: set(),
    State.WITHDRAWN: set(),
    State.ENDED: set(),
}

#: A part that is asked or held. At most one for a team in a responsibility.
LIVE = (State.PROPOSED, State.ACCEPTED)


def may_move(old, new):
    """Whether a part may go from one state to another. An unknown state raises KeyError: nothing falls through."""
    return new in MOVES[old]

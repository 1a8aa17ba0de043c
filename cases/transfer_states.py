"""The legal moves of a transfer, in one table. Source: domain-facts 1.7 (the order is checked before a release, [M])."""

from cases.models import Transfer

State = Transfer.State
#: From a state, the states it may move to.
MOVES = {
    State.PROPOSED: {State.SENT, State.DECLINED, State.WITHDRAWN},
    State.SENT: {State.MET, State.DECLINED, State.WITHDRAWN},
    State.MET: {State.ACCEPTED, State.DECLINED, State.WITHDRAWN},
    State.ACCEPTED: set(),
    State.DECLINED: set(),
    State.WITHDRAWN: set(),
}

#: A transfer that is asked and not settled. At most one on a case.
LIVE = (State.PROPOSED, State.SENT, State.MET)

#: What has to happen before a transfer can be accepted, in words, by where it stands.
NEXT = {
    State.PROPOSED: "The information has not been sent yet.",
    State.SENT: "The handover meeting has not been held yet.",
}


def may_move(old, new):
    """Whether a transfer may go from one state to another. An unknown state raises KeyError: nothing falls through."""
    return new in MOVES[old]

"""Who has a right to aftercare under section 117, and when it ends. Pure.

Source: Mental Health Act 1983 s117, as domain-facts 2.8 has it: for who was detained under section 3, 37, 45A, 47 or 48 and
has left that detention (leave under section 17, a community treatment order and staying on informally among them). That
section 2 gives no right, and that both bodies must be satisfied (s117(2)), is from memory: check before a release.
"""

NHS, COUNCIL = "nhs", "council"
#: The two bodies that owe it together, in the order in which they are named.
SIDES = (NHS, COUNCIL)
#: Sections whose detention gives the right.
SECTIONS = frozenset({"3", "37", "45A", "47", "48"})
SOURCE = "Mental Health Act 1983 s117"


def is_entitled(section):
    """Whether a detention under this section of the Act gives a right to aftercare: 3, 37, 45A, 47 and 48 do, 2 does not."""
    return section in SECTIONS


def missing(signed):
    """The sides that have not signed, in order: as long as there is one, aftercare stays in force."""
    return tuple(side for side in SIDES if side not in signed)


def is_ended(signed):
    """Whether aftercare has ended: only when both the NHS body and the council have signed that it is no longer needed."""
    return not missing(signed)
